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
    /// The engines of which something was asked, by what was wanted.
    engines: Mutex<Vec<(Option<EngineKind>, Engine)>>,
}

impl Fleet {
    /// Asks nothing of any engine yet: of one kind, or of any kind, the first is used that answers and has the environment.
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
            engines: Mutex::default(),
        }
    }

    /// Gives an environment, which starts with the first job, and the digest that it is known by: of what is in it and of
    /// what judges there.
    ///
    /// # Errors
    /// Where no engine answers, the environment was not built for it, or what was built is gone.
    pub fn open(&self, definition: &Definition) -> Result<(OnDemand, String), EnvironmentError> {
        let engine = self.engine_of(definition)?;
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

    /// Says whether an environment was built for an engine that answers.
    #[must_use]
    pub fn has(&self, definition: &Definition) -> bool {
        let engine = self.engine_of(definition);
        engine.is_ok_and(|it| self.is_built(definition, it.kind()))
    }

    fn is_built(&self, definition: &Definition, kind: EngineKind) -> bool {
        self.environments.built(definition, kind).is_some()
    }

    /// The first engine that answers, of those that an environment was built for where there is any.
    fn engine_of(&self, definition: &Definition) -> Result<Engine, EnvironmentError> {
        let has = |engine: &Engine| self.is_built(definition, engine.kind());
        let first = self.engine(self.wanted);
        if self.wanted.is_some() || first.as_ref().is_ok_and(has) {
            return first;
        }
        let kinds = EngineKind::ALL.into_iter();
        kinds
            .filter(|kind| self.is_built(definition, *kind))
            .filter_map(|kind| self.engine(Some(kind)).ok())
            .find(has)
            .map_or(first, Ok)
    }

    /// The first engine that answers, which removes first what crashed processes left there.
    fn engine(&self, wanted: Option<EngineKind>) -> Result<Engine, EnvironmentError> {
        let mut engines = self.engines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, engine)) = engines.iter().find(|(it, _)| *it == wanted) {
            return Ok(engine.clone());
        }
        let found = Engine::find(&self.places, wanted, &self.environments.session()?)?;
        let _ = found.reap();
        engines.push((wanted, found.clone()));
        Ok(found)
    }
}
