//! What was decided to ask after a vote. The votes of a run change with what comes of it, so it is decided once.

use super::distinguish::Question;
use super::repair::Flaw;
use crate::engine::EngineError;
use crate::shard::Part;
use crate::store::{Run, StoreError, write_whole};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

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
        Ok(self.write_in(run.folder())?)
    }

    fn write_in(&self, folder: &Path) -> Result<(), StoreError> {
        write_whole(&folder.join(FILE), |writer| {
            serde_json::to_writer_pretty(&mut *writer, self)?;
            writer.write_all(b"\n")
        })
    }
}

/// Puts together what the shards of a run decided, where they decided anything; `place` gives the place of a problem in the run.
pub(in crate::engine) fn merge_follow_ups<'s>(
    shards: impl Iterator<Item = (&'s Run, &'s Part)>,
    place: impl Fn(&str) -> usize,
    folder: &Path,
) -> Result<(), EngineError> {
    let mut all = FollowUps::default();
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    for (run, part) in shards {
        let own = FollowUps::read(run)?;
        taken.extend(part.places.iter().copied().zip(own.taken));
        add(&mut all.questions, own.questions);
        add(&mut all.flaws, own.flaws);
        for (reason, count) in own.left_alone {
            *all.left_alone.entry(reason).or_default() += count;
        }
    }
    if !all.are_begun() {
        return Ok(());
    }
    let questions = all.questions.iter_mut();
    questions.for_each(|it| it.sort_by_key(|question| place(&question.task_id)));
    let flaws = all.flaws.iter_mut();
    flaws.for_each(|it| it.sort_by_key(|flaw| place(&flaw.task_id)));
    all.taken = taken.into_values().collect();
    Ok(all.write_in(folder)?)
}

fn add<T>(all: &mut Option<Vec<T>>, more: Option<Vec<T>>) {
    if let Some(more) = more {
        all.get_or_insert_default().extend(more);
    }
}
