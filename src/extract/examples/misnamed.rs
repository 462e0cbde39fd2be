//! Examples that call the function by another name, as those of prompts do whose function was renamed.

use super::Search;
use super::value::BUILTINS;
use std::collections::BTreeSet;

/// The examples of a prompt in which one other name is called, and nothing defines it: the function, as it was once
/// called. Nothing where no name is such, or several are.
pub(super) fn renamed<'a>(prompt: &str, entry_point: &'a str) -> Option<Search<'a>> {
    let searched = |name: &str| {
        let text = with_name(prompt, name, entry_point);
        let mut search = Search::new(prompt, &text, entry_point);
        search.about_calls();
        search
    };
    let mut searches: Vec<Search<'a>> = called(prompt, entry_point)
        .into_iter()
        .map(searched)
        .filter(|search| !search.found.is_empty())
        .collect();
    searches.pop().filter(|_| searches.is_empty())
}

/// The names that are called, and that neither the prompt defines nor Python has.
fn called<'t>(prompt: &'t str, entry_point: &str) -> BTreeSet<&'t str> {
    let names = prompt
        .match_indices('(')
        .map(|(place, _)| name_before(&prompt[..place]));
    let is_unknown = |name: &&str| {
        !name.is_empty()
            && *name != entry_point
            && !BUILTINS.contains(name)
            && *name != "print"
            && !["def ", "class ", "import "]
                .iter()
                .any(|word| prompt.contains(&format!("{word}{name}")))
    };
    names.filter(is_unknown).collect()
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
