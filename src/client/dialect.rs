//! What a server understands, learnt from what it refuses.

use super::refusal::Refusal;
use super::{Content, Request};
use serde_json::{Map, Value, json};

/// The fields that a server takes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a field that a server takes or not"
)]
pub(super) struct Dialect {
    /// The most choices of one request.
    pub(super) choices: usize,
    /// `max_completion_tokens`, as reasoning models want it, instead of `max_tokens`.
    pub(super) completion_tokens: bool,
    pub(super) temperature: bool,
    pub(super) top_p: bool,
    pub(super) stop: bool,
    /// What was learnt: each thing once, so that no two refusals can send a request back and forth.
    learnt: Vec<&'static str>,
}

impl Dialect {
    /// What a server with so many choices for a request is first believed to understand.
    pub(super) fn new(choices: usize, reasoning: bool) -> Self {
        Self {
            choices,
            completion_tokens: reasoning,
            temperature: !reasoning,
            top_p: !reasoning,
            stop: !reasoning,
            learnt: Vec::new(),
        }
    }

    /// The body of a request for some choices.
    pub(super) fn body(&self, request: &Request, choices: usize) -> Value {
        let mut body = Map::new();
        body.insert("model".to_owned(), json!(request.model));
        match &request.content {
            Content::Messages(messages) => body.insert("messages".to_owned(), json!(messages)),
            Content::Prompt(prompt) => body.insert("prompt".to_owned(), json!(prompt)),
        };
        let parameters = &request.parameters;
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                body.insert(key.to_owned(), value);
            }
        };
        let known = |value: Option<f64>, known: bool| value.filter(|_| known).map(Value::from);
        put(
            "temperature",
            known(parameters.temperature, self.temperature),
        );
        put("top_p", known(parameters.top_p, self.top_p));
        let limit = if self.completion_tokens {
            "max_completion_tokens"
        } else {
            "max_tokens"
        };
        put(limit, Some(json!(parameters.max_tokens)));
        put("n", (choices > 1).then(|| json!(choices)));
        let stop = self.stop && !parameters.stop.is_empty();
        put("stop", stop.then(|| json!(parameters.stop)));
        body.extend(parameters.extra.clone());
        Value::Object(body)
    }

    /// Learns from what a server said when it refused a request; says whether something was learnt. Where a value is too
    /// large, or the request too long, there is nothing to learn.
    pub(super) fn learn(&mut self, refusal: &Refusal) -> bool {
        if refusal.is_about_a_value || refusal.is_about_the_content() {
            return false;
        }
        let fields = [
            "max_completion_tokens",
            "max_tokens",
            "temperature",
            "top_p",
            "stop",
            "n",
        ];
        let Some(field) = fields.into_iter().find(|field| refusal.is_about(field)) else {
            return false;
        };
        let thing = if field.ends_with("tokens") {
            "tokens"
        } else {
            field
        };
        if self.learnt.contains(&thing) {
            return false;
        }
        self.learnt.push(thing);
        match thing {
            "tokens" => self.completion_tokens = !self.completion_tokens,
            "temperature" => self.temperature = false,
            "top_p" => self.top_p = false,
            "stop" => self.stop = false,
            _ => self.choices = 1,
        }
        true
    }
}
