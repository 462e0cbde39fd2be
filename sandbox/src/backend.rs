//! What runs jobs: one language for all of them.

use crate::{
    Call, Called, Ended, Fault, Job, Judge, Limits, OnDemand, Pool, Program, Report, Sandbox,
    SandboxError, Script, Suite, Tests,
};

/// What runs jobs: WebAssembly in this process or in worker processes, or a container.
pub enum Backend {
    /// WebAssembly in this process.
    Sandbox(Box<Sandbox>),
    /// WebAssembly in worker processes.
    Pool(Box<Pool>),
    /// An environment with frameworks.
    Container(Box<OnDemand>),
}

impl Backend {
    /// Says of each source why it does not compile, or nothing where it does.
    ///
    /// # Errors
    /// Where the backend fails.
    pub fn check(&self, sources: &[&str]) -> Result<Vec<Option<Fault>>, SandboxError> {
        match self {
            Self::Sandbox(sandbox) => sandbox.check(sources),
            Self::Pool(pool) => pool.check(sources),
            Self::Container(container) => container.check(sources),
        }
    }

    /// Compiles candidates for jobs with this judge, each alone; one that does not compile gives the reason.
    ///
    /// # Errors
    /// Where the backend fails.
    pub fn prepare(
        &self,
        sources: &[&str],
        judge: Judge,
    ) -> Result<Vec<Result<Program, Fault>>, SandboxError> {
        match self {
            Self::Sandbox(sandbox) => sandbox.prepare(sources, judge),
            Self::Pool(pool) => pool.prepare(sources, judge),
            Self::Container(container) => container.prepare(sources),
        }
    }

    /// Compiles tests, to run them on many candidates.
    ///
    /// # Errors
    /// Where the backend fails.
    pub fn compile(&self, tests: &Tests<'_>) -> Result<Suite, SandboxError> {
        match self {
            Self::Sandbox(sandbox) => sandbox.compile(tests),
            Self::Pool(pool) => pool.compile(tests),
            Self::Container(container) => container.compile(tests),
        }
    }

    /// Adds to a suite the calls that its tests make with other arguments than literals, where there are arrays at all: their
    /// outputs are asked for too.
    ///
    /// # Errors
    /// Where the backend fails.
    pub fn record(&self, suite: Suite, tests: &Tests<'_>) -> Result<Suite, SandboxError> {
        match self {
            Self::Sandbox(_) | Self::Pool(_) => Ok(suite),
            Self::Container(container) => container.record(&suite, tests),
        }
    }

    /// Runs a job.
    ///
    /// # Errors
    /// Where the backend fails; whatever the candidate does is an outcome.
    pub fn run(&self, job: &Job<'_>) -> Result<Report, SandboxError> {
        match self {
            Self::Sandbox(sandbox) => sandbox.run(job),
            Self::Pool(pool) => pool.run(job),
            Self::Container(container) => container.run(job),
        }
    }

    /// Runs a script.
    ///
    /// # Errors
    /// Where the backend fails or has frameworks: scripts run in WebAssembly.
    pub fn run_script(&self, script: Script, limits: Limits) -> Result<Ended, SandboxError> {
        match self {
            Self::Sandbox(sandbox) => sandbox.run_script(&script, limits),
            Self::Pool(pool) => pool.run_script(script, limits),
            Self::Container(_) => Err(SandboxError::Container(
                "scripts run in WebAssembly, not in an environment with frameworks".to_owned(),
            )),
        }
    }

    /// The environment whose repository is named by problems.
    ///
    /// # Errors
    /// Where candidates run in WebAssembly, which has no repositories.
    pub fn container(&self) -> Result<&OnDemand, SandboxError> {
        match self {
            Self::Container(container) => Ok(container),
            Self::Sandbox(_) | Self::Pool(_) => {
                let what = "a problem of a repository runs in the environment that has it";
                let hint = "hint: name it with `--environment` (`mutagree environment list`)";
                Err(SandboxError::Repository(format!("{what}\n{hint}")))
            }
        }
    }

    /// Names what of the backend decides an outcome beside the component or the environment.
    #[must_use]
    pub fn engine(&self) -> &str {
        match self {
            Self::Sandbox(_) => "",
            Self::Pool(pool) => pool.engine(),
            Self::Container(_) => "container",
        }
    }

    /// How often what runs jobs ended in the middle, and was started again.
    #[must_use]
    pub fn restarts(&self) -> usize {
        match self {
            Self::Sandbox(_) | Self::Pool(_) => 0,
            Self::Container(container) => container.restarts(),
        }
    }

    /// Ends all jobs for good, with an error; those that run in this process go on to their end.
    pub fn stop(&self) {
        match self {
            Self::Sandbox(_) => {}
            Self::Pool(pool) => pool.stop(),
            Self::Container(container) => container.stop(),
        }
    }

    /// Calls a function of a program, in order.
    ///
    /// # Errors
    /// Where the backend fails; whatever the program does is an outcome.
    pub fn call(
        &self,
        program: &Program,
        calls: &[Call],
        limits: Limits,
    ) -> Result<Vec<Called>, SandboxError> {
        match self {
            Self::Sandbox(sandbox) => sandbox.call(program, calls, limits),
            Self::Pool(pool) => pool.call(program, calls, limits),
            Self::Container(container) => container.call(program, calls, limits),
        }
    }
}
