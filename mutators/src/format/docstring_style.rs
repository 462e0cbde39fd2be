//! Writes the sections of a docstring in the style of `NumPy` or of `reST`.
//!
//! `Args:` with `numbers (list): The numbers.` becomes `Parameters` underlined with `numbers : list`, or `:param
//! list numbers: The numbers.` The texts stay as they are. It refuses a docstring in which an entry is not of
//! the form `name (type): text`.

use super::section::{Entry, Section, Topic, sections};
use crate::edit::{Proposal, Site, Splice};
use crate::operator::operator;
use crate::prompt::Prompt;

operator! {
    DocstringStyle, "format/docstring-style", Format, Construction, version 1,
    "x (int): The number." => ":param int x: The number.",
    guard "white space inside examples, defaults", source "docstring_style.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    let Some(sections) = sections(prompt) else {
        return Vec::new();
    };
    if !sections
        .iter()
        .any(|section| section.topic == Topic::Parameters)
    {
        return Vec::new();
    }
    let proposals = [numpy(prompt, &sections), rest(prompt, &sections)];
    Site::of(proposals.into_iter().collect())
        .into_iter()
        .collect()
}

fn indent(prompt: &Prompt, at: usize) -> String {
    let start = prompt.text()[..at].rfind('\n').map_or(0, |line| line + 1);
    prompt.text()[start..at].to_owned()
}

fn numpy(prompt: &Prompt, sections: &[Section]) -> Proposal {
    let mut splices = Vec::new();
    for section in sections {
        let title = match section.topic {
            Topic::Parameters => "Parameters",
            Topic::Returns => "Returns",
            Topic::Raises => "Raises",
        };
        let margin = indent(prompt, section.header.start);
        let header = format!("{title}\n{margin}{}", "-".repeat(title.len()));
        splices.push(Splice::new(section.header.clone(), header));
        for entry in &section.entries {
            let margin = indent(prompt, entry.prefix.start);
            let label = entry.kind.as_ref().map_or_else(
                || entry.name.clone(),
                |kind| format!("{} : {kind}", entry.name),
            );
            splices.push(Splice::new(
                entry.prefix.clone(),
                format!("{label}\n{margin}    "),
            ));
        }
    }
    Proposal::many(splices)
}

fn rest(prompt: &Prompt, sections: &[Section]) -> Proposal {
    let mut splices = Vec::new();
    for section in sections {
        let first = &section.entries[0];
        let start = section.header.start - indent(prompt, section.header.start).len();
        let margin = indent(prompt, first.prefix.start).len();
        splices.push(Splice::new(start..first.prefix.start - margin, ""));
        for entry in &section.entries {
            splices.push(Splice::new(
                entry.prefix.clone(),
                label(section.topic, entry, prompt),
            ));
        }
    }
    Proposal::many(splices)
}

fn label(topic: Topic, entry: &Entry, prompt: &Prompt) -> String {
    let margin = indent(prompt, entry.prefix.start);
    match (topic, &entry.kind) {
        (Topic::Parameters, Some(kind)) if !kind.contains([' ', ',']) => {
            format!(":param {kind} {}: ", entry.name)
        }
        (Topic::Parameters, Some(kind)) => format!(
            ":type {}: {kind}\n{margin}:param {}: ",
            entry.name, entry.name
        ),
        (Topic::Parameters, None) => format!(":param {}: ", entry.name),
        (Topic::Returns, Some(kind)) => {
            format!(":rtype: {kind}\n{margin}:returns {}: ", entry.name)
        }
        (Topic::Returns, None) => format!(":rtype: {}\n{margin}:returns: ", entry.name),
        (Topic::Raises, _) => format!(":raises {}: ", entry.name),
    }
}
