//! A sentence with its tags: what the grammatical operators look at.

use super::tag::Tag;
use crate::lexicon::Classes;
use crate::prompt::Prompt;
use crate::segment::token::{Block, Sentence, Token};
use std::ops::Range;

/// One sentence of a prompt.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) prompt: &'a Prompt,
    pub(crate) first: usize,
    /// One past the last token, the full stop included.
    pub(crate) end: usize,
    pub(crate) sentence: Sentence,
}

impl<'a> View<'a> {
    pub(crate) fn new(prompt: &'a Prompt, sentence: Sentence) -> Self {
        Self {
            prompt,
            first: sentence.first,
            end: sentence.end,
            sentence,
        }
    }

    /// Every sentence of a prompt.
    pub(crate) fn all(prompt: &'a Prompt) -> impl Iterator<Item = View<'a>> {
        prompt
            .sentences()
            .iter()
            .map(|sentence| View::new(prompt, *sentence))
    }

    pub(crate) fn token(&self, at: usize) -> &'a Token {
        &self.prompt.tokens()[at]
    }

    pub(crate) fn lower(&self, at: usize) -> &'a str {
        self.prompt.lower(self.token(at))
    }

    /// The lower-case word at a place of this sentence, or nothing beyond its ends.
    pub(crate) fn get(&self, at: usize) -> Option<&'a str> {
        (self.first..self.end).contains(&at).then(|| self.lower(at))
    }

    pub(crate) fn prev(&self, at: usize) -> Option<&'a str> {
        at.checked_sub(1).and_then(|at| self.get(at))
    }

    pub(crate) fn next(&self, at: usize) -> Option<&'a str> {
        self.get(at + 1)
    }

    pub(crate) fn tag(&self, at: usize) -> Tag {
        self.prompt.tags()[at]
    }

    pub(crate) fn class(&self, at: usize, classes: Classes) -> bool {
        self.token(at)
            .entry
            .is_some_and(|entry| entry.classes.meets(classes))
    }

    /// The block that it stands in.
    pub(crate) fn block(&self) -> &'a Block {
        self.prompt.block_of(&self.sentence)
    }

    /// The bytes from one token to another, both included.
    pub(crate) fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        self.token(tokens.start).start..self.token(tokens.end - 1).end
    }

    /// The text of some tokens, with the white space between them.
    pub(crate) fn text(&self, tokens: Range<usize>) -> &'a str {
        &self.prompt.text()[self.bytes(tokens)]
    }

    /// True when it ends with a full stop.
    pub(crate) fn has_stop(&self) -> bool {
        self.token(self.end - 1).is_punct(b'.')
    }

    /// One past the last token before the mark that ends it.
    pub(crate) fn body_end(&self) -> usize {
        let marked = self.token(self.end - 1);
        if self.end - self.first > 1 && b".?!:;".iter().any(|mark| marked.is_punct(*mark)) {
            self.end - 1
        } else {
            self.end
        }
    }

    /// True when it is whole: it ends with a full stop, or with its block and no other mark, and not on a
    /// word that wants another behind it.
    pub(crate) fn is_whole(&self) -> bool {
        let last = self.token(self.end - 1);
        let open = Classes::PREPOSITION
            .or(Classes::ARTICLE)
            .or(Classes::CONJUNCTION);
        let ends = self.has_stop()
            || self.end == self.block().tokens.end
                && (last.is_word() || last.is_span())
                && !self.goes_on();
        ends && !self.class(self.body_end() - 1, open)
    }

    /// True when the block ends in the middle of the sentence: a formula follows, or text in lower case.
    fn goes_on(&self) -> bool {
        let rest = self.prompt.text()[self.block().end..].trim_start();
        rest.starts_with(['$', '\\']) || rest.starts_with(|first: char| first.is_ascii_lowercase())
    }

    /// True when one of the words stands in a range of tokens.
    pub(crate) fn any(&self, tokens: Range<usize>, words: &[&str]) -> bool {
        tokens.into_iter().any(|at| words.contains(&self.lower(at)))
    }
}
