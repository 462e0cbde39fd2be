//! What a text is, before it is read as an English task for Python code: which stretches of it are a diff, the turns of a chat or code
//! of another language, and whether what is left is a task at all.
//!
//! Stretches are found while a text is read, and are protected like code. A text is refused as a whole where nothing in it can be
//! changed safely.

mod code;
mod diff;
mod prose;
mod request;
mod script;
mod transcript;

use crate::prompt::Prompt;
use crate::segment::token::TokenKind;
use serde::Serialize;
use std::fmt;
use std::ops::Range;

/// Why a text is not rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A diff, with no task beside it.
    Diff,
    /// A chat whose task is no single turn at its end.
    Transcript,
    /// It is code of another language than Python, or asks for such code.
    Code,
    /// Its prose, or a part of it, is in another language than English.
    Language,
}

impl Reason {
    /// The word for it in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Diff => "diff",
            Self::Transcript => "transcript",
            Self::Code => "code",
            Self::Language => "language",
        }
    }
}

/// A text that is not rewritten, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The kind of reason.
    pub reason: Reason,
    /// What was found, and what to do.
    pub detail: String,
}

impl Refusal {
    fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.reason.name(), self.detail)
    }
}

/// What is foreign in a text: protected stretches, in order, and what speaks against the whole.
#[derive(Clone, Debug, Default)]
pub(crate) struct Foreign {
    pub(crate) ranges: Vec<Range<usize>>,
    /// What the first of them is.
    kind: Option<Reason>,
    refusal: Option<Refusal>,
}

impl Foreign {
    fn protect(&mut self, kind: Reason, ranges: impl IntoIterator<Item = Range<usize>>) {
        let known = self.ranges.len();
        self.ranges.extend(ranges);
        if self.ranges.len() > known {
            self.kind = self.kind.or(Some(kind));
        }
    }

    fn refuse(&mut self, refusal: Refusal) {
        self.refusal = self.refusal.take().or(Some(refusal));
    }

    /// The same in a text in which only prose changed, by where each stretch stands in it.
    pub(crate) fn moved(&self, place: impl Fn(&Range<usize>) -> Range<usize>) -> Self {
        Self {
            ranges: self.ranges.iter().map(place).collect(),
            kind: self.kind,
            refusal: self.refusal.clone(),
        }
    }

    /// Says whether a stretch shares a byte with something foreign.
    pub(crate) fn meets(&self, range: &Range<usize>) -> bool {
        let meets = |it: &Range<usize>| it.start < range.end && range.start < it.end;
        self.ranges.iter().any(meets)
    }
}

/// Finds what is foreign in a document, whose fences and other marked code are known.
pub(crate) fn foreign(text: &str, marked: &[Range<usize>]) -> Foreign {
    let mut foreign = Foreign::default();
    if let Some(found) = diff::find(text) {
        foreign.protect(Reason::Diff, found.ranges);
        if found.is_commit {
            foreign.refuse(Refusal::new(
                Reason::Diff,
                "it is a commit, which says what was done; say what is to be done",
            ));
        }
    }
    if let Some(found) = transcript::find(text) {
        match found {
            Ok(others) => foreign.protect(Reason::Transcript, others),
            Err(refusal) => foreign.refuse(refusal),
        }
    }
    let fences = marked
        .iter()
        .filter(|range| code::is_foreign_fence(&text[(*range).clone()]));
    foreign.protect(Reason::Code, fences.cloned());
    let known: Vec<Range<usize>> = marked.iter().chain(&foreign.ranges).cloned().collect();
    if let Some(found) = code::find(text, &known) {
        foreign.protect(Reason::Code, [found.range]);
        if !names_python(text) && !code::is_python(text) {
            foreign.refuse(code::refusal(found.language));
        }
    }
    foreign.ranges.sort_by_key(|range| (range.start, range.end));
    foreign
}

/// Says why a prompt is not rewritten, where it is not.
pub(crate) fn refusal(prompt: &Prompt) -> Option<Refusal> {
    let foreign = prompt.foreign();
    let words = prompt.tokens().iter();
    let is_bare = || words.filter(|token| token.kind == TokenKind::Word).count() < FEWEST;
    foreign
        .refusal
        .clone()
        .or_else(|| {
            let kind = foreign.kind.filter(|_| is_bare())?;
            Some(Refusal::new(kind, "there is no task in words beside it"))
        })
        .or_else(|| transcript::of_messages(prompt.text()))
        .or_else(|| code::of_python(prompt))
        .or_else(|| request::refusal(prompt))
        .or_else(|| prose::refusal(prompt))
}

/// The fewest words that say a task beside something foreign.
const FEWEST: usize = 3;

/// Says whether a text speaks of Python.
fn names_python(text: &str) -> bool {
    let python = |at: usize| {
        text.get(at + 1..at + 6)
            .is_some_and(|rest| rest.eq_ignore_ascii_case("ython"))
    };
    text.bytes()
        .enumerate()
        .any(|(at, byte)| matches!(byte, b'p' | b'P') && python(at))
}

/// The lines of a text, each with where it stands, without its line break.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end_matches(['\n', '\r']))
    })
}
