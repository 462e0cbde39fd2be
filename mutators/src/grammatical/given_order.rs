//! Moves what is given to the other end of its sentence.
//!
//! `Given a list of numbers, return the sum.` becomes `Return the sum, given a list of numbers.`, and the
//! reverse. The order of the arguments does not change. It refuses a sentence whose other part says
//! `it`, `them` or `the list`, since the word would come before what it stands for.

use super::by_sentence;
use super::imperative::is_personal;
use crate::edit::{Proposal, Site};
use crate::lexical::{lowered, raised};
use crate::lexicon::{Classes, Form};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::View;
use std::ops::Range;

operator! {
    GivenOrder, "grammatical/given-order", Grammatical, Guarded, version 1,
    "Given a list, return the sum." => "Return the sum, given a list.",
    guard "argument order", source "given_order.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    by_sentence(prompt, rule)
}

fn rule(view: &View<'_>) -> Option<Proposal> {
    if !view.is_whole() || view.is_ragged(view.first..view.end) || is_personal(view) {
        return None;
    }
    if view.any(
        view.first..view.end,
        &[
            "if",
            "that",
            "which",
            "where",
            "when",
            "otherwise",
            "so",
            "such",
            "whether",
            "whose",
        ],
    ) {
        return None;
    }
    if view.lower(view.first) == "given" {
        to_end(view)
    } else {
        to_front(view)
    }
}

fn to_end(view: &View<'_>) -> Option<Proposal> {
    let end = view.body_end();
    let commas = view.find(&[","]);
    let [comma] = commas[..] else {
        return None;
    };
    let (given, main) = (view.first..comma, comma + 1..end);
    let opens = main.len() >= 2 && view.is_verb(main.start, Form::BASE);
    if !opens
        || given.len() < 2
        || refers_back(view, &given, &main)
        || view.any(
            main.clone(),
            &["and", "or", "by", "from", "using", "into", "to"],
        )
    {
        return None;
    }
    let text = format!("{}, {}", raised(view.text(main)), lowered(view.text(given)));
    Some(Proposal::one(view.bytes(view.first..end), text))
}

fn to_front(view: &View<'_>) -> Option<Proposal> {
    let end = view.body_end();
    let commas = view.find(&[","]);
    let [comma] = commas[..] else {
        return None;
    };
    let (main, given) = (view.first..comma, comma + 1..end);
    let named = given.len() >= 3
        && view.lower(given.start) == "given"
        && view.class(given.start + 1, Classes::DETERMINER);
    if !named || !view.is_verb(view.first, Form::BASE) {
        return None;
    }
    let text = format!("{}, {}", raised(view.text(given)), lowered(view.text(main)));
    Some(Proposal::one(view.bytes(view.first..end), text))
}

/// The main part speaks of what the given part introduces.
fn refers_back(view: &View<'_>, given: &Range<usize>, main: &Range<usize>) -> bool {
    let pronoun = view.any_class(main.clone(), Classes::REFERENCE.or(Classes::POSSESSIVE))
        || view.any(
            main.clone(),
            &[
                "each", "every", "both", "two", "given", "first", "second", "all", "any", "another",
            ],
        );
    let repeated = main.clone().any(|at| {
        let open = view
            .token(at)
            .entry
            .is_none_or(|entry| entry.classes.is_open());
        open && given
            .clone()
            .any(|other| same_stem(view.lower(at), view.lower(other)))
    });
    pronoun || repeated
}

fn same_stem(one: &str, other: &str) -> bool {
    one.trim_end_matches('s') == other.trim_end_matches('s') && one.len() > 1
}
