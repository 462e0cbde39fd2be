//! Renaming in Python source: by the role of each identifier, never by its letters alone.

use super::name_map::{NameMap, Rename, RenameKind};
use crate::edit::{Splice, apply};
use crate::segment::python::{self, Carrier, NameUse, Signature, UseRole};
use std::ops::Range;

/// Renames everything in a piece of Python, its docstrings and comments included.
pub(super) fn rename(map: &NameMap, code: &str) -> String {
    let splices = all_splices(map, code);
    apply(
        code,
        splices
            .iter()
            .map(|splice| (splice.range.clone(), &*splice.after)),
    )
}

/// The splices of [`rename`].
pub(super) fn all_splices(map: &NameMap, code: &str) -> Vec<Splice> {
    let Some(tree) = python::parse(code) else {
        return Vec::new();
    };
    let facts = python::facts(code, &tree);
    let mut found = splices(map, code, &facts.uses, &facts.strings, &facts.signatures);
    for carrier in &facts.carriers {
        found.extend(carrier_splices(map, code, carrier));
    }
    found.sort_by_key(|splice| splice.range.start);
    found.dedup();
    found
}

/// The splices for the identifiers and strings of code.
pub(super) fn splices(
    map: &NameMap,
    text: &str,
    uses: &[NameUse],
    strings: &[Range<usize>],
    signatures: &[Signature],
) -> Vec<Splice> {
    let scope = Scope {
        map,
        text,
        signatures,
    };
    let mut found: Vec<Splice> = uses.iter().filter_map(|used| scope.splice(used)).collect();
    for rename in map.of_kind(RenameKind::Function) {
        found.extend(
            strings
                .iter()
                .filter_map(|range| path_splice(map, text, range, rename)),
        );
    }
    found
}

struct Scope<'a> {
    map: &'a NameMap,
    text: &'a str,
    signatures: &'a [Signature],
}

impl Scope<'_> {
    fn splice(&self, used: &NameUse) -> Option<Splice> {
        let name = &self.text[used.range.clone()];
        let rename = self
            .map
            .renames
            .iter()
            .find(|rename| rename.from == name && self.applies(rename, used))?;
        Some(Splice::new(used.range.clone(), &*rename.to))
    }

    fn applies(&self, rename: &Rename, used: &NameUse) -> bool {
        match (rename.kind, &used.role) {
            (RenameKind::Function, UseRole::Plain) => {
                !self.is_own_parameter(&rename.from, &used.range)
            }
            (RenameKind::Function, UseRole::Attribute(object)) => self.is_module_or_self(object),
            (RenameKind::Function, UseRole::Keyword(_))
            | (RenameKind::Parameter, UseRole::Attribute(_)) => false,
            (RenameKind::Parameter, UseRole::Plain) => self.inside_function(&used.range),
            (RenameKind::Parameter, UseRole::Keyword(callee)) => self.calls_task(callee),
            (RenameKind::Method, role) => self.is_method(rename, role, &used.range),
        }
    }

    /// A function whose own parameter has the name of the task keeps it.
    fn is_own_parameter(&self, name: &str, at: &Range<usize>) -> bool {
        self.signatures.iter().any(|signature| {
            contains(&signature.range, at)
                && signature
                    .parameters
                    .iter()
                    .any(|parameter| parameter.name == name)
                && self
                    .map
                    .of_kind(RenameKind::Parameter)
                    .all(|rename| rename.from != name)
        })
    }

    fn is_module_or_self(&self, object: &Range<usize>) -> bool {
        let object = &self.text[object.clone()];
        matches!(
            object,
            "self" | "cls" | "solution" | "module" | "__main__" | "Solution()"
        ) || self.signatures.iter().any(|signature| {
            signature.name == self.map.function
                && signature.class.as_deref().is_some_and(|class| {
                    object == class || object.strip_prefix(class) == Some("()")
                })
        })
    }

    fn inside_function(&self, at: &Range<usize>) -> bool {
        self.signatures
            .iter()
            .any(|signature| signature.name == self.map.function && contains(&signature.range, at))
    }

    fn calls_task(&self, callee: &Range<usize>) -> bool {
        let callee = &self.text[callee.clone()];
        callee == self.map.function
            || callee == "candidate"
            || self.map.forward_name(&self.map.function) == callee
    }

    fn is_method(&self, rename: &Rename, role: &UseRole, at: &Range<usize>) -> bool {
        match role {
            UseRole::Attribute(_) => true,
            UseRole::Plain => self.signatures.iter().any(|signature| {
                signature.class.is_some()
                    && signature.name == rename.from
                    && contains(&signature.range, at)
                    && at.start < signature.range.start + "async def ".len() + 8
            }),
            UseRole::Keyword(_) => false,
        }
    }
}

fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// A string that is the name, or a dotted path that ends with it.
fn path_splice(map: &NameMap, text: &str, range: &Range<usize>, rename: &Rename) -> Option<Splice> {
    let raw = &text[range.clone()];
    let inner = raw.trim_matches(['"', '\'']);
    let dotted = inner
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.');
    let stem = inner.strip_suffix(&*rename.from)?;
    if !dotted || !(stem.ends_with('.') || stem.is_empty() && map.is_clear(rename)) {
        return None;
    }
    let start = range.start + raw.find(inner)? + stem.len();
    Some(Splice::new(start..start + rename.from.len(), &*rename.to))
}

/// Names in a docstring or comment of code: those that no word can be, or that stand as code.
fn carrier_splices(map: &NameMap, code: &str, carrier: &Carrier) -> Vec<Splice> {
    let prose = &code[carrier.range.clone()];
    let mut found = Vec::new();
    for rename in &map.renames {
        for at in super::name_map::find_word(prose, &rename.from) {
            let after = &prose[at + rename.from.len()..];
            let stands_as_code = after.starts_with(['(', '`', '='])
                && rename.kind == RenameKind::Function
                || after.starts_with('`') && prose[..at].ends_with('`')
                || is_label(prose, at, after);
            if stands_as_code || map.is_clear(rename) {
                let start = carrier.range.start + at;
                found.push(Splice::new(start..start + rename.from.len(), &*rename.to));
            }
        }
    }
    found
}

/// `name:` and `name (type):` at the start of a line.
fn is_label(prose: &str, at: usize, after: &str) -> bool {
    let head = prose[..at].rsplit('\n').next().unwrap_or("");
    head.trim_matches([' ', '\t', '-', '*']).is_empty()
        && after.trim_start().starts_with([':', '('])
}
