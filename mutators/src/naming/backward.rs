//! Takes a candidate back to the original names, whatever the model made of the new ones.

use super::name_map::{NameMap, Rename, RenameKind, occurs};
use super::source;
use crate::edit::apply;
use crate::segment::python::{self, NameUse, PythonFacts, Signature, UseRole};

/// A candidate in the original names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backward {
    /// The source.
    pub source: String,
    /// False where a name had to stay because the original one is already taken: run the shim.
    pub complete: bool,
}

/// Renames a candidate back.
///
/// A model that kept the old name needs nothing; helpers and classes are renamed with the rest; a
/// name that the candidate itself binds to something else is left alone.
pub(super) fn backward(map: &NameMap, candidate: &str) -> Backward {
    let Some(tree) = python::parse(candidate) else {
        return Backward {
            source: candidate.to_owned(),
            complete: false,
        };
    };
    let facts = python::facts(candidate, &tree);
    let mut inverse = map.inverse();
    let keeps_function = defines(&facts, &map.function) && !defines(&facts, &inverse.function);
    if keeps_function {
        inverse.function.clone_from(&map.function);
    }
    let function = inverse.function.clone();
    let all = inverse.renames.len();
    inverse
        .renames
        .retain(|rename| is_safe(candidate, &facts, rename, &function));
    let complete = inverse.renames.len() == all || inverse_is_idle(map, candidate, &inverse);
    let splices = source::all_splices(&inverse, candidate);
    let source = apply(
        candidate,
        splices
            .iter()
            .map(|splice| (splice.range.clone(), &*splice.after)),
    );
    Backward { source, complete }
}

/// True when every rename that was dropped speaks of a name that the candidate does not use.
fn inverse_is_idle(map: &NameMap, candidate: &str, kept: &NameMap) -> bool {
    map.renames
        .iter()
        .filter(|rename| kept.renames.iter().all(|other| other.from != rename.to))
        .all(|rename| !occurs(candidate, &rename.to))
}

fn defines(facts: &PythonFacts, name: &str) -> bool {
    facts
        .signatures
        .iter()
        .any(|signature| signature.name == name)
}

/// True when the original name is free where it would be written, so that nothing is captured.
fn is_safe(candidate: &str, facts: &PythonFacts, rename: &Rename, function: &str) -> bool {
    if rename.kind == RenameKind::Method {
        return true;
    }
    let parameter = rename.kind == RenameKind::Parameter;
    let in_scope = |used: &NameUse| {
        let inside = |signature: &&Signature| {
            signature.name == function && signature.range.contains(&used.range.start)
        };
        used.role == UseRole::Plain
            && (!parameter || facts.signatures.iter().any(|signature| inside(&signature)))
    };
    let bound = facts
        .uses
        .iter()
        .any(|used| candidate[used.range.clone()] == rename.to && in_scope(used));
    let reflective = parameter
        && ["locals(", "vars(", "eval(", "exec("]
            .iter()
            .any(|call| candidate.contains(call));
    !bound && !reflective
}
