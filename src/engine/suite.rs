//! A problem's tests, compiled when the first job needs them and forgotten after the last.

use super::EngineError;
use super::environment::Environment;
use super::loading::{Loadable, Loading};
use crate::behaviour::{inputs, signature};
use crate::candidate::Candidate;
use crate::exchange::from_source;
use crate::extract::Parameter;
use crate::problem::Problem;
use crate::store::{Outputs, SuiteKey};
use mutagree_sandbox::{Case, Exchange, Packing, SandboxError, Suite, Tests};
use std::borrow::Cow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A suite that several workers share.
pub(super) struct SharedSuite<'a> {
    problem: &'a Problem,
    loading: Loading<'a>,
    /// Whether it decides who is right, and selects nobody.
    is_reference: bool,
    sources: &'a [&'a str],
    packing: Packing,
    outputs: Option<Outputs>,
    /// What stands in the place of sources, where there are none.
    cases: &'a [Case],
    /// What the entry point takes, where inputs may be made of it.
    parameters: Vec<Parameter>,
    digest: [u8; 32],
    expected: AtomicUsize,
    compiled: Mutex<Option<Arc<Suite>>>,
    calls: OnceLock<Calls>,
}

/// The calls of a suite, or the inputs of a program, whose outputs are kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Calls {
    pub(super) calls: Vec<String>,
    /// How many of them, the last, were added.
    pub(super) added: usize,
}

impl<'a> SharedSuite<'a> {
    pub(super) fn new(
        (problem, candidates): (&'a Problem, &[Candidate]),
        environment: &Arc<Environment>,
        sources: &'a [&'a str],
        packing: Packing,
        outputs: Option<Outputs>,
        cases: &'a [Case],
    ) -> Self {
        // Where there are tests, the key must not depend on the candidates.
        let open = if sources.is_empty() { candidates } else { &[] };
        let programs = open.iter().map(|it| it.solution.as_str());
        let parameters = match outputs {
            Some(_) if !problem.is_program() => signature(problem, programs),
            _ => Vec::new(),
        };
        let key = SuiteKey {
            sources,
            packing,
            entry_point: &problem.entry_point,
            outputs,
            cases,
            parameters: &parameters,
        };
        Self {
            outputs,
            cases,
            calls: OnceLock::new(),
            digest: key.digest(),
            parameters,
            problem,
            loading: Loading::new(problem, environment),
            is_reference: false,
            sources,
            packing,
            expected: AtomicUsize::new(0),
            compiled: Mutex::new(None),
        }
    }

    /// The same for tests that decide who is right, and select nobody.
    pub(super) fn of_reference(self) -> Self {
        Self {
            is_reference: true,
            ..self
        }
    }

    /// What is loaded for a candidate of the problem.
    pub(super) fn source<'s>(&self, candidate: &'s Candidate) -> Result<Loadable<'s>, EngineError> {
        let source = self.loading.source(&candidate.solution)?;
        let imports = &self.problem.reference_imports;
        if !self.is_reference || imports.is_empty() {
            return Ok(source);
        }
        Ok(source.map(|source| Cow::Owned(format!("{source}\n{imports}"))))
    }

    /// How candidates are loaded.
    pub(super) fn loading(&self) -> &Loading<'a> {
        &self.loading
    }

    /// Announces a job that will take the suite.
    pub(super) fn expect_one_more(&self) {
        self.expected.fetch_add(1, Ordering::Relaxed);
    }

    /// Where the candidates run that take it.
    pub(super) fn environment(&self) -> &Environment {
        self.loading.environment()
    }

    /// The number of tests.
    pub(super) fn len(&self) -> usize {
        self.sources.len().max(self.cases.len())
    }

    /// The SHA-256 of what the suite is compiled from.
    pub(super) fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// Gives the suite to one of the announced jobs.
    pub(super) fn take(&self) -> Result<Arc<Suite>, SandboxError> {
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        let suite = match compiled.take() {
            Some(suite) => suite,
            None => Arc::new(self.compile()?),
        };
        if self.expected.fetch_sub(1, Ordering::Relaxed) > 1 {
            *compiled = Some(Arc::clone(&suite));
        }
        Ok(suite)
    }

    fn compile(&self) -> Result<Suite, SandboxError> {
        if self.problem.is_program() {
            return self.of_programs();
        }
        if self.sources.is_empty() && !self.cases.is_empty() {
            return Ok(Suite::of_cases(&self.problem.entry_point, self.cases));
        }
        let tests = Tests {
            sources: self.sources,
            packing: self.packing,
            entry_point: &self.problem.entry_point,
        };
        let backend = &self.environment().backend;
        let suite = backend.compile(&tests)?;
        let Some(outputs) = self.outputs else {
            return Ok(suite.without_outputs());
        };
        let suite = backend.record(suite, &tests)?;
        let mut calls = suite.calls();
        let inputs = inputs(
            &self.problem.entry_point,
            &self.parameters,
            &calls,
            outputs.inputs,
            outputs.seed,
        );
        let added = inputs.len();
        calls.extend_from_slice(&inputs);
        let calls = calls
            .iter()
            .map(|call| beginning(&call.to_string()))
            .collect();
        self.calls.get_or_init(|| Calls { calls, added });
        Ok(suite.with_inputs(&inputs))
    }

    fn of_programs(&self) -> Result<Suite, SandboxError> {
        let exchanges = self.sources.iter().map(|source| from_source(source));
        let exchanges = exchanges.collect::<Option<Vec<_>>>().ok_or_else(|| {
            let name = &self.problem.task_id;
            SandboxError::Engine(format!("a test of `{name}` is no input and output"))
        })?;
        let calls = exchanges.iter().map(shown).collect();
        let suite = Suite::of_programs(exchanges)?;
        if self.outputs.is_none() {
            return Ok(suite.without_outputs());
        }
        self.calls.get_or_init(|| Calls { calls, added: 0 });
        Ok(suite)
    }

    /// The calls whose outputs are kept.
    pub(super) fn calls(&self) -> Result<Calls, SandboxError> {
        if self.outputs.is_some() && self.calls.get().is_none() {
            self.compile()?;
        }
        Ok(self.calls.get().cloned().unwrap_or_default())
    }
}

/// A call, as far as somebody reads it.
fn beginning(call: &str) -> String {
    const LONGEST: usize = 2000;
    match call.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &call[..end]),
        None => call.to_owned(),
    }
}

/// The beginning of an input, quoted.
fn shown(exchange: &Exchange) -> String {
    const LONGEST: usize = 200;
    let input = &exchange.input;
    let begin: String = input.chars().take(LONGEST).collect();
    let dots = if begin.len() < input.len() { "…" } else { "" };
    format!("{begin:?}{dots}")
}
