//! The worker's side: answers questions until nobody can ask any more.

use super::frame;
use super::protocol::{Answer, Answered, Hello, Request};
use crate::{Job, Sandbox, SandboxError, Suite};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::thread;

/// Makes this process a worker of a [`Pool`](crate::Pool): questions come on standard input, and
/// answers go to standard output. It returns when the pool is gone.
///
/// # Errors
/// Where the first question is no greeting of a pool, or the sandbox cannot be opened.
pub fn serve() -> Result<(), SandboxError> {
    let spawned = thread::Builder::new()
        .stack_size(Sandbox::STACK + (2 << 20))
        .spawn(|| answer_all(BufReader::new(io::stdin()), BufWriter::new(io::stdout())));
    let broken = |error: String| SandboxError::Engine(error);
    let worker = spawned.map_err(|error| broken(error.to_string()))?;
    worker
        .join()
        .map_err(|_| broken("a worker panicked".to_owned()))?
}

fn answer_all(mut questions: impl Read, mut answers: impl Write) -> Result<(), SandboxError> {
    let lost = |error: io::Error| SandboxError::Engine(format!("the pool was lost: {error}"));
    let Some(hello) = frame::read::<Hello>(&mut questions).map_err(lost)? else {
        return Ok(());
    };
    let sandbox = Sandbox::from_machine_code(&hello.machine_code, &hello.options)?;
    let mut kept = Suite::new(Vec::new(), 0)?;
    while let Some(request) = frame::read(&mut questions).map_err(lost)? {
        if let Request::Keep(code, tests) = request {
            kept = Suite::new(code, tests)?;
            continue;
        }
        let answered: Answered =
            answer(&sandbox, &kept, request).map_err(|error| error.to_string());
        match frame::write(&mut answers, &answered) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
            written => written.map_err(lost)?,
        }
    }
    Ok(())
}

fn answer(sandbox: &Sandbox, suite: &Suite, request: Request) -> Result<Answer, SandboxError> {
    Ok(match request {
        Request::Check(sources) => Answer::Checked(sandbox.check(&borrowed(&sources))?),
        Request::Compile(sources, packing) => {
            Answer::Compiled(sandbox.compile(&borrowed(&sources), packing)?.code)
        }
        Request::Keep(..) => return Err(SandboxError::Engine("not a question".to_owned())),
        Request::Run {
            candidate,
            limits,
            isolation,
            namespace,
        } => {
            let candidate = candidate.as_str();
            let job = Job {
                candidate,
                suite,
                limits,
                isolation,
                namespace,
            };
            Answer::Ran(sandbox.run(&job)?)
        }
    })
}

fn borrowed(sources: &[String]) -> Vec<&str> {
    sources.iter().map(String::as_str).collect()
}
