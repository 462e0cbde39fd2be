//! pass@k of plain samples.

use crate::calling::{Callbacks, work};
use crate::engine::{Place, listener};
use crate::error::{Failure, unusable};
use mutagree::candidate::{self, Sample};
use mutagree::engine::{self, Evaluation, Figures, Loaded};
use mutagree::input::{Source, Unknown, read_problems, read_solutions};
use mutagree::store::Allowance;
use mutagree_sandbox::Limits;
use pyo3::prelude::*;
use pythonize::pythonize;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// Measures samples against the problems' own tests.
#[pyfunction]
#[pyo3(signature = (place, problems, samples, k, skips_unsampled, ignores_unknown, seed, progress))]
#[expect(
    clippy::needless_pass_by_value,
    clippy::too_many_arguments,
    reason = "values of Python are copied, and the half in Python gives them names and defaults"
)]
pub(crate) fn evaluate<'py>(
    py: Python<'py>,
    place: &Bound<'py, Place>,
    problems: PathBuf,
    samples: PathBuf,
    k: Vec<usize>,
    skips_unsampled: bool,
    ignores_unknown: bool,
    seed: u64,
    progress: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let place = place.get();
    let ks: Option<Vec<NonZeroUsize>> = k.into_iter().map(NonZeroUsize::new).collect();
    let ks = ks.ok_or_else(|| unusable("`k` is a list of numbers from 1 on"))?;
    let unknown = if ignores_unknown {
        Unknown::Ignored
    } else {
        Unknown::Refused
    };
    let figures = Figures {
        ks: &ks,
        seed,
        skips_unsampled,
        by: &[],
    };
    let interrupted = AtomicBool::new(false);
    let callbacks = Callbacks {
        progress,
        model: None,
    };
    let evaluation = work(py, callbacks, &interrupted, &|| {}, |tell| {
        let listener = listener(tell);
        let loaded = loaded(&problems, &samples, unknown)?;
        let allowance = Allowance {
            usual: Limits::DEFAULT,
            frameworks: Limits::FRAMEWORKS,
        };
        let engine = place.engine(Limits::DEFAULT.memory, &listener, &interrupted)?;
        let evaluated: Evaluation = engine::evaluate_samples(&engine, &loaded, allowance, figures)?;
        Ok(evaluated)
    })?;
    Ok(pythonize(py, &evaluation)?)
}

fn loaded(problems: &Path, samples: &Path, unknown: Unknown) -> Result<Loaded, Failure> {
    let problems = read_problems(&Source::read(problems)?)?;
    let samples = read_solutions(&Source::read(samples)?, &problems, unknown)?;
    let works = problems.iter().zip(&samples.of_problem);
    let distinct = |(problem, own): (&mutagree::problem::Problem, &Vec<Sample>)| {
        candidate::distinct(&problem.task_id, own)
    };
    Ok(Loaded {
        candidates: works.map(distinct).collect(),
        tests: vec![Vec::new(); problems.len()],
        problems,
    })
}
