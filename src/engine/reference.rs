//! Reference runs: which candidates pass the problem's own tests. They serve evaluation only.

use super::environment::Environment;
use super::expected::{Expected, expected};
use super::failure::Failure;
use super::placing::{EXECUTION, REFERENCE, Written, place, placed};
use super::repository::{Files, Right};
use super::stage::{Row, Work};
use super::{Engine, EngineError, Loaded};
use crate::candidate::Candidate;
use crate::event::{Event, Stage};
use crate::matrix::MatrixRow;
use crate::store::{Allowance, Compat, Journal, Run, read_jsonl};
use mutagree_sandbox::{Case, Isolation, Judge, Limits, Outcome, Packing};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

/// Each reference test, as a rule a whole suite, may use this many times what a model's test may.
pub const ROOM: u32 = 10;

/// Whether a candidate passes all reference tests of its problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct ReferenceRow {
    task_id: String,
    candidate_id: usize,
    passed: bool,
    /// A limit stopped it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    stopped: bool,
    /// Why it is wrong, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failure: Option<Failure>,
}

impl Row for ReferenceRow {
    fn key(&self) -> (&str, usize) {
        (&self.task_id, self.candidate_id)
    }
}

/// An input may take this many times what the reference solution took for it, if that is more than any test may.
const SLOWNESS: u64 = 8;

/// What reference tests say of the candidates of each problem.
#[derive(Debug)]
pub(super) struct Judgement {
    /// Whether each is right.
    pub(super) right: Vec<Vec<bool>>,
    /// How many samples of a problem a limit stopped, where it stopped any.
    pub(super) stopped: BTreeMap<String, usize>,
}

/// How reference tests are run.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReferenceSettings {
    pub(super) compat: Compat,
    pub(super) allowance: Allowance,
    pub(super) judge: Judge,
}

impl ReferenceSettings {
    /// The settings of a run.
    pub(super) fn of(run: &Run) -> Self {
        Self {
            compat: run.config().compat,
            allowance: run.config().allowance(),
            judge: run.config().judge,
        }
    }

    fn roomy(self) -> Allowance {
        let roomy = |limits: Limits| Limits {
            instructions: limits.instructions.saturating_mul(ROOM.into()),
            ..limits
        };
        Allowance {
            usual: roomy(self.allowance.usual),
            frameworks: roomy(self.allowance.frameworks),
        }
    }
}

/// Says of each candidate of each problem whether it is right; without reference tests none is.
/// What was found out before is kept in a journal of the run, where one is given; a candidate that does not
/// load there is not run again.
///
/// # Errors
/// Where the sandbox fails, the journal cannot be written, or the user asked to stop.
pub(super) fn reference(
    engine: &Engine<'_>,
    run: Option<&Run>,
    settings: ReferenceSettings,
    loaded: &Loaded,
) -> Result<Judgement, EngineError> {
    let path = run.map(|run| run.path("reference.jsonl"));
    let environments = environments(engine, run, loaded)?;
    let mut known = match run {
        Some(run) => unloadable(run, loaded, &environments)?,
        None => Vec::new(),
    };
    let allowance = settings.roomy();
    let of_repositories = of_repositories(
        engine,
        path.as_deref(),
        &known,
        loaded,
        &environments,
        allowance,
    )?;
    known.extend(of_repositories);
    let is_open = open(path.as_deref(), &known, loaded)?;
    let expected = expected(engine, settings.allowance, loaded, &environments, |place| {
        is_open[place]
    })?;
    let cases = expected.into_iter().zip(&environments);
    let cases =
        cases.map(|(expected, environment)| with_budgets(expected, environment.limits(allowance)));
    let problems = loaded.problems.iter();
    let work = Work {
        stage: Stage::Reference,
        tests: problems
            .map(|problem| problem.reference_tests.iter().map(String::as_str).collect())
            .collect(),
        packing: Packing::Isolated,
        allowance,
        isolation: Isolation::Candidate,
        namespace: settings.compat.namespace(),
        judge: settings.judge,
        outputs: None,
        cases: cases.collect(),
        environments: environments.clone(),
        until_failure: true,
    };
    let rows = work.run(
        engine,
        path.as_deref(),
        loaded,
        known,
        |_, _| Ok(()),
        |candidate, report| ReferenceRow {
            task_id: candidate.task_id.clone(),
            candidate_id: candidate.candidate_id,
            passed: !report.outcomes.is_empty() && report.outcomes.iter().all(Outcome::passed),
            stopped: report.outcomes.iter().any(is_limit),
            failure: Failure::among(&report.outcomes),
        },
    )?;
    let mut stopped = BTreeMap::new();
    let mut rows = rows.into_iter();
    let mut right = Vec::with_capacity(loaded.candidates.len());
    for candidates in &loaded.candidates {
        let mut passed = Vec::with_capacity(candidates.len());
        for (candidate, row) in candidates.iter().zip(rows.by_ref()) {
            passed.push(row.passed);
            if row.stopped {
                *stopped.entry(row.task_id).or_default() += candidate.multiplicity;
            }
        }
        right.push(passed);
    }
    tell(engine, &stopped);
    Ok(Judgement { right, stopped })
}

/// The cases of a problem, each with what a candidate may use for it.
fn with_budgets(expected: Expected, limits: Limits) -> Vec<Case> {
    let mut cases = expected.cases;
    for case in &mut cases {
        case.budget = case
            .budget
            .saturating_mul(SLOWNESS)
            .max(limits.instructions);
    }
    cases
}

fn is_limit(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::LimitReached(_))
}

/// Says which programs may be right, but too slow for their limit.
fn tell(engine: &Engine<'_>, stopped: &BTreeMap<String, usize>) {
    if stopped.is_empty() {
        return;
    }
    let programs: usize = stopped.values().sum();
    let problems: Vec<String> = stopped
        .iter()
        .map(|(problem, count)| format!("{problem} ({count})"))
        .collect();
    let note = format!(
        "programs that a limit stopped, which counts as wrong: {programs}, of {}",
        problems.join(", ")
    );
    (engine.listener)(Event::Note(note));
}

/// Judges the candidates of problems of repositories of which nothing is known.
fn of_repositories(
    engine: &Engine<'_>,
    path: Option<&Path>,
    known: &[ReferenceRow],
    loaded: &Loaded,
    environments: &[Arc<Environment>],
    allowance: Allowance,
) -> Result<Vec<ReferenceRow>, EngineError> {
    let judged = journal(path)?;
    let done: HashSet<_> = judged.iter().chain(known).map(Row::key).collect();
    let files: Vec<Files<'_>> = environments.iter().map(|it| Files::new(it)).collect();
    let problems = loaded.problems.iter().zip(&loaded.candidates).zip(&files);
    let works: Vec<_> = problems
        .filter_map(|((problem, candidates), files)| {
            Some((problem, problem.repository.as_deref()?, candidates, files))
        })
        .flat_map(|(problem, task, candidates, files)| {
            candidates
                .iter()
                .map(move |candidate| (problem, task, candidate, files))
        })
        .filter(|(_, _, it, _)| !done.contains(&(it.task_id.as_str(), it.candidate_id)))
        .collect();
    if works.is_empty() {
        return Ok(Vec::new());
    }
    let stage = Stage::Reference;
    let total = works.len();
    let done = 0;
    (engine.listener)(Event::Began { stage, total, done });
    let mut rows = Vec::with_capacity(total);
    engine.in_parallel(
        &works,
        |(problem, task, candidate, files)| {
            let limits = files.environment().limits(allowance);
            let right = files.judge(problem, task, &candidate.solution, limits)?;
            Ok(ReferenceRow {
                task_id: candidate.task_id.clone(),
                candidate_id: candidate.candidate_id,
                passed: right == Right::Yes,
                stopped: right == Right::Stopped,
                failure: None,
            })
        },
        |row| {
            rows.push(row);
            (engine.listener)(Event::Advanced);
            Ok(())
        },
    )?;
    (engine.listener)(Event::Ended(stage));
    Ok(rows)
}

/// What is known of a candidate's reference run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Whether it passes all reference tests.
    pub right: bool,
    /// Why not, where that is known.
    pub failure: Option<Failure>,
}

/// What a run knows of each candidate of each problem, without running any.
///
/// # Errors
/// Where the journal cannot be read.
pub fn judged_before(run: &Run, loaded: &Loaded) -> Result<Vec<Vec<Option<Judged>>>, EngineError> {
    let rows = journal(Some(&run.path("reference.jsonl")))?;
    let mut known: HashMap<(String, usize), Judged> = rows
        .into_iter()
        .map(|row| {
            let (right, failure) = (row.passed, row.failure);
            ((row.task_id, row.candidate_id), Judged { right, failure })
        })
        .collect();
    let candidates = loaded.candidates.iter();
    let of_problem = |candidates: &Vec<Candidate>| {
        let keys = candidates
            .iter()
            .map(|it| (it.task_id.clone(), it.candidate_id));
        keys.map(|key| known.remove(&key)).collect()
    };
    Ok(candidates.map(of_problem).collect())
}

/// What was judged before.
fn journal(path: Option<&Path>) -> Result<Vec<ReferenceRow>, EngineError> {
    match path.filter(|path| path.exists()) {
        Some(path) => Ok(Journal::open(path)?.1),
        None => Ok(Vec::new()),
    }
}

/// Says of each problem whether it has a candidate of which nothing is known.
fn open(
    path: Option<&Path>,
    known: &[ReferenceRow],
    loaded: &Loaded,
) -> Result<Vec<bool>, EngineError> {
    let judged = journal(path)?;
    let done: HashSet<_> = judged.iter().chain(known).map(Row::key).collect();
    let problems = loaded.problems.iter().zip(&loaded.candidates);
    Ok(problems
        .map(|(problem, candidates)| {
            let is_done = |place| done.contains(&(problem.task_id.as_str(), place));
            !(0..candidates.len()).all(is_done)
        })
        .collect())
}

/// The environment of each problem, which has also what its reference tests need.
fn environments(
    engine: &Engine<'_>,
    run: Option<&Run>,
    loaded: &Loaded,
) -> Result<Vec<Arc<Environment>>, EngineError> {
    let tests = loaded.problems.iter().map(|problem| {
        let tests = problem.reference_tests.iter();
        let solution = problem.reference.iter().map(|it| &it.program);
        tests.chain(solution).map(|it| (it.as_str(), 1)).collect()
    });
    let tests: Vec<Written<'_>> = tests.collect();
    let run = run.map(|run| (run, REFERENCE));
    place(engine, run, loaded, &tests)
}

/// The candidates that do not load, which the matrix knows already of those that run here where they ran there.
fn unloadable(
    run: &Run,
    loaded: &Loaded,
    environments: &[Arc<Environment>],
) -> Result<Vec<ReferenceRow>, EngineError> {
    let path = run.path("matrix.jsonl");
    if !path.exists() {
        return Ok(Vec::new());
    }
    let rows: Vec<MatrixRow> = read_jsonl(&path)?;
    let placed = placed(run, EXECUTION)?;
    let here: HashMap<&str, Option<&str>> = (loaded.problems.iter().zip(environments))
        .map(|(problem, environment)| (problem.task_id.as_str(), environment.name()))
        .collect();
    let is_same = |row: &MatrixRow| {
        let there = placed.get(&row.task_id).and_then(Option::as_deref);
        here.get(row.task_id.as_str()) == Some(&there)
    };
    let unloadable = rows
        .into_iter()
        .filter(|row| row.unloadable && is_same(row));
    Ok(unloadable
        .map(|row| ReferenceRow {
            task_id: row.task_id,
            candidate_id: row.candidate_id,
            passed: false,
            stopped: false,
            failure: Some(Failure::unviable()),
        })
        .collect())
}
