//! Breaks the lines of the prose at another width.
//!
//! A paragraph on two lines becomes one of three, or the reverse; only the white space between words
//! changes. It refuses comments, paragraphs of one short line, and breaks that would make a line look
//! like a list, a header or an example.

use crate::edit::{Proposal, Site, Splice};
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::segment::is_keyword_of_statements;
use crate::segment::token::{Block, Place, Role, Token, TokenKind};

operator! {
    Wrap, "format/wrap", Format, Construction, version 1,
    "two long lines" => "three short lines",
    guard "white space inside examples", source "wrap.rs"
}

const WIDTHS: [usize; 3] = [60, 76, 100];

fn sites(prompt: &Prompt) -> Vec<Site> {
    if prompt.text().contains(['\r', '\t']) {
        return Vec::new();
    }
    let proposals = WIDTHS
        .iter()
        .map(|width| {
            prompt
                .blocks()
                .iter()
                .flat_map(|block| rewrap(prompt, block, *width))
                .collect::<Vec<_>>()
        })
        .filter(|splices| !splices.is_empty())
        .map(Proposal::many);
    Site::of(proposals.collect()).into_iter().collect()
}

/// The gaps of a paragraph that change at a width.
fn rewrap(prompt: &Prompt, block: &Block, width: usize) -> Vec<Splice> {
    let tokens = &prompt.tokens()[block.tokens.clone()];
    let indent = indent(prompt, block, tokens);
    let inside = tokens.iter().any(|token| prompt.word(token).contains('\n'));
    if block.place == Place::Comment || block.role != Role::Description || inside {
        return Vec::new();
    }
    let Some(indent) = indent else {
        return Vec::new();
    };
    let line = prompt.text()[..block.start]
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let mut column = block.start - line;
    let mut splices = Vec::new();
    for pair in tokens.windows(2) {
        let (gap, word) = (pair[0].end..pair[1].start, pair[1].end - pair[1].start);
        column += pair[0].end - pair[0].start;
        let white = &prompt.text()[gap.clone()];
        if white.is_empty() {
            continue;
        }
        if is_meant(prompt, pair) {
            column = if white.contains('\n') {
                indent.len()
            } else {
                column + white.len()
            };
            continue;
        }
        let breaks = column + 1 + word > width
            && is_safe_start(prompt.word(&pair[1]), &prompt.text()[pair[1].end..]);
        let wanted = if breaks {
            format!("\n{indent}")
        } else {
            " ".to_owned()
        };
        column = if breaks { indent.len() } else { column + 1 };
        if wanted != white {
            splices.push(Splice::new(gap, wanted));
        }
    }
    splices
}

/// Says whether a gap has a meaning: a run of blanks, or a line break that may be all that ends a sentence
/// or opens a caption, since the next line is indented anew, starts like a sentence or with a label, or
/// stands behind a mark that leads to something.
fn is_meant(prompt: &Prompt, pair: &[Token]) -> bool {
    let text = prompt.text();
    let gap = &text[pair[0].end..pair[1].start];
    if !gap.contains('\n') {
        return gap.len() > 1;
    }
    let lower = prompt
        .word(&pair[1])
        .starts_with(|first: char| first.is_lowercase());
    let line = text[..pair[0].end].rfind('\n').map_or(0, |at| at + 1);
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let label = text[pair[1].end..].starts_with(':');
    let indented = indent(gap.rsplit('\n').next().unwrap_or("")) != indent(&text[line..]);
    match pair[0].kind {
        _ if label || indented && line > 0 => true,
        TokenKind::Punct(b'.') => lower,
        TokenKind::Punct(b',') => false,
        TokenKind::Punct(_) => true,
        _ => !lower,
    }
}

/// The indentation of the second line; that of the first where there is only one.
fn indent(prompt: &Prompt, block: &Block, tokens: &[Token]) -> Option<String> {
    if let Some(token) = tokens.iter().find(|token| token.newline_before) {
        let line = prompt.text()[..token.start].rfind('\n')? + 1;
        return Some(prompt.text()[line..token.start].to_owned());
    }
    let line = prompt.text()[..block.start]
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let before = &prompt.text()[line..block.start];
    Some(before.chars().take_while(|mark| *mark == ' ').collect())
}

/// Words that open an example or a caption.
const OPENERS: &[&str] = &["example", "examples", "note", "print", "sample", "usage"];

/// A line that starts with this word still reads as prose.
fn is_safe_start(word: &str, after: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_lowercase())
        && word.len() > 1
        && word.bytes().all(|byte| byte.is_ascii_lowercase())
        && after.starts_with([' ', '\n'])
        && !OPENERS.contains(&word)
        && !is_keyword_of_statements(word)
}
