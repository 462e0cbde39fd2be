//! How much changes when the same is said in other ways.

use super::pass_at_k;
use serde::Serialize;

/// Samples of one way to say a problem, and how many of them are right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// All samples.
    pub samples: usize,
    /// Those that pass the reference tests.
    pub right: usize,
}

impl Counted {
    /// The share that is right; nothing without samples.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
    pub fn share(self) -> Option<f64> {
        (self.samples > 0).then(|| self.right as f64 / self.samples as f64)
    }

    /// Whether it is solved: at least half of its samples are right, which of one sample is that it is.
    #[must_use]
    pub fn is_solved(self) -> bool {
        self.samples > 0 && 2 * self.right >= self.samples
    }
}

/// A problem as it was given, and in other ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nominal {
    /// The samples of the prompt itself.
    pub nominal: Counted,
    /// The samples of each other way to say it.
    pub perturbed: Vec<Counted>,
}

/// `ReCode`'s robustness (Wang et al. 2023, ACL, arXiv 2212.10264), means over problems.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Robustness {
    /// The problems that count: those with k samples or more of the prompt and of every other way.
    pub problems: usize,
    /// pass@k of the prompts themselves.
    pub nominal: f64,
    /// RP: pass@k where a sample counts only if it is right in every way to say the problem.
    pub robust_pass: f64,
    /// RD: by what share of the nominal pass@k RP is lower; nothing where that is 0.
    pub robust_drop: Option<f64>,
    /// RR: the share of problems of which a sample among k changes, for the worse or, where none does, for the better.
    pub robust_relative: f64,
}

/// RP, RD and RR at k.
///
/// `ReCode` draws one sample of each way, so that sample i of one belongs to sample i of another. Of more samples nothing says
/// which belong together; they are paired in the order right before wrong, by which as little changes as can have changed.
/// Where ways have different numbers of samples, each counts as many as the fewest, by its share of right ones.
///
/// ```
/// use mutagree::evaluation::{Counted, Nominal, robustness};
/// let one = |right| Counted { samples: 1, right };
/// let problems = [
///     Nominal { nominal: one(1), perturbed: vec![one(1), one(0)] },
///     Nominal { nominal: one(0), perturbed: vec![one(1), one(0)] },
///     Nominal { nominal: one(1), perturbed: vec![one(1), one(1)] },
///     Nominal { nominal: one(0), perturbed: vec![one(0), one(0)] },
/// ];
/// let told = robustness(&problems, 1).unwrap();
/// assert_eq!((told.nominal, told.robust_pass), (0.5, 0.25));
/// assert_eq!((told.robust_drop, told.robust_relative), (Some(0.5), 0.5));
/// ```
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub fn robustness(problems: &[Nominal], k: usize) -> Option<Robustness> {
    let scaled: Vec<Scaled> = problems.iter().filter_map(|it| Scaled::of(it, k)).collect();
    let mean = |value: &dyn Fn(&Scaled) -> f64| {
        scaled.iter().map(value).sum::<f64>() / scaled.len() as f64
    };
    if scaled.is_empty() {
        return None;
    }
    let nominal = mean(&|it| it.nominal);
    let robust_pass = mean(&|it| it.worst);
    Some(Robustness {
        problems: scaled.len(),
        nominal,
        robust_pass,
        robust_drop: (nominal > 0.0).then(|| (nominal - robust_pass) / nominal),
        robust_relative: mean(&|it| it.lost + it.won),
    })
}

/// `PromptBench`'s performance drop rate (Zhu et al. 2023, arXiv 2306.04528): 1 − M(perturbed) / M(clean), of mean shares of right samples.
/// Nothing where none of the clean ones is right.
#[must_use]
pub fn performance_drop(clean: &[f64], perturbed: &[f64]) -> Option<f64> {
    let (clean, perturbed) = (mean(clean)?, mean(perturbed)?);
    (clean > 0.0).then(|| 1.0 - perturbed / clean)
}

/// The mean; nothing of nothing.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// pass@k of a problem, and of what changes in it.
struct Scaled {
    nominal: f64,
    worst: f64,
    /// That a sample among k is right in the prompt and wrong in the worst way to say it.
    lost: f64,
    /// That one is wrong in the prompt and right in the best way to say it.
    won: f64,
}

impl Scaled {
    fn of(problem: &Nominal, k: usize) -> Option<Self> {
        let all = || problem.perturbed.iter().chain([&problem.nominal]);
        let samples = all().map(|it| it.samples).min()?;
        if samples < k || problem.perturbed.is_empty() {
            return None;
        }
        let shares: Option<Vec<f64>> = all().map(|it| it.share()).collect();
        let shares = shares?;
        let nominal = problem.nominal.share()?;
        let worst = shares.iter().copied().fold(nominal, f64::min);
        let best = shares.iter().copied().fold(nominal, f64::max);
        let at_k = |share: f64| at_k(share, samples, k);
        Some(Self {
            nominal: at_k(nominal),
            worst: at_k(worst),
            lost: at_k(nominal - worst),
            won: at_k(best - nominal),
        })
    }
}

/// pass@k where so large a share of samples is right; the share itself at k = 1, else of whole samples.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts are small, and shares between 0 and 1"
)]
fn at_k(share: f64, samples: usize, k: usize) -> f64 {
    if k == 1 {
        return share;
    }
    pass_at_k(samples, (share * samples as f64).round() as usize, k)
}
