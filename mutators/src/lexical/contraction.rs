//! Contracts a negation or an auxiliary, or writes it out.
//!
//! `don't` becomes `do not`, `is not` becomes `isn't`. It refuses the possessive `'s`, forms that stand
//! for two things (`I'd`), questions (`why don't you`), sentences that report an error or a message, and
//! strings that an apostrophe would end.

use super::replace::{is_writable, proposal, sequence};
use crate::edit::Site;
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::syntax::View;
use crate::tables::{rows, table};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

operator! {
    Contraction, "lexical/contraction", Lexical, Guarded, version 1,
    "do not sort" => "don't sort",
    guard "possessive 's", source "contraction.rs"
}

/// By first word: the words of a full form and its contraction.
type Contractions = FxHashMap<&'static str, Vec<(Vec<&'static str>, &'static str)>>;

static FULL: LazyLock<Contractions> = LazyLock::new(|| {
    let mut table: FxHashMap<_, Vec<_>> = FxHashMap::default();
    for row in rows(table!("contractions")).filter(|row| row[2] == "yes") {
        let words: Vec<_> = row[0].split(' ').collect();
        table.entry(words[0]).or_default().push((words, row[1]));
    }
    table
});

/// By contraction: its full form, as a rule the one that is contracted.
static SHORT: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let (exchanged, others): (Vec<_>, Vec<_>) =
        rows(table!("contractions")).partition(|row| row[2] == "yes");
    let rows = others.into_iter().chain(exchanged);
    rows.map(|row| (row[1], row[0])).collect()
});

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut found = Vec::new();
    for view in View::all(prompt).filter(|view| !reports_words(view)) {
        found.extend(
            (view.first..view.end)
                .filter_map(|at| expand(&view, at).or_else(|| contract(&view, at))),
        );
    }
    found
}

/// The sentence may give the words of an error or a message without quotation marks.
fn reports_words(view: &View<'_>) -> bool {
    (view.first..view.end).any(|at| {
        let word = view.lower(at);
        matches!(
            word,
            "errors" | "exception" | "message" | "warning" | "says"
        ) || word.ends_with("error")
    })
}

fn expand(view: &View<'_>, at: usize) -> Option<Site> {
    let word = view.lower(at);
    let full = SHORT.get(word).filter(|_| view.token(at).is_word())?;
    let next = view.next(at)?;
    let pronoun = matches!(
        next,
        "i" | "you" | "we" | "they" | "it" | "there" | "been" | "got" | "have"
    );
    let full = if full.starts_with("i ") {
        super::raised(full)
    } else {
        (*full).to_owned()
    };
    (!pronoun).then(|| proposal(view, at..at + 1, &full).map(Site::single))?
}

fn contract(view: &View<'_>, at: usize) -> Option<Site> {
    let (tokens, short) = FULL
        .get(view.lower(at))?
        .iter()
        .find_map(|(words, short)| sequence(view, at, words).map(|tokens| (tokens, *short)))?;
    let next = view.get(tokens.end)?;
    let word = view.token(tokens.end).is_word() || view.token(tokens.end).is_span();
    if !word
        || matches!(
            next,
            "only" | "necessarily" | "than" | "less" | "more" | "greater" | "if" | "just"
        )
        || !is_writable(view, &view.bytes(tokens.clone()), short)
    {
        return None;
    }
    let short = if short.starts_with("i'") {
        super::raised(short)
    } else {
        short.to_owned()
    };
    proposal(view, tokens, &short).map(Site::single)
}
