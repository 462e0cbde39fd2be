//! The environments in the cache folder: found, started and removed.

use super::{Built, Definition, EnvironmentError};
use crate::component::{clear, lock};
use crate::engines::{Carrier, Engine, EngineKind, Process, Session};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The environments that were built, in a folder of the cache.
#[derive(Clone, Debug)]
pub struct Environments {
    pub(super) folder: PathBuf,
    pub(super) python: String,
}

impl Environments {
    /// The environments of a cache folder, which need not exist yet; the Python is the one whose pip installs locks.
    #[must_use]
    pub fn new(cache: &Path, python: String) -> Self {
        Self {
            folder: cache.join("environments"),
            python,
        }
    }

    /// Begins a session: engines label what they create with it.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn session(&self) -> Result<Arc<Session>, EnvironmentError> {
        let begun = Session::begin(&self.folder);
        begun
            .map(Arc::new)
            .map_err(|error| EnvironmentError::file("write", &self.folder, error))
    }

    /// What is known of an environment as it was built for an engine; none where it was not, or its files have changed.
    #[must_use]
    pub fn built(&self, definition: &Definition, engine: EngineKind) -> Option<Built> {
        Built::read(&self.place(definition), engine)
    }

    /// Starts Python in an environment, locked down, with the words that follow it on its command line.
    ///
    /// # Errors
    /// Where it was not built for the engine, what was built is gone, or the engine refuses.
    pub fn start(
        &self,
        definition: &Definition,
        engine: &Engine,
        arguments: &[&str],
    ) -> Result<Process, EnvironmentError> {
        let kind = engine.kind();
        let built = self
            .built(definition, kind)
            .ok_or_else(|| EnvironmentError::NotBuilt {
                name: definition.name().to_owned(),
                engine: kind.name(),
            })?;
        sound(engine, &built)?;
        engine.start(definition.manifest(), &built.image, arguments)
    }

    /// Removes what was built of an environment for an engine, by any version of its files, and says how many there were.
    ///
    /// # Errors
    /// Where the engine refuses, or a folder cannot be removed.
    pub fn remove(&self, name: &str, engine: &Engine) -> Result<usize, EnvironmentError> {
        let _lock = lock(&self.folder.join("build.lock"), &|_| {})?;
        clear(&self.folder);
        let kind = engine.kind();
        let mut removed = 0;
        for folder in self.folders(name) {
            if let Some(built) = Built::read(&folder, kind) {
                match engine.carrier() {
                    Carrier::Api(api) => api.remove_image(&built.image)?,
                    #[cfg(target_os = "linux")]
                    Carrier::Bubblewrap(_) => remove_folder(&folder.join("root"))?,
                }
                Built::forget(&folder, kind);
                removed += 1;
            }
            if EngineKind::ALL
                .iter()
                .all(|it| Built::read(&folder, *it).is_none())
            {
                remove_folder(&folder)?;
            }
        }
        Ok(removed)
    }

    /// The folders of all versions of an environment.
    fn folders(&self, name: &str) -> Vec<PathBuf> {
        let is_one = |path: &PathBuf| {
            let folder = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            folder
                .rsplit_once('-')
                .is_some_and(|(it, key)| it == name && key.len() == 16)
        };
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        entries.map(|it| it.path()).filter(is_one).collect()
    }

    pub(super) fn place(&self, definition: &Definition) -> PathBuf {
        self.folder
            .join(format!("{}-{}", definition.name(), definition.key()))
    }
}

/// Says what is wrong with what was built, where it is no longer as it was.
pub(super) fn sound(engine: &Engine, built: &Built) -> Result<(), EnvironmentError> {
    let broken = |what: String, state: String| EnvironmentError::Broken {
        name: built.environment.clone(),
        engine: engine.kind().name(),
        what,
        state,
    };
    match engine.carrier() {
        Carrier::Api(api) => {
            let what = format!("image `{}`", built.image);
            match api.describe(&built.image)? {
                None => Err(broken(what, "gone".to_owned())),
                Some(it) => it.fault.map_or(Ok(()), |fault| Err(broken(what, fault))),
            }
        }
        #[cfg(target_os = "linux")]
        Carrier::Bubblewrap(_) => {
            let has_python = Path::new(&built.image).join("usr").is_dir();
            let what = format!("folder `{}`", built.image);
            if has_python {
                Ok(())
            } else {
                Err(broken(what, "gone".to_owned()))
            }
        }
    }
}

fn remove_folder(folder: &Path) -> Result<(), EnvironmentError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(EnvironmentError::file("remove", folder, error))
        }
        _ => Ok(()),
    }
}
