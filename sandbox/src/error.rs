//! Why the sandbox itself could not do its work. What a candidate does is an outcome instead.

use crate::EnvironmentError;
use std::io::{self, ErrorKind};
use std::path::PathBuf;

/// An error of the sandbox, never of a candidate.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// No Python interpreter to build the component with.
    #[error(
        "no usable Python interpreter at `{python}`: {detail}\nhint: install Python 3.9 or newer with `venv`, name one with `--python`, or bring a component made elsewhere with `--component FILE`"
    )]
    NoPython {
        /// The command that was tried.
        python: String,
        /// What it answered.
        detail: String,
    },
    /// A step of building the component failed.
    #[error("could not build the sandbox component: `{step}` failed\n{detail}\nhint: {hint}")]
    Build {
        /// The command that failed.
        step: String,
        /// The end of what it printed.
        detail: String,
        /// What to do about it.
        hint: String,
    },
    /// The cache folder could not be read or written.
    #[error("could not {action} `{}`: {source}\nhint: {}", path.display(), cache_hint(source))]
    Cache {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// A component that was named, but is none, or one of another version.
    #[error(
        "`{}` is no component of this sandbox: {detail}\nhint: make one with `mutagree sandbox install`",
        path.display()
    )]
    NotAComponent {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// A component that was exported elsewhere, and cannot be taken.
    #[error(
        "`{}` cannot be installed: {detail}\nhint: make it with `mutagree sandbox export`, of this version, and copy the whole folder",
        path.display()
    )]
    NotExported {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// A guest took far more CPU time than its instructions can take, twice.
    #[error(
        "this machine is too slow for the sandbox: {0} s of CPU time did not run what a test may use\nhint: run fewer jobs at once with `--jobs`, or lower the limit"
    )]
    Slow(u64),
    /// An environment does not start.
    #[error(transparent)]
    Environment(Box<EnvironmentError>),
    /// A zygote does not say what it should, or cannot do its work.
    #[error("{0}")]
    Container(String),
    /// The environment that something ran in has ended, and was not told to.
    #[error("the environment has ended")]
    Lost,
    /// The repository of an environment cannot be used.
    #[error("{0}")]
    Repository(String),
    /// The WebAssembly engine failed.
    #[error("the WebAssembly engine failed: {0}")]
    Engine(String),
}

/// What to do about a cache folder.
fn cache_hint(source: &io::Error) -> &'static str {
    match source.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "free some space on its disk, or name another folder with `--cache-dir` or `MUTAGREE_CACHE_DIR`"
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "make it writable, or run `mutagree sandbox install` once as a user who can write there; or name another \
             folder with `--cache-dir` or `MUTAGREE_CACHE_DIR`"
        }
        _ => "name another folder with `--cache-dir` or `MUTAGREE_CACHE_DIR`",
    }
}

impl From<EnvironmentError> for SandboxError {
    fn from(error: EnvironmentError) -> Self {
        match error {
            EnvironmentError::Cache(error) => error,
            error => Self::Environment(Box::new(error)),
        }
    }
}

impl SandboxError {
    /// Wraps an error of the engine with all its causes.
    pub(crate) fn engine(error: &wasmtime::Error) -> Self {
        Self::Engine(format!("{error:#}"))
    }
}
