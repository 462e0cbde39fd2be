//! An ordinary completion that holds a selection, whole or as a stream.

use crate::input::Reply;
use axum::response::sse::Event;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// A program that was selected, and what led to it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Selected {
    /// The name of the run.
    pub(super) id: String,
    pub(super) solution: String,
    /// The probability that it is right.
    pub(super) confidence: Option<f64>,
    /// The samples in its consensus set, and the tests that they agree on.
    pub(super) support: Option<(usize, usize)>,
    pub(super) samples: usize,
    pub(super) candidates: usize,
    pub(super) tests: usize,
    pub(super) scorer: Option<String>,
    pub(super) usage: Usage,
    /// All replies came, and all candidates met all tests.
    pub(super) is_whole: bool,
    /// The deadline came first.
    pub(super) is_late: bool,
}

/// What all requests to the model for one answer have cost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Usage {
    pub(super) prompt_tokens: u64,
    pub(super) completion_tokens: u64,
    pub(super) usd: Option<f64>,
}

impl Usage {
    /// What the replies of a run have cost that this run asked for.
    pub(super) fn of_replies(folder: &Path) -> Self {
        let text = fs::read_to_string(folder.join("replies.jsonl")).unwrap_or_default();
        let replies = text
            .lines()
            .filter_map(|line| serde_json::from_str::<Reply>(line).ok());
        let calls = replies.filter_map(|it| it.call).filter(|it| it.fresh);
        calls.fold(Self::default(), |sum, call| Self {
            prompt_tokens: sum.prompt_tokens + call.prompt_tokens,
            completion_tokens: sum.completion_tokens + call.completion_tokens,
            usd: None,
        })
    }

    fn json(self) -> Value {
        let (read, written) = (self.prompt_tokens, self.completion_tokens);
        json!({"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written})
    }
}

impl Selected {
    /// The message: the program in a fence, which is longer than any in the program.
    fn content(&self) -> String {
        let runs = self.solution.split(|mark| mark != '`').map(str::len);
        let fence = "`".repeat(runs.max().unwrap_or(0).max(2) + 1);
        format!("{fence}python\n{}\n{fence}\n", self.solution.trim_end())
    }

    fn mutagree(&self) -> Value {
        let consensus = self
            .support
            .map(|(candidates, tests)| json!({"candidates": candidates, "tests": tests}));
        json!({
            "run": self.id,
            "confidence": self.confidence,
            "consensus": consensus,
            "samples": self.samples,
            "candidates": self.candidates,
            "tests": self.tests,
            "scorer": self.scorer,
            "cost_usd": self.usage.usd,
            "complete": self.is_whole,
            "deadline_reached": self.is_late,
        })
    }

    /// A whole completion.
    pub(super) fn completion(&self, model: &str) -> Value {
        json!({
            "id": id(&self.id),
            "object": "chat.completion",
            "created": now(),
            "model": model,
            "choices": [{
                "index": 0,
                "message": {"role": "assistant", "content": self.content(), "refusal": null},
                "logprobs": null,
                "finish_reason": "stop",
            }],
            "usage": self.usage.json(),
            "mutagree": self.mutagree(),
        })
    }

    /// A completion in chunks: the role, the content in pieces at line breaks, the end, and what was spent where that is
    /// asked for.
    pub(super) fn chunks(&self, model: &str, with_usage: bool) -> Vec<Event> {
        let created = now();
        let chunk = |delta: Value, finish: Option<&str>| {
            json!({
                "id": id(&self.id),
                "object": "chat.completion.chunk",
                "created": created,
                "model": model,
                "choices": [{"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish}],
            })
        };
        let content = self.content();
        let mut chunks = vec![chunk(json!({"role": "assistant", "content": ""}), None)];
        let lines = content.split_inclusive('\n');
        chunks.extend(lines.map(|line| chunk(json!({"content": line}), None)));
        let mut last = chunk(json!({}), Some("stop"));
        last["mutagree"] = self.mutagree();
        chunks.push(last);
        if with_usage {
            for chunk in &mut chunks {
                chunk["usage"] = Value::Null;
            }
            let mut usage = chunk(json!({}), None);
            usage["choices"] = json!([]);
            usage["usage"] = self.usage.json();
            usage["mutagree"] = self.mutagree();
            chunks.push(usage);
        }
        let events = chunks
            .into_iter()
            .map(|chunk| Event::default().data(chunk.to_string()));
        events.chain([Event::default().data("[DONE]")]).collect()
    }
}

fn id(run: &str) -> String {
    format!("chatcmpl-{run}")
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_longer_than_those_in_the_program() {
        let mut selected = Selected {
            id: "serve-1".to_owned(),
            solution: "def f():\n    return 1\n".to_owned(),
            confidence: None,
            support: None,
            samples: 1,
            candidates: 1,
            tests: 0,
            scorer: None,
            usage: Usage::default(),
            is_whole: true,
            is_late: false,
        };
        assert_eq!(
            selected.content(),
            "```python\ndef f():\n    return 1\n```\n"
        );
        selected.solution = "s = '''\n````\n'''\n".to_owned();
        assert!(selected.content().starts_with("`````python\n"));
    }
}
