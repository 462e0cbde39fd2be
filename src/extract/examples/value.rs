//! Values that are written out: where one ends in a text, and whether it is nothing but a value.

use super::{Answer, Found};
use crate::extract::syntax::{Edits, all, children, expression, field, is_literal, parse, text};
use std::collections::BTreeSet;
use tree_sitter::Node;

/// Functions that an example may call beside its own: they only make or compare values.
pub(super) const BUILTINS: [&str; 24] = [
    "abs",
    "all",
    "any",
    "bool",
    "bytes",
    "complex",
    "dict",
    "float",
    "frozenset",
    "int",
    "isinstance",
    "len",
    "list",
    "max",
    "min",
    "range",
    "repr",
    "round",
    "set",
    "sorted",
    "str",
    "sum",
    "tuple",
    "type",
];

/// How other languages, and prose, write Python's words.
const WORDS: [(&str, &str); 10] = [
    ("true", "True"),
    ("TRUE", "True"),
    ("false", "False"),
    ("FALSE", "False"),
    ("null", "None"),
    ("none", "None"),
    ("NULL", "None"),
    ("True", "True"),
    ("False", "False"),
    ("None", "None"),
];

/// The value at the beginning of a text as Python writes it, and its length in the text.
pub(super) fn value(text: &str) -> Option<(String, usize)> {
    let length = extent(text)?;
    Some((constant(&text[..length])?, length))
}

/// The source of an expression over values alone, with Python's words; nothing where it is anything else.
pub(super) fn constant(source: &str) -> Option<String> {
    let tree = parse(source)?;
    let source = text(expression(&tree)?, source);
    let tree = parse(source)?;
    let node = expression(&tree)?;
    let mut edits = Edits::default();
    for node in all(node) {
        let word = text(node, source);
        match node.kind() {
            "identifier" => {
                let is_called = node.parent().is_some_and(|it| it.kind() == "call");
                match WORDS.iter().find(|it| it.0 == word) {
                    Some((_, python)) => edits.replace(node.byte_range(), *python),
                    None if is_called && BUILTINS.contains(&word) => {}
                    None => return None,
                }
            }
            "call" | "argument_list" | "binary_operator" | "expression_list" => {}
            _ if is_literal(node) || is_container(node) => {}
            _ => return None,
        }
    }
    Some(joined(&edits.apply(source)))
}

fn is_container(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "list"
            | "tuple"
            | "dictionary"
            | "set"
            | "pair"
            | "parenthesized_expression"
            | "unary_operator"
    )
}

/// The names in a code that nothing but itself could give a meaning.
pub(super) fn names(code: &str) -> BTreeSet<String> {
    let Some(tree) = parse(code) else {
        return BTreeSet::new();
    };
    let is_name = |node: &Node<'_>| {
        let parent = node.parent();
        let is_keyword = parent.is_some_and(|it| {
            it.kind() == "keyword_argument" && it.child_by_field_name("name") == Some(*node)
        });
        node.kind() == "identifier" && !is_keyword
    };
    let nodes = all(tree.root_node()).into_iter().filter(is_name);
    nodes.map(|node| text(node, code).to_owned()).collect()
}

/// Code in one line, where it has neither comments nor texts of several lines.
pub(super) fn joined(code: &str) -> String {
    if code.contains('#') || code.contains("\"\"\"") || code.contains("'''") {
        return code.to_owned();
    }
    let lines: Vec<&str> = code.lines().map(str::trim).collect();
    lines.join(" ")
}

/// Where a value ends that begins a text.
fn extent(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    match first {
        '[' | '(' | '{' => balanced(text),
        '"' | '\'' => quoted(text),
        '+' | '-' | '.' | '0'..='9' => number(text),
        _ if first.is_alphabetic() => word(text),
        _ => None,
    }
}

/// Where the bracket closes that opens a text.
pub(super) fn balanced(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    let mut place = 0;
    while let Some(mark) = text[place..].chars().next() {
        match mark {
            '[' => open.push(']'),
            '(' => open.push(')'),
            '{' => open.push('}'),
            ']' | ')' | '}' => {
                if open.pop() != Some(mark) {
                    return None;
                }
                if open.is_empty() {
                    return Some(place + 1);
                }
            }
            '"' | '\'' => {
                place += quoted(&text[place..])?;
                continue;
            }
            _ => {}
        }
        place += mark.len_utf8();
    }
    None
}

/// Where the text in quotes ends that begins a text.
fn quoted(text: &str) -> Option<usize> {
    let quote = text.chars().next()?;
    let mut is_escaped = false;
    for (place, mark) in text.char_indices().skip(1) {
        match mark {
            '\n' => return None,
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if mark == quote => return Some(place + 1),
            _ => {}
        }
    }
    None
}

/// Where a number ends; the point after it ends a sentence where no digit follows, but for `2.)` and the like.
fn number(text: &str) -> Option<usize> {
    let digits = |from: usize| {
        let count = text[from..]
            .bytes()
            .take_while(|it| it.is_ascii_digit() || *it == b'_');
        from + count.count()
    };
    let sign = usize::from(text.starts_with(['+', '-']));
    let whole = digits(sign);
    let mut end = whole;
    if text[end..].starts_with('.') && digits(end + 1) > end + 1 {
        end = digits(end + 1);
    }
    let is_number = text[sign..end].bytes().any(|it| it.is_ascii_digit());
    let exponent = &text[end..];
    if exponent.starts_with(['e', 'E']) {
        let from = end + 1 + usize::from(exponent[1..].starts_with(['+', '-']));
        if text.len() > from && digits(from) > from {
            end = digits(from);
        }
    }
    if text[end..].starts_with('j') {
        end += 1;
    }
    let follows = text[end..].chars().next();
    let is_apart = follows.is_none_or(|mark| !mark.is_alphanumeric() && mark != '_');
    (is_number && is_apart).then_some(end)
}

/// Where one of Python's words ends, a prefixed text, or a value that a function makes.
fn word(text: &str) -> Option<usize> {
    let is_part = |mark: char| mark.is_alphanumeric() || mark == '_';
    let end = text.find(|mark| !is_part(mark)).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    if WORDS.iter().any(|it| it.0 == word) {
        return Some(end);
    }
    if matches!(word, "b" | "r" | "u" | "rb" | "br") && rest.starts_with(['"', '\'']) {
        return quoted(rest).map(|length| end + length);
    }
    let makes = BUILTINS.contains(&word) && rest.starts_with('(');
    makes
        .then(|| balanced(rest))
        .flatten()
        .map(|length| end + length)
}

/// Reads `("a")` as a tuple of one where other results are tuples: that is what such authors mean.
pub(super) fn mend_tuples(found: &mut [Found]) {
    let kind = |value: &str| {
        let tree = parse(value)?;
        Some(expression(&tree)?.kind().to_owned())
    };
    let is = |it: &Found, wanted: &str| match &it.answer {
        Answer::Value(value) => kind(value).as_deref() == Some(wanted),
        _ => false,
    };
    if !found.iter().any(|it| is(it, "tuple")) {
        return;
    }
    for it in found.iter_mut() {
        if is(it, "parenthesized_expression")
            && let Answer::Value(value) = &mut it.answer
        {
            value.insert(value.len() - 1, ',');
        }
    }
}

/// The call of a function that a code is, with its arguments.
pub(super) fn call<'t>(node: Node<'t>, function: &str, code: &str) -> Option<Vec<Node<'t>>> {
    let is_it = node.kind() == "call" && field(node, "function", code) == function;
    is_it.then(|| node.child_by_field_name("arguments").map(children))?
}
