//! A `mutagree serve` for one test, and what its clients send.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test file uses a part of it, and a broken test panics"
)]

use super::common::{Folder, cache};
use super::server::{Reply, Seen};
use reqwest::Response;
use serde_json::{Value, json};
use std::future::Future;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

pub(crate) const KEY: &str = "sk-loopback-0123456789";
pub(crate) const MODEL: &str = "test-model";

/// A server that is killed when it is dropped.
pub(crate) struct Serving {
    pub(crate) child: Child,
    pub(crate) address: String,
    pub(crate) folder: Folder,
    pub(crate) cache: PathBuf,
    errors: Option<BufReader<ChildStderr>>,
}

impl Serving {
    /// In front of a model.
    pub(crate) fn of_model(base_url: &str, arguments: &[&str]) -> Self {
        let own = [
            "--model",
            MODEL,
            "--base-url",
            base_url,
            "--retry-wait",
            "0.01",
        ];
        Self::start(Folder::new(), &[&own[..], arguments].concat())
    }

    /// Without a model.
    pub(crate) fn executor(arguments: &[&str]) -> Self {
        Self::start(Folder::new(), arguments)
    }

    pub(crate) fn start(folder: Folder, arguments: &[&str]) -> Self {
        let cache = folder.path("cache");
        let cache = if cache.exists() {
            cache
        } else {
            cache_of(&folder)
        };
        let mut command = Command::new(env!("CARGO_BIN_EXE_mutagree"));
        command
            .args(["serve", "--port", "0", "--runs"])
            .arg(folder.path("runs"));
        command
            .args(arguments)
            .stderr(Stdio::piped())
            .env("MUTAGREE_CACHE_DIR", &cache);
        command
            .env("MUTAGREE_API_KEY", KEY)
            .env("NO_PROXY", "127.0.0.1");
        let mut child = command.spawn().unwrap();
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        let address = loop {
            let mut line = String::new();
            assert!(errors.read_line(&mut line).unwrap() > 0, "it ended: {said}");
            if let Some(address) = line.strip_prefix("listening on ") {
                break address.trim().to_owned();
            }
            said.push_str(&line);
        };
        Self {
            child,
            address,
            folder,
            cache,
            errors: Some(errors),
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// Everything that the server says on standard error until it ends.
    pub(crate) fn said(mut self) -> String {
        let errors = self.errors.take().unwrap();
        let lines = errors.lines().map_while(Result::ok);
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Ends it, and gives its folder for another.
    pub(crate) fn leave(mut self) -> Folder {
        let _ = self.child.kill();
        let _ = self.child.wait();
        std::mem::replace(&mut self.folder, Folder::new())
    }

    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([name, &id])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits for the end, at most half a minute.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < Duration::from_secs(30), "it does not end");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// The worker processes.
    pub(crate) fn workers(&self) -> Vec<u32> {
        let id = self.child.id();
        let text =
            std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
        let own = text.split_whitespace().filter_map(|it| it.parse().ok());
        let mut all: Vec<u32> = own.collect();
        for entry in std::fs::read_dir(format!("/proc/{id}/task"))
            .into_iter()
            .flatten()
            .flatten()
        {
            let children =
                std::fs::read_to_string(entry.path().join("children")).unwrap_or_default();
            all.extend(
                children
                    .split_whitespace()
                    .filter_map(|it| it.parse::<u32>().ok()),
            );
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn cache_of(folder: &Folder) -> PathBuf {
    cache(folder)
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Does something asynchronous.
pub(crate) fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    runtime.unwrap().block_on(work)
}

pub(crate) fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// Sends JSON.
pub(crate) async fn post(serving: &Serving, path: &str, body: &Value) -> Response {
    let request = client().post(serving.url(path)).body(body.to_string());
    request
        .header("content-type", "application/json")
        .send()
        .await
        .unwrap()
}

/// The JSON of an answer.
pub(crate) async fn json_of_response(response: Response) -> Value {
    serde_json::from_str(&response.text().await.unwrap()).unwrap()
}

/// Sends JSON, and gives the status and the JSON of the answer.
pub(crate) fn answer(serving: &Serving, path: &str, body: &Value) -> (u16, Value) {
    run(async {
        let response = post(serving, path, body).await;
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        (
            status,
            serde_json::from_str(&text).unwrap_or(Value::String(text)),
        )
    })
}

/// A request for the function that adds a number.
pub(crate) fn asks_to_add(number: usize) -> Value {
    let text = format!(
        "Write a Python function `add_{number}(x)` that returns the sum of x and {number}."
    );
    json!({"model": MODEL, "messages": [{"role": "user", "content": text}]})
}

/// What a model says that can add: a program, tests, or what is no code to all other requests.
pub(crate) fn adds(seen: &Seen, _sample: usize) -> Reply {
    let prompt = seen.prompt();
    let Some(name) = named(&prompt) else {
        return Reply::text(format!("no code: {prompt}"));
    };
    let number = number_in(&prompt).unwrap_or(0);
    Reply::text(if prompt.contains("tests for the function") {
        format!(
            "```python\nassert {name}(1) == {}\nassert {name}(10) == {}\n```",
            1 + number,
            10 + number
        )
    } else {
        format!("```python\ndef {name}(x):\n    return x + {number}\n```")
    })
}

/// The function that a prompt of mutagree's own asks for.
fn named(prompt: &str) -> Option<&str> {
    let (_, rest) = prompt.rsplit_once("function `")?;
    rest.split(['`', '(']).next()
}

/// The first number of a text.
fn number_in(text: &str) -> Option<usize> {
    let digits = |it: &str| {
        it.chars()
            .take_while(char::is_ascii_digit)
            .collect::<String>()
    };
    let start = text.find(|it: char| it.is_ascii_digit())?;
    digits(&text[start..]).parse().ok()
}

/// The content of a completion's message.
pub(crate) fn content(completion: &Value) -> &str {
    completion["choices"][0]["message"]["content"]
        .as_str()
        .unwrap()
}

/// The events of a stream.
pub(crate) fn events(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .collect()
}
