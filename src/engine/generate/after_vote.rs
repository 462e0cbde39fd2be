//! What an interview asks after a vote, and where the replies go.

use super::distinguish::questions;
use super::plan::{Planned, answers, repairs};
use super::repair::flaws;
use super::{Distinguished, Generated, Interview, Repaired};
use crate::candidate::Sample;
use crate::consensus::Ranking;
use crate::engine::{Agreement, Engine, EngineError, Loaded};
use crate::input::Reply;
use crate::store::Run;
use crate::test_case::TestSample;
use std::collections::HashMap;

impl Interview<'_> {
    /// The candidates of each problem that there were when something was first asked after a vote, where that was decided:
    /// it gets no more after it.
    #[must_use]
    pub fn settled(&self) -> Option<&[usize]> {
        let taken = &self.follow_ups.taken;
        let is_decided = self.follow_ups.are_begun() && taken.len() == self.problems.len();
        is_decided.then_some(taken)
    }

    /// Decides which inputs tell the best candidates apart, and asks for their outputs, unless that was done before. Says
    /// whether there are more tests now.
    ///
    /// # Errors
    /// As for [`Interview::take`], and where the run was not executed.
    pub fn distinguish(
        &mut self,
        run: &Run,
        loaded: &Loaded,
        ranking: Ranking,
    ) -> Result<bool, EngineError> {
        let most = self.generation.distinguish;
        if most == 0 || self.follow_ups.questions.is_some() {
            return Ok(false);
        }
        let questions = questions(run, loaded, ranking, most)?;
        let is_asked = !questions.is_empty();
        self.follow_ups.questions = Some(questions);
        self.follow_up(run, is_asked)
    }

    /// Decides which of the best candidates are to be corrected, and asks for corrections, unless that was done before. Says
    /// whether there are more candidates now.
    ///
    /// # Errors
    /// As for [`Interview::distinguish`], and where the sandbox fails.
    pub fn repair(
        &mut self,
        engine: &Engine<'_>,
        run: &Run,
        loaded: &Loaded,
        ranking: Ranking,
    ) -> Result<bool, EngineError> {
        if self.generation.repair == 0 || self.follow_ups.flaws.is_some() {
            return Ok(false);
        }
        let (flaws, left_alone) = flaws(engine, run, loaded, ranking)?;
        let is_asked = !flaws.is_empty();
        self.follow_ups.flaws = Some(flaws);
        self.follow_ups.left_alone = left_alone;
        self.follow_up(run, is_asked)
    }

    /// Keeps what was decided, and asks it.
    fn follow_up(&mut self, run: &Run, is_asked: bool) -> Result<bool, EngineError> {
        self.follow_ups.taken.clone_from(&self.taken);
        self.follow_ups.write(run)?;
        if is_asked {
            let taken = self.taken.clone();
            self.take(run, &taken)?;
        }
        Ok(is_asked)
    }

    /// Leaves the run in order, and says what came of it, given the last vote.
    ///
    /// # Errors
    /// Where the run cannot be written.
    pub fn finish(self, agreement: Option<&Agreement>) -> Result<Generated, EngineError> {
        let follow_ups = self.answered.iter().chain(&self.corrected).flatten();
        let all: Vec<Reply> = self.replies.iter().chain(follow_ups).cloned().collect();
        self.asker.settle(&all)?;
        let names = self.problems.iter().map(|it| it.task_id.as_str());
        let selected = agreement.map(|it| names.zip(it.selected.iter().copied()).collect());
        let selected: HashMap<&str, Option<usize>> = selected.unwrap_or_default();
        let questions = self.follow_ups.questions.as_ref();
        let flaws = self.follow_ups.flaws.as_ref();
        Ok(Generated {
            distinguished: questions.map(|it| Distinguished::of(it, &selected)),
            repaired: flaws.map(|it| Repaired::of(it, &self.follow_ups.left_alone, &selected)),
            ..self.generated
        })
    }

    /// The requests for each question, and for each correction.
    pub(super) fn planned_follow_ups(&self) -> (Vec<Vec<Planned>>, Vec<Vec<Planned>>) {
        let generation = &self.generation;
        let questions = self.follow_ups.questions.iter().flatten().map(|question| {
            let place = self.place(&question.task_id);
            let planned = place.map(|place| {
                let (problem, voices) = (&self.problems[place], &self.voices[place]);
                answers(generation, problem, voices, &question.call)
            });
            planned.unwrap_or_default()
        });
        let corrections = self.follow_ups.flaws.iter().flatten().map(|flaw| {
            let place = self.place(&flaw.task_id);
            let planned = place.map(|place| {
                let problem = &self.problems[place];
                repairs(generation, problem, &flaw.solution, &flaw.failures)
            });
            planned.into_iter().collect()
        });
        (questions.collect(), corrections.collect())
    }

    fn place(&self, task_id: &str) -> Option<usize> {
        self.problems.iter().position(|it| it.task_id == task_id)
    }

    /// Adds answers to the tests, and corrections to the candidates: after all others, which keep their places so.
    pub(super) fn add_follow_ups(
        &mut self,
        samples: &mut [Vec<Sample>],
        tests: &mut [Vec<TestSample>],
    ) {
        let names = self.problems.iter().map(|it| it.task_id.clone());
        let places: HashMap<String, usize> = names.zip(0..).collect();
        let questions = self.follow_ups.questions.iter_mut().flatten();
        for (question, replies) in questions.zip(&self.answered) {
            if let Some(&place) = places.get(&question.task_id) {
                tests[place].extend(question.take(replies));
            }
        }
        let flaws = self.follow_ups.flaws.iter_mut().flatten();
        for (flaw, replies) in flaws.zip(&self.corrected) {
            if let Some(&place) = places.get(&flaw.task_id) {
                let (problem, voices) = (&self.problems[place], &self.voices[place]);
                samples[place].extend(flaw.take(problem, voices, replies));
            }
        }
    }
}
