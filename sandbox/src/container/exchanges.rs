//! A run of a program: a child of its own, with an input.

use super::Container;
use super::candidate::raised;
use super::channel::{Channel, Heard};
use super::end::Why;
use super::questions::{self, ANSWER};
use crate::judging::{self, Execution};
use crate::value::Value;
use crate::{Limit, Limits, Outcome, Program, SandboxError};
use std::sync::PoisonError;

/// How much of what a program printed is shown.
const SHOWN: usize = 1 << 16;

impl Container {
    /// Runs a program on an input. Nothing is compared: it passes where it ends well.
    ///
    /// # Errors
    /// Where the environment ends; whatever the program does is an outcome.
    pub fn execute(
        &self,
        source: &str,
        input: &[u8],
        limits: Limits,
    ) -> Result<Execution, SandboxError> {
        let program = match self.prepare(&[source])?.into_iter().next() {
            Some(Ok(program)) => program,
            Some(Err(fault)) => return Ok(Execution::none(Outcome::Unviable(fault))),
            None => return Err(SandboxError::Container("nothing was compiled".to_owned())),
        };
        let execution = {
            let _turn = self.turn.read().unwrap_or_else(PoisonError::into_inner);
            run_once(self, &program, input, limits)?
        };
        if !execution.by_clock {
            return Ok(execution);
        }
        let _alone = self.turn.write().unwrap_or_else(PoisonError::into_inner);
        run_once(self, &program, input, limits)
    }
}

/// Runs a program on an input once, whatever the clocks of the machine say.
pub(super) fn run_once(
    container: &Container,
    program: &Program,
    input: &[u8],
    limits: Limits,
) -> Result<Execution, SandboxError> {
    let mut channel = Channel::open(container.link(), limits)?;
    let question = questions::execute(program, input, limits.output);
    let (heard, _) = channel.ask(&question, limits.instructions)?;
    let out_of_turn = || (Why::OutOfTurn.outcome(), Vec::new());
    let mut by_clock = false;
    let (outcome, output) = match heard {
        Heard::Said(ANSWER, said) => ended(&said).unwrap_or_else(out_of_turn),
        Heard::Said(..) => out_of_turn(),
        Heard::Ended(why) => {
            by_clock = why == Why::WallTime;
            (why.outcome(), Vec::new())
        }
    };
    let mut written = output[..output.len().min(SHOWN)].to_vec();
    written.append(&mut channel.output);
    Ok(Execution {
        outcome,
        output,
        written,
        by_clock,
    })
}

/// How a program ended, and what it printed: its signal, its exit code, what it said of its end, and its output, or
/// nothing where that was too much.
fn ended(said: &[u8]) -> Option<(Outcome, Vec<u8>)> {
    let Value::Tuple(parts) = judging::read(said)? else {
        return None;
    };
    let [
        Value::Int(signal),
        Value::Int(code),
        Value::Bytes(told),
        printed,
    ] = <[Value; 4]>::try_from(parts).ok()?
    else {
        return None;
    };
    let Value::Bytes(printed) = printed else {
        return Some((Outcome::LimitReached(Limit::Output), Vec::new()));
    };
    let outcome = match (u32::try_from(signal).ok()?, u32::try_from(code).ok()?) {
        (0, 0) if told.is_empty() => Outcome::Passed,
        (0, code) if told.is_empty() => Why::Exited(code).outcome(),
        (0, _) => match questions::fault(&told)? {
            Ok(()) => Outcome::Passed,
            Err(fault) => raised(fault),
        },
        (signal, _) => Why::Signalled(signal).outcome(),
    };
    Some((outcome, printed))
}
