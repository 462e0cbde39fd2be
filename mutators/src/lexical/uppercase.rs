//! Writes the whole prose in capitals.
//!
//! `Write a function.` becomes `WRITE A FUNCTION.`: the lower→upper mutation. Everything protected
//! keeps its case: code, names, quotations, examples, terms, and words that stand in one of these too. It
//! refuses prose that is in capitals already and lines of one or two words, which may be the head of a
//! table, and stands alone in a variant.

use crate::edit::{Proposal, Site, Splice};
use crate::lexicon::lookup;
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::segment::token::Block;
use rustc_hash::FxHashSet;

operator! {
    Uppercase, "lexical/uppercase", Lexical, Construction, version 1,
    "Write a function" => "WRITE A FUNCTION",
    guard "anything protected keeps its case", source "uppercase.rs"
}

/// Names of Python's types that stand in prose without quotes.
const TYPES: [&str; 7] = ["str", "dict", "int", "bool", "float", "bytes", "tuple"];

/// A block with fewer words is no sentence.
const FEWEST_WORDS: usize = 3;

fn sites(prompt: &Prompt) -> Vec<Site> {
    if prompt.is_shouting() {
        return Vec::new();
    }
    let kept = protected_words(prompt);
    let blocks = prompt.blocks().iter();
    let runs: Vec<Splice> = blocks
        .filter(|block| {
            let tokens = &prompt.tokens()[block.tokens.clone()];
            tokens.iter().filter(|token| token.is_word()).count() >= FEWEST_WORDS
        })
        .flat_map(|block| runs(prompt, block, &kept))
        .collect();
    Site::of(
        (!runs.is_empty())
            .then(|| Proposal::many(runs))
            .into_iter()
            .collect(),
    )
    .into_iter()
    .collect()
}

/// Words that open statements: beside a call the block may be code.
const KEYWORDS: &[&str] = &["if", "raise", "return", "elif", "for", "while"];

fn holds_call(prompt: &Prompt, block: &Block) -> bool {
    prompt.tokens()[block.tokens.clone()].iter().any(|token| {
        token.is_span() && prompt.word(token).ends_with(')') && prompt.word(token).contains('(')
    })
}

/// The words of a block that are written in capitals, joined where only blanks part them.
fn runs(prompt: &Prompt, block: &Block, kept: &FxHashSet<&str>) -> Vec<Splice> {
    let mut runs: Vec<Splice> = Vec::new();
    let tokens = &prompt.tokens()[block.tokens.clone()];
    for token in tokens.iter().filter(|token| token.is_word()) {
        let word = prompt.word(token);
        if KEYWORDS.contains(&word) && holds_call(prompt, block) {
            return Vec::new();
        }
        if !word.bytes().any(|byte| byte.is_ascii_lowercase())
            || TYPES.contains(&word)
            || token.entry.is_none() && word.len() > 1 && is_symbol(word)
            || kept.contains(word)
        {
            continue;
        }
        match runs.last_mut() {
            Some(last)
                if prompt.text()[last.range.end..token.start]
                    .bytes()
                    .all(|byte| byte == b' ') =>
            {
                last.range.end = token.end;
                last.after = prompt.text()[last.range.clone()].to_ascii_uppercase();
            }
            _ => runs.push(Splice::new(token.range(), word.to_ascii_uppercase())),
        }
    }
    runs
}

/// A word without a vowel that sounds, or of one vowel and one consonant, which no table has: `xi`, `dz`, `dfs`.
fn is_symbol(word: &str) -> bool {
    word.len() <= 3 || !word.contains(['a', 'e', 'i', 'o', 'u', 'y', 'A', 'E', 'I', 'O', 'U', 'Y'])
}

/// Words that code, examples, quotations or tables hold, where they may be names; the words of the grammar are none, but
/// those of one letter may be.
fn protected_words(prompt: &Prompt) -> FxHashSet<&str> {
    let spans = prompt.spans().iter();
    spans
        .flat_map(|span| {
            prompt.text()[span.start..span.end]
                .split(|mark: char| !(mark.is_alphanumeric() || mark == '_'))
        })
        .filter(|word| {
            let keyword = matches!(
                *word,
                "return" | "import" | "while" | "with" | "raise" | "assert"
            );
            !keyword
                && (word.len() == 1 || lookup(word).is_none_or(|entry| entry.classes.is_open()))
        })
        .collect()
}
