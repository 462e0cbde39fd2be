//! Values put in the place of names.

use crate::extract::lines::lines;
use crate::extract::sound::sound;
use crate::extract::statement::{Part, parts};
use crate::extract::syntax::{Edits, Step, children, expression, is_literal, parse, text, walk};
use tree_sitter::Node;

/// A name and the source of its value.
pub(super) type Binding = (String, String);

/// Puts values in the place of names in a body. Where that could change what the body does, the name is assigned before.
pub(super) fn bound(body: &str, bindings: &[Binding]) -> String {
    let mut edits = Edits::default();
    let mut before = String::new();
    let made: Vec<String> = parts(body, "")
        .iter()
        .filter_map(|part| match part {
            Part::Sound(it) => Some(it.names.made.clone()),
            Part::Broken(_) => None,
        })
        .flatten()
        .collect();
    for (name, value) in bindings {
        let uses = uses(body, name);
        if uses.is_empty() {
            continue;
        }
        let is_free = !made.contains(name) && uses.iter().all(|it| it.is_plain);
        if is_free && (uses.len() == 1 || is_constant(value)) {
            for place in uses {
                edits.replace(place.range.clone(), place.write(value));
            }
        } else {
            before.extend([name.as_str(), " = ", &in_brackets(value), "\n"]);
        }
    }
    let body = edits.apply(body);
    before + &body
}

/// Puts constants in the place of names in statements, each text some of them, where that cannot change what these do: a value that can
/// be changed has to stand in one place that is reached once. Nothing where that is not sure of all names.
pub(super) fn folded(texts: &[String], bindings: &[Binding]) -> Option<Vec<String>> {
    let mut edits: Vec<Edits> = texts.iter().map(|_| Edits::default()).collect();
    for (name, value) in bindings {
        let places: Vec<Vec<Use>> = texts.iter().map(|text| uses(text, name)).collect();
        let all: Vec<&Use> = places.iter().flatten().collect();
        let is_one = matches!(value.as_str(), "None" | "True" | "False");
        let is_fixed = is_constant(value);
        let is_free = |it: &&Use| it.is_plain && it.is_value && (is_one || !it.is_compared);
        let is_once = all.len() < 2 && all.iter().all(|it| it.is_once);
        let is_short = all.len() * value.len() <= LONGEST;
        if !all.iter().all(is_free) || !(is_fixed && is_short || is_once) {
            return None;
        }
        for (uses, edits) in places.into_iter().zip(&mut edits) {
            for place in uses {
                edits.replace(place.range.clone(), place.write(value));
            }
        }
    }
    let folded = texts
        .iter()
        .zip(edits)
        .map(|(text, edits)| edits.apply(text));
    let folded: Vec<String> = folded.collect();
    folded
        .iter()
        .all(|it| sound(it).is_some())
        .then_some(folded)
}

/// The most that a constant is written out to, in bytes.
const LONGEST: usize = 10_000;

/// A place where a name is used.
struct Use {
    range: std::ops::Range<usize>,
    /// Whether a value can stand there.
    is_plain: bool,
    /// Whether anything can stand there without brackets.
    is_open: bool,
    /// Whether it is spread into the arguments of a call.
    is_spread: bool,
    /// Whether only its value counts there, and nothing is asked of it by a dot or an index.
    is_value: bool,
    /// Whether it is compared by identity.
    is_compared: bool,
    /// Whether it is reached once.
    is_once: bool,
}

impl Use {
    fn write(&self, value: &str) -> String {
        let tree = parse(value);
        let node = tree.as_ref().and_then(expression);
        let kind = node.map_or("", |node| node.kind());
        let value = node.map_or(value, |node| text(node, value));
        if self.is_spread && matches!(kind, "tuple" | "list") && !value.contains('#') {
            return value[1..value.len() - 1]
                .trim()
                .trim_end_matches(',')
                .to_owned();
        }
        let is_tight = matches!(
            kind,
            "integer"
                | "float"
                | "string"
                | "true"
                | "false"
                | "none"
                | "list"
                | "tuple"
                | "dictionary"
                | "set"
                | "identifier"
                | "call"
                | "parenthesized_expression"
                | "subscript"
                | "list_comprehension"
        );
        let is_calm = matches!(kind, "unary_operator" | "binary_operator") && !value.contains('\n');
        let value = if self.is_spread {
            format!("*{value}")
        } else {
            value.to_owned()
        };
        if is_tight || self.is_open && is_calm {
            value
        } else {
            format!("({value})")
        }
    }
}

fn uses(body: &str, name: &str) -> Vec<Use> {
    let mut uses = Vec::new();
    let Some(tree) = parse(body) else {
        return uses;
    };
    let mut around: Vec<Node<'_>> = Vec::new();
    walk(tree.root_node(), |step, node, field| {
        if step == Step::Leave {
            around.pop();
            return;
        }
        if node.kind() == "identifier" && text(node, body) == name {
            uses.extend(read(node, field, &around));
        }
        around.push(node);
    });
    uses
}

fn read(node: Node<'_>, field: Option<&str>, around: &[Node<'_>]) -> Option<Use> {
    let parent = around.last()?;
    if matches!(
        (parent.kind(), field),
        ("attribute", Some("attribute")) | ("keyword_argument", Some("name"))
    ) {
        return None;
    }
    let hides = |kind: &str| {
        matches!(
            kind,
            "parameters"
                | "lambda_parameters"
                | "interpolation"
                | "global_statement"
                | "delete_statement"
        )
    };
    let is_assigned = matches!(
        parent.kind(),
        "assignment" | "augmented_assignment" | "for_statement" | "for_in_clause"
    );
    let is_target = field == Some("alias") || is_assigned && field == Some("left");
    let in_clause =
        around.iter().any(|it| it.kind() == "for_in_clause") && parent.kind().contains("pattern");
    let is_open = matches!(
        parent.kind(),
        "argument_list"
            | "comparison_operator"
            | "list"
            | "tuple"
            | "assert_statement"
            | "keyword_argument"
            | "pair"
            | "assignment"
            | "set"
    );
    let is_value = is_open && parent.kind() != "assignment"
        || parent.kind() == "assignment" && field == Some("right")
        || parent.kind() == "subscript" && field == Some("subscript")
        || matches!(
            parent.kind(),
            "binary_operator"
                | "boolean_operator"
                | "not_operator"
                | "unary_operator"
                | "parenthesized_expression"
                | "conditional_expression"
                | "list_splat"
                | "expression_list"
                | "slice"
        );
    let is_identity = |node: &Node<'_>| matches!(node.kind(), "is" | "is not");
    let mut cursor = parent.walk();
    let mut signs = parent.children(&mut cursor);
    let is_compared = parent.kind() == "comparison_operator" && signs.any(|it| is_identity(&it));
    let repeats = |kind: &str| {
        matches!(
            kind,
            "for_statement"
                | "while_statement"
                | "lambda"
                | "function_definition"
                | "class_definition"
                | "generator_expression"
        ) || kind.ends_with("_comprehension")
    };
    let outer = around.iter().rev().nth(1).map_or("", |it| it.kind());
    let is_spread = parent.kind() == "list_splat" && outer == "argument_list";
    Some(Use {
        range: if is_spread {
            parent.byte_range()
        } else {
            node.byte_range()
        },
        is_plain: !is_target && !in_clause && !around.iter().any(|it| hides(it.kind())),
        is_open,
        is_spread,
        is_value,
        is_compared,
        is_once: !around.iter().any(|it| repeats(it.kind())),
    })
}

/// Says whether a value is the same wherever it is written, and nothing can change it.
fn is_constant(value: &str) -> bool {
    let tree = parse(value);
    let node = tree.as_ref().and_then(expression);
    node.is_some_and(|node| {
        is_literal(node) && !value.contains(['[', '{'])
            || matches!(node.kind(), "string" | "identifier")
    })
}

/// The value, so that it can stand on the right side of an assignment.
fn in_brackets(value: &str) -> String {
    let is_long = lines(value).len() > 1 && !value.starts_with(['[', '(', '{', '"', '\'']);
    if is_long {
        format!("({value})")
    } else {
        value.to_owned()
    }
}

/// Gives each name of a target its part of a value.
pub(super) fn destructured(target: Node<'_>, code: &str, value: &str) -> Option<Vec<Binding>> {
    if target.kind() == "identifier" {
        return Some(vec![(text(target, code).to_owned(), value.to_owned())]);
    }
    if !matches!(
        target.kind(),
        "pattern_list" | "tuple_pattern" | "list_pattern" | "tuple" | "list"
    ) {
        return None;
    }
    let targets = children(target);
    let values = items(value)?;
    let mut bindings = Vec::new();
    if targets.len() != values.len() {
        return None;
    }
    for (target, value) in targets.into_iter().zip(&values) {
        bindings.extend(destructured(target, code, value)?);
    }
    Some(bindings)
}

/// The items of a tuple or a list that is written out.
pub(super) fn items(value: &str) -> Option<Vec<String>> {
    let tree = parse(value)?;
    let node =
        expression(&tree).filter(|it| matches!(it.kind(), "tuple" | "list" | "expression_list"))?;
    let items = children(node);
    let is_spread = items.iter().any(|it| it.kind() == "list_splat");
    (!is_spread).then(|| {
        items
            .into_iter()
            .map(|it| text(it, value).to_owned())
            .collect()
    })
}
