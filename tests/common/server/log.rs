//! What the server has seen and said.

use super::fault::Fault;
use super::http::Request;
use super::script::Script;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

/// A request, and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// The JSON, or the text where it is none.
    pub(crate) body: Value,
    /// How many requests came before.
    pub(crate) count: usize,
    /// How many requests with exactly this body came before.
    pub(crate) attempt: usize,
    /// When it came, since the server started.
    pub(crate) at: Duration,
    pub(crate) fault: Option<Fault>,
    /// The status that was sent, if any.
    pub(crate) status: Option<u16>,
    /// Whether the client was there when the answer began, and the whole of it was written and flushed.
    pub(crate) complete: bool,
    /// What the answer cost, whether or not it arrived.
    pub(crate) usage: Usage,
    /// Whether the request is served.
    ended: bool,
}

impl Seen {
    /// The value of a header, whose name is given in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        super::http::header(&self.headers, name)
    }

    pub(crate) fn is_chat(&self) -> bool {
        self.route().ends_with("/chat/completions")
    }

    /// The path without what follows a question mark.
    pub(crate) fn route(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// What the model is told: the contents of the messages, one after the other, or the prompt.
    pub(crate) fn prompt(&self) -> String {
        let text = |value: &Value| {
            value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned)
        };
        match self.body["messages"].as_array() {
            Some(messages) => messages
                .iter()
                .map(|message| text(&message["content"]))
                .collect::<Vec<_>>()
                .join("\n"),
            None => text(&self.body["prompt"]),
        }
    }
}

/// Tokens, and the answers and choices that they were for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Usage {
    pub(crate) prompt: u64,
    pub(crate) completion: u64,
    pub(crate) replies: u64,
    pub(crate) choices: u64,
}

impl Usage {
    /// The sum over requests.
    pub(crate) fn sum<'a>(requests: impl Iterator<Item = &'a Seen>) -> Self {
        requests.fold(Self::default(), |sum, seen| Self {
            prompt: sum.prompt + seen.usage.prompt,
            completion: sum.completion + seen.usage.completion,
            replies: sum.replies + seen.usage.replies,
            choices: sum.choices + seen.usage.choices,
        })
    }
}

/// All that was seen, in the order of arrival.
#[derive(Default)]
pub(super) struct Log {
    pub(super) requests: Vec<Seen>,
    pub(super) most_at_once: usize,
    serving: usize,
    bodies: HashMap<String, Tries>,
    dealt: HashMap<String, Deal>,
}

/// The requests with one body.
#[derive(Default)]
struct Tries {
    attempts: usize,
    faults_in_a_row: usize,
}

/// The samples of one prompt.
#[derive(Default)]
struct Deal {
    next: usize,
    returned: BTreeSet<usize>,
}

impl Log {
    /// Notes that a request came, and chooses its fault.
    pub(super) fn open(&mut self, request: Request, script: &Script, at: Duration) -> Seen {
        self.serving += 1;
        self.most_at_once = self.most_at_once.max(self.serving);
        let text = String::from_utf8_lossy(&request.body).into_owned();
        let tries = self.bodies.entry(text.clone()).or_default();
        let mut seen = Seen {
            method: request.method,
            path: request.target,
            headers: request.headers,
            body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
            count: self.requests.len(),
            attempt: tries.attempts,
            at,
            fault: None,
            status: None,
            complete: false,
            usage: Usage::default(),
            ended: false,
        };
        seen.fault = match script.limit_at_once {
            Some(limit) if self.serving > limit => Some(Fault::Crowded),
            _ => script.faults.choose(&seen, tries.faults_in_a_row),
        };
        let row = tries.faults_in_a_row + 1;
        tries.faults_in_a_row = if seen.fault.is_some() { row } else { 0 };
        tries.attempts += 1;
        self.requests.push(seen.clone());
        seen
    }

    /// Notes what became of a request, and takes back the samples that did not arrive. A second call corrects the
    /// first.
    pub(super) fn end(&mut self, seen: &Seen, dealt: &mut Vec<usize>) {
        let kept = &mut self.requests[seen.count];
        let ended = kept.ended;
        *kept = Seen {
            ended: true,
            ..seen.clone()
        };
        self.serving -= usize::from(!ended);
        if !seen.complete
            || seen
                .fault
                .as_ref()
                .is_some_and(|fault| !fault.is_harmless())
        {
            self.deal_of(&seen.body).returned.extend(dealt.drain(..));
        }
    }

    /// The numbers of the next samples of a prompt.
    pub(super) fn deal(&mut self, body: &Value, count: usize) -> Vec<usize> {
        let deal = self.deal_of(body);
        let next = |_| {
            deal.returned.pop_first().unwrap_or_else(|| {
                deal.next += 1;
                deal.next - 1
            })
        };
        (0..count).map(next).collect()
    }

    fn deal_of(&mut self, body: &Value) -> &mut Deal {
        let mut alike = body.clone();
        if let Value::Object(fields) = &mut alike {
            fields.remove("n");
            fields.remove("seed");
        }
        self.dealt.entry(alike.to_string()).or_default()
    }
}
