//! Inputs for a function that no test calls with literal arguments: values of the kinds that its signature tells.

use super::distinct;
use super::kind::{Kind, USUAL};
use crate::extract::{Parameter, parameters};
use mutagree_sandbox::Call;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Makes at most `count` distinct calls of a prompt's entry point with values of the kinds that the parameters'
/// annotations or names tell. Where they tell nothing, usual kinds are tried; candidates will raise on most of
/// these, which says nothing about them.
pub(super) fn generic_inputs(
    prompt: &str,
    entry_point: &str,
    count: usize,
    seed: u64,
) -> Vec<Call> {
    let parameters = parameters(prompt, entry_point);
    if parameters.is_empty() {
        return Vec::new();
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    distinct(&[], count, || {
        let usual = USUAL[random.random_range(0..USUAL.len())];
        let draw = |parameter: &Parameter| kind(parameter).unwrap_or_else(usual).draw(&mut random);
        Call {
            function: entry_point.to_owned(),
            positional: parameters.iter().map(draw).collect(),
            named: Vec::new(),
        }
    })
}

fn kind(parameter: &Parameter) -> Option<Kind> {
    let annotated = parameter.annotation.as_deref();
    annotated
        .and_then(Kind::of_annotation)
        .or_else(|| Kind::of_name(&parameter.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_gives_inputs_of_its_kinds() {
        let prompt = "def f(xs: List[str], k, *rest, flag: bool = True):\n    pass\n";
        let inputs = generic_inputs(prompt, "f", 10, 0);
        assert_eq!(inputs.len(), 10);
        assert!(inputs.iter().all(|call| call.positional.len() == 2));
        assert_eq!(inputs, generic_inputs(prompt, "f", 10, 0));
        assert!(generic_inputs("def f(): pass", "f", 10, 0).is_empty());
        assert!(generic_inputs("no code at all", "f", 10, 0).is_empty());
    }
}
