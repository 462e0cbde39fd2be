//! Grammatical operators: other sentences for the same thing, made from what was read.

pub(crate) mod condition_order;
pub(crate) mod condition_word;
pub(crate) mod conjunct_order;
pub(crate) mod declarative;
pub(crate) mod frame;
pub(crate) mod fronting;
pub(crate) mod given_order;
pub(crate) mod input_output;
pub(crate) mod interrogative;
pub(crate) mod negation;
pub(crate) mod passive;
pub(crate) mod person;
pub(crate) mod relative;
pub(crate) mod split_merge;
mod told;
mod weave;

use crate::edit::{Proposal, Site};
use crate::prompt::Prompt;
use told::Told;

/// One site for each sentence that a rule rewrites; a rewrite claims its sentence.
fn by_sentence(prompt: &Prompt, rule: impl Fn(&Told<'_>) -> Vec<Proposal>) -> Vec<Site> {
    Told::all(prompt)
        .filter(|told| told.sentence.end - told.sentence.first >= 3)
        .filter_map(|told| {
            let claim = told.claim();
            let proposals = rule(&told)
                .into_iter()
                .map(|proposal| proposal.or_claiming(claim.clone()));
            Site::of(proposals.collect())
        })
        .collect()
}
