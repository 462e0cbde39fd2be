//! Writing a long form around its abbreviation, which stays as it is.

use super::replace::is_writable;
use crate::edit::{Proposal, Site, Splice};
use crate::lexicon::article_for;
use crate::prompt::Prompt;
use crate::segment::token::TokenKind;
use crate::span::SpanKind;
use crate::syntax::View;
use crate::tables::{FewWords, rows, table};
use std::sync::LazyLock;

/// Short forms and their long forms.
pub(super) type Forms = FewWords<&'static str>;

pub(super) static ABBREVIATIONS: LazyLock<Forms> =
    LazyLock::new(|| insertions(table!("abbreviations")).collect());

pub(super) static TERMS: LazyLock<Forms> =
    LazyLock::new(|| insertions(table!("term_aliases")).collect());

fn insertions(source: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(source)
        .filter(|row| row[2] == "insert")
        .map(|row| (row[0], row[1]))
}

/// The long form that a table licenses for an abbreviation.
pub(crate) fn long_form(short: &str) -> Option<&'static str> {
    ABBREVIATIONS
        .get(short)
        .or_else(|| TERMS.get(short))
        .copied()
}

/// One site for each abbreviation of a table: `long (SHORT)` at its first mention.
pub(super) fn sites(prompt: &Prompt, table: &Forms) -> Vec<Site> {
    let mut done: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for view in View::all(prompt) {
        for at in view.first..view.end {
            let word = view.text(at..at + 1);
            let named = matches!(
                view.token(at).kind,
                TokenKind::Span(SpanKind::Identifier | SpanKind::Term)
            );
            let Some(long) = table.get(word).filter(|_| named && !done.contains(&word)) else {
                continue;
            };
            done.push(word);
            found.extend(proposal(&view, at, long).map(Site::single));
        }
    }
    found
}

fn proposal(view: &View<'_>, at: usize, long: &str) -> Option<Proposal> {
    let token = view.token(at);
    let text = view.prompt.text();
    let glued = |mark: Option<char>| {
        mark.is_some_and(|mark| !mark.is_whitespace() && !matches!(mark, ',' | '.' | ';' | ':'))
    };
    let known = view
        .prompt
        .lower_text()
        .contains(&long.to_ascii_lowercase());
    let beside_name = [at.checked_sub(1), Some(at + 1)]
        .into_iter()
        .flatten()
        .any(|other| {
            (view.first..view.end).contains(&other)
                && view.token(other).is_span()
                && !view
                    .text(other..other + 1)
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase())
        });
    let mut before = text[..token.start].split(|mark: char| !mark.is_alphanumeric());
    let mentioned = before.any(|word| word == &text[token.range()]);
    let explained = text[token.end..].trim_start().starts_with('(');
    if known
        || mentioned
        || explained
        || beside_name
        || glued(text[..token.start].chars().next_back())
        || glued(text[token.end..].chars().next())
        || token.newline_before
    {
        return None;
    }
    let mut splices = vec![
        Splice::new(token.start..token.start, format!("{long} (")),
        Splice::new(token.end..token.end, ")"),
    ];
    if let Some(article) = view.prev(at).filter(|word| matches!(*word, "a" | "an")) {
        let wanted = article_for(long);
        let range = view.token(at - 1).range();
        if article != wanted {
            splices.insert(
                0,
                Splice::new(range, super::match_case(view.text(at - 1..at), wanted)),
            );
        }
    }
    let range = token.range();
    is_writable(view, &range, long).then(|| Proposal::many(splices))
}
