//! Calls with their results, in the text: `f(1) == 2`, `f(1) -> 2`, `f(1) should return 2`.

use super::Search;
use super::connective::{Said, said};
use super::value::{balanced, call, constant};
use crate::extract::Reason;
use crate::extract::syntax::{expression, field, parse, text};

/// A call, what is said of it, and where both end.
struct Called {
    start: usize,
    /// The end of the call.
    end: usize,
    said: Option<Said>,
    is_constant: bool,
}

impl Search<'_> {
    /// Takes the calls of the function that are followed by their results. In a prompt that defines the function by
    /// equations, an equation shows nothing: the function may give more than the sequence's element.
    pub(super) fn calls(&mut self) {
        let called = self.called();
        let is_equation = |it: &Called| it.said.as_ref().is_some_and(|said| said.is_equation);
        let defines = |it: &Called| {
            !it.is_constant
                && self.text[it.end..]
                    .trim_start_matches(' ')
                    .starts_with("= ")
        };
        let has_recurrence = called.iter().any(defines);
        for it in called {
            let call = self.text[it.start..it.end].to_owned();
            let is_ambiguous = has_recurrence && is_equation(&it);
            let Some(said) = it.said else { continue };
            if is_ambiguous || !it.is_constant {
                self.refuse(it.start, Reason::NotLiteral, &call);
            } else {
                self.take(it.start..it.end + said.length, &call, said.answer);
            }
        }
    }

    fn called(&self) -> Vec<Called> {
        let (text, name) = (&self.text, self.entry_point);
        let mut called = Vec::new();
        let mut place = 0;
        while let Some(found) = text[place..].find(&format!("{name}(")) {
            let start = place + found;
            let list = start + name.len();
            place = list;
            let Some(length) = balanced(&text[list..]) else {
                continue;
            };
            let end = list + length;
            if is_alone(&text[..start]) && is_call(&text[start..end], name) {
                called.push(Called {
                    start,
                    end,
                    said: said(&text[end..]),
                    is_constant: has_constant_arguments(&text[start..end], name),
                });
                place = end;
            }
        }
        called
    }
}

/// Says whether a call stands alone after such a text: it is neither defined, nor a part of an expression.
fn is_alone(before: &str) -> bool {
    if before.ends_with(|it: char| it.is_alphanumeric() || it == '_' || it == '.') {
        return false;
    }
    let line = before.rsplit('\n').next().unwrap_or_default();
    let line = line.trim_end_matches([' ', '\t', '`']);
    let word = line
        .rsplit(|it: char| !it.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let is_bullet = line.trim_start().len() <= 1;
    !matches!(
        word,
        "def" | "class" | "not" | "unless" | "while" | "or" | "and" | "lambda"
    ) && (is_bullet || !line.ends_with(['+', '-', '*', '/', '%', '!', '<', '>', '^', '&', '|']))
}

fn is_call(code: &str, name: &str) -> bool {
    let tree = parse(code);
    let node = tree.as_ref().and_then(expression);
    node.is_some_and(|node| call(node, name, code).is_some())
}

fn has_constant_arguments(code: &str, name: &str) -> bool {
    let tree = parse(code);
    let arguments = tree
        .as_ref()
        .and_then(expression)
        .and_then(|node| call(node, name, code));
    arguments.is_some_and(|arguments| {
        arguments.into_iter().all(|node| {
            let source = match node.kind() {
                "keyword_argument" => field(node, "value", code),
                _ => text(node, code),
            };
            constant(source).is_some_and(|constant| is_same(&constant, source))
        })
    })
}

/// Says whether a constant is Python already: `f(true)` is none, and an example would raise.
fn is_same(constant: &str, source: &str) -> bool {
    constant == super::value::joined(source.trim())
}
