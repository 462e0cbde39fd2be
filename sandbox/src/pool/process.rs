//! One worker process, seen from the pool.

use super::WorkerCommand;
use super::frame;
use super::protocol::{Answer, Answered, Greeted, Hello, Request};
use crate::job::Compiled;
use crate::{SandboxError, Suite};
use std::io::{self, BufReader, BufWriter};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How long a process may take from closing its pipes to its end.
const SETTLING: Duration = Duration::from_millis(100);

/// A worker that is waiting for a question, or answering one.
pub(super) struct Process {
    child: Handle,
    questions: BufWriter<ChildStdin>,
    answers: BufReader<ChildStdout>,
    /// The suite that the worker keeps.
    suite: Option<u64>,
}

/// What can end a worker from another thread than the one that waits for its answer.
#[derive(Clone)]
pub(super) struct Handle(Arc<Mutex<Child>>);

impl Handle {
    pub(super) fn kill(&self) {
        let mut child = self.child();
        let _ = child.kill();
        let _ = child.wait();
    }

    pub(super) fn is_alive(&self) -> bool {
        matches!(self.child().try_wait(), Ok(None))
    }

    fn child(&self) -> MutexGuard<'_, Child> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How a worker ended that should not have.
#[derive(Debug)]
pub(super) enum End {
    /// By its own doing, so by the candidate's.
    Crashed(String),
    /// Somebody else ended it.
    Killed,
}

impl Process {
    /// Starts a worker and waits until it is ready.
    pub(super) fn start(command: &WorkerCommand, hello: &Hello) -> Result<Self, SandboxError> {
        let failed = |detail: String| {
            let program = command.program.display();
            SandboxError::Engine(format!("a worker `{program}` cannot be started: {detail}"))
        };
        let mut child = Command::new(&command.program)
            .args(&command.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failed(error.to_string()))?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failed("it has no pipes".to_owned()));
        };
        let mut process = Self {
            child: Handle(Arc::new(Mutex::new(child))),
            questions: BufWriter::new(stdin),
            answers: BufReader::new(stdout),
            suite: None,
        };
        match process.greet(hello) {
            Ok(Some(Ok(()))) => Ok(process),
            Ok(Some(Err(detail))) => Err(failed(detail)),
            Ok(None) => Err(failed("it ended at once".to_owned())),
            Err(error) => Err(failed(error.to_string())),
        }
    }

    fn greet(&mut self, hello: &Hello) -> io::Result<Option<Greeted>> {
        frame::write(&mut self.questions, hello)?;
        frame::read(&mut self.answers)
    }

    /// What ends this worker.
    pub(super) fn handle(&self) -> Handle {
        self.child.clone()
    }

    /// Asks a question, after the suite that it is about; an error where the worker has ended.
    pub(super) fn ask(
        &mut self,
        request: &Request,
        suite: Option<&Suite>,
    ) -> io::Result<Result<Answer, String>> {
        if let Some(suite) = suite
            && self.suite != Some(suite.id)
        {
            let keep = Request::Keep(Compiled::clone(&suite.compiled));
            frame::write(&mut self.questions, &keep)?;
            self.suite = Some(suite.id);
        }
        frame::write(&mut self.questions, request)?;
        let answer: Option<Answered> = frame::read(&mut self.answers)?;
        answer.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    /// Says how a worker ended that gave no answer.
    pub(super) fn ended(self) -> End {
        thread::sleep(SETTLING);
        let status = self.child.child().try_wait();
        match status {
            Ok(Some(status)) if was_killed(status) => End::Killed,
            Ok(Some(status)) => End::Crashed(format!("the worker process ended: {status}")),
            Ok(None) | Err(_) => End::Crashed("the worker process gave no answer".to_owned()),
        }
    }
}

/// A process cannot send itself SIGKILL from inside the sandbox: the system or a person did.
#[cfg(unix)]
fn was_killed(status: ExitStatus) -> bool {
    std::os::unix::process::ExitStatusExt::signal(&status) == Some(9)
}

#[cfg(not(unix))]
fn was_killed(_: ExitStatus) -> bool {
    false
}

impl Drop for Process {
    /// A worker keeps nothing that is worth an orderly end.
    fn drop(&mut self) {
        self.child.kill();
    }
}
