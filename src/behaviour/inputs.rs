//! Mutated inputs: calls like those of the tests, with other arguments.

use super::mutate::Mutator;
use super::{arrays, distinct};
use mutagree_sandbox::{Call, Value};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Makes at most `count` distinct calls by mutating arguments of the calls that tests make, after the
/// type-aware mutation of `EvalPlus` (Liu et al. 2023, arXiv 2305.01210, §2.1). The same calls and seed give the
/// same inputs; where no call has arguments, there are none.
///
/// ```
/// use mutagree::behaviour::mutated_inputs;
/// use mutagree_sandbox::{Call, Value};
/// let call = Call { function: "f".to_owned(), positional: vec![Value::Int(5)], named: vec![] };
/// let inputs = mutated_inputs(&[call.clone()], 3, 0);
/// assert_eq!(inputs.len(), 3);
/// assert!(!inputs.contains(&call));
/// ```
#[must_use]
pub fn mutated_inputs(calls: &[Call], count: usize, seed: u64) -> Vec<Call> {
    let seeds: Vec<&Call> = calls.iter().filter(|call| has_arguments(call)).collect();
    if seeds.is_empty() {
        return Vec::new();
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mutator = Mutator::new(&seeds);
    distinct(calls, count, || {
        let mut call = seeds[random.random_range(0..seeds.len())].clone();
        let place = random.random_range(0..call.positional.len() + call.named.len());
        let mut arguments = arguments_of(&mut call);
        match arrays::rows(arguments[place]) {
            Some(count) if random.random_ratio(1, 3) => {
                let places = arrays::draw_rows(count, &mut random);
                take_rows(&mut arguments, count, &places);
            }
            _ => mutator.mutate(arguments[place], &mut random),
        }
        call
    })
}

fn arguments_of(call: &mut Call) -> Vec<&mut Value> {
    let named = call.named.iter_mut().map(|(_, value)| value);
    call.positional.iter_mut().chain(named).collect()
}

/// Leaves the same rows of all arrays and frames that have so many: what belongs together stays together.
fn take_rows(arguments: &mut [&mut Value], count: usize, places: &[usize]) {
    for argument in arguments {
        if arrays::rows(argument) == Some(count)
            && let Some(left) = arrays::take_rows(argument, places)
        {
            **argument = left;
        }
    }
}

fn has_arguments(call: &Call) -> bool {
    !call.positional.is_empty() || !call.named.is_empty()
}
