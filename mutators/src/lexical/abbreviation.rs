//! Writes an abbreviation out, or abbreviates.
//!
//! `a CSV file` becomes `a comma-separated values (CSV) file`, where the short form stays in place, and
//! `e.g.` becomes `for example` or the reverse. It refuses an abbreviation that touches other names,
//! since it may be part of an API, and one whose long form the prompt already has.

use super::insertion;
use super::replace::{proposal, sequence};
use crate::edit::Site;
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::View;
use crate::tables::{rows, table};
use std::sync::LazyLock;

operator! {
    Abbreviation, "lexical/abbreviation", Lexical, Guarded, version 1,
    "a CSV file" => "a comma-separated values (CSV) file",
    guard "API tokens", source "abbreviation.rs"
}

static SWAPS: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    rows(table!("abbreviations"))
        .filter(|row| row[2] == "swap")
        .collect()
});

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut found = insertion::sites(prompt, &insertion::ABBREVIATIONS);
    for view in View::all(prompt) {
        found.extend((view.first..view.end).filter_map(|at| swap(&view, at)));
    }
    found
}

/// `e.g.` ↔ `for example` and the like, not where a sentence starts.
fn swap(view: &View<'_>, at: usize) -> Option<Site> {
    let word = view.lower(at);
    if !word.ends_with('.') && !matches!(word, "for" | "that" | "versus" | "and" | "with")
        || !view.token(at).is_word()
    {
        return None;
    }
    let (row, short) = SWAPS.iter().find_map(|row| match () {
        () if row[0] == word => Some((row, true)),
        () if row[1].starts_with(word) && row[0] == "e.g." => Some((row, false)),
        () => None,
    })?;
    if short {
        let ends = view.get(at + 1).is_none() || view.token(at + 1).is_span();
        let comma = matches!(word, "e.g." | "i.e.") && view.get(at + 1) != Some(",");
        let long = if comma {
            format!("{},", row[1])
        } else {
            row[1].to_owned()
        };
        let parted = at > view.first
            && b",(;-"
                .iter()
                .any(|mark| view.token(at - 1).is_punct(*mark));
        let sentence = view.prompt.text()[view.token(at).end..].trim_start();
        let stops = word == "etc." && sentence.starts_with(|first: char| first.is_uppercase());
        let ends = ends || stops;
        let opens = at == view.first || view.token(at - 1).is_punct(b'.') || comma && !parted;
        return ((!ends || comma) && !opens)
            .then(|| proposal(view, at..at + 1, &long).map(Site::single))?;
    }
    let words: Vec<&str> = row[1].split(' ').collect();
    let tokens = sequence(view, at, &words).filter(|_| at > view.first)?;
    proposal(view, tokens, row[0]).map(Site::single)
}
