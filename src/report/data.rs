//! What a report says, in the names that the page's template has.

use crate::evaluation::{Effect, Interval, Share};
use serde::Serialize;
use std::collections::BTreeMap;

/// A report of a run. Shares are between 0 and 1.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// What it is of.
    pub title: String,
    /// The date on which it was made.
    pub made: String,
    /// mutagree's version.
    pub version: &'static str,
    /// What is to be seen first.
    pub headline: Headline,
    /// Another run beside this one, where one was named.
    pub comparison: Option<Comparison>,
    /// Several rankings of the run's candidates; empty without reference tests.
    pub scorers: Vec<Ranked>,
    /// Where the candidates and tests of the best sets came from.
    pub votes: Vec<Votes>,
    /// What operators and strategies did; empty without reference tests or variants.
    pub effects: Vec<KindEffect>,
    /// How robust the samples are to them.
    pub robustness: Vec<KindRobustness>,
    /// Figures by the labels of the problems.
    pub breakdowns: Vec<Breakdown>,
    /// How well the probabilities of selections fit what is.
    pub calibration: Option<Reliability>,
    /// Why candidates are wrong.
    pub failures: Option<Failures>,
    /// What was spent.
    pub cost: Cost,
    /// The problems.
    pub problems: Vec<ProblemRow>,
    /// All that is known of each problem, packed.
    #[serde(skip)]
    pub details: Vec<String>,
}

/// What is to be seen first.
#[derive(Clone, Debug, Serialize)]
pub struct Headline {
    /// Problems.
    pub problems: usize,
    /// Samples, as often as they were written.
    pub candidates: usize,
    /// Tests, as often as they were written.
    pub tests: usize,
    /// The selection first, then what it is compared with.
    pub figures: Vec<Figure>,
    /// What the report cannot show, and why.
    pub lacking: Vec<String>,
}

/// A figure with its 95 % interval.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// What it is of.
    pub name: String,
    /// A mean over problems.
    pub value: f64,
    /// The lower end of its interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// What there is to say about it.
    pub note: String,
}

impl Figure {
    /// A mean with its interval.
    pub(super) fn of(name: &str, share: Share, note: &str) -> Self {
        Self {
            name: name.to_owned(),
            value: share.value,
            low: Some(share.interval.0),
            high: Some(share.interval.1),
            note: note.to_owned(),
        }
    }
}

/// A difference with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// A mean over problems.
    pub value: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Difference {
    pub(super) fn new(value: f64, (low, high): Interval) -> Self {
        Self { value, low, high }
    }
}

/// What was selected in another run, beside this one.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// The problems that count.
    pub problems: usize,
    /// What the other run's selection is worth.
    pub figure: Figure,
    /// How much more this run's is worth.
    pub difference: Difference,
    /// Places of the problems that only this run solves.
    pub gained: Vec<usize>,
    /// Places of those that only the other solves.
    pub lost: Vec<usize>,
    /// By `McNemar`'s exact test.
    pub p: f64,
}

/// What a ranking is worth.
#[derive(Clone, Debug, Serialize)]
pub struct Ranked {
    /// Its name.
    pub name: String,
    /// pass@1.
    pub figure: Figure,
    /// How much more that is than of plain samples.
    pub difference: Difference,
}

/// How many of the candidates and tests of the best sets came from an origin.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Votes {
    /// A strategy, or whatever origins are called.
    pub origin: String,
    /// Samples.
    pub candidates: usize,
    /// Tests.
    pub tests: usize,
    /// The share of all these samples.
    pub share: f64,
}

/// What an operator or strategy did: `evaluation::Effect` as the page has it.
#[derive(Clone, Debug, Serialize)]
pub struct KindEffect {
    /// Its name.
    pub name: String,
    /// `operator`, `strategy` or `worst`.
    pub kind: &'static str,
    /// The problems that count.
    pub problems: usize,
    /// Places of those that it solves and the prompt alone does not.
    pub fixed: Vec<usize>,
    /// Places of those that it does not solve and the prompt alone does.
    pub broken: Vec<usize>,
    /// How many are solved with and without it.
    pub right: usize,
    /// How many are solved neither with nor without it.
    pub wrong: usize,
    /// The difference in shares of right samples.
    pub difference: Difference,
    /// By `McNemar`'s exact test; nothing of the worst variants, which are worse by how they are chosen.
    pub p: Option<f64>,
    /// By Holm's correction over all rows of its kind.
    pub holm: Option<f64>,
}

impl KindEffect {
    pub(super) fn new(kind: &'static str, effect: Effect, is_tested: bool) -> Self {
        Self {
            name: effect.name,
            kind,
            problems: effect.problems,
            fixed: effect.fixed,
            broken: effect.broken,
            right: effect.left_right,
            wrong: effect.left_wrong,
            difference: Difference::new(effect.difference, effect.interval),
            p: is_tested.then_some(effect.chance),
            holm: is_tested.then_some(effect.holm),
        }
    }
}

/// How robust samples are to a kind of mutation: `ReCode`'s figures at k = 1 and `PromptBench`'s.
#[derive(Clone, Debug, Serialize)]
pub struct KindRobustness {
    /// The operator or strategy; `all` for every variant.
    pub name: String,
    /// The problems that count.
    pub problems: usize,
    /// Robust pass@1, RP.
    pub rp: f64,
    /// Robust drop, RD.
    pub rd: Option<f64>,
    /// Robust relative, RR.
    pub rr: f64,
    /// Performance drop rate, PDR.
    pub pdr: Option<f64>,
}

/// Figures by the values of a label.
#[derive(Clone, Debug, Serialize)]
pub struct Breakdown {
    /// The label.
    pub label: String,
    /// A row for each value.
    pub rows: Vec<BreakdownRow>,
}

/// The problems with one value of a label.
#[derive(Clone, Debug, Serialize)]
pub struct BreakdownRow {
    /// The value.
    pub value: String,
    /// How many there are.
    pub problems: usize,
    /// Of the selection.
    pub figure: Option<Figure>,
    /// Of plain samples.
    pub plain: Option<Figure>,
}

/// How well probabilities fit what is.
#[derive(Clone, Debug, Serialize)]
pub struct Reliability {
    /// Their Brier score.
    pub brier: f64,
    /// That of saying, of each, the share that is right.
    pub constant: f64,
    /// By tenths of the probability.
    pub bins: Vec<Tenth>,
}

/// The selections of one tenth of the probability.
#[derive(Clone, Debug, Serialize)]
pub struct Tenth {
    /// Where it begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
    /// How many there are.
    pub count: usize,
    /// Their mean probability.
    pub predicted: f64,
    /// The share of them that is right.
    pub came_true: f64,
}

/// Why candidates are wrong, with multiplicities.
#[derive(Clone, Debug, Serialize)]
pub struct Failures {
    /// How many are wrong.
    pub counted: usize,
    /// By the kinds of `DeepEval`.
    pub kinds: Vec<Count>,
    /// By the taxonomy of bugs.
    pub bugs: Vec<Bug>,
}

/// A name and how often it is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The name.
    pub name: String,
    /// How often.
    pub count: usize,
}

/// A kind of bug, beside what was published of model-written deep-learning code.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bug {
    /// Its name.
    pub name: String,
    /// How often it is there.
    pub count: usize,
    /// The share of the wrong candidates.
    pub share: f64,
    /// The share that was published.
    pub published: Option<f64>,
}

/// What was spent; nothing where that is not known.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Cost {
    /// Replies of models.
    pub requests: Option<usize>,
    /// Tokens that models read.
    pub input_tokens: Option<u64>,
    /// Tokens that they wrote.
    pub output_tokens: Option<u64>,
    /// Pairs of a candidate and a test.
    pub pairs: Option<usize>,
    /// Seconds of wall-clock time.
    pub seconds: Option<f64>,
}

/// A problem in the table of problems.
#[derive(Clone, Debug, Serialize)]
pub struct ProblemRow {
    /// Its name.
    pub task_id: String,
    /// Whether the selection is right.
    pub right: Option<bool>,
    /// The probability that it is.
    pub confidence: Option<f64>,
    /// Samples.
    pub candidates: usize,
    /// Tests.
    pub tests: usize,
    /// The share of the samples that is right.
    pub plain: Option<f64>,
    /// Its labels, each with its values in one text.
    pub labels: BTreeMap<String, String>,
    /// What solved it that the prompt alone does not.
    pub fixed_by: Vec<String>,
    /// With what it is not solved though the prompt alone solves it.
    pub broken_by: Vec<String>,
}
