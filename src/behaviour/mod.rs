//! What tells candidates apart besides the tests: what comes of calls, those of the tests and mutated ones.

mod arrays;
mod frames;
mod generic;
mod inputs;
mod kind;
mod mutate;
mod signature;

pub use inputs::mutated_inputs;
pub use signature::signature;

use crate::extract::Parameter;
use mutagree_sandbox::Call;
use std::collections::HashSet;

/// How many calls are drawn for each one that is wanted.
const PATIENCE: usize = 20;

/// Makes at most `count` inputs beside the calls that the tests of a function make: mutations of these, or, where
/// there are none, values that fit its parameters.
#[must_use]
pub fn inputs(
    entry_point: &str,
    parameters: &[Parameter],
    calls: &[Call],
    count: usize,
    seed: u64,
) -> Vec<Call> {
    if calls.is_empty() {
        return generic::generic_inputs(parameters, entry_point, count, seed);
    }
    mutated_inputs(calls, count, seed)
}

/// Draws calls until there are `count` that are neither among those that there are nor drawn before.
fn distinct(calls: &[Call], count: usize, mut draw: impl FnMut() -> Call) -> Vec<Call> {
    let mut known: HashSet<String> = calls.iter().map(ToString::to_string).collect();
    std::iter::repeat_with(&mut draw)
        .take(count * PATIENCE)
        .filter(|call| known.insert(call.to_string()))
        .take(count)
        .collect()
}
