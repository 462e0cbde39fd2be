//! A few lines of Python that let a renamed candidate answer to the original names.

use super::name_map::{NameMap, RenameKind};
use crate::segment::python::{self, PythonFacts, Signature};
use std::fmt::Write as _;

/// Writes the shim for a candidate.
pub(super) fn shim(map: &NameMap, candidate: &str) -> Option<String> {
    let tree = python::parse(candidate)?;
    let facts = python::facts(candidate, &tree);
    let original = &map.function;
    let variant = map.forward_name(original);
    let target = find(&facts, variant).or_else(|| find(&facts, original))?;
    let keywords = renamed_keywords(map, target);
    let callee = callee(target);
    if target.name == *original && keywords.is_empty() && target.class.is_none() {
        return None;
    }
    if keywords.is_empty() {
        return Some(format!("\n\n{original} = {callee}\n"));
    }
    let mut text = String::from("\n\n");
    // The function as it is now: what follows may give its name to something else.
    let inner = if target.class.is_none() {
        let _ = writeln!(text, "_renamed_{callee} = {callee}\n");
        format!("_renamed_{callee}")
    } else {
        callee
    };
    let _ = writeln!(text, "def {original}(*args, **kwargs):");
    let _ = writeln!(text, "    names = {{{keywords}}}");
    let _ = writeln!(
        text,
        "    return {inner}(*args, **{{names.get(key, key): value for key, value in kwargs.items()}})"
    );
    Some(text)
}

/// The definition that answers the task: at module level first, then in a class.
fn find<'a>(facts: &'a PythonFacts, name: &str) -> Option<&'a Signature> {
    let mut found = facts
        .signatures
        .iter()
        .filter(|signature| signature.name == name);
    let first = found.clone().next();
    found.find(|signature| signature.class.is_none()).or(first)
}

fn callee(target: &Signature) -> String {
    match &target.class {
        None => target.name.clone(),
        Some(class) => format!("{class}().{}", target.name),
    }
}

/// The keyword arguments that this definition takes under the new name only.
fn renamed_keywords(map: &NameMap, target: &Signature) -> String {
    map.of_kind(RenameKind::Parameter)
        .filter(|rename| {
            target
                .parameters
                .iter()
                .any(|parameter| parameter.name == rename.to)
        })
        .map(|rename| format!("\"{}\": \"{}\"", rename.from, rename.to))
        .collect::<Vec<_>>()
        .join(", ")
}
