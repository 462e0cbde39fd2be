//! Puts names of the program between backticks, or takes the backticks away.
//!
//! `the list nums` becomes ``the list `nums` ``, wherever the prose says a name of the code. It refuses to
//! take backticks from a name that could then be read as a word.

use crate::edit::{Proposal, Site, Splice};
use crate::naming::words::is_distinct;
use crate::operator::operator;
use crate::prompt::Prompt;
use crate::segment::token::{Token, TokenKind};
use crate::span::SpanKind;

operator! {
    CodeSpan, "format/code-span", Format, Construction, version 1,
    "the list nums" => "the list `nums`",
    guard "a name that reads as a word", source "code_span.rs"
}

fn sites(prompt: &Prompt) -> Vec<Site> {
    let mut bare = Vec::new();
    let mut quoted = Vec::new();
    for token in prompt.tokens() {
        let word = prompt.word(token);
        match token.kind {
            TokenKind::Span(SpanKind::Identifier)
                if stands_alone(prompt, token) && is_variable(prompt, word) =>
            {
                bare.push(Splice::new(token.range(), format!("`{word}`")));
            }
            TokenKind::Span(SpanKind::CodeSpan) => {
                let inner = word.trim_matches('`');
                let is_role = prompt.text()[..token.start].ends_with(':');
                let plain = word.len() == inner.len() + 2 && !is_role;
                if plain && is_distinct(inner) && is_identifier(inner) {
                    quoted.push(Splice::new(token.range(), inner));
                }
            }
            _ => {}
        }
    }
    [bare, quoted]
        .into_iter()
        .filter(|splices| !splices.is_empty())
        .map(|splices| Site::single(Proposal::many(splices)))
        .collect()
}

/// A name of the code that is neither an English word nor a module.
fn is_variable(prompt: &Prompt, word: &str) -> bool {
    let parameter = || {
        prompt
            .signatures()
            .iter()
            .flat_map(|signature| &signature.parameters)
            .any(|parameter| parameter.name == word)
    };
    let plain = word.bytes().all(|byte| byte.is_ascii_lowercase());
    let capitals = word.bytes().all(|byte| byte.is_ascii_uppercase());
    prompt.is_name(word) && is_distinct(word) && (!(plain || capitals) || parameter())
}

fn stands_alone(prompt: &Prompt, token: &Token) -> bool {
    let text = prompt.text();
    let before = text[..token.start].chars().next_back();
    let after = text[token.end..].chars().next();
    let axis = text[token.end..].starts_with(" axis") || text[token.end..].starts_with(" tick");
    let number_before = text[..token.start]
        .trim_end()
        .ends_with(|mark: char| mark.is_ascii_digit());
    let number_after = text[token.end..]
        .trim_start()
        .starts_with(|mark: char| mark.is_ascii_digit());
    !(axis || number_before && number_after)
        && before.is_none_or(char::is_whitespace)
        && after.is_none_or(|mark| mark.is_whitespace() || matches!(mark, ',' | '.' | ';'))
}

fn is_identifier(word: &str) -> bool {
    !word.is_empty()
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !word.as_bytes()[0].is_ascii_digit()
}
