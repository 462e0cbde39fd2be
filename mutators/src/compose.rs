//! Drafts of variants: which operators, which sites, which proposals.

use crate::edit::{Proposal, Site};
use crate::operator::Operator;
use crate::prompt::Prompt;
use crate::seed::Key;
use rand::RngExt;
use std::collections::BTreeSet;

/// Pairs of operators, or of an operator and a strategy, that never meet in one variant.
const CONFLICTS: &[(&str, &str)] = &[
    ("lexical/uppercase", "lexical/"),
    ("lexical/uppercase", "grammatical/"),
    ("lexical/uppercase", "format/"),
    ("format/wrap", "format/"),
    ("format/wrap", "grammatical/"),
    ("format/docstring-style", "format/type-hints"),
    ("format/docstring-style", "format/bullets"),
    ("grammatical/interrogative", "lexical/politeness"),
    ("grammatical/interrogative", "grammatical/declarative"),
    ("grammatical/interrogative", "grammatical/person"),
    ("grammatical/interrogative", "grammatical/passive"),
    ("grammatical/declarative", "lexical/politeness"),
    ("grammatical/person", "lexical/politeness"),
    ("lexical/comparator", "grammatical/negation"),
    ("noise/", "lexical/"),
    ("noise/", "grammatical/"),
];

/// True when the conflict matrix keeps two operators apart.
fn keeps_apart(one: &str, other: &str) -> bool {
    let matches = |pattern: &str, name: &str| {
        pattern == name || pattern.ends_with('/') && name.starts_with(pattern)
    };
    one != other
        && CONFLICTS.iter().any(|(left, right)| {
            matches(left, one) && matches(right, other)
                || matches(left, other) && matches(right, one)
        })
}

/// An operator with what it found in one prompt.
pub(crate) struct Found {
    pub(crate) operator: &'static dyn Operator,
    pub(crate) sites: Vec<Site>,
    key: Key,
}

/// One chosen proposal, by its place among what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pick {
    pub(crate) operator: usize,
    pub(crate) site: usize,
    pub(crate) proposal: usize,
}

/// A variant before it is written and certified.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Draft {
    pub(crate) index: u32,
    pub(crate) picks: Vec<Pick>,
}

/// All that the operators found, and the drafts that can be made of it.
pub(crate) struct Composer {
    pub(crate) found: Vec<Found>,
    base: Key,
    budget: usize,
}

impl Composer {
    /// Asks every operator for its sites.
    pub(crate) fn new(
        prompt: &Prompt,
        operators: &[&'static dyn Operator],
        seed: u64,
        task_id: &str,
    ) -> Self {
        let found = operators
            .iter()
            .map(|operator| Found {
                operator: *operator,
                sites: operator.sites(prompt),
                key: Key::new(seed, task_id, operator.card().name),
            })
            .collect();
        let words = prompt.tokens().len();
        Self {
            found,
            base: Key::new(seed, task_id, "compose"),
            budget: (words / 20).clamp(1, 5),
        }
    }

    pub(crate) fn proposal(&self, pick: Pick) -> &Proposal {
        &self.found[pick.operator].sites[pick.site].proposals[pick.proposal]
    }

    /// Different drafts: first compositions of several operators, then every proposal on its own.
    pub(crate) fn drafts(&self, count: u32) -> Vec<Draft> {
        let mut seen = BTreeSet::new();
        (0..count)
            .map(|index| self.compose(index))
            .filter(|draft| !draft.picks.is_empty() && seen.insert(draft.picks.clone()))
            .collect()
    }

    /// Every proposal alone, in an order that depends on nothing but its operator and place, numbered from `first` on.
    pub(crate) fn singles(&self, first: u32) -> Vec<Draft> {
        const MOST: usize = 64;
        let mut picks: Vec<(u64, Pick)> = Vec::new();
        for (operator, found) in self.found.iter().enumerate() {
            let sites = found.sites.iter().enumerate().flat_map(|(site, at)| {
                (0..at.proposals.len()).map(move |proposal| Pick {
                    operator,
                    site,
                    proposal,
                })
            });
            let drawn = (0u32..).map(|index| found.key.draw(u32::MAX - index));
            picks.extend(drawn.zip(sites.take(MOST)));
        }
        picks.sort_by_key(|(order, _)| *order);
        let drafts = (first..).zip(picks).map(|(index, (_, pick))| Draft {
            index,
            picks: vec![pick],
        });
        drafts.collect()
    }

    /// A draft that changes every place where the operators apply, as far as they go together.
    pub(crate) fn everywhere(&self) -> Draft {
        let mut picks: Vec<Pick> = Vec::new();
        for (operator, found) in self.found.iter().enumerate() {
            let name = found.operator.card().name;
            if picks
                .iter()
                .any(|pick| keeps_apart(self.found[pick.operator].operator.card().name, name))
            {
                continue;
            }
            let mut rng = found.key.rng(0);
            for (site, at) in found.sites.iter().enumerate() {
                let pick = Pick {
                    operator,
                    site,
                    proposal: rng.random_range(0..at.proposals.len()),
                };
                if self.fits(pick, &picks) {
                    picks.push(pick);
                }
            }
        }
        picks.sort_unstable();
        Draft { index: 0, picks }
    }

    /// Says whether a proposal can stand in one variant with others.
    fn fits(&self, pick: Pick, picks: &[Pick]) -> bool {
        picks
            .iter()
            .all(|other| !self.proposal(*other).conflicts(self.proposal(pick)))
    }

    fn compose(&self, index: u32) -> Draft {
        let mut order: Vec<(u64, usize)> = self
            .found
            .iter()
            .enumerate()
            .filter(|(_, found)| !found.sites.is_empty())
            .map(|(at, found)| (found.key.draw(index), at))
            .collect();
        order.sort_unstable();
        let shape = self.base.draw(index);
        let operators = 1 + usize::try_from(shape % 4).unwrap_or(0);
        let budget = 1 + usize::try_from((shape >> 8) % self.budget as u64).unwrap_or(0);
        let mut picks: Vec<Pick> = Vec::new();
        let mut taken = 0;
        for (_, at) in order {
            if taken == operators || picks.len() >= budget.max(operators) {
                break;
            }
            taken += usize::from(self.draw(at, index, budget, &mut picks));
        }
        picks.sort_unstable();
        Draft { index, picks }
    }

    /// Draws proposals of one operator that fit what is already chosen.
    fn draw(&self, operator: usize, index: u32, budget: usize, picks: &mut Vec<Pick>) -> bool {
        let found = &self.found[operator];
        let name = found.operator.card().name;
        if picks
            .iter()
            .any(|pick| keeps_apart(self.found[pick.operator].operator.card().name, name))
        {
            return false;
        }
        let mut rng = found.key.rng(index);
        let most = 1 + rng.random_range(0..budget.div_ceil(2));
        let before = picks.len();
        for _ in 0..most * 2 {
            let site = rng.random_range(0..found.sites.len());
            let proposal = rng.random_range(0..found.sites[site].proposals.len());
            let pick = Pick {
                operator,
                site,
                proposal,
            };
            if self.fits(pick, picks) {
                picks.push(pick);
            }
            if picks.len() - before == most {
                break;
            }
        }
        picks.len() > before
    }
}
