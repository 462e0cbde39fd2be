//! Runs of programs: each input in an interpreter of its own, what was printed compared by the host.

use super::Runner;
use super::answer::{bounded, output};
use super::progress::{Progress, silent};
use crate::job::Exchanges;
use crate::{Exchange, Job, Limits, Outcome, Program, Report, SandboxError};

/// What came of one run of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execution {
    /// It ended well, raised or exited otherwise, or was stopped.
    pub outcome: Outcome,
    /// All that it wrote to standard output.
    pub output: Vec<u8>,
    /// The beginning of what it wrote to standard output and standard error.
    pub written: Vec<u8>,
    pub(crate) by_clock: bool,
}

impl Execution {
    /// A program that did not run.
    pub(crate) fn none(outcome: Outcome) -> Self {
        Self {
            outcome,
            output: Vec::new(),
            written: Vec::new(),
            by_clock: false,
        }
    }
}

/// Runs the program of a job on each of its inputs.
pub(super) fn run_exchanges<R: Runner>(
    runner: &R,
    job: &Job<'_>,
    program: &Program,
    exchanges: &Exchanges,
    progress: &mut Progress<'_>,
) -> Result<(), SandboxError> {
    progress.loaded = true;
    if exchanges.outputs {
        progress.outputs = vec![Report::NOT_RUN.to_owned(); exchanges.each.len()];
    }
    for &test in progress.tests {
        let Some(exchange) = exchanges.each.get(test as usize) else {
            progress.outcomes.push(silent());
            continue;
        };
        let limits = roomy(job.limits, exchange);
        let execution = runner.run_once(program, exchange.input.as_bytes(), limits)?;
        let printed = String::from_utf8_lossy(&execution.output);
        if let Some(output) = progress.outputs.get_mut(test as usize) {
            *output = behaviour(&execution.outcome, exchange, &printed);
        }
        progress.outcomes.push(match execution.outcome {
            Outcome::Passed => exchange.judge(&printed),
            outcome => outcome,
        });
        if progress.output.is_empty() {
            progress.output = execution.written;
        }
        progress.by_clock |= execution.by_clock;
    }
    Ok(())
}

/// Lets a program print all that it is to print, and as much again.
fn roomy(limits: Limits, exchange: &Exchange) -> Limits {
    let output = limits.output.max(exchange.output.len().saturating_mul(2));
    Limits { output, ..limits }
}

/// What came of a run, as text: what was printed, quoted, or how the run ended otherwise.
fn behaviour(outcome: &Outcome, exchange: &Exchange, printed: &str) -> String {
    match outcome {
        Outcome::Passed => bounded(format!("{:?}", exchange.normal(printed))),
        outcome => output(&Err(outcome.clone())),
    }
}
