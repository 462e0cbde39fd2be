//! A container that is there when something is asked of it: started when it is first needed, and again where it ended.

use super::memory::{MemoryBudget, Stay};
use super::repository::{Repository, RepositoryReport, RepositoryTests, has_none};
use super::{About, Container, Life, Streams};
use crate::{
    Call, Called, Execution, Fault, Job, Limits, Outcome, Program, Report, SandboxError, Suite,
    Tests,
};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::thread;
use std::time::{Duration, Instant};

/// How long an environment that ran before is started again where that fails: its engine may be starting too.
const PATIENCE: Duration = Duration::from_secs(30);
const PULSE: Duration = Duration::from_millis(500);

const ENDED_TWICE: &str = "the environment ended twice, perhaps for want of memory";

/// Starts an environment, and says what ends it.
pub type Start = Box<dyn Fn() -> Result<Streams, SandboxError> + Send + Sync>;

/// What an environment is started from.
pub struct Origin {
    /// How messages call it.
    pub name: String,
    /// The modules that it imports before anything runs.
    pub preload: Vec<String>,
    /// The version of Python that it must have; any where nothing is said.
    pub python: Option<String>,
    /// What it may have of the memory, as its manifest says.
    pub memory_mib: u64,
    /// The repository that is in it.
    pub repository: Option<Repository>,
    /// Starts it.
    pub start: Start,
}

/// Why an environment did not start.
struct Failure {
    error: SandboxError,
    /// It was not started, or it ended: the next time it may not.
    by_chance: bool,
}

/// Runs jobs in an environment; can be shared by any number of threads, whose jobs run at the same time.
///
/// A job whose environment ends runs again in a new one, alone: of all that ran there nobody knows which brought it down.
/// One that ends it then too has crashed. What is asked otherwise is asked once more.
pub struct OnDemand {
    origin: Origin,
    budget: Arc<MemoryBudget>,
    number: u64,
    /// What ends the environment that was started last.
    life: Mutex<Option<Weak<dyn Life>>>,
    /// Held by each job; alone by one that runs again.
    turn: RwLock<()>,
    /// It has started before.
    has_run: AtomicBool,
    stopped: AtomicBool,
}

impl OnDemand {
    /// Starts nothing yet.
    #[must_use]
    pub fn new(origin: Origin, budget: &Arc<MemoryBudget>) -> Self {
        Self {
            number: budget.register(origin.memory_mib),
            budget: Arc::clone(budget),
            origin,
            life: Mutex::default(),
            turn: RwLock::new(()),
            has_run: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
        }
    }

    /// What the environment is made of; it is started for that.
    ///
    /// # Errors
    /// Where it does not start.
    pub fn about(&self) -> Result<About, SandboxError> {
        self.ask(|container| Ok(container.about().clone()))
    }

    /// The digest of what decides an outcome there, as [`Container::digest`] has it; the environment is started for that.
    ///
    /// # Errors
    /// Where it does not start.
    pub fn digest(&self) -> Result<String, SandboxError> {
        self.ask(|container| Ok(container.digest()))
    }

    /// How often it ended in the middle, and was started again.
    #[must_use]
    pub fn restarts(&self) -> usize {
        self.budget.ended(self.number)
    }

    /// Runs a job, as [`Container::run`] does. A job that ends its environment twice, the second time alone, has crashed.
    ///
    /// # Errors
    /// Where the environment does not start; whatever the candidate does is an outcome.
    pub fn run(&self, job: &Job<'_>) -> Result<Report, SandboxError> {
        let crashed = || Report::crashed(job, ENDED_TWICE);
        self.run_twice(|container| container.run(job), crashed)
    }

    /// The repository that is in the environment.
    ///
    /// # Errors
    /// Where there is none.
    pub fn repository(&self) -> Result<&Repository, SandboxError> {
        self.origin.repository.as_ref().ok_or_else(has_none)
    }

    /// Reads a file of the repository, as [`Container::read_file`] does.
    ///
    /// # Errors
    /// Where the environment has no repository, does not start, or ends twice.
    pub fn read_file(&self, path: &str) -> Result<Option<Vec<u8>>, SandboxError> {
        self.ask(|container| container.read_file(path))
    }

    /// Runs tests of the repository, as [`Container::test_repository`] does. Those that end their environment twice, the
    /// second time alone, have crashed.
    ///
    /// # Errors
    /// Where the environment has no repository or does not start; whatever the tests do is an outcome.
    pub fn test_repository(
        &self,
        tests: &RepositoryTests<'_>,
    ) -> Result<RepositoryReport, SandboxError> {
        let crashed = || RepositoryReport {
            nodes: Vec::new(),
            ended: Some(Outcome::Crashed(ENDED_TWICE.to_owned())),
            output: Vec::new(),
            by_clock: false,
        };
        self.run_twice(|container| container.test_repository(tests), crashed)
    }

    /// Calls a function of a program, as [`Container::call`] does.
    ///
    /// # Errors
    /// Where the environment does not start, or ends twice.
    pub fn call(
        &self,
        program: &Program,
        calls: &[Call],
        limits: Limits,
    ) -> Result<Vec<Called>, SandboxError> {
        self.ask(|container| container.call(program, calls, limits))
    }

    /// Runs a program on an input, as [`Container::execute`] does.
    ///
    /// # Errors
    /// Where the environment does not start, or ends twice.
    pub fn execute(
        &self,
        source: &str,
        input: &[u8],
        limits: Limits,
    ) -> Result<Execution, SandboxError> {
        self.ask(|container| container.execute(source, input, limits))
    }

    /// Compiles candidates, as [`Container::prepare`] does.
    ///
    /// # Errors
    /// Where the environment does not start, or ends twice.
    pub fn prepare(&self, sources: &[&str]) -> Result<Vec<Result<Program, Fault>>, SandboxError> {
        self.ask(|container| container.prepare(sources))
    }

    /// Makes programs of texts in the place of a file, as [`Container::prepare_placed`] does.
    ///
    /// # Errors
    /// Where the environment has no repository, does not start, or ends twice.
    pub fn prepare_placed(
        &self,
        path: &str,
        contents: &[&str],
    ) -> Result<Vec<Result<Program, Fault>>, SandboxError> {
        self.ask(|container| container.prepare_placed(path, contents))
    }

    /// Says of each source why it does not compile, or nothing where it does.
    ///
    /// # Errors
    /// Where the environment does not start, or ends twice.
    pub fn check(&self, sources: &[&str]) -> Result<Vec<Option<Fault>>, SandboxError> {
        self.ask(|container| container.check(sources))
    }

    /// Compiles tests, to run them on many candidates.
    ///
    /// # Errors
    /// Where the environment does not start, or ends twice.
    pub fn compile(&self, tests: &Tests<'_>) -> Result<Suite, SandboxError> {
        self.ask(|container| container.compile(tests))
    }

    /// Adds calls to a suite, as [`Container::record`] does.
    ///
    /// # Errors
    /// Where the environment does not start, or ends twice.
    pub fn record(&self, suite: &Suite, tests: &Tests<'_>) -> Result<Suite, SandboxError> {
        self.ask(|container| container.record(suite.clone(), tests))
    }

    /// Ends the environment and all that runs there for good, with an error, also while it starts.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        self.budget.wake();
        if let Some(container) = self.budget.alive(self.number) {
            container.stop();
        }
        let life = self.life().as_ref().and_then(Weak::upgrade);
        if let Some(life) = life {
            life.kill();
        }
    }

    /// Runs something, and once more, alone, where the environment ends meanwhile.
    fn run_twice<T>(
        &self,
        run: impl Fn(&Container) -> Result<T, SandboxError>,
        crashed: impl Fn() -> T,
    ) -> Result<T, SandboxError> {
        let first = {
            let _turn = self.turn.read().unwrap_or_else(PoisonError::into_inner);
            self.attempt(&run)
        };
        if !self.has_ended(&first) {
            return first;
        }
        let _alone = self.turn.write().unwrap_or_else(PoisonError::into_inner);
        let second = self.attempt(&run);
        if self.has_ended(&second) {
            return Ok(crashed());
        }
        second
    }

    /// Asks something, and once more where the environment ends meanwhile.
    fn ask<T>(
        &self,
        question: impl Fn(&Container) -> Result<T, SandboxError>,
    ) -> Result<T, SandboxError> {
        let first = self.attempt(&question);
        if self.has_ended(&first) {
            return self.attempt(&question);
        }
        first
    }

    fn attempt<T>(
        &self,
        question: impl Fn(&Container) -> Result<T, SandboxError>,
    ) -> Result<T, SandboxError> {
        let stay = self
            .budget
            .enter(self.number, &|| self.is_stopped(), &|| self.start())?;
        let container = stay.as_ref().and_then(Stay::container);
        question(container.ok_or(SandboxError::Lost)?)
    }

    /// Says whether an answer is missing since the environment ended, and nobody wanted that.
    fn has_ended<T>(&self, answer: &Result<T, SandboxError>) -> bool {
        matches!(answer, Err(SandboxError::Lost)) && !self.is_stopped()
    }

    /// Starts the environment. One that ran before is started as often as there is patience for; another once more where it
    /// was not started, or ended before it said what it is.
    fn start(&self) -> Result<Container, SandboxError> {
        let begun = Instant::now();
        let mut may_end = true;
        loop {
            let failure = match self.start_once() {
                Ok(container) => {
                    self.has_run.store(true, Ordering::Relaxed);
                    return Ok(container);
                }
                Err(failure) => failure,
            };
            let is_again = self.has_run.load(Ordering::Relaxed);
            let is_tried_again = if is_again {
                begun.elapsed() <= PATIENCE
            } else {
                std::mem::take(&mut may_end) && failure.by_chance
            };
            if !is_tried_again || self.is_stopped() {
                return Err(failure.error);
            }
            if is_again {
                thread::sleep(PULSE);
            }
        }
    }

    fn start_once(&self) -> Result<Container, Failure> {
        let streams = (self.origin.start)().map_err(|error| Failure {
            error,
            by_chance: true,
        })?;
        let life = Arc::clone(&streams.life);
        *self.life() = Some(Arc::downgrade(&life));
        if self.is_stopped() {
            return Err(Failure {
                error: SandboxError::Lost,
                by_chance: false,
            });
        }
        let name = &self.origin.name;
        let told = |detail: String, by_chance: bool| {
            let said = format!("`{name}` does not start: {detail}\n{}", life.log().trim());
            Failure {
                error: SandboxError::Container(said.trim_end().to_owned()),
                by_chance,
            }
        };
        let failed = |detail: String| told(detail, false);
        let container = Container::open(streams, &self.origin.preload);
        let container = container
            .map_err(|error| told(error.to_string(), matches!(error, SandboxError::Lost)))?;
        let about = container.about();
        if let Some((module, why)) = about.missing.first() {
            let why = why.trim_end().lines().last().unwrap_or_default();
            return Err(failed(format!("it does not import `{module}`: {why}")));
        }
        match &self.origin.python {
            Some(python) if *python != about.python => Err(failed(format!(
                "it has Python {}, and had {python} when it was built: build it again",
                about.python
            ))),
            _ => Ok(container.with_repository(self.origin.repository.clone())),
        }
    }

    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    fn life(&self) -> std::sync::MutexGuard<'_, Option<Weak<dyn Life>>> {
        self.life.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for OnDemand {
    fn drop(&mut self) {
        drop(self.budget.forget(self.number));
    }
}
