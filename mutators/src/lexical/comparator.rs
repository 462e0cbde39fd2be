//! States a bound in other words that have the same truth table.
//!
//! `at least 3` becomes `not less than 3` or `3 or more`; `greater than n` becomes `larger than n`. Open and
//! closed bounds are never taken for each other. It refuses a phrase that belongs to a longer one
//! (`less than` inside `less than or equal to`), and a bound without a number or a name behind it.

use super::replace::{match_case, sequence};
use crate::edit::{Proposal, Site};
use crate::lexicon::Classes;
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::View;
use crate::tables::{FewWords, rows, table};
use std::ops::Range;
use std::sync::LazyLock;

operator! {
    Comparator, "lexical/comparator", Lexical, Construction, version 1,
    "at least 3 items" => "3 or more items",
    guard "open and closed bounds (truth table)", source "comparator.rs"
}

/// One way to state a relation.
struct Bound {
    words: Vec<&'static str>,
    phrase: &'static str,
    relation: &'static str,
    written: bool,
}

static BEFORE: LazyLock<FewWords<Vec<Bound>>> = LazyLock::new(|| {
    let mut table: FewWords<Vec<Bound>> = FewWords::default();
    for row in rows(table!("comparators")).filter(|row| row[2] == "before") {
        let words: Vec<_> = row[0].split(' ').collect();
        let bound = Bound {
            phrase: row[0],
            relation: row[1],
            written: row[3] == "yes",
            words,
        };
        table.entry(bound.words[0]).push(bound);
    }
    table
});

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut found = Vec::new();
    for view in View::all(prompt) {
        found.extend((view.first..view.end).filter_map(|at| site(&view, at)));
    }
    found
}

fn site(view: &View<'_>, at: usize) -> Option<Site> {
    let bounds = BEFORE.get(view.lower(at))?;
    let longest = bounds
        .iter()
        .filter_map(|bound| sequence(view, at, &bound.words).map(|tokens| (bound, tokens)))
        .max_by_key(|(_, tokens)| tokens.end)?;
    let (bound, tokens) = longest;
    let value = tokens.end;
    let negated = matches!(
        view.prev(at),
        Some("no" | "not" | "or" | "to" | "n't" | "isn't" | "aren't" | "never" | "nor")
    );
    let open_ended = matches!(view.get(value), Some("or" | "and" | "half" | "twice"));
    let shared = bound.words[0].starts_with("no")
        && view.any(value..view.end.min(value + 5), &["or", "nor", "and"]);
    if shared
        || !bound.written
        || negated
        || open_ended
        || value >= view.end
        || view.token(value).newline_before
    {
        return None;
    }
    let counts = counts_a_noun(view, value);
    let proposals = others(bound, counts, is_predicate(view, at))
        .map(|after| replace(view, tokens.clone(), after))
        .chain(or_more(view, bound, tokens.clone(), counts))
        .collect();
    Site::of(proposals)
}

/// The other phrases for the relation that fit the place.
fn others(bound: &Bound, counts: bool, predicate: bool) -> impl Iterator<Item = &'static str> {
    let candidates: &[&'static str] = match (bound.relation, counts, predicate) {
        ("ge", true, _) => &["at least", "no less than"],
        ("ge", false, true) => &["at least", "not less than", "greater than or equal to"],
        ("le", true, _) => &["at most", "no more than"],
        ("le", false, true) => &["at most", "not greater than", "less than or equal to"],
        ("ge", false, false) if bound.phrase.contains("equal") => &["not less than"],
        ("le", false, false) if bound.phrase.contains("equal") => &["not greater than"],
        ("gt", false, _) => &["greater than", "larger than"],
        ("lt", false, _) => &["less than", "smaller than"],
        _ => &[],
    };
    let own = bound.phrase;
    candidates
        .iter()
        .copied()
        .filter(move |phrase| *phrase != own)
}

fn replace(view: &View<'_>, tokens: Range<usize>, after: &str) -> Proposal {
    let range = view.bytes(tokens);
    let after = match_case(&view.prompt.text()[range.clone()], after);
    Proposal::one(range, after)
}

/// `at least 3 items` → `3 or more items`.
fn or_more(view: &View<'_>, bound: &Bound, tokens: Range<usize>, counts: bool) -> Option<Proposal> {
    let single = matches!(view.get(tokens.end), Some("one" | "1"));
    if bound.phrase != "at least" || !counts || single || tokens.start == view.first {
        return None;
    }
    let range = view.bytes(tokens.start..tokens.end + 1);
    let value = view.text(tokens.end..tokens.end + 1);
    Some(Proposal::one(range, format!("{value} or more")))
}

/// A number stands here and a noun follows it: `3 items`.
fn counts_a_noun(view: &View<'_>, value: usize) -> bool {
    let next = value + 1;
    !view.class(value, Classes::DETERMINER)
        && next < view.end
        && (view.token(next).is_word() || view.token(next).is_span())
        && !view.token(next).newline_before
        && !matches!(
            view.lower(next),
            "and"
                | "or"
                | "if"
                | "then"
                | "in"
                | "to"
                | "for"
                | "is"
                | "are"
                | "of"
                | "from"
                | "on"
                | "at"
                | "but"
        )
}

/// A form of `be` stands before.
fn is_predicate(view: &View<'_>, at: usize) -> bool {
    matches!(view.prev(at), Some("is" | "are" | "be"))
}
