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
        .filter(|view| view.end - view.first >= 3)
        .filter_map(|view| {
            let claim = view.bytes(view.first..view.end);
            rule(&view).map(|proposal| Site::single(proposal.claiming(claim)))
        })
        .collect()
}
