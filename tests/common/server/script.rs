//! What the server knows and says: keys, models, and a reply for each sample.

use super::fault::{Fault, Faults};
use super::http::{Answer, header};
use super::{Seen, Usage};
use serde_json::{Value, json};
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
            limit_at_once: None,
            faults: Faults::never(),
            tls: false,
        }
    }

    /// The right answer to a request, as its fault leaves it, or the refusal of a wrong request. `deal` gives the
    /// numbers of that many samples.
    pub(super) fn answer(&self, seen: &mut Seen, deal: impl FnOnce(usize) -> Vec<usize>) -> Answer {
        if let Some(answer) = seen.fault.as_ref().and_then(Fault::instead) {
            return answer;
        }
        if let Some(refusal) = self.refusal(seen) {
            return refusal;
        }
        if seen.method == "GET" {
            let models: Vec<Value> = self
                .models
                .iter()
                .map(|id| json!({"id": id, "object": "model"}))
                .collect();
            return whole(&json!({"object": "list", "data": models}));
        }
        let asked = usize::try_from(seen.body["n"].as_u64().unwrap_or(1)).unwrap();
        let asked = if self.batch == Batch::Ignored {
            1
        } else {
            asked
        };
        let numbers = match seen.fault {
            Some(Fault::Duplicates) => vec![0; asked],
            Some(Fault::EmptyChoices) => Vec::new(),
            _ => deal(asked),
        };
        let replies: Vec<Reply> = numbers
            .into_iter()
            .map(|number| (self.reply)(seen, number))
            .collect();
        let fault = seen.fault.clone();
        let spoil = |reply| {
            fault.as_ref().map_or_else(
                || Reply::clone(reply),
                |fault| fault.spoil(Reply::clone(reply)),
            )
        };
        let replies: Vec<Reply> = replies.iter().map(spoil).collect();
        seen.usage = self.usage(seen, &replies);
        let chat = seen.is_chat();
        let choices: Vec<Value> = (0..)
            .zip(&replies)
            .map(|(index, reply)| reply.choice(index, chat))
            .collect();
        let mut body = json!({
            "id": format!("{}-{}", if chat { "chatcmpl" } else { "cmpl" }, seen.count),
            "object": if chat { "chat.completion" } else { "text_completion" },
            "created": 1_700_000_000 + seen.count,
            "model": seen.body["model"],
            "choices": choices,
        });
        if self.tells_usage {
            let Usage {
                prompt, completion, ..
            } = seen.usage;
            body["usage"] = json!({
                "prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion,
            });
        }
        let mut answer = whole(&body);
        if let Some(fault) = &fault {
            answer.delivery = fault.delivery();
            if *fault == Fault::WrongContentType {
                answer.headers = vec![("content-type", "text/plain".to_owned())];
            }
        }
        answer
    }

    /// What a real server would say to a request that it does not serve.
    fn refusal(&self, seen: &Seen) -> Option<Answer> {
        let (body, sent) = (&seen.body, header(&seen.headers, "authorization"));
        let wanted = self.key.as_ref().map(|key| format!("Bearer {key}"));
        let model = body["model"].as_str().unwrap_or_default();
        let unsupported = |message| Some(error(400, "unsupported_parameter", message));
        if wanted.is_some() && wanted.as_deref() != sent {
            return Some(error(401, "invalid_api_key", "Incorrect API key provided."));
        }
        match (seen.method.as_str(), seen.path.as_str()) {
            ("GET", "/v1/models") => return None,
            ("POST", "/v1/chat/completions") if body["messages"].is_array() => {}
            ("POST", "/v1/completions") if body["prompt"].is_string() => {}
            ("POST", "/v1/chat/completions" | "/v1/completions") => {
                return Some(error(
                    400,
                    "invalid_json",
                    "The body has no messages and no prompt.",
                ));
            }
            _ => return Some(error(404, "unknown_url", "Unknown request URL.")),
        }
        if !self.models.is_empty() && !self.models.iter().any(|known| known == model) {
            let message = format!("The model `{model}` does not exist.");
            return Some(error(404, "model_not_found", &message));
        }
        if self.batch == Batch::Refused && body["n"].as_u64().is_some_and(|n| n > 1) {
            return unsupported("n > 1 is not supported");
        }
        if self.reasoning_model && !body["max_tokens"].is_null() {
            return unsupported(
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            );
        }
        if self.reasoning_model && !body["temperature"].is_null() {
            return unsupported(
                "Unsupported parameter: 'temperature' is not supported with this model.",
            );
        }
        None
    }

    fn usage(&self, seen: &Seen, replies: &[Reply]) -> Usage {
        let said = |reply: &Reply| {
            let texts = [&reply.text, &reply.refusal].into_iter().flatten();
            reply.reasoning + texts.map(|text| (self.tokens)(text)).sum::<u64>()
        };
        Usage {
            prompt: (self.tokens)(&seen.prompt()),
            completion: replies.iter().map(said).sum(),
            replies: 1,
            choices: replies.len() as u64,
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

    fn choice(&self, index: usize, chat: bool) -> Value {
        let reason = self.finish_reason;
        if !chat {
            let text = self.text.as_ref().or(self.refusal.as_ref());
            return json!({"index": index, "text": text, "logprobs": null, "finish_reason": reason});
        }
        let message = json!({"role": "assistant", "content": self.text, "refusal": self.refusal});
        json!({"index": index, "message": message, "logprobs": null, "finish_reason": reason})
    }
}

/// The JSON of an error.
pub(super) fn error(status: u16, code: &str, message: &str) -> Answer {
    let kind = match status {
        429 if code == "insufficient_quota" => code,
        429 => "requests",
        500.. => "server_error",
        _ => "invalid_request_error",
    };
    let body = json!({"error": {"message": message, "type": kind, "param": null, "code": code}});
    Answer::new(status, "application/json", body.to_string())
}

fn whole(body: &Value) -> Answer {
    Answer::new(200, "application/json", body.to_string())
}
