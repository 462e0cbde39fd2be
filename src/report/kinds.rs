//! Kinds of mutations: operators, strategies, and the worst variant of each problem.

use super::data::{KindEffect, KindRobustness};
use super::known::Known;
use crate::evaluation::{Compared, Counted, Nominal, effects, mean, performance_drop, robustness};
use crate::origin::{ORIGINAL, REPAIR, operators, strategy};
use std::collections::{BTreeMap, BTreeSet};

impl Known<'_> {
    /// Every operator and strategy with what the problems have of it, and the worst variant of each problem.
    pub(super) fn kinds(&self, measured: &[usize]) -> Vec<Kind> {
        let mut kinds: BTreeMap<(&'static str, String), Kind> = BTreeMap::new();
        for &place in measured {
            let nominal = self.of_origin(place, ORIGINAL);
            let origins = self.loaded.candidates[place]
                .iter()
                .flat_map(|it| it.origins.iter());
            let origins: BTreeSet<&str> = origins
                .map(|it| it.0)
                .filter(|it| ![ORIGINAL, REPAIR].contains(it))
                .collect();
            if nominal.samples == 0 || origins.is_empty() {
                continue;
            }
            let mut of_kind: BTreeMap<(&'static str, String), Vec<Counted>> = BTreeMap::new();
            for origin in origins {
                let counted = self.of_origin(place, origin);
                for kind in kinds_of(origin) {
                    of_kind.entry(kind).or_default().push(counted);
                }
            }
            for (key, perturbed) in of_kind {
                let kind = kinds.entry(key.clone()).or_insert_with(|| Kind::new(key));
                kind.problems.push((place, Nominal { nominal, perturbed }));
            }
        }
        kinds.into_values().collect()
    }
}

/// A kind of mutation, with the problems that have variants of it.
pub(super) struct Kind {
    sort: &'static str,
    name: String,
    problems: Vec<(usize, Nominal)>,
}

const OPERATOR: &str = "operator";
const STRATEGY: &str = "strategy";
const WORST: &str = "worst";

/// The sorts of kinds, as they are listed.
const SORTS: [&str; 3] = [WORST, STRATEGY, OPERATOR];

/// The operators and strategies that took part in a variant, by its name, and that it is one.
fn kinds_of(origin: &str) -> BTreeSet<(&'static str, String)> {
    let mut kinds = BTreeSet::from([(WORST, "worst of all variants".to_owned())]);
    for operator in operators(origin) {
        kinds.insert((OPERATOR, operator.to_owned()));
        if strategy(operator) != operator {
            kinds.insert((STRATEGY, strategy(operator).to_owned()));
        }
    }
    kinds
}

impl Kind {
    fn new((sort, name): (&'static str, String)) -> Self {
        Self {
            sort,
            name,
            problems: Vec::new(),
        }
    }

    /// The problems with all their variants of the kind together, or with the worst of them.
    fn compared(&self) -> Vec<Compared> {
        let share = |it: &&Counted| it.share().unwrap_or(0.0);
        let perturbed = |all: &[Counted]| match self.sort {
            WORST => all
                .iter()
                .min_by(|a, b| share(a).total_cmp(&share(b)))
                .copied()
                .unwrap_or_default(),
            _ => all.iter().fold(Counted::default(), |sum, it| Counted {
                samples: sum.samples + it.samples,
                right: sum.right + it.right,
            }),
        };
        let compared = self.problems.iter().map(|(problem, it)| Compared {
            problem: *problem,
            nominal: it.nominal,
            perturbed: perturbed(&it.perturbed),
        });
        compared.collect()
    }

    /// How robust samples are to it.
    pub(super) fn robustness(&self) -> Option<KindRobustness> {
        let problems: Vec<Nominal> = self.problems.iter().map(|it| it.1.clone()).collect();
        let figures = robustness(&problems, 1)?;
        let clean: Vec<f64> = problems
            .iter()
            .filter_map(|it| it.nominal.share())
            .collect();
        let perturbed = problems.iter().filter_map(|it| {
            let shares: Vec<f64> = it.perturbed.iter().filter_map(|it| it.share()).collect();
            mean(&shares)
        });
        Some(KindRobustness {
            name: if self.sort == WORST {
                "all variants".to_owned()
            } else {
                self.name.clone()
            },
            problems: figures.problems,
            rp: figures.robust_pass,
            rd: figures.robust_drop,
            rr: figures.robust_relative,
            pdr: performance_drop(&clean, &perturbed.collect::<Vec<_>>()),
        })
    }
}

/// The effects of all kinds, sort by sort, the largest first; each sort is corrected by itself.
pub(super) fn told(kinds: &[Kind], seed: u64) -> Vec<KindEffect> {
    let told = SORTS.into_iter().flat_map(|sort| {
        let own = kinds.iter().filter(|it| it.sort == sort);
        let own: Vec<_> = own.map(|it| (it.name.clone(), it.compared())).collect();
        let mut effects = effects(&own, seed);
        effects.sort_by(|one, other| other.difference.total_cmp(&one.difference));
        effects
            .into_iter()
            .map(move |it| KindEffect::new(sort, it, sort != WORST))
    });
    told.collect()
}
