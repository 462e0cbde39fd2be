//! Renaming in the prose of a prompt: in typed spans only.

use super::name_map::{NameMap, Rename, RenameKind, find_word};
use super::words::{is_distinct, is_valid_name};
use crate::edit::Splice;
use crate::names::is_introduced;
use crate::prompt::Prompt;
use crate::span::{Span, SpanKind};

/// The splices for names in docstrings, comments and documents.
pub(super) fn splices(map: &NameMap, prompt: &Prompt) -> Vec<Splice> {
    let mut found = Vec::new();
    for span in prompt.spans() {
        for rename in &map.renames {
            let text = &prompt.text()[span.start..span.end];
            if text.len() < rename.from.len() {
                continue;
            }
            for at in find_word(text, &rename.from) {
                if names(map, prompt, span, rename, at) {
                    let start = span.start + at;
                    found.push(Splice::new(start..start + rename.from.len(), &*rename.to));
                }
            }
        }
    }
    found
}

/// True when the occurrence at `at` in the span is the renamed thing.
fn names(map: &NameMap, prompt: &Prompt, span: &Span, rename: &Rename, at: usize) -> bool {
    let text = &prompt.text()[span.start..span.end];
    let after = &text[at + rename.from.len()..];
    let before = &text[..at];
    if before.ends_with('.') && !is_own(map, rename, object(before)) {
        return false;
    }
    let introduced = is_introduced(&prompt.text()[..span.start + at]);
    let called = after.starts_with('(') || map.is_clear(rename) || introduced;
    match (span.kind, rename.kind) {
        (
            SpanKind::Identifier | SpanKind::Doctest | SpanKind::Example | SpanKind::Formula,
            RenameKind::Function,
        ) => called,
        // Backticks are no Python: the name stands in a comment.
        (SpanKind::Code, _) if before.ends_with('`') && after.starts_with('`') => true,
        (SpanKind::Code, _) => in_unparsed_code(prompt, rename, after),
        (
            SpanKind::Quoted
            | SpanKind::Url
            | SpanKind::Literal
            | SpanKind::Number
            | SpanKind::ErrorName
            | SpanKind::Term,
            _,
        ) => rename.kind == RenameKind::Function && (map.is_clear(rename) || introduced),
        (SpanKind::Identifier | SpanKind::CodeSpan | SpanKind::Formula | SpanKind::Shape, _) => {
            true
        }
        (SpanKind::Doctest, RenameKind::Parameter) => is_keyword(before, after),
        (SpanKind::Example, RenameKind::Parameter) => {
            is_keyword(before, after) || map.is_clear(rename) || assigns(after)
        }
        (SpanKind::Markup, RenameKind::Parameter) => {
            before
                .trim_matches([' ', '\t', '-', '*', ':', '`'])
                .is_empty()
                || before.trim().starts_with(":param")
                || map.is_clear(rename)
        }
        (SpanKind::Markup, RenameKind::Function) => map.is_clear(rename) || after.starts_with('('),
        (SpanKind::Doctest | SpanKind::Example | SpanKind::Markup, RenameKind::Method) => {
            before.ends_with('.')
        }
    }
}

/// What stands before the dot at the end of a text.
fn object(before: &str) -> &str {
    let path = before.trim_end_matches('.');
    let joins = |mark: char| mark.is_alphanumeric() || matches!(mark, '_' | '.');
    &path[path.trim_end_matches(joins).len()..]
}

/// True when an attribute of that object is the renamed thing: what a library calls so keeps its name.
fn is_own(map: &NameMap, rename: &Rename, object: &str) -> bool {
    match rename.kind {
        RenameKind::Parameter => false,
        RenameKind::Method => true,
        RenameKind::Function => map.is_clear(rename) && !is_library(object),
    }
}

/// True for the usual names of libraries and of what is imported from them.
fn is_library(object: &str) -> bool {
    !is_valid_name(object.split('.').next().unwrap_or(object)) && !matches!(object, "self" | "cls")
}

/// Code that tree-sitter has read is renamed by role; other code only at calls and definitions.
fn in_unparsed_code(prompt: &Prompt, rename: &Rename, after: &str) -> bool {
    prompt.uses().is_empty() && rename.kind == RenameKind::Function && after.starts_with('(')
}

/// `name=value` inside a call.
fn is_keyword(before: &str, after: &str) -> bool {
    let call = before.rsplit('\n').next().unwrap_or("");
    assigns(after) && call.contains('(') && before.trim_end().ends_with(['(', ','])
}

fn assigns(after: &str) -> bool {
    let after = after.trim_start_matches(' ');
    after.starts_with('=') && !after.starts_with("==")
        || after.starts_with(':') && !after.starts_with(":=")
}

/// True when the prose uses the old name where it may be an ordinary word, or quotes it.
pub(super) fn is_unclear(prompt: &Prompt, rename: &Rename) -> bool {
    if rename.kind == RenameKind::Function {
        let from = &rename.from;
        return is_quoted(prompt, from) || is_imported(prompt, from) || is_misspelt(prompt, from);
    }
    let bare = prompt.tokens().iter().any(|token| {
        let word = prompt.word(token);
        word == rename.from && !is_distinct(word)
            || word.starts_with(['"', '\'']) && find_word(word, &rename.from).next().is_some()
            || word.contains('-') && word.split('-').any(|part| part == rename.from)
    });
    let in_free = !is_distinct(&rename.from)
        && prompt.free().into_iter().any(|range| {
            find_word(&prompt.text()[range], &rename.from)
                .next()
                .is_some()
        });
    bare || in_free || hides_in_string(prompt, rename) || is_passed(prompt, &rename.from)
}

/// True where the prompt also has the name with one `s` more or less at its end: both may be meant for one thing.
fn is_misspelt(prompt: &Prompt, name: &str) -> bool {
    let other = name
        .strip_suffix('s')
        .map_or_else(|| format!("{name}s"), str::to_owned);
    other.contains('_') && find_word(prompt.text(), &other).next().is_some()
}

/// True where an example takes the function from a package, whose name for it that is.
fn is_imported(prompt: &Prompt, name: &str) -> bool {
    prompt.text().lines().any(|line| {
        let line = line.trim_start().trim_start_matches(">>> ");
        let names = line
            .strip_prefix("from ")
            .and_then(|rest| rest.split_once(" import "));
        names.is_some_and(|(_, names)| find_word(names, name).next().is_some())
    })
}

/// True where an example hands on what nothing in it binds: the name is then another thing's too. And where a prime follows
/// it, which would read as a quotation.
fn is_passed(prompt: &Prompt, name: &str) -> bool {
    let shown = |span: &&Span| matches!(span.kind, SpanKind::Doctest | SpanKind::Example);
    let texts = || {
        let spans = prompt.spans().iter().filter(shown);
        spans.map(|span| &prompt.text()[span.start..span.end])
    };
    let used = |text: &str| {
        find_word(text, name).any(|at| {
            let (before, after) = (&text[..at], &text[at + name.len()..]);
            !is_keyword(before, after) && before.contains('(') && after.starts_with([',', ')', '['])
        })
    };
    let bound = |text: &str| {
        find_word(text, name)
            .any(|at| assigns(&text[at + name.len()..]) && !text[..at].contains('('))
    };
    let primed = || {
        find_word(prompt.text(), name).any(|at| {
            let (before, after) = prompt.text().split_at(at);
            let after = &after[name.len()..];
            after.starts_with("' ") && !before.ends_with('\'')
        })
    };
    texts().any(used) && !texts().any(bound) || primed()
}

/// True when the prose quotes a name that may be a word: it may speak of a text and not of the function.
fn is_quoted(prompt: &Prompt, name: &str) -> bool {
    let text = prompt.text();
    let quotes = |span: &&Span| {
        span.kind == SpanKind::Quoted
            && text[span.start..span.end].trim_matches(['"', '\'']) == name
    };
    !is_distinct(name)
        && prompt
            .spans()
            .iter()
            .filter(quotes)
            .any(|span| !is_introduced(&text[..span.start]))
}

/// A parameter whose name is used inside a string, as `@name` or `{name=}`, cannot be renamed, nor a function whose name is
/// the stem of a file.
fn hides_in_string(prompt: &Prompt, rename: &Rename) -> bool {
    let is_stem = |text: &str| {
        text.match_indices(&format!("{}.", rename.from))
            .any(|(at, stem)| {
                text[at + stem.len()..].starts_with(|mark: char| mark.is_ascii_lowercase())
            })
    };
    let quoted = prompt
        .spans()
        .iter()
        .filter(|span| span.kind == SpanKind::Quoted)
        .map(|span| span.start..span.end);
    if rename.kind == RenameKind::Function
        && prompt
            .strings()
            .iter()
            .cloned()
            .chain(quoted)
            .any(|range| is_stem(&prompt.text()[range]))
    {
        return true;
    }
    rename.kind == RenameKind::Parameter
        && prompt.strings().iter().any(|range| {
            let text = &prompt.text()[range.clone()];
            text.contains(&format!("@{}", rename.from))
                || text.contains(&format!("{{{}=", rename.from))
        })
}
