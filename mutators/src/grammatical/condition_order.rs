//! Moves a condition to the other end of its sentence.
//!
//! `Return True if x is even.` becomes `If x is even, return True.`, and the reverse, for `if`, `when` and `unless`. It refuses
//! `check if`, where `if` is a question, a condition that may belong to a clause inside the sentence, and pronouns that would
//! stand before what they stand for.

use super::by_sentence;
use super::told::{PRONOUNS, Told};
use super::weave::Weave;
use crate::edit::{Proposal, Site};
use crate::grammar::{Kind, OpenerKind, Shape};
use crate::lexicon::Verbs;
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    ConditionOrder, "grammatical/condition-order", Grammatical, Guarded, version 2,
    "Return 0 if the list is empty." => "If the list is empty, return 0.",
    guard "attachment, pronouns", source "condition_order.rs"
}

const MOVED: &[&str] = &["if", "when", "unless"];

fn sites(prompt: &Prompt) -> Vec<Site> {
    by_sentence(prompt, rule)
}

fn rule(told: &Told<'_>) -> Vec<Proposal> {
    let Some((index, clause, verb)) = told.main() else {
        return Vec::new();
    };
    if !told.is_running() || told.parse.chain(index).len() > 1 {
        return Vec::new();
    }
    match told.parse.trailing_condition(index, told.prompt) {
        Some(at) if told.parse.openers.is_empty() => to_front(told, at, clause.range.start),
        None if told.parse.openers.len() == 1 => to_end(told, clause.range.start, verb.main),
        _ => None,
    }
    .into_iter()
    .collect()
}

/// `Return T if X.` becomes `If X, return T.`
fn to_front(told: &Told<'_>, at: usize, start: usize) -> Option<Proposal> {
    let condition = told.clause(at);
    let marker = condition.marker.clone();
    let comma = usize::from(told.prompt.tokens()[condition.range.start - 1].is_punct(b','));
    let main = start..condition.range.start - comma;
    let inner = marker.end..condition.range.end;
    let subject = told.parse.clauses[told.main()?.0].agent.as_ref();
    let code = usize::from(subject.is_some() && told.is(start, &["it"]));
    let cut = main
        .clone()
        .any(|at| told.prompt.tokens()[at].is_punct(b','));
    let pronouns = told.any(inner.clone(), PRONOUNS)
        || told.any(main.start + code..main.end, PRONOUNS)
        || told.any(main.clone(), &["otherwise", "else", "following"]);
    if cut
        || marker.len() != 1
        || !told.is(marker.start, MOVED)
        || pronouns
        || inner.len() < 2
        || main.len() < 2
    {
        return None;
    }
    let subject = if told.parse.shape == Shape::Third {
        format!("the {} ", told.code_noun()?)
    } else {
        String::new()
    };
    let word = crate::lexical::raised(told.lower(marker.start));
    let free = told.prompt.tokens()[main.start].is_word();
    let weave = Weave::new(told.prompt.text(), told.bytes(start..condition.range.end))
        .say(&word)
        .say(" ")
        .keep(told.bytes(inner))
        .say(", ")
        .say(&subject)
        .recased(told.bytes(main), false, free);
    Some(Proposal::many(vec![weave.splice()]))
}

/// `If X, return T.` becomes `Return T if X.`
fn to_end(told: &Told<'_>, start: usize, verb: usize) -> Option<Proposal> {
    let opener = &told.parse.openers[0];
    if opener.kind != OpenerKind::Condition {
        return None;
    }
    let inner = opener.range.start + 1..opener.range.end;
    let main = start..told.parse.end;
    let row = told.verb_row(verb);
    let mains = &told.parse.clauses[told.main()?.0];
    let asks = row.is_some_and(|row| Verbs::takes(row, "if")) && mains.nouns.is_empty();
    let nested = mains.items.iter().any(|item| {
        matches!(item.kind, crate::grammar::ItemKind::Clause(at) if !matches!(told.clause(at).kind, Kind::Gerund | Kind::Participle))
    });
    let named = told.any(
        inner.clone(),
        &["function", "method", "class", "program", "script"],
    );
    let code =
        crate::grammar::speaks_of_code(told.prompt, mains) && told.is(start, &["it"]) && !named;
    let pronouns = told.any(main.start + usize::from(code)..main.end, PRONOUNS)
        || told.any(inner.clone(), PRONOUNS);
    let tokens = told.prompt.tokens();
    let goes_on = tokens
        .get(told.sentence.end)
        .is_some_and(|token| matches!(told.prompt.lower(token), "else" | "elif"));
    if goes_on
        || asks
        || nested
        || pronouns
        || !told.is(opener.range.start, MOVED)
        || mains.range.end != main.end
    {
        return None;
    }
    let free = told.prompt.tokens()[start].is_word();
    let weave = Weave::new(
        told.prompt.text(),
        told.bytes(opener.range.start..told.parse.end),
    )
    .recased(told.bytes(main), true, free)
    .say(" ")
    .say(told.lower(opener.range.start))
    .say(" ")
    .keep(told.bytes(inner));
    Some(Proposal::many(vec![weave.splice()]))
}
