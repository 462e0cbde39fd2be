//! What is known of a job while it runs, and the report that comes of it.

use super::callee::unviable;
use crate::{Isolation, Job, Limit, Outcome, Packing, Report};

/// What is known of a job so far.
pub(crate) struct Progress<'a> {
    /// The tests that are to run.
    pub(crate) tests: &'a [u32],
    /// The outcomes of the first of them.
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) outputs: Vec<String>,
    pub(crate) output: Vec<u8>,
    pub(crate) unloadable: Option<Outcome>,
    pub(crate) shared: Vec<u32>,
    pub(crate) by_clock: bool,
    pub(crate) loaded: bool,
}

impl<'a> Progress<'a> {
    pub(crate) fn new(tests: &'a [u32]) -> Self {
        Self {
            tests,
            outcomes: Vec::new(),
            outputs: Vec::new(),
            output: Vec::new(),
            unloadable: None,
            shared: Vec::new(),
            by_clock: false,
            loaded: false,
        }
    }

    /// The test that runs next.
    pub(crate) fn next(&self) -> Option<u32> {
        self.tests.get(self.outcomes.len()).copied()
    }

    pub(crate) fn is_done(&self) -> bool {
        self.next().is_none() || self.unloadable.is_some()
    }

    /// Says whether no other test is to run, since one has failed.
    pub(crate) fn has_failed(&self, job: &Job<'_>) -> bool {
        job.until_failure && self.outcomes.iter().any(Outcome::is_failure)
    }

    /// The tests that the next instance runs.
    pub(crate) fn part(&self, job: &Job<'_>, stateless: bool) -> Vec<u32> {
        let left = self.tests.iter().skip(self.outcomes.len()).copied();
        let is_packed = job.suite.compiled.packing == Packing::Packed;
        if is_packed || job.isolation == Isolation::Candidate {
            return left.collect();
        }
        let leaves_nothing = |test: &u32| stateless && !job.needs_candidate(*test);
        let several: Vec<u32> = left.clone().take_while(leaves_nothing).collect();
        if several.is_empty() {
            return left.take(1).collect();
        }
        several
    }

    /// The tests that reached the limit of time.
    pub(crate) fn stopped(&self) -> u32 {
        let time = Outcome::LimitReached(Limit::Time);
        let stopped = self.outcomes.iter().filter(|outcome| **outcome == time);
        u32::try_from(stopped.count()).unwrap_or(u32::MAX)
    }

    /// Takes what came of some of the tests; the others have not run yet.
    pub(crate) fn take_from(&mut self, part: Progress<'_>) {
        self.outcomes = vec![silent(); self.tests.len()];
        for (test, outcome) in part.tests.iter().zip(part.outcomes) {
            self.replace(*test, outcome);
        }
        self.outputs = part.outputs;
        self.output = part.output;
        self.unloadable = part.unloadable;
        self.by_clock |= part.by_clock;
        self.loaded |= part.loaded;
    }

    /// The outcome of a test that has ended.
    pub(crate) fn outcome(&self, test: u32) -> Option<&Outcome> {
        let place = self.tests.binary_search(&test).ok()?;
        self.outcomes.get(place)
    }

    /// Replaces the outcome of a test that has ended.
    pub(crate) fn replace(&mut self, test: u32, outcome: Outcome) {
        if let Ok(place) = self.tests.binary_search(&test) {
            self.outcomes[place] = outcome;
        }
    }

    /// Says whether a test has ended well.
    pub(crate) fn has_passed(&self, test: u32) -> bool {
        let place = self.tests.binary_search(&test).ok();
        let outcome = place.and_then(|place| self.outcomes.get(place));
        outcome.is_some_and(Outcome::passed)
    }

    /// Adds what one instance did, and counts the tests that ended in it. What comes after the last
    /// verdict is nobody's.
    pub(crate) fn take(&mut self, mut stretch: Stretch, job: &Job<'_>) -> usize {
        if self.output.is_empty() {
            self.output.append(&mut stretch.output);
        }
        let before = self.outcomes.len();
        let packed = job.suite.compiled.packing == Packing::Packed;
        self.outcomes.append(&mut stretch.outcomes);
        match stretch.end {
            End::Done => {}
            End::Raised(outcome) if !stretch.loaded || packed => {
                self.unloadable = Some(unviable(outcome));
            }
            End::Stopped(outcome) if !stretch.loaded => self.unloadable = Some(unviable(outcome)),
            End::Raised(_) | End::Stopped(_) if !stretch.running => {}
            End::Raised(outcome) | End::Stopped(outcome) => self.outcomes.push(outcome),
        }
        self.by_clock |= stretch.by_clock;
        self.loaded |= stretch.loaded;
        self.outcomes.len() - before
    }

    pub(crate) fn into_report(mut self) -> Report {
        let tests = self.tests.len();
        match &self.unloadable {
            Some(outcome) => self.outcomes = vec![outcome.clone(); tests],
            None => self.outcomes.resize(tests, silent()),
        }
        Report {
            outcomes: self.outcomes,
            outputs: self.outputs,
            output: self.output,
            unloadable: self.unloadable,
            loaded: self.loaded,
            shared: self.shared,
            repeatable: !self.by_clock,
        }
    }
}

/// What one instance did with a candidate and its tests.
pub(crate) struct Stretch {
    /// The outcomes of its tests that have ended, from the first on.
    pub(crate) outcomes: Vec<Outcome>,
    /// The candidate has loaded.
    pub(crate) loaded: bool,
    /// There is a test that has not ended.
    pub(crate) running: bool,
    /// The beginning of what was written.
    pub(crate) output: Vec<u8>,
    /// A clock of the machine stopped it.
    pub(crate) by_clock: bool,
    pub(crate) end: End,
}

/// How an instance ended.
pub(crate) enum End {
    /// With its last test.
    Done,
    /// By an exception that no test caught.
    Raised(Outcome),
    /// By a limit, or it came down.
    Stopped(Outcome),
}

/// The outcome of a test that nobody gave a verdict on.
pub(crate) fn silent() -> Outcome {
    Outcome::Crashed("no verdict".to_owned())
}
