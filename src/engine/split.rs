//! A shard of a run that has its candidates and tests already, as where one machine asked a model and many execute.

use super::load::ASKING;
use super::part::{pairs, part};
use super::rows::Rows;
use super::{EngineError, MergeError};
use crate::shard::{Part, Shard};
use crate::store::{Done, Glance, Missing, Run, RunConfig, StoreError, write_whole};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// The files of a run before its execution; the tests last, so that a shard that has them has everything.
const FILES: [&str; 6] = [
    "problems.jsonl",
    "examples.jsonl",
    "variants.jsonl",
    "replies.jsonl",
    "candidates.jsonl",
    "tests.jsonl",
];

/// Begins a shard of a run, or continues it. Other processes may do so with other shards at the same time.
///
/// # Errors
/// Where there is no run with candidates and tests, it is a shard itself, replies are missing and it is not to go on without
/// them, or the folder was begun with something else.
pub fn split(whole: &Path, folder: &Path, shard: Shard, partial: bool) -> Result<Run, EngineError> {
    let glance = Glance::at(whole)?.ok_or_else(|| absent(whole, "run (there is no `run.json`)"))?;
    let _held = glance.hold()?;
    check(&glance)?;
    let missing = Missing::of(whole)?;
    if let Some(missing) = missing.clone().filter(|_| !partial) {
        let path = whole.to_owned();
        return Err(StoreError::Incomplete { path, missing }.into());
    }
    let config = RunConfig {
        environments: BTreeMap::new(),
        shard: Some(Part::of(shard)),
        ..glance.config
    };
    if let Some(run) = Run::resume(folder, &config)? {
        return Ok(run);
    }
    let names = names(&whole.join("problems.jsonl"))?;
    let works = works(whole, &names)?;
    let shard = part(Some(shard), works.into_iter().enumerate());
    let places = shard.iter().flat_map(|part| &part.places);
    let own: HashSet<&str> = places.map(|&place| names[place].as_str()).collect();
    let run = Run::begin(
        folder,
        RunConfig {
            shard: shard.clone(),
            ..config
        },
    )?;
    let mut replies = 0;
    for name in FILES.into_iter().filter(|name| whole.join(name).exists()) {
        let rows = copy(&whole.join(name), &run.path(name), &own)?;
        replies += if name == "replies.jsonl" { rows } else { 0 };
    }
    let missing = missing.and_then(|it| it.only(&own, replies));
    run.set_missing(missing.as_ref())?;
    if run.config().generation.is_some() {
        run.set_done(Done::Generated)?;
    }
    Ok(run)
}

/// An error where a run cannot be split.
fn check(glance: &Glance) -> Result<(), EngineError> {
    let whole = &glance.folder;
    if glance.config.shard.is_some() {
        return Err(MergeError::Part(whole.clone()).into());
    }
    if !whole.join("tests.jsonl").exists() {
        return Err(absent(whole, "candidates and tests").into());
    }
    if whole.join("follow_ups.json").exists() {
        return Err(MergeError::Executed(whole.clone()).into());
    }
    Ok(())
}

fn absent(path: &Path, what: &'static str) -> StoreError {
    StoreError::Missing {
        path: path.to_owned(),
        what,
        hint: ASKING,
    }
}

fn names(path: &Path) -> Result<Vec<String>, StoreError> {
    let (mut rows, mut names) = (Rows::open(path)?, Vec::new());
    while rows.advance()? {
        names.push(rows.named()?.task_id.into_owned());
    }
    Ok(names)
}

/// What each problem needs.
fn works(whole: &Path, names: &[String]) -> Result<Vec<u64>, StoreError> {
    let places: HashMap<&str, usize> = names.iter().map(String::as_str).zip(0..).collect();
    let count = |name: &str| {
        let mut counts = vec![0; names.len()];
        let mut rows = Rows::open(&whole.join(name))?;
        while rows.advance()? {
            let row = rows.named()?;
            let place = places.get(&*row.task_id).copied();
            counts[place.ok_or_else(|| {
                rows.broken(format!(
                    "`{}` is not among the problems of the run",
                    row.task_id
                ))
            })?] += 1;
        }
        Ok::<Vec<usize>, StoreError>(counts)
    };
    let (candidates, tests) = (count("candidates.jsonl")?, count("tests.jsonl")?);
    let both = candidates.into_iter().zip(tests);
    Ok(both
        .map(|(candidates, tests)| pairs(candidates, tests))
        .collect())
}

/// Copies the rows of some problems, and counts those that are about candidates and tests.
fn copy(from: &Path, to: &Path, own: &HashSet<&str>) -> Result<usize, StoreError> {
    let mut rows = Rows::open(from)?;
    let (mut copied, mut failed) = (0, None);
    let mut copy = |writer: &mut dyn Write| -> Result<(), StoreError> {
        while rows.advance()? {
            let named = rows.named()?;
            if own.contains(&*named.task_id) {
                copied += usize::from(named.purpose.is_some_and(|it| !it.is_of_variants()));
                writer
                    .write_all(rows.row())
                    .map_err(StoreError::io("write", to))?;
            }
        }
        writer.flush().map_err(StoreError::io("write", to))
    };
    let written = write_whole(to, |writer| {
        let copied = copy(&mut BufWriter::with_capacity(1 << 16, writer));
        copied.map_err(|error| {
            failed = Some(error);
            io::ErrorKind::Other.into()
        })
    });
    match failed {
        Some(error) => Err(error),
        None => written.map(|()| copied),
    }
}
