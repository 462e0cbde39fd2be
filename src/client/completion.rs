//! What a model answered, and how a server says it.

use super::Content;
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
    /// Whether the server said how many tokens it counted.
    pub(super) counted: bool,
}

/// Reads the body of an answer; nothing where it is not of the form, or holds no choice.
pub(super) fn read(body: &[u8], content: &Content) -> Option<Choices> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let choices = body["choices"].as_array().filter(|it| !it.is_empty())?;
    let read = |choice| match content {
        Content::Messages(_) => message(choice),
        Content::Prompt(_) => Some((choice["text"].as_str()?.to_owned(), false)),
    };
    let texts: Vec<_> = choices.iter().map(read).collect::<Option<_>>()?;
    let usage = &body["usage"];
    let tokens = |key: &str| usage[key].as_u64();
    let counted = tokens("completion_tokens").is_some();
    let prompt = shares(tokens("prompt_tokens").unwrap_or(0), texts.len());
    let completion = shares(tokens("completion_tokens").unwrap_or(0), texts.len());
    let completions = texts.into_iter().zip(choices).zip(prompt.zip(completion));
    let completions = completions
        .map(|(((text, refused), choice), tokens)| Completion {
            text,
            finish: finish(choice, refused),
            prompt_tokens: tokens.0,
            completion_tokens: tokens.1,
        })
        .collect();
    Some(Choices {
        completions,
        counted,
    })
}

/// The text of a message, and whether it is a refusal; a message without text is an empty one.
fn message(choice: &Value) -> Option<(String, bool)> {
    let message = choice["message"].as_object()?;
    let text = |key: &str| message.get(key).and_then(Value::as_str);
    let content = text("content").filter(|it| !it.is_empty());
    Some(match (content, text("refusal")) {
        (None, Some(refusal)) => (refusal.to_owned(), true),
        (content, _) => (content.unwrap_or_default().to_owned(), false),
    })
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
