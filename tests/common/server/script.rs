//! What the server knows and says: keys, models, and a reply for each sample.

use super::Seen;
use super::fault::Faults;
use std::time::Duration;

/// What a model says to a request and the number of a sample.
type Say = dyn Fn(&Seen, usize) -> Reply + Send + Sync;

/// How a server behaves; `..Script::answering(…)` fills in what a test does not care about.
pub(crate) struct Script {
    /// What the model says to a request. The number counts the samples of requests that are alike but for `n` and
    /// `seed`; a number whose reply did not arrive, or not right, is dealt again.
    pub(crate) reply: Box<Say>,
    /// The key to be sent as `Authorization: Bearer KEY`, if any is wanted.
    pub(crate) key: Option<String>,
    /// The models that exist; all where there are none.
    pub(crate) models: Vec<String>,
    pub(crate) batch: Batch,
    /// Refuses `max_tokens` and `temperature`, as reasoning models do.
    pub(crate) reasoning_model: bool,
    /// The tokens of a text.
    pub(crate) tokens: Box<dyn Fn(&str) -> u64 + Send + Sync>,
    /// Whether answers have a `usage`.
    pub(crate) tells_usage: bool,
    /// How long every answer takes at least.
    pub(crate) latency: Duration,
    /// Answers so many requests at once, and the others when it is their turn.
    pub(crate) serves_at_once: Option<usize>,
    /// Answers 429 whenever more than so many requests are being served.
    pub(crate) limit_at_once: Option<usize>,
    pub(crate) faults: Faults,
    /// Serves https with a certificate that signs itself.
    pub(crate) tls: bool,
}

impl Script {
    /// A server that does what it should.
    pub(crate) fn answering(reply: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static) -> Self {
        Self {
            reply: Box::new(reply),
            key: None,
            models: Vec::new(),
            batch: Batch::Honoured,
            reasoning_model: false,
            tokens: Box::new(|text| text.chars().count().div_ceil(4) as u64),
            tells_usage: true,
            latency: Duration::ZERO,
            serves_at_once: None,
            limit_at_once: None,
            faults: Faults::never(),
            tls: false,
        }
    }
}

/// What becomes of `n`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Batch {
    Honoured,
    /// One choice, whatever is asked.
    Ignored,
    /// 400 where it is more than one.
    Refused,
}

/// One choice.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) text: Option<String>,
    pub(crate) refusal: Option<String>,
    pub(crate) finish_reason: &'static str,
    /// Hidden tokens, which count as completion tokens.
    pub(crate) reasoning: u64,
}

impl Reply {
    /// A reply that ends where it should.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self {
            text: Some(text.into()),
            refusal: None,
            finish_reason: "stop",
            reasoning: 0,
        }
    }

    /// A reply that ran out of tokens.
    pub(crate) fn cut(text: impl Into<String>) -> Self {
        Self {
            finish_reason: "length",
            ..Self::text(text)
        }
    }

    /// No content, and why.
    pub(crate) fn refusal(why: impl Into<String>) -> Self {
        Self {
            text: None,
            refusal: Some(why.into()),
            finish_reason: "stop",
            reasoning: 0,
        }
    }
}
