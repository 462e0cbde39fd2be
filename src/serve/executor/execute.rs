//! `POST /v1/execute`: candidates and tests in, a line of outcomes for each candidate as it ends.

use super::{Allowance, Executor, LOST};
use crate::serve::fault::Fault;
use crate::serve::metrics::How;
use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use futures_util::stream;
use mutagree_sandbox::{
    Backend, Job, Judge, Limits, Outcome, Program, Report, SandboxError, Suite, Tests,
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

/// A request. Each candidate meets each test in an interpreter in which nothing else ran.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    /// Programs.
    candidates: Vec<String>,
    /// Sources of tests, or the text of a file of tests.
    tests: Written,
    /// The function that tests call.
    #[serde(default)]
    entry_point: String,
    /// Seconds for loading a candidate, and then for each test.
    #[serde(default = "one")]
    timeout: f64,
    /// Memory of an interpreter.
    #[serde(default)]
    memory_mib: Option<usize>,
    #[serde(default)]
    judge: Judge,
}

/// The most pairs of candidates and tests of a request.
const MOST: usize = 1_000_000;

/// What of a candidate's output is given back, in bytes.
const SHOWN: usize = 4 << 10;

fn one() -> f64 {
    1.0
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Written {
    Sources(Vec<String>),
    File(String),
}

/// Answers a request with a stream.
pub(in crate::serve) async fn execute(
    executor: &Executor,
    client: &str,
    body: &[u8],
) -> Result<Response, Fault> {
    let request: Request = serde_json::from_slice(body)
        .map_err(|error| Fault::unfit(format!("the body is not of the form: {error}")))?;
    if !(request.timeout > 0.0 && request.timeout.is_finite()) {
        return Err(Fault::unfit("field `timeout`: no number above 0"));
    }
    let memory = request.memory_mib.map(|it| it.saturating_mul(1 << 20));
    let limits = executor.limits(Allowance::new(request.timeout, memory));
    let (candidates, written) = (request.candidates, request.tests);
    let (entry_point, judge) = (request.entry_point, request.judge);
    let compiled = executor.work(client, body.len(), move |backend| {
        let (sources, unused) = written.sources();
        if candidates.len().saturating_mul(sources.len()) > MOST {
            return Ok(None);
        }
        let texts: Vec<&str> = sources.iter().map(String::as_str).collect();
        let suite = backend.compile(&Tests {
            entry_point: &entry_point,
            ..Tests::new(&texts)
        })?;
        let texts: Vec<&str> = candidates.iter().map(String::as_str).collect();
        let programs = backend.prepare(&texts, judge)?;
        Ok(Some((suite, programs, sources.len(), unused)))
    });
    let (suite, programs, tests, unused) = match compiled.await? {
        Ok(Some(compiled)) => compiled,
        Ok(None) => {
            let said = format!(
                "more than {MOST} pairs of candidates and tests\nhint: ask for some at a time"
            );
            return Err(Fault::unfit(said));
        }
        Err(error) => return Err(Fault::internal(error.to_string())),
    };
    let (sender, receiver) = unbounded_channel::<Value>();
    let _ = sender.send(json!({"candidates": programs.len(), "tests": tests, "unused": unused}));
    let question = Arc::new(Question {
        suite,
        limits,
        judge,
    });
    for (place, program) in programs.into_iter().enumerate() {
        let piece = Piece {
            place,
            question: Arc::clone(&question),
            sender: sender.clone(),
        };
        match program {
            Err(fault) => piece.tell(&Report::unviable(tests, fault)),
            Ok(program) => executor.hire(client, piece, program),
        }
    }
    drop(sender);
    let lines = stream::unfold(Some(receiver), |receiver| async {
        let mut receiver = receiver?;
        Some(match receiver.recv().await {
            Some(row) => (Ok::<_, Infallible>(line(&row)), Some(receiver)),
            None => (Ok(line(&json!({"done": true}))), None),
        })
    });
    let response = Response::builder().header(CONTENT_TYPE, "application/x-ndjson");
    let response = response.body(Body::from_stream(lines));
    response.map_err(|error| Fault::internal(error.to_string()))
}

fn line(row: &Value) -> Bytes {
    Bytes::from(format!("{row}\n"))
}

impl Written {
    /// The sources, and why parts of a file are no tests.
    fn sources(self) -> (Vec<String>, Vec<String>) {
        match self {
            Self::Sources(sources) => (sources, Vec::new()),
            Self::File(text) => {
                let found = crate::extract::tests_of_file(&text);
                let unused = found.unused.iter().map(|it| it.reason.to_string());
                (
                    found.tests.into_iter().map(|it| it.source).collect(),
                    unused.collect(),
                )
            }
        }
    }
}

/// What all candidates of a request meet.
struct Question {
    suite: Suite,
    limits: Limits,
    judge: Judge,
}

/// One candidate of a request, and where its outcomes go.
struct Piece {
    place: usize,
    question: Arc<Question>,
    sender: UnboundedSender<Value>,
}

impl Executor {
    /// Lets a candidate wait for its turn; one for which there is no room is said to have no outcomes.
    fn hire(&self, client: &str, piece: Piece, program: Program) {
        let (environments, metrics) = (Arc::clone(&self.environments), Arc::clone(&self.metrics));
        let (place, sender) = (piece.place, piece.sender.clone());
        let hired = self.crew.hire(client, 0, move || {
            if piece.sender.is_closed() {
                return;
            }
            match piece.run(&environments.usual().backend, &program) {
                Ok(report) => {
                    let passed = report.outcomes.iter().all(Outcome::passed);
                    metrics.ended(if passed { How::Well } else { How::Badly });
                    piece.tell(&report);
                }
                Err(error) => {
                    metrics.ended(How::Infrastructure);
                    piece.lack(&error.to_string());
                }
            }
        });
        if hired.is_err() {
            let error = "there is no room for it in the line: ask again";
            let _ = sender.send(json!({"candidate": place, "error": error}));
        }
    }
}

impl Piece {
    /// Runs the candidate. What ended with its worker and not by its own doing has no outcome.
    fn run(&self, backend: &Backend, program: &Program) -> Result<Report, SandboxError> {
        let report = backend.run(&Job {
            limits: self.question.limits,
            judge: self.question.judge,
            ..Job::new(program, &self.question.suite)
        })?;
        if report.repeatable {
            return Ok(report);
        }
        Err(SandboxError::Engine(LOST.to_owned()))
    }

    fn tell(&self, report: &Report) {
        let letters: String = report.outcomes.iter().map(Outcome::letter).collect();
        let faults = report.outcomes.iter().map(|outcome| match outcome {
            Outcome::Failed(fault) | Outcome::Raised(fault) | Outcome::Unviable(fault) => {
                json!(format!("{}: {}", fault.kind, fault.message))
            }
            _ => Value::Null,
        });
        let row = json!({
            "candidate": self.place,
            "outcomes": letters,
            "faults": faults.collect::<Vec<_>>(),
            "loads": report.unloadable.is_none(),
            "shared": report.shared,
            "output": String::from_utf8_lossy(&report.output[..report.output.len().min(SHOWN)]),
        });
        // A client that has left hears nothing.
        let _ = self.sender.send(row);
    }

    fn lack(&self, error: &str) {
        let _ = self
            .sender
            .send(json!({"candidate": self.place, "error": error}));
    }
}
