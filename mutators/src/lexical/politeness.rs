//! Asks politely.
//!
//! `Write a function` becomes `Please write a function`, where a sentence opens with an imperative. It
//! refuses sentences that are polite already, and never writes `may` or `could`, which read as optional.

use super::lowered;
use crate::edit::{Proposal, Site};
use crate::grammar::{Parse, Shape};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::View;

operator! {
    Politeness, "lexical/politeness", Lexical, Guarded, version 2,
    "Write a function" => "Please write a function",
    guard "\"may\" read as optional", source "politeness.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    if prompt
        .tokens()
        .iter()
        .any(|token| prompt.lower(token) == "please")
    {
        return Vec::new();
    }
    let read = View::all(prompt).zip(prompt.parses());
    read.filter_map(|(view, parse)| site(&view, parse.as_ref()?))
        .collect()
}

fn site(view: &View<'_>, parse: &Parse) -> Option<Site> {
    let asks = parse.shape == Shape::Imperative
        && parse.openers.is_empty()
        && view.is_whole()
        && view.prompt.is_running_text(view.block())
        && !matches!(
            view.lower(view.first),
            "thank"
                | "assume"
                | "suppose"
                | "let"
                | "note"
                | "see"
                | "refer"
                | "given"
                | "input"
                | "output"
                | "do"
                | "don't"
                | "default"
        );
    let before = view.prompt.text()[..view.token(view.first).start].trim_end();
    let listed = before.ends_with(['.', ')'])
        && before[..before.len() - 1].ends_with(|mark: char| mark.is_ascii_digit());
    let word = view.text(view.first..view.first + 1);
    let upper = word.starts_with(|first: char| first.is_ascii_uppercase());
    (asks && upper && !listed).then(|| {
        let range = view.token(view.first).range();
        Site::single(
            Proposal::one(range.clone(), format!("Please {}", lowered(word))).claiming(range),
        )
    })
}
