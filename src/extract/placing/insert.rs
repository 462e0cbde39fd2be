//! Text put into a file: with its margins and its line ends, and nothing else of it changed.

use super::replacement::Replacement;
use super::target::Place;
use crate::extract::lines::indented;
use crate::extract::syntax::{children, parse, undecorated};
use tree_sitter::Node;

/// The file with a replacement in its place.
pub(super) fn inserted(file: &str, place: &Place<'_>, fitted: &Replacement) -> String {
    let root = root_of(place.outer);
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    if !fitted.future.is_empty() {
        let at = line_start(file, after_docstring(root));
        let line = format!("from __future__ import {}\n", fitted.future.join(", "));
        edits.push((at, at, line));
    }
    if !fitted.before.trim().is_empty() {
        let start = place.before.start_byte();
        let margin = margin(file, start);
        let at = above_comments(file, line_start(file, start), margin);
        let gap = if margin.is_empty() { "\n\n" } else { "\n" };
        let text = indented(fitted.before.trim_end(), margin);
        edits.push((at, at, format!("{text}\n{gap}")));
    }
    let is_decorated = fitted.definition.trim_start().starts_with('@');
    let replaced = if is_decorated {
        place.outer
    } else {
        place.function
    };
    let margin = margin(file, replaced.start_byte());
    let definition = indented(fitted.definition.trim(), margin);
    let definition = definition[margin.len()..].to_owned();
    edits.push((replaced.start_byte(), replaced.end_byte(), definition));
    let end = place.outer.end_byte();
    for member in &fitted.members {
        edits.push((end, end, format!("\n\n{}", indented(member.trim(), margin))));
    }
    apply(file, edits)
}

fn apply(file: &str, mut edits: Vec<(usize, usize, String)>) -> String {
    let line_end = if file.contains("\r\n") { "\r\n" } else { "\n" };
    edits.sort_by_key(|(start, end, _)| (*start, *end));
    let (mut whole, mut place) = (String::with_capacity(file.len()), 0);
    for (start, end, text) in edits {
        whole += &file[place..start];
        whole += &text.replace('\n', line_end);
        place = end;
    }
    whole + &file[place..]
}

/// A function with statements at the beginning of its body, after the docstring; a value of a class as it is.
pub(super) fn within(definition: &str, inside: &str) -> String {
    let tree = parse(definition).filter(|_| !inside.trim().is_empty());
    let nodes = tree.as_ref().map(|tree| children(tree.root_node()));
    let function = nodes.and_then(|nodes| nodes.first().map(|node| undecorated(*node)));
    let body = function
        .filter(|it| it.kind() == "function_definition")
        .and_then(|it| it.child_by_field_name("body"));
    let Some(body) = body else {
        return definition.to_owned();
    };
    let start = line_start(definition, body.start_byte());
    if !definition[start..body.start_byte()].trim().is_empty() {
        let (head, rest) = definition.split_at(body.start_byte());
        let rest = indented(rest.trim_end(), "    ");
        let inside = indented(inside.trim_end(), "    ");
        return format!("{}\n{inside}\n{rest}", head.trim_end());
    }
    let margin = &definition[start..body.start_byte()];
    let inside = indented(inside.trim_end(), margin);
    let statements = children(body);
    let is_docstring = statements.first().is_some_and(|it| is_text(*it));
    match statements.get(usize::from(is_docstring)) {
        Some(first) => {
            let at = line_start(definition, first.start_byte());
            format!("{}{inside}\n{}", &definition[..at], &definition[at..])
        }
        None => format!("{}\n{inside}", definition.trim_end()),
    }
}

/// The spaces and tabs before a place, where nothing else is on its line before it.
pub(super) fn margin(file: &str, place: usize) -> &str {
    let margin = &file[line_start(file, place)..place];
    if margin.trim().is_empty() { margin } else { "" }
}

fn line_start(file: &str, place: usize) -> usize {
    file[..place].rfind('\n').map_or(0, |end| end + 1)
}

/// The beginning of the comments right above a line.
fn above_comments(file: &str, mut start: usize, margin: &str) -> usize {
    while start > 0 {
        let above = line_start(file, start - 1);
        let is_comment = file[above..start]
            .strip_prefix(margin)
            .is_some_and(|line| line.starts_with('#'));
        if !is_comment || above == 0 {
            break;
        }
        start = above;
    }
    start
}

/// Where the first statement after the docstring begins.
fn after_docstring(root: Node<'_>) -> usize {
    let statements = children(root);
    let is_docstring = statements.first().is_some_and(|it| is_text(*it));
    let first = statements.get(usize::from(is_docstring));
    first.map_or(root.end_byte(), Node::start_byte)
}

fn is_text(statement: Node<'_>) -> bool {
    let is_string = |it: &Node<'_>| matches!(it.kind(), "string" | "concatenated_string");
    statement.kind() == "expression_statement" && children(statement).iter().all(is_string)
}

fn root_of(node: Node<'_>) -> Node<'_> {
    let mut node = node;
    while let Some(parent) = node.parent() {
        node = parent;
    }
    node
}
