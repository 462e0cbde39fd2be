//! What a certificate compares, read off a prompt once.

use super::alike::alike;
use super::bounds::{self, Bound};
use super::fault::Fault;
use super::frame::{Atom, Frames, frames, frames_of_variant};
use super::loose::is_plain;
use super::negations::{self, Negation};
use super::words::{bare, expand, written_out};
use crate::lexical::long_form;
use crate::lexicon::lookup;
use crate::prompt::Prompt;
use crate::segment::skeleton::Skeleton;
use crate::span::SpanKind;
use crate::tables::{FewWords, rows, table};
use rustc_hash::FxHashMap;
use std::cell::{Cell, OnceCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::LazyLock;

/// The words whose clauses must never become fewer.
const CLAUSES: [&[&str]; 5] = [
    &["should", "shouldn't"],
    &["must", "mustn't"],
    &["return", "returns", "returned", "returning"],
    &["raise", "raises", "raised", "raising", "throw", "throws"],
    &["ensure", "ensures", "ensuring"],
];

/// The place in the list above of each word.
static CLAUSE_OF: LazyLock<FewWords<usize>> = LazyLock::new(|| {
    let clauses = CLAUSES.iter().enumerate();
    clauses
        .flat_map(|(at, words)| words.iter().map(move |word| (*word, at)))
        .collect()
});

/// Number words, and what they count as.
static NUMBERS: LazyLock<FewWords<&'static str>> = LazyLock::new(|| {
    let exchanged = rows(table!("number_words"))
        .filter(|row| row[2] == "yes")
        .map(|row| (row[1], row[0]));
    exchanged
        .chain(["zero", "one", "hundred", "thousand"].map(|word| (word, word)))
        .collect()
});

/// The facts of one prompt.
pub(crate) struct Facts<'p> {
    code: &'p Skeleton,
    examples: Vec<&'p str>,
    protected: Vec<&'p str>,
    numbers: Vec<&'p str>,
    negations: Vec<Negation<'p>>,
    bounds: Vec<Bound>,
    clauses: [usize; 5],
    /// How often each word of prose stands there, names that are spelt like one among them; only of a pair from elsewhere.
    words: Option<FxHashMap<String, usize>>,
    /// The words of each label, header and row of a table, in order; only of a pair from elsewhere.
    labels: Vec<String>,
    /// Read when they are first compared.
    frames: OnceCell<Frames>,
    /// The sentence in which the last variant parted from the original.
    parted: Cell<Option<usize>>,
}

impl<'p> Facts<'p> {
    /// Reads the facts off a prompt.
    pub(crate) fn of(prompt: &'p Prompt) -> Self {
        let mut facts = Self {
            code: prompt.skeleton(),
            examples: Vec::new(),
            protected: Vec::with_capacity(prompt.spans().len()),
            numbers: Vec::new(),
            negations: Vec::new(),
            bounds: Vec::new(),
            clauses: [0; 5],
            words: None,
            labels: Vec::new(),
            frames: OnceCell::new(),
            parted: Cell::new(None),
        };
        for span in prompt.spans() {
            let piece = |text: &'p str| &text[span.start..span.end];
            match span.kind {
                SpanKind::Code => {}
                SpanKind::Doctest | SpanKind::Example => {
                    facts.examples.push(piece(prompt.text()).trim());
                }
                SpanKind::Markup => facts.protected.extend(markup_words(piece(prompt.text()))),
                SpanKind::Number => facts.numbers.push(piece(prompt.lower_text())),
                _ => facts.protected.push(bare(piece(prompt.text()))),
            }
        }
        let mut words: Vec<&str> = Vec::with_capacity(prompt.tokens().len() + 16);
        for token in prompt.tokens() {
            let word = prompt.lower(token);
            if token.is_word() {
                words.extend(written_out(word));
                facts.numbers.extend(NUMBERS.get(word));
            } else {
                words.extend(expand(word).split(' '));
            }
        }
        let (bounds, used) = bounds::of(&words);
        facts.bounds = bounds;
        facts.negations = negations::of(&words, &used);
        for clause in words.iter().filter_map(|word| CLAUSE_OF.get(word)) {
            facts.clauses[*clause] += 1;
        }
        facts.clauses[4] += words
            .windows(2)
            .filter(|pair| *pair == ["make", "sure"])
            .count();
        facts.drop_insertions(prompt.lower_text());
        facts.bounds.sort_unstable();
        facts
    }

    /// Reads the facts off a prompt of a pair from elsewhere, in which a name that is spelt like a word may be in another case.
    pub(super) fn of_pair(prompt: &'p Prompt) -> Self {
        let mut words: FxHashMap<String, usize> = FxHashMap::default();
        for token in prompt.tokens() {
            let word = bare(prompt.word(token));
            if is_plain(word) {
                *words.entry(word.to_ascii_lowercase()).or_default() += 1;
            }
        }
        let markup = prompt
            .spans()
            .iter()
            .filter(|span| span.kind == SpanKind::Markup);
        let labels: Vec<String> = markup
            .map(|span| {
                let words = markup_words(&prompt.text()[span.start..span.end]);
                words.collect::<Vec<_>>().join(" ").to_ascii_lowercase()
            })
            .filter(|label| !label.is_empty())
            .collect();
        for word in labels.iter().flat_map(|label| label.split(' ')) {
            *words.entry(word.to_owned()).or_default() += 1;
        }
        Self {
            words: Some(words),
            labels,
            ..Self::of(prompt)
        }
    }

    /// Forgets the names inside a long form that stands before its abbreviation.
    fn drop_insertions(&mut self, lower: &str) {
        let shorts: BTreeMap<&str, &str> = self
            .protected
            .iter()
            .filter_map(|short| long_form(short).map(|long| (*short, long)))
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
                if let Some(at) = self.protected.iter().position(|word| *word == part) {
                    self.protected.remove(at);
                }
            }
        }
    }

    pub(super) fn same_code(&self, variant: &Self) -> Result<(), String> {
        if self.code.agrees(variant.code) {
            Ok(())
        } else {
            Err("the code differs".to_owned())
        }
    }

    pub(super) fn same_examples(&self, variant: &Self) -> Result<(), String> {
        same("example", &self.examples, &variant.examples)
    }

    pub(super) fn same_protected(&self, variant: &Self) -> Result<(), Fault> {
        self.same_labels(variant)?;
        let Err(detail) = same_anywhere("protected", &self.protected, &variant.protected) else {
            return Ok(());
        };
        let (Some(here), Some(there)) = (&self.words, &variant.words) else {
            return Err(detail.into());
        };
        let (lost, new) = differences(&self.protected, &variant.protected);
        let changed = || lost.iter().chain(&new);
        let kept = |name: &&str| {
            let word = name.to_ascii_lowercase();
            is_plain(name) && here.contains_key(&word) && here.get(&word) == there.get(&word)
        };
        if changed().all(kept) && changed().next().is_some() {
            return Ok(());
        }
        let known = |name: &&str| {
            lookup(&name.to_ascii_lowercase()).is_some()
                || self.protected.iter().any(|other| other == name)
                    && variant.protected.iter().any(|other| other == name)
        };
        Err(Fault {
            unsure: changed().all(known),
            detail,
        })
    }

    /// Labels that are cut in other ways were laid out anew, and their words are compared as a whole.
    fn same_labels(&self, variant: &Self) -> Result<(), Fault> {
        let mut pairs = self.labels.iter().zip(&variant.labels);
        match pairs.find(|(one, other)| one != other) {
            Some((one, other)) if self.labels.len() == variant.labels.len() => Err(Fault {
                detail: format!("`{one}` became `{other}`"),
                unsure: true,
            }),
            _ => Ok(()),
        }
    }

    pub(super) fn same_numbers(&self, variant: &Self) -> Result<(), Fault> {
        let (lost, new) = differences(&self.numbers, &variant.numbers);
        let again = |number: &&str| {
            *number == "one"
                || [self, variant]
                    .iter()
                    .all(|facts| facts.numbers.iter().any(|other| other == number))
        };
        same_anywhere("number", &self.numbers, &variant.numbers).map_err(|detail| Fault {
            unsure: self.words.is_some() && lost.iter().chain(&new).all(again),
            detail,
        })
    }

    pub(super) fn same_negations(&self, variant: &Self) -> Result<(), String> {
        negations::compare(&self.negations, &variant.negations)
    }

    pub(super) fn same_bounds(&self, variant: &Self) -> Result<(), Fault> {
        bounds::compare(&self.bounds, &variant.bounds).map_err(|fault| Fault {
            // `No` for `all` is more than a word that was left out.
            unsure: fault.unsure && self.words.is_some() && self.same_negations(variant).is_ok(),
            ..fault
        })
    }

    /// The sentences of a variant read as those of the original, whose facts these are.
    pub(super) fn same_frames(&self, original: &Prompt, variant: &Prompt) -> Result<(), String> {
        let known = self.frames.get_or_init(|| frames(original));
        alike(&known.atoms, &frames_of_variant(variant, known)).map_err(|(sentence, told)| {
            self.parted.set(Some(sentence));
            told
        })
    }

    /// The frames of the original, and those of a variant.
    pub(super) fn both_frames(
        &self,
        original: &Prompt,
        variant: &Prompt,
    ) -> (&Frames, Vec<Rc<[Atom]>>) {
        let known = self.frames.get_or_init(|| frames(original));
        (known, frames_of_variant(variant, known))
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

/// The words and operators of headers, labels and tables that are not the layout itself.
fn markup_words(piece: &str) -> impl Iterator<Item = &str> {
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
        .filter(|word| {
            let layout = || LAYOUT.iter().any(|other| other.eq_ignore_ascii_case(word));
            !word.is_empty() && !layout()
        })
}

/// Says that two lists have the same items in the same order, or what was lost or is new.
fn same(what: &str, before: &[&str], after: &[&str]) -> Result<(), String> {
    if before == after {
        return Ok(());
    }
    let (lost, new) = differences(before, after);
    match told(what, lost.first(), new.first()) {
        Some(detail) => Err(detail),
        None => Err(format!("{what}s changed their order")),
    }
}

/// Says that two lists have the same items wherever they stand, or what was lost or is new.
fn same_anywhere(what: &str, before: &[&str], after: &[&str]) -> Result<(), String> {
    if before == after {
        return Ok(());
    }
    let (lost, new) = differences(before, after);
    told(what, lost.iter().min(), new.iter().min()).map_or(Ok(()), Err)
}

fn told(what: &str, lost: Option<&&str>, new: Option<&&str>) -> Option<String> {
    match (lost, new) {
        (Some(lost), Some(new)) => Some(format!("{what} `{lost}` became `{new}`")),
        (Some(lost), None) => Some(format!("{what} `{lost}` is gone")),
        (None, Some(new)) => Some(format!("{what} `{new}` is new")),
        (None, None) => None,
    }
}

/// What is there more often before, and what is more often after.
fn differences<'a>(before: &[&'a str], after: &[&'a str]) -> (Vec<&'a str>, Vec<&'a str>) {
    let (there, here) = (counts(before), counts(after));
    let more = |items: &[&'a str], one: &Counts<'_>, other: &Counts<'_>| {
        let more = |item: &&str| one.get(item) > other.get(item);
        items.iter().copied().filter(more).collect()
    };
    (more(before, &there, &here), more(after, &here, &there))
}

/// How often each item is there.
type Counts<'a> = FxHashMap<&'a str, usize>;

fn counts<'a>(list: &[&'a str]) -> Counts<'a> {
    let mut counts = Counts::default();
    for item in list {
        *counts.entry(item).or_default() += 1;
    }
    counts
}
