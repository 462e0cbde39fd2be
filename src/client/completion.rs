//! What a model answered, and how a server says it.

use super::{Content, lenient};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a model answered to one sample of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// What it wrote.
    pub text: String,
    /// Why it stopped.
    pub finish: Finish,
    /// The tokens that it read: this sample's share of the request's.
    pub prompt_tokens: u64,
    /// The tokens that it wrote: this sample's share of the request's.
    pub completion_tokens: u64,
}

/// Why a reply ends where it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finish {
    /// The model was done.
    #[default]
    Stop,
    /// The most tokens were written.
    Length,
    /// The server's filter cut it.
    Filter,
    /// The model refused.
    Refusal,
    /// The server cannot answer this request at all: it is too long, or not allowed.
    Rejected,
}

/// The choices of a server's answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Choices {
    pub(super) completions: Vec<Completion>,
    /// The tokens that the server counted, read and written, for all its choices; nothing where it does not count.
    pub(super) counted: Option<(u64, u64)>,
}

/// The most tokens that a request is believed to have cost.
const MOST_TOKENS: u64 = 1 << 32;

/// Reads the body of an answer, of which so many choices are wanted; nothing where it is not of the form, or holds no
/// choice that can be read.
pub(super) fn read(body: &[u8], content: &Content, wanted: usize) -> Option<Choices> {
    let body = lenient::read(body)?;
    let choices = body["choices"].as_array()?.iter();
    let readable = choices.filter_map(|choice| Some((text(choice, content)?, choice)));
    let texts: Vec<_> = readable.take(wanted).collect();
    if texts.is_empty() {
        return None;
    }
    let tokens = |key: &str| body["usage"][key].as_u64().map(|it| it.min(MOST_TOKENS));
    let counted = tokens("completion_tokens");
    let counted = counted.map(|written| (tokens("prompt_tokens").unwrap_or(0), written));
    let (read, written) = counted.unwrap_or_default();
    let shares = shares(read, texts.len()).zip(shares(written, texts.len()));
    let completions = texts.into_iter().zip(shares);
    let completions = completions.map(|(((text, refused), choice), (read, written))| Completion {
        text,
        finish: finish(choice, refused),
        prompt_tokens: read,
        completion_tokens: written,
    });
    Some(Choices {
        completions: completions.collect(),
        counted,
    })
}

/// The text of a choice, and whether it is a refusal; a message without text is an empty one.
fn text(choice: &Value, content: &Content) -> Option<(String, bool)> {
    if let Content::Prompt(_) = content {
        return Some((choice["text"].as_str()?.to_owned(), false));
    }
    let message = choice["message"].as_object()?;
    let content = message.get("content").map(parts).unwrap_or_default();
    let refusal = message.get("refusal").and_then(Value::as_str);
    Some(match refusal.filter(|_| content.is_empty()) {
        Some(refusal) => (refusal.to_owned(), true),
        None => (content, false),
    })
}

/// The text of a message, whole or in parts.
fn parts(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts
            .iter()
            .filter_map(|part| part["text"].as_str())
            .collect(),
        _ => String::new(),
    }
}

fn finish(choice: &Value, refused: bool) -> Finish {
    match choice["finish_reason"].as_str() {
        _ if refused => Finish::Refusal,
        Some("length") => Finish::Length,
        Some("content_filter") => Finish::Filter,
        _ => Finish::Stop,
    }
}

/// Splits a count into whole shares whose sum it is.
fn shares(total: u64, parts: usize) -> impl Iterator<Item = u64> {
    let parts = parts.max(1) as u64;
    (0..parts).map(move |place| total / parts + u64::from(place < total % parts))
}
