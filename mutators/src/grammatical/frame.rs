//! Exchanges the two ways to say what a function does.
//!
//! `a function that computes the sum` becomes `a function to compute the sum`, and the reverse. Every
//! verb that `and` joins follows. It refuses verbs that read badly after `to` (`takes`, `has`) and
//! sentences in which not every verb is known.

use super::by_sentence;
use crate::edit::{Proposal, Site, Splice};
use crate::lexicon::{Classes, Form, Verbs};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::{Tag, View};

operator! {
    Frame, "grammatical/frame", Grammatical, Guarded, version 1,
    "function that computes" => "function to compute",
    guard "third-person s", source "frame.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    by_sentence(prompt, rule)
}

fn rule(view: &View<'_>) -> Option<Proposal> {
    let at = (view.first + 1..view.body_end().saturating_sub(2)).find(|at| {
        view.lower(*at) == "function"
            && matches!(view.prev(*at), Some("a" | "python" | "the" | "new"))
    })?;
    let written = matches!(
        view.lower(view.first),
        "write" | "create" | "implement" | "complete" | "develop" | "design"
    );
    let (link, verb) = (at + 1, at + 2);
    if !written || view.token(link).newline_before || view.token(verb).newline_before {
        return None;
    }
    let (form, other, word) = match view.lower(link) {
        "that" | "which" => (Form::THIRD, Form::BASE, "to"),
        "to" => (Form::BASE, Form::THIRD, "that"),
        _ => return None,
    };
    let verbs = joined_verbs(view, verb, form)?;
    let mut splices = vec![Splice::new(view.token(link).range(), word)];
    for at in verbs {
        let (lemma, _) = view.token(at).entry?.verb?;
        splices.push(Splice::new(
            view.token(at).range(),
            Verbs::form(lemma, other),
        ));
    }
    Some(Proposal::many(splices))
}

/// The verb and those that hang on it by `and`; nothing where one may be missed.
fn joined_verbs(view: &View<'_>, first: usize, form: Form) -> Option<Vec<usize>> {
    if !view.is_verb(first, form)
        || matches!(
            view.lower(first),
            "takes" | "take" | "has" | "accepts" | "receives" | "accept" | "receive" | "given"
        )
    {
        return None;
    }
    let mut verbs = vec![first];
    for at in first + 1..view.body_end() {
        let joined = matches!(view.prev(at), Some("and" | "or" | "," | "then"));
        let open = view.token(at).is_word()
            && view
                .token(at)
                .entry
                .is_none_or(|entry| entry.classes.is_open());
        match view.tag(at) {
            Tag::Verb(tag) if tag == form && joined => verbs.push(at),
            Tag::Verb(Form::BASE | Form::THIRD) if joined => return None,
            _ if joined && open && at + 1 < view.end && view.class(at + 1, Classes::DETERMINER) => {
                return None;
            }
            _ => {}
        }
    }
    let clause = view.any(
        first..view.end,
        &["if", "when", "that", "which", "who", "where", "it"],
    );
    (verbs.len() == 1 || !clause).then_some(verbs)
}
