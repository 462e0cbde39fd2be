//! Turns a request into a question.
//!
//! `Write a function to sort a list.` becomes `Can you write a function to sort a list?`; `Return the
//! sum.` becomes `Can you return the sum?` Every clause is kept. It refuses a sentence that does not
//! end with a full stop, and one that a second sentence continues as a list.

use super::by_sentence;
use super::imperative::{asks_for_code, is_instruction, is_personal, verbs};
use crate::edit::{Proposal, Site, Splice};
use crate::lexical::lowered;
use crate::lexicon::Form;
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::segment::token::Role;
use crate::syntax::View;

operator! {
    Interrogative, "grammatical/interrogative", Grammatical, Guarded, version 1,
    "Write f." => "Can you write f?",
    guard "dropped clauses", source "interrogative.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    by_sentence(prompt, rule)
}

fn rule(view: &View<'_>) -> Option<Proposal> {
    verbs(view, Form::BASE)?;
    let code = asks_for_code(view) && view.block().role == Role::Description;
    if !code && !is_instruction(view) || is_personal(view) || !is_capital(view) {
        return None;
    }
    if view.text(view.first + 1..view.first + 2).starts_with('/') {
        return None;
    }
    let verb = view.token(view.first).range();
    let opening = format!("Can you {}", lowered(view.text(view.first..view.first + 1)));
    let end = view.bytes(view.first..view.end).end;
    let mark = if view.has_stop() {
        end - 1..end
    } else {
        end..end
    };
    Some(Proposal::many(vec![
        Splice::new(verb, opening),
        Splice::new(mark, "?"),
    ]))
}

fn is_capital(view: &View<'_>) -> bool {
    view.text(view.first..view.first + 1)
        .starts_with(|first: char| first.is_ascii_uppercase())
}
