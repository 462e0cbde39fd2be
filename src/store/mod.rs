//! The run directory: everything that is needed to resume, score again and report.

mod building;
mod database;
mod done;
mod events;
mod generation;
mod glance;
mod journal;
mod missing;
mod packed;
mod renewable;
mod replies;
mod result_key;
mod results;
mod run;
mod run_config;
mod whole;

pub use building::Building;
pub use done::Done;
pub use events::{EVENTS, EventLog, EventRow, read_events, stage_seconds};
pub use generation::Generation;
pub use glance::Glance;
pub use journal::Journal;
pub use missing::Missing;
pub use replies::{KeptReply, Replies, UsualLength};
pub use result_key::{ReferenceKey, ResultKey, SuiteKey};
pub use results::{DEFAULT_ROOM, ResultStats, Results};
pub use run::Run;
pub use run_config::{Allowance, Compat, FORMAT_VERSION, InputFile, Outputs, Placement, RunConfig};
pub use whole::{read_jsonl, write_jsonl, write_whole};

use std::io;
use std::path::PathBuf;

/// A run directory that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file or folder that cannot be read or written.
    #[error("cannot {action} `{}`: {source}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// A file or folder of the cache folder that cannot be used.
    #[error("cannot {action} `{}`: {detail}\nhint: {hint}", path.display())]
    Cache {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system, or the database, says.
        detail: String,
        /// What to do about it.
        hint: &'static str,
    },
    /// A file of the run that does not hold what it should.
    #[error(
        "`{}` line {line}: {detail}\nhint: the run directory was changed by something else; start a new one",
        path.display()
    )]
    Broken {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        detail: String,
    },
    /// A run of a version to come.
    #[error(
        "`{}` is of format version {found}, and this mutagree knows versions up to {FORMAT_VERSION}\nhint: use the mutagree that made it, or a newer one",
        path.display()
    )]
    Newer {
        /// The file that says so.
        path: PathBuf,
        /// The version.
        found: u32,
    },
    /// A run that was begun with something else.
    #[error(
        "`{}` was begun with another {what}\nhint: name a new directory with `--run`, or repeat the command that began this one",
        path.display()
    )]
    Other {
        /// The run directory.
        path: PathBuf,
        /// What differs.
        what: String,
    },
    /// A folder that holds no run, or not yet the stage that is needed.
    #[error("`{}` holds no {what}\nhint: {hint}", path.display())]
    Missing {
        /// The run directory.
        path: PathBuf,
        /// What is not there.
        what: &'static str,
        /// What makes it.
        hint: &'static str,
    },
    /// A run that waits for replies.
    #[error(
        "`{}`: {missing}\nhint: the command that began the run asks for them again; `--partial` goes on without them",
        path.display()
    )]
    Incomplete {
        /// The run directory.
        path: PathBuf,
        /// What is missing.
        missing: Missing,
    },
    /// A folder with other files, in which a run is to be written.
    #[error("`{}` is no run, and holds `{}`, which would be overwritten\nhint: name a new directory with `--run`", path.display(), file.display())]
    Occupied {
        /// The folder.
        path: PathBuf,
        /// The file.
        file: PathBuf,
    },
    /// A run that another process works on.
    #[error("`{}` is in use by another process\nhint: wait for it, or end it", path.display())]
    InUse {
        /// The run directory.
        path: PathBuf,
    },
}

impl StoreError {
    /// Wraps an error of the system about the cache folder.
    pub(crate) fn cache(action: &'static str, path: &std::path::Path, source: &io::Error) -> Self {
        Self::Cache {
            action,
            path: path.to_owned(),
            detail: source.to_string(),
            hint: "name another folder with `--cache-dir` or `MUTAGREE_CACHE_DIR`",
        }
    }

    /// Makes a function that wraps an error of the system.
    pub(crate) fn io(
        action: &'static str,
        path: &std::path::Path,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            action,
            path,
            source,
        }
    }
}
