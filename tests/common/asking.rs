//! `mutagree generate` against a server on loopback, with a cache folder of its own.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test file uses a part of it, and a broken test panics"
)]

use super::common::{Folder, cache, mutagree, read_rows};
use super::server::{Reply, Script, Seen, Server};
use assert_cmd::Command;
use serde_json::{Value, json};
use std::path::PathBuf;

pub(crate) const KEY: &str = "sk-loopback-0123456789";
pub(crate) const RIGHT: &str = "```python\ndef double(x):\n    return 2 * x\n```";
pub(crate) const TESTS: &str = "```python\nassert double(2) == 4\nassert double(0) == 0\n```";

/// A folder with problems, a cache without replies, and the place of a run.
pub(crate) struct Place {
    pub(crate) folder: Folder,
    pub(crate) cache: PathBuf,
    pub(crate) problems: PathBuf,
}

impl Place {
    /// A number of problems that all ask for `double`.
    pub(crate) fn with_problems(count: usize) -> Self {
        let rows: Vec<Value> = (0..count).map(problem).collect();
        let folder = Folder::new();
        Self {
            cache: cache(&folder),
            problems: folder.rows("problems.jsonl", &rows),
            folder,
        }
    }

    /// `mutagree generate` without variants: one candidate and one reply with tests of each problem.
    pub(crate) fn generate(&self, base_url: &str, run: &str) -> Command {
        let mut command = self.verb("generate", base_url, run);
        command.args(["--variants", "0", "--candidates", "1"]);
        command.args(["--tests", "2", "--tests-per-reply", "2"]);
        command
    }

    /// A verb that asks a server, and waits little between retries.
    pub(crate) fn verb(&self, verb: &str, base_url: &str, run: &str) -> Command {
        let mut command = mutagree();
        command.env("MUTAGREE_CACHE_DIR", &self.cache);
        command
            .env("MUTAGREE_API_KEY", KEY)
            .env("NO_PROXY", "127.0.0.1");
        command.arg(verb).arg(&self.problems);
        command.args(["--model", "test-model", "--base-url", base_url]);
        command.args(["--retry-wait", "0.01", "--request-timeout", "5"]);
        command.arg("--run").arg(self.folder.path(run));
        command
    }

    pub(crate) fn replies(&self, run: &str) -> Vec<Value> {
        read_rows(&self.folder.path(run).join("replies.jsonl"))
    }
}

/// A problem whose prompt differs from that of every other number.
pub(crate) fn problem(number: usize) -> Value {
    json!({
        "task_id": format!("T/{number}"),
        "prompt": format!("def double(x):\n    \"\"\"Return twice `x`, as task {number} wants.\"\"\"\n"),
        "entry_point": "double",
        "test": "def check(candidate):\n    assert candidate(2) == 4\n",
    })
}

/// What a good model says: a program, or tests where tests are asked for.
pub(crate) fn answer(seen: &Seen, _sample: usize) -> Reply {
    let asks_for_tests = seen.prompt().contains("tests for the function");
    Reply::text(if asks_for_tests { TESTS } else { RIGHT })
}

/// A server that wants the key and does what it should.
pub(crate) fn server() -> Script {
    Script {
        key: Some(KEY.to_owned()),
        models: vec!["test-model".to_owned()],
        ..Script::answering(answer)
    }
}

/// Starts a server that misbehaves.
pub(crate) fn start(script: Script) -> Server {
    Server::start(script)
}
