//! Puts the shards of a run together: byte for byte the run that one machine would have written.
//!
//! Each file of a shard has its rows in the order of the whole run's problems, so that a file of the whole is made of the files
//! of all shards in one pass, and nothing but the names of the problems is kept in memory.

mod error;
mod events;
mod lines;
mod phase;
mod problems;
mod reader;
mod rows;
mod shards;
mod survey;
mod wait;

pub use error::MergeError;
pub(crate) use shards::allow_files;

use super::EngineError;
use super::generate::merge_follow_ups;
use super::placing::EXECUTION;
use crate::event::{Event, Listener, Stage};
use crate::store::{Building, EVENTS, Missing, RunConfig, StoreError};
use rows::Merging;
use serde::Serialize;
use shards::Shards;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use survey::Survey;
use wait::wait_for;

/// The files with rows of problems, in the order in which they are merged.
pub(super) const ROWS: [&str; 9] = [
    "problems.jsonl",
    "examples.jsonl",
    "variants.jsonl",
    REPLIES,
    CANDIDATES,
    "tests.jsonl",
    "calls.jsonl",
    EXECUTION,
    MATRIX,
];

const REPLIES: &str = "replies.jsonl";
const CANDIDATES: &str = "candidates.jsonl";
const MATRIX: &str = "matrix.jsonl";

/// What there is of a run that is no row of a problem.
const OTHERS: [&str; 3] = ["missing.json", "follow_ups.json", EVENTS];

/// What was put together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Merged {
    /// The number of shards.
    pub shards: usize,
    /// The problems of the run.
    pub problems: usize,
    /// Its distinct candidates.
    pub candidates: usize,
    /// The rows of all its files.
    pub rows: usize,
    /// Whether its candidates were executed.
    pub executed: bool,
    /// Whether it was there already.
    pub was_there: bool,
    /// The replies that its shards go on without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<Missing>,
}

/// Puts the shards in some folders together, into a folder that holds no run yet, or what they were made from, or this run already.
/// A folder of shards stands for them. Where some are not done yet, they may be waited for.
///
/// # Errors
/// Where the shards are not all those of one run, one is not whole or in use, a file is not what it should be, or the user asked
/// to stop. What an interrupted call leaves behind is no run, and the next call begins anew.
pub fn merge(
    folders: &[PathBuf],
    folder: &Path,
    wait: Option<Duration>,
    listener: &Listener<'_>,
    interrupted: &AtomicBool,
) -> Result<Merged, EngineError> {
    let (survey, shards) = wait_for(wait, listener, interrupted, || {
        let survey = Survey::of(folders)?;
        let shards = Shards::lock(&survey)?;
        Ok((survey, shards))
    })?;
    shards.check_apart(folder)?;
    let config = survey.config();
    let names = [&ROWS[..], &OTHERS].concat();
    let building = Building::begin(folder, &names)?;
    let mut merging = Merging::new(&shards, listener, interrupted)?;
    let mut files: Vec<&str> = ROWS.into_iter().filter(|name| shards.have(name)).collect();
    let all = files.clone();
    match building.begun() {
        Some(begun) => {
            check_same(folder, begun, &config)?;
            files.retain(|name| !building.path(name).exists());
            check_sizes(folder, &merging, &all, &files)?;
        }
        None => building.clear(&names)?,
    }
    if files.is_empty() && building.begun() == Some(&config) {
        return merging.counted(folder, &all, survey.executed);
    }
    listener(Event::Began {
        stage: Stage::Merge,
        total: files.len() * merging.problems(),
        done: 0,
    });
    if !files.contains(&CANDIDATES) {
        merging.count(CANDIDATES)?;
    }
    for name in &files {
        merging.merge(name, &building.path(name))?;
    }
    if building.begun().is_none() {
        building.set_missing(merging.missing()?.as_ref())?;
        merge_follow_ups(shards.each(), |name| merging.place(name), folder)?;
    }
    events::merge(&shards, folder)?;
    building.finish(&config)?;
    listener(Event::Ended(Stage::Merge));
    Ok(Merged {
        was_there: false,
        ..merging.counted(folder, &all, survey.executed)?
    })
}

/// An error where a run that is there was begun with something else.
fn check_same(folder: &Path, begun: &RunConfig, config: &RunConfig) -> Result<(), StoreError> {
    let what = match &begun.shard {
        Some(_) => Some("`--shard`".to_owned()),
        None => begun.difference(config),
    };
    what.map_or(Ok(()), |what| {
        Err(StoreError::Other {
            path: folder.to_owned(),
            what,
        })
    })
}

/// An error where a file of a run that is there is not that of the shards, but for those that are to be written. Rows are taken
/// as they are, so that sizes tell.
fn check_sizes(
    folder: &Path,
    merging: &Merging<'_>,
    all: &[&str],
    files: &[&str],
) -> Result<(), EngineError> {
    for name in all.iter().filter(|name| !files.contains(name)) {
        let path = folder.join(name);
        let there = fs::metadata(&path).map_err(StoreError::io("read", &path))?;
        if there.len() != merging.size(name)? {
            return Err(MergeError::There {
                folder: folder.to_owned(),
                file: (*name).to_owned(),
            }
            .into());
        }
    }
    Ok(())
}
