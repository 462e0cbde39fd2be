//! The shards of one run, each locked, in their order: all there, of the same run, and whole.

use super::error::missing;
use super::{CANDIDATES, MATRIX, MergeError};
use crate::engine::EngineError;
use crate::shard::Part;
use crate::store::{Done, Run, RunConfig, StoreError};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};

/// All shards of a run.
pub(super) struct Shards {
    runs: Vec<Run>,
    parts: Vec<Part>,
    /// Whether their candidates were executed, too.
    pub(super) executed: bool,
}

/// The files that are open beside those of the shards.
const OTHERS: usize = 32;

impl Shards {
    /// Opens the shards in some folders.
    pub(super) fn open(folders: &[PathBuf]) -> Result<Self, EngineError> {
        let needed = 2 * folders.len() + OTHERS;
        allow_files(needed);
        let mut shards: Vec<(Part, Run)> = Vec::with_capacity(folders.len());
        let mut known: HashMap<PathBuf, usize> = HashMap::new();
        for folder in folders {
            let known = folder
                .canonicalize()
                .ok()
                .and_then(|it| known.insert(it, shards.len()));
            if let Some((part, run)) = known.map(|place| &shards[place]) {
                return Err(twice(part, run, folder).into());
            }
            let run = Run::open(folder).map_err(|error| match error {
                StoreError::Io { source, .. } if is_too_many(&source) => {
                    let shards = folders.len();
                    EngineError::from(MergeError::Files { shards, needed })
                }
                error => error.into(),
            })?;
            let part = run.config().shard.clone();
            let part = part.ok_or_else(|| MergeError::Whole(folder.clone()))?;
            shards.push((part, run));
        }
        shards.sort_by_key(|(part, _)| part.which.index);
        let (parts, runs): (Vec<Part>, Vec<Run>) = shards.into_iter().unzip();
        let mut shards = Self {
            runs,
            parts,
            executed: false,
        };
        shards.check_alike()?;
        shards.check_all()?;
        shards.executed = shards.check_whole()?;
        shards.check_places()?;
        Ok(shards)
    }

    /// The runs of the shards, each with its part.
    pub(super) fn each(&self) -> impl Iterator<Item = (&Run, &Part)> {
        self.runs.iter().zip(&self.parts)
    }

    /// The number of shards.
    pub(super) fn count(&self) -> usize {
        self.runs.len()
    }

    /// The configuration of the whole run.
    pub(super) fn config(&self) -> RunConfig {
        let environments = self
            .runs
            .iter()
            .flat_map(|run| run.config().environments.clone());
        RunConfig {
            environments: environments.collect(),
            ..without_shard(self.runs[0].config())
        }
    }

    /// Says whether some shard has a file.
    pub(super) fn have(&self, name: &str) -> bool {
        self.runs.iter().any(|run| run.path(name).exists())
    }

    /// An error where a folder is that of a shard.
    pub(super) fn check_apart(&self, folder: &Path) -> Result<(), MergeError> {
        let plain = |folder: &Path| folder.canonicalize().ok();
        let own = plain(folder);
        match self
            .runs
            .iter()
            .find(|run| own.is_some() && plain(run.folder()) == own)
        {
            Some(run) => Err(MergeError::Inside(run.folder().to_owned())),
            None => Ok(()),
        }
    }

    /// An error where shards are of different runs.
    fn check_alike(&self) -> Result<(), MergeError> {
        let Some(first) = self.runs.first() else {
            return Err(MergeError::Missing("no shard is named".to_owned()));
        };
        let config = without_shard(first.config());
        for (run, part) in self.each() {
            let other = without_shard(run.config());
            let environment = |(name, digest): (&String, &String)| {
                let known = self
                    .runs
                    .iter()
                    .find_map(|it| it.config().environments.get(name));
                (known != Some(digest)).then(|| format!("environment `{name}`"))
            };
            let what = config
                .difference(&other)
                .or_else(|| {
                    (part.which.of != self.parts[0].which.of).then(|| "number of shards".to_owned())
                })
                .or_else(|| other.environments.iter().find_map(environment));
            let chose = part.built.is_some() && part.built != self.chose();
            if let Some(what) =
                what.or_else(|| chose.then(|| "set of environments to choose from".to_owned()))
            {
                return Err(MergeError::Others {
                    first: first.folder().to_owned(),
                    other: run.folder().to_owned(),
                    what,
                    hint: if chose {
                        "build the same environments on all machines, and begin the shard anew"
                    } else {
                        "name the shards of one run, which were begun with the same command but for `--shard` and `--run`"
                    },
                });
            }
        }
        Ok(())
    }

    /// The environments that the first shard that chose had to choose from.
    fn chose(&self) -> Option<Vec<String>> {
        self.parts.iter().find_map(|it| it.built.clone())
    }

    /// An error where a shard is there twice, or not at all.
    fn check_all(&self) -> Result<(), MergeError> {
        for (place, pair) in self.parts.windows(2).enumerate() {
            if pair[0].which == pair[1].which {
                let (one, two) = (&self.runs[place], &self.runs[place + 1]);
                return Err(twice(&pair[0], one, two.folder()));
            }
        }
        let of = self.parts[0].which.of;
        let mut there = vec![false; of];
        for part in &self.parts {
            there[part.which.index] = true;
        }
        let absent: Vec<usize> = (0..of).filter(|&index| !there[index]).collect();
        match absent[..] {
            [] => Ok(()),
            _ => Err(missing(&absent, of)),
        }
    }

    /// Says whether candidates were executed. An error where they were not everywhere, or a model is still to be asked.
    fn check_whole(&self) -> Result<bool, EngineError> {
        let mut done = Vec::with_capacity(self.runs.len());
        for run in &self.runs {
            done.push(run.done()?);
        }
        let all = |wanted: Done| done.iter().all(|it| *it == Some(wanted));
        if all(Done::Executed) || all(Done::Generated) {
            return Ok(all(Done::Executed));
        }
        let open = (self.each().zip(&done)).filter(|(_, it)| **it != Some(Done::Executed));
        let said = open.map(|((run, part), done)| how_far(run, part, *done));
        Err(MergeError::Unfinished(said.collect::<Result<_, _>>()?).into())
    }

    /// An error where the shards' problems are not all of a run, each once.
    fn check_places(&self) -> Result<(), StoreError> {
        let all: usize = self.parts.iter().map(|part| part.places.len()).sum();
        let mut there = vec![false; all];
        for (run, part) in self.each() {
            let mut places = part.places.iter();
            let is_own =
                |&place: &usize| place < all && !std::mem::replace(&mut there[place], true);
            if !places.all(is_own) || !part.places.is_sorted() {
                return Err(StoreError::Broken {
                    path: run.path("run.json"),
                    line: 1,
                    detail: "its places are not those of one of these shards".to_owned(),
                });
            }
        }
        Ok(())
    }
}

fn twice(part: &Part, one: &Run, two: &Path) -> MergeError {
    MergeError::Twice {
        shard: part.which.to_string(),
        one: one.folder().to_owned(),
        two: two.to_owned(),
    }
}

fn without_shard(config: &RunConfig) -> RunConfig {
    RunConfig {
        shard: None,
        ..config.clone()
    }
}

/// Says how far a shard is that is not done.
fn how_far(run: &Run, part: &Part, done: Option<Done>) -> Result<String, StoreError> {
    let candidates = lines(&run.path(CANDIDATES))?;
    let executed = lines(&run.path(MATRIX))?;
    let how_far = match (candidates, executed, done) {
        (None, ..) => "its candidates are not there yet".to_owned(),
        (Some(_), None, Some(Done::Generated)) => "its candidates were not executed".to_owned(),
        (Some(all), Some(executed), _) if executed >= all => {
            "all candidates ran, and the end of its work is not reached".to_owned()
        }
        (Some(all), executed, _) => {
            format!("{} of {all} candidates ran", executed.unwrap_or(0))
        }
    };
    let folder = run.folder().display();
    Ok(format!(
        "shard {} (`{folder}`) is not whole: {how_far}",
        part.which
    ))
}

/// The number of whole lines of a file; nothing where it is not there.
pub(super) fn lines(path: &Path) -> Result<Option<usize>, StoreError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::io("read", path)(error)),
    };
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let mut lines = 0;
    loop {
        let bytes = reader.fill_buf().map_err(StoreError::io("read", path))?;
        if bytes.is_empty() {
            return Ok(Some(lines));
        }
        lines += bytes.iter().filter(|&&byte| byte == b'\n').count();
        let length = bytes.len();
        reader.consume(length);
    }
}

/// Lets this process open as many files as it needs, as far as the system allows it.
fn allow_files(needed: usize) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let needed = u64::try_from(needed).unwrap_or(u64::MAX);
    if limit.current.is_some_and(|current| current < needed) {
        // Where it is not allowed, opening says so.
        let current = limit.maximum.map_or(needed, |most| most.min(needed));
        let _ = setrlimit(
            Resource::Nofile,
            Rlimit {
                current: Some(current),
                ..limit
            },
        );
    }
}

/// Says whether a file could not be opened since too many are.
fn is_too_many(error: &std::io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::MFILE.raw_os_error())
}
