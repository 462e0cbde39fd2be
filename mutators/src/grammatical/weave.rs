//! New text made of stretches of the old one, so that what is moved may still be changed inside.

use crate::edit::{Kept, Splice};
use crate::lexical::{lowered, raised};
use std::ops::Range;

/// Builds a splice out of words and of stretches of the original.
pub(super) struct Weave<'a> {
    text: &'a str,
    range: Range<usize>,
    after: String,
    kept: Vec<Kept>,
}

impl<'a> Weave<'a> {
    /// Begins the splice that replaces a range of a text.
    pub(super) fn new(text: &'a str, range: Range<usize>) -> Self {
        Self {
            text,
            range,
            after: String::new(),
            kept: Vec::new(),
        }
    }

    pub(super) fn say(mut self, words: &str) -> Self {
        self.after.push_str(words);
        self
    }

    /// A stretch of the original as it stands.
    pub(super) fn keep(mut self, range: Range<usize>) -> Self {
        self.kept.push(Kept {
            range: range.clone(),
            at: self.after.len(),
        });
        self.after.push_str(&self.text[range]);
        self
    }

    /// A stretch whose first word now opens the sentence, or no longer does: names keep their case.
    pub(super) fn recased(mut self, range: Range<usize>, opens: bool, free: bool) -> Self {
        let stretch = &self.text[range.clone()];
        let word = stretch.find(char::is_whitespace).unwrap_or(stretch.len());
        let first = &stretch[..word];
        self.after.push_str(&match (free, opens) {
            (false, _) => first.to_owned(),
            (true, true) => raised(first),
            (true, false) => lowered(first),
        });
        let rest = range.start + word..range.end;
        if rest.is_empty() {
            self
        } else {
            self.keep(rest)
        }
    }

    pub(super) fn splice(self) -> Splice {
        Splice {
            range: self.range,
            after: self.after,
            kept: self.kept,
        }
    }
}
