//! Ranks of a matrix that Python has.

use crate::error::unusable;
use mutagree::consensus::{Ranking, Scorer};
use mutagree::matrix::ExecutionMatrix;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

/// The consensus sets of a matrix, best first.
#[pyfunction]
#[pyo3(signature = (passes, scorer, candidates, tests, outputs))]
#[expect(clippy::needless_pass_by_value, reason = "values of Python are copied")]
pub(crate) fn rank<'py>(
    py: Python<'py>,
    passes: Vec<Vec<bool>>,
    scorer: Option<&str>,
    candidates: Vec<usize>,
    tests: Vec<usize>,
    outputs: Option<Vec<Vec<String>>>,
) -> PyResult<Bound<'py, PyList>> {
    let ranking = ranking(scorer, outputs.is_some())?;
    let rows = passes.iter().map(Vec::len);
    if candidates.len() != passes.len() || rows.into_iter().any(|it| it != tests.len()) {
        return Err(unusable(
            "the matrix has not one row for each candidate and one column for each test",
        ));
    }
    if outputs.as_ref().is_some_and(|it| it.len() != passes.len()) {
        return Err(unusable(
            "`outputs` has not one row for each candidate of the matrix",
        ));
    }
    let sets = py.detach(|| {
        let mut matrix = ExecutionMatrix::new(&passes, candidates, tests);
        if let Some(outputs) = &outputs {
            matrix = matrix.with_outputs(outputs, 0);
        }
        mutagree::consensus::rank(&matrix, ranking)
    });
    let ranked = PyList::empty(py);
    for set in sets {
        let one = PyDict::new(py);
        one.set_item("candidates", set.candidates)?;
        one.set_item("tests", set.tests)?;
        one.set_item("score", set.score)?;
        ranked.append(one)?;
    }
    Ok(ranked)
}

/// The names of all scorers.
#[pyfunction]
pub(crate) fn scorers() -> Vec<String> {
    Scorer::all().map(|it| it.to_string()).collect()
}

/// The ranking of a name; the usual one where none is said.
pub(crate) fn ranking(name: Option<&str>, has_outputs: bool) -> PyResult<Ranking> {
    let ranking: Ranking = match name {
        Some(name) => name.parse().map_err(unusable)?,
        None if has_outputs => Ranking::default(),
        None => Ranking {
            scorer: Scorer::Codet,
            ..Ranking::default()
        },
    };
    if ranking.scorer.needs_outputs() && !has_outputs {
        return Err(unusable(format!(
            "`{}` looks at outputs, and there are none\nhint: give `outputs`, or the reports of `Sandbox.run_many` as the matrix",
            ranking.scorer
        )));
    }
    Ok(ranking)
}
