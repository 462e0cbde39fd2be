//! A stage that runs every candidate once, and keeps a row for each in a journal.

use super::alike::groups;
use super::suite::SharedSuite;
use super::{Engine, EngineError, Loaded};
use crate::candidate::Candidate;
use crate::event::{Event, Stage};
use crate::store::{Journal, Outputs, ResultKey};
use mutagree_sandbox::{Isolation, Job, Judge, Limits, Namespace, Packing, Report, Suite};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashSet;
use std::path::Path;

/// What is known of one candidate.
pub(super) trait Row: Serialize + DeserializeOwned + Send {
    /// The candidate's problem, and its place there.
    fn key(&self) -> (&str, usize);
}

/// A stage: what it runs, and how.
pub(super) struct Work<'a> {
    pub(super) stage: Stage,
    /// The tests of each problem; a problem without tests has nothing to run.
    pub(super) tests: Vec<Vec<&'a str>>,
    pub(super) packing: Packing,
    pub(super) limits: Limits,
    pub(super) isolation: Isolation,
    pub(super) namespace: Namespace,
    pub(super) judge: Judge,
    pub(super) outputs: Option<Outputs>,
}

impl Work<'_> {
    /// Runs every candidate that has no row in the journal at `path` and none that is `known` without running
    /// it, and gives all rows in the order of the problems and their candidates; the journal is left in that
    /// order too. Without a path nothing is kept. What is still to do with the suites, `finish` does.
    pub(super) fn run<R: Row>(
        self,
        engine: &Engine<'_>,
        path: Option<&Path>,
        loaded: &Loaded,
        known: Vec<R>,
        finish: impl FnOnce(&[SharedSuite<'_>]) -> Result<(), EngineError>,
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
        let open = open(loaded, &rows);
        let (total, done) = (loaded.candidate_count(), rows.len());
        (engine.listener)(Event::Began {
            stage: self.stage,
            total,
            done,
        });
        let suites = self.suites(loaded, &open);
        engine.in_parallel(
            &open,
            |alike| {
                let candidates = &loaded.candidates[alike.problem];
                let first = &candidates[alike.places[0]];
                let report = self.report(engine, first, &suites[alike.problem])?;
                let rows = alike
                    .places
                    .iter()
                    .map(|place| row(&candidates[*place], &report));
                Ok(rows.collect::<Vec<_>>())
            },
            |alike| {
                for row in alike {
                    if let Some(journal) = &mut journal {
                        journal.append(&row)?;
                    }
                    rows.push(row);
                    (engine.listener)(Event::Advanced);
                }
                Ok(())
            },
        )?;
        finish(&suites)?;
        (engine.listener)(Event::Ended(self.stage));
        let places = loaded.places();
        let order = |row: &R| (places.get(row.key().0).copied(), row.key().1);
        let settled = rows.is_sorted_by_key(order);
        rows.sort_by_key(order);
        if let (Some(journal), false) = (journal, settled && open.is_empty()) {
            journal.settle(&rows)?;
        }
        Ok(rows)
    }

    fn suites<'s>(&'s self, loaded: &'s Loaded, open: &[Alike]) -> Vec<SharedSuite<'s>> {
        let problems = loaded.problems.iter().zip(&self.tests);
        let suites: Vec<SharedSuite> = problems
            .map(|(problem, tests)| SharedSuite::new(problem, tests, self.packing, self.outputs))
            .collect();
        for alike in open {
            suites[alike.problem].expect_one_more();
        }
        suites
    }

    /// The report of a candidate, from the results that are there or by running it.
    fn report(
        &self,
        engine: &Engine<'_>,
        candidate: &Candidate,
        suite: &SharedSuite<'_>,
    ) -> Result<Report, EngineError> {
        let key = ResultKey {
            component: &engine.component,
            engine: engine.sandbox.engine(),
            candidate: &candidate.solution,
            suite: suite.digest(),
            limits: self.limits,
            isolation: self.isolation,
            namespace: self.namespace,
            judge: self.judge,
            tests: None,
            added: true,
        };
        if let Some(results) = &engine.results
            && let Some(report) = results.get(&key)
        {
            suite.expect_one_less();
            return Ok(report);
        }
        let compiled = suite.take(&engine.sandbox)?;
        let report = engine.sandbox.run(&self.job(candidate, &compiled))?;
        if let Some(results) = engine.results.as_ref().filter(|_| report.repeatable) {
            results.put(&key, &report);
        }
        Ok(report)
    }

    fn job<'j>(&self, candidate: &'j Candidate, suite: &'j Suite) -> Job<'j> {
        Job {
            candidate: &candidate.solution,
            suite,
            limits: self.limits,
            isolation: self.isolation,
            namespace: self.namespace,
            judge: self.judge,
            tests: None,
            added: true,
        }
    }
}

fn owned_key<R: Row>(row: &R) -> (String, usize) {
    (row.key().0.to_owned(), row.key().1)
}

/// Candidates of one problem that do the same, by their places.
struct Alike {
    problem: usize,
    /// At least one.
    places: Vec<usize>,
}

/// The candidates that have no row.
fn open<R: Row>(loaded: &Loaded, rows: &[R]) -> Vec<Alike> {
    let done: HashSet<(&str, usize)> = rows.iter().map(Row::key).collect();
    let problems = loaded.problems.iter().zip(&loaded.candidates).enumerate();
    problems
        .flat_map(|(problem, (task, candidates))| {
            let places = 0..candidates.len();
            let open = places.filter(|place| !done.contains(&(task.task_id.as_str(), *place)));
            let sources = open.map(|place| (place, candidates[place].solution.as_str()));
            groups(sources)
                .into_iter()
                .map(move |places| Alike { problem, places })
        })
        .collect()
}
