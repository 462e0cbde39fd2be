//! Drafts of variants: which operators, which sites, which proposals.

use crate::edit::{Proposal, Site, Splice};
use crate::operator::{Operator, Strategy};
use crate::prompt::Prompt;
use crate::seed::Key;
use crate::strength::Strength;
use rustc_hash::FxHasher;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};

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
    /// What each proposal changes, once that was asked: those of a site from its place in `firsts` on.
    changes: Vec<OnceCell<Box<[Change]>>>,
    firsts: Vec<usize>,
}

impl Found {
    fn new(operator: &'static dyn Operator, prompt: &Prompt, key: Key) -> Self {
        let sites = operator.sites(prompt);
        let mut firsts = Vec::with_capacity(sites.len());
        let mut count = 0;
        for site in &sites {
            firsts.push(count);
            count += site.proposals.len();
        }
        Self {
            operator,
            sites,
            key,
            changes: vec![OnceCell::new(); count],
            firsts,
        }
    }

    fn changes(&self, pick: Pick, text: &str) -> &[Change] {
        let cell = &self.changes[self.firsts[pick.site] + pick.proposal];
        cell.get_or_init(|| {
            let proposal = &self.sites[pick.site].proposals[pick.proposal];
            let change = |splice| Change::of(splice, text);
            proposal.splices.iter().map(change).collect()
        })
    }
}

/// One chosen proposal, by its place among what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Pick {
    pub(crate) operator: usize,
    pub(crate) site: usize,
    pub(crate) proposal: usize,
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

/// What a draft changes in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Change {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// A digest of what is written there.
    pub(crate) after: u64,
    /// About how many words change.
    pub(crate) weight: usize,
}

impl Change {
    fn of(splice: &Splice, text: &str) -> Self {
        let mut digest = FxHasher::default();
        splice.after.hash(&mut digest);
        Self {
            start: splice.range.start,
            end: splice.range.end,
            after: digest.finish(),
            weight: splice.weight(text),
        }
    }
}

/// All that the operators found, and the drafts that can be made of it.
pub(crate) struct Composer<'a> {
    pub(crate) found: Vec<Found>,
    /// Which operators never meet in one variant.
    apart: Vec<Vec<bool>>,
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
            .map(|operator| {
                let key = Key::new(seed, task_id, operator.card().name);
                Found::new(*operator, prompt, key)
            })
            .collect::<Vec<_>>();
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
            found.iter().map(clash).collect()
        });
        let apart = apart.collect();
        Self {
            found,
            apart,
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
            ..Draft::default()
        });
        drafts.collect()
    }

    /// A draft that changes every place where the operators apply, as far as they go together.
    pub(crate) fn everywhere(&self) -> Draft {
        let mut picks: Vec<Pick> = Vec::new();
        for (operator, found) in self.found.iter().enumerate() {
            if picks.iter().any(|pick| self.apart[operator][pick.operator]) {
                continue;
            }
            let mut draws = found.key.draws(0);
            for (site, at) in found.sites.iter().enumerate() {
                let pick = Pick {
                    operator,
                    site,
                    proposal: draws.place(&at.proposals),
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
            ..Draft::default()
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
        let (mut picks, mut changes, mut spent, mut kinds) = (Vec::new(), Vec::new(), 0, 0);
        for (_, pick) in drawn {
            if spent >= budget {
                break;
            }
            if self.goes_with(pick, &picks) {
                let new = self.found[pick.operator].changes(pick, self.text);
                spent += new.iter().map(|change| change.weight).sum::<usize>();
                changes.extend_from_slice(new);
                let card = self.found[pick.operator].operator.card();
                kinds |= u64::from(card.strategy == Strategy::Grammatical) << (pick.operator % 64);
                picks.push(pick);
            }
        }
        picks.sort_unstable();
        changes.sort_unstable();
        Draft {
            index,
            picks,
            changes,
            kinds,
        }
    }

    /// Draws the places of one operator, each with its turn: sooner for sentences than for words.
    fn draw(&self, operator: usize, index: u32, drawn: &mut Vec<(u32, Pick)>) {
        let found = &self.found[operator];
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
        let only = single.then(|| numbers.place(&found.sites));
        for (site, at) in found.sites.iter().enumerate() {
            let turn = numbers.below(early);
            let proposal = numbers.place(&at.proposals);
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
        let apart = &self.apart[pick.operator];
        !picks.iter().any(|other| apart[other.operator]) && self.fits(pick, picks)
    }
}
