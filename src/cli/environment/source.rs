//! The environments that problems name or need: those that come with this program, and folders of the user's own.

use super::named::named;
use mutagree::engine::Source;
use mutagree_sandbox::{Backend, Definition, EnvironmentError, Fleet, Manifest};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The environments that were built.
pub(crate) struct Built {
    fleet: Fleet,
    choices: Vec<(String, Manifest)>,
    /// Whether each that was asked for was built: every problem asks again.
    known: Mutex<BTreeMap<String, bool>>,
}

impl Built {
    /// Nothing is chosen by what programs import.
    pub(super) fn new(fleet: Fleet) -> Self {
        Self {
            fleet,
            choices: Vec::new(),
            known: Mutex::default(),
        }
    }

    /// What programs import chooses among the environments of this program and of some folders.
    pub(super) fn choosing(fleet: Fleet, folders: &[&str]) -> Result<Self, EnvironmentError> {
        let bundled = Definition::bundled()?.into_iter();
        let bundled = bundled.filter(|it| it.manifest().repository.is_none());
        let bundled = bundled.map(|it| (it.name().to_owned(), it.manifest().clone()));
        let mut choices: Vec<_> = bundled.collect();
        for folder in folders {
            let manifest = Definition::from_folder(folder.as_ref())?.manifest().clone();
            choices.push(((*folder).to_owned(), manifest));
        }
        choices.sort_by_key(|(_, it)| it.size_mib);
        Ok(Self {
            choices,
            ..Self::new(fleet)
        })
    }
}

impl Source for Built {
    fn open(&self, word: &str) -> Result<(Backend, String), EnvironmentError> {
        open(&self.fleet, word)
    }

    fn has(&self, word: &str) -> bool {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let ask = || named(word).is_ok_and(|it| self.fleet.has(&it));
        *known.entry(word.to_owned()).or_insert_with(ask)
    }

    fn choices(&self) -> &[(String, Manifest)] {
        &self.choices
    }
}

/// Opens an environment of a fleet by its name or folder.
pub(super) fn open(fleet: &Fleet, word: &str) -> Result<(Backend, String), EnvironmentError> {
    let opened = fleet.open(&named(word)?).map_err(|error| match error {
        // A folder is built by its path.
        EnvironmentError::NotBuilt { engine, .. } => EnvironmentError::NotBuilt {
            name: word.to_owned(),
            engine,
        },
        error => error,
    });
    let (environment, digest) = opened?;
    Ok((Backend::Container(Box::new(environment)), digest))
}
