//! What is wrong with a file of rules.

use std::ops::Range;

/// A fault in a file of rules: where it stands, and what mends it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}{}: {problem}; {advice}", .rule.as_ref().map(|rule| format!(", rule {rule:?}")).unwrap_or_default())]
pub struct RulesFault {
    /// The line, counted from 1.
    pub line: usize,
    /// The name of the rule, where the fault stands in one that has a name.
    pub rule: Option<String>,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub advice: String,
}

impl RulesFault {
    pub(crate) fn at(file: &str, span: Range<usize>, problem: String, advice: String) -> Self {
        let line = line_of(file, span.start);
        Self {
            line,
            rule: rule_at(file, line),
            problem,
            advice,
        }
    }
}

fn line_of(file: &str, place: usize) -> usize {
    let before = file.as_bytes().iter().take(place);
    before.filter(|byte| **byte == b'\n').count() + 1
}

/// The name of the rule that a line stands in. It is looked for in the text, as a file that is no TOML has nothing else.
fn rule_at(file: &str, line: usize) -> Option<String> {
    let lines: Vec<&str> = file.lines().collect();
    let is_start = |line: &&str| line.trim_start().starts_with("[[rule]]");
    let start = lines.iter().take(line).rposition(is_start)?;
    let own = lines.get(start + 1..)?;
    own.iter()
        .take_while(|line| !is_start(line))
        .find_map(|line| {
            let (key, value) = line.split_once('=')?;
            let name = value.trim().trim_matches(['"', '\'']);
            (key.trim() == "name").then(|| name.to_owned())
        })
}
