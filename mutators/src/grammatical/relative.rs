//! Turns a relative clause into a participle, and a participle into a relative clause.
//!
//! `a list that contains x` becomes `a list containing x`; `numbers that are greater than 3` becomes `numbers greater than 3`,
//! and the reverse; `which` and `that` stand for each other where no comma stands before them. It refuses a participle that
//! may belong to one of two nouns of different number, and verbs whose participle is a preposition.

use super::told::Told;
use crate::edit::{Proposal, Site, Splice};
use crate::grammar::{Clause, Item, ItemKind, Kind, Person};
use crate::lexicon::{Classes, Form, Nouns, lookup};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::segment::token::TokenKind;
use crate::span::SpanKind;

operator! {
    Relative, "grammatical/relative", Grammatical, Guarded, version 2,
    "a list that contains x" => "a list containing x",
    guard "attachment, number", source "relative.rs"
}

/// Verbs that say what something is or holds: their participles read as relative clauses.
const STATES: &[&str] = &[
    "contain",
    "represent",
    "indicate",
    "specify",
    "describe",
    "hold",
    "denote",
    "include",
    "store",
    "define",
    "match",
    "satisfy",
    "exceed",
    "start",
    "begin",
    "end",
    "cover",
    "consist",
    "correspond",
    "belong",
    "share",
    "lack",
    "point",
    "list",
    "show",
    "display",
    "determine",
    "control",
    "mark",
    "identify",
    "comprise",
    "map",
    "span",
    "range",
];

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut found = Vec::new();
    for told in Told::all(prompt) {
        for parent in 0..told.parse.clauses.len() {
            let holder = told.clause(parent);
            let inner = holder
                .items
                .iter()
                .enumerate()
                .filter_map(|(at, item)| match item.kind {
                    ItemKind::Clause(index) => Some((at, index, item)),
                    _ => None,
                });
            found
                .extend(inner.filter_map(|(at, index, item)| {
                    Site::of(rule(&told, holder, at, index, item))
                }));
        }
    }
    found
}

fn rule(told: &Told<'_>, holder: &Clause, at: usize, index: usize, item: &Item) -> Vec<Proposal> {
    let clause = told.clause(index);
    if told.parse.is_told_of_request(index, told.prompt) || at == 0 && holder.verb.is_some() {
        return Vec::new();
    }
    let before = item
        .range
        .start
        .checked_sub(1)
        .filter(|before| *before >= told.sentence.first);
    let Some(before) = before else {
        return Vec::new();
    };
    match clause.kind {
        Kind::Relative if clause.subject.is_empty() => relative(told, clause, before),
        Kind::Gerund if clause.marker.is_empty() => gerund(told, holder, at, clause, before),
        _ => Vec::new(),
    }
}

fn relative(told: &Told<'_>, clause: &Clause, before: usize) -> Vec<Proposal> {
    let (Some(verb), marker) = (&clause.verb, clause.marker.start) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if told.prompt.tokens()[before].is_punct(b',')
        || clause.marker.len() > 1
        || told.is(before, &["and", "or", "but"])
    {
        return found;
    }
    if !matches!(
        told.prompt.tokens()[before].kind,
        TokenKind::Word | TokenKind::Span(SpanKind::Term)
    ) {
        return found;
    }
    let other = match told.lower(marker) {
        "that" => "which",
        "which" => "that",
        _ => return found,
    };
    found.push(Proposal::one(told.bytes(marker..marker + 1), other));
    let joined = clause.items.iter().any(|item| matches!(item.kind, ItemKind::Clause(at) if matches!(told.clause(at).kind, Kind::Joined(_))));
    if verb.modal.is_some() || verb.negated || joined || verb.range.start != clause.marker.end {
        return found;
    }
    let opening = told.bytes(marker..verb.main);
    if verb.passive && verb.range.len() == 2 {
        found.push(Proposal::one(
            told.bytes(marker..verb.main + 1),
            told.text(verb.main..verb.main + 1),
        ));
    } else if verb.copula && verb.range.len() == 1 {
        let adjective = clause
            .items
            .first()
            .is_some_and(|item| item.kind == ItemKind::Adjective)
            && clause
                .items
                .get(1)
                .is_some_and(|item| item.kind == ItemKind::Phrase);
        if adjective {
            let range = opening.start..told.prompt.tokens()[verb.range.end].start;
            found.push(Proposal::one(range, ""));
        }
    } else if !verb.passive
        && !verb.copula
        && verb.range.len() == 1
        && STATES.contains(&told.lemma(verb.main))
        && let Some(word) = told.inflected(verb.main, Form::GERUND)
    {
        found.push(Proposal::one(told.bytes(marker..verb.main + 1), word));
    }
    found
}

fn gerund(
    told: &Told<'_>,
    holder: &Clause,
    at: usize,
    clause: &Clause,
    before: usize,
) -> Vec<Proposal> {
    let Some(verb) = &clause.verb else {
        return Vec::new();
    };
    let plain = verb.range.len() == 1
        && verb.person == Person::Gerund
        && STATES.contains(&told.lemma(verb.main));
    let Some(plural) = number(told, holder, at, before)
        .filter(|_| plain && !is_preposition(told.lower(verb.main)))
    else {
        return Vec::new();
    };
    let form = if plural { Form::BASE } else { Form::THIRD };
    let joined = told
        .parse
        .clauses
        .iter()
        .any(|other| matches!(other.kind, Kind::Joined(with) if told.clause(with) == clause));
    if joined {
        return Vec::new();
    }
    told.inflected(verb.main, form)
        .into_iter()
        .flat_map(|word| ["that", "which"].map(|marker| format!("{marker} {word}")))
        .map(|after| Proposal::many(vec![Splice::new(told.bytes(verb.range.clone()), after)]))
        .collect()
}

fn is_preposition(word: &str) -> bool {
    lookup(word).is_some_and(|entry| entry.classes.meets(Classes::PREPOSITION))
}

/// The number of what stands before: told only where every noun that it may be has the same.
fn number(told: &Told<'_>, holder: &Clause, at: usize, before: usize) -> Option<bool> {
    let head = |at: usize| {
        let (noun, plural) = lookup(told.lower(at))?.noun?;
        let kind = told.prompt.tokens()[at].kind;
        let common = matches!(kind, TokenKind::Word | TokenKind::Span(SpanKind::Term));
        (common && !Nouns::is_invariable(noun)).then_some(plural)
    };
    let last = head(before)?;
    match holder.items[..at].last() {
        Some(item) => match item.kind {
            ItemKind::Noun(noun) => holder
                .nouns
                .get(noun)
                .and_then(|noun| noun.plural)
                .filter(|plural| *plural == last),
            _ => None,
        },
        None => holder
            .agent
            .as_ref()
            .and_then(|noun| noun.plural)
            .filter(|plural| *plural == last),
    }
}
