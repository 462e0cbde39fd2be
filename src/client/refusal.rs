//! What a server says when it does not answer.

use super::secret::Secrets;
use serde_json::Value;
use std::time::Duration;

/// What a server says when it refuses a request.
#[derive(Debug)]
pub(super) struct Refusal {
    param: Option<String>,
    pub(super) code: String,
    pub(super) message: String,
    /// Whether a value is wrong, and not the field.
    pub(super) is_about_a_value: bool,
    /// How long the server asks to wait, where it says so in the body.
    pub(super) wait: Option<Duration>,
    /// The status that the body names.
    pub(super) status: Option<u16>,
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
            param: text("param").filter(|it| it != "None"),
            code: codes.collect::<Vec<_>>().join(" "),
            is_about_a_value: TOO_LARGE
                .iter()
                .any(|words| message.to_lowercase().contains(words)),
            wait: error["details"]
                .as_array()
                .and_then(|it| it.iter().find_map(retry_delay)),
            status: error["code"].as_u64().and_then(|it| u16::try_from(it).ok()),
            message: in_short(&message),
        }
    }

    /// Says whether a field is what the server does not take.
    pub(super) fn is_about(&self, field: &str) -> bool {
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
        UNANSWERABLE.iter().any(|words| said.contains(words))
    }

    /// Says whether the key is what the server does not take.
    pub(super) fn is_about_the_key(&self) -> bool {
        let said = format!("{} {}", self.code, self.message).to_lowercase();
        WRONG_KEY.iter().any(|words| said.contains(words))
    }

    /// Says whether there is nothing left to pay with.
    pub(super) fn is_about_money(&self) -> bool {
        let said = format!("{} {}", self.code, self.message).to_lowercase();
        let is_said = [
            "insufficient_quota",
            "insufficient balance",
            "insufficient credits",
        ];
        self.wait.is_none() && is_said.iter().any(|words| said.contains(words))
    }

    /// Takes secrets out of what the server says.
    pub(super) fn strike(&mut self, secrets: &Secrets) {
        secrets.strike(&mut self.message);
    }
}

/// Words by which servers say that a value is out of range.
const TOO_LARGE: [&str; 5] = [
    "too large",
    "at most",
    "less than",
    "greater than",
    "exceed",
];

/// Words by which servers say that they will never answer a request.
const UNANSWERABLE: [&str; 13] = [
    "context_length",
    "context length",
    "maximum context",
    "context size",
    "context window",
    "maximum model length",
    "prompt is too long",
    "input token count",
    "content_filter",
    "content management policy",
    "content_policy",
    "invalid_prompt",
    "usage policy",
];

/// Words by which servers and proxies say that a key is missing or wrong, with whatever status.
const WRONG_KEY: [&str; 9] = [
    "authenticationerror",
    "authentication error",
    "authentication_error",
    "auth_error",
    "invalid_api_key",
    "invalid api key",
    "incorrect api key",
    "api key not valid",
    "no api key",
];

/// The wait in a detail of Google's form: `{"retryDelay": "2.5s"}`.
fn retry_delay(detail: &Value) -> Option<Duration> {
    let seconds = detail["retryDelay"]
        .as_str()?
        .strip_suffix('s')?
        .parse()
        .ok()?;
    Duration::try_from_secs_f64(seconds).ok()
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
