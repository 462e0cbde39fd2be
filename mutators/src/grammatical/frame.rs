//! Says in another way what the function of a request does, and what it is called.
//!
//! `a function that computes x and returns y` becomes `a function to compute x and return y`; `which` and `that`, `called f`
//! and `named f` stand for each other. Every verb of the chain changes its form, or none does.

use super::by_sentence;
use super::told::Told;
use crate::edit::{Proposal, Site, Splice};
use crate::grammar::Kind;
use crate::lexicon::Form;
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    Frame, "grammatical/frame", Grammatical, Guarded, version 2,
    "function that computes" => "function to compute",
    guard "every verb of the chain is known", source "frame.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    by_sentence(prompt, rule)
}

fn rule(told: &Told<'_>) -> Vec<Proposal> {
    let mut found = naming(told);
    let Some((first, chain)) = told.told_of_request() else {
        return found;
    };
    let clause = told.clause(first);
    if clause.marker.is_empty() || !clause.subject.is_empty() {
        return found;
    }
    let marker = told.bytes(clause.marker.clone());
    let plain = clause.marker.len() == 1;
    let glued = told
        .clause(first)
        .verb
        .as_ref()
        .is_none_or(|verb| verb.range.start != clause.marker.end);
    if !plain || glued {
        return found;
    }
    let others: &[(&str, Form)] = match (clause.kind, told.lower(clause.marker.start)) {
        (Kind::Relative, "that") => &[
            ("to", Form::BASE),
            ("which", Form::THIRD),
            ("that should", Form::BASE),
            ("that will", Form::BASE),
        ],
        (Kind::Relative, "which") => &[
            ("to", Form::BASE),
            ("that", Form::THIRD),
            ("that should", Form::BASE),
        ],
        (Kind::Infinitive, "to") => &[
            ("that", Form::THIRD),
            ("which", Form::THIRD),
            ("that should", Form::BASE),
        ],
        _ => &[],
    };
    for (word, form) in others {
        let Some(verbs) = told.inflect(&chain, *form) else {
            continue;
        };
        let mut splices = vec![Splice::new(marker.clone(), *word)];
        splices.extend(
            verbs
                .into_iter()
                .filter(|splice| told.prompt.text()[splice.range.clone()] != splice.after),
        );
        found.push(Proposal::many(splices));
    }
    found
}

/// `called f` and `named f`.
fn naming(told: &Told<'_>) -> Vec<Proposal> {
    let is_naming = |index: &usize| {
        told.parse.names(*index, told.prompt) && told.clause(*index).object().is_some()
    };
    let named = (0..told.parse.clauses.len()).filter(is_naming);
    named
        .filter_map(|index| {
            let verb = told.clause(index).verb.as_ref()?;
            let other = if told.is(verb.main, &["called"]) {
                "named"
            } else {
                "called"
            };
            (verb.range.len() == 1 && told.prompt.tokens()[verb.main].is_word())
                .then(|| Proposal::one(told.bytes(verb.range.clone()), other))
        })
        .collect()
}
