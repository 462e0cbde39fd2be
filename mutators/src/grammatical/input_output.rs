//! Says what goes in, or what comes out, in a sentence of its own.
//!
//! `Given a list, return the sum.` becomes `You are given a list. Return the sum.` or `The input is a list. Return the sum.`;
//! `Return the sum.` becomes `The output should be the sum.` It refuses several results, conditions before the result, and
//! prompts that print.

use super::by_sentence;
use super::told::Told;
use crate::edit::{Proposal, Site, Splice};
use crate::grammar::{Clause, ItemKind, Kind, OpenerKind, Shape, Verb, speaks_of_code};
use crate::lexical::raised;
use crate::operator::operator;
use crate::prompt::Prompt;
use std::ops::Range;

operator! {
    InputOutput, "grammatical/input-output", Grammatical, Guarded, version 1,
    "Return the sum." => "The output should be the sum.",
    guard "several results, conditions, printed output", source "input_output.rs"
}

const GIVEN: [&str; 3] = ["You are given", "You will be given", "The input is"];

fn sites(prompt: &Prompt) -> Vec<Site> {
    by_sentence(prompt, rule)
}

fn rule(told: &Told<'_>) -> Vec<Proposal> {
    let Some((index, clause, verb)) = told.main() else {
        return Vec::new();
    };
    if !told.is_running() || verb.negated {
        return Vec::new();
    }
    let mut found = opened(told, clause);
    if told.parse.openers.is_empty() {
        found.extend(input(told, clause, verb));
        if told.parse.chain(index).len() == 1 {
            found.extend(output(told, clause, verb));
        }
    }
    found
}

/// `Given a list, return x.` becomes `You are given a list. Return x.`
fn opened(told: &Told<'_>, clause: &Clause) -> Vec<Proposal> {
    let [opener] = &told.parse.openers[..] else {
        return Vec::new();
    };
    let given = opener.kind == OpenerKind::Given
        && matches!(told.parse.shape, Shape::Imperative | Shape::Statement);
    if !given {
        return Vec::new();
    }
    let input = opener.range.start + 1..opener.range.end;
    let first = clause.range.start;
    let word = told.prompt.tokens()[first].is_word();
    let main = if word {
        raised(told.text(first..first + 1))
    } else {
        told.text(first..first + 1).to_owned()
    };
    let cut = told.bytes(opener.range.clone()).end..told.bytes(first..first + 1).end;
    openings(told, &input)
        .map(|opening| {
            Proposal::many(vec![
                Splice::new(told.bytes(opener.range.start..input.start), opening),
                Splice::new(cut.clone(), format!(". {main}")),
            ])
        })
        .collect()
}

/// What may open the sentence of an input: `The input is` only before one thing.
fn openings(told: &Told<'_>, input: &Range<usize>) -> impl Iterator<Item = &'static str> {
    let single = told.is(input.start, &["a", "an"]) && !told.any(input.clone(), &["and", "or"]);
    GIVEN
        .into_iter()
        .filter(move |opening| single || !opening.ends_with("is"))
}

/// `You are given a list.` becomes `The input is a list.`
fn input(told: &Told<'_>, clause: &Clause, verb: &Verb) -> Vec<Proposal> {
    if told.parse.shape != Shape::Statement || clause.object().is_none() {
        return Vec::new();
    }
    let said = clause.subject.start..verb.range.end;
    let words = told.text(said.clone());
    if !GIVEN.iter().any(|given| given.eq_ignore_ascii_case(words)) {
        return Vec::new();
    }
    openings(told, &(verb.range.end..clause.range.end))
        .filter(|opening| !opening.eq_ignore_ascii_case(words))
        .map(|opening| Proposal::one(told.bytes(said.clone()), opening))
        .collect()
}

/// `Return x.` becomes `The output should be x.`
fn output(told: &Told<'_>, clause: &Clause, verb: &Verb) -> Vec<Proposal> {
    let about_code = match told.parse.shape {
        Shape::Imperative | Shape::Third => clause.agent.is_none(),
        Shape::Statement => speaks_of_code(told.prompt, clause),
        _ => false,
    };
    let modal = verb.modal.map(|modal| told.lower(modal));
    let one = clause.object().is_some_and(|noun| {
        clause.items[0].range.start == noun.range.start && verb.range.end == noun.range.start
    });
    let plain = clause.items.iter().all(|item| match item.kind {
        ItemKind::Noun(at) => at == 0,
        ItemKind::Phrase => !told.is(item.range.start, &["by", "as", "to", "using", "in"]),
        ItemKind::Join | ItemKind::Aside => true,
        ItemKind::Clause(at) => matches!(told.clause(at).kind, Kind::Relative | Kind::Participle),
        _ => false,
    });
    let named = clause
        .subject
        .clone()
        .any(|at| !told.prompt.tokens()[at].is_word());
    let printed = ["print", "output", "stdout"];
    let text = told.prompt.lower_text();
    let fits = about_code
        && told.lemma(verb.main) == "return"
        && matches!(modal, None | Some("should" | "must"))
        && one
        && plain
        && !named;
    if !fits
        || printed.iter().any(|word| text.contains(word))
        || !matches!(told.code_noun(), Some("function" | "method"))
    {
        return Vec::new();
    }
    let start = if clause.agent.is_some() {
        clause.subject.start
    } else {
        verb.range.start
    };
    let opening = match (told.parse.shape, modal) {
        (Shape::Imperative, _) | (_, Some("should")) => "The output should be",
        (_, Some(_)) => "The output must be",
        (_, None) => "The output is",
    };
    vec![Proposal::one(told.bytes(start..verb.range.end), opening)]
}
