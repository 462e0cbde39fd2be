//! The renaming that a pair from elsewhere was made by, as its texts tell it.

use crate::naming::{NameMap, Rename, RenameKind};
use crate::prompt::Prompt;
use crate::segment::python::Signature;

/// The renaming that two signatures tell, or why there can be none.
pub(super) fn infer(original: &Prompt, variant: &Prompt) -> Result<Option<NameMap>, String> {
    let (Some(one), Some(other)) = (asked(original), asked(variant)) else {
        return infer_from_prose(original, variant);
    };
    if one.parameters.len() != other.parameters.len() {
        return Err("the parameters differ".to_owned());
    }
    let function = (one.name != other.name).then(|| Rename {
        from: one.name.clone(),
        to: other.name.clone(),
        kind: RenameKind::Function,
    });
    let parameters = one
        .parameters
        .iter()
        .zip(&other.parameters)
        .filter(|(one, other)| one.name != other.name)
        .map(|(one, other)| Rename {
            from: one.name.clone(),
            to: other.name.clone(),
            kind: RenameKind::Parameter,
        });
    let renames: Vec<Rename> = function.into_iter().chain(parameters).collect();
    if renames.is_empty() {
        return Ok(None);
    }
    let named = Prompt::new(original.text(), Some(&one.name));
    NameMap::new(&named, renames)
        .map(Some)
        .map_err(|error| error.to_string())
}

/// The signature of the function that is asked for, or of the last one where none of them is its.
fn asked(prompt: &Prompt) -> Option<&Signature> {
    prompt.signature().or_else(|| prompt.signatures().last())
}

/// The renaming of a function that only the prose names.
fn infer_from_prose(original: &Prompt, variant: &Prompt) -> Result<Option<NameMap>, String> {
    let (Some(from), Some(to)) = (original.entry_point(), variant.entry_point()) else {
        return Ok(None);
    };
    if from == to {
        return Ok(None);
    }
    let rename = Rename {
        from: from.to_owned(),
        to: to.to_owned(),
        kind: RenameKind::Function,
    };
    NameMap::new(original, vec![rename])
        .map(Some)
        .map_err(|error| error.to_string())
}
