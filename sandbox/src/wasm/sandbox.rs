//! The sandbox itself: is opened on a component, and runs jobs to their end.

use super::engine::{Engine, Options, STACKS, Ticker, machine_code};
use super::host::link;
use super::instance::{Image, backstop};
use super::judging::Judges;
use crate::judging;
use crate::{
    Call, Called, Code, Component, InstallStep, Job, Limits, Program, Report, SandboxError,
};
use std::path::Path;

/// Runs jobs; can be shared by `Options::jobs` threads.
pub struct Sandbox {
    pub(super) image: Image,
    pub(super) judges: Judges,
    _ticker: Ticker,
}

impl Sandbox {
    /// Stack in bytes that a thread needs to run jobs: for a judge, and a candidate that it calls. On a
    /// thread with less, calls into the guest allocate a stack for themselves.
    pub const STACK: usize = STACKS;

    /// Loads a component, and compiles it first where this machine has not done so yet.
    ///
    /// # Errors
    /// Where the file is no component of this sandbox, or the cache folder cannot be written.
    pub fn open(
        component: &Component,
        options: &Options,
        progress: &dyn Fn(InstallStep),
    ) -> Result<Self, SandboxError> {
        let engine = Engine::new(options)?;
        let path = machine_code::prepare(&engine, component, progress)?;
        Self::with_engine(&engine, &path, options.jobs)
    }

    /// Opens a sandbox on machine code that was prepared by this user a moment ago.
    pub(crate) fn from_machine_code(path: &Path, options: &Options) -> Result<Self, SandboxError> {
        Self::with_engine(&Engine::new(options)?, path, options.jobs)
    }

    fn with_engine(engine: &Engine, path: &Path, jobs: usize) -> Result<Self, SandboxError> {
        let image = link(&engine.0, &machine_code::map(engine, path)?)?;
        Ok(Self {
            image,
            judges: Judges::new(jobs),
            _ticker: Ticker::start(engine.0.clone()),
        })
    }

    /// Runs a job. A trap is charged to the test that it happened in; the rest run in a fresh
    /// interpreter.
    ///
    /// # Errors
    /// Where the engine fails, or the machine is too slow for it; whatever the candidate does is an outcome.
    pub fn run(&self, job: &Job<'_>) -> Result<Report, SandboxError> {
        let program = match job.candidate {
            Code::Program(program) => program,
            Code::Source(source) => &match self.prepare_alone(source, job.judge)? {
                Ok(program) => program,
                Err(fault) => return Ok(Report::unviable(job.selected().len(), fault)),
            },
        };
        let report = judging::run(self, job, program)?;
        if report.repeatable {
            return Ok(report);
        }
        let again = judging::run(self, job, program)?;
        if again.repeatable {
            return Ok(again);
        }
        Err(SandboxError::Slow(backstop::seconds(
            job.limits.instructions,
        )))
    }

    /// Makes calls in their order in one interpreter, and in a new one after each trap. Loading the program may use
    /// the instructions of the limits, and so may all calls together.
    ///
    /// # Errors
    /// Where the engine fails, or the machine is too slow for it; whatever the program does is an outcome.
    pub fn call(
        &self,
        program: &Program,
        calls: &[Call],
        limits: Limits,
    ) -> Result<Vec<Called>, SandboxError> {
        match judging::call(&self.image, program, calls, limits)? {
            (called, false) => Ok(called),
            (_, true) => Err(SandboxError::Slow(backstop::seconds(limits.instructions))),
        }
    }
}
