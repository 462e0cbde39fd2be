//! Counts tokens before a server does.

use super::{Content, Request};

/// The tokens around each message, and at the end, of `OpenAI`'s chat form.
const PER_MESSAGE: usize = 4;
const AT_THE_END: usize = 3;

/// The tokens of a text by the vocabulary `o200k_base`. Other models' vocabularies give other counts: for English
/// and Python they are within some 15 %.
#[must_use]
pub fn count(text: &str) -> usize {
    tiktoken_rs::o200k_base_singleton().count_ordinary(text)
}

/// The tokens that a model reads with a request.
#[must_use]
pub fn of_request(request: &Request) -> usize {
    let frame = match &request.content {
        Content::Messages(messages) => messages.len() * PER_MESSAGE + AT_THE_END,
        Content::Prompt(_) => 0,
    };
    request.texts().map(count).sum::<usize>() + frame
}

/// The most tokens that a model reads with a request: other vocabularies need up to a quarter more.
#[must_use]
pub fn at_most(request: &Request) -> usize {
    of_request(request) * 5 / 4
}
