//! Turns an order into a question.
//!
//! `Write a function to sort a list.` becomes `Can you write a function to sort a list?`; `If x is empty, return 0.`
//! becomes `If x is empty, could you return 0?` Every clause is kept. It refuses a sentence that was not read wholly, one that
//! does not end with its full stop, advice, and the items of a list.

use super::by_sentence;
use super::told::Told;
use crate::edit::{Proposal, Splice};
use crate::grammar::{OpenerKind, Shape, speaks_of_code};
use crate::lexical::lowered;
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    Interrogative, "grammatical/interrogative", Grammatical, Guarded, version 2,
    "Write f." => "Can you write f?",
    guard "advice, items of lists, sentences that go on", source "interrogative.rs"
}

const OPENINGS: [&str; 5] = [
    "Can you",
    "Could you",
    "Could you please",
    "Would you",
    "Can you please",
];

fn sites(prompt: &Prompt) -> Vec<crate::edit::Site> {
    by_sentence(prompt, rule)
}

fn rule(told: &Told<'_>) -> Vec<Proposal> {
    let Some((index, _, verb)) = told.main() else {
        return Vec::new();
    };
    // Nobody asks for an error, nor what a function does that is told of.
    let raises = matches!(told.lemma(verb.main), "raise" | "throw");
    let told_of = told.previous().is_some_and(|before| {
        let main = before.main();
        main.is_some_and(|(_, clause, _)| speaks_of_code(told.prompt, clause))
    });
    let order = told.is_order().is_some() && !raises && !told_of;
    let order = told.parse.is_request(index, told.prompt) || order;
    let imperative = told.parse.shape == Shape::Imperative && !verb.negated && told.is_running();
    let opened = told.parse.openers.iter().any(|opener| {
        !matches!(
            opener.kind,
            OpenerKind::Condition | OpenerKind::Given | OpenerKind::Phrase | OpenerKind::Purpose
        )
    });
    if !order || !imperative || opened || !told.is_impersonal() {
        return Vec::new();
    }
    let at = verb.range.start;
    let word = told.bytes(at..at + 1);
    let end = told.claim().end;
    let stopped = told.parse.end < told.sentence.end;
    let mark = if stopped { end - 1..end } else { end..end };
    let front = told.parse.openers.is_empty();
    let openings = OPENINGS.iter().map(|opening| {
        let opening = if front {
            (*opening).to_owned()
        } else {
            lowered(opening)
        };
        Proposal::many(vec![
            Splice::new(
                word.clone(),
                format!("{opening} {}", lowered(told.text(at..at + 1))),
            ),
            Splice::new(mark.clone(), "?"),
        ])
    });
    openings.collect()
}
