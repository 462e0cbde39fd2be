//! A reversible renaming of functions, parameters and methods over a whole problem.

use super::words::is_distinct;
use serde::Serialize;

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

/// A reversible renaming: forward over prompt, solution and tests, backward over candidates.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct NameMap {
    /// The entry point before renaming, whose parameters the map speaks of.
    pub(crate) function: String,
    pub(crate) renames: Vec<Rename>,
    /// The new names are the original ones: prose is still read by the latter.
    #[serde(skip)]
    pub(super) inverted: bool,
}

impl NameMap {
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

    /// True when two renamings of one problem can be one: neither renames what the other does, nor to its new names.
    pub(crate) fn goes_with(&self, other: &Self) -> bool {
        let apart = |one: &Rename, two: &Rename| one.from != two.from && one.to != two.to;
        let others = |one| other.renames.iter().all(|two| apart(one, two));
        self.renames.iter().all(others)
    }

    /// Two renamings that go together as one.
    pub(crate) fn joined(&self, other: &Self) -> Self {
        let mut joined = self.clone();
        joined.renames.extend_from_slice(&other.renames);
        joined
    }

    /// True when no new name occurs in a text that belongs to the problem: nothing is captured.
    #[must_use]
    pub fn is_free_in(&self, text: &str) -> bool {
        self.renames.iter().all(|rename| !occurs(text, &rename.to))
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

    /// True when a new name may be read as a word where the original name could not: nothing but reading the renamed text
    /// tells whether every use of it is still one.
    pub(crate) fn may_hide(&self) -> bool {
        let mut renames = self.renames.iter();
        renames.any(|rename| is_distinct(&rename.from) && !is_distinct(&rename.to))
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
