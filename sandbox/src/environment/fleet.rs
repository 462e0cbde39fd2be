//! Environments that were built, each started when it is first needed.

use super::{Definition, EnvironmentError, Environments, store};
use crate::container::{MemoryBudget, OnDemand, Origin, identity, zygote_arguments};
use crate::engines::{Engine, EngineKind, Place};
use std::sync::{Arc, Mutex, PoisonError};

/// The environments that were built for one engine, within a budget of memory.
pub struct Fleet {
    environments: Environments,
    places: Vec<Place>,
    wanted: Option<EngineKind>,
    budget: Arc<MemoryBudget>,
    /// The engine, once something was asked of it.
    engine: Mutex<Option<Engine>>,
}

impl Fleet {
    /// Asks nothing of any engine yet: the first of the places that answers is used, of one kind or of any.
    #[must_use]
    pub fn new(
        environments: Environments,
        places: Vec<Place>,
        wanted: Option<EngineKind>,
        budget: MemoryBudget,
    ) -> Self {
        Self {
            environments,
            places,
            wanted,
            budget: Arc::new(budget),
            engine: Mutex::default(),
        }
    }

    /// Gives an environment, which starts with the first job, and the digest that it is known by: of what is in it and of
    /// what judges there.
    ///
    /// # Errors
    /// Where no engine answers, the environment was not built for it, or what was built is gone.
    pub fn open(&self, definition: &Definition) -> Result<(OnDemand, String), EnvironmentError> {
        let engine = self.engine()?;
        let manifest = definition.manifest();
        let kind = engine.kind();
        let built = self.environments.built(definition, kind);
        let built = built.ok_or_else(|| EnvironmentError::NotBuilt {
            name: definition.name().to_owned(),
            engine: kind.name(),
        })?;
        store::sound(&engine, &built)?;
        let digest = format!("{}-{}", built.digest, identity(&manifest.preload));
        let (environments, named) = (self.environments.clone(), definition.clone());
        let origin = Origin {
            name: definition.name().to_owned(),
            preload: manifest.preload.clone(),
            python: Some(built.python),
            memory_mib: manifest.limits.memory_mib,
            repository: manifest.repository.clone(),
            start: Box::new(move || {
                let started = environments.start(&named, &engine, &zygote_arguments());
                Ok(started?.into_streams())
            }),
        };
        Ok((OnDemand::new(origin, &self.budget), digest))
    }

    /// Says whether an environment was built for the engine; where none answers, nothing was.
    #[must_use]
    pub fn has(&self, definition: &Definition) -> bool {
        let engine = self.engine();
        engine.is_ok_and(|it| self.environments.built(definition, it.kind()).is_some())
    }

    /// The engine, which removes first what crashed processes left there.
    fn engine(&self) -> Result<Engine, EnvironmentError> {
        let mut engine = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(engine) = &*engine {
            return Ok(engine.clone());
        }
        let found = Engine::find(&self.places, self.wanted, &self.environments.session()?)?;
        let _ = found.reap();
        Ok(engine.insert(found).clone())
    }
}
