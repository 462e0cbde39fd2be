//! The worker's side: answers questions until nobody can ask any more.

use super::frame;
use super::protocol::{Answer, Answered, Greeted, Hello, Request};
use crate::job::Compiled;
use crate::{Code, Job, Sandbox, SandboxError, Suite, Tests};
use std::fmt::Display;
use std::io::{self, BufReader, BufWriter, Write};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

/// Makes this process a worker of a [`Pool`](crate::Pool): questions come on standard input, and
/// answers go to standard output. The process ends as soon as the pool is gone, even within a job.
///
/// # Errors
/// Where the first question is no greeting of a pool, or the sandbox cannot be opened.
pub fn serve() -> Result<(), SandboxError> {
    let (sender, questions) = mpsc::channel();
    let hello = frame::read::<Hello>(&mut io::stdin()).map_err(lost)?;
    let Some(hello) = hello else { return Ok(()) };
    thread::spawn(move || listen(&sender));
    let worker = thread::Builder::new()
        .stack_size(Sandbox::STACK + (2 << 20))
        .spawn(move || answer_all(&hello, &questions, BufWriter::new(io::stdout())));
    let worker = worker.map_err(lost)?;
    worker
        .join()
        .unwrap_or_else(|_| Err(SandboxError::Engine("a worker panicked".to_owned())))
}

/// Passes questions on, and ends the process with the last.
fn listen(questions: &Sender<Request>) {
    let mut pipe = BufReader::new(io::stdin());
    while let Ok(Some(question)) = frame::read(&mut pipe) {
        if questions.send(question).is_err() {
            return;
        }
    }
    std::process::exit(0);
}

fn answer_all(
    hello: &Hello,
    questions: &Receiver<Request>,
    mut answers: impl Write,
) -> Result<(), SandboxError> {
    let opened = Sandbox::from_machine_code(&hello.machine_code, &hello.options);
    let greeted: Greeted = opened.as_ref().map(drop).map_err(ToString::to_string);
    frame::write(&mut answers, &greeted).map_err(lost)?;
    let sandbox = opened?;
    let mut kept = Suite::new(Compiled::default());
    for request in questions {
        if let Request::Keep(compiled) = request {
            kept = Suite::new(compiled);
            continue;
        }
        let answered: Answered =
            answer(&sandbox, &kept, request).map_err(|error| error.to_string());
        if frame::write(&mut answers, &answered).is_err() {
            break;
        }
    }
    Ok(())
}

fn answer(sandbox: &Sandbox, suite: &Suite, request: Request) -> Result<Answer, SandboxError> {
    Ok(match request {
        Request::Prepare(sources, judge) => {
            Answer::Prepared(sandbox.prepare(&borrowed(&sources), judge)?)
        }
        Request::Check(sources) => Answer::Checked(sandbox.check(&borrowed(&sources))?),
        Request::Compile {
            sources,
            packing,
            entry_point,
        } => {
            let tests = Tests {
                sources: &borrowed(&sources),
                packing,
                entry_point: &entry_point,
            };
            Answer::Compiled(Arc::unwrap_or_clone(sandbox.compile(&tests)?.compiled))
        }
        Request::Keep(..) => return Err(SandboxError::Engine("not a question".to_owned())),
        Request::Run {
            candidate,
            limits,
            isolation,
            namespace,
            judge,
            tests,
            added,
            until_failure,
        } => {
            let job = Job {
                candidate: Code::Program(&candidate),
                suite,
                limits,
                isolation,
                namespace,
                judge,
                tests: tests.as_deref(),
                added,
                until_failure,
            };
            Answer::Ran(sandbox.run(&job)?)
        }
        Request::Script(script, limits) => Answer::Ended(sandbox.run_script(&script, limits)?),
        Request::Call {
            program,
            calls,
            limits,
        } => Answer::Called(sandbox.call(&program, &calls, limits)?),
    })
}

fn borrowed(sources: &[String]) -> Vec<&str> {
    sources.iter().map(String::as_str).collect()
}

fn lost(error: impl Display) -> SandboxError {
    SandboxError::Engine(format!("the pool was lost: {error}"))
}
