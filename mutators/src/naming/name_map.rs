//! A reversible renaming of functions, parameters and methods over a whole problem.

use super::words::{is_distinct, is_valid_name};
use super::{backward, prose, source};
use crate::edit::{Splice, apply};
use crate::prompt::Prompt;
use serde::Serialize;
use thiserror::Error;

pub use backward::Backward;

/// What a renamed thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RenameKind {
    /// The entry point.
    Function,
    /// A parameter of the entry point.
    Parameter,
    /// A method of a class in the prompt.
    Method,
}

/// One name and what it becomes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Rename {
    /// The name in the original.
    pub from: String,
    /// The name in the variant.
    pub to: String,
    /// What it names.
    pub kind: RenameKind,
}

/// Why a renaming was refused.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum NameError {
    /// The new name is a keyword, a builtin, or no identifier.
    #[error("`{0}` cannot be a name")]
    Reserved(String),
    /// The new name already occurs in the problem.
    #[error("`{0}` already occurs in the problem")]
    Captured(String),
    /// Two names would become one.
    #[error("`{0}` would name two things")]
    Ambiguous(String),
    /// An occurrence in prose may be the name or may be a word.
    #[error("`{0}` may be a word where the prose uses it")]
    Unclear(String),
}

/// A reversible renaming: forward over prompt, solution and tests, backward over candidates.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct NameMap {
    /// The entry point before renaming, whose parameters the map speaks of.
    pub(crate) function: String,
    pub(crate) renames: Vec<Rename>,
    /// The new names are the original ones: prose is still read by the latter.
    #[serde(skip)]
    inverted: bool,
}

impl NameMap {
    /// Makes a map for a prompt, or says why a name cannot be used.
    ///
    /// # Errors
    /// Fails when a new name is reserved, occurs in the prompt, or names two things, and when an
    /// old name cannot be told from a word of the prose.
    pub fn new(prompt: &Prompt, renames: Vec<Rename>) -> Result<Self, NameError> {
        let function = prompt.entry_point().unwrap_or_default().to_owned();
        for (index, rename) in renames.iter().enumerate() {
            if !is_valid_name(&rename.to) {
                return Err(NameError::Reserved(rename.to.clone()));
            }
            if occurs(prompt.text(), &rename.to) {
                return Err(NameError::Captured(rename.to.clone()));
            }
            if renames[..index]
                .iter()
                .any(|other| other.to == rename.to || other.from == rename.from)
            {
                return Err(NameError::Ambiguous(rename.to.clone()));
            }
            let foreign = &prompt.foreign().ranges;
            if prose::is_unclear(prompt, rename)
                || foreign
                    .iter()
                    .any(|range| occurs(&prompt.text()[range.clone()], &rename.from))
            {
                return Err(NameError::Unclear(rename.from.clone()));
            }
        }
        Ok(Self {
            function,
            renames,
            inverted: false,
        })
    }

    /// The names and what they become.
    #[must_use]
    pub fn renames(&self) -> &[Rename] {
        &self.renames
    }

    /// What a name becomes; itself where the map does not speak of it.
    #[must_use]
    pub fn forward_name<'a>(&'a self, name: &'a str) -> &'a str {
        self.renames
            .iter()
            .find(|rename| rename.from == name)
            .map_or(name, |rename| &rename.to)
    }

    /// The map that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let renames = self
            .renames
            .iter()
            .map(|rename| Rename {
                from: rename.to.clone(),
                to: rename.from.clone(),
                kind: rename.kind,
            })
            .collect();
        Self {
            function: self.forward_name(&self.function).to_owned(),
            renames,
            inverted: !self.inverted,
        }
    }

    /// True when no new name occurs in a text that belongs to the problem: nothing is captured.
    #[must_use]
    pub fn is_free_in(&self, text: &str) -> bool {
        self.renames.iter().all(|rename| !occurs(text, &rename.to))
    }

    /// Renames a prompt: code, docstring, doctests, and names in prose.
    #[must_use]
    pub fn forward_prompt(&self, prompt: &Prompt) -> String {
        let splices = self.prompt_splices(prompt);
        apply(
            prompt.text(),
            splices
                .iter()
                .map(|splice| (splice.range.clone(), &*splice.after)),
        )
    }

    pub(crate) fn prompt_splices(&self, prompt: &Prompt) -> Vec<Splice> {
        let mut splices = source::splices(
            self,
            prompt.text(),
            prompt.uses(),
            prompt.strings(),
            prompt.signatures(),
        );
        splices.extend(prose::splices(self, prompt));
        splices.sort_by_key(|splice| (splice.range.start, splice.range.end));
        splices.dedup();
        splices
    }

    /// Renames a reference solution, its tests, or generated tests.
    ///
    /// ```
    /// use mutagree_mutators::{NameMap, Prompt, Rename, RenameKind};
    /// let prompt = Prompt::new("def add(x, y):\n    \"\"\"Adds x and y.\"\"\"\n", Some("add"));
    /// let rename = Rename { from: "add".into(), to: "combine".into(), kind: RenameKind::Function };
    /// let map = NameMap::new(&prompt, vec![rename]).expect("a free name");
    /// assert_eq!(map.forward_code("assert add(1, y=2) == 3"), "assert combine(1, y=2) == 3");
    /// ```
    #[must_use]
    pub fn forward_code(&self, code: &str) -> String {
        source::rename(self, code)
    }

    /// Renames a candidate back, for display, deduplication and clustering.
    #[must_use]
    pub fn backward(&self, candidate: &str) -> Backward {
        backward::backward(self, candidate)
    }

    /// Python to append to a candidate so that it answers to the original names; nothing where it
    /// already does, or where it defines neither name.
    #[must_use]
    pub fn shim(&self, candidate: &str) -> Option<String> {
        super::shim::shim(self, candidate)
    }

    /// True when no word of English is spelt like the original name, so that prose means the name.
    ///
    /// Both directions ask the original name: a new name occurs only where it was written.
    pub(crate) fn is_clear(&self, rename: &Rename) -> bool {
        is_distinct(if self.inverted {
            &rename.to
        } else {
            &rename.from
        })
    }

    pub(crate) fn of_kind(&self, kind: RenameKind) -> impl Iterator<Item = &Rename> {
        self.renames
            .iter()
            .filter(move |rename| rename.kind == kind)
    }
}

/// True when a name occurs in a text with a word boundary on both sides.
pub(crate) fn occurs(text: &str, name: &str) -> bool {
    find_word(text, name).next().is_some()
}

/// The places where a name occurs with a word boundary on both sides.
pub(crate) fn find_word<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    let joins = |mark: char| mark.is_alphanumeric() || mark == '_';
    text.match_indices(name)
        .map(|(at, _)| at)
        .filter(move |at| {
            !text[..*at].chars().next_back().is_some_and(joins)
                && !text[at + name.len()..].chars().next().is_some_and(joins)
        })
}
