//! The names that a stretch of prose declares.

use super::{identifier, is_function_word, last_word};

/// The names that a stretch of prose declares: behind "called" and "named", in lists of parameters, and as labels.
pub(crate) fn declared(prose: &str) -> impl Iterator<Item = &str> {
    called(prose).chain(listed(prose)).chain(labels(prose))
}

/// "called X", "named X".
fn called(prose: &str) -> impl Iterator<Item = &str> {
    let pairs = prose.as_bytes().windows(2).enumerate();
    let ends = pairs
        .filter(|(_, pair)| *pair == b"d ")
        .map(|(at, _)| at + 1);
    ends.filter_map(|at| {
        let head = &prose.as_bytes()[..at];
        let declares = head.ends_with(b"called") || head.ends_with(b"named");
        let name = declares.then(|| identifier(&prose[at + 1..])).flatten();
        name.filter(|name| !is_function_word(name))
    })
}

/// "mask (a tensor), color (the color of the paint) and normalize (boolean)".
fn listed(prose: &str) -> impl Iterator<Item = &str> {
    prose.match_indices('(').filter_map(|(at, _)| {
        let head = &prose[..at];
        let name = head.strip_suffix(' ').map(last_identifier)?;
        let before = &head[..head.len() - 1 - name.len()];
        let remark = &prose[at + 1..];
        let is_listed = is_type(remark) || is_remark(remark) && opens_a_place(before);
        (!name.is_empty() && is_listed && !is_function_word(name)).then_some(name)
    })
}

fn last_identifier(text: &str) -> &str {
    let joins = |mark: char| mark.is_ascii_alphanumeric() || mark == '_';
    let name = &text[text.trim_end_matches(joins).len()..];
    identifier(name).unwrap_or_default()
}

/// The words that types in brackets are made of.
const TYPES: [&str; 26] = [
    "int",
    "integer",
    "integers",
    "float",
    "floats",
    "bool",
    "boolean",
    "str",
    "string",
    "strings",
    "list",
    "dict",
    "dictionary",
    "tuple",
    "set",
    "array",
    "tensor",
    "number",
    "ndarray",
    "callable",
    "optional",
    "np",
    "torch",
    "of",
    "or",
    "Tensor",
];

/// True when a remark in brackets is a type and nothing else.
fn is_type(remark: &str) -> bool {
    let whole = remark.split(')').next().unwrap_or(remark);
    let mut words = whole
        .split(|mark: char| !mark.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .peekable();
    words.peek().is_some() && words.all(|word| TYPES.contains(&word))
}

/// True when a remark in brackets begins as one does that says what a parameter is.
fn is_remark(remark: &str) -> bool {
    let word = remark
        .split(|mark: char| !mark.is_ascii_alphanumeric())
        .next();
    word.is_some_and(|word| {
        ["a", "an", "the", "default", "function", "object", "type"].contains(&word)
            || TYPES.contains(&word)
    })
}

/// True where a list of parameters may begin or go on: behind a mark, a bullet, a conjunction, or a verb that takes them.
fn opens_a_place(before: &str) -> bool {
    const BEFORE: [&str; 22] = [
        "and",
        "or",
        "takes",
        "take",
        "taking",
        "accepts",
        "accept",
        "accepting",
        "receives",
        "receive",
        "requires",
        "given",
        "in",
        "inputs",
        "input",
        "parameters",
        "parameter",
        "arguments",
        "argument",
        "are",
        "with",
        "including",
    ];
    let before = before.trim_end_matches(' ');
    let word = last_word(before);
    before.is_empty()
        || before.ends_with([',', ':', '-', '*', '•', '\n', '(', ';'])
        || before.ends_with(word) && BEFORE.contains(&word)
}

/// `name: …`, `name (type): …` and `name : type` at the start of a line, `:param name:`, `@param name`.
fn labels(prose: &str) -> impl Iterator<Item = &str> {
    prose.lines().filter_map(|line| {
        let line = line.trim_start_matches([' ', '\t', '-', '*', '•', '+']);
        let tag = ["@param ", "@type "];
        if let Some(rest) = tag.iter().find_map(|tag| line.strip_prefix(tag)) {
            return identifier(rest);
        }
        let field = [":param ", ":type ", ":attr ", ":ivar "];
        if let Some(rest) = field.iter().find_map(|field| line.strip_prefix(field)) {
            let (name, _) = rest.split_once(':')?;
            return Some(last_identifier(name)).filter(|name| !name.is_empty());
        }
        let name = identifier(line)?;
        let rest = line[name.len()..].trim_start_matches(' ');
        let behind_remark = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
        let rest = behind_remark.map_or(rest, |(_, rest)| rest.trim_start_matches(' '));
        let is_label = rest.starts_with(':') && !rest.starts_with("::") && rest.len() > 1;
        let is_lower = name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_');
        (is_label && is_lower && !is_heading(name) && !is_function_word(name)).then_some(name)
    })
}

/// True for what stands before a colon without being a name.
fn is_heading(word: &str) -> bool {
    const WORDS: [&str; 16] = [
        "note", "notes", "example", "examples", "returns", "return", "raises", "input", "output",
        "inputs", "outputs", "where", "hint", "warning", "todo", "http",
    ];
    WORDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(prose: &str) -> Vec<String> {
        let mut names: Vec<String> = declared(prose).map(str::to_owned).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    #[test]
    fn parameters_are_found_in_lists_and_labels() {
        for (prose, expected) in [
            (
                "It takes mask (a tensor), color (the color of the paint) and normalize (boolean).",
                vec!["color", "mask", "normalize"],
            ),
            (
                "To height (integer) with the tolerance eps (float).",
                vec!["eps", "height"],
            ),
            (
                "- weights: the weights\n- bias (float): an offset",
                vec!["bias", "weights"],
            ),
            (
                ":param int width: how wide\n@param tall how high it is",
                vec!["tall", "width"],
            ),
            (
                "sample_weight : array\n    Sample weights.",
                vec!["sample_weight"],
            ),
            ("A list of tensors called vs. The function", vec!["vs"]),
            ("The boxes (a tensor) are sorted (as always).", vec![]),
            (
                "It is called once. Note: this is slow.\nreturns: a list",
                vec![],
            ),
        ] {
            assert_eq!(names(prose), expected, "{prose}");
        }
    }
}
