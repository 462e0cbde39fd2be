//! Exchanges a participle behind a noun and a relative clause.
//!
//! `a list containing numbers` becomes `a list that contains numbers`, and `a string that represents a date`
//! becomes `a string representing a date`. It refuses a noun whose number is not sure, and a participle
//! that may belong to an earlier noun.

use crate::edit::{Proposal, Site};
use crate::lexicon::{Classes, Form, Verbs};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::{Tag, View};

operator! {
    Relative, "grammatical/relative", Grammatical, Guarded, version 1,
    "a list containing numbers" => "a list that contains numbers",
    guard "attachment", source "relative.rs"
}

/// Verbs of state, whose participle says what their clause says.
const STATE: &[&str] = &[
    "contain",
    "represent",
    "denote",
    "describe",
    "hold",
    "indicate",
    "specify",
    "show",
    "satisfy",
    "exceed",
    "correspond",
    "belong",
    "consist",
];

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut found = Vec::new();
    for view in View::all(prompt) {
        found.extend(
            (view.first + 2..view.end)
                .filter_map(|at| to_clause(&view, at).or_else(|| to_participle(&view, at))),
        );
    }
    found
}

/// The verb of state that stands here in a form.
fn state_verb(view: &View<'_>, at: usize, form: Form) -> Option<u16> {
    let (verb, forms) = view
        .token(at)
        .entry
        .filter(|_| view.token(at).is_word())?
        .verb?;
    let object =
        at + 1 < view.end && (view.token(at + 1).is_span() || view.token(at + 1).is_word());
    (object && forms.has(form) && STATE.contains(&Verbs::lemma(verb))).then_some(verb)
}

/// Whether the noun at a place is plural; nothing where that is not sure.
fn number(view: &View<'_>, noun: usize) -> Option<bool> {
    let is_name = view.token(noun).is_word() || view.token(noun).is_span();
    if !is_name || view.class(noun, Classes::PREPOSITION) {
        return None;
    }
    let determiner = (view.first..noun)
        .rev()
        .take(3)
        .find(|at| view.class(*at, Classes::DETERMINER));
    let clean = determiner.is_none_or(|at| {
        (at + 1..noun).all(|between| {
            view.class(between, Classes::ADJECTIVE)
                || view.token(between).is_span()
                || matches!(view.tag(between), Tag::Noun(false))
        })
    });
    if !clean {
        return None;
    }
    if let Some(at) = determiner
        && matches!(view.lower(at), "a" | "an" | "each" | "every")
    {
        let plural = matches!(view.tag(noun), Tag::Noun(true));
        return (!plural).then_some(false);
    }
    match view.token(noun).entry?.noun {
        Some((_, true)) => Some(true),
        Some((_, false))
            if determiner.is_some_and(|at| matches!(view.lower(at), "the" | "this")) =>
        {
            Some(false)
        }
        _ => None,
    }
}

/// An `of` or `with` before the noun leaves two nouns that the clause may belong to.
fn attaches_once(view: &View<'_>, noun: usize) -> bool {
    let from = noun.saturating_sub(4).max(view.first);
    !(from..noun).any(|at| {
        view.class(at, Classes::PREPOSITION)
            || matches!(view.lower(at), "and" | "or" | "as" | "," | "(")
    })
}

fn to_clause(view: &View<'_>, at: usize) -> Option<Site> {
    let verb = state_verb(view, at, Form::GERUND)?;
    let noun = at - 1;
    let plural = number(view, noun)
        .filter(|_| attaches_once(view, noun) && !view.token(at).newline_before)?;
    let form = if plural { Form::BASE } else { Form::THIRD };
    let after = format!("that {}", Verbs::form(verb, form));
    Some(Site::single(Proposal::one(view.token(at).range(), after)))
}

fn to_participle(view: &View<'_>, at: usize) -> Option<Site> {
    if view.lower(at) != "that"
        || !view.token(at).is_word()
        || at + 2 >= view.end
        || view.token(at + 1).newline_before
    {
        return None;
    }
    let form = [Form::THIRD, Form::BASE]
        .into_iter()
        .find(|form| view.is_verb(at + 1, *form))?;
    let verb = state_verb(view, at + 1, form)?;
    let noun = at - 1;
    let plural = number(view, noun)?;
    let agrees = plural == (form == Form::BASE);
    if !agrees || !attaches_once(view, noun) || view.any(at + 2..view.end, &["and", "or"]) {
        return None;
    }
    Some(Site::single(Proposal::one(
        view.bytes(at..at + 2),
        Verbs::form(verb, Form::GERUND),
    )))
}
