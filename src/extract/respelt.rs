//! Replies whose code was spelt for another reader: for a browser, a book, or a session. They are read so only where nothing
//! is found in what was written.

use super::syntax::{all, parse};
use tree_sitter::Node;

/// The texts that a reply may have been meant as, each only where it differs.
pub(super) fn respelt(text: &str) -> impl Iterator<Item = String> + '_ {
    let spellings: [fn(&str) -> Option<String>; 3] = [without_entities, straight, typed];
    let both = |text: &str| straight(&without_entities(text)?);
    let spelt = spellings.into_iter().filter_map(move |spell| spell(text));
    spelt.chain(std::iter::once_with(move || both(text)).flatten())
}

/// Says whether code parses only since `x &lt; 2` is two statements, of which one uses a name `lt`.
pub(super) fn has_entities(code: &str) -> bool {
    if !code.contains('&') {
        return false;
    }
    let is_entity = |node: &Node<'_>| {
        let range = node.byte_range();
        let behind = code[range.end..].trim_start_matches(';');
        let is_apart = behind.len() < code.len() - range.end || behind.trim().is_empty();
        let written = code.get(range.start.wrapping_sub(1)..range.end);
        let is_known = |it: &str| {
            let entity = format!("{it};");
            ENTITIES.iter().any(|(known, _)| *known == entity)
        };
        node.kind() == "identifier" && is_apart && written.is_some_and(is_known)
    };
    let tree = parse(code);
    tree.is_some_and(|tree| all(tree.root_node()).iter().any(is_entity))
}

/// What HTML writes for signs that it needs itself.
const ENTITIES: [(&str, &str); 8] = [
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#34;", "\""),
    ("&#39;", "'"),
    ("&#x27;", "'"),
    ("&nbsp;", " "),
    ("&amp;", "&"),
];

fn without_entities(text: &str) -> Option<String> {
    let is_there = ENTITIES.iter().any(|(entity, _)| text.contains(entity));
    let replaced = |text: String, (entity, sign): &(&str, &str)| text.replace(entity, sign);
    is_there.then(|| ENTITIES.iter().fold(text.to_owned(), replaced))
}

/// Quotes as a typewriter has them; two single ones that were drawn together become one that is double.
fn straight(text: &str) -> Option<String> {
    let is_double = |it: char| matches!(it, '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}');
    let is_single = |it: char| matches!(it, '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}');
    if !text.contains(|it| is_double(it) || is_single(it)) {
        return None;
    }
    let plain = text.chars().map(|it| match it {
        it if is_double(it) => '"',
        it if is_single(it) => '\'',
        it => it,
    });
    Some(plain.collect())
}

/// What was typed in a session of Python or `IPython`, without what it answered.
fn typed(text: &str) -> Option<String> {
    let mut typed = String::new();
    for line in text.lines() {
        let line = line.trim_start();
        let python = [">>> ", "... "].iter().find_map(|it| line.strip_prefix(it));
        if let Some(rest) = python.or_else(|| ipython(line)) {
            typed += rest;
            typed.push('\n');
        } else if matches!(line.trim_end(), ">>>" | "...") {
            typed.push('\n');
        }
    }
    (!typed.is_empty()).then_some(typed)
}

/// What stands behind `In [1]: ` or `...: `.
fn ipython(line: &str) -> Option<&str> {
    if let Some(rest) = line.strip_prefix("...:") {
        return Some(rest.strip_prefix(' ').unwrap_or(rest));
    }
    let (number, rest) = line.strip_prefix("In [")?.split_once("]:")?;
    let is_number = !number.is_empty() && number.chars().all(|it| it.is_ascii_digit());
    is_number.then(|| rest.strip_prefix(' ').unwrap_or(rest))
}
