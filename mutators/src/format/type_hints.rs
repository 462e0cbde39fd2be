//! Writes the types that the docstring tells into the signature.
//!
//! `def f(x):` with `x (int): The number.` becomes `def f(x: int):`. An annotation has no effect when the code
//! runs. It refuses types other than Python's own, parameters whose default is `None`, and those that
//! have an annotation.

use super::section::{Topic, sections};
use crate::edit::{Proposal, Site, Splice};
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    TypeHints, "format/type-hints", Format, Construction, version 1,
    "def f(x):" => "def f(x: int):",
    guard "defaults", source "type_hints.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    let Some(signature) = prompt.signature() else {
        return Vec::new();
    };
    let sections = sections(prompt).unwrap_or_default();
    let entries = sections
        .iter()
        .filter(|section| section.topic == Topic::Parameters)
        .flat_map(|section| &section.entries);
    let mut splices: Vec<Splice> = entries
        .filter_map(|entry| {
            let kind = entry.kind.as_deref().filter(|kind| is_builtin(kind))?;
            let parameter = signature
                .parameters
                .iter()
                .find(|parameter| parameter.name == entry.name)?;
            let rest = prompt.text()[parameter.range.end..].trim_start_matches([' ', '=']);
            let plain = !parameter.annotated && !parameter.variadic && !rest.starts_with("None");
            plain.then(|| {
                Splice::new(
                    parameter.range.end..parameter.range.end,
                    format!(": {kind}"),
                )
            })
        })
        .collect();
    splices.sort_by_key(|splice| splice.range.start);
    splices.dedup_by_key(|splice| splice.range.start);
    Site::of(if splices.is_empty() {
        Vec::new()
    } else {
        vec![Proposal::many(splices)]
    })
    .into_iter()
    .collect()
}

fn is_builtin(kind: &str) -> bool {
    matches!(
        kind,
        "int" | "str" | "float" | "bool" | "list" | "dict" | "tuple" | "set" | "bytes"
    )
}
