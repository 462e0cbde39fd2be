//! What was decided to ask after a vote. The votes of a run change with what comes of it, so it is decided once.

use super::distinguish::Question;
use super::repair::Flaw;
use crate::engine::EngineError;
use crate::store::{Run, StoreError, write_whole};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;

const FILE: &str = "follow_ups.json";

/// What a run asks after a vote, and what came of it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct FollowUps {
    /// The samples of candidates that each problem had when it was first decided: it gets no more after that.
    pub(super) taken: Vec<usize>,
    /// The questions about inputs; nothing where it was not decided yet.
    pub(super) questions: Option<Vec<Question>>,
    /// The candidates that are to be corrected; nothing where it was not decided yet.
    pub(super) flaws: Option<Vec<Flaw>>,
    /// The number of problems that were left alone though their best candidates fail agreed tests, by reason.
    pub(super) left_alone: BTreeMap<String, usize>,
}

impl FollowUps {
    /// Reads what a run decided; nothing was decided where there is no file.
    pub(super) fn read(run: &Run) -> Result<Self, EngineError> {
        let path = run.path(FILE);
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = fs::read_to_string(&path).map_err(StoreError::io("read", &path))?;
        let read = serde_json::from_str(&text);
        Ok(read.map_err(|error| StoreError::Broken {
            path,
            line: error.line(),
            detail: error.to_string(),
        })?)
    }

    /// Says whether anything was decided.
    pub(super) fn are_begun(&self) -> bool {
        self.questions.is_some() || self.flaws.is_some()
    }

    /// Writes them before anything is asked, and again with what came of it.
    pub(super) fn write(&self, run: &Run) -> Result<(), EngineError> {
        if !self.are_begun() {
            return Ok(());
        }
        Ok(write_whole(&run.path(FILE), |writer| {
            serde_json::to_writer_pretty(&mut *writer, self)?;
            writer.write_all(b"\n")
        })?)
    }
}
