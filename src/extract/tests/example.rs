//! Examples: sessions with `>>>`, and calls with their result in a comment.

use super::unittest::operand;
use crate::extract::Reason;
use crate::extract::lines::{At, lines};
use crate::extract::syntax::{children, expression, field, is_literal, parse, text};
use crate::extract::unused::Unused;
use tree_sitter::Node;

/// The comment that marks an assertion made of a session.
pub(super) const MARK: &str = "mutagree: doctest";

/// Writes sessions as assertions. Examples of the entry point whose result is no literal are told.
pub(super) fn sessions(text: &str, entry_point: &str) -> (String, Vec<Unused>) {
    if !text.contains(">>>") {
        return (text.to_owned(), Vec::new());
    }
    let lines = lines(text);
    let (mut whole, mut unused) = (String::new(), Vec::new());
    let mut place = 0;
    while let Some(line) = lines.get(place) {
        place += 1;
        let Some(code) = line
            .text
            .trim_start()
            .strip_prefix(">>>")
            .filter(|_| line.at != At::InString)
        else {
            whole += line.text;
            continue;
        };
        let mut code = code.strip_prefix(' ').unwrap_or(code).to_owned();
        let rest = || lines[place..].iter().map(|line| line.text.trim_start());
        let more: Vec<&str> = rest().map_while(|line| line.strip_prefix("...")).collect();
        place += more.len();
        code.extend(
            more.iter()
                .map(|line| line.strip_prefix(' ').unwrap_or(line)),
        );
        let rest = lines[place..].iter().map(|line| line.text.trim());
        let result: Vec<&str> = rest
            .take_while(|line| !line.is_empty() && !line.starts_with(">>>"))
            .collect();
        match (is_expression(&code), written(&code, &result)) {
            (true, Some((assertion, count))) => {
                place += count;
                whole.extend([assertion.as_str(), "  # ", MARK, "\n"]);
            }
            (true, None) if !result.is_empty() => {
                place += unshown(&result);
                if code.contains(entry_point) {
                    unused.push(Unused::new(Reason::NotLiteral, &code));
                }
            }
            _ => whole += &code,
        }
    }
    (whole, unused)
}

/// An example as an assertion, and the number of lines of its result.
fn written(code: &str, result: &[&str]) -> Option<(String, usize)> {
    let tree = parse(code)?;
    let node = expression(&tree)?;
    if node.kind() == "call" && field(node, "function", code) == "print" {
        return printed(node, code, result);
    }
    let count = shown(result)?;
    let (left, right) = (operand(text(node, code)), result[..count].join("\n"));
    Some((format!("assert {left} == {right}"), count))
}

/// A call of `print` with one argument, and the line that it prints.
fn printed(call: Node<'_>, code: &str, result: &[&str]) -> Option<(String, usize)> {
    let count = shown(result).unwrap_or(result.len());
    let arguments = children(call.child_by_field_name("arguments")?);
    let [argument] = arguments[..] else {
        return None;
    };
    let is_plain = !matches!(
        argument.kind(),
        "keyword_argument" | "list_splat" | "dictionary_splat"
    );
    let line = result.first()?;
    let is_text = count == 1 && !line.starts_with("<BLANK") && !line.starts_with("Traceback");
    let line = line.replace('\\', "\\\\").replace('\'', "\\'");
    let source = text(argument, code);
    (is_plain && is_text).then(|| (format!("assert str({source}) == '{line}'"), 1))
}

/// The number of lines of a result that is no literal: all of a traceback, or the first.
fn unshown(result: &[&str]) -> usize {
    if result[0].starts_with("Traceback") {
        result.len()
    } else {
        1
    }
}

/// The number of lines that show a literal: all, or the first.
fn shown(result: &[&str]) -> Option<usize> {
    let is_value = |count: &usize| *count > 0 && literal(&result[..*count].join("\n")).is_some();
    [result.len(), 1.min(result.len())]
        .into_iter()
        .find(is_value)
}

fn is_expression(code: &str) -> bool {
    parse(code).is_some_and(|tree| {
        expression(&tree).is_some_and(|node| !node.kind().ends_with("assignment"))
    })
}

/// The text of a literal, where a text is nothing else.
fn literal(text: &str) -> Option<&str> {
    let text = text.trim();
    let tree = parse(text)?;
    let node = expression(&tree).filter(|node| is_literal(*node))?;
    text.get(node.byte_range())
}

/// Words before the result in a comment.
const WORDS: [&str; 22] = [
    "expected output",
    "expected result",
    "expected",
    "output",
    "result",
    "returns",
    "return",
    "should return",
    "should be",
    "should print",
    "should output",
    "outputs",
    "prints",
    "print",
    "will return",
    "gives",
    "=>",
    "->",
    "→",
    "==",
    "=",
    ":",
];

/// The literal that a comment gives as the result.
pub(super) fn result(comment: &str) -> Option<&str> {
    let mut rest = comment.trim();
    loop {
        let word = WORDS.iter().find(|word| {
            let head = rest.get(..word.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(word))
        });
        match word {
            Some(word) => rest = rest[word.len()..].trim_start(),
            None => break,
        }
    }
    literal(rest).or_else(|| literal(rest.strip_suffix('.')?))
}
