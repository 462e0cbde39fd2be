//! What a certificate compares, read off a prompt once.

use super::alike::alike;
use super::bounds::{self, Bound};
use super::frame::{Frames, frames, frames_of_variant};
use super::negations::{self, Negation};
use super::words::expand;
use crate::lexical::long_form;
use crate::prompt::Prompt;
use crate::segment::skeleton::Skeleton;
use crate::segment::token::TokenKind;
use crate::span::SpanKind;
use crate::tables::{rows, table};
use rustc_hash::FxHashMap;
use std::cell::{Cell, OnceCell};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The words whose clauses must never become fewer.
const CLAUSES: [&[&str]; 5] = [
    &["should", "shouldn't"],
    &["must", "mustn't"],
    &["return", "returns", "returned", "returning"],
    &["raise", "raises", "raised", "raising", "throw", "throws"],
    &["ensure", "ensures", "ensuring"],
];

/// Number words, and what they count as.
static NUMBERS: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let exchanged = rows(table!("number_words"))
        .filter(|row| row[2] == "yes")
        .map(|row| (row[1], row[0]));
    exchanged
        .chain(["zero", "one", "hundred", "thousand"].map(|word| (word, word)))
        .collect()
});

/// The facts of one prompt.
#[derive(Default)]
pub(crate) struct Facts {
    code: Skeleton,
    examples: Vec<String>,
    protected: Vec<String>,
    numbers: Vec<String>,
    negations: Vec<Negation>,
    bounds: Vec<Bound>,
    clauses: [usize; 5],
    /// Read when they are first compared.
    frames: OnceCell<Frames>,
    /// The sentence in which the last variant parted from the original.
    parted: Cell<Option<usize>>,
}

impl Facts {
    /// Reads the facts off a prompt.
    pub(crate) fn of(prompt: &Prompt) -> Self {
        let mut facts = Self {
            code: prompt.skeleton().clone(),
            ..Self::default()
        };
        for span in prompt.spans() {
            facts.add_span(span.kind, &prompt.text()[span.start..span.end]);
        }
        let words: Vec<&str> = prompt
            .tokens()
            .iter()
            .flat_map(|token| expand(prompt.lower(token)).split(' '))
            .collect();
        let (bounds, used) = bounds::of(&words);
        facts.bounds = bounds;
        facts.negations = negations::of(&words, &used);
        facts.add_number_words(prompt);
        for (count, clause) in facts.clauses.iter_mut().zip(CLAUSES) {
            *count = words.iter().filter(|word| clause.contains(word)).count();
        }
        facts.clauses[4] += words
            .windows(2)
            .filter(|pair| *pair == ["make", "sure"])
            .count();
        facts.drop_insertions(prompt.lower_text());
        for list in [&mut facts.protected, &mut facts.numbers] {
            list.sort_unstable();
        }
        facts.bounds.sort_unstable();
        facts
    }

    fn add_span(&mut self, kind: SpanKind, piece: &str) {
        match kind {
            SpanKind::Code => {}
            SpanKind::Doctest | SpanKind::Example => self.examples.push(piece.trim().to_owned()),
            SpanKind::Markup => self.protected.extend(markup_words(piece)),
            SpanKind::Number => self.numbers.push(piece.to_ascii_lowercase()),
            _ => self.protected.push(bare(piece).to_owned()),
        }
    }

    fn add_number_words(&mut self, prompt: &Prompt) {
        for token in prompt
            .tokens()
            .iter()
            .filter(|token| token.kind == TokenKind::Word)
        {
            if let Some(number) = NUMBERS.get(prompt.lower(token)) {
                self.numbers.push((*number).to_owned());
            }
        }
    }

    /// Forgets the names inside a long form that stands before its abbreviation.
    fn drop_insertions(&mut self, lower: &str) {
        let shorts: BTreeMap<String, &str> = self
            .protected
            .iter()
            .filter_map(|short| Some((short.clone(), long_form(short)?)))
            .collect();
        for (short, long) in shorts {
            if !lower.contains(&format!(
                "{} ({})",
                long.to_lowercase(),
                short.to_lowercase()
            )) {
                continue;
            }
            for part in long.split(' ') {
                if let Some(at) = self.protected.iter().position(|word| word == part) {
                    self.protected.remove(at);
                }
            }
        }
    }

    pub(super) fn same_code(&self, variant: &Self) -> Result<(), String> {
        if self.code.agrees(&variant.code) {
            Ok(())
        } else {
            Err("the code differs".to_owned())
        }
    }

    pub(super) fn same_examples(&self, variant: &Self) -> Result<(), String> {
        same("example", &self.examples, &variant.examples)
    }

    pub(super) fn same_protected(&self, variant: &Self) -> Result<(), String> {
        same("protected", &self.protected, &variant.protected)
    }

    pub(super) fn same_numbers(&self, variant: &Self) -> Result<(), String> {
        same("number", &self.numbers, &variant.numbers)
    }

    pub(super) fn same_negations(&self, variant: &Self) -> Result<(), String> {
        negations::compare(&self.negations, &variant.negations)
    }

    pub(super) fn same_bounds(&self, variant: &Self) -> Result<(), String> {
        if self.bounds == variant.bounds {
            Ok(())
        } else {
            Err(format!("{:?} became {:?}", self.bounds, variant.bounds))
        }
    }

    /// The sentences of a variant read as those of the original, whose facts these are.
    pub(super) fn same_frames(&self, original: &Prompt, variant: &Prompt) -> Result<(), String> {
        let known = self.frames.get_or_init(|| frames(original));
        alike(&known.atoms, &frames_of_variant(variant, known)).map_err(|(sentence, told)| {
            self.parted.set(Some(sentence));
            told
        })
    }

    /// The sentence in which the last variant parted from the original, told once.
    pub(crate) fn take_parted(&self) -> Option<usize> {
        self.parted.take()
    }

    pub(super) fn no_fewer_clauses(&self, variant: &Self) -> Result<(), String> {
        let fewer = CLAUSES
            .iter()
            .zip(self.clauses.iter().zip(variant.clauses))
            .find(|(_, (before, after))| *before > after);
        fewer.map_or(Ok(()), |(clause, _)| {
            Err(format!("a clause with `{}` is gone", clause[0]))
        })
    }
}

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

/// The words and operators of headers, labels and tables that are not the layout itself.
fn markup_words(piece: &str) -> impl Iterator<Item = String> + '_ {
    const LAYOUT: &[&str] = &[
        "parameters",
        "args",
        "arguments",
        "param",
        "type",
        "returns",
        "return",
        "rtype",
        "raises",
        "example",
        "examples",
        "for",
        "here",
        "are",
        "some",
        "instance",
    ];
    piece
        .split_whitespace()
        .map(|word| {
            word.trim_matches(|mark: char| {
                matches!(
                    mark,
                    '-' | '*' | '•' | ':' | '(' | ')' | ',' | '`' | '#' | '.'
                )
            })
        })
        .filter(|word| !word.is_empty() && !LAYOUT.contains(&&*word.to_ascii_lowercase()))
        .map(str::to_owned)
}

fn same(what: &str, before: &[String], after: &[String]) -> Result<(), String> {
    if before == after {
        return Ok(());
    }
    let (there, here) = (counts(before), counts(after));
    let more = |one: &Counts<'_>, other: &Counts<'_>, item: &str| one.get(item) > other.get(item);
    let lost = before.iter().find(|item| more(&there, &here, item));
    let new = after.iter().find(|item| more(&here, &there, item));
    match (lost, new) {
        (Some(lost), Some(new)) => Err(format!("{what} `{lost}` became `{new}`")),
        (Some(lost), None) => Err(format!("{what} `{lost}` is gone")),
        (None, Some(new)) => Err(format!("{what} `{new}` is new")),
        (None, None) => Err(format!("{what}s changed their order")),
    }
}

/// How often each item is there.
type Counts<'a> = FxHashMap<&'a str, usize>;

fn counts(list: &[String]) -> Counts<'_> {
    let mut counts = Counts::default();
    for item in list {
        *counts.entry(item).or_default() += 1;
    }
    counts
}
