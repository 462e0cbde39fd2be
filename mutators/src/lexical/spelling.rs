//! Exchanges American and British spelling.
//!
//! `color` becomes `colour`, or `visualise` becomes `visualize`: all the words of one spelling at once. It
//! refuses a word that also occurs in code or in a quotation, where the spelling may be an API's.

use super::replace::match_case;
use crate::edit::{Proposal, Site, Splice};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::tables::{rows, table};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

operator! {
    Spelling, "lexical/spelling", Lexical, Construction, version 1,
    "the color of each bar" => "the colour of each bar",
    guard "keyword arguments, quoted values", source "spelling.rs"
}

static BRITISH: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    rows(table!("spelling"))
        .map(|row| (row[0], row[1]))
        .collect()
});

static AMERICAN: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    rows(table!("spelling"))
        .map(|row| (row[1], row[0]))
        .collect()
});

fn sites(prompt: &Prompt) -> Vec<Site> {
    let proposals = [&BRITISH, &AMERICAN]
        .into_iter()
        .filter_map(|table| proposal(prompt, table))
        .collect();
    Site::of(proposals).into_iter().collect()
}

/// Every word of one spelling at once, so that a prompt keeps to one.
fn proposal(prompt: &Prompt, table: &FxHashMap<&str, &str>) -> Option<Proposal> {
    let mut by_word: FxHashMap<&str, Vec<Splice>> = FxHashMap::default();
    for token in prompt.tokens().iter().filter(|token| token.is_word()) {
        let word = prompt.lower(token);
        if let Some(other) = table.get(word) {
            let after = match_case(prompt.word(token), other);
            let splice = Splice::new(token.range(), after);
            by_word.entry(word).or_default().push(splice);
        }
    }
    let mut splices: Vec<Splice> = by_word
        .into_iter()
        .filter(|(word, splices)| !is_protected(prompt, word, splices.len()))
        .flat_map(|(_, splices)| splices)
        .collect();
    splices.sort_by_key(|splice| splice.range.start);
    (!splices.is_empty()).then(|| Proposal::many(splices))
}

/// True when the word occurs more often than it stands free, or a bracket behind it explains it as a name.
fn is_protected(prompt: &Prompt, word: &str, free: usize) -> bool {
    let is_part = |mark: &u8| mark.is_ascii_alphanumeric() || *mark == b'_';
    let text = prompt.lower_text();
    let whole = text.match_indices(word).filter(|(at, _)| {
        let before = text[..*at].bytes().next_back();
        let after = text.as_bytes().get(at + word.len()).copied();
        !before.is_some_and(|mark| is_part(&mark)) && !after.is_some_and(|mark| is_part(&mark))
    });
    let explained = |at: usize| text[at + word.len()..].starts_with(" (");
    let (whole, explained) = whole.fold((0, false), |(count, any), (at, _)| {
        (count + 1, any || explained(at))
    });
    whole > free || explained
}
