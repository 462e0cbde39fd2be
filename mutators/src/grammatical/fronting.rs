//! Moves a phrase to the front of its sentence, or from there to its end.
//!
//! `Write a Python function.` becomes `In Python, write a function.`; `The function takes a list.` becomes `As input, the function
//! takes a list.`; `Compute the mean for each row.` becomes `For each row, compute the mean.`; `Use x to scale y.` becomes `To
//! scale y, use x.` It refuses a phrase that is not the last of its sentence, one that may belong to a clause inside it, and
//! pronouns that would stand before what they stand for.

use super::by_sentence;
use super::told::{PRONOUNS, Told};
use super::weave::Weave;
use crate::edit::{Proposal, Site, Splice};
use crate::grammar::{
    Clause, ItemKind, Kind, OpenerKind, Shape, Verb, is_act, is_as_input, speaks_of_code,
};
use crate::lexical::{lowered, raised};
use crate::operator::operator;
use crate::prompt::Prompt;
use std::ops::Range;

operator! {
    Fronting, "grammatical/fronting", Grammatical, Guarded, version 1,
    "Write a Python function." => "In Python, write a function.",
    guard "attachment, pronouns", source "fronting.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    by_sentence(prompt, rule)
}

fn rule(told: &Told<'_>) -> Vec<Proposal> {
    let Some((index, clause, verb)) = told.main() else {
        return Vec::new();
    };
    if !told.is_running()
        || verb.negated
        || told.parse.chain(index).len() > 1 && !told.parse.is_request(index, told.prompt)
    {
        return Vec::new();
    }
    if told.parse.is_request(index, told.prompt) {
        return language(told, clause, verb).into_iter().collect();
    }
    if !told.parse.openers.is_empty() {
        return to_end(told, clause, verb).into_iter().collect();
    }
    let mut found: Vec<Proposal> = part_played(told, clause, verb);
    found.extend(to_front(told, clause, verb));
    found
}

/// `Write a Python function` becomes `In Python, write a function`.
fn language(told: &Told<'_>, clause: &Clause, verb: &Verb) -> Option<Proposal> {
    let noun = clause.object()?;
    let python = noun.range.clone().find(|at| told.is(*at, &["python"]))?;
    let plain = told.is(
        python + 1,
        &["function", "method", "class", "script", "program"],
    ) && noun.head == python + 1;
    if told.parse.shape != Shape::Imperative
        || !told.parse.openers.is_empty()
        || !plain
        || verb.range.len() != 1
    {
        return None;
    }
    let tokens = told.prompt.tokens();
    let word = told.text(verb.main..verb.main + 1);
    let opening = format!(
        "In {}, {}",
        raised(told.text(python..python + 1)),
        lowered(word)
    );
    let opening = if told.prompt.tokens()[python].is_span() {
        format!("In {}, {}", told.text(python..python + 1), lowered(word))
    } else {
        opening
    };
    Some(Proposal::many(vec![
        Splice::new(told.bytes(verb.range.clone()), opening),
        Splice::new(tokens[python].start..tokens[python + 1].start, ""),
    ]))
}

/// `As input, the function takes x` and `As output, it returns y`.
fn part_played(told: &Told<'_>, clause: &Clause, verb: &Verb) -> Vec<Proposal> {
    let about_code = told.parse.shape == Shape::Statement
        && speaks_of_code(told.prompt, clause)
        && clause.subject.len() <= 3;
    let role = match told.lemma(verb.main) {
        "take" | "accept" | "receive" => "As input, ",
        "return" => "As output, ",
        _ => return Vec::new(),
    };
    let played = clause
        .items
        .iter()
        .find(|item| item.kind == ItemKind::Phrase && told.is(item.range.start, &["as"]));
    let last = played.filter(|item| {
        is_as_input(told.prompt, item.range.clone()) && item.range.end == clause.range.end
    });
    if !about_code || clause.object().is_none() || played.is_some() && last.is_none() {
        return Vec::new();
    }
    let at = clause.subject.start;
    let subject = told.bytes(at..at + 1);
    let mut splices = vec![Splice::new(
        subject,
        format!("{role}{}", lowered(told.text(at..at + 1))),
    )];
    if let Some(item) = last {
        splices.push(Splice::new(
            told.bytes(item.range.start - 1..item.range.start).end
                ..told.bytes(item.range.clone()).end,
            "",
        ));
    }
    vec![Proposal::many(splices)]
}

/// A phrase or a purpose that may stand at either end.
fn moves(
    told: &Told<'_>,
    clause: &Clause,
    verb: &Verb,
    range: &Range<usize>,
    purpose: bool,
) -> bool {
    let parted = range
        .clone()
        .any(|at| told.prompt.tokens()[at].is_punct(b','));
    let free = !parted
        && is_act(told.lemma(verb.main))
        && !told.any(range.clone(), PRONOUNS)
        && range.len() >= 2;
    let opens = if purpose {
        matches!(told.lemma(verb.main), "use" | "apply" | "perform" | "call")
    } else {
        told.is(range.start, &["for"]) && told.is(range.start + 1, &["each", "every"])
            || told.is(range.start, &["using"])
    };
    free && opens && clause.range.len() > range.len() + 2
}

/// `Compute x for each y.` becomes `For each y, compute x.`
fn to_front(told: &Told<'_>, clause: &Clause, verb: &Verb) -> Option<Proposal> {
    let last = clause
        .items
        .last()
        .filter(|item| item.range.end == clause.range.end && clause.items.len() > 1)?;
    let purpose =
        matches!(last.kind, ItemKind::Clause(at) if told.clause(at).kind == Kind::Infinitive);
    let before = &clause.items[..clause.items.len() - 1];
    let nested = before
        .iter()
        .any(|item| matches!(item.kind, ItemKind::Clause(_)));
    let stretch = last.range.start..clause.range.end;
    let inner = told
        .parse
        .clauses
        .iter()
        .any(|inner| inner.kind == Kind::Condition || matches!(inner.kind, Kind::Joined(_)));
    if last.kind != ItemKind::Phrase && !purpose
        || nested
        || inner
        || !moves(told, clause, verb, &stretch, purpose)
    {
        return None;
    }
    let start = if clause.subject.is_empty() {
        verb.range.start
    } else {
        clause.subject.start
    };
    if told.parse.shape == Shape::Third || told.prompt.tokens()[stretch.start - 1].is_punct(b',') {
        return None;
    }
    let main = start..stretch.start;
    let weave = Weave::new(told.prompt.text(), told.bytes(start..clause.range.end))
        .recased(told.bytes(stretch), true, true)
        .say(", ")
        .recased(
            told.bytes(main.clone()),
            false,
            told.prompt.tokens()[main.start].is_word(),
        );
    Some(Proposal::many(vec![weave.splice()]))
}

/// `For each y, compute x.` becomes `Compute x for each y.`
fn to_end(told: &Told<'_>, clause: &Clause, verb: &Verb) -> Option<Proposal> {
    let [opener] = &told.parse.openers[..] else {
        return None;
    };
    let purpose = opener.kind == OpenerKind::Purpose;
    let nested = clause
        .items
        .iter()
        .any(|item| matches!(item.kind, ItemKind::Clause(_)));
    let movable = purpose || opener.kind == OpenerKind::Phrase;
    let main = clause.range.start..told.parse.end;
    if !movable
        || nested
        || clause.range.end != told.parse.end
        || !moves(told, clause, verb, &opener.range, purpose) && !whole(told, clause, opener, verb)
    {
        return None;
    }
    if told.any(main.clone(), PRONOUNS)
        || told.any(opener.range.clone(), PRONOUNS)
        || told.prompt.tokens()[opener.range.start].is_span()
    {
        return None;
    }
    let weave = Weave::new(
        told.prompt.text(),
        told.bytes(opener.range.start..told.parse.end),
    )
    .recased(
        told.bytes(main.clone()),
        true,
        told.prompt.tokens()[main.start].is_word(),
    )
    .say(" ")
    .recased(told.bytes(opener.range.clone()), false, true);
    Some(Proposal::many(vec![weave.splice()]))
}

/// `For each y` before a clause that is shorter than it.
fn whole(told: &Told<'_>, clause: &Clause, opener: &crate::grammar::Opener, verb: &Verb) -> bool {
    opener.kind == OpenerKind::Phrase
        && is_act(told.lemma(verb.main))
        && told.is(opener.range.start, &["for"])
        && told.is(opener.range.start + 1, &["each", "every"])
        && clause.range.len() > 2
}
