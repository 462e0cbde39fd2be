//! Why an environment cannot be built or started. What a program does in it is no error.

use crate::SandboxError;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// An error of an environment or of an engine.
#[derive(Debug, thiserror::Error)]
pub enum EnvironmentError {
    /// The files of an environment cannot be used.
    #[error("`{}` {detail}\nhint: `mutagree environment build --help` says what the folder of an environment holds", path.display())]
    Definition {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong.
        detail: String,
    },
    /// No environment has that name.
    #[error(
        "there is no environment `{name}`\nhint: there are {known}; a folder of your own is named by a path, as `./{name}`"
    )]
    Unknown {
        /// What was asked for.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// Nothing that could carry an environment answers.
    #[error(
        "no engine answers: {tried}\nhint: start Docker or Podman, or install bubblewrap; `mutagree environment doctor` says where each was looked for"
    )]
    NoEngine {
        /// What was tried, and what came of it.
        tried: String,
    },
    /// The engine that was asked for does not answer.
    #[error("`{engine}` does not answer: {detail}\nhint: {hint}")]
    Silent {
        /// The engine.
        engine: &'static str,
        /// What was tried, and what came of it.
        detail: String,
        /// What to do.
        hint: &'static str,
    },
    /// The engine answered with an error, or stopped answering in the middle.
    #[error("`{engine}` could not {action}: {detail}\nhint: {hint}")]
    Engine {
        /// The engine.
        engine: &'static str,
        /// What it was asked to do.
        action: &'static str,
        /// Its answer.
        detail: String,
        /// What to do.
        hint: &'static str,
    },
    /// The environment was not built yet for this engine.
    #[error(
        "the environment `{name}` is not built for `{engine}`\nhint: build it with `mutagree environment build {name} --engine {engine}`"
    )]
    NotBuilt {
        /// The environment.
        name: String,
        /// The engine.
        engine: &'static str,
    },
    /// What was built is gone or broken.
    #[error(
        "the {what} of the environment `{name}` is {state}\nhint: build it again with `mutagree environment build {name} --again --engine {engine}`"
    )]
    Broken {
        /// The environment.
        name: String,
        /// The engine.
        engine: &'static str,
        /// The image or folder.
        what: String,
        /// What is wrong with it.
        state: String,
    },
    /// The way of building is not one of this engine or environment.
    #[error("`{name}` cannot be built that way: {detail}\nhint: {hint}")]
    Way {
        /// The environment.
        name: String,
        /// Why.
        detail: String,
        /// What to do.
        hint: &'static str,
    },
    /// Root's programs run as nobody, who cannot reach the cache folder.
    #[error("`{}` is closed to other users, but root's programs run as `nobody`\nhint: name a folder that everybody can reach, as `--cache-dir /var/cache/mutagree`, or run as another user", path.display())]
    Closed {
        /// The folder that is closed.
        path: PathBuf,
    },
    /// A step of building failed.
    #[error("could not build the environment `{name}`: `{step}` failed\n{log}\nhint: {hint}")]
    Build {
        /// The environment.
        name: String,
        /// The command or step.
        step: String,
        /// The end of what it said.
        log: String,
        /// What to do.
        hint: String,
    },
    /// Modules that the manifest promises cannot be imported.
    #[error(
        "the environment `{name}` cannot import {modules}\n{log}\nhint: mend its lock or its list of modules, and build it again"
    )]
    Import {
        /// The environment.
        name: String,
        /// The modules.
        modules: String,
        /// What Python said of the first.
        log: String,
    },
    /// A file or folder could not be read or written.
    #[error("could not {action} `{}`: {source}\nhint: {}", path.display(), file_hint(source))]
    File {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// The cache folder could not be read or written.
    #[error(transparent)]
    Cache(#[from] SandboxError),
    /// The user asked to stop.
    #[error(
        "interrupted\nhint: the same command begins again, with what the engine and the package index kept"
    )]
    Interrupted,
}

fn file_hint(source: &io::Error) -> &'static str {
    match source.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "free some space on its disk, or name another folder with `--cache-dir` or `MUTAGREE_CACHE_DIR`"
        }
        ErrorKind::NotFound => "check the path",
        _ => {
            "make it readable and writable, or name another folder with `--cache-dir` or `MUTAGREE_CACHE_DIR`"
        }
    }
}

impl EnvironmentError {
    pub(crate) fn file(action: &'static str, path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        Self::File {
            action,
            path,
            source,
        }
    }

    /// Says whether the fault lies in what the user named, and not in an engine.
    #[must_use]
    pub fn is_of_input(&self) -> bool {
        matches!(
            self,
            Self::Definition { .. } | Self::Unknown { .. } | Self::Way { .. }
        )
    }
}
