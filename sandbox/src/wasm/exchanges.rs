//! Runs of programs: each input in an interpreter of its own, what was printed compared by the host.

use super::backstop;
use super::guest::Guest;
use super::sandbox::Sandbox;
use super::stack::with_stack;
use super::state::{Part, State};
use super::terminal::Terminal;
use crate::job::Exchanges;
use crate::judging::{Progress, bounded, output, silent};
use crate::{Exchange, Job, Judge, Limits, Outcome, Program, Report, SandboxError};

/// What came of one run of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execution {
    /// It ended well, raised or exited otherwise, or was stopped.
    pub outcome: Outcome,
    /// All that it wrote to standard output.
    pub output: Vec<u8>,
    /// The beginning of what it wrote to standard output and standard error.
    pub written: Vec<u8>,
    by_clock: bool,
}

impl Sandbox {
    /// Runs a program on an input. Nothing is compared: it passes where it ends well.
    ///
    /// # Errors
    /// Where the engine fails, or the machine is too slow for it; whatever the program does is an outcome.
    pub fn execute(
        &self,
        source: &str,
        input: &[u8],
        limits: Limits,
    ) -> Result<Execution, SandboxError> {
        let program = match self.prepare_alone(source, Judge::Shared)? {
            Ok(program) => program,
            Err(fault) => {
                return Ok(Execution {
                    outcome: Outcome::Unviable(fault),
                    output: Vec::new(),
                    written: Vec::new(),
                    by_clock: false,
                });
            }
        };
        for _ in 0..2 {
            let execution = self.run_once(&program, input, limits)?;
            if !execution.by_clock {
                return Ok(execution);
            }
        }
        Err(SandboxError::Slow(backstop::seconds(limits.instructions)))
    }

    /// Runs the tests of a job on a program.
    pub(crate) fn run_exchanges(
        &self,
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
            let execution = self.run_once(program, exchange.input.as_bytes(), limits)?;
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

    fn run_once(
        &self,
        program: &Program,
        input: &[u8],
        limits: Limits,
    ) -> Result<Execution, SandboxError> {
        let part = Part::Program(Terminal::new(input));
        let mut guest = Guest::start(&self.pre, State::new(limits, part))?;
        let ended = with_stack(|| guest.execute(program));
        let mut state = guest.store.into_data();
        let terminal = match &mut state.part {
            Part::Program(terminal) => std::mem::take(terminal),
            Part::Silent | Part::Shared | Part::Judge(_) => Terminal::default(),
        };
        let outcome = match ended {
            Ok(Ok(())) => Outcome::Passed,
            Err(_) if terminal.ended => Outcome::Passed,
            Ok(Err(fault)) => state.raised(fault),
            Err(error) => state.trapped(&error),
        };
        Ok(Execution {
            outcome,
            output: terminal.printed,
            written: state.output,
            by_clock: state.by_clock,
        })
    }
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
