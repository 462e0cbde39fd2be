//! What a server understands, learnt from what it refuses.

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

    /// Learns from what a server said when it refused a request; says whether something was learnt.
    pub(super) fn learn(&mut self, refusal: &Refusal) -> bool {
        let before = self.clone();
        if refusal.is_about("max_completion_tokens") && !self.completion_tokens {
            self.completion_tokens = true;
        } else if refusal.is_about("max_completion_tokens") || refusal.is_about("max_tokens") {
            self.completion_tokens = !before.completion_tokens && !refusal.is_a_number;
        } else if refusal.is_about("temperature") {
            self.temperature = false;
        } else if refusal.is_about("top_p") {
            self.top_p = false;
        } else if refusal.is_about("stop") {
            self.stop = false;
        } else if refusal.is_about("n") {
            self.choices = 1;
        }
        *self != before
    }
}

/// What a server says when it refuses a request.
#[derive(Debug)]
pub(super) struct Refusal {
    param: Option<String>,
    pub(super) code: String,
    pub(super) message: String,
    /// Whether the value is wrong, and not the field.
    is_a_number: bool,
}

impl Refusal {
    /// Reads the body of a refusal, of `OpenAI`'s form or of any other.
    pub(super) fn read(body: &str) -> Self {
        let parsed: Value = serde_json::from_str(body).unwrap_or_default();
        let parsed = parsed.get(0).unwrap_or(&parsed);
        let error = parsed.get("error").unwrap_or(parsed);
        let text = |key: &str| match &error[key] {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let message = error.as_str().map(str::to_owned);
        let message = message
            .or_else(|| text("message"))
            .or_else(|| text("detail"));
        let message = message.unwrap_or_else(|| in_short(body));
        let codes = [text("code"), text("type")].into_iter().flatten();
        Self {
            param: text("param"),
            code: codes.collect::<Vec<_>>().join(" "),
            is_a_number: [
                "too large",
                "at most",
                "less than",
                "greater than",
                "exceed",
            ]
            .iter()
            .any(|words| message.to_lowercase().contains(words)),
            message: in_short(&message),
        }
    }

    /// Says whether a field is what the server does not take.
    fn is_about(&self, field: &str) -> bool {
        if let Some(param) = &self.param {
            return param == field;
        }
        let quoted = ["'", "`", "\""].map(|quote| format!("{quote}{field}{quote}"));
        let named = quoted.iter().any(|it| self.message.contains(it));
        named || field.len() > 3 && self.message.contains(field) || {
            field == "n" && self.message.contains("n > 1")
        }
    }

    /// Says whether this one request is what cannot be answered: it is too long, or not allowed.
    pub(super) fn is_about_the_content(&self) -> bool {
        let said = format!("{} {}", self.code, self.message).to_lowercase();
        [
            "context_length",
            "context length",
            "maximum context",
            "prompt is too long",
            "content_filter",
            "content management policy",
            "content_policy",
        ]
        .iter()
        .any(|words| said.contains(words))
    }

    /// Says whether there is nothing left to pay with.
    pub(super) fn is_about_money(&self) -> bool {
        let said = format!("{} {}", self.code, self.message).to_lowercase();
        [
            "insufficient_quota",
            "insufficient balance",
            "insufficient credits",
            "billing",
        ]
        .iter()
        .any(|words| said.contains(words))
    }
}

/// The beginning of a text, on one line.
fn in_short(text: &str) -> String {
    const MOST: usize = 300;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
