//! Code in documents: Markdown fences, `<code>` blocks, and what follows `BEGIN SOLUTION`.

use super::shape::is_prose;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use std::ops::Range;

/// The ranges of a document that are code, in order and disjoint.
pub(crate) fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    if text.contains("```") || text.contains("~~~") {
        ranges.extend(fences(text));
    }
    ranges.extend(tagged(text, "<code>", "</code>"));
    ranges.extend(tagged(text, "<pre>", "</pre>"));
    if let Some(at) = text.find("BEGIN SOLUTION") {
        ranges.push(at..text.len());
    }
    merged(ranges)
}

fn fences(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut from = 0;
    while let Some(range) = first_fence(&text[from..], &mut ranges, from) {
        from = range;
    }
    ranges
}

/// Appends the fences of a text that begins at `offset`; stops behind one that closes on a line that goes on, and says where.
fn first_fence(text: &str, ranges: &mut Vec<Range<usize>>, offset: usize) -> Option<usize> {
    let mut open = None;
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => open = Some(range.start),
            Event::End(TagEnd::CodeBlock) => {
                let Some(start) = open.take() else { continue };
                if let Some(end) = closes_early(&text[start..range.end]) {
                    ranges.push(offset + start..offset + start + end);
                    return Some(offset + start + end);
                }
                ranges.push(offset + start..offset + range.end);
            }
            _ => {}
        }
    }
    None
}

/// Where a fence ends whose closing marks prose follows on the same line: Markdown takes them for code, people do not.
fn closes_early(code: &str) -> Option<usize> {
    let mark = if code.starts_with('~') { "~~~" } else { "```" };
    let mut at = code.find('\n')? + 1;
    for line in code[at..].split_inclusive('\n') {
        let tail = line.trim_start().strip_prefix(mark);
        if let Some(tail) = tail.map(|tail| tail.trim_start_matches(&mark[..1]))
            && is_prose(tail.trim())
        {
            return Some(at + line.len() - tail.len());
        }
        at += line.len();
    }
    None
}

fn tagged(text: &str, open: &str, close: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(open) {
        let start = from + at;
        let end = text[start..]
            .find(close)
            .map_or(text.len(), |at| start + at + close.len());
        ranges.push(start..end);
        from = end;
    }
    ranges
}

/// Puts ranges in order and joins those that share bytes.
pub(crate) fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// Where the program text of a code range stands in it, without its fence or tag.
pub(crate) fn code_body(code: &str) -> Range<usize> {
    let tag = ["<code>", "<pre>"]
        .into_iter()
        .find(|tag| code.starts_with(tag));
    let start = tag.map_or_else(|| code.find('\n').map_or(code.len(), |at| at + 1), str::len);
    let inner = &code[start..];
    let len = inner
        .find("</code>")
        .or_else(|| inner.find("```"))
        .unwrap_or(inner.len());
    start..start + len
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_and_tags_are_code_even_when_they_never_close() {
        let text = "Do it.\n```\nx = 1\n```\nA:\n<code>\ny = 2\n";
        let ranges = code_ranges(text);
        assert_eq!(ranges.len(), 2);
        assert!(text[ranges[0].clone()].starts_with("```"));
        assert_eq!(ranges[1].end, text.len());
        assert_eq!(code_body("```python\nx = 1\n```\n"), 10..16);
        assert_eq!(code_body("```"), 3..3);
    }

    #[test]
    fn a_fence_closes_where_prose_follows_its_marks() {
        let text =
            "Do it.\n```\ndef f(rows):\n``` The name should be f.\nAnd:\n```\nx = 1\n```\nEnd.\n";
        let ranges = code_ranges(text);
        assert_eq!(ranges.len(), 2);
        assert!(text[ranges[0].end..].starts_with(" The name"));
        assert!(text[ranges[1].clone()].starts_with("```\nx"));
    }
}
