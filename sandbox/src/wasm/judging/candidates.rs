//! Candidates that answer calls, each in an instance of its own.

use crate::judging::{Answer, Interpreter, Opener, Traces};
use crate::wasm::engine::with_stack;
use crate::wasm::instance::{Guest, Image, Part, State};
use crate::{Limits, Outcome, Program, SandboxError};
use std::time::Duration;

impl Opener for Image {
    type Interpreter = Guest;

    fn load(
        &self,
        program: &Program,
        bare: bool,
        limits: Limits,
    ) -> Result<(Guest, Option<Outcome>), SandboxError> {
        let mut guest = Guest::start(self, State::new(limits, Part::Silent))?;
        let loaded = with_stack(|| guest.load(program, bare));
        let state = guest.store.data_mut();
        let outcome = match loaded {
            Ok(Ok(())) => None,
            Ok(Err(fault)) => Some(state.raised(fault)),
            Err(error) => Some(state.trapped(&error)),
        };
        Ok((guest, outcome))
    }
}

impl Interpreter for Guest {
    fn begin(&mut self) {
        self.store.data_mut().begin();
    }

    fn invoke(&mut self, request: &[u8], budget: u64) -> Result<(Answer, u64), SandboxError> {
        self.store.data_mut().limits.instructions = budget;
        self.pour(budget)?;
        let answer = with_stack(|| self.invoke(request));
        let used = self.used()?;
        let answer = answer.map_err(|error| self.store.data_mut().trapped(&error));
        Ok((answer, used))
    }

    fn lacked_memory(&self) -> bool {
        self.store.data().memory_refused
    }

    fn is_nearly_full(&self) -> bool {
        let state = self.store.data();
        state.memory > state.limits.memory / 4 * 3
    }

    fn elapsed(&self) -> Duration {
        let left = self.store.get_fuel().unwrap_or(0);
        self.store.data().elapsed(left)
    }

    fn end(self) -> Traces {
        let state = self.store.into_data();
        Traces {
            output: state.output,
            by_clock: state.by_clock,
        }
    }
}
