//! A proposal as drafts look at it: what it changes, and how far it reaches.

use crate::edit::{Proposal, Splice};
use rustc_hash::FxHasher;
use std::cell::OnceCell;
use std::hash::{Hash, Hasher};
use std::ops::Range;

/// One proposal, by its place among all that were found: in the order of operators, sites and proposals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Pick(u32);

impl Pick {
    pub(crate) fn new(place: usize) -> Self {
        Self(u32::try_from(place).unwrap_or(u32::MAX))
    }

    pub(crate) fn place(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }

    /// A number by which picks stand in the order of their turns, and of their places where turns are equal.
    pub(crate) fn in_turn(self, turn: u32) -> u64 {
        u64::from(turn) << 32 | u64::from(self.0)
    }

    /// The pick of such a number.
    pub(crate) fn of_turn(number: u64) -> Self {
        Self(u32::try_from(number & u64::from(u32::MAX)).unwrap_or(u32::MAX))
    }
}

/// A proposal with what drafts ask of it again and again.
pub(crate) struct Offer {
    /// The place of the operator that made it.
    pub(crate) operator: usize,
    pub(crate) proposal: Proposal,
    /// The first byte that it changes or claims, and the end of the last one.
    reach: Range<usize>,
    /// What it changes, once that was asked.
    changes: OnceCell<Changes>,
}

/// What a proposal changes, and about how many words.
pub(crate) struct Changes {
    pub(crate) each: Box<[Change]>,
    pub(crate) weight: usize,
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

impl Offer {
    pub(crate) fn new(operator: usize, proposal: Proposal) -> Self {
        let splices = proposal.splices.iter().map(|splice| &splice.range);
        let ranges = splices.chain(&proposal.claim);
        let start = ranges.clone().map(|range| range.start).min();
        let end = ranges.map(|range| range.end).max();
        let reach = start.unwrap_or(usize::MAX)..end.unwrap_or(0);
        Self {
            operator,
            proposal,
            reach,
            changes: OnceCell::new(),
        }
    }

    /// True when the two cannot stand in one variant. Most are far apart, which their reach tells at once.
    pub(crate) fn conflicts(&self, other: &Self) -> bool {
        let near = self.reach.start <= other.reach.end && other.reach.start <= self.reach.end;
        let renames = |offer: &Self| offer.proposal.renames.is_some();
        (near || renames(self) && renames(other)) && self.proposal.conflicts(&other.proposal)
    }

    pub(crate) fn changes(&self, text: &str) -> &Changes {
        self.changes.get_or_init(|| {
            let splices = self.proposal.splices.iter();
            let each: Box<[Change]> = splices.map(|splice| Change::of(splice, text)).collect();
            let weight = each.iter().map(|change| change.weight).sum();
            Changes { each, weight }
        })
    }
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
