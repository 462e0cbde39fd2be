//! A pool of worker processes, each with a sandbox of its own.
//!
//! Every write of a guest to a page of its snapshot makes the kernel copy the page. Between the
//! threads of one process each such copy interrupts all cores to flush their address translation,
//! which doubled the cost of a job on two cores. Processes do not share their page tables, and one
//! that dies takes no other with it.

mod frame;
mod process;
mod protocol;
mod slots;
mod worker;

use crate::wasm::{Engine, machine_code};
use crate::{
    Call, Called, Code, Component, Ended, Fault, InstallStep, Job, Judge, Limits, Options, Program,
    Report, SandboxError, Script, Suite, Tests,
};
use process::{End, Handle, Process};
use protocol::{Answer, Hello, Request};
use slots::Slots;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

pub use worker::serve;

/// The command that starts a worker: a program that calls [`serve`].
#[derive(Clone, Debug)]
pub struct WorkerCommand {
    /// The program, as a rule [`std::env::current_exe`].
    pub program: PathBuf,
    /// The arguments that make it a worker.
    pub arguments: Vec<OsString>,
}

/// Runs jobs in worker processes, as many at the same time as [`Options::jobs`] says; threads that ask for more wait for their turn.
pub struct Pool {
    command: WorkerCommand,
    hello: Hello,
    idle: Mutex<Vec<Process>>,
    slots: Slots,
    /// Every worker that was started and has not ended.
    children: Mutex<Vec<Handle>>,
    stopped: AtomicBool,
}

impl Pool {
    /// Makes the component's machine code ready; the first worker starts with the first job.
    ///
    /// # Errors
    /// Where the file is no component of this sandbox, or the cache folder cannot be written.
    pub fn open(
        component: &Component,
        options: &Options,
        command: WorkerCommand,
        progress: &dyn Fn(InstallStep),
    ) -> Result<Self, SandboxError> {
        let slots = Slots::new(options.jobs);
        let options = Options {
            jobs: 1,
            ..*options
        };
        let machine_code = machine_code::prepare(&Engine::new(&options)?, component, progress)?;
        let hello = Hello {
            machine_code,
            options,
        };
        Ok(Self {
            command,
            hello,
            slots,
            idle: Mutex::default(),
            children: Mutex::default(),
            stopped: AtomicBool::new(false),
        })
    }

    /// Compiles candidates for jobs with this judge, each alone; one that does not compile gives the reason.
    ///
    /// # Errors
    /// Where a worker fails.
    pub fn prepare(
        &self,
        sources: &[&str],
        judge: Judge,
    ) -> Result<Vec<Result<Program, Fault>>, SandboxError> {
        match self.ask(&Request::Prepare(owned(sources), judge), None)? {
            Ok(Answer::Prepared(programs)) => Ok(programs),
            other => Err(unexpected(other)),
        }
    }

    /// Names the machine code that workers run, which depends on the component and on the WebAssembly engine's version
    /// and settings.
    #[must_use]
    pub fn engine(&self) -> &str {
        let name = self.hello.machine_code.file_stem();
        name.and_then(OsStr::to_str).unwrap_or_default()
    }

    /// Says of each source why it does not compile, or nothing where it does.
    ///
    /// # Errors
    /// Where a worker fails.
    pub fn check(&self, sources: &[&str]) -> Result<Vec<Option<Fault>>, SandboxError> {
        match self.ask(&Request::Check(owned(sources)), None)? {
            Ok(Answer::Checked(faults)) => Ok(faults),
            other => Err(unexpected(other)),
        }
    }

    /// Compiles tests, to run them on many candidates.
    ///
    /// # Errors
    /// Where a worker fails.
    pub fn compile(&self, tests: &Tests<'_>) -> Result<Suite, SandboxError> {
        let request = Request::Compile {
            sources: owned(tests.sources),
            packing: tests.packing,
            entry_point: tests.entry_point.to_owned(),
        };
        match self.ask(&request, None)? {
            Ok(Answer::Compiled(compiled)) => Ok(Suite::new(compiled)),
            other => Err(unexpected(other)),
        }
    }

    /// Runs a job, as [`Sandbox::run`](crate::Sandbox::run) does. A job that ends its worker twice
    /// has crashed.
    ///
    /// # Errors
    /// Where a worker cannot be started, fails or is killed; whatever the candidate does is an
    /// outcome.
    pub fn run(&self, job: &Job<'_>) -> Result<Report, SandboxError> {
        let program = match job.candidate {
            Code::Program(program) => program.clone(),
            Code::Source(source) => match self.prepare(&[source], job.judge)?.pop() {
                Some(Ok(program)) => program,
                Some(Err(fault)) => return Ok(Report::unviable(job.selected().len(), fault)),
                None => return Err(SandboxError::Engine("a worker compiled nothing".to_owned())),
            },
        };
        let request = Request::Run {
            candidate: program,
            limits: job.limits,
            isolation: job.isolation,
            namespace: job.namespace,
            judge: job.judge,
            tests: job.tests.map(<[u32]>::to_vec),
            added: job.added,
            until_failure: job.until_failure,
        };
        match self.ask(&request, Some(job.suite))? {
            Ok(Answer::Ran(report)) => Ok(report),
            Err(End::Crashed(how)) => Ok(Report::crashed(job, &how)),
            Err(End::Killed) if !self.stopped.load(Ordering::Relaxed) => Ok(Report::crashed(
                job,
                "the worker process was killed twice, perhaps for want of memory",
            )),
            other => Err(unexpected(other)),
        }
    }

    /// Runs a script, as [`Sandbox::run_script`](crate::Sandbox::run_script) does.
    ///
    /// # Errors
    /// Where a worker cannot be started or fails, or two end: nobody knows whether that was the script's doing. Whatever else the
    /// script does is how it ended.
    pub fn run_script(&self, script: Script, limits: Limits) -> Result<Ended, SandboxError> {
        match self.ask(&Request::Script(script, limits), None)? {
            Ok(Answer::Ended(ended)) => Ok(ended),
            other => Err(unexpected(other)),
        }
    }

    /// Calls a function of a program, as [`Sandbox::call`](crate::Sandbox::call) does.
    ///
    /// # Errors
    /// Where a worker cannot be started, fails or is ended by the program.
    pub fn call(
        &self,
        program: &Program,
        calls: &[Call],
        limits: Limits,
    ) -> Result<Vec<Called>, SandboxError> {
        let request = Request::Call {
            program: program.clone(),
            calls: calls.to_vec(),
            limits,
        };
        match self.ask(&request, None)? {
            Ok(Answer::Called(called)) => Ok(called),
            other => Err(unexpected(other)),
        }
    }

    /// Ends every worker for good, those within a job too; all questions end with an error.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        for child in self
            .children
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .drain(..)
        {
            child.kill();
        }
    }

    /// Gives a request to an idle worker, or a new one. A worker that ended is replaced once.
    fn ask(
        &self,
        request: &Request,
        suite: Option<&Suite>,
    ) -> Result<Result<Answer, End>, SandboxError> {
        let _slot = self.slots.take();
        let idle = || {
            self.idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop()
        };
        let mut process = idle().map_or_else(|| self.start(), Ok)?;
        let mut answer = process.ask(request, suite);
        if answer.is_err() {
            process = self.start()?;
            answer = process.ask(request, suite);
        }
        match answer {
            Ok(answer) => {
                self.idle
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(process);
                answer.map(Ok).map_err(SandboxError::Engine)
            }
            Err(_) => Ok(Err(process.ended())),
        }
    }

    fn start(&self) -> Result<Process, SandboxError> {
        if self.stopped.load(Ordering::Relaxed) {
            return Err(SandboxError::Engine("the pool was stopped".to_owned()));
        }
        let process = Process::start(&self.command, &self.hello)?;
        let mut children = self.children.lock().unwrap_or_else(PoisonError::into_inner);
        children.retain(Handle::is_alive);
        children.push(process.handle());
        Ok(process)
    }
}

fn owned(sources: &[&str]) -> Vec<String> {
    sources.iter().copied().map(str::to_owned).collect()
}

fn unexpected(answer: Result<Answer, End>) -> SandboxError {
    SandboxError::Engine(match answer {
        Ok(_) => "a worker gave an answer to another question".to_owned(),
        Err(End::Crashed(how)) => how,
        Err(End::Killed) => "a worker process was killed, perhaps for want of memory".to_owned(),
    })
}
