//! Edits: what a variant changed, where, and on whose account.

use crate::naming::NameMap;
use serde::Serialize;
use std::ops::Range;
use std::sync::Arc;

/// One replaced stretch of the original, with its provenance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// The operator that proposed it.
    pub operator: &'static str,
    /// The version of that operator.
    pub version: u32,
    /// The draft that drew it: with the run seed, task and operator this is its seed path.
    pub draft: u32,
    /// The first byte in the original.
    pub start: usize,
    /// The byte after the last in the original.
    pub end: usize,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
    /// What was changed in the stretches of it that only moved; `after` has these changes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<Edit>,
}

/// A stretch of the original and what replaces it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice {
    /// The bytes of the original.
    pub range: Range<usize>,
    /// What replaces them.
    pub after: String,
    /// Stretches of the original that stand in it: other rewrites may change them there.
    pub kept: Vec<Kept>,
}

/// A stretch of the original inside what replaces another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its bytes in the original.
    pub range: Range<usize>,
    /// Where it begins in the replacement.
    pub at: usize,
}

/// One rewrite: splices that belong together, or a renaming.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// In order and disjoint.
    pub splices: Vec<Splice>,
    /// The renaming, for naming operators.
    pub renames: Option<Arc<NameMap>>,
    /// The stretch that no other rewrite of sentences may share.
    pub claim: Option<Range<usize>>,
}

/// A place where an operator applies, with the proposals to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// At least one.
    pub proposals: Vec<Proposal>,
}

impl Proposal {
    pub(crate) fn one(range: Range<usize>, after: impl Into<String>) -> Self {
        Self {
            splices: vec![Splice::new(range, after)],
            ..Self::default()
        }
    }

    pub(crate) fn many(splices: Vec<Splice>) -> Self {
        Self {
            splices,
            ..Self::default()
        }
    }

    pub(crate) fn claiming(mut self, claim: Range<usize>) -> Self {
        self.claim = Some(claim);
        self
    }

    /// Claims a stretch, unless it claims another.
    pub(crate) fn or_claiming(mut self, claim: Range<usize>) -> Self {
        self.claim = self.claim.or(Some(claim));
        self
    }

    /// True when the two cannot stand in one variant.
    pub(crate) fn conflicts(&self, other: &Self) -> bool {
        if let (Some(claim), Some(taken)) = (&self.claim, &other.claim)
            && claim.start < taken.end
            && taken.start < claim.end
        {
            return true;
        }
        let named = self.renames.is_some() || other.renames.is_some();
        let clash = |(one, two): (&Arc<NameMap>, &Arc<NameMap>)| !one.goes_with(two);
        self.renames
            .as_ref()
            .zip(other.renames.as_ref())
            .is_some_and(clash)
            || self.splices.iter().any(|one| {
                let taken = other.splices.iter();
                taken
                    .filter(|two| touches(&one.range, &two.range))
                    .any(|two| named || !one.holds(&two.range) && !two.holds(&one.range))
            })
    }
}

impl Site {
    pub(crate) fn single(proposal: Proposal) -> Self {
        Self {
            proposals: vec![proposal],
        }
    }

    pub(crate) fn of(proposals: Vec<Proposal>) -> Option<Self> {
        (!proposals.is_empty()).then_some(Self { proposals })
    }
}

impl Splice {
    /// True where a range lies inside a stretch that is kept, and touches neither of its ends.
    pub(crate) fn holds(&self, range: &Range<usize>) -> bool {
        self.kept
            .iter()
            .any(|kept| kept.range.start < range.start && range.end < kept.range.end)
    }

    /// The replacement with other rewrites, in order, made inside the stretches that it keeps.
    pub(crate) fn with(&self, inner: &[(Range<usize>, &str)]) -> String {
        let mut places: Vec<(usize, usize, &str)> = inner
            .iter()
            .filter_map(|(range, after)| {
                let kept = self
                    .kept
                    .iter()
                    .find(|kept| kept.range.start <= range.start && range.end <= kept.range.end)?;
                Some((
                    kept.at + range.start - kept.range.start,
                    range.len(),
                    *after,
                ))
            })
            .collect();
        places.sort_unstable();
        let mut text = self.after.clone();
        for (at, length, after) in places.into_iter().rev() {
            text.replace_range(at..at + length, after);
        }
        text
    }

    /// About how many words of a text it changes, without case and layout: those between the first and the last that differ,
    /// without the longest stretch that is kept.
    pub(crate) fn weight(&self, text: &str) -> usize {
        let words = |text: &str| text.split_whitespace().count();
        let mut old = text[self.range.clone()].split_whitespace();
        let mut new = self.after.split_whitespace();
        let same = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
        let (mut rest, mut other) = (old.clone(), new.clone());
        while let (Some(left), Some(right)) = (rest.next(), other.next())
            && same(left, right)
        {
            (old, new) = (rest.clone(), other.clone());
        }
        let (mut rest, mut other) = (old.clone(), new.clone());
        while let (Some(left), Some(right)) = (rest.next_back(), other.next_back())
            && same(left, right)
        {
            (old, new) = (rest.clone(), other.clone());
        }
        let kept = self
            .kept
            .iter()
            .map(|kept| words(&text[kept.range.clone()]));
        old.count()
            .max(new.count())
            .saturating_sub(kept.max().unwrap_or(0))
    }

    pub(crate) fn new(range: Range<usize>, after: impl Into<String>) -> Self {
        Self {
            range,
            after: after.into(),
            kept: Vec::new(),
        }
    }
}

/// Touching counts: two insertions at one place have no order.
fn touches(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start <= other.end && other.start <= one.end
}

/// Applies splices, which are in order and disjoint, to a text.
#[must_use]
pub fn apply<'a>(text: &str, splices: impl IntoIterator<Item = (Range<usize>, &'a str)>) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut at = 0;
    for (range, after) in splices {
        out.push_str(&text[at..range.start]);
        out.push_str(after);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// Takes the edits of a variant back, or returns nothing where it does not hold them.
#[must_use]
pub fn undo(variant: &str, edits: &[Edit]) -> Option<String> {
    let mut out = String::with_capacity(variant.len());
    let (mut at, mut original) = (0, 0);
    for edit in edits {
        let kept = edit.start.checked_sub(original)?;
        out.push_str(variant.get(at..at + kept)?);
        at += kept;
        if variant.get(at..at + edit.after.len())? != edit.after {
            return None;
        }
        out.push_str(&edit.before);
        at += edit.after.len();
        original = edit.end;
    }
    out.push_str(variant.get(at..)?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undoing_edits_restores_the_text() {
        let text = "Return the sum.";
        let changed = apply(text, [(0..6, "Give"), (11..14, "total")]);
        assert_eq!(changed, "Give the total.");
        let edit = |start: usize, end: usize, after: &str| Edit {
            operator: "test",
            version: 1,
            draft: 0,
            start,
            end,
            before: text[start..end].to_owned(),
            after: after.to_owned(),
            within: Vec::new(),
        };
        let edits = [edit(0, 6, "Give"), edit(11, 14, "total")];
        assert_eq!(undo(&changed, &edits).as_deref(), Some(text));
        assert_eq!(undo("Other text.", &edits), None);
    }

    #[test]
    fn rewrites_that_touch_conflict() {
        let one = Proposal::one(0..6, "Give");
        assert!(one.conflicts(&Proposal::one(6..6, "!")));
        assert!(!one.conflicts(&Proposal::one(7..8, "x")));
    }
}
