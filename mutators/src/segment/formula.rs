//! Joins operators with the atoms that they stand between: `1 <= n <= 10` is one formula.

use super::token::{Token, TokenKind};
use crate::span::SpanKind;

/// Merges formulas among the tokens from `first` on.
pub(super) fn merge(text: &str, first: usize, tokens: &mut Vec<Token>) {
    if !tokens[first..]
        .iter()
        .any(|token| token.kind == TokenKind::Span(SpanKind::Formula))
    {
        return;
    }
    let scanned: Vec<Token> = tokens.drain(first..).collect();
    let mut at = 0;
    while at < scanned.len() {
        let end = formula_end(text, &scanned, at);
        let mut token = scanned[at];
        if end > at + 1 {
            token.kind = TokenKind::Span(SpanKind::Formula);
            token.end = scanned[end - 1].end;
            token.entry = None;
        }
        tokens.push(token);
        at = end.max(at + 1);
    }
}

/// One past the last token of the formula that starts here.
fn formula_end(text: &str, tokens: &[Token], start: usize) -> usize {
    let mut end = start;
    let mut operators = 0;
    while end < tokens.len() {
        let token = &tokens[end];
        let operator = is_operator(text, token);
        if !(operator || is_operand(tokens, end)) {
            break;
        }
        let previous = end
            .checked_sub(1)
            .filter(|at| *at >= start)
            .map(|at| is_operator(text, &tokens[at]));
        if previous == Some(false) && !operator {
            break;
        }
        operators += usize::from(operator);
        end += 1;
    }
    if operators == 0 { start + 1 } else { end }
}

fn is_operator(text: &str, token: &Token) -> bool {
    match token.kind {
        TokenKind::Span(SpanKind::Formula) => {
            text[token.range()].starts_with(super::atom::is_operator)
        }
        _ => false,
    }
}

/// Atoms are operands; a free word is one only where it touches an operator.
fn is_operand(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    match token.kind {
        TokenKind::Span(_) => true,
        TokenKind::Word => {
            let before = !token.space_before && at > 0;
            let after = tokens.get(at + 1).is_some_and(|next| !next.space_before);
            let formula = |index: usize| tokens[index].kind == TokenKind::Span(SpanKind::Formula);
            before && formula(at - 1) || after && formula(at + 1)
        }
        TokenKind::Punct(_) => false,
    }
}
