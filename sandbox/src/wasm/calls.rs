//! Calls of a program's functions, each answered with what it gave and what it took.

use super::answer::given;
use super::backstop;
use super::callee::Callee;
use super::sandbox::Sandbox;
use crate::job::Compiled;
use crate::{Call, Called, Job, Limits, Program, SandboxError, Suite};

impl Sandbox {
    /// Makes calls in their order in one interpreter, and in a new one after each trap. Loading the program may use
    /// the instructions of the limits, and so may all calls together.
    ///
    /// # Errors
    /// Where the engine fails, or the machine is too slow for it; whatever the program does is an outcome.
    pub fn call(
        &self,
        program: &Program,
        calls: &[Call],
        limits: Limits,
    ) -> Result<Vec<Called>, SandboxError> {
        let suite = Suite::new(Compiled::default());
        let job = Job {
            limits,
            ..Job::new(program, &suite)
        };
        let mut callee = match Callee::load(&self.pre, &job, program)? {
            Ok(callee) => callee,
            Err((outcome, _)) => {
                let called = Called {
                    answer: Err(outcome),
                    instructions: 0,
                };
                return Ok(vec![called; calls.len()]);
            }
        };
        let mut left = limits.instructions;
        let mut answered = Vec::with_capacity(calls.len());
        for call in calls {
            callee.begin(left);
            let (answer, instructions) = callee.invoke(&call.request(), left)?;
            left = left.saturating_sub(instructions);
            answered.push(Called {
                answer: answer.and_then(|bytes| given(&bytes)),
                instructions,
            });
        }
        callee.end();
        if callee.by_clock {
            return Err(SandboxError::Slow(backstop::seconds(limits.instructions)));
        }
        Ok(answered)
    }
}
