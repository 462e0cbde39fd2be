//! Calls of a program's functions, each answered with what it gave and what it took.

use super::Opener;
use super::answer::given;
use super::callee::{Answers, Callee};
use crate::job::Compiled;
use crate::{Call, Called, Job, Limits, Program, SandboxError, Suite};

/// Makes calls in their order in one interpreter, and in a new one after each trap; says whether a clock of the machine
/// stopped one.
pub(crate) fn call<O: Opener>(
    opener: &O,
    program: &Program,
    calls: &[Call],
    limits: Limits,
) -> Result<(Vec<Called>, bool), SandboxError> {
    let suite = Suite::new(Compiled::default());
    let job = Job {
        limits,
        ..Job::new(program, &suite)
    };
    let mut callee = match Callee::load(opener, &job, program)? {
        Ok(callee) => callee,
        Err((outcome, mut unloaded)) => {
            let none = Called {
                answer: Err(outcome),
                instructions: 0,
            };
            return Ok((vec![none; calls.len()], unloaded.end().by_clock));
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
    Ok((answered, callee.end().by_clock))
}
