//! Inputs for a function that no test calls with literal arguments: values of the kinds that its signature tells.

use super::distinct;
use super::kind::{Kind, USUAL};
use crate::extract::Parameter;
use mutagree_sandbox::Call;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Makes at most `count` distinct calls of an entry point with values of the kinds that the parameters'
/// annotations or names tell. Where they tell nothing, usual kinds are tried; candidates will raise on most of
/// these, which says nothing about them.
pub(super) fn generic_inputs(
    parameters: &[Parameter],
    entry_point: &str,
    count: usize,
    seed: u64,
) -> Vec<Call> {
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
    use crate::extract::parameters;

    #[test]
    fn a_signature_gives_inputs_of_its_kinds() {
        let prompt = "def f(xs: List[str], k, *rest, flag: bool = True):\n    pass\n";
        let inputs = |prompt| generic_inputs(&parameters(prompt, "f"), "f", 10, 0);
        let made = inputs(prompt);
        assert_eq!(made.len(), 10);
        assert!(made.iter().all(|call| call.positional.len() == 2));
        assert_eq!(made, inputs(prompt));
        assert!(inputs("def f(): pass").is_empty());
        assert!(inputs("no code at all").is_empty());
    }
}
