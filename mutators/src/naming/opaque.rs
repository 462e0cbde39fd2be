//! Replaces the entry point and its parameters by names that say nothing.
//!
//! `draw(image, size)` becomes `f0(a0, a1)`. It tests whether a model reads the task or only its
//! name, so it is off by default and runs only when it is named. It refuses what the other naming
//! operators refuse.

use super::name_map::{NameMap, Rename};
use super::site::{entry, parameter_rename, parameters, site};
use crate::edit::Site;
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    Opaque, "naming/opaque", Naming, Construction, version 1,
    "draw(image, size)" => "f0(a0, a1)",
    guard "off by default", source "opaque.rs", by_default false
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut renames: Vec<Rename> = entry(prompt, "f0".to_owned()).unwrap_or_default();
    for (index, name) in parameters(prompt).enumerate() {
        let rename = parameter_rename(name, format!("a{index}"));
        if NameMap::new(prompt, vec![rename.clone()]).is_ok() {
            renames.push(rename);
        }
    }
    site(prompt, [renames])
}
