//! Sentences of a block, and the sentences that are examples.

use super::token::{Block, Sentence, Token, TokenKind};
use crate::span::SpanKind;

/// Splits the tokens of a block into sentences.
pub(crate) fn sentences(
    block_index: usize,
    block: &Block,
    tokens: &[Token],
    out: &mut Vec<Sentence>,
) {
    let mut first = block.tokens.start;
    for at in block.tokens.clone() {
        if ends_sentence(tokens, at, block.tokens.end) {
            out.push(Sentence {
                first,
                end: at + 1,
                block: block_index,
            });
            first = at + 1;
        }
    }
    if first < block.tokens.end {
        out.push(Sentence {
            first,
            end: block.tokens.end,
            block: block_index,
        });
    }
}

fn ends_sentence(tokens: &[Token], at: usize, end: usize) -> bool {
    let TokenKind::Punct(mark) = tokens[at].kind else {
        return false;
    };
    matches!(mark, b'.' | b'?' | b'!' | b':' | b';')
        && (at + 1 >= end || tokens[at + 1].space_before)
}

/// Joins into one atom every sentence of a block that shows an example.
pub(crate) fn protect_examples(
    text: &str,
    first: usize,
    tokens: &mut Vec<Token>,
    names: &dyn Fn(&str) -> bool,
) {
    let shows = tokens[first..]
        .iter()
        .any(|token| is_call(text, token, names))
        || opens_example(text, &tokens[first..])
        || tokens[first..].windows(2).any(reports);
    if !shows {
        return;
    }
    let scanned: Vec<Token> = tokens.drain(first..).collect();
    let mut start = 0;
    for at in 0..scanned.len() {
        let last = at + 1 == scanned.len();
        if !(last || ends_sentence(&scanned, at, scanned.len())) {
            continue;
        }
        let sentence = &scanned[start..=at];
        let reported =
            start >= 2 && reports(&scanned[start - 2..start]) && is_message(text, sentence);
        if reported || is_example(text, sentence, names) {
            let mut token = sentence[0];
            token.end = scanned[at].end;
            token.kind = TokenKind::Span(SpanKind::Example);
            token.entry = None;
            tokens.push(token);
        } else {
            tokens.extend_from_slice(sentence);
        }
        start = at + 1;
    }
}

/// `NameError:` before what an interpreter says.
fn reports(pair: &[Token]) -> bool {
    pair[0].kind == TokenKind::Span(SpanKind::ErrorName) && pair[1].is_punct(b':')
}

/// What an interpreter says is in lower case, and is no condition.
fn is_message(text: &str, sentence: &[Token]) -> bool {
    let first = &text[sentence[0].range()];
    first.starts_with(|mark: char| mark.is_ascii_lowercase())
        && !matches!(first, "if" | "when" | "on" | "raised" | "for" | "unless")
}

fn is_example(text: &str, sentence: &[Token], names: &dyn Fn(&str) -> bool) -> bool {
    sentence.iter().any(|token| is_call(text, token, names))
        || opens_example(text, sentence) && sentence.iter().any(is_value)
}

fn opens_example(text: &str, tokens: &[Token]) -> bool {
    tokens.iter().any(|token| {
        let word = &text[token.range()];
        token.is_word()
            && (word.eq_ignore_ascii_case("example")
                || word.eq_ignore_ascii_case("instance")
                || word.eq_ignore_ascii_case("e.g."))
    })
}

fn is_value(token: &Token) -> bool {
    matches!(
        token.kind,
        TokenKind::Span(
            SpanKind::Number
                | SpanKind::Shape
                | SpanKind::Quoted
                | SpanKind::Formula
                | SpanKind::CodeSpan
        )
    )
}

/// A call of a function of the task with something in its brackets.
fn is_call(text: &str, token: &Token, names: &dyn Fn(&str) -> bool) -> bool {
    if token.kind != TokenKind::Span(SpanKind::Formula) {
        return false;
    }
    let word = &text[token.range()];
    word.find('(').is_some_and(|at| {
        names(&word[..at])
            && word[at..]
                .bytes()
                .any(|byte| byte.is_ascii_digit() || b"\"'[{".contains(&byte))
    })
}
