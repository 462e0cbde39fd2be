//! Writes a small number as a word, or a number word in digits.
//!
//! `2 lists` becomes `two lists`, from two to twelve, where a plural noun follows. It refuses `one`,
//! shapes, ranges, sizes (`column 2`, `divisible by 2`) and numbers with a unit.

use super::replace::match_case;
use crate::edit::{Proposal, Site};
use crate::lexicon::lookup;
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::segment::token::TokenKind;
use crate::span::SpanKind;
use crate::syntax::View;
use crate::tables::{rows, table};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Digits and words, both ways.
static TABLE: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    rows(table!("number_words"))
        .filter(|row| row[2] == "yes")
        .flat_map(|row| [(row[0], row[1]), (row[1], row[0])])
        .collect()
});

operator! {
    NumberWord, "lexical/number-word", Lexical, Guarded, version 1,
    "2 lists" => "two lists",
    guard "shapes, ranges, \"one of\"", source "number_word.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut found = Vec::new();
    for view in View::all(prompt) {
        found.extend((view.first..view.end).filter_map(|at| site(&view, at)));
    }
    found
}

fn site(view: &View<'_>, at: usize) -> Option<Site> {
    let number = view.token(at).kind == TokenKind::Span(SpanKind::Number);
    let after = TABLE
        .get(view.lower(at))
        .filter(|_| number || view.token(at).is_word())?;
    if !counts_a_noun(view, at) || !number && at == view.first {
        return None;
    }
    let after = if number && at == view.first {
        super::raised(after)
    } else {
        match_case(view.text(at..at + 1), after)
    };
    Some(Site::single(Proposal::one(view.token(at).range(), after)))
}

/// A plural noun follows, alone or after one adjective, and nothing before makes it a measure.
fn counts_a_noun(view: &View<'_>, at: usize) -> bool {
    const UNITS: &[&str] = &[
        "days",
        "hours",
        "minutes",
        "seconds",
        "degrees",
        "pixels",
        "bits",
        "bytes",
        "inches",
        "decimals",
        "dimensions",
        "digits",
        "times",
        "years",
        "months",
        "percent",
        "decimal",
    ];
    let plural = |at: usize| {
        at < view.end
            && lookup(view.lower(at))
                .and_then(|entry| entry.noun)
                .is_some_and(|(_, plural)| plural)
            && !UNITS.contains(&view.lower(at))
    };
    let adjective = at + 1 < view.end
        && view.class(at + 1, crate::lexicon::Classes::ADJECTIVE)
        && !UNITS.contains(&view.lower(at + 1));
    let measure = matches!(
        view.prev(at),
        Some(
            "by" | "than"
                | "to"
                | "from"
                | "between"
                | "range"
                | "index"
                | "column"
                | "columns"
                | "row"
                | "rows"
                | "size"
                | "dimension"
                | "axis"
                | "step"
                | "level"
                | "version"
                | "python"
                | "first"
                | "last"
                | "length"
                | "equal"
                | "is"
                | "and"
                | "or"
                | "="
                | ":"
                | "-"
                | ","
                | "one"
                | "hundred"
                | "thousand"
        )
    );
    let spanned = at > view.first && view.token(at - 1).is_span();
    !measure
        && !spanned
        && (plural(at + 1) || adjective && plural(at + 2))
        && !view.token(at + 1).newline_before
}
