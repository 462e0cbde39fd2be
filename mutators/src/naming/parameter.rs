//! Renames parameters of the entry point.
//!
//! `image` becomes `img`: in the signature, the Args section, doctests, keyword arguments of the
//! tests, and where the prose means the parameter. One parameter at a time, or all that can be
//! renamed together. It refuses a parameter whose name is also a word of the prose, one that a
//! string refers to (`@name`, `{name=}`), and variadic ones.

use super::name_map::{NameMap, Rename};
use super::name_table::{exchange, parameter_names, short_forms, synonyms};
use super::site::{parameter_rename, parameters, site};
use super::words::{join_like, words};
use crate::edit::Site;
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    Parameter, "naming/parameter", Naming, Construction, version 1,
    "image" => "img",
    guard "keyword arguments in tests", source "parameter.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    let singles: Vec<Vec<Rename>> = parameters(prompt)
        .flat_map(|name| renames(prompt, name))
        .map(|rename| vec![rename])
        .collect();
    let mut together: Vec<Rename> = Vec::new();
    for rename in singles.iter().flatten() {
        if together
            .iter()
            .all(|other| other.from != rename.from && other.to != rename.to)
        {
            together.push(rename.clone());
        }
    }
    let all = (together.len() > 1).then_some(together);
    site(prompt, singles.into_iter().chain(all))
}

/// The renames of one parameter that the prompt allows.
fn renames(prompt: &Prompt, name: &str) -> Vec<Rename> {
    let words = words(name);
    let built = exchange(&words, short_forms)
        .into_iter()
        .chain(exchange(&words, synonyms));
    parameter_names(name)
        .iter()
        .map(|other| (*other).to_owned())
        .chain(built.map(|words| join_like(&words, name)))
        .map(|to| parameter_rename(name, to))
        .filter(|rename| NameMap::new(prompt, vec![rename.clone()]).is_ok())
        .collect()
}
