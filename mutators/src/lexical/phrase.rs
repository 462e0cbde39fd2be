//! Replaces a phrase by one that means the same.
//!
//! `takes as input a list` becomes `accepts a list`. The phrases come from a table with the words that
//! must or must not stand beside them. It refuses a phrase that is broken over two lines or that
//! crosses protected text.

use super::replace::{proposal, sequence};
use crate::edit::Site;
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::View;
use crate::tables::{RewriteTable, table};
use std::sync::LazyLock;

operator! {
    Phrase, "lexical/phrase", Lexical, Guarded, version 1,
    "takes as input a list" => "accepts a list",
    guard "a span that crosses protected text", source "phrase.rs"
}

static TABLE: LazyLock<RewriteTable> = LazyLock::new(|| RewriteTable::parse(table!("phrases")));

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut found = Vec::new();
    for view in View::all(prompt) {
        found.extend((view.first..view.end).filter_map(|at| site(&view, at)));
    }
    found
}

fn site(view: &View<'_>, at: usize) -> Option<Site> {
    let proposals = TABLE
        .starting_with(view.lower(at))
        .iter()
        .filter_map(|rewrite| {
            let tokens = sequence(view, at, &rewrite.from)?;
            let next = view.get(tokens.end);
            rewrite
                .fits(view.prev(at), next)
                .then(|| proposal(view, tokens, rewrite.to))?
        })
        .collect();
    Site::of(proposals)
}
