//! What is known of one problem's candidates while tests run.

use crate::candidate::Candidate;
use crate::engine::alike::{Alike, alike};
use crate::engine::environment::Environment;
use crate::engine::loading::Loading;
use crate::engine::matrices::matrix;
use crate::engine::{Engine, EngineError, Loaded};
use crate::matrix::{ExecutionMatrix, MatrixRow};
use crate::store::RunConfig;
use crate::test_case::{TestCase, weights};
use mutagree_sandbox::{Job, Outcome, Report, Suite};

/// The letter of a test that has not run.
const NOT_RUN: char = '-';

/// One problem's candidates and tests, and what happened so far.
pub(super) struct Trial<'a> {
    environment: &'a Environment,
    config: &'a RunConfig,
    candidates: &'a [Candidate],
    pub(super) tests: &'a [TestCase],
    /// What each test weighs in the vote.
    pub(super) weights: Vec<usize>,
    suite: &'a Suite,
    /// How many calls of the suite no test makes.
    added: usize,
    /// Candidates that are the same program.
    groups: Vec<Alike>,
    /// The group of each candidate.
    group_of: Vec<usize>,
    known: Vec<Known>,
}

/// What is known of one candidate.
#[derive(Clone)]
struct Known {
    letters: Vec<char>,
    outputs: Vec<String>,
    unloadable: bool,
    loads: bool,
    shared: Vec<u32>,
    ran: usize,
    like: Option<usize>,
}

impl<'a> Trial<'a> {
    pub(super) fn new(
        engine: &Engine<'_>,
        loading: &'a Loading<'a>,
        config: &'a RunConfig,
        loaded: &'a Loaded,
        place: usize,
        suite: &'a Suite,
        added: usize,
    ) -> Result<Self, EngineError> {
        let (candidates, tests) = (&loaded.candidates[place], &loaded.tests[place]);
        let sources = candidates.iter().enumerate();
        let sources = sources.map(|(place, it)| Ok((place, loading.source(&it.solution)?)));
        let sources = sources.collect::<Result<Vec<_>, EngineError>>()?;
        let groups = alike(engine, loading, &sources, config.judge)?;
        let mut group_of = vec![0; candidates.len()];
        for (group, alike) in groups.iter().enumerate() {
            for &place in &alike.places {
                group_of[place] = group;
            }
        }
        let known = Known {
            letters: vec![NOT_RUN; tests.len()],
            outputs: vec![Report::NOT_RUN.to_owned(); suite.outputs()],
            unloadable: false,
            loads: true,
            shared: Vec::new(),
            ran: 0,
            like: None,
        };
        Ok(Self {
            environment: loading.environment(),
            config,
            groups,
            group_of,
            known: vec![known; candidates.len()],
            candidates,
            tests,
            weights: weights(tests),
            suite,
            added,
        })
    }

    /// Candidates that are the same program, by their places.
    pub(super) fn alike(&self) -> Vec<Vec<usize>> {
        let groups = self.groups.iter();
        groups.map(|alike| alike.places.clone()).collect()
    }

    /// Runs tests, in ascending order, on candidates that do the same, and asks for the outputs of added inputs.
    pub(super) fn run(
        &mut self,
        alike: &[usize],
        tests: &[u32],
        added: bool,
    ) -> Result<(), EngineError> {
        let report = match &self.groups[self.group_of[alike[0]]].program {
            Ok(program) => self.environment.backend.run(&Job {
                limits: self.environment.limits(self.config.allowance()),
                isolation: self.config.isolation,
                namespace: self.config.compat.namespace(),
                judge: self.config.judge,
                tests: Some(tests),
                added,
                ..Job::new(program, self.suite)
            })?,
            Err(fault) => Report::unviable(tests.len(), fault.clone()),
        };
        for &candidate in alike {
            self.known[candidate].take(&report, tests);
        }
        Ok(())
    }

    /// Takes what a candidate did on tests for another that did the same until then.
    pub(super) fn liken(&mut self, candidate: usize, other: usize, tests: &[u32]) {
        let other_known = self.known[other].clone();
        let known = &mut self.known[candidate];
        for &test in tests {
            known.letters[test as usize] = other_known.letters[test as usize];
        }
        let shared = other_known.shared.iter();
        known.shared.extend(shared.filter(|it| tests.contains(it)));
        known.shared.sort_unstable();
        known.outputs = other_known.outputs;
        known.like = Some(other);
    }

    /// Says whether a candidate loads, as far as is known.
    pub(super) fn loads(&self, candidate: usize) -> bool {
        self.known[candidate].loads
    }

    /// The matrix of what is known.
    pub(super) fn matrix(&self) -> ExecutionMatrix {
        matrix(self.candidates, self.tests, self.rows(), self.added).unwrap_or_default()
    }

    /// The rows of the matrix.
    pub(super) fn rows(&self) -> Vec<MatrixRow> {
        let candidates = self.candidates.iter().zip(&self.known);
        candidates
            .map(|(candidate, known)| known.row(candidate))
            .collect()
    }
}

impl Known {
    fn take(&mut self, report: &Report, tests: &[u32]) {
        for (test, outcome) in tests.iter().zip(&report.outcomes) {
            self.letters[*test as usize] = outcome.letter();
        }
        self.ran += tests.len();
        self.shared.extend(&report.shared);
        self.shared.sort_unstable();
        if let Some(outcome) = &report.unloadable {
            self.letters.fill(outcome.letter());
            self.ran = 0;
            self.unloadable = !report.loaded && matches!(outcome, Outcome::Unviable(_));
            self.loads = false;
            return;
        }
        let outputs = self.outputs.iter_mut().zip(&report.outputs);
        for (known, output) in outputs.filter(|(_, output)| *output != Report::NOT_RUN) {
            known.clone_from(output);
        }
    }

    fn row(&self, candidate: &Candidate) -> MatrixRow {
        MatrixRow {
            task_id: candidate.task_id.clone(),
            candidate_id: candidate.candidate_id,
            outcomes: self.letters.iter().collect(),
            unloadable: self.unloadable,
            shared: self.shared.clone(),
            outputs: if self.loads {
                self.outputs.clone()
            } else {
                Vec::new()
            },
            ran: (self.ran < self.letters.len()).then_some(self.ran),
            like: self.like,
            share: None,
        }
    }
}
