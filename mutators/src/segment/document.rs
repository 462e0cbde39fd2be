//! Code in documents: Markdown fences, `<code>` blocks, and what follows `BEGIN SOLUTION`.

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
    let mut open = None;
    let mut ranges = Vec::new();
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => open = Some(range.start),
            Event::End(TagEnd::CodeBlock) => {
                ranges.extend(open.take().map(|start| start..range.end));
            }
            _ => {}
        }
    }
    ranges
}

fn tagged(text: &str, open: &str, close: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(open) {
        let start = from + at;
        let end = text[start..].find(close).map_or(text.len(), |at| start + at + close.len());
        ranges.push(start..end);
        from = end;
    }
    ranges
}

fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
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

/// The program text of a code range, without its fence or tag.
pub(crate) fn code_body(code: &str) -> &str {
    let inner = code
        .strip_prefix("<code>")
        .or_else(|| code.strip_prefix("<pre>"))
        .or_else(|| code.split_once('\n').map(|(_, rest)| rest))
        .unwrap_or("");
    let end = inner.find("</code>").or_else(|| inner.find("```")).unwrap_or(inner.len());
    &inner[..end]
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
        assert_eq!(code_body("```python\nx = 1\n```\n"), "x = 1\n");
    }
}
