//! The options that every verb takes, and the engine that they describe.

use super::INTERRUPTED;
use super::environment::EnvironmentOption;
use crate::reporter::{Reporter, Shown};
use crate::terminal::complain;
use clap::{ArgAction, Args};
use etcetera::BaseStrategy;
use mutagree::engine::{Engine, EngineError};
use mutagree::event::{Event, Listener};
use mutagree::store::{Results, RunConfig};
use mutagree_sandbox::{
    Backend, Component, ComponentStore, Environments, InstallStep, Options, Pool, WorkerCommand,
};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level;
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;

/// Options of every verb.
#[derive(Args)]
pub(crate) struct Global {
    /// Write one JSON object to standard output, and nothing else there
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Say nothing on standard error but errors
    #[arg(long, global = true)]
    pub(crate) quiet: bool,
    /// Say more: each request to a model and what became of it; twice, also the texts, but never a key
    #[arg(short, long, global = true, action = ArgAction::Count, conflicts_with = "quiet")]
    verbose: u8,
    /// Seed of everything that is drawn at random
    #[arg(long, global = true, default_value_t = 0, value_name = "N")]
    pub(crate) seed: u64,
    /// Candidates to run at the same time [default: the number of cores]
    #[arg(long, global = true, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Folder for the sandbox component and for results [default: the user's cache folder]
    #[arg(long, global = true, env = "MUTAGREE_CACHE_DIR", value_name = "DIR")]
    cache_dir: Option<PathBuf>,
    /// Python interpreter that builds the component on first use
    #[arg(
        long,
        global = true,
        env = "MUTAGREE_PYTHON",
        default_value = "python3",
        value_name = "CMD"
    )]
    python: String,
    /// Run every candidate, also where its result is in the cache folder
    #[arg(long, global = true, env = "MUTAGREE_NO_RESULTS")]
    pub(crate) no_results: bool,
    /// Component that was built elsewhere, instead of building one
    #[arg(long, global = true, env = "MUTAGREE_COMPONENT", value_name = "FILE")]
    component: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) environment: EnvironmentOption,
}

impl Global {
    /// A reporter for what happens from here on.
    pub(crate) fn reporter(&self) -> Reporter {
        Reporter::new(if self.quiet {
            Shown::Errors
        } else {
            Shown::Details(self.verbose)
        })
    }

    /// Says whether it was said how many jobs run at the same time.
    pub(crate) fn says_jobs(&self) -> bool {
        self.jobs.is_some()
    }

    /// The number of jobs.
    pub(crate) fn jobs(&self) -> usize {
        let cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
        self.jobs.map_or_else(cores, NonZeroUsize::get)
    }

    /// Where components are kept.
    pub(crate) fn store(&self) -> anyhow::Result<ComponentStore> {
        let folder = match &self.cache_dir {
            Some(folder) => folder.clone(),
            None => etcetera::choose_base_strategy()?
                .cache_dir()
                .join("mutagree"),
        };
        Ok(ComponentStore::new(folder, self.python.clone()))
    }

    /// The environments in the cache folder.
    pub(crate) fn environments(&self) -> anyhow::Result<Environments> {
        Ok(Environments::new(
            self.store()?.folder(),
            self.python.clone(),
        ))
    }

    /// The results in the cache folder.
    pub(crate) fn results<'a>(&self, listener: &'a Listener<'a>) -> anyhow::Result<Results<'a>> {
        let store = self.store()?;
        Ok(Results::open(store.folder(), listener).map_err(EngineError::from)?)
    }

    /// The component that was named.
    pub(crate) fn named_component(&self) -> Option<&Path> {
        self.component.as_deref()
    }

    /// What was said of the installation, by the variables that say it to other processes.
    pub(crate) fn installed(&self) -> Vec<(&'static str, PathBuf)> {
        let component = self.component.clone().map(|it| ("MUTAGREE_COMPONENT", it));
        let folder = self.cache_dir.clone().map(|it| ("MUTAGREE_CACHE_DIR", it));
        component.into_iter().chain(folder).collect()
    }

    /// The folder of results, where they are used.
    pub(crate) fn results_folder(&self) -> anyhow::Result<Option<PathBuf>> {
        if self.no_results {
            return Ok(None);
        }
        Ok(Some(self.store()?.folder().to_owned()))
    }

    /// The component: the one that was named, or the one of the cache, built where it is missing.
    pub(crate) fn component(&self, listener: &Listener<'_>) -> anyhow::Result<Component> {
        let store = self.store()?;
        Ok(match &self.component {
            Some(path) => store.named(path.clone())?,
            None => store.component(&|step| listener(Event::Installing(step)))?,
        })
    }

    /// The digest that the usual environment is known by.
    pub(crate) fn digest(&self, listener: &Listener<'_>) -> anyhow::Result<String> {
        match self.environment.fixed(self.environments()?)? {
            Some((_, digest)) => Ok(digest),
            None => Ok(self.component(listener)?.digest),
        }
    }

    /// What runs jobs where problems name and need nothing else, and the digest that it is known by.
    fn usual(&self, memory: usize, listener: &Listener<'_>) -> anyhow::Result<(Backend, String)> {
        if let Some(fixed) = self.environment.fixed(self.environments()?)? {
            return Ok(fixed);
        }
        let component = self.component(listener)?;
        let progress = |step: InstallStep| listener(Event::Installing(step));
        let options = Options {
            jobs: self.jobs(),
            memory,
        };
        let pool = Pool::open(&component, &options, worker()?, &progress)?;
        Ok((Backend::Pool(Box::new(pool)), component.digest))
    }

    /// An engine with an open sandbox; from here on an interrupt ends work in order. A run that was begun goes on where it
    /// was, unless the user says something else.
    pub(crate) fn engine<'a>(
        &self,
        memory: usize,
        begun: Option<&RunConfig>,
        listener: &'a Listener<'a>,
    ) -> anyhow::Result<Engine<'a>> {
        let usual = self.usual(memory, listener)?;
        let environments = (self.environment).environments(self.environments()?, begun, usual)?;
        let results = if self.no_results {
            None
        } else {
            Results::open_if_usable(self.store()?.folder(), listener)
        };
        Ok(Engine {
            environments: Arc::new(environments),
            results,
            jobs: self.jobs(),
            merges: true,
            listener,
            interrupted: interrupted(),
        })
    }
}

/// This program, as a worker.
fn worker() -> anyhow::Result<WorkerCommand> {
    let program = std::env::current_exe()?;
    let arguments = ["sandbox", "worker"].map(Into::into).to_vec();
    Ok(WorkerCommand { program, arguments })
}

/// Set when the user asks to stop.
pub(crate) fn interrupted() -> &'static Arc<AtomicBool> {
    static INTERRUPTED: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    INTERRUPTED.get_or_init(Arc::default)
}

/// Says whether the user asked to stop.
pub(crate) fn is_interrupted() -> bool {
    interrupted().load(Ordering::Relaxed)
}

/// The first interrupt asks the engine to stop; the second ends the process at once. Either way the
/// run can be continued.
pub(crate) fn heed_interrupts() -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    thread::spawn(move || {
        for _ in signals.forever() {
            if interrupted().swap(true, Ordering::Relaxed) {
                complain("ended at once; the same command goes on from what is kept");
                low_level::exit(INTERRUPTED);
            }
            complain(
                "interrupted: what must be finished is finished first; once more ends at once",
            );
        }
    });
    Ok(())
}
