//! The container backend: `CPython` with real frameworks, a process in namespaces of its own for each part of a job.
//!
//! An environment runs a zygote (`sandbox/zygote`), which has imported what candidates need. This side speaks with it over
//! its standard input and output, whatever carries the environment.

mod bundle;
mod candidate;
mod channel;
mod command;
mod compiler;
mod end;
mod exchanges;
mod frame;
mod judge;
mod limits;
mod link;
mod memory;
mod on_demand;
mod opening;
mod questions;
mod repository;
mod shared;

pub(crate) use bundle::identity;
pub use bundle::zygote_arguments;
pub use memory::MemoryBudget;
pub use on_demand::{OnDemand, Origin, Start};
pub use opening::{About, Life, Streams};
pub use repository::{
    NodeOutcome, Placed, Repository, RepositoryReport, RepositorySource, RepositoryTests,
};

use crate::component::sha256;
use crate::judging;
use crate::{
    Call, Called, Code, Fault, Job, Limit, Limits, Outcome, Program, Report, SandboxError, Suite,
    Tests,
};
use bundle::bundle;
use candidate::Candidates;
use judge::Judges;
use link::Link;
use std::sync::{Arc, PoisonError, RwLock};

/// Runs jobs in an environment; can be shared by any number of threads, whose jobs run at the same time.
pub struct Container {
    candidates: Candidates,
    judges: Judges,
    about: About,
    /// Held by each job; alone by one that runs again since a clock of the machine stopped it.
    turn: RwLock<()>,
}

impl Container {
    /// Waits until an environment's zygote has imported some modules.
    ///
    /// # Errors
    /// Where the environment ends, or does not let the zygote make namespaces.
    pub fn open(streams: Streams, modules: &[String]) -> Result<Self, SandboxError> {
        let (link, about) = opening::open(streams, modules)?;
        let container = Self {
            candidates: Candidates {
                link: Arc::new(link),
                repository: None,
            },
            judges: Judges::default(),
            about,
            turn: RwLock::new(()),
        };
        container.prepare(&["pass"])?;
        Ok(container)
    }

    /// What the environment is made of.
    #[must_use]
    pub fn about(&self) -> &About {
        &self.about
    }

    /// The SHA-256 of what decides an outcome here: Python, the modules that were imported, and the code that judges.
    #[must_use]
    pub fn digest(&self) -> String {
        let About {
            python, modules, ..
        } = &self.about;
        let modules = modules.iter().flat_map(|(name, version)| [name, version]);
        let mut parts: Vec<&[u8]> = modules.map(String::as_bytes).collect();
        let code = bundle(&[]);
        parts.extend([python.as_bytes(), &code]);
        sha256(&parts)
    }

    /// Says whether the environment has not ended yet, as far as is known.
    pub(crate) fn is_alive(&self) -> bool {
        self.link().is_alive()
    }

    /// Ends all jobs for good, with an error.
    pub fn stop(&self) {
        self.link().stop();
    }

    fn link(&self) -> &Arc<Link> {
        &self.candidates.link
    }

    /// Runs a job. A part that comes down is charged to the test that it happened in; the rest run in a fresh process. A
    /// job of which a wall clock stopped a part runs again, alone, and that counts.
    ///
    /// # Errors
    /// Where the environment ends; whatever the candidate does is an outcome.
    pub fn run(&self, job: &Job<'_>) -> Result<Report, SandboxError> {
        let program = match job.candidate {
            Code::Program(program) => program,
            Code::Source(source) => match &self.prepare(&[source])?.into_iter().next() {
                Some(Ok(program)) => &program.clone(),
                Some(Err(fault)) => {
                    return Ok(Report::unviable(job.selected().len(), fault.clone()));
                }
                None => return Err(SandboxError::Container("nothing was compiled".to_owned())),
            },
        };
        let mut report = {
            let _turn = self.turn.read().unwrap_or_else(PoisonError::into_inner);
            judging::run(self, job, program)?
        };
        if !report.repeatable {
            let _alone = self.turn.write().unwrap_or_else(PoisonError::into_inner);
            report = judging::run(self, job, program)?;
        }
        // No two runs take the same time.
        let late = Outcome::LimitReached(Limit::Time);
        let outcomes = report.outcomes.iter().chain(&report.unloadable);
        report.repeatable &= outcomes.into_iter().all(|outcome| *outcome != late);
        Ok(report)
    }

    /// Calls a function of a program, as [`Sandbox::call`](crate::Sandbox::call) does.
    ///
    /// # Errors
    /// Where the environment ends; whatever the program does is an outcome.
    pub fn call(
        &self,
        program: &Program,
        calls: &[Call],
        limits: Limits,
    ) -> Result<Vec<Called>, SandboxError> {
        let _turn = self.turn.read().unwrap_or_else(PoisonError::into_inner);
        Ok(judging::call(&self.candidates, program, calls, limits)?.0)
    }

    /// Compiles candidates, each alone; one that does not compile gives the reason.
    ///
    /// # Errors
    /// Where the environment ends.
    pub fn prepare(&self, sources: &[&str]) -> Result<Vec<Result<Program, Fault>>, SandboxError> {
        compiler::prepare(self.link(), sources)
    }

    /// Says of each source why it does not compile, or nothing where it does.
    ///
    /// # Errors
    /// Where the environment ends.
    pub fn check(&self, sources: &[&str]) -> Result<Vec<Option<Fault>>, SandboxError> {
        compiler::check(self.link(), sources)
    }

    /// Compiles tests, to run them on many candidates.
    ///
    /// # Errors
    /// Where the environment ends.
    pub fn compile(&self, tests: &Tests<'_>) -> Result<Suite, SandboxError> {
        compiler::compile(self.link(), tests)
    }

    /// Adds to a suite the calls that its tests make with other arguments than literals, such as arrays.
    ///
    /// # Errors
    /// Where the environment ends.
    pub fn record(&self, suite: Suite, tests: &Tests<'_>) -> Result<Suite, SandboxError> {
        compiler::record(self.link(), suite, tests)
    }
}
