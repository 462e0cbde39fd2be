//! A name of the module in the place of another.

use crate::extract::chunks::chunks;
use crate::extract::names::Set;
use crate::extract::scopes::{Role, role};
use crate::extract::signature::Signature;
use crate::extract::syntax::{Edits, Step, parse, text, walk};
use std::ops::Range;
use tree_sitter::Node;

/// The code, which need not be whole, with another name in the place of one. Texts, attributes and names of arguments stay.
pub(super) fn renamed(code: &str, from: &str, to: &str) -> String {
    let mut whole = String::new();
    let mut place = 0;
    for chunk in chunks(code) {
        let start = chunk.text.as_ptr() as usize - code.as_ptr() as usize;
        let mut edits = Edits::default();
        for (range, role) in mentions(chunk.text, from) {
            if role != Role::Nothing {
                edits.replace(range, to);
            }
        }
        whole += &code[place..start];
        whole += &edits.apply(chunk.text);
        place = start + chunk.text.len();
    }
    whole + &code[place..]
}

/// Says whether code only uses a name, and never makes or changes what it stands for, also inside of functions.
pub(super) fn only_uses(code: &str, name: &str) -> bool {
    let mentions = mentions(code, name);
    let is_use = |it: &Role| matches!(it, Role::Use | Role::Nothing);
    mentions.iter().all(|(_, role)| is_use(role))
}

/// Says whether a name stands anywhere in code, but for texts, attributes and names of arguments.
pub(super) fn says(code: &str, name: &str) -> bool {
    let mut mentions = mentions(code, name).into_iter();
    mentions.any(|(_, role)| role != Role::Nothing)
}

/// The places of a name in code, and what it means there.
fn mentions(code: &str, name: &str) -> Vec<(Range<usize>, Role)> {
    let mut mentions = Vec::new();
    let Some(tree) = parse(code).filter(|_| code.contains(name)) else {
        return mentions;
    };
    let mut around: Vec<(Node<'_>, Role)> = Vec::new();
    walk(tree.root_node(), |step, node, field| {
        if step == Step::Leave {
            around.pop();
            return;
        }
        let role = around.last().map_or(Role::Use, |(parent, outer)| {
            role(node.kind(), (parent.kind(), *outer), field)
        });
        if node.kind() == "identifier" && text(node, code) == name {
            mentions.push((node.byte_range(), meaning(&around, role, field)));
        }
        around.push((node, role));
    });
    mentions
}

/// What a name means, also that of a definition or an import, which means nothing as a mere identifier.
fn meaning(around: &[(Node<'_>, Role)], role: Role, field: Option<&str>) -> Role {
    let makes = |kind: &str| kind.ends_with("_definition") || kind.starts_with("import_");
    let is_name = field == Some("name") || field.is_none();
    let mut parents = around.iter().rev().map(|it| it.0.kind());
    let parent = parents.next().unwrap_or_default();
    let is_made = makes(parent) && is_name
        || matches!(parent, "dotted_name" | "aliased_import")
            && parents.next().is_some_and(|it| it.contains("import"));
    if is_made { Role::Make } else { role }
}

/// The names that calls in code call as they are, and those of them with a call that does not fit a signature.
pub(super) fn called(code: &str, signature: Option<&Signature>) -> (Set, Set) {
    let (mut called, mut wrong) = (Set::new(), Set::new());
    let Some(tree) = parse(code) else {
        return (called, wrong);
    };
    walk(tree.root_node(), |step, node, _| {
        let function = node.child_by_field_name("function");
        let plain = function.filter(|it| node.kind() == "call" && it.kind() == "identifier");
        if let (Step::Enter, Some(function)) = (step, plain) {
            let name = text(function, code).to_owned();
            if signature.is_some_and(|it| !it.fits(node, code)) {
                wrong.insert(name.clone());
            }
            called.insert(name);
        }
    });
    (called, wrong)
}
