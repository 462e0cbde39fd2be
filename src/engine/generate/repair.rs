//! Corrections of the best candidates that fail agreed tests, asked for with what the sandbox says came of these.

use super::distinguish::takes_calls;
use super::interview::wording;
use super::voice::Voice;
use crate::candidate::Sample;
use crate::consensus::Ranking;
use crate::engine::agree::agreement_by;
use crate::engine::environment::Environment;
use crate::engine::execute::environments;
use crate::engine::extracted::Extracted;
use crate::engine::{Engine, EngineError, Loaded, matrices};
use crate::extract::literal;
use crate::input::Reply;
use crate::matrix::{Bits, ExecutionMatrix};
use crate::origin::{DISTINGUISH, PROMPT};
use crate::problem::Problem;
use crate::prompting::Failure;
use crate::store::Run;
use crate::test_case::TestCase;
use mutagree_sandbox::{Job, Limit, Outcome, Packing, Tests};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// The longest program that a correction is asked of, in characters.
pub(super) const LONGEST_PROGRAM: usize = 8000;

/// The longest test that is shown, in characters.
pub(super) const LONGEST_TEST: usize = 600;

/// The most tests that are shown.
pub(super) const FAILURES: usize = 3;

/// The longest value that is shown, in characters.
pub(super) const LONGEST_VALUE: usize = 300;

/// A candidate that is to be corrected, and what came of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Flaw {
    pub(super) task_id: String,
    /// The candidate that was selected.
    pub(super) candidate_id: usize,
    pub(super) solution: String,
    pub(super) failures: Vec<Failure>,
    /// The corrections that became candidates.
    #[serde(default)]
    pub(super) used: usize,
    /// How many did not, by reason.
    #[serde(default)]
    pub(super) refused: BTreeMap<String, usize>,
}

impl Flaw {
    /// Takes the replies, and gives the programs in them but for those that are the flawed one again.
    pub(super) fn take(
        &mut self,
        problem: &Problem,
        voices: &[Voice],
        replies: &[Reply],
    ) -> Vec<Sample> {
        let wording = |origin: &str| wording(problem, voices, origin);
        let extracted = Extracted::of(problem, replies.iter(), wording, 0);
        self.refused = extracted.unused;
        let is_new = |it: &Sample| it.solution.trim() != self.solution.trim();
        let (new, same): (Vec<Sample>, Vec<Sample>) =
            extracted.samples.into_iter().partition(is_new);
        if !same.is_empty() {
            let reason = "program: the same again".to_owned();
            self.refused.insert(reason, same.len());
        }
        self.used = new.len();
        new
    }
}

/// The flaws of all problems, and how many were left alone, by reason.
pub(super) type Flaws = (Vec<Flaw>, BTreeMap<String, usize>);

/// The best candidates that fail agreed tests, with what came of those that say most.
pub(super) fn flaws(
    engine: &Engine<'_>,
    run: &Run,
    loaded: &Loaded,
    ranking: Ranking,
) -> Result<Flaws, EngineError> {
    let matrices = matrices(run, loaded)?;
    let agreement = agreement_by(loaded, &matrices, ranking);
    let environments = environments(engine, run, loaded)?;
    let mut left_alone: BTreeMap<String, usize> = BTreeMap::new();
    let mut open = Vec::new();
    for (place, selected) in agreement.selected.iter().enumerate() {
        let Some(selected) = *selected else { continue };
        let failed = failed_agreed(&loaded.tests[place], &matrices[place], selected);
        if failed.is_empty() {
            continue;
        }
        let solution = &loaded.candidates[place][selected].solution;
        if !takes_calls(&loaded.problems[place]) {
            *left_alone
                .entry("not about a function".to_owned())
                .or_default() += 1;
        } else if solution.chars().count() > LONGEST_PROGRAM {
            *left_alone
                .entry("a program that is too long".to_owned())
                .or_default() += 1;
        } else {
            open.push((place, selected, failed));
        }
    }
    let mut flaws: Vec<(usize, Flaw)> = Vec::new();
    engine.in_parallel(
        &open,
        |(place, selected, failed)| {
            let candidate = &loaded.candidates[*place][*selected];
            let trial = Trial {
                run,
                environment: &environments[*place],
                problem: &loaded.problems[*place],
                solution: &candidate.solution,
            };
            let failures = failed.iter().map(|test| trial.failure(test));
            let failures: Vec<Option<Failure>> = failures.collect::<Result<_, _>>()?;
            let flaw = Flaw {
                task_id: candidate.task_id.clone(),
                candidate_id: candidate.candidate_id,
                solution: candidate.solution.clone(),
                failures: failures.into_iter().flatten().collect(),
                used: 0,
                refused: BTreeMap::new(),
            };
            Ok((*place, flaw))
        },
        |(place, flaw)| {
            // A test that only did not run yet is no flaw.
            if !flaw.failures.is_empty() {
                flaws.push((place, flaw));
            }
            Ok(())
        },
    )?;
    flaws.sort_by_key(|(place, _)| *place);
    Ok((flaws.into_iter().map(|(_, it)| it).collect(), left_alone))
}

/// The agreed tests that a candidate fails, those first that say most; at most [`FAILURES`]. Agreed are tests of the
/// prompt, answers to questions, and what several replies wrote and some candidate passes. Where the candidate fails most
/// of all tests, what several replies wrote need not be passed by any.
fn failed_agreed<'t>(
    tests: &'t [TestCase],
    matrix: &ExecutionMatrix,
    candidate: usize,
) -> Vec<&'t str> {
    let own = &matrix.passes[candidate];
    let passed: HashSet<usize> = own.ones().collect();
    let all: u64 = matrix.tests.iter().map(|it| *it as u64).sum();
    let fails_most = 2 * matrix.support(own) < all;
    let by_any: HashSet<usize> = matrix.passes.iter().flat_map(Bits::ones).collect();
    let rank = |test: &TestCase| {
        let is_of = |origin| test.origins.of(origin) > 0;
        match (is_of(PROMPT), is_of(DISTINGUISH)) {
            (true, _) => 2,
            (_, true) => 1,
            _ => 0,
        }
    };
    let settled: Vec<(&str, &TestCase)> = passed
        .iter()
        .filter_map(|test| Some((call_of(&tests[*test].source)?, &tests[*test])))
        .collect();
    // The same call with another value: a test that is passed, and that says as much.
    let is_contradicted = |test: &TestCase| {
        let call = call_of(&test.source);
        settled.iter().any(|(settled, other)| {
            Some(*settled) == call
                && (rank(other), other.multiplicity) >= (rank(test), test.multiplicity)
        })
    };
    let is_agreed = |(place, test): &(usize, &TestCase)| {
        let is_written_twice = test.multiplicity > 1 && (fails_most || by_any.contains(place));
        (rank(test) > 0 || is_written_twice)
            && test.source.chars().count() <= LONGEST_TEST
            && !is_contradicted(test)
    };
    let failed = tests
        .iter()
        .enumerate()
        .filter(|(place, _)| !passed.contains(place));
    let mut failed: Vec<&TestCase> = failed.filter(is_agreed).map(|(_, test)| test).collect();
    failed.sort_by_key(|test| Reverse((rank(test), test.multiplicity)));
    failed.truncate(FAILURES);
    failed
        .into_iter()
        .map(|test| test.source.as_str())
        .collect()
}

/// The call of an assertion that compares it to a value.
fn call_of(test: &str) -> Option<&str> {
    let (call, _) = test.strip_prefix("assert ")?.rsplit_once(" == ")?;
    Some(call)
}

/// Runs single tests on a candidate again, to say what came of them.
struct Trial<'a> {
    run: &'a Run,
    environment: &'a Arc<Environment>,
    problem: &'a Problem,
    solution: &'a str,
}

impl Trial<'_> {
    /// What came of a test; nothing where it is passed.
    fn failure(&self, test: &str) -> Result<Option<Failure>, EngineError> {
        let config = self.run.config();
        let limits = self.environment.limits(config.allowance());
        let sources = [test];
        let tests = Tests {
            sources: &sources,
            packing: Packing::Isolated,
            entry_point: &self.problem.entry_point,
        };
        let backend = &self.environment.backend;
        let suite = backend.compile(&tests)?;
        let program = self.problem.program(self.solution);
        let mut prepared = backend.prepare(&[&*program], config.judge)?;
        let program = match prepared.pop() {
            Some(Ok(program)) => program,
            Some(Err(fault)) => return Ok(Some(failure(test, &Outcome::Unviable(fault)))),
            None => return Ok(None),
        };
        let report = backend.run(&Job {
            limits,
            isolation: config.isolation,
            namespace: config.compat.namespace(),
            judge: config.judge,
            ..Job::new(&program, &suite)
        })?;
        let Some(outcome) = report.outcomes.first().filter(|it| !it.passed()) else {
            return Ok(None);
        };
        let calls = suite.calls();
        if calls.len() != 1 || !report.loaded {
            return Ok(Some(failure(test, outcome)));
        }
        let called = backend.call(&program, &calls, limits)?;
        let value = called.into_iter().find_map(|it| it.answer.ok());
        let Some(value) = value.map(|it| it.to_string()) else {
            return Ok(Some(failure(test, outcome)));
        };
        // The order of a set differs from one machine to the next: a request must not.
        let value = literal(&value).map_or(value, |it| it.to_string());
        Ok(Some(Failure {
            test: test.to_owned(),
            gave: format!("The call gives {}", shortened(&value)),
        }))
    }
}

/// A test that failed, with what came of it as a sentence.
fn failure(test: &str, outcome: &Outcome) -> Failure {
    let gave = match outcome {
        Outcome::Raised(fault) | Outcome::Unviable(fault) => {
            let message = shortened(&without_addresses(&fault.message));
            format!("It raises {}: {message}", fault.kind)
        }
        Outcome::LimitReached(Limit::Time) => "It does not end in time.".to_owned(),
        Outcome::LimitReached(Limit::Memory) => "It needs too much memory.".to_owned(),
        Outcome::LimitReached(Limit::Output) => "It writes too much output.".to_owned(),
        Outcome::Crashed(_) => "It brings the interpreter down.".to_owned(),
        Outcome::Failed(_) | Outcome::Passed => "It does not hold.".to_owned(),
    };
    Failure {
        test: test.to_owned(),
        gave,
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A text without addresses in memory, which differ from one machine to the next: a request must not.
fn without_addresses(text: &str) -> String {
    let mut parts = text.split("0x");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|mark: char| mark.is_ascii_hexdigit());
        let is_address = part.len() - rest.len() > 5;
        whole += "0x";
        whole += if is_address { "…" } else { "" };
        whole += if is_address { rest } else { part };
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::{call_of, without_addresses};

    #[test]
    fn a_call_is_what_an_assertion_compares() {
        assert_eq!(call_of("assert f(1, '==') == [2]"), Some("f(1, '==')"));
        assert_eq!(call_of("x = f(1)\nassert x == 2"), None);
    }

    #[test]
    fn addresses_are_left_out_and_numbers_are_not() {
        assert_eq!(
            without_addresses("<A at 0x7f0012ab> is not 0x1f"),
            "<A at 0x…> is not 0x1f"
        );
    }
}
