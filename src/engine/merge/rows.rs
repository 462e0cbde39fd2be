//! One file of all shards becomes one file of the run: its rows as they are, problem after problem.

use super::lines::lines;
use super::phase::{PHASES, phase, phase_of_solutions};
use super::problems::Problems;
use super::reader::{Key, Reader};
use super::shards::Shards;
use super::{CANDIDATES, MATRIX, Merged, REPLIES};
use crate::engine::EngineError;
use crate::engine::placing::{EXECUTION, usual_row};
use crate::event::{Event, Listener};
use crate::store::{Missing, StoreError, write_whole};
use std::collections::HashMap;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is written at a time.
const WRITTEN: usize = 1 << 20;

/// Puts files together, and counts what is in them.
pub(super) struct Merging<'a> {
    shards: &'a Shards,
    problems: Problems,
    listener: &'a Listener<'a>,
    interrupted: &'a AtomicBool,
    /// The candidates of each problem.
    candidates: Vec<u32>,
    /// The replies with candidates and tests of each shard.
    replies: Vec<usize>,
    /// The rows of each file that was merged.
    rows: HashMap<String, usize>,
}

impl<'a> Merging<'a> {
    /// Reads the names of the problems.
    pub(super) fn new(
        shards: &'a Shards,
        listener: &'a Listener<'a>,
        interrupted: &'a AtomicBool,
    ) -> Result<Self, EngineError> {
        let problems = Problems::read(shards)?;
        Ok(Self {
            candidates: vec![0; problems.names.len()],
            replies: vec![0; shards.count()],
            rows: HashMap::new(),
            shards,
            problems,
            listener,
            interrupted,
        })
    }

    /// The number of problems.
    pub(super) fn problems(&self) -> usize {
        self.problems.names.len()
    }

    /// The place of a problem.
    pub(super) fn place(&self, name: &str) -> usize {
        self.problems
            .places
            .get(name)
            .copied()
            .unwrap_or(usize::MAX)
    }

    /// Looks at a file without writing it.
    pub(super) fn count(&mut self, name: &str) -> Result<(), EngineError> {
        let mut readers = self.readers(name)?;
        match self.stream(name, &mut readers, &mut io::sink(), |_| {}) {
            Err(Stopped::Otherwise(error)) => Err(*error),
            Ok(()) | Err(Stopped::Writing(_)) => Ok(()),
        }
    }

    /// Writes a file of the run.
    pub(super) fn merge(&mut self, name: &str, path: &Path) -> Result<(), EngineError> {
        let mut readers = self.readers(name)?;
        let mut failed = None;
        let written = write_whole(path, |writer| {
            let mut writer = BufWriter::with_capacity(WRITTEN, writer);
            match self.stream(name, &mut readers, &mut writer, self.listener) {
                Ok(()) => writer.flush(),
                Err(Stopped::Writing(error)) => Err(error),
                Err(Stopped::Otherwise(error)) => {
                    failed = Some(error);
                    Err(io::ErrorKind::Other.into())
                }
            }
        });
        match failed {
            Some(error) => Err(*error),
            None => Ok(written?),
        }
    }

    /// The rows of a file of each shard; those of a shard without it are none, where it may be so.
    fn readers(&self, name: &str) -> Result<Vec<Option<Reader>>, EngineError> {
        let phase = if name == REPLIES { phase } else { |_| 0 };
        let shards = self.shards.each().enumerate();
        let readers = shards.map(|(shard, (run, _))| {
            let path = run.path(name);
            if name == EXECUTION && !path.exists() {
                return Ok(None);
            }
            Reader::open(&path, shard, phase, &self.problems).map(Some)
        });
        Ok(readers.collect::<Result<_, _>>()?)
    }

    fn stream(
        &mut self,
        name: &str,
        readers: &mut [Option<Reader>],
        writer: &mut impl Write,
        listener: impl Fn(Event),
    ) -> Result<(), Stopped> {
        let phases = if name == REPLIES { PHASES } else { 1 };
        let mut rows = 0;
        for phase in 0..phases {
            for place in 0..self.problems.names.len() {
                if self.interrupted.load(Ordering::Relaxed) {
                    return Err(EngineError::Interrupted.into());
                }
                let owner = self.problems.owners[place];
                let Some(reader) = &mut readers[owner] else {
                    writer
                        .write_all(&usual_row(&self.problems.names[place]))
                        .map_err(Stopped::Writing)?;
                    rows += 1;
                    continue;
                };
                let mut count = 0;
                while reader.key() == Some(Key { phase, place }) {
                    writer.write_all(reader.row()).map_err(Stopped::Writing)?;
                    reader.advance(&self.problems)?;
                    count += 1;
                }
                rows += count as usize;
                self.take(name, phase, place, count, reader)?;
                if phase == 0 {
                    listener(Event::Advanced);
                }
            }
        }
        for reader in readers.iter().flatten() {
            reader.check_end()?;
        }
        self.rows.insert(name.to_owned(), rows);
        Ok(())
    }

    /// Counts the rows of a problem, and compares what must be as many.
    fn take(
        &mut self,
        name: &str,
        phase: u8,
        place: usize,
        count: u32,
        reader: &Reader,
    ) -> Result<(), EngineError> {
        match name {
            CANDIDATES => self.candidates[place] = count,
            REPLIES if phase >= phase_of_solutions() => {
                self.replies[self.problems.owners[place]] += count as usize;
            }
            MATRIX if count != self.candidates[place] => {
                let (problem, all) = (&self.problems.names[place], self.candidates[place]);
                return Err(reader
                    .broken(format!(
                        "{count} rows of `{problem}`, which has {all} candidates"
                    ))
                    .into());
            }
            _ => {}
        }
        Ok(())
    }

    /// The replies that shards go on without.
    pub(super) fn missing(&self) -> Result<Option<Missing>, EngineError> {
        let mut all: Option<Missing> = None;
        let mut whole = 0;
        for (shard, (run, _)) in self.shards.each().enumerate() {
            match (run.missing()?, &mut all) {
                (None, _) => whole += self.replies[shard],
                (Some(missing), Some(all)) => all.add(missing),
                (Some(missing), none) => *none = Some(missing),
            }
        }
        if let Some(all) = &mut all {
            all.of += whole;
        }
        Ok(all)
    }

    /// The number of bytes that a file of the run has.
    pub(super) fn size(&self, name: &str) -> Result<u64, StoreError> {
        let mut size = 0;
        for (run, part) in self.shards.each() {
            let path = run.path(name);
            if name == EXECUTION && !path.exists() {
                let rows = part
                    .places
                    .iter()
                    .map(|&place| usual_row(&self.problems.names[place]));
                size += rows.map(|row| row.len() as u64).sum::<u64>();
            } else {
                size += fs::metadata(&path)
                    .map_err(StoreError::io("read", &path))?
                    .len();
            }
        }
        Ok(size)
    }

    /// What is in a run, of which files may have been there before.
    pub(super) fn counted(
        &self,
        folder: &Path,
        files: &[&str],
        executed: bool,
    ) -> Result<Merged, EngineError> {
        let count = |name: &str| match self.rows.get(name) {
            Some(rows) => Ok::<usize, StoreError>(*rows),
            None => Ok(lines(&folder.join(name))?.unwrap_or(0)),
        };
        let rows: Vec<usize> = files
            .iter()
            .map(|name| count(name))
            .collect::<Result<_, _>>()?;
        Ok(Merged {
            shards: self.shards.count(),
            problems: self.problems.names.len(),
            candidates: count(CANDIDATES)?,
            rows: rows.iter().sum(),
            executed,
            was_there: true,
            missing: Missing::of(folder)?,
        })
    }
}

/// Why a file was not written.
enum Stopped {
    Writing(io::Error),
    Otherwise(Box<EngineError>),
}

impl<E: Into<EngineError>> From<E> for Stopped {
    fn from(error: E) -> Self {
        Self::Otherwise(Box::new(error.into()))
    }
}
