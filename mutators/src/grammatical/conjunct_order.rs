//! Exchanges two words that `and` or `or` joins, where their order says nothing.
//!
//! `vowels and consonants` becomes `consonants and vowels`, for pairs of kinds from a table. Outputs,
//! parameters and steps keep their order: the pair is refused where the sentence returns it, counts it
//! off (`respectively`, `first`) or builds a tuple of it.

use crate::edit::{Proposal, Site};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::View;
use crate::tables::{rows, table};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

operator! {
    ConjunctOrder, "grammatical/conjunct-order", Grammatical, Guarded, version 1,
    "vowels and consonants" => "consonants and vowels",
    guard "outputs and parameters keep their order", source "conjunct_order.rs"
}

static PAIRS: LazyLock<FxHashSet<(&'static str, &'static str)>> = LazyLock::new(|| {
    rows(table!("conjuncts"))
        .flat_map(|row| [(row[0], row[1]), (row[1], row[0])])
        .collect()
});

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut found = Vec::new();
    for view in View::all(prompt) {
        if is_ordered(&view) {
            continue;
        }
        found.extend((view.first + 1..view.end.saturating_sub(1)).filter_map(|at| site(&view, at)));
    }
    found
}

fn is_ordered(view: &View<'_>) -> bool {
    view.any(
        view.first..view.end,
        &[
            "respectively",
            "tuple",
            "tuples",
            "pair",
            "pairs",
            "first",
            "then",
            "order",
            "former",
            "latter",
            "between",
            "return",
            "returns",
            "column",
            "columns",
            "keys",
            "difference",
            "ratio",
        ],
    )
}

fn site(view: &View<'_>, at: usize) -> Option<Site> {
    let (one, other) = (view.prev(at)?, view.next(at)?);
    let words = (at - 1..=at + 1).all(|at| view.token(at).is_word());
    let one_line = !view.token(at).newline_before && !view.token(at + 1).newline_before;
    let listed = view.get(at + 2) == Some("and")
        || at >= view.first + 2 && view.token(at - 2).is_punct(b',');
    let capital = view
        .text(at - 1..at)
        .starts_with(|first: char| first.is_ascii_uppercase());
    let joins = matches!(view.lower(at), "and" | "or") && PAIRS.contains(&(one, other));
    if !joins || !words || !one_line || listed || capital {
        return None;
    }
    let text = format!(
        "{} {} {}",
        view.text(at + 1..at + 2),
        view.text(at..at + 1),
        view.text(at - 1..at)
    );
    Some(Site::single(Proposal::one(
        view.bytes(at - 1..at + 2),
        text,
    )))
}
