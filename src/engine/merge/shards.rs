//! The shards of one run, in their order, each locked: nobody changes them while they are read.

use super::MergeError;
use super::survey::Survey;
use crate::engine::EngineError;
use crate::shard::Part;
use crate::store::{Run, StoreError};
use std::path::Path;

/// All shards of a run.
pub(super) struct Shards {
    runs: Vec<Run>,
    parts: Vec<Part>,
}

/// The files that are open beside those of the shards.
const OTHERS: usize = 32;

impl Shards {
    /// Locks the shards that were found.
    pub(super) fn lock(survey: &Survey) -> Result<Self, EngineError> {
        let shards = survey.shards.len();
        // The lock of each, and one file of each at a time.
        let needed = 2 * shards + OTHERS;
        allow_files(needed);
        let (mut runs, mut parts) = (Vec::with_capacity(shards), Vec::with_capacity(shards));
        for found in &survey.shards {
            let run = Run::open(&found.folder).map_err(|error| match error {
                StoreError::Io { source, .. } if is_too_many(&source) => {
                    MergeError::Files { shards, needed }.into()
                }
                error => EngineError::from(error),
            })?;
            if run.done()? != found.done {
                let path = run.folder().to_owned();
                return Err(StoreError::InUse { path }.into());
            }
            runs.push(run);
            parts.push(found.part.clone());
        }
        Ok(Self { runs, parts })
    }

    /// The runs of the shards, each with its part.
    pub(super) fn each(&self) -> impl Iterator<Item = (&Run, &Part)> {
        self.runs.iter().zip(&self.parts)
    }

    /// The number of shards.
    pub(super) fn count(&self) -> usize {
        self.runs.len()
    }

    /// Says whether some shard has a file.
    pub(super) fn have(&self, name: &str) -> bool {
        self.runs.iter().any(|run| run.path(name).exists())
    }

    /// An error where a folder is that of a shard.
    pub(super) fn check_apart(&self, folder: &Path) -> Result<(), MergeError> {
        let plain = |folder: &Path| folder.canonicalize().ok();
        let own = plain(folder);
        let is_own = |run: &&Run| own.is_some() && plain(run.folder()) == own;
        match self.runs.iter().find(is_own) {
            Some(run) => Err(MergeError::Inside(run.folder().to_owned())),
            None => Ok(()),
        }
    }
}

/// Lets this process open as many files as it needs, as far as the system allows it.
pub(crate) fn allow_files(needed: usize) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let needed = u64::try_from(needed).unwrap_or(u64::MAX);
    if limit.current.is_some_and(|current| current < needed) {
        // Where it is not allowed, opening says so.
        let current = limit.maximum.map_or(needed, |most| most.min(needed));
        let current = Some(current);
        let _ = setrlimit(Resource::Nofile, Rlimit { current, ..limit });
    }
}

/// Says whether a file could not be opened since too many are.
fn is_too_many(error: &std::io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::MFILE.raw_os_error())
}
