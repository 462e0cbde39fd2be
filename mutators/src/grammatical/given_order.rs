//! Says what is taken as what is given, before or behind what is done with it.
//!
//! `The function takes a list and returns its sum.` becomes `Given a list, the function returns its sum.`; `a function that
//! takes x and returns y` becomes `a function that, given x, returns y`; `Given a list, return the sum.` becomes `Take a list and
//! return the sum.` The order of the arguments does not change.

use super::by_sentence;
use super::told::Told;
use super::weave::Weave;
use crate::edit::{Proposal, Site, Splice};
use crate::grammar::{Clause, ItemKind, Kind, OpenerKind, Shape, speaks_of_code};
use crate::operator::operator;
use crate::prompt::Prompt;
use std::ops::Range;

operator! {
    GivenOrder, "grammatical/given-order", Grammatical, Guarded, version 2,
    "takes a list and returns the sum" => "given a list, returns the sum",
    guard "argument order", source "given_order.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    by_sentence(prompt, rule)
}

fn rule(told: &Told<'_>) -> Vec<Proposal> {
    if let Some((first, chain)) = told.told_of_request() {
        return inside(told, first, &chain).into_iter().collect();
    }
    let Some((index, clause, verb)) = told.main() else {
        return Vec::new();
    };
    let chain = told.parse.chain(index);
    if !told.is_running() || verb.negated || !told.is_impersonal() {
        return Vec::new();
    }
    let given = told.parse.openers.len() == 1 && told.parse.openers[0].kind == OpenerKind::Given;
    if given && told.parse.shape == Shape::Imperative && told.is_order().is_some() {
        return taken(told).into_iter().collect();
    }
    let about_code = told.parse.shape == Shape::Statement && speaks_of_code(told.prompt, clause);
    if !about_code || !told.parse.openers.is_empty() || chain.len() < 2 || verb.modal.is_some() {
        return Vec::new();
    }
    front(told, clause, &chain).into_iter().collect()
}

/// What a clause takes, without `as input`; nothing where it is not a clause of taking.
fn input(told: &Told<'_>, clause: &Clause, next: &Clause) -> Option<Range<usize>> {
    let verb = clause.verb.as_ref()?;
    if !matches!(told.lemma(verb.main), "take" | "accept" | "receive")
        || verb.modal.is_some()
        || verb.range.len() != 1
    {
        return None;
    }
    let object = clause.object()?;
    let mut end = next.range.start;
    if let Some(item) = clause.items.iter().rev().find(|item| !matches!(item.kind, ItemKind::Clause(at) if matches!(told.clause(at).kind, Kind::Joined(_))))
        && item.range.end == end
        && crate::grammar::is_as_input(told.prompt, item.range.clone())
    {
        end = item.range.start;
    }
    (object.range.start < end && !told.any(object.range.start..end, &["if", "when", "given"]))
        .then_some(object.range.start..end)
}

/// `and returns`: one `and`, perhaps behind a comma, and nothing else.
fn joint(told: &Told<'_>, next: &Clause) -> bool {
    matches!(told.text(next.marker.clone()), "and" | ", and")
}

/// `that takes x and returns y` becomes `that, given x, returns y`.
fn inside(told: &Told<'_>, first: usize, chain: &[usize]) -> Option<Proposal> {
    let clause = told.clause(first);
    let next = told.clause(*chain.get(1)?);
    let verb = clause.verb.as_ref()?;
    let relative = clause.kind == Kind::Relative
        && told.is(clause.marker.start, &["that", "which"])
        && clause.marker.len() == 1;
    let nested = chain[1..].iter().any(|at| {
        told.clause(*at)
            .verb
            .as_ref()
            .is_none_or(|verb| verb.modal.is_some())
    });
    if !relative || nested || !joint(told, next) || verb.range.start != clause.marker.end {
        return None;
    }
    let input = input(told, clause, next)?;
    let start = told.bytes(clause.marker.clone());
    Some(Proposal::many(vec![
        Splice::new(start.end..told.bytes(input.clone()).start, ", given "),
        Splice::new(
            told.bytes(input).end..told.bytes(next.marker.clone()).end,
            ",",
        ),
    ]))
}

/// `The function takes x and returns y.` becomes `Given x, the function returns y.`
fn front(told: &Told<'_>, clause: &Clause, chain: &[usize]) -> Option<Proposal> {
    let next = told.clause(chain[1]);
    let input = input(told, clause, next)?;
    if !joint(told, next) || next.verb.as_ref()?.modal.is_some() {
        return None;
    }
    let text = told.prompt.text();
    let rest = told.prompt.tokens()[next.marker.end].start
        ..told.bytes(clause.range.start..told.parse.end).end;
    let pronoun = told.any(clause.subject.clone(), &["it"]);
    let first = told.prompt.tokens()[clause.subject.start].is_word();
    let weave = Weave::new(text, told.bytes(clause.subject.start..told.parse.end))
        .say("Given ")
        .keep(told.bytes(input))
        .say(", ");
    let subject = told.bytes(clause.subject.clone());
    let weave = if pronoun {
        weave.say("it")
    } else {
        weave.recased(subject, false, first)
    };
    Some(Proposal::many(vec![weave.say(" ").keep(rest).splice()]))
}

/// `Given x, return y.` becomes `Take x and return y.`
fn taken(told: &Told<'_>) -> Option<Proposal> {
    let opener = &told.parse.openers[0];
    let (_, clause, verb) = told.main()?;
    let given = told.bytes(opener.range.start..opener.range.start + 1);
    let behind =
        told.bytes(opener.range.clone()).end..told.prompt.tokens()[clause.range.start].start;
    (verb.range.start == clause.range.start).then(|| {
        Proposal::many(vec![
            Splice::new(given, "Take"),
            Splice::new(behind, " and "),
        ])
    })
}
