//! Replies that a run goes on without.

use super::done::DONE;
use super::{Run, StoreError, write_whole};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::{fmt, fs};

const FILE: &str = "missing.json";

/// What is made of candidates and tests, by file.
const RESULTS: [&str; 10] = [
    DONE,
    "matrix.jsonl",
    "calls.jsonl",
    "environments.jsonl",
    "reference.jsonl",
    "reference_environments.jsonl",
    "consensus.jsonl",
    "selection.jsonl",
    "submission.jsonl",
    "follow_ups.json",
];

/// Replies that a run asked for and does not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// Their number.
    pub replies: usize,
    /// The number of all that were asked for.
    pub of: usize,
    /// Their number for each problem that misses some.
    pub problems: BTreeMap<String, usize>,
    /// Why they are missing.
    pub why: String,
}

impl fmt::Display for Missing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (replies, of, problems) = (self.replies, self.of, self.problems.len());
        write!(
            formatter,
            "{replies} of {of} replies are missing, of {problems} problems: {}",
            self.why
        )
    }
}

impl Missing {
    /// The replies that the candidates and tests of the run in a folder were made without.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub fn of(folder: &Path) -> Result<Option<Self>, StoreError> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        let text = fs::read_to_string(&path).map_err(StoreError::io("read", &path))?;
        let read = serde_json::from_str(&text).map(Some);
        read.map_err(|error| StoreError::Broken {
            path,
            line: error.line(),
            detail: error.to_string(),
        })
    }

    /// What of it is missing of some problems, which have so many replies.
    pub(crate) fn only(mut self, problems: &HashSet<&str>, replies: usize) -> Option<Self> {
        self.problems
            .retain(|name, _| problems.contains(name.as_str()));
        self.replies = self.problems.values().sum();
        self.of = self.replies + replies;
        (self.replies > 0).then_some(self)
    }

    /// Adds what is missing of other problems.
    pub(crate) fn add(&mut self, other: Self) {
        self.replies += other.replies;
        self.of += other.of;
        self.problems.extend(other.problems);
        if !self.why.split("; ").any(|it| it == other.why) {
            self.why = format!("{}; {}", self.why, other.why);
        }
    }

    /// Writes it into the folder of a run.
    pub(super) fn write(&self, folder: &Path) -> Result<(), StoreError> {
        write_whole(&folder.join(FILE), |writer| {
            serde_json::to_writer_pretty(&mut *writer, self)?;
            writer.write_all(b"\n")
        })
    }
}

impl Run {
    /// The replies that its candidates and tests were made without.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub fn missing(&self) -> Result<Option<Missing>, StoreError> {
        Missing::of(self.folder())
    }

    /// Keeps which replies its candidates and tests are made without.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn set_missing(&self, missing: Option<&Missing>) -> Result<(), StoreError> {
        match missing {
            Some(missing) => missing.write(self.folder()),
            None => self.remove(FILE),
        }
    }

    /// Forgets what was executed and selected, where replies were missing: with others its candidates have other numbers.
    /// What was executed is in the cache folder all the same.
    ///
    /// # Errors
    /// Where a file cannot be removed.
    pub fn forget_results(&self) -> Result<(), StoreError> {
        RESULTS.iter().try_for_each(|name| self.remove(name))
    }

    fn remove(&self, name: &str) -> Result<(), StoreError> {
        let path = self.path(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(StoreError::io("remove", &path)(error))
            }
            _ => Ok(()),
        }
    }
}
