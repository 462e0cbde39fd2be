//! All that is known of a run, read off its files.

use super::detail::VariantRow;
use crate::candidate::Candidate;
use crate::engine::{Agreement, EngineError, Judged, Loaded, judged_before, read_agreement};
use crate::evaluation::{Counted, groups, selected_pass_at_k};
use crate::matrix::MatrixRow;
use crate::origin::Origins;
use crate::reason::Reason;
use crate::store::{Run, read_jsonl};
use std::collections::HashMap;

/// All that is known of a run.
pub(super) struct Known<'a> {
    pub(super) loaded: &'a Loaded,
    pub(super) agreement: Agreement,
    /// What reference tests said of each candidate.
    pub(super) judged: Vec<Vec<Option<Judged>>>,
    /// The variants of each problem.
    pub(super) variants: Vec<Vec<VariantRow>>,
    /// The outcomes of each candidate of each problem.
    pub(super) outcomes: Vec<Vec<String>>,
    /// Reference tests said something of any candidate.
    pub(super) is_evaluated: bool,
    /// Why each candidate is wrong, where that is known.
    pub(super) reasons: Vec<Vec<Option<Reason>>>,
}

impl<'a> Known<'a> {
    pub(super) fn read(run: &Run, loaded: &'a Loaded) -> Result<Self, EngineError> {
        let hint = "run `mutagree execute` first";
        let matrix = run.made("matrix.jsonl", "execution matrix", hint)?;
        let rows: Vec<MatrixRow> = read_jsonl(&matrix)?;
        let mut rows: HashMap<(String, usize), String> = rows
            .into_iter()
            .map(|row| ((row.task_id, row.candidate_id), row.outcomes))
            .collect();
        let outcomes = |candidates: &Vec<Candidate>| {
            let keys = candidates
                .iter()
                .map(|it| (it.task_id.clone(), it.candidate_id));
            keys.map(|key| rows.remove(&key).unwrap_or_default())
                .collect()
        };
        let places = loaded.places();
        let mut variants: Vec<Vec<VariantRow>> = Vec::new();
        variants.resize_with(loaded.problems.len(), Vec::new);
        let path = run.path("variants.jsonl");
        if path.exists() {
            for row in read_jsonl::<VariantRow>(&path)? {
                if let Some(&place) = places.get(row.task_id.as_str()) {
                    variants[place].push(row);
                }
            }
        }
        let judged = judged_before(run, loaded)?;
        Ok(Self {
            outcomes: loaded.candidates.iter().map(outcomes).collect(),
            agreement: read_agreement(run, loaded)?,
            is_evaluated: judged.iter().flatten().any(Option::is_some),
            judged,
            variants,
            reasons: Vec::new(),
            loaded,
        })
    }

    /// Says whether reference tests said of every candidate of a problem whether it is right.
    pub(super) fn has_reference(&self, place: usize) -> bool {
        let is_known = self.judged[place].iter().all(Option::is_some);
        self.is_evaluated && is_known && self.loaded.problems[place].has_reference()
    }

    pub(super) fn right(&self, place: usize, candidate: usize) -> Option<bool> {
        let judged = self.judged[place][candidate].as_ref();
        judged
            .filter(|_| self.loaded.problems[place].has_reference())
            .map(|it| it.right)
    }

    /// Why a candidate is wrong, in a word.
    pub(super) fn reason(&self, place: usize, candidate: usize) -> Option<String> {
        let reason = self.reasons[place][candidate].as_ref()?;
        Some(format!("{}, {}", reason.kind, reason.bug))
    }

    /// The samples of an origin of a problem.
    pub(super) fn of_origin(&self, place: usize, origin: &str) -> Counted {
        self.count(place, |origins| origins.of(origin))
    }

    pub(super) fn count(&self, place: usize, samples: impl Fn(&Origins) -> usize) -> Counted {
        let mut counted = Counted::default();
        for (at, candidate) in self.loaded.candidates[place].iter().enumerate() {
            let own = samples(&candidate.origins);
            counted.samples += own;
            counted.right += if self.right(place, at) == Some(true) {
                own
            } else {
                0
            };
        }
        counted
    }

    pub(super) fn all(&self, place: usize) -> Counted {
        self.count(place, |origins| origins.counts().sum())
    }

    pub(super) fn flags(&self, place: usize) -> Vec<bool> {
        let candidates = 0..self.loaded.candidates[place].len();
        candidates
            .map(|at| self.right(place, at) == Some(true))
            .collect()
    }

    /// Whether the selection of a problem is right.
    pub(super) fn selected(&self, place: usize) -> Option<bool> {
        if !self.has_reference(place) {
            return None;
        }
        let selected = self.agreement.selected[place];
        Some(selected.is_some_and(|at| self.right(place, at) == Some(true)))
    }

    /// The mean share of a problem's tests that a sample passes.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
    pub(super) fn tests_passed(&self, place: usize) -> f64 {
        let weights = || self.loaded.tests[place].iter().map(|it| it.multiplicity);
        let (mut sum, mut all) = (0, 0);
        for (candidate, outcomes) in self.loaded.candidates[place]
            .iter()
            .zip(&self.outcomes[place])
        {
            let passes = outcomes
                .chars()
                .zip(weights())
                .filter(|(letter, _)| *letter == 'P');
            sum += candidate.multiplicity * passes.map(|it| it.1).sum::<usize>();
            all += candidate.multiplicity * weights().sum::<usize>();
        }
        sum as f64 / all.max(1) as f64
    }

    /// What is expected of a draw among the candidates that share the best score.
    pub(super) fn worth(&self, agreement: &Agreement, place: usize) -> f64 {
        let candidates = self.loaded.candidates[place].iter();
        let multiplicity: Vec<usize> = candidates.map(|it| it.multiplicity).collect();
        let groups = groups(&agreement.sets[place], &multiplicity, &self.flags(place));
        if groups.is_empty() {
            return self.all(place).share().unwrap_or(0.0);
        }
        selected_pass_at_k(&groups, 1)
    }
}
