//! Drafts of variants: which operators, which sites, which proposals.

use crate::edit::{Proposal, Site};
use crate::mutate::Strength;
use crate::operator::{Operator, Strategy};
use crate::prompt::Prompt;
use crate::seed::Key;
use rand::RngExt;
use std::collections::BTreeSet;

/// How many words a draft changes at most: beyond that a longer prompt changes no more.
const MOST_WORDS: usize = 400;

/// Pairs of operators, or of an operator and a strategy, that never meet in one variant.
const CONFLICTS: &[(&str, &str)] = &[
    ("lexical/uppercase", "lexical/"),
    ("lexical/uppercase", "grammatical/"),
    ("lexical/uppercase", "format/"),
    ("format/wrap", "format/"),
    ("format/wrap", "grammatical/"),
    ("format/docstring-style", "format/type-hints"),
    ("format/docstring-style", "format/bullets"),
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// About how many words it changes.
    pub(crate) weight: usize,
}

/// All that the operators found, and the drafts that can be made of it.
pub(crate) struct Composer<'a> {
    pub(crate) found: Vec<Found>,
    text: &'a str,
    base: Key,
    /// How many words a draft is to change.
    budget: usize,
    /// Operators of several strategies take part.
    is_mixed: bool,
}

impl<'a> Composer<'a> {
    /// Asks every operator for its sites.
    pub(crate) fn new(
        prompt: &'a Prompt,
        operators: &[&'static dyn Operator],
        strength: Strength,
        (seed, task_id): (u64, &str),
    ) -> Self {
        let found = operators
            .iter()
            .map(|operator| Found {
                operator: *operator,
                sites: operator.sites(prompt),
                key: Key::new(seed, task_id, operator.card().name),
            })
            .collect();
        let words = prompt.text().split_whitespace().count();
        let strategies = operators
            .iter()
            .map(|operator| operator.card().strategy)
            .collect::<BTreeSet<_>>();
        Self {
            found,
            text: prompt.text(),
            base: Key::new(seed, task_id, "compose"),
            budget: (words * strength.percent()).div_ceil(100).min(MOST_WORDS),
            is_mixed: strategies.len() > 1,
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
            weight: self.proposal(pick).weight(self.text),
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
        Draft {
            index: 0,
            picks,
            weight: 0,
        }
    }

    /// Says whether a proposal can stand in one variant with others.
    fn fits(&self, pick: Pick, picks: &[Pick]) -> bool {
        picks
            .iter()
            .all(|other| !self.proposal(*other).conflicts(self.proposal(pick)))
    }

    /// Draws a draft: every operator draws its places for itself, and what goes together is taken until enough has changed.
    fn compose(&self, index: u32) -> Draft {
        let mut drawn: Vec<(u32, Pick)> = Vec::new();
        for (operator, found) in self.found.iter().enumerate() {
            if !found.sites.is_empty() {
                self.draw(operator, index, &mut drawn);
            }
        }
        drawn.sort_unstable();
        let spread = 60 + usize::try_from(self.base.draw(index) % 81).unwrap_or(0);
        let budget = (self.budget * spread).div_ceil(100).max(1);
        let (mut picks, mut spent) = (Vec::new(), 0);
        for (_, pick) in drawn {
            if spent >= budget {
                break;
            }
            if self.goes_with(pick, &picks) {
                spent += self.proposal(pick).weight(self.text);
                picks.push(pick);
            }
        }
        picks.sort_unstable();
        Draft {
            index,
            picks,
            weight: spent,
        }
    }

    /// Draws the places of one operator, each with its turn: sooner for sentences than for words.
    fn draw(&self, operator: usize, index: u32, drawn: &mut Vec<(u32, Pick)>) {
        let found = &self.found[operator];
        let mut rng = found.key.rng(index);
        let card = found.operator.card();
        let (percent, single) = match card.strategy {
            _ if card.name == "lexical/uppercase" => (4, true),
            Strategy::Naming => (8, true),
            Strategy::Format => (10, true),
            Strategy::Noise => (60, false),
            Strategy::Lexical | Strategy::Grammatical => (85, false),
        };
        if self.is_mixed && rng.random_range(0..100) >= percent {
            return;
        }
        let early = if card.strategy == Strategy::Grammatical {
            u32::MAX / 2
        } else {
            u32::MAX
        };
        let only = single.then(|| rng.random_range(0..found.sites.len()));
        for (site, at) in found.sites.iter().enumerate() {
            let turn = rng.random_range(0..early);
            let proposal = rng.random_range(0..at.proposals.len());
            if only.is_none_or(|only| only == site) {
                drawn.push((
                    if single { 0 } else { turn },
                    Pick {
                        operator,
                        site,
                        proposal,
                    },
                ));
            }
        }
    }

    /// Says whether a proposal can stand in one variant with others, by its operator and by its place.
    fn goes_with(&self, pick: Pick, picks: &[Pick]) -> bool {
        let name = |pick: &Pick| self.found[pick.operator].operator.card().name;
        !picks
            .iter()
            .any(|other| keeps_apart(name(other), name(&pick)))
            && self.fits(pick, picks)
    }
}
