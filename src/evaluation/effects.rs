//! What ways to say a problem do to whether it is solved: the taxonomy of mutation effects.

use super::{Counted, Interval, bootstrap, holm, mcnemar, mean};
use serde::Serialize;

/// One problem said as it was given and in another way, or in several that count together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The place of the problem.
    pub problem: usize,
    /// The samples of the prompt itself.
    pub nominal: Counted,
    /// The samples of the other ways.
    pub perturbed: Counted,
}

/// What a kind of mutation does, over the problems that it has variants of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effect {
    /// The operator or strategy.
    pub name: String,
    /// The problems that count: those with samples of the prompt itself and of a variant of the kind.
    pub problems: usize,
    /// Places of the problems that are solved in the variants and not in the prompt.
    pub fixed: Vec<usize>,
    /// Places of those that are solved in the prompt and not in the variants.
    pub broken: Vec<usize>,
    /// How many are solved in both.
    pub left_right: usize,
    /// How many are solved in neither.
    pub left_wrong: usize,
    /// How much larger the share of right samples is in the variants, a mean over problems.
    pub difference: f64,
    /// Its 95 % interval, by the bootstrap over problems.
    pub interval: Interval,
    /// The exact probability of so uneven a part of fixed and broken, were both equally likely.
    pub chance: f64,
    /// The same, such that all effects together are wrong no oftener than one.
    pub holm: f64,
}

/// The effects of several kinds of mutation, in their order; kinds without problems are left out.
///
/// A problem counts as solved where at least half of its samples are right, so that unequal numbers of samples compare.
///
/// ```
/// use mutagree::evaluation::{Compared, Counted, effects};
/// let one = |right| Counted { samples: 1, right };
/// let changed = |problem, before, after| Compared { problem, nominal: one(before), perturbed: one(after) };
/// let kinds = [("lexical".to_owned(), vec![changed(0, 0, 1), changed(1, 1, 1), changed(2, 1, 0), changed(3, 0, 1)])];
/// let effect = &effects(&kinds, 0)[0];
/// assert_eq!((&effect.fixed[..], &effect.broken[..]), (&[0, 3][..], &[2][..]));
/// assert_eq!((effect.left_right, effect.left_wrong, effect.difference), (1, 0, 0.25));
/// assert_eq!(effect.chance, 1.0);
/// ```
#[must_use]
pub fn effects(kinds: &[(String, Vec<Compared>)], seed: u64) -> Vec<Effect> {
    let told = kinds
        .iter()
        .filter_map(|(name, rows)| effect(name, rows, seed));
    let mut told: Vec<Effect> = told.collect();
    let chances: Vec<f64> = told.iter().map(|it| it.chance).collect();
    for (effect, holm) in told.iter_mut().zip(holm(&chances)) {
        effect.holm = holm;
    }
    told
}

fn effect(name: &str, rows: &[Compared], seed: u64) -> Option<Effect> {
    let differences = rows.iter().filter_map(Compared::difference);
    let differences: Vec<f64> = differences.collect();
    let mut effect = Effect {
        name: name.to_owned(),
        problems: differences.len(),
        fixed: Vec::new(),
        broken: Vec::new(),
        left_right: 0,
        left_wrong: 0,
        difference: mean(&differences)?,
        interval: bootstrap(&differences, seed),
        chance: 1.0,
        holm: 1.0,
    };
    for row in rows.iter().filter(|row| row.difference().is_some()) {
        match (row.nominal.is_solved(), row.perturbed.is_solved()) {
            (false, true) => effect.fixed.push(row.problem),
            (true, false) => effect.broken.push(row.problem),
            (true, true) => effect.left_right += 1,
            (false, false) => effect.left_wrong += 1,
        }
    }
    effect.chance = mcnemar(effect.fixed.len(), effect.broken.len());
    Some(effect)
}

impl Compared {
    fn difference(&self) -> Option<f64> {
        Some(self.perturbed.share()? - self.nominal.share()?)
    }
}
