//! Reference runs: which candidates pass the problem's own tests. They serve evaluation only.

use super::suite::SharedSuite;
use super::{Engine, EngineError, Loaded};
use crate::event::{Event, Stage};
use crate::store::{Compat, Journal, Run};
use mutagree_sandbox::{Isolation, Job, Limits, Outcome, Packing};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::Path;

/// The whole reference suite of a problem may use this many times what one test may.
const ROOM: u64 = 10;

/// Whether a candidate passes all reference tests of its problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct ReferenceRow {
    task_id: String,
    candidate_id: usize,
    passed: bool,
}

/// How reference tests are run.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReferenceSettings {
    pub(super) compat: Compat,
    pub(super) limits: Limits,
}

impl ReferenceSettings {
    /// The settings of a run.
    pub(super) fn of(run: &Run) -> Self {
        Self {
            compat: run.config().compat,
            limits: run.config().limits,
        }
    }

    fn suite_limits(self) -> Limits {
        Limits {
            instructions: self.limits.instructions.saturating_mul(ROOM),
            ..self.limits
        }
    }
}

/// Says of each candidate of each problem whether it is right. What was found out before is kept in
/// a journal at `path`, where one is given.
///
/// # Errors
/// Where the sandbox fails, the journal cannot be written, or the user asked to stop.
pub(super) fn reference(
    engine: &Engine<'_>,
    path: Option<&Path>,
    settings: ReferenceSettings,
    loaded: &Loaded,
) -> Result<Vec<Vec<bool>>, EngineError> {
    let (mut journal, mut rows) = match path {
        Some(path) => {
            let (journal, rows) = Journal::open::<ReferenceRow>(path)?;
            (Some(journal), rows)
        }
        None => (None, Vec::new()),
    };
    let known: HashMap<(&str, usize), bool> = rows
        .iter()
        .map(|row| ((row.task_id.as_str(), row.candidate_id), row.passed))
        .collect();
    let open: Vec<(usize, usize)> = places(loaded)
        .filter(|&(problem, place)| {
            !known.contains_key(&(loaded.problems[problem].task_id.as_str(), place))
        })
        .collect();
    let (total, done) = (loaded.candidate_count(), rows.len());
    (engine.listener)(Event::Began {
        stage: Stage::Reference,
        total,
        done,
    });
    let suites: Vec<SharedSuite> = loaded
        .problems
        .iter()
        .map(|problem| problem.reference_tests.iter().map(String::as_str).collect())
        .map(|sources| SharedSuite::new(sources, Packing::Isolated))
        .collect();
    for &(problem, _) in &open {
        suites[problem].expect_one_more();
    }
    engine.in_parallel(
        &open,
        |&(problem, place)| {
            let suite = suites[problem].take(&engine.sandbox)?;
            let candidate = &loaded.candidates[problem][place];
            let mut job = Job::new(&candidate.solution, &suite);
            job.limits = settings.suite_limits();
            job.namespace = settings.compat.namespace();
            job.isolation = Isolation::Candidate;
            let report = engine.sandbox.run(&job)?;
            let passed = !suite.is_empty() && report.outcomes.iter().all(Outcome::passed);
            let (task_id, candidate_id) = (candidate.task_id.clone(), candidate.candidate_id);
            Ok(ReferenceRow {
                task_id,
                candidate_id,
                passed,
            })
        },
        |row| {
            if let Some(journal) = &mut journal {
                journal.append(&row)?;
            }
            rows.push(row);
            Ok(())
        },
    )?;
    (engine.listener)(Event::Ended(Stage::Reference));
    let right = sorted(loaded, &mut rows);
    if let (Some(journal), false) = (journal, open.is_empty()) {
        journal.settle(&rows)?;
    }
    Ok(right)
}

/// Every candidate, as the place of its problem and its own place there.
fn places(loaded: &Loaded) -> impl Iterator<Item = (usize, usize)> {
    let problems = loaded.candidates.iter().enumerate();
    problems
        .flat_map(|(problem, candidates)| (0..candidates.len()).map(move |place| (problem, place)))
}

fn sorted(loaded: &Loaded, rows: &mut [ReferenceRow]) -> Vec<Vec<bool>> {
    let problems = loaded.places();
    rows.sort_by_key(|row| {
        (
            problems.get(row.task_id.as_str()).copied(),
            row.candidate_id,
        )
    });
    let mut right: Vec<Vec<bool>> = loaded
        .candidates
        .iter()
        .map(|candidates| vec![false; candidates.len()])
        .collect();
    for row in rows.iter() {
        if let Some(&problem) = problems.get(row.task_id.as_str()) {
            right[problem][row.candidate_id] = row.passed;
        }
    }
    right
}
