//! What tells candidates apart besides the tests: what comes of calls, those of the tests and mutated ones.

mod generic;
mod inputs;
mod kind;
mod mutate;

pub use inputs::mutated_inputs;

use crate::problem::Problem;
use mutagree_sandbox::Call;

/// Makes at most `count` inputs beside the calls that the tests of a problem make: mutations of these, or, where
/// there are none, values that fit the signature in the prompt.
#[must_use]
pub fn inputs(problem: &Problem, calls: &[Call], count: usize, seed: u64) -> Vec<Call> {
    if calls.is_empty() {
        return generic::generic_inputs(&problem.prompt, &problem.entry_point, count, seed);
    }
    mutated_inputs(calls, count, seed)
}
