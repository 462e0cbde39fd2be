//! Makes name maps for prompts, and applies them to prompts, code and candidates.

use super::backward::{Backward, backward};
use super::name_map::{NameMap, Rename, occurs};
use super::words::is_valid_name;
use super::{prose, shim, source};
use crate::edit::{Splice, apply};
use crate::prompt::Prompt;
use thiserror::Error;

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
        backward(self, candidate)
    }

    /// Python to append to a candidate so that it answers to the original names; nothing where it
    /// already does, or where it defines neither name.
    #[must_use]
    pub fn shim(&self, candidate: &str) -> Option<String> {
        shim::shim(self, candidate)
    }
}
