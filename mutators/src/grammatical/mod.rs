//! Grammatical operators: other sentences for the same thing, by rules with guards.

pub(crate) mod condition_order;
pub(crate) mod conjunct_order;
pub(crate) mod declarative;
pub(crate) mod frame;
pub(crate) mod given_order;
mod imperative;
pub(crate) mod interrogative;
pub(crate) mod negation;
pub(crate) mod passive;
pub(crate) mod person;
pub(crate) mod relative;
pub(crate) mod split_merge;

use crate::edit::{Proposal, Site};
use crate::prompt::Prompt;
use crate::syntax::View;

/// One site for each sentence that a rule rewrites; the rewrite claims its sentence.
fn by_sentence(prompt: &Prompt, rule: impl Fn(&View<'_>) -> Option<Proposal>) -> Vec<Site> {
    View::all(prompt)
        .filter(|view| view.end - view.first >= 3 && !is_listed(view) && !is_caption(view))
        .filter_map(|view| {
            let claim = view.bytes(view.first..view.end);
            rule(&view).map(|proposal| Site::single(proposal.claiming(claim)))
        })
        .collect()
}

/// An item of a numbered list: `1. Sort the list.`
fn is_listed(view: &View<'_>) -> bool {
    let before = view.prompt.text()[..view.token(view.first).start].trim_end();
    before
        .strip_suffix(['.', ')'])
        .is_some_and(|rest| rest.ends_with(|mark: char| mark.is_ascii_digit()))
}

/// The caption of a doctest, which says what the example does and not what is asked.
fn is_caption(view: &View<'_>) -> bool {
    view.prompt.text()[view.token(view.end - 1).end..]
        .trim_start()
        .starts_with(">>>")
        && view.block().tokens.end == view.end
        && view.block().tokens.start < view.first
}
