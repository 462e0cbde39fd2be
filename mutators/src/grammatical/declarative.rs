//! Turns an instruction into a statement about the function.
//!
//! `Return the sum.` becomes `The function should return the sum.`, and `Write a function to sort a
//! list.` becomes `The function should sort a list.` It refuses sentences in which not every verb is known
//! and sentences about the reader.

use super::by_sentence;
use super::imperative::{is_instruction, is_personal, verbs};
use crate::edit::{Proposal, Site, Splice};
use crate::lexical::lowered;
use crate::lexicon::Form;
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::segment::token::Place;
use crate::syntax::View;

operator! {
    Declarative, "grammatical/declarative", Grammatical, Guarded, version 1,
    "Return the sum." => "The function should return the sum.",
    guard "every verb of the sentence is known", source "declarative.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    if prompt.entry_point().is_none()
        && prompt.signatures().is_empty()
        && !speaks_of_function(prompt)
    {
        return Vec::new();
    }
    by_sentence(prompt, rule)
}

fn speaks_of_function(prompt: &Prompt) -> bool {
    prompt
        .tokens()
        .iter()
        .take(400)
        .any(|token| prompt.lower(token) == "function")
}

fn rule(view: &View<'_>) -> Option<Proposal> {
    if view.block().place == Place::Comment {
        return None;
    }
    asked(view).or_else(|| instruction(view))
}

/// `Write a function to V …` and `Write a python function that Vs …`.
fn asked(view: &View<'_>) -> Option<Proposal> {
    let function =
        (view.first + 2..view.end.min(view.first + 4)).find(|at| view.lower(*at) == "function")?;
    let opens = matches!(view.lower(view.first), "write" | "create" | "implement")
        && view.lower(view.first + 1) == "a"
        && (function == view.first + 2 || matches!(view.lower(view.first + 2), "python"));
    let verb = function + 2;
    if !opens
        || verb >= view.body_end()
        || view.lower(function + 1) != "to"
        || !view.is_verb(verb, Form::BASE)
        || !view.is_whole()
    {
        return None;
    }
    let range = view.token(view.first).start..view.token(verb).start;
    if view.prompt.text()[range.clone()].contains('\n')
        || view.any(verb..view.end, &["that", "you", "it"])
    {
        return None;
    }
    let subject = if function == view.first + 2 {
        "The function should "
    } else {
        "The Python function should "
    };
    Some(Proposal::one(range, subject))
}

fn instruction(view: &View<'_>) -> Option<Proposal> {
    let form = [Form::BASE, Form::THIRD]
        .into_iter()
        .find(|form| view.is_verb(view.first, *form))?;
    verbs(view, form)?;
    let word = view.text(view.first..view.first + 1);
    let capital = word.starts_with(|first: char| first.is_ascii_uppercase());
    if !is_instruction(view)
        || is_personal(view)
        || !capital
        || view.any(view.first..view.end, &["function"])
    {
        return None;
    }
    let subject = if form == Form::BASE {
        "The function should"
    } else {
        "The function"
    };
    let range = view.token(view.first).range();
    Some(Proposal::many(vec![Splice::new(
        range,
        format!("{subject} {}", lowered(word)),
    )]))
}
