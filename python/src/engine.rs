//! Where work is done: the cache folder, the interpreter that builds the sandbox, and the command whose processes are its workers.

use crate::calling::Told;
use crate::error::{Failure, unusable};
use etcetera::BaseStrategy;
use mutagree::engine::{Engine, Environments};
use mutagree::event::{Event, Listener};
use mutagree::store::{Placement, Results};
use mutagree_sandbox::{Backend, Component, ComponentStore, Options, Pool, WorkerCommand};
use pyo3::prelude::*;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::Sender;
use std::thread;

/// Where work is done.
#[pyclass(frozen, from_py_object, module = "mutagree._mutagree")]
#[derive(Clone)]
pub(crate) struct Place {
    store: ComponentStore,
    component: Option<PathBuf>,
    command: PathBuf,
    pub(crate) jobs: usize,
}

#[pymethods]
impl Place {
    #[new]
    #[pyo3(signature = (command, python, cache_dir, component, jobs))]
    fn new(
        command: PathBuf,
        python: String,
        cache_dir: Option<PathBuf>,
        component: Option<PathBuf>,
        jobs: Option<usize>,
    ) -> PyResult<Self> {
        let folder = match cache_dir {
            Some(folder) => folder,
            None => etcetera::choose_base_strategy()
                .map_err(unusable)?
                .cache_dir()
                .join("mutagree"),
        };
        let cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Ok(Self {
            store: ComponentStore::new(folder, python),
            component,
            command,
            jobs: jobs.filter(|it| *it > 0).unwrap_or_else(cores),
        })
    }

    /// The cache folder.
    #[getter]
    fn cache_dir(&self) -> PathBuf {
        self.store.folder().to_owned()
    }
}

impl Place {
    /// The component: the one that was named, or the one of the cache, built where it is missing.
    pub(crate) fn component(&self, listener: &Listener<'_>) -> Result<Component, Failure> {
        Ok(match &self.component {
            Some(path) => self.store.named(path.clone())?,
            None => (self.store).component(&|step| listener(Event::Installing(step)))?,
        })
    }

    /// Worker processes for a component.
    pub(crate) fn pool(
        &self,
        component: &Component,
        memory: usize,
        listener: &Listener<'_>,
    ) -> Result<Pool, Failure> {
        let options = Options {
            jobs: self.jobs,
            memory,
        };
        let command = WorkerCommand {
            program: self.command.clone(),
            arguments: ["sandbox", "worker"].map(Into::into).to_vec(),
        };
        let progress = |step| listener(Event::Installing(step));
        Ok(Pool::open(component, &options, command, &progress)?)
    }

    /// An engine with an open sandbox, in which all problems run in WebAssembly.
    pub(crate) fn engine<'a>(
        &self,
        memory: usize,
        listener: &'a Listener<'a>,
        interrupted: &'a AtomicBool,
    ) -> Result<Engine<'a>, Failure> {
        let component = self.component(listener)?;
        let pool = self.pool(&component, memory, listener)?;
        let backend = Backend::Pool(Box::new(pool));
        let environments = Environments::one(backend, component.digest, Placement::Wasm);
        Ok(Engine {
            environments: Arc::new(environments),
            results: Results::open_if_usable(self.store.folder(), listener),
            jobs: self.jobs,
            merges: true,
            listener,
            interrupted,
        })
    }
}

/// Passes events on to the thread that waits.
pub(crate) fn listener(tell: &Sender<Told>) -> impl Fn(Event) + Sync + '_ {
    |event| {
        // Nobody listens any more where the call has ended.
        let _ = tell.send(Told::Event(event));
    }
}
