//! Which problems of a repository can be used: those whose tests the repository's own code passes, and a stub does not.

use super::repository::{Files, Right, placing, right};
use super::{Engine, EngineError};
use crate::event::{Event, Stage};
use crate::extract::{Asked, locate};
use crate::problem::Problem;
use crate::repository::RepositoryTask;
use crate::store::Journal;
use mutagree_sandbox::{Limits, NodeOutcome, Outcome, RepositoryReport};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What was found out of a problem.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Validated {
    /// The problem's name.
    pub task_id: String,
    /// Why it cannot be used; nothing where it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// The tests that pass with the repository's own code.
    pub passed: usize,
    /// The tests that did not run there, or are expected to fail.
    pub skipped: usize,
    /// What of it was mended.
    pub mended: Vec<String>,
    /// The problem as it can be used: mended, and with the tests that pass.
    #[serde(skip)]
    pub admitted: Option<Problem>,
}

/// What is kept of a problem until all are tried.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// The environment's digest, the problem, and the limits: with others it is tried again.
    tried: (String, Problem, Limits),
    found: Validated,
    admitted: Option<Problem>,
}

impl Kept {
    fn into_validated(self) -> Validated {
        Validated {
            admitted: self.admitted,
            ..self.found
        }
    }
}

/// Tries problems of the repository in the engine's environment, each with the repository's own code and with a stub that raises
/// `NotImplementedError`; all tests of one may use `limits` together. What was found is kept in a file until all are tried, where
/// one is named: after an interrupt the same call goes on from there.
///
/// # Errors
/// Where the environment has no repository or fails, the file cannot be used, or the user asked to stop.
pub fn validate(
    engine: &Engine<'_>,
    problems: &[Problem],
    limits: Limits,
    kept: Option<&Path>,
) -> Result<Vec<Validated>, EngineError> {
    let environment = engine.environments.usual();
    environment.backend.container()?.repository()?;
    let tried = |problem: &Problem| (environment.digest.clone(), problem.clone(), limits);
    let (mut journal, mut rows) = match kept.map(Journal::open::<Kept>).transpose()? {
        Some((journal, rows)) => (Some(journal), rows),
        None => (None, Vec::new()),
    };
    let mut found: Vec<(usize, Validated)> = Vec::new();
    let mut works: Vec<(usize, &Problem)> = Vec::new();
    for (place, problem) in problems.iter().enumerate() {
        match rows.iter().position(|row| row.tried == tried(problem)) {
            Some(row) => found.push((place, rows.swap_remove(row).into_validated())),
            None => works.push((place, problem)),
        }
    }
    let stage = Stage::Reference;
    (engine.listener)(Event::Began {
        stage,
        total: problems.len(),
        done: found.len(),
    });
    let files = Files::new(environment);
    engine.in_parallel(
        &works,
        |(place, problem)| Ok((*place, validated(&files, problem, limits)?)),
        |(place, validated)| {
            let row = Kept {
                tried: tried(&problems[place]),
                admitted: validated.admitted.clone(),
                found: validated,
            };
            if let Some(journal) = &mut journal {
                journal.append(&row)?;
            }
            found.push((place, row.into_validated()));
            (engine.listener)(Event::Advanced);
            Ok(())
        },
    )?;
    (engine.listener)(Event::Ended(stage));
    found.sort_by_key(|(place, _)| *place);
    Ok(found.into_iter().map(|(_, validated)| validated).collect())
}

fn validated(
    files: &Files<'_>,
    problem: &Problem,
    limits: Limits,
) -> Result<Validated, EngineError> {
    let mut validated = Validated {
        task_id: problem.task_id.clone(),
        refused: None,
        passed: 0,
        skipped: 0,
        mended: Vec::new(),
        admitted: None,
    };
    let Some(task) = &problem.repository else {
        validated.refused = Some("it is no problem of a repository".to_owned());
        return Ok(validated);
    };
    let mut task = (**task).clone();
    validated.refused = refused(files, problem, &mut task, limits, &mut validated)?;
    validated.mended.clone_from(&task.mended);
    if validated.refused.is_none() {
        let mut problem = problem.clone();
        problem.repository = Some(Box::new(task));
        validated.admitted = Some(problem);
    }
    Ok(validated)
}

/// Why a task cannot be used, if so; it is mended on the way.
fn refused(
    files: &Files<'_>,
    problem: &Problem,
    task: &mut RepositoryTask,
    limits: Limits,
    validated: &mut Validated,
) -> Result<Option<String>, EngineError> {
    if task.function.is_empty() {
        return Ok(Some("it names no function".to_owned()));
    }
    if task.tests.is_empty() {
        return Ok(Some("it names no tests".to_owned()));
    }
    let Some(file) = files.text(&task.file)? else {
        let said = format!("the repository has no file `{}`", task.file);
        return Ok(Some(said));
    };
    if let Some((function, class)) = locate(&file, &task.target()) {
        task.mended.push("function".to_owned());
        (task.function, task.class) = (function, class);
    }
    mend_tests(files, task)?;
    let asked = Asked {
        prompt: &problem.prompt,
        entry_point: &problem.entry_point,
    };
    let placing = placing(&file, task);
    let own = match placing.own().and_then(|own| placing.place(&own, &asked)) {
        Ok(own) => own,
        Err(refusal) => return Ok(Some(refusal.to_string())),
    };
    let stub = match placing.stub() {
        Ok(stub) => stub,
        Err(refusal) => return Ok(Some(refusal.to_string())),
    };
    let report = files.run(task, Some(&own), limits, false)?;
    validated.passed = report.passed();
    validated.skipped = skipped(&report);
    if let Some(why) = failure(&report) {
        return Ok(Some(why));
    }
    task.passes = passed(&report);
    let report = files.run(task, Some(&stub), limits, true)?;
    Ok((right(&report, &task.passes) == Right::Yes).then(|| {
        let tests = validated.passed;
        format!("a stub that raises NotImplementedError passes the tests too: {tests}")
    }))
}

/// Adds the ending of Python's files to the paths of tests that lack it.
fn mend_tests(files: &Files<'_>, task: &mut RepositoryTask) -> Result<(), EngineError> {
    let mut is_mended = false;
    for test in &mut task.tests {
        let end = test.find("::").unwrap_or(test.len());
        let path = format!("{}.py", &test[..end]);
        let has_ending = Path::new(&test[..end]).extension().is_some();
        if !has_ending && files.text(&path)?.is_some() {
            test.insert_str(end, ".py");
            is_mended = true;
        }
    }
    let paths = "paths".to_owned();
    if is_mended && !task.mended.contains(&paths) {
        task.mended.push(paths);
    }
    Ok(())
}

fn passed(report: &RepositoryReport) -> Vec<String> {
    let nodes = report.nodes.iter();
    let passed = nodes.filter(|(_, outcome)| *outcome == NodeOutcome::Passed);
    passed.map(|(name, _)| name.clone()).collect()
}

fn skipped(report: &RepositoryReport) -> usize {
    let is_skipped = |outcome: &NodeOutcome| matches!(outcome, NodeOutcome::Skipped(_));
    report.nodes.iter().filter(|(_, it)| is_skipped(it)).count()
}

/// Why the repository's own code does not pass.
fn failure(report: &RepositoryReport) -> Option<String> {
    let with = "with the repository's own code";
    let failures: Vec<_> = report.failures().collect();
    if let Some((name, fault)) = failures.first() {
        let (count, all) = (failures.len(), report.nodes.len());
        let (kind, message) = (&fault.kind, &fault.message);
        return Some(format!(
            "{count} of {all} tests fail {with}: `{name}`: {kind}: {message}"
        ));
    }
    if let Some(ended) = &report.ended {
        let why = match ended {
            Outcome::LimitReached(limit) => {
                format!("the limit of {limit:?} was reached").to_lowercase()
            }
            Outcome::Raised(fault) => fault.message.clone(),
            other => format!("{other:?}"),
        };
        let done = report.nodes.len();
        return Some(format!(
            "the tests do not end {with}: {why}, after {done} tests"
        ));
    }
    if report.passed() > 0 {
        return None;
    }
    if report.nodes.is_empty() {
        let output = String::from_utf8_lossy(&report.output);
        let said = output.lines().rev().find(|line| line.contains("ERROR"));
        let said = said.map_or(String::new(), |line| format!(": {}", line.trim()));
        return Some(format!("pytest finds none of its tests{said}"));
    }
    Some(format!(
        "no test passes {with}: {} are skipped",
        skipped(report)
    ))
}
