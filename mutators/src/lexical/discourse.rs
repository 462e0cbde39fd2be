//! Exchanges a word that joins a sentence to the one before.
//!
//! `Also, sort it.` becomes `In addition, sort it.`, only at the start of a sentence and from a table. It
//! never touches `since`, `because`, `but` and other words that carry a reason or a condition.

use super::replace::{match_case, sequence};
use crate::edit::{Proposal, Site};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::View;
use crate::tables::{rows, table};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

operator! {
    Discourse, "lexical/discourse", Lexical, Guarded, version 1,
    "Also, sort it." => "In addition, sort it.",
    guard "since ≠ because", source "discourse.rs"
}

/// By first word: the words, whether a comma follows them, and what to write.
type Table = FxHashMap<&'static str, Vec<(Vec<&'static str>, bool, &'static str)>>;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for row in rows(table!("discourse")) {
        let words: Vec<_> = row[0].trim_end_matches(',').split(' ').collect();
        table
            .entry(words[0])
            .or_default()
            .push((words, row[0].ends_with(','), row[1]));
    }
    table
});

fn sites(prompt: &Prompt) -> Vec<Site> {
    View::all(prompt).filter_map(|view| site(&view)).collect()
}

fn site(view: &View<'_>) -> Option<Site> {
    let proposals = TABLE
        .get(view.lower(view.first))?
        .iter()
        .filter_map(|(words, comma, after)| {
            let tokens = sequence(view, view.first, words)?;
            let has_comma = tokens.end < view.end && view.token(tokens.end).is_punct(b',');
            let end = if *comma { tokens.end + 1 } else { tokens.end };
            if has_comma != *comma || end >= view.end {
                return None;
            }
            let range = view.bytes(view.first..end);
            let after = match_case(view.text(view.first..view.first + 1), after);
            Some(Proposal::one(range.clone(), after).claiming(range))
        })
        .collect();
    Site::of(proposals)
}
