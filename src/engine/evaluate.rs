//! Evaluation: pass@k of the selection and of the plain samples, against the reference tests.

use super::reference::{Judgement, ReferenceSettings, reference};
use super::{Agreement, Engine, EngineError, Loaded, check_component};
use crate::evaluation::{
    Calibration, Interval, Labelled, Part, bootstrap, breakdown, calibration, groups, mean,
    pass_at_k, selected_pass_at_k,
};
use crate::event::Event;
use crate::store::{Allowance, Compat, Run};
use mutagree_sandbox::Judge;
use serde::Serialize;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;

/// What an evaluation found; every figure is a fraction.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// The number of problems that have reference tests; the figures are means over these.
    pub problems: usize,
    /// The scorer whose selection was evaluated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scorer: Option<String>,
    /// pass@k by k: of the selection, or of the samples where there is no selection.
    pub pass_at: BTreeMap<usize, f64>,
    /// The share of problems whose selected candidate is right, which is what the submission is worth; `pass_at` of 1 is
    /// what is expected of a draw among the candidates that share the best score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submission: Option<f64>,
    /// pass@k of the plain samples, where a selection was evaluated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BTreeMap<usize, f64>>,
    /// 95 % bootstrap intervals of `pass_at` over the problems.
    pub interval: BTreeMap<usize, Interval>,
    /// The problems without samples: they count as not solved, or are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unsampled: Vec<String>,
    /// By problem, how many of the programs that count as wrong a limit stopped.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub stopped: BTreeMap<String, usize>,
    /// How well the probabilities that selections are right fit what is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calibration: Option<Calibration>,
    /// By label, the figures of the problems that share a value of it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub by: BTreeMap<String, Vec<Part>>,
    /// For each problem, whether the candidate that was selected is right.
    #[serde(skip)]
    pub selected: Vec<Option<bool>>,
    /// What the reference tests say of the samples of each problem that has some.
    #[serde(rename = "per_problem")]
    pub verdicts: Vec<Verdict>,
}

/// How many samples of a problem are right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The problem.
    pub task_id: String,
    /// Its samples.
    pub samples: usize,
    /// Those that pass all its reference tests.
    pub right: usize,
    /// Those that count as wrong since a limit stopped them.
    pub stopped: usize,
}

/// Which figures an evaluation gives.
#[derive(Clone, Copy, Debug)]
pub struct Figures<'a> {
    /// The k of pass@k. A problem with fewer samples is left out of that k.
    pub ks: &'a [NonZeroUsize],
    /// The seed of the bootstrap.
    pub seed: u64,
    /// Whether problems without samples are left out, instead of being counted as not solved.
    pub skips_unsampled: bool,
    /// The labels by whose values figures are broken down.
    pub by: &'a [String],
}

/// The problems with reference tests that have no candidates.
#[must_use]
pub fn unsampled(loaded: &Loaded) -> Vec<String> {
    let works = loaded.problems.iter().zip(&loaded.candidates);
    let unsampled = works.filter(|(problem, own)| problem.has_reference() && own.is_empty());
    unsampled
        .map(|(problem, _)| problem.task_id.clone())
        .collect()
}

/// Evaluates the selection of a run against the reference tests, which run in the same sandbox.
///
/// # Errors
/// Where the run was begun with another component, the sandbox fails, the run cannot be written, or
/// the user asked to stop.
pub fn evaluate(
    engine: &Engine<'_>,
    run: &Run,
    loaded: &Loaded,
    agreement: &Agreement,
    figures: Figures<'_>,
) -> Result<Evaluation, EngineError> {
    check_component(engine, run)?;
    let Judgement { right, stopped } =
        reference(engine, Some(run), ReferenceSettings::of(run), loaded)?;
    let judged = figures.counted(engine, judged(loaded, &right), loaded);
    let ks = figures.possible(engine, &judged);
    let selected = |problem: &Judged, k: usize| problem.selected(loaded, agreement, &right, k);
    let right_selected =
        |(selected, right): (&Option<usize>, &Vec<bool>)| selected.map(|place| right[place]);
    let worth = |it: &Judged| {
        let selected = agreement.selected[it.place];
        Some(f64::from(u8::from(
            selected.is_some_and(|selected| right[it.place][selected]),
        )))
    };
    Ok(Evaluation {
        problems: judged.len(),
        by: figures.parts(engine, loaded, &judged, worth),
        scorer: agreement.scorer.clone(),
        pass_at: means(&ks, &judged, selected),
        submission: submission(agreement, &judged, &right),
        unsampled: unsampled(loaded),
        baseline: Some(means(&ks, &judged, Judged::sampled)),
        interval: figures.intervals(&ks, &judged, selected),
        selected: agreement
            .selected
            .iter()
            .zip(&right)
            .map(right_selected)
            .collect(),
        calibration: calibration(&predictions(agreement, &judged, &right)),
        verdicts: verdicts(loaded, &judged, &stopped),
        stopped,
    })
}

/// Evaluates plain samples.
///
/// # Errors
/// Where the sandbox fails, or the user asked to stop.
pub fn evaluate_samples(
    engine: &Engine<'_>,
    loaded: &Loaded,
    allowance: Allowance,
    figures: Figures<'_>,
) -> Result<Evaluation, EngineError> {
    let settings = ReferenceSettings {
        compat: Compat::None,
        allowance,
        judge: Judge::Auto,
    };
    let Judgement { right, stopped } = reference(engine, None, settings, loaded)?;
    let judged = figures.counted(engine, judged(loaded, &right), loaded);
    let ks = figures.possible(engine, &judged);
    Ok(Evaluation {
        problems: judged.len(),
        by: figures.parts(engine, loaded, &judged, |_| None),
        scorer: None,
        pass_at: means(&ks, &judged, Judged::sampled),
        submission: None,
        unsampled: unsampled(loaded),
        baseline: None,
        interval: figures.intervals(&ks, &judged, Judged::sampled),
        calibration: None,
        selected: Vec::new(),
        verdicts: verdicts(loaded, &judged, &stopped),
        stopped,
    })
}

/// A problem that has reference tests: its samples, and how many of them are right.
pub(super) struct Judged {
    pub(super) place: usize,
    pub(super) samples: usize,
    pub(super) right: usize,
}

impl Judged {
    /// pass@k of the selection; of the plain samples where there is no set.
    pub(super) fn selected(
        &self,
        loaded: &Loaded,
        agreement: &Agreement,
        right: &[Vec<bool>],
        k: usize,
    ) -> f64 {
        let candidates = loaded.candidates[self.place].iter();
        let multiplicity: Vec<usize> = candidates.map(|it| it.multiplicity).collect();
        let groups = groups(
            &agreement.sets[self.place],
            &multiplicity,
            &right[self.place],
        );
        if groups.is_empty() {
            self.sampled(k)
        } else {
            selected_pass_at_k(&groups, k)
        }
    }

    /// Says whether a problem counts for pass@k: it has k samples, or none and is not solved.
    fn counts(&self, k: usize) -> bool {
        self.samples == 0 || self.samples >= k
    }

    /// pass@k of the plain samples; a problem without samples is never solved.
    fn sampled(&self, k: usize) -> f64 {
        if self.samples < k {
            0.0
        } else {
            pass_at_k(self.samples, self.right, k)
        }
    }
}

pub(super) fn judged(loaded: &Loaded, right: &[Vec<bool>]) -> Vec<Judged> {
    let has_tests = |&place: &usize| loaded.problems[place].has_reference();
    let judge = |place: usize| {
        let counts = loaded.candidates[place]
            .iter()
            .map(|candidate| candidate.multiplicity);
        let right = counts
            .clone()
            .zip(&right[place])
            .filter(|(_, right)| **right);
        Judged {
            place,
            samples: counts.sum(),
            right: right.map(|(count, _)| count).sum(),
        }
    };
    (0..loaded.problems.len())
        .filter(has_tests)
        .map(judge)
        .collect()
}

/// The probability that each selection is right, and whether it is. One that was left to another rule has none.
fn predictions(agreement: &Agreement, judged: &[Judged], right: &[Vec<bool>]) -> Vec<(f64, bool)> {
    let prediction = |it: &Judged| {
        let is_ranked = !agreement.sets[it.place].is_empty();
        let selected = agreement.selected[it.place].filter(|_| is_ranked)?;
        Some((agreement.confidence[it.place]?, right[it.place][selected]))
    };
    judged.iter().filter_map(prediction).collect()
}

/// The verdicts on the problems that have samples.
fn verdicts(loaded: &Loaded, judged: &[Judged], stopped: &BTreeMap<String, usize>) -> Vec<Verdict> {
    let verdict = |it: &Judged| {
        let task_id = &loaded.problems[it.place].task_id;
        Verdict {
            task_id: task_id.clone(),
            samples: it.samples,
            right: it.right,
            stopped: stopped.get(task_id).copied().unwrap_or(0),
        }
    };
    let with_samples = judged.iter().filter(|it| it.samples > 0);
    with_samples.map(verdict).collect()
}

impl Figures<'_> {
    /// The problems that count, with a note of those without samples.
    fn counted(
        &self,
        engine: &Engine<'_>,
        mut judged: Vec<Judged>,
        loaded: &Loaded,
    ) -> Vec<Judged> {
        let unsampled = unsampled(loaded);
        if !unsampled.is_empty() {
            let become_of = match (self.skips_unsampled, unsampled.len()) {
                (true, 1) => "is left out",
                (true, _) => "are left out",
                (false, 1) => "counts as not solved",
                (false, _) => "count as not solved",
            };
            let note = format!("{} {become_of}", unsampled_in_words(&unsampled));
            (engine.listener)(Event::Note(note));
        }
        judged.retain(|it| !self.skips_unsampled || it.samples > 0);
        judged
    }

    /// The k for which every problem with samples has enough of them.
    pub(super) fn common(&self, engine: &Engine<'_>, judged: &[Judged]) -> Vec<usize> {
        let fewest = judged.iter().map(|it| it.samples).filter(|&n| n > 0).min();
        let fewest = fewest.unwrap_or(0);
        let (possible, left_out): (Vec<usize>, Vec<usize>) =
            self.asked(engine, judged).partition(|&k| k <= fewest);
        for k in left_out {
            let note = format!("no pass@{k}: a problem has only {fewest} samples");
            (engine.listener)(Event::Note(note));
        }
        possible
    }

    /// The k for which any problem has enough samples, with a note of the problems that have fewer: they are left out of that k.
    fn possible(&self, engine: &Engine<'_>, judged: &[Judged]) -> Vec<usize> {
        let most = judged.iter().map(|it| it.samples).max().unwrap_or(0);
        let mut possible = Vec::new();
        for k in self.asked(engine, judged) {
            let left_out = judged.iter().filter(|it| !it.counts(k)).count();
            let note = match left_out {
                _ if k > most => format!("no pass@{k}: no problem has more than {most} samples"),
                0 => String::new(),
                1 => format!("pass@{k} leaves out 1 problem, which has fewer samples"),
                count => format!("pass@{k} leaves out {count} problems, which have fewer samples"),
            };
            if !note.is_empty() {
                (engine.listener)(Event::Note(note));
            }
            if k <= most {
                possible.push(k);
            }
        }
        possible
    }

    /// The k that are asked for, where there is anything to measure.
    fn asked(&self, engine: &Engine<'_>, judged: &[Judged]) -> impl Iterator<Item = usize> {
        let any = !judged.is_empty();
        if !any {
            let note = "no problem has reference tests, so nothing can be measured";
            (engine.listener)(Event::Note(note.to_owned()));
        }
        self.ks.iter().map(|k| k.get()).filter(move |_| any)
    }

    /// The figures by the values of each label.
    fn parts(
        &self,
        engine: &Engine<'_>,
        loaded: &Loaded,
        judged: &[Judged],
        selected: impl Fn(&Judged) -> Option<f64>,
    ) -> BTreeMap<String, Vec<Part>> {
        let labelled = judged.iter().map(|it| Labelled {
            labels: &loaded.problems[it.place].labels,
            selected: selected(it),
            sampled: it.sampled(1),
        });
        let labelled: Vec<Labelled<'_>> = labelled.collect();
        for label in self.by {
            let without = labelled.iter().filter(|it| !it.labels.contains_key(label));
            let without = without.count();
            if without > 0 {
                let note = format!(
                    "{without} of {} problems have no label `{label}`",
                    labelled.len()
                );
                (engine.listener)(Event::Note(note));
            }
        }
        let parts = |label: &String| (label.clone(), breakdown(label, &labelled, self.seed));
        self.by.iter().map(parts).collect()
    }

    fn intervals(
        &self,
        ks: &[usize],
        judged: &[Judged],
        value: impl Fn(&Judged, usize) -> f64,
    ) -> BTreeMap<usize, Interval> {
        ks.iter()
            .map(|&k| (k, bootstrap(&values(judged, k, &value), self.seed)))
            .collect()
    }
}

fn means(
    ks: &[usize],
    judged: &[Judged],
    value: impl Fn(&Judged, usize) -> f64,
) -> BTreeMap<usize, f64> {
    ks.iter()
        .map(|&k| (k, mean(&values(judged, k, &value)).unwrap_or(0.0)))
        .collect()
}

/// A value of each problem that counts for pass@k.
fn values(judged: &[Judged], k: usize, value: impl Fn(&Judged, usize) -> f64) -> Vec<f64> {
    let counting = judged.iter().filter(|it| it.counts(k));
    counting.map(|it| value(it, k)).collect()
}

/// The share of problems whose selected candidate is right.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
fn submission(agreement: &Agreement, judged: &[Judged], right: &[Vec<bool>]) -> Option<f64> {
    let is_right = |it: &&Judged| {
        let selected = agreement.selected[it.place];
        selected.is_some_and(|selected| right[it.place][selected])
    };
    let solved = judged.iter().filter(is_right).count();
    (!judged.is_empty()).then(|| solved as f64 / judged.len() as f64)
}

/// How many problems have no samples, and which are the first of them.
#[must_use]
pub fn unsampled_in_words(unsampled: &[String]) -> String {
    const SHOWN: usize = 5;
    let names = unsampled.iter().take(SHOWN).map(|it| format!("`{it}`"));
    let names: Vec<String> = names.collect();
    let more = match unsampled.len() {
        count if count > SHOWN => format!(" and {} more", count - SHOWN),
        _ => String::new(),
    };
    let noun = match unsampled.len() {
        1 => "1 problem without samples".to_owned(),
        count => format!("{count} problems without samples"),
    };
    format!("{noun} ({}{more})", names.join(", "))
}
