//! Looks at the shards in some folders without taking them: all there, of the same run, and done.

use super::error::missing;
use super::lines::lines;
use super::{CANDIDATES, MATRIX, MergeError};
use crate::engine::EngineError;
use crate::shard::Part;
use crate::store::{Done, Glance, RunConfig, StoreError};
use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A shard that was found.
pub(super) struct Found {
    pub(super) folder: PathBuf,
    pub(super) part: Part,
    pub(super) config: RunConfig,
    pub(super) done: Option<Done>,
}

/// All shards of a run, in their order.
pub(super) struct Survey {
    pub(super) shards: Vec<Found>,
    /// Whether their candidates were executed, too.
    pub(super) executed: bool,
}

impl Survey {
    /// Finds the shards in some folders; a folder without a run stands for those in it.
    pub(super) fn of(folders: &[PathBuf]) -> Result<Self, EngineError> {
        let mut shards: Vec<Found> = Vec::with_capacity(folders.len());
        let mut known: HashMap<PathBuf, usize> = HashMap::new();
        for glance in glances(folders)? {
            let folder = glance.folder;
            let shard = glance.config.shard.clone();
            let part = shard.ok_or_else(|| MergeError::Whole(folder.clone()))?;
            let plain = folder.canonicalize().unwrap_or_else(|_| folder.clone());
            if let Some(place) = known.insert(plain, shards.len()) {
                return Err(twice(&shards[place], &folder).into());
            }
            shards.push(Found {
                folder,
                part,
                config: glance.config,
                done: glance.done,
            });
        }
        shards.sort_by_key(|found| found.part.which.index);
        let mut survey = Self {
            shards,
            executed: false,
        };
        survey.check_alike()?;
        survey.check_all()?;
        survey.executed = survey.check_done()?;
        survey.check_places()?;
        Ok(survey)
    }

    /// The configuration of the whole run.
    pub(super) fn config(&self) -> RunConfig {
        let shards = self.shards.iter();
        let environments = shards.flat_map(|found| found.config.environments.clone());
        RunConfig {
            environments: environments.collect(),
            ..without_shard(&self.shards[0].config)
        }
    }

    /// An error where shards are of different runs.
    fn check_alike(&self) -> Result<(), MergeError> {
        let Some(first) = self.shards.first() else {
            return Err(MergeError::Missing("no shard is there".to_owned()));
        };
        let config = without_shard(&first.config);
        let mut environments: HashMap<&String, &String> = HashMap::new();
        let chose = self.shards.iter().find_map(|it| it.part.built.as_ref());
        for found in &self.shards {
            let mut own = found.config.environments.iter();
            let other = own.find(|(name, digest)| {
                environments
                    .insert(name, digest)
                    .is_some_and(|it| it != *digest)
            });
            environments.extend(&found.config.environments);
            let what = config
                .difference(&without_shard(&found.config))
                .or_else(|| {
                    (found.part.which.of != first.part.which.of)
                        .then(|| "number of shards".to_owned())
                })
                .or_else(|| other.map(|(name, _)| format!("environment `{name}`")));
            let hint = "name the shards of one run, which were begun with the same command but for `--shard` and `--run`";
            let built = found.part.built.as_ref();
            let (what, hint) = match what {
                Some(what) => (what, hint),
                None if built.is_some() && built != chose => (
                    "set of environments to choose from".to_owned(),
                    "build the same environments on all machines, and begin the shard anew",
                ),
                None => continue,
            };
            return Err(MergeError::Others {
                first: first.folder.clone(),
                other: found.folder.clone(),
                what,
                hint,
            });
        }
        Ok(())
    }

    /// An error where a shard is there twice, or not at all.
    fn check_all(&self) -> Result<(), MergeError> {
        let mut pairs = self.shards.windows(2);
        if let Some([one, two]) = pairs.find(|pair| pair[0].part.which == pair[1].part.which) {
            return Err(twice(one, &two.folder));
        }
        let of = self.shards[0].part.which.of;
        let mut there = vec![false; of];
        for found in &self.shards {
            there[found.part.which.index] = true;
        }
        let absent: Vec<usize> = (0..of).filter(|&index| !there[index]).collect();
        if absent.is_empty() {
            return Ok(());
        }
        Err(missing(&absent, of))
    }

    /// Says whether candidates were executed. An error where they were not everywhere, or a model is still to be asked.
    fn check_done(&self) -> Result<bool, EngineError> {
        for all in [Done::Executed, Done::Generated] {
            if self.shards.iter().all(|found| found.done == Some(all)) {
                return Ok(all == Done::Executed);
            }
        }
        let open = self.shards.iter();
        let open = open.filter(|found| found.done != Some(Done::Executed));
        let said: Vec<String> = open.map(how_far).collect::<Result<_, _>>()?;
        Err(MergeError::Unfinished(said).into())
    }

    /// An error where the shards' problems are not all of a run, each once.
    fn check_places(&self) -> Result<(), StoreError> {
        let all = self.shards.iter().map(|it| it.part.places.len()).sum();
        let mut there = vec![false; all];
        for Found { folder, part, .. } in &self.shards {
            let mut places = part.places.iter();
            let is_own =
                |&place: &usize| place < all && !std::mem::replace(&mut there[place], true);
            if !places.all(is_own) || !part.places.is_sorted() {
                return Err(StoreError::Broken {
                    path: folder.join("run.json"),
                    line: 1,
                    detail: "its places are not those of one of these shards".to_owned(),
                });
            }
        }
        Ok(())
    }
}

/// The runs in some folders, or in the folders in them.
fn glances(folders: &[PathBuf]) -> Result<Vec<Glance>, StoreError> {
    let mut found = Vec::with_capacity(folders.len());
    for folder in folders {
        if let Some(glance) = Glance::at(folder)? {
            found.push(glance);
            continue;
        }
        let inner = inner(folder).map_err(StoreError::io("read", folder))?;
        if inner.is_empty() {
            return Err(StoreError::Missing {
                path: folder.clone(),
                what: "run (there is no `run.json`), and no folder of one",
                hint: "name the folders that `--shard` filled, or the folder that they are in",
            });
        }
        for folder in inner {
            found.extend(Glance::at(&folder)?);
        }
    }
    Ok(found)
}

/// The folders in a folder, in the order of their names.
fn inner(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries.collect::<Result<Vec<_>, _>>()?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut folders: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    Ok(folders)
}

fn twice(one: &Found, two: &Path) -> MergeError {
    MergeError::Twice {
        shard: one.part.which.to_string(),
        one: one.folder.clone(),
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
fn how_far(found: &Found) -> Result<String, StoreError> {
    let candidates = lines(&found.folder.join(CANDIDATES))?;
    let executed = lines(&found.folder.join(MATRIX))?;
    let how_far = match (candidates, executed, found.done) {
        (None, ..) => "its candidates are not there yet".to_owned(),
        (Some(_), None, Some(Done::Generated)) => "its candidates were not executed".to_owned(),
        (Some(all), Some(executed), _) if executed >= all => {
            "all candidates ran, and the end of its work is not reached".to_owned()
        }
        (Some(all), executed, _) => format!("{} of {all} candidates ran", executed.unwrap_or(0)),
    };
    let (which, folder) = (found.part.which, found.folder.display());
    Ok(format!(
        "shard {which} (`{folder}`) is not whole: {how_far}"
    ))
}
