//! Replies whose code stands in a JSON object, in a call of a tool, or in a quotation of a letter.

use serde_json::Value;
use std::borrow::Cow;

/// The keys under which models put code, from the most to the least likely.
const KEYS: [&str; 12] = [
    "code",
    "solution",
    "program",
    "implementation",
    "python",
    "source",
    "tests",
    "test",
    "answer",
    "completion",
    "content",
    "output",
];

/// The keys under which calls of tools have their arguments: an object, or a text that is one.
const ARGUMENTS: [&str; 3] = ["arguments", "parameters", "input"];

/// The tags around calls of tools.
const CALLS: [(&str, &str); 3] = [
    ("<tool_call>", "</tool_call>"),
    ("[TOOL_CALLS]", "\n"),
    ("<|python_tag|>", "\n"),
];

/// How deep code is looked for.
const DEPTH: usize = 4;

/// The code in a reply that is nothing but such a wrapping; else the reply.
pub(super) fn unwrapped(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim();
    if trimmed.starts_with('>') {
        return unquoted(text).map_or(text.into(), Into::into);
    }
    let in_fence = ["```json\n", "```\n"]
        .iter()
        .find_map(|open| trimmed.strip_prefix(open)?.strip_suffix("```"));
    let called = CALLS.iter().find_map(|(open, close)| {
        let inside = trimmed.strip_prefix(open)?;
        Some(inside.split(close).next().unwrap_or(inside))
    });
    let inside = called.or(in_fence).unwrap_or(trimmed).trim();
    if !inside.starts_with(['{', '[']) {
        return text.into();
    }
    let value = serde_json::from_str::<Value>(inside).ok();
    let code = value.and_then(|value| code(&value, DEPTH));
    code.map_or(text.into(), Into::into)
}

/// The code in an object, or in the first of a list that has some.
fn code(value: &Value, depth: usize) -> Option<String> {
    if depth == 0 {
        return None;
    }
    match value {
        Value::Array(values) => values.iter().find_map(|it| code(it, depth - 1)),
        Value::Object(fields) => {
            let said = KEYS.iter().find_map(|key| said(fields.get(*key)?, depth));
            said.or_else(|| {
                let inner = |key: &&str| arguments(fields.get(*key)?, depth);
                let function = fields.get("function");
                let called = function.and_then(|it| code(it, depth - 1));
                called.or_else(|| ARGUMENTS.iter().find_map(inner))
            })
        }
        _ => None,
    }
}

/// What a key holds: a text, lines, or a further object.
fn said(value: &Value, depth: usize) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(lines) if lines.iter().all(Value::is_string) && !lines.is_empty() => {
            let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
            Some(lines.join("\n"))
        }
        other => code(other, depth - 1),
    }
}

fn arguments(value: &Value, depth: usize) -> Option<String> {
    match value {
        Value::String(text) => code(&serde_json::from_str(text).ok()?, depth - 1),
        other => code(other, depth - 1),
    }
}

/// The text without the mark of a quotation before each line, where each line has one.
fn unquoted(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            plain += line;
            continue;
        }
        let rest = line.trim_start().strip_prefix('>')?;
        if rest.starts_with(">>") || rest.starts_with('=') {
            return None;
        }
        plain += rest.strip_prefix(' ').unwrap_or(rest);
    }
    Some(plain)
}
