//! Examples that call the function by another name, as those of prompts do whose function was renamed.

use super::Search;
use super::value::BUILTINS;
use std::collections::BTreeSet;

/// The names of which each is tried; a prompt that calls more is about none of them.
const NAMES: usize = 32;

/// The examples of a prompt in which one other name is called, and nothing defines it: the function, as it was once
/// called. Nothing where no name is such, or several are.
pub(super) fn renamed<'a>(prompt: &str, entry_point: &'a str) -> Option<Search<'a>> {
    let search = |name: &str| {
        let text = with_name(prompt, name, entry_point);
        let mut search = Search::new(prompt, &text, entry_point);
        search.about_calls();
        search
    };
    let names = called(prompt, entry_point);
    if names.len() > NAMES {
        return None;
    }
    let searches = names.into_iter().map(search);
    let mut searches = searches.filter(|search| !search.found.is_empty());
    searches.next().filter(|_| searches.next().is_none())
}

/// The names that are called, and that neither the prompt defines nor Python has; none where the function is called too.
fn called<'t>(prompt: &'t str, entry_point: &str) -> BTreeSet<&'t str> {
    let is_defined = |name: &str| {
        let words = ["def ", "class ", "import "];
        words
            .iter()
            .any(|word| prompt.contains(&format!("{word}{name}")))
    };
    let mut names = BTreeSet::new();
    for (open, _) in prompt.match_indices('(') {
        let name = name_before(&prompt[..open]);
        if name == entry_point && !prompt[..open - name.len()].ends_with("def ") {
            return BTreeSet::new();
        }
        if !name.is_empty() && name != "print" && !BUILTINS.contains(&name) && !is_defined(name) {
            names.insert(name);
        }
    }
    names
}

/// The name that ends a text, and is no attribute.
fn name_before(text: &str) -> &str {
    let is_part = |it: char| it.is_alphanumeric() || it == '_';
    let start = text.trim_end_matches(is_part).len();
    let name = &text[start..];
    let is_name = name.starts_with(|it: char| it.is_alphabetic() || it == '_');
    if is_name && !text[..start].ends_with('.') {
        name
    } else {
        ""
    }
}

/// A text in which another name is called in place of one.
fn with_name(text: &str, name: &str, other: &str) -> String {
    let mut whole = String::new();
    let mut place = 0;
    for (open, _) in text.match_indices('(') {
        if name_before(&text[..open]) == name {
            whole += &text[place..open - name.len()];
            whole += other;
            place = open;
        }
    }
    whole + &text[place..]
}
