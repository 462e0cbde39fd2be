//! A stage that runs every candidate once, and keeps a row for each in a journal.

use super::alike::{Alike, alike};
use super::environment::Environment;
use super::suite::SharedSuite;
use super::{Engine, EngineError, Loaded};
use crate::candidate::Candidate;
use crate::event::{Event, Stage};
use crate::store::{Allowance, Journal, Outputs, ResultKey, Results};
use mutagree_sandbox::{
    Case, Isolation, Job, Judge, Namespace, Packing, Program, Report, SandboxError, Suite,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

/// What is known of one candidate.
pub(super) trait Row: Serialize + DeserializeOwned + Clone + PartialEq + Send {
    /// The candidate's problem, and its place there.
    fn key(&self) -> (&str, usize);
}

/// A stage: what it runs, and how.
pub(super) struct Work<'a> {
    pub(super) stage: Stage,
    /// The tests of each problem; a problem without tests has nothing to run.
    pub(super) tests: Vec<Vec<&'a str>>,
    pub(super) packing: Packing,
    /// The environment of each problem.
    pub(super) environments: Vec<Arc<Environment>>,
    pub(super) allowance: Allowance,
    pub(super) isolation: Isolation,
    pub(super) namespace: Namespace,
    pub(super) judge: Judge,
    pub(super) outputs: Option<Outputs>,
    /// The tests of each problem that has no sources of any.
    pub(super) cases: Vec<Vec<Case>>,
    /// No test of a candidate runs after the first that fails.
    pub(super) until_failure: bool,
}

impl Work<'_> {
    /// Runs every candidate that has no row in the journal at `path` and none that is `known` without running
    /// it, and gives all rows in the order of the problems and their candidates; the journal is left in that
    /// order too. Without a path nothing is kept. What is still to do with the suites and the rows, `finish` does.
    pub(super) fn run<R: Row>(
        self,
        engine: &Engine<'_>,
        path: Option<&Path>,
        loaded: &Loaded,
        known: Vec<R>,
        finish: impl FnOnce(&[SharedSuite<'_>], &mut [R]) -> Result<(), EngineError>,
        row: impl Fn(&Candidate, &Report) -> R + Sync,
    ) -> Result<Vec<R>, EngineError> {
        let (mut journal, mut rows) = match path.map(Journal::open::<R>).transpose()? {
            Some((journal, rows)) => (Some(journal), rows),
            None => (None, Vec::new()),
        };
        let done: HashSet<(String, usize)> = rows.iter().map(owned_key).collect();
        for row in known
            .into_iter()
            .filter(|row| !done.contains(&owned_key(row)))
        {
            if let Some(journal) = &mut journal {
                journal.append(&row)?;
            }
            rows.push(row);
        }
        let order = self.order();
        let mut open = open(loaded, &rows);
        open.sort_by_key(|(problem, _)| order[*problem]);
        let (total, done) = (loaded.candidate_count(), rows.len());
        (engine.listener)(Event::Began {
            stage: self.stage,
            total,
            done,
        });
        let suites = self.suites(loaded);
        let mut take = |known: Vec<R>| {
            for row in known {
                if let Some(journal) = &mut journal {
                    journal.append(&row)?;
                }
                rows.push(row);
                (engine.listener)(Event::Advanced);
            }
            Ok(())
        };
        let mut groups: Vec<(usize, Alike)> = Vec::new();
        engine.in_parallel(
            &open,
            |(problem, places)| {
                let candidates = &loaded.candidates[*problem];
                let suite = &suites[*problem];
                let (known, alike) = self.known(engine, candidates, places, suite)?;
                let rows = known
                    .iter()
                    .map(|(place, report)| row(&candidates[*place], report));
                Ok((rows.collect(), *problem, alike))
            },
            |(known, problem, alike)| {
                groups.extend(alike.into_iter().map(|alike| (problem, alike)));
                take(known)
            },
        )?;
        groups.sort_by_key(|(problem, alike)| (order[*problem], *problem, alike.places[0]));
        for (problem, _) in &groups {
            suites[*problem].expect_one_more();
        }
        engine.in_parallel(
            &groups,
            |(problem, alike)| {
                let candidates = &loaded.candidates[*problem];
                let report = self.report(engine, candidates, alike, &suites[*problem])?;
                let rows = alike
                    .places
                    .iter()
                    .map(|place| row(&candidates[*place], &report));
                Ok(rows.collect::<Vec<_>>())
            },
            take,
        )?;
        let places = loaded.places();
        let order = |row: &R| (places.get(row.key().0).copied(), row.key().1);
        let before = rows.clone();
        rows.sort_by_key(order);
        finish(&suites, &mut rows)?;
        engine.environments.tell_restarts(engine.listener);
        (engine.listener)(Event::Ended(self.stage));
        if let Some(journal) = journal
            && !(open.is_empty() && rows == before)
        {
            journal.settle(&rows)?;
        }
        Ok(rows)
    }

    fn suites<'s>(&'s self, loaded: &'s Loaded) -> Vec<SharedSuite<'s>> {
        let problems = loaded.problems.iter().zip(&self.tests);
        problems
            .enumerate()
            .map(|(place, (problem, tests))| {
                let cases = self.cases.get(place).map_or(&[][..], Vec::as_slice);
                let environment = &self.environments[place];
                let suite = SharedSuite::new(
                    (problem, &loaded.candidates[place]),
                    environment,
                    tests,
                    self.packing,
                    self.outputs,
                    cases,
                );
                match self.stage {
                    Stage::Reference => suite.of_reference(),
                    _ => suite,
                }
            })
            .collect()
    }

    /// The order in which problems run: those of one environment together, so that as few as can be are alive at a time.
    fn order(&self) -> Vec<usize> {
        let mut names: Vec<Option<&str>> = Vec::new();
        let places = self.environments.iter().map(|environment| {
            let name = environment.name();
            names.iter().position(|it| *it == name).unwrap_or_else(|| {
                names.push(name);
                names.len() - 1
            })
        });
        places.collect()
    }

    /// The reports of candidates that are known without running one, by their places, and the programs that are to
    /// run.
    fn known(
        &self,
        engine: &Engine<'_>,
        candidates: &[Candidate],
        places: &[usize],
        suite: &SharedSuite<'_>,
    ) -> Result<(Reports, Vec<Alike>), EngineError> {
        let mut known = Vec::new();
        let mut sources = Vec::new();
        for &place in places {
            let source = suite.source(&candidates[place])?;
            let earlier = match (kept(engine, suite), &source) {
                (Some(results), Ok(source)) => results.get(&self.key(source, suite)),
                _ => None,
            };
            match earlier {
                Some(report) => known.push((place, report)),
                None => sources.push((place, source)),
            }
        }
        let mut runnable = Vec::new();
        for alike in alike(engine, suite.loading(), &sources, self.judge)? {
            match &alike.program {
                Ok(_) => runnable.push(alike),
                Err(fault) => {
                    let report = Report::unviable(suite.len(), fault.clone());
                    known.extend(alike.places.iter().map(|place| (*place, report.clone())));
                }
            }
        }
        Ok((known, runnable))
    }

    /// Runs a program, and keeps its report for each of the candidates that it is.
    fn report(
        &self,
        engine: &Engine<'_>,
        candidates: &[Candidate],
        alike: &Alike,
        suite: &SharedSuite<'_>,
    ) -> Result<Report, EngineError> {
        let compiled = suite.take()?;
        let program = alike.program.as_ref().map_err(|fault| {
            SandboxError::Engine(format!("a program without code: {}", fault.message))
        })?;
        let report = (suite.environment().backend).run(&self.job(
            program,
            &compiled,
            suite.environment(),
        ))?;
        if let Some(results) = kept(engine, suite).filter(|_| report.repeatable) {
            for &place in &alike.places {
                if let Ok(source) = suite.source(&candidates[place])? {
                    results.put(&self.key(&source, suite), &report);
                }
            }
        }
        Ok(report)
    }

    fn key<'k>(&self, candidate: &'k str, suite: &'k SharedSuite<'_>) -> ResultKey<'k> {
        let environment = suite.environment();
        ResultKey {
            component: &environment.digest,
            engine: environment.backend.engine(),
            candidate,
            suite: suite.digest(),
            limits: environment.limits(self.allowance),
            isolation: self.isolation,
            namespace: self.namespace,
            judge: self.judge,
            tests: None,
            added: true,
            until_failure: self.until_failure,
        }
    }

    fn job<'j>(
        &self,
        program: &'j Program,
        suite: &'j Suite,
        environment: &Environment,
    ) -> Job<'j> {
        Job {
            limits: environment.limits(self.allowance),
            isolation: self.isolation,
            namespace: self.namespace,
            judge: self.judge,
            until_failure: self.until_failure,
            ..Job::new(program, suite)
        }
    }
}

/// What jobs gave before, where that says what they would give again.
fn kept<'e>(engine: &'e Engine<'_>, suite: &SharedSuite<'_>) -> Option<&'e Results<'e>> {
    let results = engine.results.as_ref();
    results.filter(|_| suite.loading().is_known_by_text())
}

/// Reports of candidates, by their places.
type Reports = Vec<(usize, Report)>;

fn owned_key<R: Row>(row: &R) -> (String, usize) {
    (row.key().0.to_owned(), row.key().1)
}

/// The candidates that have no row, by their places, of each problem that has such.
fn open<R: Row>(loaded: &Loaded, rows: &[R]) -> Vec<(usize, Vec<usize>)> {
    let done: HashSet<(&str, usize)> = rows.iter().map(Row::key).collect();
    let problems = loaded.problems.iter().zip(&loaded.candidates).enumerate();
    problems
        .map(|(problem, (task, candidates))| {
            let is_open = |place: &usize| !done.contains(&(task.task_id.as_str(), *place));
            (problem, (0..candidates.len()).filter(is_open).collect())
        })
        .filter(|(_, places): &(usize, Vec<usize>)| !places.is_empty())
        .collect()
}
