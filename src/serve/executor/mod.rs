//! Programs of others, run on request: as `SandboxFusion`'s users ask for it, and in a form of our own.

mod datasets;
mod execute;
mod extraction;
mod run_code;
mod submit;

use super::chat::crowded;
use super::crew::Crew;
use super::fault::Fault;
use super::metrics::{How, Metrics};
use crate::engine::Environments;
use mutagree_sandbox::{Backend, Ended, Limits, Outcome, SandboxError, Script};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

pub(super) use execute::execute;
pub(super) use run_code::run_code;
pub(super) use submit::submit;

/// Runs programs of clients, as many at a time as there are workers.
pub(super) struct Executor {
    environments: Arc<Environments>,
    crew: Crew,
    metrics: Arc<Metrics>,
    /// The most memory of a program, in bytes.
    memory: usize,
}

/// What a program may use.
#[derive(Clone, Copy, Debug)]
struct Allowance {
    seconds: f64,
    memory: Option<usize>,
}

/// What is said where a program ended its worker twice, or somebody else did: there is no verdict.
const LOST: &str = "its worker ended twice";

/// The least memory in which an interpreter starts.
const LEAST: usize = 64 << 20;

/// The longest time that a program may be given, in seconds.
const LONGEST: f64 = 600.0;

/// What a program may print.
const OUTPUT: usize = 16 << 20;

impl Allowance {
    /// So many seconds, within what is possible, and bytes.
    fn new(seconds: f64, memory: Option<usize>) -> Self {
        Self {
            seconds: seconds.clamp(0.001, LONGEST),
            memory: memory.map(|it| it.max(LEAST)),
        }
    }
}

impl Executor {
    pub(super) fn new(
        environments: Arc<Environments>,
        crew: Crew,
        metrics: Arc<Metrics>,
        memory: usize,
    ) -> Self {
        Self {
            environments,
            crew,
            metrics,
            memory,
        }
    }

    pub(super) fn crew(&self) -> &Crew {
        &self.crew
    }

    fn limits(&self, allowance: Allowance) -> Limits {
        let time = Duration::from_secs_f64(allowance.seconds);
        Limits {
            instructions: instructions(time),
            sleep: time,
            memory: allowance
                .memory
                .map_or(self.memory, |it| it.min(self.memory)),
            output: OUTPUT,
            ..Limits::default()
        }
    }

    /// Does work with what runs programs, once it is the client's turn.
    async fn work<T: Send + 'static>(
        &self,
        client: &str,
        bytes: usize,
        work: impl FnOnce(&Backend) -> Result<T, SandboxError> + Send + 'static,
    ) -> Result<Result<T, SandboxError>, Fault> {
        let (sender, receiver) = oneshot::channel();
        let environments = Arc::clone(&self.environments);
        let hired = self.crew.hire(client, bytes, move || {
            // Who has left needs no answer, and its program need not run.
            if !sender.is_closed() {
                let _ = sender.send(work(&environments.usual().backend));
            }
        });
        hired.map_err(|full| crowded(full, self.crew.retry_after()))?;
        let lost = || Err(SandboxError::Engine("the work broke off".to_owned()));
        Ok(receiver.await.unwrap_or_else(|_| lost()))
    }

    /// Runs a script.
    async fn run(
        &self,
        client: &str,
        script: Script,
        limits: Limits,
    ) -> Result<Result<Ended, SandboxError>, Fault> {
        let bytes = script.source.len() + script.input.len();
        let bytes = script
            .files
            .iter()
            .map(|(_, content)| content.len())
            .sum::<usize>()
            + bytes;
        let ended = self
            .work(client, bytes, move |backend| {
                backend.run_script(script, limits)
            })
            .await?;
        self.metrics.ended(match &ended {
            Ok(Ended { exit: Ok(0), .. }) => How::Well,
            Ok(Ended {
                exit: Err(Outcome::LimitReached(_)),
                ..
            }) => How::Limit,
            Ok(_) => How::Badly,
            Err(_) => How::Infrastructure,
        });
        Ok(ended)
    }
}

/// The instructions that a time stands for: the same on every machine, and whatever else it does.
fn instructions(time: Duration) -> u64 {
    let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
    nanos.saturating_mul(Limits::INSTRUCTIONS_PER_SECOND / 1_000_000_000)
}
