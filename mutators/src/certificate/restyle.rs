//! Writes the sections of a docstring in one style, so that texts in two styles can be compared.
//!
//! `numbers : list` below `Parameters` underlined, and `:param list numbers: The numbers.`, become `numbers (list): The
//! numbers.` behind a bullet below `Parameters:`. The texts stay as they are. A docstring with a field that is not understood is left alone.

use crate::edit::apply;
use crate::format::section::sections;
use crate::prompt::{Prompt, PromptKind};
use std::collections::VecDeque;
use std::ops::Range;

/// Both prompts in the style of Google with a bullet before each entry, where the docstring of one is in another style.
pub(super) fn in_one_style(one: &Prompt, other: &Prompt) -> Option<(Prompt, Prompt)> {
    let (left, right) = (from_others(one), from_others(other));
    if left.is_none() && right.is_none() {
        return None;
    }
    let restyled = |text: Option<String>, prompt: &Prompt| {
        let text = text.unwrap_or_else(|| with_bullets(prompt));
        Prompt::new(&text, prompt.entry_point())
    };
    Some((restyled(left, one), restyled(right, other)))
}

fn from_others(prompt: &Prompt) -> Option<String> {
    let text = Some(prompt.text()).filter(|_| prompt.kind() == PromptKind::Signature)?;
    from_numpy(text).or_else(|| from_rest(text))
}

/// A docstring in the style of Google, as the others are written in it.
fn with_bullets(prompt: &Prompt) -> String {
    let sections = sections(prompt).unwrap_or_default();
    let entries = sections.iter().flat_map(|section| &section.entries);
    let splices: Vec<(Range<usize>, String)> = entries
        .map(|entry| {
            let label = labelled("", &entry.name, entry.kind.as_deref(), "");
            (entry.prefix.clone(), label)
        })
        .collect();
    let splices = splices
        .iter()
        .map(|(range, label)| (range.clone(), &**label));
    apply(prompt.text(), splices)
}

fn margin(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}

fn labelled(margin: &str, name: &str, kind: Option<&str>, text: &str) -> String {
    let kind = kind.map(|kind| format!(" ({kind})")).unwrap_or_default();
    format!("{margin}- {name}{kind}: {text}")
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && line.bytes().all(|byte| byte == b'-')
}

/// Sections whose headers are underlined, up to a blank line each.
fn from_numpy(text: &str) -> Option<String> {
    const TITLES: &[&str] = &["Parameters", "Returns", "Yields", "Raises", "Attributes"];
    let lines: Vec<&str> = text.split('\n').collect();
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    let (mut at, mut found) = (0, false);
    while at < lines.len() {
        let line = lines[at];
        let opens =
            TITLES.contains(&line.trim()) && lines.get(at + 1).is_some_and(|it| is_rule(it));
        if !opens {
            out.push(line.to_owned());
            at += 1;
            continue;
        }
        found = true;
        out.push(format!("{}:", line.trim_end()));
        at += 2;
        let depth = lines.get(at).map_or(0, |first| margin(first).len());
        while let Some(line) = lines.get(at).filter(|line| !ends_section(line)) {
            at += 1;
            if margin(line).len() > depth {
                out.push((*line).to_owned());
                continue;
            }
            let label = line.trim();
            let (name, kind) = label
                .split_once(" : ")
                .map_or((label, None), |(name, kind)| (name, Some(kind)));
            let below = lines.get(at).filter(|below| margin(below).len() > depth);
            let described = below.filter(|below| !ends_section(below));
            at += usize::from(described.is_some());
            let described = described.map_or("", |text| text.trim_start());
            out.push(labelled(margin(line), name, kind, described));
        }
    }
    found.then(|| out.join("\n"))
}

fn ends_section(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with("\"\"\"") || line.starts_with("'''")
}

/// One field of a list of fields: `:param list numbers: The numbers.`
enum Field<'a> {
    /// A section's title, the name, and the type where it stands beside it.
    Says(&'static str, &'a str, Option<&'a str>, &'a str),
    /// The type of a parameter.
    Type(&'a str, &'a str),
    /// The type of what is returned.
    Returned(&'a str),
    /// A field of another kind.
    Unknown,
}

impl<'a> Field<'a> {
    /// Reads a line, or finds that it is no field.
    fn of(line: &'a str) -> Option<Self> {
        let (head, text) = line.trim_start().strip_prefix(':')?.split_once(':')?;
        let text = text.trim();
        let (kind, argument) = head.split_once(' ').unwrap_or((head, ""));
        let argument = argument.trim();
        let field = match kind {
            "param" | "parameter" | "arg" | "argument" => {
                let (kind, name) = argument
                    .rsplit_once(' ')
                    .map_or((None, argument), |(kind, name)| (Some(kind.trim()), name));
                Self::Says("Parameters", name, kind, text)
            }
            "type" => Self::Type(argument, text),
            "rtype" if argument.is_empty() => Self::Returned(text),
            "return" | "returns" => Self::Says("Returns", argument, None, text),
            "raise" | "raises" => Self::Says("Raises", argument, None, text),
            _ if head.bytes().all(|byte| byte.is_ascii_lowercase()) => Self::Unknown,
            _ => return None,
        };
        Some(field)
    }
}

/// Lists of fields, each section under its title where the first of its fields stood.
fn from_rest(text: &str) -> Option<String> {
    let (mut kinds, mut returned) = (Vec::new(), VecDeque::new());
    let mut says = 0;
    for field in text.split('\n').filter_map(Field::of) {
        match field {
            Field::Type(name, kind) => kinds.push((name, kind)),
            Field::Returned(kind) => returned.push_back(kind),
            Field::Says(..) => says += 1,
            Field::Unknown => return None,
        }
    }
    let mut out: Vec<String> = Vec::new();
    let mut section = "";
    for line in text.split('\n') {
        let Some(field) = Field::of(line) else {
            out.push(line.to_owned());
            continue;
        };
        let Field::Says(title, name, kind, text) = field else {
            continue;
        };
        let margin = margin(line);
        if section != title {
            out.push(format!("{margin}{title}:"));
            section = title;
        }
        let declared = kinds
            .iter()
            .position(|(of, _)| title == "Parameters" && *of == name)
            .map(|at| kinds.swap_remove(at).1);
        if kind.is_some() && declared.is_some() {
            return None;
        }
        let kind = if title == "Returns" {
            returned.pop_front()
        } else {
            kind.or(declared)
        };
        out.push(match (name, kind) {
            ("", Some(kind)) => labelled(margin, kind, None, text),
            ("", None) => format!("{margin}{text}"),
            _ => labelled(margin, name, kind, text),
        });
    }
    (says > 0 && kinds.is_empty() && returned.is_empty()).then(|| out.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documented(text: &str) -> Prompt {
        let code = format!("def f(x, y):\n    \"\"\"Add.\n\n{text}\n    \"\"\"\n");
        Prompt::new(&code, None)
    }

    const GOOGLE: &str = "    Parameters:\n    x (int): One.\n    y: Two,\n      or more.\n\n    Returns:\n    list: All.";

    fn reads_as_google(text: &str) -> bool {
        let pair = in_one_style(&documented(text), &documented(GOOGLE));
        pair.is_some_and(|(one, other)| one.text() == other.text())
    }

    #[test]
    fn sections_that_are_underlined_read_as_those_that_are_not() {
        let text = "    Parameters\n    ----------\n    x : int\n        One.\n    y\n        Two,\n      or more.\n\n    Returns\n    -------\n    list\n        All.";
        assert!(reads_as_google(text));
    }

    #[test]
    fn fields_read_as_sections_wherever_their_types_stand() {
        let text = "    :param int x: One.\n    :param y: Two,\n      or more.\n\n    :rtype: list\n    :returns: All.";
        assert!(reads_as_google(text));
        let text = "    :param x: One.\n    :type x: int\n    :param y: Two,\n      or more.\n\n    :returns: All.\n    :rtype: list";
        assert!(reads_as_google(text));
    }

    #[test]
    fn types_of_nothing_and_other_fields_are_not_understood() {
        for text in [
            "    :param x: One.\n    :type z: int",
            "    :param x: One.\n    :rtype: int",
            "    :param x: One.\n    :meta: private",
            "    :param int x: One.\n    :type x: float",
            GOOGLE,
        ] {
            assert!(from_others(&documented(text)).is_none(), "{text}");
        }
    }
}
