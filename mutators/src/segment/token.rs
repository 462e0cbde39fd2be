//! Tokens, blocks and sentences: how operators read the prose of a prompt.

use crate::lexicon::Entry;
use crate::span::SpanKind;
use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A free word.
    Word,
    /// A punctuation mark, as its first byte.
    Punct(u8),
    /// A protected atom.
    Span(SpanKind),
}

/// One word, mark or protected atom of a block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: TokenKind,
    /// A line break stands before it inside its block.
    pub(crate) newline_before: bool,
    /// White space stands before it.
    pub(crate) space_before: bool,
    /// What the lexicon says of the word.
    pub(crate) entry: Option<&'static Entry>,
}

impl Token {
    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    pub(crate) fn is_word(&self) -> bool {
        self.kind == TokenKind::Word
    }

    pub(crate) fn is_punct(&self, mark: u8) -> bool {
        self.kind == TokenKind::Punct(mark)
    }

    pub(crate) fn is_span(&self) -> bool {
        matches!(self.kind, TokenKind::Span(_))
    }
}

/// Where a block of prose stands, which decides what may be written into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Inside a Python string that opens with this quote, once or thrice.
    Docstring { quote: u8, triple: bool },
    /// After the `#` of a comment.
    Comment,
    /// In a prompt that is not Python.
    Text,
}

/// What part a block plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Running text.
    Description,
    /// The text of a list item, of a parameter or of a section.
    Item,
}

/// A paragraph of prose: the only place where operators work.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) place: Place,
    pub(crate) role: Role,
    /// Its tokens, as indices into the tokens of the prompt.
    pub(crate) tokens: Range<usize>,
}

/// A sentence of a block, as indices of its tokens; its full stop, if any, is the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sentence {
    pub(crate) first: usize,
    /// One past the last token.
    pub(crate) end: usize,
    pub(crate) block: usize,
}
