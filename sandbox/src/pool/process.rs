//! One worker process, seen from the pool.

use super::WorkerCommand;
use super::frame;
use super::protocol::{Answer, Answered, Hello, Request};
use crate::{SandboxError, Suite};
use std::io::{self, BufReader, BufWriter};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A worker that is waiting for a question, or answering one.
pub(super) struct Process {
    child: Child,
    questions: Option<BufWriter<ChildStdin>>,
    answers: BufReader<ChildStdout>,
    /// The suite that the worker keeps.
    suite: Option<u64>,
}

/// How a worker ended that should not have.
#[derive(Debug)]
pub(super) struct Ended(pub(super) String);

impl Process {
    pub(super) fn start(command: &WorkerCommand, hello: &Hello) -> Result<Self, SandboxError> {
        let failed = |error: io::Error| {
            let program = command.program.display();
            SandboxError::Engine(format!("a worker `{program}` cannot be started: {error}"))
        };
        let mut child = Command::new(&command.program)
            .args(&command.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let no_pipe = || failed(io::ErrorKind::BrokenPipe.into());
        let mut questions = BufWriter::new(child.stdin.take().ok_or_else(no_pipe)?);
        let answers = BufReader::new(child.stdout.take().ok_or_else(no_pipe)?);
        frame::write(&mut questions, hello).map_err(failed)?;
        Ok(Self {
            child,
            questions: Some(questions),
            answers,
            suite: None,
        })
    }

    /// Asks a question, after the suite that it is about; an error where the worker has ended.
    pub(super) fn ask(
        &mut self,
        request: &Request,
        suite: Option<&Suite>,
    ) -> io::Result<Result<Answer, String>> {
        let questions = self.questions.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        if let Some(suite) = suite
            && self.suite != Some(suite.id)
        {
            frame::write(questions, &Request::Keep(suite.code.clone(), suite.len()))?;
            self.suite = Some(suite.id);
        }
        frame::write(questions, request)?;
        let answer: Option<Answered> = frame::read(&mut self.answers)?;
        answer.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    /// Says how a worker ended that gave no answer.
    pub(super) fn ended(mut self) -> Ended {
        self.questions.take();
        Ended(match self.child.wait() {
            Ok(status) => format!("the worker process ended: {status}"),
            Err(error) => format!("the worker process was lost: {error}"),
        })
    }
}

impl Drop for Process {
    /// A worker ends when nobody can ask it any more.
    fn drop(&mut self) {
        self.questions.take();
        let _ = self.child.wait();
    }
}
