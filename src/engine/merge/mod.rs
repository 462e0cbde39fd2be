//! Puts the shards of a run together: byte for byte the run that one machine would have written.
//!
//! Each file of a shard has its rows in the order of the whole run's problems, so that a file of the whole is made of the files
//! of all shards in one pass, and nothing but the names of the problems is kept in memory.

mod error;
mod events;
mod reader;
mod rows;
mod shards;

pub use error::MergeError;

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

/// The files with rows of problems, in the order in which they are merged.
const ROWS: [&str; 9] = [
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

/// Puts the shards in some folders together, into a folder that holds no run yet, or this one already.
///
/// # Errors
/// Where the shards are not all those of one run, one is not whole or in use, a file is not what it should be, or the user asked
/// to stop. What an interrupted call leaves behind is no run, and the next call begins anew.
pub fn merge(
    folders: &[PathBuf],
    folder: &Path,
    listener: &Listener<'_>,
    interrupted: &AtomicBool,
) -> Result<Merged, EngineError> {
    let shards = Shards::open(folders)?;
    shards.check_apart(folder)?;
    let config = shards.config();
    let building = Building::begin(folder)?;
    let mut merging = Merging::new(&shards, listener, interrupted)?;
    let files: Vec<&str> = ROWS.into_iter().filter(|name| shards.have(name)).collect();
    if let Some(begun) = building.begun() {
        check_same(folder, begun, &config, &merging, &files)?;
        return merging.counted(folder, &files);
    }
    let others = ["missing.json", "follow_ups.json", EVENTS];
    building.clear(&[&ROWS[..], &others].concat())?;
    listener(Event::Began {
        stage: Stage::Merge,
        total: files.len() * merging.problems(),
        done: 0,
    });
    for name in &files {
        merging.merge(name, &building.path(name))?;
    }
    let missing = merging.missing()?;
    building.set_missing(missing.as_ref())?;
    merge_follow_ups(shards.each(), |name| merging.place(name), folder)?;
    events::merge(&shards, &building.path(EVENTS))?;
    building.finish(&config)?;
    listener(Event::Ended(Stage::Merge));
    Ok(Merged {
        missing,
        ..merging.merged()
    })
}

/// An error where a run that is there is not that of the shards. Rows are taken as they are, so that sizes tell.
fn check_same(
    folder: &Path,
    begun: &RunConfig,
    config: &RunConfig,
    merging: &Merging<'_>,
    files: &[&str],
) -> Result<(), EngineError> {
    let whole = RunConfig {
        shard: None,
        ..begun.clone()
    };
    let what = match &begun.shard {
        Some(_) => Some("`--shard`".to_owned()),
        None => whole.difference(config),
    };
    if let Some(what) = what {
        return Err(StoreError::Other {
            path: folder.to_owned(),
            what,
        }
        .into());
    }
    for name in files {
        let there = fs::metadata(folder.join(name)).map(|file| file.len());
        if there.ok() != Some(merging.size(name)?) {
            return Err(MergeError::There {
                folder: folder.to_owned(),
                file: (*name).to_owned(),
            }
            .into());
        }
    }
    Ok(())
}
