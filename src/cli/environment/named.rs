//! The environments that a command line names: those that come with this program, and folders of the user's own.

use mutagree_sandbox::{Definition, EnvironmentError};
use std::path::Path;

/// The environment of a name, or of a folder: what has a separator in it is a path.
pub(super) fn named(word: &str) -> Result<Definition, EnvironmentError> {
    if is_folder(word) {
        return Definition::from_folder(Path::new(word));
    }
    let bundled = Definition::bundled()?;
    let names: Vec<String> = bundled
        .iter()
        .map(|it| format!("`{}`", it.name()))
        .collect();
    let found = bundled.into_iter().find(|it| it.name() == word);
    found.ok_or_else(|| EnvironmentError::Unknown {
        name: word.to_owned(),
        known: names.join(", "),
    })
}

/// Says whether a word names a folder, and not an environment that comes with this program.
pub(super) fn is_folder(word: &str) -> bool {
    word.contains(std::path::is_separator) || word == "." || word == ".."
}

/// The environments of some words, or all that come with this program.
pub(super) fn named_or_all(words: &[String]) -> Result<Vec<Definition>, EnvironmentError> {
    if words.is_empty() {
        return Definition::bundled();
    }
    words.iter().map(|it| named(it)).collect()
}
