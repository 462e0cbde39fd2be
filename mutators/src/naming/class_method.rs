//! Renames a method of a class that the prompt defines.
//!
//! `Stack.push_all` becomes `Stack.pushAll`, with every call. It refuses `forward`, dunders and other
//! methods that a framework calls by name, every method of a class that derives from another, since
//! it may override an API, and a name that anything else in the prompt uses after a dot.

use super::name_map::{Rename, RenameKind};
use super::site::{is_blocked, site};
use super::words::{Style, restyle, style};
use crate::edit::Site;
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::segment::python::Signature;

operator! {
    ClassMethod, "naming/class-method", Naming, Construction, version 1,
    "stack.push_all()" => "stack.pushAll()",
    guard "`forward`, dunders, overridden API", source "class_method.rs", by_default false
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    let renames = prompt
        .signatures()
        .iter()
        .filter_map(|signature| rename(prompt, signature));
    site(
        prompt,
        renames.map(|rename| vec![rename]).collect::<Vec<_>>(),
    )
}

fn rename(prompt: &Prompt, method: &Signature) -> Option<Rename> {
    let own = method.class.is_some() && !method.derived;
    let blocked = is_blocked(&method.name);
    let defined = prompt
        .signatures()
        .iter()
        .filter(|other| other.name == method.name)
        .count();
    if !own || blocked || defined > 1 || prompt.entry_point() == Some(&method.name) {
        return None;
    }
    let target = if style(&method.name) == Style::Snake {
        Style::Camel
    } else {
        Style::Snake
    };
    let to = restyle(&method.name, target).filter(|to| *to != method.name)?;
    Some(Rename {
        from: method.name.clone(),
        to,
        kind: RenameKind::Method,
    })
}
