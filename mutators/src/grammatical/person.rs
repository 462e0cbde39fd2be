//! Exchanges the imperative and the third person.
//!
//! `Returns the sum.` becomes `Return the sum.` and the reverse, with every verb that `and` joins. It
//! refuses a sentence next to another one of its form, past tenses, requests to the reader, and sentences in which not every verb is known.

use super::by_sentence;
use super::imperative::{asks_for_code, is_instruction, is_personal, verbs};
use crate::edit::{Proposal, Site, Splice};
use crate::lexical::match_case;
use crate::lexicon::{Form, Verbs};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::segment::token::Place;
use crate::syntax::View;

operator! {
    Person, "grammatical/person", Grammatical, Guarded, version 1,
    "Returns the sum." => "Return the sum.",
    guard "past tense", source "person.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    by_sentence(prompt, rule)
}

fn rule(view: &View<'_>) -> Option<Proposal> {
    let docstring = matches!(view.block().place, Place::Docstring { .. });
    let (form, other) = if view.is_verb(view.first, Form::THIRD) {
        (Form::THIRD, Form::BASE)
    } else {
        (Form::BASE, Form::THIRD)
    };
    let verbs = verbs(view, form)?;
    let allowed =
        (form == Form::THIRD || docstring) && is_instruction(view) && !asks_for_code(view);
    let capital = view
        .text(view.first..view.first + 1)
        .starts_with(|first: char| first.is_ascii_uppercase());
    if !capital || !allowed || is_personal(view) || is_prose_task(view) || has_sibling(view, form) {
        return None;
    }
    let mut splices = Vec::new();
    for at in verbs {
        let (verb, _) = view.token(at).entry?.verb?;
        let after = match_case(view.text(at..at + 1), Verbs::form(verb, other));
        splices.push(Splice::new(view.token(at).range(), after));
    }
    Some(Proposal::many(splices))
}

/// Another sentence of the block opens with a verb in the same form, and would keep it.
fn has_sibling(view: &View<'_>, form: Form) -> bool {
    let sentences = view.prompt.sentences().iter();
    sentences
        .filter(|other| other.block == view.sentence.block && other.first != view.first)
        .any(|other| View::new(view.prompt, *other).is_verb(other.first, form))
}

/// A docstring that stands for a whole prompt holds a request, not the description of a function.
fn is_prose_task(view: &View<'_>) -> bool {
    view.prompt.signatures().is_empty() && view.block().place != Place::Text
}
