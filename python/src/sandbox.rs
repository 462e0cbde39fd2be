//! Candidates and tests in the sandbox, without a run.

use crate::calling::{Callbacks, work};
use crate::engine::{Place, listener};
use crate::error::Failure;
use mutagree::engine::EngineError;
use mutagree::event::{Event, Listener, Stage};
use mutagree::extract;
use mutagree_sandbox::{Job, Limit, Limits, Outcome, Pool, Report, Suite, Tests};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Worker processes, which start with the first job and stay for the next.
#[pyclass(frozen, module = "mutagree._mutagree")]
pub(crate) struct Workers {
    place: Place,
    limits: Limits,
    pool: Mutex<Option<Arc<Pool>>>,
}

#[pymethods]
impl Workers {
    #[new]
    #[pyo3(signature = (place, instructions, memory))]
    fn new(place: &Bound<'_, Place>, instructions: Option<u64>, memory: Option<u16>) -> Self {
        let others = Limits::DEFAULT;
        let memory = memory.map(|mib| usize::from(mib) << 20);
        Self {
            place: place.get().clone(),
            limits: Limits {
                instructions: instructions.unwrap_or(others.instructions),
                memory: memory.unwrap_or(others.memory),
                ..others
            },
            pool: Mutex::default(),
        }
    }

    /// Makes the sandbox ready, which takes its time on first use.
    #[pyo3(signature = (progress))]
    fn install(&self, py: Python<'_>, progress: Option<Bound<'_, PyAny>>) -> PyResult<()> {
        let interrupted = AtomicBool::new(false);
        let job = |tell: &_| self.pool(&listener(tell)).map(drop);
        work(py, telling(progress), &interrupted, &|| {}, job)
    }

    /// Runs every candidate against every test: a report for each candidate.
    #[pyo3(signature = (candidates, tests, entry_point, progress))]
    #[expect(clippy::needless_pass_by_value, reason = "values of Python are copied")]
    fn run_many<'py>(
        &self,
        py: Python<'py>,
        candidates: Vec<String>,
        tests: Vec<String>,
        entry_point: &str,
        progress: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyList>> {
        let interrupted = AtomicBool::new(false);
        let stop = || self.stop();
        let reports = work(py, telling(progress), &interrupted, &stop, |tell| {
            let listener = listener(tell);
            let pool = self.pool(&listener)?;
            let sources: Vec<&str> = tests.iter().map(String::as_str).collect();
            let suite = pool.compile(&Tests {
                entry_point,
                ..Tests::new(&sources)
            })?;
            self.run_all(&pool, &candidates, &suite, &listener, &interrupted)
        })?;
        let said = PyList::empty(py);
        for one in reports {
            said.append(report(py, &one)?)?;
        }
        Ok(said)
    }

    /// The single tests of a file: its assertions, test functions and methods of test classes.
    #[staticmethod]
    fn split(text: &str) -> Vec<String> {
        let found = extract::tests_of_file(text).tests.into_iter();
        found.map(|test| test.source).collect()
    }

    /// Ends the worker processes; the next job starts others.
    fn close(&self) {
        self.stop();
    }
}

impl Workers {
    fn held(&self) -> MutexGuard<'_, Option<Arc<Pool>>> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stop(&self) {
        if let Some(pool) = self.held().take() {
            pool.stop();
        }
    }

    fn pool(&self, listener: &Listener<'_>) -> Result<Arc<Pool>, Failure> {
        if let Some(pool) = &*self.held() {
            return Ok(Arc::clone(pool));
        }
        let component = self.place.component(listener)?;
        let pool = self.place.pool(&component, self.limits.memory, listener)?;
        let pool = Arc::new(pool);
        Ok(Arc::clone(self.held().insert(pool)))
    }

    /// Runs candidates on as many threads as there may be jobs.
    fn run_all(
        &self,
        pool: &Pool,
        candidates: &[String],
        suite: &Suite,
        listener: &Listener<'_>,
        interrupted: &AtomicBool,
    ) -> Result<Vec<Report>, Failure> {
        listener(Event::Began {
            stage: Stage::Execute,
            total: candidates.len(),
            done: 0,
        });
        let next = AtomicUsize::new(0);
        let take = || {
            let mut own = Vec::new();
            loop {
                if interrupted.load(Ordering::Relaxed) {
                    return Err(EngineError::Interrupted);
                }
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(candidate) = candidates.get(place) else {
                    return Ok(own);
                };
                let limits = self.limits;
                let job = Job {
                    limits,
                    ..Job::new(candidate, suite)
                };
                own.push((place, pool.run(&job)?));
                listener(Event::Advanced);
            }
        };
        let mut reports = thread::scope(|scope| {
            let count = self.place.jobs.min(candidates.len());
            let threads: Vec<_> = (0..count).map(|_| scope.spawn(take)).collect();
            let mut reports = Vec::with_capacity(candidates.len());
            for thread in threads {
                match thread.join() {
                    Ok(own) => reports.extend(own?),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            Ok::<_, EngineError>(reports)
        })?;
        reports.sort_by_key(|(place, _)| *place);
        Ok(reports.into_iter().map(|(_, report)| report).collect())
    }
}

fn telling(progress: Option<Bound<'_, PyAny>>) -> Callbacks<'_> {
    Callbacks {
        progress,
        model: None,
    }
}

/// A report as Python sees it.
fn report<'py>(py: Python<'py>, report: &Report) -> PyResult<Bound<'py, PyDict>> {
    let said = PyDict::new(py);
    let outcomes = PyList::empty(py);
    for one in &report.outcomes {
        outcomes.append(outcome(py, one)?)?;
    }
    let passed: Vec<bool> = report.outcomes.iter().map(Outcome::passed).collect();
    said.set_item("passed", passed)?;
    said.set_item("outcomes", outcomes)?;
    let unloadable = report.unloadable.as_ref();
    said.set_item(
        "unloadable",
        unloadable.map(|it| outcome(py, it)).transpose()?,
    )?;
    said.set_item("output", String::from_utf8_lossy(&report.output))?;
    said.set_item("outputs", &report.outputs)?;
    said.set_item("shared", &report.shared)?;
    Ok(said)
}

fn outcome<'py>(py: Python<'py>, outcome: &Outcome) -> PyResult<Bound<'py, PyDict>> {
    let (kind, error, message) = match outcome {
        Outcome::Passed => ("passed", "", ""),
        Outcome::Failed(fault) => ("failed", &*fault.kind, &*fault.message),
        Outcome::Raised(fault) => ("raised", &*fault.kind, &*fault.message),
        Outcome::Unviable(fault) => ("unviable", &*fault.kind, &*fault.message),
        Outcome::LimitReached(Limit::Time) => ("limit", "time", ""),
        Outcome::LimitReached(Limit::Memory) => ("limit", "memory", ""),
        Outcome::LimitReached(Limit::Output) => ("limit", "output", ""),
        Outcome::Crashed(how) => ("crashed", "", &**how),
    };
    let said = PyDict::new(py);
    said.set_item("kind", kind)?;
    said.set_item("error", error)?;
    said.set_item("message", message)?;
    Ok(said)
}
