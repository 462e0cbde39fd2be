//! Where candidates run: all in one environment, or those of each problem in the one that it names or needs.

use crate::event::{Event, Listener};
use crate::store::{Allowance, Placement};
use mutagree_sandbox::{Backend, EnvironmentError, Limits, Manifest};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// An environment that runs jobs.
pub struct Environment {
    /// How problems call it; nothing of the usual one.
    name: Option<String>,
    /// What runs jobs.
    pub backend: Backend,
    /// The SHA-256 of the sandbox's component, or the digest of an environment.
    pub digest: String,
    /// How many of its ends were told of.
    told: AtomicUsize,
}

impl Environment {
    fn new(name: Option<String>, backend: Backend, digest: String) -> Arc<Self> {
        Arc::new(Self {
            name,
            backend,
            digest,
            told: AtomicUsize::new(0),
        })
    }

    /// How problems call it; nothing of the usual one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What tests may use here.
    pub(super) fn limits(&self, allowance: Allowance) -> Limits {
        match self.name {
            None => allowance.usual,
            Some(_) => allowance.frameworks,
        }
    }
}

/// Gives the environments that problems name or need.
pub trait Source: Send + Sync {
    /// Opens an environment by the word that names it; gives also the digest that it is known by.
    ///
    /// # Errors
    /// Where there is none, no engine answers, or it was not built.
    fn open(&self, word: &str) -> Result<(Backend, String), EnvironmentError>;

    /// Says whether an environment was built.
    fn has(&self, word: &str) -> bool;

    /// What may be chosen by what programs import: the words, and the manifests.
    fn choices(&self) -> &[(String, Manifest)];
}

/// The environments of a run, each opened when a problem needs it.
pub struct Environments {
    /// Where all problems run that name and need no other.
    usual: Arc<Environment>,
    placement: Placement,
    /// Where others come from; all run in the usual one where this is nothing.
    source: Option<Box<dyn Source>>,
    opened: Mutex<BTreeMap<String, Arc<Environment>>>,
    /// Other runs use them too: one that is stopped ends no job of theirs.
    is_shared: bool,
}

impl Environments {
    /// One environment for all problems, whatever they name.
    #[must_use]
    pub fn one(backend: Backend, digest: String, placement: Placement) -> Self {
        Self {
            usual: Environment::new(None, backend, digest),
            placement,
            source: None,
            opened: Mutex::default(),
            is_shared: false,
        }
    }

    /// The same for several runs at once: a run that is stopped waits for its own jobs that are under way, and ends none.
    #[must_use]
    pub fn shared(self) -> Self {
        Self {
            is_shared: true,
            ..self
        }
    }

    /// A usual environment, and others for the problems that name or need them.
    #[must_use]
    pub fn with_others(self, source: Box<dyn Source>) -> Self {
        Self {
            source: Some(source),
            ..self
        }
    }

    /// The environment of all problems that name and need no other.
    #[must_use]
    pub fn usual(&self) -> &Arc<Environment> {
        &self.usual
    }

    /// Who decides where a problem runs.
    #[must_use]
    pub fn placement(&self) -> Placement {
        self.placement
    }

    pub(super) fn source(&self) -> Option<&dyn Source> {
        self.source.as_deref()
    }

    /// The environment of a word, opened where it was not before.
    pub(super) fn open(
        &self,
        source: &dyn Source,
        word: &str,
    ) -> Result<Arc<Environment>, EnvironmentError> {
        let mut opened = self.opened();
        if let Some(environment) = opened.get(word) {
            return Ok(Arc::clone(environment));
        }
        let (backend, digest) = source.open(word)?;
        let environment = Environment::new(Some(word.to_owned()), backend, digest);
        opened.insert(word.to_owned(), Arc::clone(&environment));
        Ok(environment)
    }

    /// Ends all jobs for good, with an error, unless others share the environments.
    pub(super) fn stop(&self) {
        if self.is_shared {
            return;
        }
        for environment in self.all() {
            environment.backend.stop();
        }
    }

    /// Tells which environments ended in the middle.
    pub(super) fn tell_restarts(&self, listener: &Listener<'_>) {
        for environment in self.all() {
            let count = environment.backend.restarts();
            let more = count - environment.told.swap(count, Ordering::Relaxed).min(count);
            if more > 0 {
                let name = environment.name.as_deref();
                let which = name.map_or_else(String::new, |name| format!(" `{name}`"));
                let note = format!("the environment{which} ended and was started again: {more} ×");
                listener(Event::Note(note));
            }
        }
    }

    fn all(&self) -> Vec<Arc<Environment>> {
        let opened = self.opened();
        [&self.usual]
            .into_iter()
            .chain(opened.values())
            .cloned()
            .collect()
    }

    fn opened(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Environment>>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
