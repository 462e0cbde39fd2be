//! Why a candidate failed.

use crate::reason::bug::Bug;
use crate::reason::facts::{Fact, Facts};
use crate::reason::failure::Failure;
use crate::reason::kind::Kind;
use crate::reason::rule::Rule;
use crate::reason::rules::Rules;
use crate::reason::subtype::Subtype;
use serde::Serialize;

/// Why a candidate failed, and the rule that says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The kind of failure.
    pub kind: Kind,
    /// The class of bugs.
    pub bug: Bug,
    /// The form of the bug; none where the candidate is no deep-learning code.
    pub subtype: Option<Subtype>,
    /// The class of bugs that comes next, if another rule gives another.
    pub second: Option<Bug>,
    /// The name of the rule that gives the bug, or else of the one that gives the kind.
    pub rule: Option<String>,
}

/// Explains a failure by the first rule that matches. The kind and the bug are decided each by the first rule that has one.
#[must_use]
pub fn explain(failure: &Failure<'_>, rules: &Rules) -> Reason {
    let facts = Facts::of(failure);
    reason(&facts, &matching(failure, &facts, rules))
}

/// Explains a candidate that failed in several ways by the one whose rule comes first: it is the most telling. There is no
/// explanation of no failure.
#[must_use]
pub fn explain_all(failures: &[Failure<'_>], rules: &Rules) -> Option<Reason> {
    let explained = failures.iter().map(|failure| {
        let facts = Facts::of(failure);
        let matching = matching(failure, &facts, rules);
        let place = |place: &(usize, &Rule)| place.1.bug.is_some().then_some(place.0);
        let first = matching.iter().find_map(place).unwrap_or(usize::MAX);
        (first, reason(&facts, &matching))
    });
    explained
        .min_by_key(|(first, _)| *first)
        .map(|(_, reason)| reason)
}

/// The rules that match a failure, with their places.
fn matching<'r>(failure: &Failure<'_>, facts: &Facts, rules: &'r Rules) -> Vec<(usize, &'r Rule)> {
    let placed = rules.iter().enumerate();
    placed
        .filter(|(_, rule)| rule.matches(failure, facts))
        .collect()
}

fn reason(facts: &Facts, matching: &[(usize, &Rule)]) -> Reason {
    let matching = || matching.iter().map(|(_, rule)| *rule);
    let with_kind = matching().find(|rule| rule.kind.is_some());
    let with_bug = matching().find(|rule| rule.bug.is_some());
    let bug = with_bug.and_then(|rule| rule.bug);
    Reason {
        kind: with_kind
            .and_then(|rule| rule.kind)
            .unwrap_or(Kind::Unclear),
        bug: bug.unwrap_or(Bug::Unclear),
        subtype: with_bug
            .and_then(|rule| rule.subtype)
            .filter(|_| facts.has(Fact::DeepLearning)),
        second: matching()
            .filter_map(|rule| rule.bug)
            .find(|other| Some(*other) != bug),
        rule: with_bug.or(with_kind).map(|rule| rule.name.clone()),
    }
}
