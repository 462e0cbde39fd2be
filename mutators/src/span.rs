//! Typed spans over the raw bytes of a prompt: what no operator may change.

use serde::Serialize;
use std::ops::Range;

/// What a protected stretch of a prompt is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpanKind {
    /// Program text outside docstrings and comments, fenced code, and the white space between blocks.
    Code,
    /// A `>>>` line and the output below it.
    Doctest,
    /// An example in another form: `f(1) -> 2`, `Input: …`, `f([1]) == 3`.
    Example,
    /// Headers, bullets, table rows and other marks of a document.
    Markup,
    /// A quoted string.
    Quoted,
    /// Text between backticks.
    CodeSpan,
    /// A name of the program or of an API, quoted or not.
    Identifier,
    /// `True`, `False`, `None`, `NaN`.
    Literal,
    /// A number in digits, with its unit where they touch.
    Number,
    /// A shape, tuple, list or range in brackets.
    Shape,
    /// A formula: operators and what they join.
    Formula,
    /// A web address.
    Url,
    /// The name of an exception or a warning.
    ErrorName,
    /// A term of the field, or a proper name.
    Term,
}

/// A protected stretch of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// What it is.
    pub kind: SpanKind,
}

impl Span {
    /// Makes a span from a range.
    pub(crate) fn new(range: Range<usize>, kind: SpanKind) -> Self {
        Self {
            start: range.start,
            end: range.end,
            kind,
        }
    }
}
