//! Noise operators: mistakes for robustness runs, never for a vote, never in a protected span.

pub(crate) mod case;
pub(crate) mod delete;
pub(crate) mod repeat;
pub(crate) mod space;
pub(crate) mod swap;
pub(crate) mod typo;

use crate::edit::{Proposal, Site};
use crate::prompt::Prompt;
use crate::segment::token::Token;

/// One site for every free word of at least `length` ASCII letters.
fn by_word(prompt: &Prompt, length: usize, spoil: impl Fn(&str) -> Option<String>) -> Vec<Site> {
    words(prompt, length)
        .filter_map(|token| {
            let word = prompt.word(token);
            let spoilt = spoil(word).filter(|spoilt| spoilt != word)?;
            Some(Site::single(Proposal::one(token.range(), spoilt)))
        })
        .collect()
}

fn words(prompt: &Prompt, length: usize) -> impl Iterator<Item = &Token> {
    prompt.tokens().iter().filter(move |token| {
        let word = prompt.word(token);
        token.is_word()
            && word.len() >= length
            && word.bytes().all(|byte| byte.is_ascii_alphabetic())
    })
}

/// A place inside the word that depends on its letters only.
fn middle(word: &str) -> usize {
    let sum: usize = word.bytes().map(usize::from).sum();
    1 + sum % (word.len() - 2)
}
