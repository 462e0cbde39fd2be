//! The function or method of a file that is replaced.

use super::Refusal;
use crate::extract::syntax::{children, field, parse, text, undecorated};
use std::collections::BTreeSet;
use tree_sitter::{Node, Tree};

/// Letters that a name has at least to be taken for another with a letter less.
const SHORTEST: usize = 6;

/// A function of a file, or a method of one of its classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    /// Its name.
    pub function: &'a str,
    /// The class, where it is a method; with dots where that stands in another class.
    pub class: Option<&'a str>,
}

/// Where the target stands.
pub(super) struct Place<'t> {
    /// The function with its decorators.
    pub(super) outer: Node<'t>,
    /// The function without them.
    pub(super) function: Node<'t>,
    /// The class that it is a method of, without decorators.
    pub(super) class: Option<Node<'t>>,
    /// The statement before which helpers go: the function, or the outermost class.
    pub(super) before: Node<'t>,
}

/// Parses a file; nothing where it is broken.
pub(super) fn parsed(file: &str) -> Result<Tree, Refusal> {
    let tree = parse(file).filter(|tree| !tree.root_node().has_error());
    tree.ok_or(Refusal::Broken)
}

impl<'t> Place<'t> {
    pub(super) fn find(tree: &'t Tree, file: &str, target: &Target<'_>) -> Result<Self, Refusal> {
        let mut scope = tree.root_node();
        let (mut class, mut outermost) = (None, None);
        for part in target.class.into_iter().flat_map(|it| it.split('.')) {
            let found = definitions(scope, part, "class_definition", file);
            let found = *found
                .last()
                .ok_or_else(|| Refusal::NoClass(target.class.unwrap_or_default().to_owned()))?;
            outermost.get_or_insert(found);
            class = Some(undecorated(found));
            scope = undecorated(found)
                .child_by_field_name("body")
                .ok_or(Refusal::Broken)?;
        }
        let found = definitions(scope, target.function, "function_definition", file);
        let outer = chosen(&found, target.function, file)?.ok_or_else(|| Refusal::NoFunction {
            name: target.function.to_owned(),
            place: target
                .class
                .map_or("file".to_owned(), |class| format!("class `{class}`")),
            hint: hint(tree.root_node(), file, target),
        })?;
        Ok(Self {
            outer,
            function: undecorated(outer),
            class,
            before: outermost.unwrap_or(outer),
        })
    }

    pub(super) fn body(&self) -> Option<Node<'t>> {
        self.function.child_by_field_name("body")
    }
}

/// The definitions of a name in a scope, also in its branches, with their decorators.
pub(super) fn definitions<'t>(
    scope: Node<'t>,
    name: &str,
    kind: &str,
    file: &str,
) -> Vec<Node<'t>> {
    let mut found = Vec::new();
    let mut todo = vec![scope];
    while let Some(block) = todo.pop() {
        for node in children(block) {
            let inner = undecorated(node);
            if inner.kind() == kind && field(inner, "name", file) == name {
                found.push(node);
            } else if is_branch(node.kind()) {
                todo.push(node);
            }
        }
    }
    found.sort_by_key(Node::start_byte);
    found
}

/// Says whether what stands in a node belongs to the scope around it.
pub(super) fn is_branch(kind: &str) -> bool {
    matches!(
        kind,
        "if_statement"
            | "elif_clause"
            | "else_clause"
            | "try_statement"
            | "except_clause"
            | "finally_clause"
            | "with_statement"
            | "block"
    )
}

/// Of several definitions the one that counts: no overload, no setter; of those in one block the last.
fn chosen<'t>(found: &[Node<'t>], name: &str, file: &str) -> Result<Option<Node<'t>>, Refusal> {
    let is_part = |node: &&Node<'t>| {
        let mut decorators = decorators(**node, file);
        decorators.any(|it| {
            let last = it.rsplit('.').next().unwrap_or_default();
            matches!(last, "overload" | "setter" | "deleter")
        })
    };
    let (parts, real): (Vec<_>, Vec<_>) = found.iter().partition(is_part);
    let among = if real.is_empty() { parts } else { real };
    let is_together = |pair: &[&Node<'_>]| {
        pair[0].parent().map(|it| it.id()) == pair[1].parent().map(|it| it.id())
    };
    if !among.windows(2).all(is_together) {
        return Err(Refusal::Several(name.to_owned()));
    }
    Ok(among.last().map(|it| **it))
}

/// The decorators of a definition, without their signs and arguments.
pub(super) fn decorators<'a>(node: Node<'a>, file: &'a str) -> impl Iterator<Item = &'a str> {
    let nodes = children(node).into_iter();
    let nodes = nodes.filter(|it| it.kind() == "decorator");
    nodes.map(move |it| {
        let word = text(it, file).trim_start_matches('@').trim();
        word.split('(').next().unwrap_or_default().trim()
    })
}

/// Finds where a file defines what its target nearly names: with or without an underscore before it, or in other letters; or, where no
/// class was said, as a method of one of its classes; or else spelt otherwise, by a letter left out or added, or two in each other's
/// places. Nothing where the target itself is there, or several are near.
#[must_use]
pub fn locate(file: &str, target: &Target<'_>) -> Option<(String, Option<String>)> {
    let tree = parsed(file).ok()?;
    match Place::find(&tree, file, target) {
        Ok(_) => None,
        Err(_) => near(tree.root_node(), file, target),
    }
}

fn near(root: Node<'_>, file: &str, target: &Target<'_>) -> Option<(String, Option<String>)> {
    let plain = |name: &str| name.trim_matches('_').to_lowercase();
    let wanted = plain(target.function);
    let mut found = alike(root, file, target, &|name| plain(name) == wanted);
    if found.is_empty() {
        found = alike(root, file, target, &|name| {
            is_misspelt(&wanted, &plain(name))
        });
    }
    (found.len() == 1).then(|| found.remove(0))
}

/// The functions and methods whose names are like the target's.
fn alike(
    root: Node<'_>,
    file: &str,
    target: &Target<'_>,
    is_like: &dyn Fn(&str) -> bool,
) -> Vec<(String, Option<String>)> {
    let functions = |scope: Node<'_>| {
        let functions = every(scope, "function_definition").into_iter();
        let names = functions.map(|it| field(undecorated(it), "name", file).to_owned());
        names.filter(|it| is_like(it)).collect::<BTreeSet<_>>()
    };
    let mut found: Vec<(String, Option<String>)> = Vec::new();
    if target.class.is_none() {
        found.extend(functions(root).into_iter().map(|name| (name, None)));
    }
    if found.is_empty() {
        for class in every(root, "class_definition").into_iter().map(undecorated) {
            let name = field(class, "name", file);
            let is_it = target.class.is_none_or(|wanted| wanted == name);
            let body = class.child_by_field_name("body").filter(|_| is_it);
            let methods = body.map(functions).unwrap_or_default();
            found.extend(methods.into_iter().map(|it| (it, Some(name.to_owned()))));
        }
    }
    found
}

/// Says whether a letter too many or too few, or two in each other's places, make the difference between two names. Another letter in
/// a place would not be enough: `grad_x` is not `grad_y`.
fn is_misspelt(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().min(other.len()) < SHORTEST {
        return false;
    }
    let pairs = one.iter().zip(&other);
    let before = pairs.take_while(|(left, right)| left == right).count();
    let (one, other) = (&one[before..], &other[before..]);
    let pairs = one.iter().rev().zip(other.iter().rev());
    let after = pairs.take_while(|(left, right)| left == right).count();
    match (&one[..one.len() - after], &other[..other.len() - after]) {
        ([letter], []) | ([], [letter]) => letter.is_alphabetic(),
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

/// The definitions of a kind in a scope.
fn every<'t>(scope: Node<'t>, kind: &str) -> Vec<Node<'t>> {
    let mut found = Vec::new();
    let mut todo = vec![scope];
    while let Some(block) = todo.pop() {
        for node in children(block) {
            if undecorated(node).kind() == kind {
                found.push(node);
            } else if is_branch(node.kind()) {
                todo.push(node);
            }
        }
    }
    found
}

fn hint(root: Node<'_>, file: &str, target: &Target<'_>) -> String {
    match near(root, file, target) {
        Some((name, Some(class))) => format!(", but the class `{class}` has `{name}`"),
        Some((name, None)) => format!(", but it has `{name}`"),
        None => String::new(),
    }
}
