//! What came of what was asked after a vote, in numbers.

use super::distinguish::Question;
use super::repair::Flaw;
use crate::engine::extracted::add_unused;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The candidate that is selected for each problem in the end.
type Selected<'a> = HashMap<&'a str, Option<usize>>;

/// What came of questions about inputs that tell the best candidates apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Distinguished {
    /// The problems that something was asked about.
    pub problems: usize,
    /// The inputs that were asked about.
    pub inputs: usize,
    /// The samples of answers.
    pub answers: usize,
    /// The inputs whose answer became a test: more than half of its samples say the same.
    pub used: usize,
    /// The samples without a value that can be used, by reason.
    pub refused: BTreeMap<String, usize>,
    /// The problems for which another candidate is selected now.
    pub changed: usize,
}

impl Distinguished {
    pub(super) fn of(questions: &[Question], selected: &Selected<'_>) -> Self {
        let problems: BTreeSet<&str> = questions.iter().map(|it| it.task_id.as_str()).collect();
        let changed = questions.iter().filter(|it| {
            let now = selected.get(it.task_id.as_str());
            now.is_some_and(|now| *now != it.selected)
        });
        let changed: BTreeSet<&str> = changed.map(|it| it.task_id.as_str()).collect();
        let mut refused = BTreeMap::new();
        for question in questions {
            add_unused(&mut refused, question.refused.clone());
        }
        Self {
            problems: problems.len(),
            inputs: questions.len(),
            answers: questions.iter().map(Question::asked).sum(),
            used: questions.iter().filter(|it| it.used.is_some()).count(),
            refused,
            changed: changed.len(),
        }
    }
}

/// What came of requests for corrections.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Repaired {
    /// The problems whose best candidates were to be corrected.
    pub problems: usize,
    /// The corrections that became candidates.
    pub used: usize,
    /// The others, by reason.
    pub refused: BTreeMap<String, usize>,
    /// The problems that were left alone though their best candidates fail agreed tests, by reason.
    pub left_alone: BTreeMap<String, usize>,
    /// The problems for which another candidate is selected now.
    pub changed: usize,
}

impl Repaired {
    pub(super) fn of(
        flaws: &[Flaw],
        left_alone: &BTreeMap<String, usize>,
        selected: &Selected<'_>,
    ) -> Self {
        let changed = flaws.iter().filter(|it| {
            let now = selected.get(it.task_id.as_str());
            now.is_some_and(|now| *now != Some(it.candidate_id))
        });
        let mut refused = BTreeMap::new();
        for flaw in flaws {
            add_unused(&mut refused, flaw.refused.clone());
        }
        Self {
            problems: flaws.len(),
            used: flaws.iter().map(|it| it.used).sum(),
            refused,
            left_alone: left_alone.clone(),
            changed: changed.count(),
        }
    }
}
