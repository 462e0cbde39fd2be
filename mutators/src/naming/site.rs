//! Sites of renamings, and which names of a prompt may be renamed.

use super::name_map::{NameMap, Rename, RenameKind, find_word};
use crate::edit::{Proposal, Site, Splice};
use crate::prompt::Prompt;
use crate::segment::python::Signature;
use crate::tables::{rows, table};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// Makes one site of every renaming that is possible in a prompt.
pub(super) fn site(prompt: &Prompt, renamings: impl IntoIterator<Item = Vec<Rename>>) -> Vec<Site> {
    let mut places = Places::default();
    let proposals = renamings
        .into_iter()
        .filter(|renames| {
            !renames.is_empty() && renames.iter().all(|rename| rename.from != rename.to)
        })
        .filter_map(|renames| NameMap::new(prompt, renames).ok())
        .filter_map(|map| proposal(prompt, map, &mut places))
        .collect();
    Site::of(proposals).into_iter().collect()
}

/// Where each single name stands: the same for every name that may replace it.
type Places = FxHashMap<String, Vec<Range<usize>>>;

/// The proposal of a map; nothing where the prompt never says the names.
fn proposal(prompt: &Prompt, map: NameMap, places: &mut Places) -> Option<Proposal> {
    let splices = match map.renames() {
        [rename] => {
            let found = places.entry(rename.from.clone()).or_insert_with(|| {
                map.prompt_splices(prompt)
                    .into_iter()
                    .map(|splice| splice.range)
                    .collect()
            });
            found
                .iter()
                .map(|range| Splice::new(range.clone(), &*rename.to))
                .collect()
        }
        _ => map.prompt_splices(prompt),
    };
    let text = prompt.text();
    let said = |rename: &Rename| {
        splices
            .iter()
            .any(|splice| text[splice.range.clone()] == rename.from)
    };
    (!splices.is_empty() && map.renames().iter().all(said)).then(|| Proposal {
        renames: Some(Arc::new(map)),
        claim: None,
        splices,
    })
}

/// A rename of the entry point, unless others call it by its name: a framework, or the class that it is a method of.
pub(super) fn entry(prompt: &Prompt, to: String) -> Option<Vec<Rename>> {
    let from = prompt
        .entry_point()
        .filter(|name| !is_fixed(prompt, name))?;
    Some(vec![Rename {
        from: from.to_owned(),
        to,
        kind: RenameKind::Function,
    }])
}

static BLOCKED: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| rows(table!("blocked_methods")).map(|row| row[0]).collect());

/// True for a method that a framework calls by its name.
pub(super) fn is_blocked(name: &str) -> bool {
    BLOCKED.contains(name)
}

/// True for a dunder, for a method that frameworks call, and for one of a class that derives from another or is not shown.
fn is_fixed(prompt: &Prompt, name: &str) -> bool {
    let signature = prompt.signature();
    let is_method = match signature {
        Some(signature) => signature.class.is_some() || takes_itself(signature),
        None => of_class(prompt, name),
    };
    let overrides =
        signature.is_none_or(|signature| signature.derived || signature.class.is_none());
    let is_called = is_method && is_blocked(name);
    name.starts_with("__") || is_called || is_method && overrides
}

fn takes_itself(signature: &Signature) -> bool {
    signature
        .parameters
        .first()
        .is_some_and(|first| matches!(&*first.name, "self" | "cls"))
}

/// True when the prose asks for a method, or for a function of a class, by the words around the name in its sentence.
fn of_class(prompt: &Prompt, name: &str) -> bool {
    const NEAR: usize = 40;
    let text = prompt.lower_text();
    find_word(prompt.text(), name).any(|at| {
        let end = at + name.len();
        let before = &text[text.floor_char_boundary(at.saturating_sub(NEAR))..at];
        let after = &text[end..text.floor_char_boundary((end + NEAR).min(text.len()))];
        let before = before.rsplit('.').next().unwrap_or(before);
        let after = after.split('.').next().unwrap_or(after);
        before.contains("method") || after.contains(" method") || after.contains("class")
    })
}

/// The parameters of the entry point that may be renamed: every use of them is known.
pub(super) fn parameters(prompt: &Prompt) -> impl Iterator<Item = &str> {
    prompt
        .signature()
        .into_iter()
        .filter(|signature| signature.parses)
        .flat_map(|signature| &signature.parameters)
        .filter(|parameter| {
            !parameter.variadic && !matches!(&*parameter.name, "self" | "cls" | "_")
        })
        .map(|parameter| &*parameter.name)
}

pub(super) fn parameter_rename(from: &str, to: String) -> Rename {
    Rename {
        from: from.to_owned(),
        to,
        kind: RenameKind::Parameter,
    }
}
