//! Exchanges American and British spelling.
//!
//! `color` becomes `colour` and `visualise` becomes `visualize`, everywhere in the prose at once. It
//! refuses a word that also occurs in code or in a quotation, where the spelling may be an API's.

use super::replace::match_case;
use crate::edit::{Proposal, Site, Splice};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::tables::{rows, table};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::LazyLock;

operator! {
    Spelling, "lexical/spelling", Lexical, Construction, version 1,
    "the color of each bar" => "the colour of each bar",
    guard "keyword arguments, quoted values", source "spelling.rs"
}

static TABLE: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    rows(table!("spelling"))
        .flat_map(|row| [(row[0], row[1]), (row[1], row[0])])
        .collect()
});

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut by_word: BTreeMap<&str, Vec<Splice>> = BTreeMap::new();
    for token in prompt.tokens().iter().filter(|token| token.is_word()) {
        let word = prompt.lower(token);
        if let Some(other) = TABLE.get(word) {
            let after = match_case(prompt.word(token), other);
            by_word
                .entry(word)
                .or_default()
                .push(Splice::new(token.range(), after));
        }
    }
    by_word
        .into_iter()
        .filter(|(word, splices)| !is_protected(prompt, word, splices.len()))
        .map(|(_, splices)| Site::single(Proposal::many(splices)))
        .collect()
}

/// True when the letters occur more often than the free word does.
fn is_protected(prompt: &Prompt, word: &str, free: usize) -> bool {
    prompt.lower_text().matches(word).count() > free
}
