//! The function that a text asks for, where no field says it.

use super::{identifier, is_function_word, is_introduced};
use crate::segment::python::Carrier;

/// What is asked for, right before its name or before "called" and "named".
const ASKED: [&str; 2] = ["function", "method"];

/// The name that the prose gives to the function or method that it asks for; the first, where there are several.
pub(crate) fn entry_point<'t>(text: &'t str, carriers: &[Carrier]) -> Option<&'t str> {
    carriers
        .iter()
        .find_map(|carrier| in_prose(&text[carrier.range.clone()]))
}

fn in_prose(prose: &str) -> Option<&str> {
    named(prose).or_else(|| said(prose))
}

/// "Write a function called X", "implement the method `X`", "the function should be named X".
fn named(prose: &str) -> Option<&str> {
    let words = ASKED.iter().flat_map(|word| prose.match_indices(word));
    let mut places: Vec<(usize, usize)> = words.map(|(at, word)| (at, at + word.len())).collect();
    places.sort_unstable();
    places.into_iter().find_map(|(start, end)| {
        let tail = prose[end..].trim_start_matches([' ', '\n']);
        let glued = tail.len() == prose[end..].len();
        let wanted = ["should be ", "must be "]
            .iter()
            .find_map(|word| tail.strip_prefix(word));
        let called = ["called ", "named "]
            .iter()
            .find_map(|word| wanted.unwrap_or(tail).strip_prefix(word));
        let quoted = tail.starts_with(['`', '\'', '"']);
        let is_asked = wanted.is_some() && called.is_some()
            || (called.is_some() || quoted) && asks(&prose[..start]);
        (!glued && is_asked).then_some(())?;
        name(called.unwrap_or(tail))
    })
}

/// True when the sentence at the end of a text asks for something to be written, and does not tell what somebody has.
fn asks(before: &str) -> bool {
    const FAR: usize = 200;
    const VERBS: [&str; 15] = [
        "write",
        "create",
        "generate",
        "implement",
        "define",
        "develop",
        "build",
        "design",
        "provide",
        "construct",
        "make",
        "code",
        "complete",
        "add",
        "give",
    ];
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(FAR))..];
    let sentence = near.rsplit(['.', '!', '?', ';']).next().unwrap_or(near);
    let sentence = sentence.rsplit("\n\n").next().unwrap_or(sentence);
    let words = || {
        sentence
            .split(|mark: char| !mark.is_alphanumeric())
            .map(str::to_ascii_lowercase)
    };
    let tells = words().any(|word| matches!(&*word, "i" | "we" | "my" | "our"));
    !tells && words().any(|word| VERBS.contains(&&*word))
}

/// "The function name should be X".
fn said(prose: &str) -> Option<&str> {
    let places = prose
        .match_indices("name")
        .map(|(at, word)| at + word.len());
    places.into_iter().find_map(|at| {
        let ends = ["is ", "be ", ": "].iter().filter_map(|word| {
            let far = prose.floor_char_boundary((at + 40).min(prose.len()));
            prose[at..far]
                .find(word)
                .map(|found| at + found + word.len())
        });
        let end = ends.min()?;
        let of_function = prose[..at].to_ascii_lowercase().ends_with("function name")
            || prose[at..end].contains("of the function");
        (of_function && is_introduced(&prose[..end])).then(|| name(&prose[end..]))?
    })
}

/// The name that opens a text, with or without quotes.
fn name(text: &str) -> Option<&str> {
    let bare = text.trim_start_matches([' ', '\n', '`', '\'', '"', '*']);
    let quoted = bare.len() < text.trim_start().len();
    let name = identifier(bare)?;
    (quoted || !is_function_word(name)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_what_is_asked_for_is_read_from_the_prose() {
        for (prose, name) in [
            (
                "Write a Python function named `draw_point2d` to set pixels.",
                Some("draw_point2d"),
            ),
            (
                "Generate a Python function called blend_masks that merges masks.",
                Some("blend_masks"),
            ),
            ("Write the method `reset` of a class.", Some("reset")),
            ("The function must be named order_all.", Some("order_all")),
            ("I made a function \"prepare\" that is slow.", None),
            ("Numpy has a function called `reshape`. Write one.", None),
            (
                "Sort a list. The function name should be order.",
                Some("order"),
            ),
            ("Write a function that is called once.", None),
            ("The function named in the task is fast.", None),
            ("Return the largest name.", None),
        ] {
            assert_eq!(in_prose(prose), name, "{prose}");
        }
    }
}
