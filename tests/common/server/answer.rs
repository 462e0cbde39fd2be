//! Answers in the JSON shape of the API.

use super::fault::Fault;
use super::http::Answer;
use super::log::{Seen, Usage};
use super::script::{Batch, Reply, Script};
use super::stream::events;
use serde_json::{Value, json};

impl Script {
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
            let model = |id| json!({"id": id, "object": "model"});
            let models: Vec<Value> = self.models.iter().map(model).collect();
            let list = json!({"object": "list", "data": models});
            return Answer::new(200, "application/json", list.to_string());
        }
        let asked = match (self.batch, seen.body["n"].as_u64()) {
            (Batch::Ignored, _) | (_, None) => 1,
            (_, Some(n)) => usize::try_from(n).unwrap(),
        };
        let numbers = match seen.fault {
            Some(Fault::Duplicates) => vec![0; asked],
            Some(Fault::EmptyChoices) => Vec::new(),
            _ => deal(asked),
        };
        let say = |number| match &seen.fault {
            Some(fault) => fault.spoil((self.reply)(seen, number)),
            None => (self.reply)(seen, number),
        };
        let replies: Vec<Reply> = numbers.into_iter().map(say).collect();
        seen.usage = self.usage(seen, &replies);
        let kind = match seen.fault {
            Some(Fault::WrongContentType) => "text/plain",
            _ => "application/json",
        };
        let completion = self.completion(seen, &replies);
        if seen.body["stream"] == true && seen.is_chat() {
            return Answer {
                fault: seen.fault.clone(),
                ..Answer::new(200, "text/event-stream", events(&completion, &seen.body))
            };
        }
        let mut body = completion.to_string().into_bytes();
        if let Some(Fault::Written(from, to)) = seen.fault {
            body = replaced(&body, from.as_bytes(), to);
        }
        Answer {
            fault: seen.fault.clone(),
            ..Answer::new(200, kind, body)
        }
    }

    /// What a real server would say to a request that it does not serve.
    fn refusal(&self, seen: &Seen) -> Option<Answer> {
        let (body, sent) = (&seen.body, seen.header("authorization"));
        let wanted = self.key.as_ref().map(|key| format!("Bearer {key}"));
        let model = body["model"].as_str().unwrap_or_default();
        let unsupported = |message| Some(error(400, "unsupported_parameter", message));
        if wanted.is_some() && wanted.as_deref() != sent {
            return Some(error(401, "invalid_api_key", "Incorrect API key provided."));
        }
        match (seen.method.as_str(), seen.route()) {
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

    fn completion(&self, seen: &Seen, replies: &[Reply]) -> Value {
        let (chat, count) = (seen.is_chat(), seen.count);
        let (id, object) = if chat {
            (format!("chatcmpl-{count}"), "chat.completion")
        } else {
            (format!("cmpl-{count}"), "text_completion")
        };
        let choices = (0..).zip(replies);
        let choices: Vec<Value> = choices
            .map(|(index, reply)| choice(reply, index, chat))
            .collect();
        let mut body = json!({
            "id": id, "object": object, "created": 1_700_000_000 + count, "model": seen.body["model"],
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
        body
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

/// Bytes with a part, wherever it stands, exchanged for another.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::new();
    let mut rest = bytes;
    while let Some(first) = rest.first() {
        if rest.starts_with(from) {
            replaced.extend(to);
            rest = &rest[from.len()..];
        } else {
            replaced.push(*first);
            rest = &rest[1..];
        }
    }
    replaced
}

fn choice(reply: &Reply, index: usize, chat: bool) -> Value {
    let reason = reply.finish_reason;
    if !chat {
        let text = reply.text.as_ref().or(reply.refusal.as_ref());
        return json!({"index": index, "text": text, "logprobs": null, "finish_reason": reason});
    }
    let message = json!({"role": "assistant", "content": reply.text, "refusal": reply.refusal});
    json!({"index": index, "message": message, "logprobs": null, "finish_reason": reason})
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
