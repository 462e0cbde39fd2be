//! Replies that go on where the prompt ends.

use super::chunks::chunks;
use super::definition::{defines, waits};
use super::lines::{At, dedent, indented, lines};
use super::statement::{Part, Statement, parts};
use super::syntax::{Step, parse, walk};
use super::task::Task;

/// Gives the statements of a reply that goes on with the open definition of the prompt: the definition comes first.
pub(super) fn continued(task: &Task, text: &str) -> Option<Vec<Statement>> {
    let head = task.head.as_deref()?;
    let is_sure = task.is_in_docstring || text.starts_with([' ', '\t']);
    if let Some(statements) = joined(task, &task.rest, text, is_sure) {
        return Some(statements);
    }
    if let Some((head, body)) = without_tail(&task.rest, text)
        && let Some(statements) = joined(task, head, body, true)
    {
        return Some(statements);
    }
    let text = text.trim_end().trim_start_matches('\n');
    if text.is_empty() || task.is_in_docstring {
        return None;
    }
    let own = without_repeats(head, text);
    let margin = task.margin.as_str();
    let variants = |text: &str| {
        let is_indented = text.starts_with([' ', '\t']);
        let first = if is_indented {
            text.to_owned()
        } else {
            format!("{margin}{text}")
        };
        [
            (first, is_indented),
            (indented(&dedent(body(text)), margin), is_indented),
        ]
    };
    let mut all = variants(text).into_iter().chain(variants(own));
    let head = format!("{}\n", head.trim_end());
    all.find_map(|(body, is_sure)| joined(task, &head, &body, is_sure))
}

/// Says whether a reply goes on with the open definition, but adds nothing that it does.
pub(super) fn is_idle(task: &Task, text: &str) -> bool {
    let code = format!("{}{text}", task.rest);
    let first = chunks(&code).first().map_or("", |chunk| chunk.text);
    task.head.is_some() && waits(first)
}

/// Joins a head and a body; where nothing shows that it is one, it must return something.
fn joined(task: &Task, head: &str, body: &str, is_sure: bool) -> Option<Vec<Statement>> {
    if !is_sure
        && !["return", "yield", "raise"]
            .iter()
            .any(|it| body.contains(it))
    {
        return None;
    }
    let code = format!("{head}{body}\n");
    let entry_point = &task.entry_point;
    let first = chunks(&code).first().map_or("", |chunk| chunk.text);
    let Some(Part::Sound(definition)) = parts(first, entry_point).into_iter().next() else {
        return None;
    };
    let is_whole = defines(&definition, entry_point);
    if !is_whole || !is_sure && !returns(definition.code()) {
        return None;
    }
    let rest = parts(&code, entry_point).into_iter().skip(1);
    let rest = rest.filter_map(|part| match part {
        Part::Sound(statement) => Some(statement).filter(|it| !it.makes(entry_point)),
        Part::Broken(_) => None,
    });
    Some([definition].into_iter().chain(rest).collect())
}

/// Says whether a function gives something back by itself: what the functions and classes in it do counts for nothing.
fn returns(code: &str) -> bool {
    let is_return = |kind: &str| matches!(kind, "return_statement" | "yield" | "raise_statement");
    let opens = |kind: &str| kind == "function_definition" || kind == "class_definition";
    let (mut depth, mut returns) = (0, false);
    let Some(tree) = parse(code) else {
        return false;
    };
    walk(tree.root_node(), |step, node, _| match step {
        Step::Enter => {
            returns |= depth == 1 && is_return(node.kind());
            depth += usize::from(opens(node.kind()));
        }
        Step::Leave => depth -= usize::from(opens(node.kind())),
    });
    returns
}

/// The lines before the first that stands at the left margin, where the first is indented.
fn body(text: &str) -> &str {
    if !text.starts_with([' ', '\t']) {
        return text;
    }
    let lines = lines(text);
    let is_outside = |text: &str| !text.trim().is_empty() && !text.starts_with([' ', '\t']);
    let end = lines
        .iter()
        .find(|line| line.at == At::Fresh && is_outside(line.text));
    &text[..end.map_or(text.len(), |line| line.start)]
}

/// The shortest end of a prompt that shows a repetition, in bytes.
const SHORTEST: usize = 15;

/// The longest end of a prompt in which a repetition is sought, in bytes.
const LONGEST: usize = 10_000;

/// A prompt and the rest of a reply that repeats its end, from the middle of a line perhaps.
fn without_tail<'a>(prompt: &'a str, text: &'a str) -> Option<(&'a str, &'a str)> {
    [prompt, prompt.trim_end()].into_iter().find_map(|prompt| {
        let last = prompt.len().checked_sub(SHORTEST)?;
        let mut places = last.saturating_sub(LONGEST)..=last;
        let after = |place| text.strip_prefix(prompt.get(place..)?);
        places.find_map(after).map(|rest| (prompt, rest))
    })
}

/// The reply without the lines at its beginning that the head has too: a part of the docstring, or the signature.
fn without_repeats<'a>(head: &str, text: &'a str) -> &'a str {
    let known: Vec<&str> = head.lines().map(str::trim).collect();
    let mut place = 0;
    for line in text.split_inclusive('\n') {
        if !known.contains(&line.trim()) && !line.trim().is_empty() {
            break;
        }
        place += line.len();
    }
    &text[place..]
}
