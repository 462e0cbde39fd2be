//! Turns an instruction into the passive voice.
//!
//! `Return the image.` becomes `The image should be returned.` The object moves to the front with all that
//! belongs to it, and `should be` keeps the obligation. It refuses a sentence with a second verb, a
//! condition, a comma, or a phrase that may belong to the verb rather than to the object.

use super::by_sentence;
use super::imperative::{is_instruction, is_personal, verbs};
use crate::edit::{Proposal, Site};
use crate::lexical::{lowered, raised};
use crate::lexicon::{Classes, Form, Verbs};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::View;

operator! {
    Passive, "grammatical/passive", Grammatical, Guarded, version 1,
    "Return the image." => "The image should be returned.",
    guard "lost agent, bare participle", source "passive.rs"
}

/// Verbs whose object takes every phrase behind it along.
const WHOLE: &[&str] = &["return", "compute", "calculate", "print", "output"];

/// Verbs that take phrases of their own, which stay behind the participle.
const SPLIT: &[&str] = &[
    "sort",
    "remove",
    "convert",
    "filter",
    "reverse",
    "replace",
    "round",
    "save",
    "split",
    "normalize",
    "create",
    "generate",
    "draw",
    "plot",
    "display",
    "store",
    "extract",
    "delete",
];

fn sites(prompt: &Prompt) -> Vec<Site> {
    by_sentence(prompt, rule)
}

fn rule(view: &View<'_>) -> Option<Proposal> {
    let form = [Form::BASE, Form::THIRD]
        .into_iter()
        .find(|form| view.is_verb(view.first, *form))?;
    let verbs = verbs(view, form)?;
    let (verb, _) = view.token(view.first).entry?.verb?;
    let lemma = Verbs::lemma(verb);
    if verbs.len() > 1 || !is_instruction(view) || is_personal(view) || has_clause(view) {
        return None;
    }
    let object = view.first + 1;
    let end = view.body_end();
    let cut = if WHOLE.contains(&lemma) {
        end
    } else if SPLIT.contains(&lemma) {
        (object..end)
            .find(|at| view.class(*at, Classes::PREPOSITION) && !matches!(view.lower(*at), "of"))
            .unwrap_or(end)
    } else {
        return None;
    };
    let opens = view.class(object, Classes::DETERMINER)
        && !matches!(view.lower(object), "that" | "whose" | "any" | "no");
    if !opens || cut == object || view.any(object..object + 1, &["it", "them", "this"]) {
        return None;
    }
    let participle = Verbs::form(verb, Form::PARTICIPLE);
    let modal = if form == Form::BASE {
        "should be"
    } else {
        "is"
    };
    if form == Form::THIRD && is_plural(view, object, cut) {
        return None;
    }
    let head = raised(&lowered(view.text(object..cut)));
    let tail = if cut < end {
        format!(" {}", view.text(cut..end))
    } else {
        String::new()
    };
    Some(Proposal::one(
        view.bytes(view.first..end),
        format!("{head} {modal} {participle}{tail}"),
    ))
}

/// A clause, a comma or a conjunction: the object cannot be told from the rest.
fn has_clause(view: &View<'_>) -> bool {
    let inside = view.first + 1..view.body_end();
    view.any(
        inside.clone(),
        &[
            "and",
            "or",
            ",",
            "but",
            "to",
            "so",
            "such",
            "using",
            "based",
            "given",
            "containing",
            "by",
            "with",
            "without",
            "as",
            "then",
            "-",
            "where",
            "whether",
            "how",
            "case",
        ],
    ) || view.any_class(
        inside.clone(),
        Classes::SUBORDINATOR.or(Classes::MODAL).or(Classes::BE),
    ) || view.bytes(inside.clone()).len() > 160
        || inside
            .into_iter()
            .any(|at| matches!(view.tag(at), crate::syntax::Tag::Verb(_)))
}

/// Not surely singular: `is returned` would be wrong.
fn is_plural(view: &View<'_>, object: usize, cut: usize) -> bool {
    !matches!(view.lower(object), "a" | "an") || (object..cut).any(|at| view.lower(at) == "and")
}
