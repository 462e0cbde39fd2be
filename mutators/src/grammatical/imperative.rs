//! Sentences that tell what to do: their verbs, joined by `and`, and what may follow.

use crate::lexicon::{Classes, Form};
use crate::segment::token::Role;
use crate::syntax::{Tag, View};

/// Verbs that open an instruction to write code, and not the work of the code itself.
const WRITING: &[&str] = &[
    "write",
    "create",
    "implement",
    "complete",
    "develop",
    "design",
    "build",
    "construct",
    "define",
    "make",
    "generate",
    "provide",
    "give",
];

/// The finite verbs of a sentence that opens with a verb in the given form, if all are known.
///
/// Nothing is returned where another word could be such a verb: better no variant than a wrong one.
pub(super) fn verbs(view: &View<'_>, form: Form) -> Option<Vec<usize>> {
    if !view.is_verb(view.first, form) || !view.is_whole() || view.is_ragged(view.first..view.end) {
        return None;
    }
    let mut verbs = vec![view.first];
    let mut subordinate = false;
    for at in view.first + 1..view.body_end() {
        let word = view.lower(at);
        subordinate |= view.class(at, Classes::SUBORDINATOR) && !matches!(word, "as" | "than");
        let joined = matches!(
            view.prev(at),
            Some("and" | "or" | "then" | "," | "also" | "finally" | "but")
        );
        if view.is_verb(at, form) {
            if subordinate && joined {
                return None;
            }
            if joined && !is_infinitive(view, at) {
                verbs.push(at);
            } else if form == Form::BASE && !governed(view, at) {
                return None;
            }
        } else if joined && is_candidate(view, at, form) {
            return None;
        }
    }
    Some(verbs)
}

/// A word behind `and` that may be a verb in this form, though the tags do not say so.
fn is_candidate(view: &View<'_>, at: usize, form: Form) -> bool {
    let entry = view.token(at).entry;
    let known = entry.is_some_and(|entry| {
        entry.verb.is_some_and(|(_, forms)| forms.has(form)) && entry.noun.is_none()
    });
    let unknown = entry.is_none()
        && view.token(at).is_word()
        && at + 1 < view.end
        && view.class(at + 1, Classes::DETERMINER);
    known || unknown
}

/// The verb belongs to a `to`, a modal or a relative pronoun.
fn governed(view: &View<'_>, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| {
        view.class(
            before,
            Classes::MODAL
                .or(Classes::SUBORDINATOR)
                .or(Classes::PRONOUN)
                .or(Classes::ADVERB),
        ) || matches!(view.lower(before), "to" | "not")
            || matches!(view.tag(before), Tag::Noun(true))
    })
}

/// `to find and return`: the second verb still hangs on `to`.
fn is_infinitive(view: &View<'_>, at: usize) -> bool {
    let from = at.saturating_sub(8).max(view.first);
    let to = (from..at).rev().find(|before| {
        view.lower(*before) == "to"
            && before + 1 < at
            && matches!(view.tag(before + 1), Tag::Verb(Form::BASE))
    });
    to.is_some()
}

/// True when the sentence opens with `Write`, `Create`, … and speaks of a function or class.
pub(super) fn asks_for_code(view: &View<'_>) -> bool {
    WRITING.contains(&view.lower(view.first))
        && view.any(
            view.first + 1..view.end.min(view.first + 5),
            &["function", "method", "class", "program", "script", "code"],
        )
}

/// True for a sentence of running text that tells what the code does.
pub(super) fn is_instruction(view: &View<'_>) -> bool {
    view.block().role == Role::Description
        && !asks_for_code(view)
        && !matches!(
            view.lower(view.first),
            "note"
                | "assume"
                | "suppose"
                | "let"
                | "see"
                | "refer"
                | "read"
                | "consult"
                | "look"
                | "consider"
                | "given"
                | "help"
                | "ask"
                | "understand"
                | "know"
                | "think"
                | "want"
                | "need"
                | "try"
                | "like"
                | "mean"
                | "means"
                | "have"
                | "does"
                | "do"
                | "input"
                | "output"
                | "test"
                | "thank"
                | "thanks"
                | "place"
                | "start"
                | "end"
        )
}

/// True when a word of the sentence speaks of `you` or `I`: the subject may not change.
pub(super) fn is_personal(view: &View<'_>) -> bool {
    view.any(
        view.first..view.end,
        &[
            "you", "your", "i", "my", "me", "we", "us", "our", "please", "let",
        ],
    )
}
