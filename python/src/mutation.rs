//! Variants of a prompt, and certificates of pairs.

use crate::error::unusable;
use mutagree_mutators::{Problem, Prompt, Request, Strength, certify_pair};
use pyo3::prelude::*;
use pythonize::pythonize;
use serde_json::Value;

/// The variants of a prompt, the prompt itself first.
#[pyfunction]
#[pyo3(signature = (prompt, entry_point, task_id, strategies, variants, strength, seed, companions))]
#[expect(
    clippy::needless_pass_by_value,
    clippy::too_many_arguments,
    reason = "values of Python are copied, and the half in Python gives them names and defaults"
)]
pub(crate) fn mutate<'py>(
    py: Python<'py>,
    prompt: &str,
    entry_point: Option<&str>,
    task_id: &str,
    strategies: Vec<String>,
    variants: usize,
    strength: &str,
    seed: u64,
    companions: Vec<String>,
) -> PyResult<Bound<'py, PyAny>> {
    let mut request = Request::new(&strategies, variants, seed).map_err(unusable)?;
    request.strength = strength_of(strength)?;
    let companions: Vec<&str> = companions.iter().map(String::as_str).collect();
    let problem = Problem {
        task_id,
        prompt,
        entry_point,
        companions: &companions,
    };
    let mutated = py.detach(|| mutagree_mutators::mutate(&problem, &request));
    if let Some(refusal) = mutated.refused {
        return Err(unusable(refusal));
    }
    Ok(pythonize(py, &mutated.variants)?)
}

/// The certificate of a pair that was made elsewhere.
#[pyfunction]
#[pyo3(signature = (original, variant, entry_point, variant_entry_point))]
pub(crate) fn certify<'py>(
    py: Python<'py>,
    original: &str,
    variant: &str,
    entry_point: Option<&str>,
    variant_entry_point: Option<&str>,
) -> PyResult<Bound<'py, PyAny>> {
    let certificate = py.detach(|| {
        certify_pair(
            &Prompt::new(original, entry_point),
            &Prompt::new(variant, variant_entry_point),
        )
    });
    Ok(pythonize(py, &certificate)?)
}

/// How much a variant changes, by its name.
pub(crate) fn strength_of(name: &str) -> PyResult<Strength> {
    serde_json::from_value(Value::from(name))
        .map_err(|_| unusable(format!("`{name}` is none of light, medium and strong")))
}
