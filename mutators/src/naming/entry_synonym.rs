//! Exchanges one word of the entry point's name for a synonym.
//!
//! `draw_point2d` becomes `render_point2d`. The words come from a table for identifiers, and the
//! style of the name is kept. It refuses keywords, builtins, and names that the problem already uses.

use super::name_table::{exchange, synonyms};
use super::site::{entry, site};
use super::words::{join_like, words};
use crate::edit::Site;
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    EntrySynonym, "naming/entry-synonym", Naming, Construction, version 1,
    "draw_point2d" => "render_point2d",
    guard "builtins, imports, names in use", source "entry_synonym.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    let Some(name) = prompt.entry_point() else {
        return Vec::new();
    };
    let names = exchange(&words(name), synonyms)
        .into_iter()
        .map(|words| join_like(&words, name));
    site(prompt, names.filter_map(|to| entry(prompt, to)))
}
