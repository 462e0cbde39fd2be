//! Sessions of an interpreter: `>>> f(1)` and what it shows.

use super::connective::{exception, said};
use super::value::{BUILTINS, constant, joined, names};
use super::{Answer, Search};
use crate::extract::Reason;
use crate::extract::syntax::{children, expression, field, parse, text};
use std::collections::BTreeSet;
use std::ops::Range;
use tree_sitter::Node;

/// An input of a session, and the lines that it shows.
struct Entry {
    range: Range<usize>,
    code: String,
    shown: Vec<String>,
}

/// What the inputs before left behind.
#[derive(Default)]
struct State {
    /// Assignments of values and of calls of the function, by their names.
    assigned: Vec<(String, String)>,
    /// The names of values that a call may have changed.
    changed: BTreeSet<String>,
}

impl Search<'_> {
    /// Takes the examples of sessions; values that were assigned before go with them.
    pub(super) fn sessions(&mut self) {
        let mut state = State::default();
        for entry in entries(&self.text) {
            if !is_code(&entry.code) {
                continue;
            }
            if let Some((name, source)) = assignment(&entry.code) {
                self.blank(entry.range);
                state.assign(name, &source, self.entry_point);
            } else {
                self.entry(entry, &mut state);
            }
        }
    }

    fn entry(&mut self, entry: Entry, state: &mut State) {
        let names = names(&entry.code);
        let others = others(&names, self.entry_point);
        let start = entry.range.start;
        let Some(answered) = answered(&entry) else {
            let is_about = names.contains(self.entry_point);
            if is_about && !entry.shown.is_empty() {
                self.refuse(start, Reason::NotLiteral, &entry.code);
            }
            if is_about {
                state.change(&others);
            }
            return self.blank(entry.range);
        };
        let is_about = names.contains(self.entry_point);
        match state.setup(&others) {
            _ if others.iter().any(|it| state.changed.contains(*it)) => {
                self.refuse(start, Reason::SideEffects, &entry.code);
            }
            Some(setup) if is_about || calls(&setup, self.entry_point) => {
                let (call, answer) = answered;
                self.take_after(entry.range.clone(), setup, &call, answer);
            }
            None if is_about => self.refuse(start, Reason::NotLiteral, &entry.code),
            _ => {}
        }
        if is_about {
            state.change(&others);
        }
        self.blank(entry.range);
    }
}

/// The names that are neither the function's nor Python's.
fn others<'n>(names: &'n BTreeSet<String>, entry_point: &str) -> Vec<&'n String> {
    let is_own =
        |it: &String| it == entry_point || it == "print" || BUILTINS.contains(&it.as_str());
    names.iter().filter(|it| !is_own(it)).collect()
}

fn calls(code: &str, entry_point: &str) -> bool {
    names(code).contains(entry_point)
}

impl State {
    /// Takes an assignment of a value, or of what the function gives for values; after any other the name is unknown.
    fn assign(&mut self, name: String, source: &str, entry_point: &str) {
        self.assigned.retain(|it| it.0 != name);
        self.changed.remove(&name);
        let used = names(source);
        let others = others(&used, entry_point);
        let is_call = used.contains(entry_point);
        if is_call && self.is_sound(&others) {
            self.assigned.push((name, joined(source)));
        } else if let Some(value) = constant(source) {
            self.assigned.push((name, value));
        }
        if is_call {
            self.change(&others);
        }
    }

    /// Notes that a call may have changed values.
    fn change(&mut self, names: &[&String]) {
        self.changed.extend(names.iter().map(|it| (*it).clone()));
    }

    fn is_sound(&self, names: &[&String]) -> bool {
        let is_known = |name: &String| self.assigned.iter().any(|it| it.0 == *name);
        names
            .iter()
            .all(|it| is_known(it) && !self.changed.contains(*it))
    }

    /// The assignments that some names need; nothing where one has no value.
    fn setup(&self, names: &[&String]) -> Option<String> {
        let mut needed: BTreeSet<String> = names.iter().map(|it| (*it).clone()).collect();
        let mut lines = Vec::new();
        for (name, source) in self.assigned.iter().rev() {
            if needed.remove(name) {
                lines.push(format!("{name} = {source}\n"));
                let used = self::names(source);
                let known = |it: &String| self.assigned.iter().any(|other| other.0 == *it);
                needed.extend(used.into_iter().filter(known));
            }
        }
        needed.is_empty().then(|| lines.into_iter().rev().collect())
    }
}

fn entries(source: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let (mut place, mut is_open) = (0, false);
    for line in source.split_inclusive('\n') {
        let start = place;
        place += line.len();
        let inner = line.trim();
        let last = entries.last_mut().filter(|_| is_open);
        if let Some(code) = inner.strip_prefix(">>>") {
            entries.push(Entry {
                range: start..place,
                code: code.trim_start().to_owned(),
                shown: Vec::new(),
            });
            is_open = true;
        } else if let (Some(entry), Some(code)) = (last, inner.strip_prefix("...")) {
            entry.code = format!("{}\n{}", entry.code, code.strip_prefix(' ').unwrap_or(code));
            entry.range.end = place;
        } else if inner.is_empty() || inner.starts_with("```") {
            is_open = false;
        } else if let Some(entry) = entries.last_mut().filter(|_| is_open) {
            entry.shown.push(inner.to_owned());
            entry.range.end = place;
        }
    }
    entries
}

/// What an input that is an expression says: a call or a condition, and the answer.
fn answered(entry: &Entry) -> Option<(String, Answer)> {
    let tree = parse(&entry.code)?;
    let node = expression(&tree)?;
    let code = text(node, &entry.code);
    let first = entry.shown.first().map(String::as_str);
    if first.is_some_and(|it| it.starts_with("Traceback")) {
        let last = entry.shown.last()?;
        let name = last.split([':', ' ']).next()?;
        return Some((code.to_owned(), Answer::Raises(exception(name)?)));
    }
    let is_print = node.kind() == "call" && field(node, "function", &entry.code) == "print";
    if is_print {
        return printed(node, entry);
    }
    let shown = shown(&entry.shown);
    if is_condition(node) {
        return match (shown.as_deref(), first) {
            (Some("True"), _) | (None, None) => Some((code.to_owned(), Answer::Holds)),
            (Some("False"), _) => Some((format!("not ({})", joined(code)), Answer::Holds)),
            _ => None,
        };
    }
    if let Some(value) = shown {
        return Some((code.to_owned(), Answer::Value(value)));
    }
    let comment = entry.code.get(node.end_byte()..)?;
    let said = said(comment).filter(|_| first.is_none())?;
    Some((code.to_owned(), said.answer))
}

/// The one line that a call of `print` with one argument prints.
fn printed(node: Node<'_>, entry: &Entry) -> Option<(String, Answer)> {
    let arguments = children(node.child_by_field_name("arguments")?);
    let ([argument], [line]) = (&arguments[..], &entry.shown[..]) else {
        return None;
    };
    if matches!(
        argument.kind(),
        "keyword_argument" | "list_splat" | "dictionary_splat"
    ) {
        return None;
    }
    let line = line.replace('\\', "\\\\").replace('\'', "\\'");
    let call = format!("str({})", text(*argument, &entry.code));
    Some((call, Answer::Value(format!("'{line}'"))))
}

/// The value that lines show: all of them, or the first.
fn shown(lines: &[String]) -> Option<String> {
    let first = lines.first()?;
    constant(&lines.join("\n")).or_else(|| constant(first))
}

fn is_condition(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "comparison_operator" | "not_operator" | "boolean_operator"
    )
}

fn is_code(code: &str) -> bool {
    parse(code).is_some_and(|tree| !tree.root_node().has_error())
}

/// An assignment to a name, and what is assigned.
fn assignment(code: &str) -> Option<(String, String)> {
    let tree = parse(code)?;
    let node = expression(&tree).filter(|node| node.kind() == "assignment")?;
    let left = node.child_by_field_name("left")?;
    let right = node.child_by_field_name("right")?;
    (left.kind() == "identifier")
        .then(|| (text(left, code).to_owned(), text(right, code).to_owned()))
}
