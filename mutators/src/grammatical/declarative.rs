//! Turns an order into a statement.
//!
//! `Return the sum.` becomes `The function should return the sum.`, and `Write a function to sort a list.` becomes `Your task
//! is to write a function to sort a list.` It refuses advice, sentences about the reader, and prompts that do not say
//! what the code is: a function, a method, a script.

use super::by_sentence;
use super::told::Told;
use crate::edit::{Proposal, Site};
use crate::grammar::{Clause, OpenerKind, Shape, Verb, speaks_of_code};
use crate::lexical::{lowered, raised};
use crate::lexicon::Form;
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    Declarative, "grammatical/declarative", Grammatical, Guarded, version 2,
    "Return the sum." => "The function should return the sum.",
    guard "advice, sentences about the reader", source "declarative.rs"
}

const TASKS: [&str; 5] = [
    "Your task is to",
    "The task is to",
    "You should",
    "You need to",
    "Your goal is to",
];

fn sites(prompt: &Prompt) -> Vec<Site> {
    by_sentence(prompt, rule)
}

fn rule(told: &Told<'_>) -> Vec<Proposal> {
    let Some((index, clause, verb)) = told.main() else {
        return Vec::new();
    };
    let adverb = told
        .parse
        .openers
        .iter()
        .any(|opener| opener.kind == OpenerKind::Adverb);
    if verb.negated || adverb || !told.is_running() && !told.is_leading() {
        return Vec::new();
    }
    if let Some(found) = asked_of_reader(told, index, clause, verb) {
        return found;
    }
    if !told.is_impersonal() {
        return Vec::new();
    }
    let at = verb.range.start;
    let word = told.bytes(at..at + 1);
    let front = told.parse.openers.is_empty();
    let write = |opening: String| {
        let opening = if front { opening } else { lowered(&opening) };
        Proposal::one(
            word.clone(),
            format!("{opening} {}", lowered(told.text(at..at + 1))),
        )
    };
    if told.parse.shape == Shape::Imperative && told.parse.is_request(index, told.prompt) {
        return TASKS.iter().map(|task| write((*task).to_owned())).collect();
    }
    if told.parse.shape == Shape::Statement {
        return modal(told, clause, verb);
    }
    if told.is_order().is_none() || told.sentence.end - told.sentence.first < 3 {
        return Vec::new();
    }
    let twice = |noun: &&str| !told.any(told.sentence.first..told.sentence.end, &[noun]);
    let Some(noun) = told.code_noun().filter(twice) else {
        return Vec::new();
    };
    let person = if told.parse.shape == Shape::Third {
        ""
    } else {
        " should"
    };
    let mut found = vec![write(format!("The {noun}{person}"))];
    if told.parse.shape == Shape::Imperative {
        found.push(write(format!("The {noun} must")));
        found.push(write(format!("The {noun} needs to")));
        found.push(write(format!("Your {noun} should")));
    } else if let Some(splices) = told.inflect(&told.parse.chain(index), Form::BASE) {
        let mut splices = splices;
        let first = lowered(&splices[0].after);
        splices[0].after = if front {
            format!("The {noun} should {first}")
        } else {
            format!("the {noun} should {first}")
        };
        found.push(Proposal::many(splices));
    }
    found
}

/// `You should write x` becomes `Write x`, and the other openings of a task.
fn asked_of_reader(
    told: &Told<'_>,
    index: usize,
    clause: &Clause,
    verb: &Verb,
) -> Option<Vec<Proposal>> {
    let you = clause
        .agent
        .as_ref()
        .is_some_and(|agent| told.is(agent.head, &["you"]) && clause.subject.len() == 1);
    let modal = verb.modal?;
    let start = clause.subject.start;
    let obliges = told.is(modal, &["should", "must", "need", "have"]);
    if !you || !obliges || verb.passive || !told.parse.is_request(index, told.prompt) {
        return None;
    }
    let front = told.parse.openers.is_empty();
    let opening = told.bytes(start..verb.main);
    let said = told.text(start..verb.main);
    let others = TASKS.iter().filter(|task| !task.eq_ignore_ascii_case(said));
    let mut found: Vec<Proposal> = others
        .map(|task| {
            let task = if front {
                (*task).to_owned()
            } else {
                lowered(task)
            };
            Proposal::one(opening.clone(), task)
        })
        .collect();
    let word = told.text(verb.main..verb.main + 1);
    let word = if front { raised(word) } else { word.to_owned() };
    found.push(Proposal::one(told.bytes(start..verb.main + 1), word));
    Some(found)
}

/// `The list should be sorted` becomes `The list must be sorted`, and `The function returns x` gets its `should`.
fn modal(told: &Told<'_>, clause: &Clause, verb: &Verb) -> Vec<Proposal> {
    let about_code = speaks_of_code(told.prompt, clause);
    if let Some(modal) = verb.modal {
        let others: &[&str] = match told.lower(modal) {
            "should" if about_code => &["must", "needs to", "has to"],
            "must" if about_code => &["should", "needs to", "has to"],
            "should" => &["must"],
            "must" => &["should"],
            "will" if about_code => &["should"],
            _ => &[],
        };
        let range = told.bytes(modal..modal + 1);
        let free = !verb.negated && !told.is(modal + 1, &["to"]);
        return others
            .iter()
            .filter(|_| free)
            .map(|word| Proposal::one(range.clone(), *word))
            .collect();
    }
    let simple = about_code && !verb.copula && verb.range.start == verb.main;
    let Some((index, ..)) = told.main().filter(|_| simple) else {
        return Vec::new();
    };
    let Some(splices) = told.inflect(&told.parse.chain(index), Form::BASE) else {
        return Vec::new();
    };
    ["should"]
        .iter()
        .map(|modal| {
            let mut splices = splices.clone();
            splices[0].after = format!("{modal} {}", splices[0].after);
            Proposal::many(splices)
        })
        .collect()
}
