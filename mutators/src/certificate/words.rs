//! Words as the certificate compares them: lower case, contractions written out, lemmas.

use crate::lexicon::{Classes, Nouns, Verbs, lookup};
use crate::tables::{FewWords, rows, table};
use std::sync::LazyLock;

/// Words whose reach may go on into what is joined behind them.
pub(super) const REACHING: &[&str] = &[
    "if",
    "when",
    "whenever",
    "unless",
    "while",
    "until",
    "otherwise",
    "else",
    "not",
    "never",
    "or",
];

static EXPANDED: LazyLock<FewWords<&'static str>> = LazyLock::new(|| {
    rows(table!("contractions"))
        .map(|row| (row[1], row[0]))
        .chain([("cannot", "can not")])
        .collect()
});

static SPELLING: LazyLock<FewWords<&'static str>> = LazyLock::new(|| {
    rows(table!("spelling"))
        .map(|row| (row[1], row[0]))
        .collect()
});

/// A protected atom without backticks and without brackets around one word.
pub(super) fn bare(piece: &str) -> &str {
    let piece = piece.trim_matches('`');
    let inner = piece
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    inner
        .filter(|inner| !inner.contains([' ', '(', ',']))
        .unwrap_or(piece)
}

/// The words of a contraction, or the word itself.
pub(super) fn expand(word: &str) -> &str {
    EXPANDED.get(word).copied().unwrap_or(word)
}

/// The words that one free word stands for: those of a contraction, or itself.
pub(super) fn written_out(word: &str) -> impl Iterator<Item = &str> {
    let full = EXPANDED.get(word);
    let parts = full.into_iter().flat_map(|full| full.split(' '));
    parts.chain(full.is_none().then_some(word))
}

/// A lower-case word in American spelling.
pub(super) fn american(word: &str) -> &str {
    SPELLING.get(word).copied().unwrap_or(word)
}

/// The lemma of a lower-case word, in American spelling.
pub(super) fn lemma(word: &str) -> &str {
    let word = american(word);
    match lookup(word) {
        Some(entry) if entry.verb.is_some() => {
            entry.verb.map_or(word, |(verb, _)| Verbs::lemma(verb))
        }
        Some(entry) => entry.noun.map_or(word, |(noun, _)| Nouns::singular(noun)),
        None => word,
    }
}

/// Words that rules may add or drop without a licence: they carry no content of their own.
pub(super) fn is_light(word: &str) -> bool {
    matches!(
        word,
        "a" | "an"
            | "the"
            | "please"
            | "can"
            | "you"
            | "should"
            | "be"
            | "is"
            | "are"
            | "it"
            | "then"
            | "function"
            | "to"
            | "that"
            | "which"
            | "write"
            | "will"
            | ","
            | "."
            | "?"
            | "!"
            | ":"
            | "and"
            | "if"
            | "of"
    )
}

/// True for a word that belongs to no closed class.
pub(super) fn is_content(word: &str) -> bool {
    lookup(word).is_none_or(|entry| entry.classes.is_open())
        || lookup(word).is_some_and(|entry| entry.classes.meets(Classes::TERM))
}
