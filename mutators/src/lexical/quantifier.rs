//! Exchanges `each` and `every` before a singular noun.
//!
//! `each element` becomes `every element`. It refuses `each of`, `each other`, `almost every`, `every third`
//! and sentences with a negation, where `not every` is not `not each`, and never touches `any`, `all` or `some`, which mean something else.

use super::replace::{proposal, sequence};
use crate::edit::Site;
use crate::lexicon::Classes;
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::View;
use crate::tables::{RewriteTable, table};
use std::sync::LazyLock;

operator! {
    Quantifier, "lexical/quantifier", Lexical, Guarded, version 1,
    "each element" => "every element",
    guard "any ≠ every", source "quantifier.rs"
}

static TABLE: LazyLock<RewriteTable> = LazyLock::new(|| RewriteTable::parse(table!("quantifiers")));

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut found = Vec::new();
    for view in View::all(prompt).filter(|view| !is_scoped(view)) {
        found.extend((view.first..view.end).filter_map(|at| site(&view, at)));
    }
    found
}

/// A word that `each` and `every` stand in another relation to: a negation, a question, a difference, or one another.
fn is_scoped(view: &View<'_>) -> bool {
    let each = (view.first..view.end).filter(|at| matches!(view.lower(*at), "each" | "every"));
    if each.count() > 1 {
        return true;
    }
    (view.first..view.end).any(|at| {
        let word = view.lower(at);
        matches!(
            word,
            "not"
                | "no"
                | "never"
                | "without"
                | "cannot"
                | "whether"
                | "all"
                | "likelihood"
                | "probability"
                | "mean"
                | "average"
                | "sum"
                | "if"
                | "between"
                | "difference"
                | "differences"
        ) || word.ends_with("n't")
            || word.ends_with("dnt")
    })
}

fn site(view: &View<'_>, at: usize) -> Option<Site> {
    let proposals = TABLE
        .starting_with(view.lower(at))
        .iter()
        .filter_map(|rewrite| {
            let tokens = sequence(view, at, &rewrite.from)?;
            let adjective = tokens.end < view.end
                && view.class(tokens.end, Classes::ADJECTIVE)
                && !view.class(tokens.end, Classes::DETERMINER);
            let noun = if adjective {
                tokens.end + 1
            } else {
                tokens.end
            };
            let numeral = matches!(
                view.get(tokens.end),
                Some(
                    "second"
                        | "third"
                        | "two"
                        | "three"
                        | "four"
                        | "other"
                        | "single"
                        | "next"
                        | "nested"
                )
            );
            (!numeral && rewrite.fits(view.prev(at), view.get(noun)))
                .then(|| proposal(view, tokens, rewrite.to))?
        })
        .collect();
    Site::of(proposals)
}
