//! How likely the selected candidates of a run are right: a logistic regression on what the matrices say about them.

use super::sets::by_behaviour;
use crate::matrix::{ExecutionMatrix, Outputs};

/// What a probability is computed from. Shares are drawn to those of the run's other problems, and enter as log-odds;
/// a candidate's agreement with itself is in none. Examples of the prompt are apart from the tests that models wrote. How
/// much tests count moves with the share that the run's other selections pass: both weights are none below zero, so
/// that it never counts against a candidate to pass one more.
pub const FEATURES: [&str; 15] = [
    "outputs that the other samples give too",
    "other samples that do the same",
    "tests passed, beyond the run's other problems: where these pass",
    "tests passed, beyond the run's other problems: where these fail",
    "other behaviours for each other sample",
    "outputs in common, in the run's other problems",
    "tests that selections pass, in the run's other problems",
    "tests that all candidates pass, in the run's other problems",
    "logarithm of 1 + tests",
    "examples, where all are passed: n / (n + 1)",
    "examples failed: n / (n + 1)",
    "examples that selections pass, in the run's other problems",
    "selections that pass no test, in the run's other problems",
    "lone samples, in the run's other problems",
    "outputs in common times tests that selections pass, in the run's other problems",
];

/// Intercept and weights, by logistic regression in which what must rise with a feature may not fall:
/// `tests/tools/calibrate.py` gives them. `BENCHMARKS.md` says how well calibrated the probabilities are on models that were left out.
const WEIGHTS: [f64; FEATURES.len() + 1] = [
    1.019, 0.352, 0.296, 0.885, 0.333, -1.754, 0.127, -0.224, 0.117, -0.161, 2.830, -4.943, -0.049,
    -0.349, 1.539, -0.141,
];

/// How many problems, samples and tests the prior of a share counts as.
const PRIOR_PROBLEMS: f64 = 3.0;
const PRIOR_SAMPLES: f64 = 2.0;
const PRIOR_TESTS: f64 = 2.0;

/// What is taken of a run about which nothing is known: a weak model and weak tests, so low that one sample and one test
/// are not believed. Set for that, not fitted.
const WEAK: Others = Others {
    in_common: 0.15,
    alike: 0.08,
    passed: 0.25,
    passed_by_all: 0.08,
    shown: 0.25,
    none: 0.88,
    lone: 0.0,
};

/// Shares enter between this and 1 less this.
const EDGE: f64 = 0.01;

/// The probability that each problem's selected candidate is right, between 0 and 1. Nothing where none is selected, or
/// nothing was executed: there is neither a test nor a call.
///
/// How strong the model and its tests are is taken from the other problems of the run (empirical Bayes); where there
/// are none, from weak ones.
#[must_use]
pub fn confidence(matrices: &[ExecutionMatrix], selected: &[Option<usize>]) -> Vec<Option<f64>> {
    let chance = |features: [f64; FEATURES.len()]| {
        let odds = WEIGHTS[0]
            + WEIGHTS[1..]
                .iter()
                .zip(features)
                .map(|(a, b)| a * b)
                .sum::<f64>();
        1.0 / (1.0 + (-odds).exp())
    };
    let features = features(matrices, selected).into_iter();
    features.map(|it| it.map(chance)).collect()
}

/// The values of [`FEATURES`] for the selected candidate of each problem.
#[must_use]
pub fn features(
    matrices: &[ExecutionMatrix],
    selected: &[Option<usize>],
) -> Vec<Option<[f64; FEATURES.len()]>> {
    let counts = |(matrix, selected): (&ExecutionMatrix, &Option<usize>)| {
        let executed = !matrix.tests.is_empty() || matrix.outputs.width() > 0;
        selected
            .filter(|_| executed)
            .map(|it| Counts::of(matrix, it))
    };
    let counts: Vec<Option<Counts>> = matrices.iter().zip(selected).map(counts).collect();
    let mean = |share: fn(&Shares) -> Option<f64>, prior| {
        Mean::of(counts.iter().flatten().map(|it| share(&it.shares())), prior)
    };
    let in_common = mean(|it| it.in_common, WEAK.in_common);
    let alike = mean(|it| it.alike, WEAK.alike);
    let passed = mean(|it| it.passed, WEAK.passed);
    let passed_by_all = mean(|it| it.passed_by_all, WEAK.passed_by_all);
    let shown = mean(|it| it.shown, WEAK.shown);
    let none = mean(|it| it.none, WEAK.none);
    let lone = mean(|it| Some(it.lone), WEAK.lone);
    let features = |counts: &Counts| {
        let own = counts.shares();
        counts.features(&Others {
            in_common: in_common.without(own.in_common),
            alike: alike.without(own.alike),
            passed: passed.without(own.passed),
            passed_by_all: passed_by_all.without(own.passed_by_all),
            shown: shown.without(own.shown),
            none: none.without(own.none),
            lone: lone.without(Some(own.lone)),
        })
    };
    counts.iter().map(|it| it.as_ref().map(features)).collect()
}

/// What a matrix says about a candidate, with multiplicities.
struct Counts {
    /// Samples but for one of the candidate.
    others: f64,
    /// Their sum of shares of calls for which they give the candidate's value.
    in_common: f64,
    /// Those that do the same.
    alike: f64,
    /// Tests that models wrote.
    tests: f64,
    passed: f64,
    /// Examples of the prompt: those that no candidate passes as well, which selection does not trust.
    examples: f64,
    shown: f64,
    /// The mean over samples of the tests that they pass.
    passed_by_all: f64,
    /// Behaviours but for the candidate's.
    behaviours: f64,
}

/// Shares of one problem; nothing where there is nothing to have a share of.
struct Shares {
    in_common: Option<f64>,
    alike: Option<f64>,
    passed: Option<f64>,
    passed_by_all: Option<f64>,
    /// Of the examples, those passed.
    shown: Option<f64>,
    /// 1 where no test is passed.
    none: Option<f64>,
    /// 1 where there is no other sample.
    lone: f64,
}

/// Mean shares of the other problems.
struct Others {
    in_common: f64,
    alike: f64,
    passed: f64,
    passed_by_all: f64,
    shown: f64,
    none: f64,
    lone: f64,
}

impl Counts {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
    fn of(matrix: &ExecutionMatrix, candidate: usize) -> Self {
        let outputs = &matrix.outputs;
        let written = matrix.without_examples();
        let support = |candidate: usize| written.support(&written.passes[candidate]) as f64;
        let examples: Vec<usize> = matrix.examples.ones().collect();
        let shown = |it: &&usize| matrix.passes[candidate].has(**it);
        let own = outputs.row(candidate);
        let share = |other: usize| {
            let pairs = own.iter().zip(outputs.row(other));
            let same = pairs.filter(|(a, b)| a == b && Outputs::is_value(**a));
            same.count() as f64 / own.len().max(1) as f64
        };
        let mut counts = Self {
            others: matrix.candidates.iter().sum::<usize>() as f64 - 1.0,
            in_common: -share(candidate),
            alike: -1.0,
            tests: written.tests.iter().sum::<usize>() as f64,
            passed: support(candidate),
            examples: examples.len() as f64,
            shown: examples.iter().filter(shown).count() as f64,
            passed_by_all: 0.0,
            behaviours: 0.0,
        };
        let mut sum = 0.0;
        for behaviour in by_behaviour(matrix) {
            let samples = behaviour.iter().map(|&it| matrix.candidates[it]);
            let samples = samples.sum::<usize>() as f64;
            let passed = support(behaviour[0]);
            counts.in_common += samples * share(behaviour[0]);
            sum += samples * passed;
            if behaviour.contains(&candidate) {
                counts.alike += samples;
            } else {
                counts.behaviours += 1.0;
            }
        }
        counts.passed_by_all = sum / (counts.others + 1.0);
        counts.alike = counts.alike.max(0.0);
        counts.in_common = counts.in_common.max(0.0);
        counts
    }

    fn shares(&self) -> Shares {
        let of = |part: f64, all: f64| (all > 0.0).then(|| part / all);
        Shares {
            in_common: of(self.in_common, self.others),
            alike: of(self.alike, self.others),
            passed: of(self.passed, self.tests),
            passed_by_all: of(self.passed_by_all, self.tests),
            shown: of(self.shown, self.examples),
            none: (self.tests > 0.0).then(|| truth(self.passed <= 0.0)),
            lone: truth(self.others <= 0.0),
        }
    }

    fn features(&self, run: &Others) -> [f64; FEATURES.len()] {
        let drawn = |part: f64, all: f64, mean: f64, prior: f64| {
            log_odds((part + prior * mean) / (all + prior))
        };
        let among = |part: f64, mean: f64| drawn(part, self.others, mean, PRIOR_SAMPLES);
        let passed = drawn(self.passed, self.tests, run.passed, PRIOR_TESTS) - log_odds(run.passed);
        let of_one = |count: f64| count / (count + 1.0);
        let failed = self.examples - self.shown;
        [
            among(self.in_common, run.in_common),
            among(self.alike, run.alike),
            passed * run.passed,
            passed * (1.0 - run.passed),
            self.behaviours / (self.others + PRIOR_SAMPLES),
            log_odds(run.in_common),
            log_odds(run.passed),
            log_odds(run.passed_by_all),
            self.tests.ln_1p(),
            if failed > 0.0 {
                0.0
            } else {
                of_one(self.examples)
            },
            of_one(failed),
            log_odds(run.shown),
            log_odds(run.none),
            run.lone,
            log_odds(run.in_common) * log_odds(run.passed),
        ]
    }
}

fn truth(it: bool) -> f64 {
    f64::from(u8::from(it))
}

/// A mean over problems, drawn to a prior.
struct Mean {
    sum: f64,
    problems: f64,
}

impl Mean {
    fn of(shares: impl Iterator<Item = Option<f64>>, prior: f64) -> Self {
        let mut mean = Self {
            sum: prior * PRIOR_PROBLEMS,
            problems: PRIOR_PROBLEMS,
        };
        for share in shares.flatten() {
            mean.sum += share;
            mean.problems += 1.0;
        }
        mean
    }

    /// The mean of the problems but for one of them.
    fn without(&self, share: Option<f64>) -> f64 {
        match share {
            Some(share) => (self.sum - share) / (self.problems - 1.0),
            None => self.sum / self.problems,
        }
    }
}

fn log_odds(share: f64) -> f64 {
    let share = share.clamp(EDGE, 1.0 - EDGE);
    (share / (1.0 - share)).ln()
}
