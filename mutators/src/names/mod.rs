//! The names that prose gives to functions and parameters, found before anything is changed.
//!
//! A name is known from the words around one of its uses: "called `X`", a list of parameters, a label. Where a word is a
//! name somewhere, every occurrence of it is protected; a renaming changes those that stand as the name.

mod declared;
mod entry_point;
mod introduced;

pub(crate) use declared::declared;
pub(crate) use entry_point::entry_point;
pub(crate) use introduced::is_introduced;

use crate::lexicon::{Classes, lookup};

/// The identifier that opens a text, if one does.
fn identifier(text: &str) -> Option<&str> {
    let joins = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let length = text.bytes().take_while(joins).count();
    let name = &text[..length];
    let is_word = text[length..].starts_with(|mark: char| mark.is_alphanumeric());
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    (is_name && !is_word).then_some(name)
}

/// The word that ends a text, behind which nothing but spaces and an opening quote stands.
fn last_word(text: &str) -> &str {
    let text = text.trim_end_matches([' ', '\t', '\n', '\r', '`', '\'', '"', '*']);
    let start = text
        .rfind(|mark: char| !(mark.is_alphanumeric() || mark == '_'))
        .map_or(0, |at| {
            at + text[at..].chars().next().map_or(1, char::len_utf8)
        });
    &text[start..]
}

/// True for a word of a closed class, which is no name where it stands bare: `once`, `with`, `the`.
fn is_function_word(word: &str) -> bool {
    let closed = Classes::ADJECTIVE.or(Classes::TERM);
    word.ends_with("ly")
        || lookup(word)
            .is_some_and(|entry| !entry.classes.is_open() && !entry.classes.meets(closed))
}
