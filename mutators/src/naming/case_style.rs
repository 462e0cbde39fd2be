//! Writes the entry point in another case style.
//!
//! `draw_point2d` becomes `drawPoint2d` or `DrawPoint2d`, and `minSubArraySum` becomes
//! `min_sub_array_sum`, in the signature, doctests, examples and prose, with the reference tests
//! renamed alike. Digits stay where they are and outer underscores are kept. It refuses names of a
//! single word, dunder names, and a new name that the problem already uses.

use super::site::{entry, site};
use super::words::{Style, restyle, style};
use crate::edit::Site;
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    CaseStyle, "naming/case-style", Naming, Construction, version 1,
    "draw_point2d" => "drawPoint2d",
    guard "digits, outer underscores, dunders", source "case_style.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    let Some(name) = prompt.entry_point() else {
        return Vec::new();
    };
    let targets: &[Style] = match style(name) {
        Style::Snake if !name.ends_with('_') => &[Style::Camel, Style::Pascal],
        Style::Camel | Style::Pascal => &[Style::Snake],
        Style::Snake | Style::Other => &[],
    };
    let names = targets.iter().filter_map(|target| restyle(name, *target));
    site(prompt, names.filter_map(|to| entry(prompt, to)))
}
