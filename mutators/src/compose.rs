//! Drafts of variants: which operators, which sites, which proposals.

use crate::edit::Proposal;
use crate::offer::{Change, Offer, Pick};
use crate::operator::{Card, Operator, Strategy};
use crate::prompt::Prompt;
use crate::seed::Key;
use crate::strength::Strength;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::ops::Range;

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
    /// Its sites, each by the places of what can be done there.
    pub(crate) sites: Vec<Range<usize>>,
    key: Key,
}

/// A variant before it is written and certified.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Draft {
    pub(crate) index: u32,
    pub(crate) picks: Vec<Pick>,
    /// What they change, in the order of the text.
    pub(crate) changes: Vec<Change>,
    /// The operators that say sentences in another way, a bit for each.
    pub(crate) kinds: u64,
}

impl Draft {
    /// A draft that is not chosen among others.
    pub(crate) fn new(picks: Vec<Pick>, index: u32) -> Self {
        Self {
            index,
            picks,
            ..Self::default()
        }
    }
}

/// All that the operators found, and the drafts that can be made of it.
pub(crate) struct Composer<'a> {
    pub(crate) found: Vec<Found>,
    /// What can be done at all sites of all operators, in order.
    offers: Vec<Offer>,
    /// For each operator, those that never meet it in one variant.
    apart: Vec<Vec<usize>>,
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
        let mut offers = Vec::new();
        let asked = operators.iter().enumerate().map(|(index, operator)| {
            let sites = operator.sites(prompt).into_iter().map(|site| {
                let first = offers.len();
                offers.extend(site.proposals.into_iter().map(|it| Offer::new(index, it)));
                first..offers.len()
            });
            Found {
                operator: *operator,
                sites: sites.collect(),
                key: Key::new(seed, task_id, operator.card().name),
            }
        });
        let found = asked.collect::<Vec<_>>();
        let words = prompt.text().split_whitespace().count();
        let strategies = operators
            .iter()
            .map(|operator| operator.card().strategy)
            .collect::<BTreeSet<_>>();
        let apart = found.iter().map(|one| {
            let clash = |other: &Found| {
                let met = !one.sites.is_empty() && !other.sites.is_empty();
                met && keeps_apart(one.operator.card().name, other.operator.card().name)
            };
            let others = found.iter().enumerate();
            others
                .filter(|(_, other)| clash(other))
                .map(|(at, _)| at)
                .collect()
        });
        let apart = apart.collect();
        Self {
            found,
            offers,
            apart,
            text: prompt.text(),
            base: Key::new(seed, task_id, "compose"),
            budget: (words * strength.percent()).div_ceil(100).min(MOST_WORDS),
            is_mixed: strategies.len() > 1,
        }
    }

    pub(crate) fn proposal(&self, pick: Pick) -> &Proposal {
        &self.offers[pick.place()].proposal
    }

    /// The card of the operator that made a proposal.
    pub(crate) fn card(&self, pick: Pick) -> &'static Card {
        self.found[self.offers[pick.place()].operator]
            .operator
            .card()
    }

    /// Different drafts: first compositions of several operators, then every proposal on its own.
    pub(crate) fn drafts(&self, count: u32) -> Vec<Draft> {
        let mut seen = FxHashSet::default();
        let mut drafts = Vec::new();
        let mut drawn = Vec::with_capacity(self.offers.len());
        for index in 0..count {
            drawn.clear();
            let picks = self.compose(index, &mut drawn);
            if !picks.is_empty() && !seen.contains(&picks) {
                seen.insert(picks.clone());
                drafts.push(self.draft(index, picks));
            }
        }
        drafts
    }

    /// A draft of picks, with what choosing among drafts looks at.
    fn draft(&self, index: u32, picks: Vec<Pick>) -> Draft {
        let mut changes = Vec::with_capacity(picks.len() * 2);
        let mut kinds = 0;
        for pick in &picks {
            let offer = &self.offers[pick.place()];
            changes.extend_from_slice(&offer.changes(self.text).each);
            let says = self.card(*pick).strategy == Strategy::Grammatical;
            kinds |= u64::from(says) << (offer.operator % 64);
        }
        changes.sort_unstable();
        Draft {
            index,
            picks,
            changes,
            kinds,
        }
    }

    /// Every proposal alone, in an order that depends on nothing but its operator and place, numbered from `first` on.
    pub(crate) fn singles(&self, first: u32) -> Vec<Draft> {
        const MOST: usize = 64;
        let mut picks: Vec<(u64, Pick)> = Vec::new();
        for found in &self.found {
            let places = found.sites.iter().cloned().flatten().map(Pick::new);
            let drawn = (0u32..).map(|index| found.key.draw(u32::MAX - index));
            picks.extend(drawn.zip(places.take(MOST)));
        }
        picks.sort_by_key(|(order, _)| *order);
        let drafts = (first..).zip(picks);
        let drafts = drafts.map(|(index, (_, pick))| Draft::new(vec![pick], index));
        drafts.collect()
    }

    /// A draft that changes every place where the operators apply, as far as they go together.
    pub(crate) fn everywhere(&self) -> Draft {
        let mut picks: Vec<Pick> = Vec::new();
        let mut barred = vec![false; self.found.len()];
        for (operator, found) in self.found.iter().enumerate() {
            if barred[operator] {
                continue;
            }
            let mut draws = found.key.draws(0);
            for site in &found.sites {
                let pick = Pick::new(site.start + draws.place(site.len()));
                if self.fits(pick, &picks) {
                    self.take(pick, &mut picks, &mut barred);
                }
            }
        }
        picks.sort_unstable();
        Draft::new(picks, 0)
    }

    /// Says whether a proposal can stand in one variant with others.
    fn fits(&self, pick: Pick, picks: &[Pick]) -> bool {
        let offer = &self.offers[pick.place()];
        let conflicts = |other: &Pick| self.offers[other.place()].conflicts(offer);
        !picks.iter().any(conflicts)
    }

    /// Takes a proposal, and bars the operators that never meet its own.
    fn take(&self, pick: Pick, picks: &mut Vec<Pick>, barred: &mut [bool]) {
        for other in &self.apart[self.offers[pick.place()].operator] {
            barred[*other] = true;
        }
        picks.push(pick);
    }

    /// Draws a draft: every operator draws its places for itself, and what goes together is taken until enough has changed.
    fn compose(&self, index: u32, drawn: &mut Vec<u64>) -> Vec<Pick> {
        for found in &self.found {
            if !found.sites.is_empty() {
                self.draw(found, index, drawn);
            }
        }
        drawn.sort_unstable();
        let spread = 60 + usize::try_from(self.base.draw(index) % 81).unwrap_or(0);
        let budget = (self.budget * spread).div_ceil(100).max(1);
        let (mut picks, mut spent) = (Vec::new(), 0);
        let mut barred = vec![false; self.found.len()];
        for pick in drawn.iter().map(|turn| Pick::of_turn(*turn)) {
            if spent >= budget {
                break;
            }
            let offer = &self.offers[pick.place()];
            if !barred[offer.operator] && self.fits(pick, &picks) {
                spent += offer.changes(self.text).weight;
                self.take(pick, &mut picks, &mut barred);
            }
        }
        picks.sort_unstable();
        picks
    }

    /// Draws the places of one operator, each with its turn: sooner for sentences than for words.
    fn draw(&self, found: &Found, index: u32, drawn: &mut Vec<u64>) {
        let mut numbers = found.key.draws(index);
        let card = found.operator.card();
        let (percent, single) = match card.strategy {
            _ if card.name == "lexical/uppercase" => (4, true),
            Strategy::Naming => (30, true),
            Strategy::Format => (10, true),
            Strategy::Noise => (60, false),
            Strategy::Lexical | Strategy::Grammatical => (95, false),
        };
        if self.is_mixed && numbers.below(100) >= percent {
            return;
        }
        let early = if card.strategy == Strategy::Grammatical {
            u32::MAX / 2
        } else {
            u32::MAX
        };
        let only = single.then(|| numbers.place(found.sites.len()));
        for (at, site) in found.sites.iter().enumerate() {
            let turn = numbers.below(early);
            let pick = Pick::new(site.start + numbers.place(site.len()));
            if only.is_none_or(|only| only == at) {
                drawn.push(pick.in_turn(if single { 0 } else { turn }));
            }
        }
    }
}
