//! A run of a program: an instance of its own, with an input.

use super::engine::with_stack;
use super::instance::{Guest, Part, State, Terminal, backstop};
use super::sandbox::Sandbox;
use crate::{Execution, Judge, Limits, Outcome, Program, SandboxError};

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
            Err(fault) => return Ok(Execution::none(Outcome::Unviable(fault))),
        };
        for _ in 0..2 {
            let execution = run_once(self, &program, input, limits)?;
            if !execution.by_clock {
                return Ok(execution);
            }
        }
        Err(SandboxError::Slow(backstop::seconds(limits.instructions)))
    }
}

/// Runs a program on an input once, whatever the clocks of the machine say.
pub(super) fn run_once(
    sandbox: &Sandbox,
    program: &Program,
    input: &[u8],
    limits: Limits,
) -> Result<Execution, SandboxError> {
    let part = Part::Program(Terminal::new(input));
    let mut guest = Guest::start(&sandbox.image, State::new(limits, part))?;
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
