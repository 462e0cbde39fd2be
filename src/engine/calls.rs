//! The calls whose outputs a run keeps.

use super::suite::SharedSuite;
use super::{Engine, EngineError, Loaded};
use crate::matrix::CallsRow;
use crate::store::{Run, read_jsonl, write_jsonl};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

const CALLS: &str = "calls.jsonl";

/// Writes the calls of each problem, where outputs are kept; a suite is compiled only where its calls are not known.
pub(super) fn write_calls(
    engine: &Engine<'_>,
    run: &Run,
    loaded: &Loaded,
    suites: &[SharedSuite<'_>],
) -> Result<(), EngineError> {
    if run.config().outputs.is_none() {
        return Ok(());
    }
    let mut known = read_calls(run)?.unwrap_or_default();
    let name = |place: usize| &loaded.problems[place].task_id;
    let open: Vec<usize> = (0..suites.len())
        .filter(|&place| !known.contains_key(name(place)))
        .collect();
    engine.in_parallel(
        &open,
        |&place| Ok((place, suites[place].calls()?)),
        |(place, calls)| {
            let row = CallsRow {
                task_id: name(place).clone(),
                calls: calls.calls,
                added: calls.added,
            };
            known.insert(name(place).clone(), row);
            Ok(())
        },
    )?;
    let rows = loaded.problems.iter();
    let rows: Vec<CallsRow> = rows.filter_map(|it| known.remove(&it.task_id)).collect();
    Ok(write_jsonl(&run.path(CALLS), &rows)?)
}

/// Reads the calls of each problem by its name; nothing where the run has none yet.
pub(super) fn read_calls(run: &Run) -> Result<Option<HashMap<String, CallsRow>>, EngineError> {
    let path = run.path(CALLS);
    if !path.exists() {
        return Ok(None);
    }
    let rows: Vec<CallsRow> = read_jsonl(&path)?;
    let named = rows.into_iter().map(|row| (row.task_id.clone(), row));
    Ok(Some(named.collect()))
}

/// How many of the calls of each problem were added to those of its tests; nothing where the run has none yet.
pub(super) fn added_calls(run: &Run) -> Result<Option<HashMap<String, usize>>, EngineError> {
    #[derive(Deserialize)]
    struct Added {
        task_id: String,
        added: usize,
    }
    let path = run.path(CALLS);
    if !path.exists() {
        return Ok(None);
    }
    let rows: Vec<Added> = read_jsonl(&path)?;
    Ok(Some(
        rows.into_iter().map(|it| (it.task_id, it.added)).collect(),
    ))
}

/// Forgets the calls of some problems.
pub(super) fn drop_calls(run: &Run, names: &HashSet<&str>) -> Result<(), EngineError> {
    let path = run.path(CALLS);
    if !path.exists() {
        return Ok(());
    }
    let mut rows: Vec<CallsRow> = read_jsonl(&path)?;
    rows.retain(|row| !names.contains(row.task_id.as_str()));
    Ok(write_jsonl(&path, &rows)?)
}
