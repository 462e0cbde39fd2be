//! What reference solutions say: for each input of a problem what is expected, and what it took to say so.

use super::environment::Environment;
use super::{Engine, EngineError, Loaded};
use crate::event::Event;
use crate::problem::{Problem, Reference};
use crate::store::{Allowance, ReferenceKey};
use mutagree_sandbox::{Call, Called, Case, Judge, Limits, SandboxError, Value};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The instructions that a reference solution may use on all inputs of its problem together.
const GENEROUS: u64 = 400_000_000_000;

/// What a reference solution says of the inputs of its problem.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Expected {
    /// A case for each input, with what the reference solution took as its budget.
    pub(super) cases: Vec<Case>,
}

/// Runs the reference solution of each problem that `is_open` and has one, once: what it said is kept with the results
/// of other runs.
///
/// # Errors
/// Where the sandbox fails, or the user asked to stop.
pub(super) fn expected(
    engine: &Engine<'_>,
    allowance: Allowance,
    loaded: &Loaded,
    environments: &[Arc<Environment>],
    is_open: impl Fn(usize) -> bool,
) -> Result<Vec<Expected>, EngineError> {
    let mut expected = vec![Expected::default(); loaded.problems.len()];
    let open: Vec<(usize, &Problem, &Reference)> = (0..)
        .zip(&loaded.problems)
        .filter(|(place, _)| is_open(*place))
        .filter_map(|(place, problem)| Some((place, problem, problem.reference.as_ref()?)))
        .collect();
    engine.in_parallel(
        &open,
        |(place, problem, reference)| {
            let environment = &environments[*place];
            let limits = Limits {
                instructions: GENEROUS,
                ..environment.limits(allowance)
            };
            Ok((
                *place,
                ask(engine, environment, problem, reference, limits)?,
            ))
        },
        |(place, said)| {
            tell(engine, &loaded.problems[place], &said);
            expected[place] = said;
            Ok(())
        },
    )?;
    Ok(expected)
}

/// Asks a reference solution, or who asked it before.
fn ask(
    engine: &Engine<'_>,
    environment: &Environment,
    problem: &Problem,
    reference: &Reference,
    limits: Limits,
) -> Result<Expected, EngineError> {
    let key = ReferenceKey {
        component: &environment.digest,
        engine: environment.backend.engine(),
        entry_point: &problem.entry_point,
        reference,
        limits,
    };
    let earlier = engine.results.as_ref().and_then(|it| it.reference(&key));
    if let Some(expected) = earlier {
        return Ok(expected);
    }
    let mut expected = Expected::default();
    for called in run(environment, reference, limits)? {
        expected.cases.extend(case(&problem.entry_point, called));
    }
    if let Some(results) = &engine.results {
        results.put_reference(&key, &expected);
    }
    Ok(expected)
}

/// Calls the reference solution with every input; gives nothing where it does not compile.
fn run(
    environment: &Environment,
    reference: &Reference,
    limits: Limits,
) -> Result<Vec<Called>, SandboxError> {
    let Some(Ok(program)) = environment
        .backend
        .prepare(&[&reference.program], Judge::Auto)?
        .pop()
    else {
        return Ok(Vec::new());
    };
    let call = |place| Call {
        function: "expected".to_owned(),
        positional: vec![Value::Int(place)],
        named: Vec::new(),
    };
    let calls: Vec<Call> = (0..).take(reference.inputs).map(call).collect();
    environment.backend.call(&program, &calls, limits)
}

/// The case that a reference solution made: the arguments, the answer, and a tolerance or none.
fn case(entry_point: &str, called: Called) -> Option<Case> {
    let Ok(Value::Tuple(parts)) = called.answer else {
        return None;
    };
    let [Value::Tuple(positional), expected, tolerance] = <[Value; 3]>::try_from(parts).ok()?
    else {
        return None;
    };
    let tolerance = match tolerance {
        Value::Float(tolerance) => Some(tolerance),
        _ => None,
    };
    let call = Call {
        function: entry_point.to_owned(),
        positional,
        named: Vec::new(),
    };
    Some(Case::new(&call, &expected, tolerance, called.instructions))
}

/// Says of which inputs nobody knows what is right.
fn tell(engine: &Engine<'_>, problem: &Problem, expected: &Expected) {
    let inputs = problem.reference.as_ref().map_or(0, |it| it.inputs);
    let unanswered = inputs - expected.cases.len();
    if unanswered > 0 {
        let note = format!(
            "the reference solution of `{}` gives no plain value for {unanswered} of {inputs} inputs, which are left out",
            problem.task_id
        );
        (engine.listener)(Event::Note(note));
    }
}
