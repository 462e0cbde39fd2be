//! `POST /run_code` of `SandboxFusion`: a program with an input and files, and how it ended.

use super::{Allowance, Executor};
use crate::serve::fault::Fault;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mutagree_sandbox::{Ended, Limit, Outcome, SandboxError, Script};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What of each stream is given back, in bytes.
const SHOWN: usize = 1 << 20;

/// Files with this in their names are not written, as there.
const IGNORED: &str = "IGNORE_THIS_FILE";

/// A request, as far as it matters here: `compile_timeout` is for languages that are compiled.
#[derive(Debug, Deserialize)]
pub(super) struct RunCode {
    code: String,
    language: String,
    #[serde(default = "ten")]
    run_timeout: f64,
    #[serde(default, rename = "memory_limit_MB")]
    memory_limit_mb: Option<i64>,
    #[serde(default)]
    stdin: Option<String>,
    #[serde(default)]
    files: BTreeMap<String, Option<String>>,
    #[serde(default)]
    fetch_files: Vec<String>,
}

fn ten() -> f64 {
    10.0
}

/// How a request ended.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Ran {
    /// `Success`, `Failed`, or `SandboxError` where there is no verdict.
    pub(super) status: &'static str,
    pub(super) message: String,
    compile_result: Option<()>,
    pub(super) run_result: Option<Run>,
    executor_pod_name: Option<()>,
    files: BTreeMap<String, String>,
}

/// How a program ended.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Run {
    /// `Finished` or `TimeLimitExceeded`.
    pub(super) status: &'static str,
    execution_time: Option<f64>,
    return_code: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// Answers a request.
pub(in crate::serve) async fn run_code(
    executor: &Executor,
    client: &str,
    body: &[u8],
) -> Result<Response, Fault> {
    let request: RunCode = match parsed(body) {
        Ok(request) => request,
        Err(response) => return Ok(*response),
    };
    let (script, allowance) = match request.script() {
        Ok(script) => script,
        Err(response) => return Ok(*response),
    };
    let limits = executor.limits(allowance);
    let ended = executor.run(client, script, limits).await?;
    Ok(match ended {
        Ok(Ended {
            exit: Err(Outcome::Unviable(fault)),
            ..
        }) => unprocessable("value_error", &json!(["body", "files"]), &fault.message),
        ended => Json(Ran::of(ended, allowance.seconds)).into_response(),
    })
}

impl RunCode {
    fn script(self) -> Result<(Script, Allowance), Box<Response>> {
        let wrong = |kind, place: Value, said: &str| Box::new(unprocessable(kind, &place, said));
        if self.language != "python" {
            return Err(wrong(
                "literal_error",
                json!(["body", "language"]),
                "Input should be 'python'",
            ));
        }
        if !(self.run_timeout > 0.0 && self.run_timeout.is_finite()) {
            return Err(wrong(
                "greater_than",
                json!(["body", "run_timeout"]),
                "Input should be greater than 0",
            ));
        }
        let mut files = Vec::new();
        for (name, content) in self.files {
            let Some(content) = content.filter(|_| !name.contains(IGNORED)) else {
                continue;
            };
            let Ok(bytes) = STANDARD.decode(content.split_whitespace().collect::<String>()) else {
                return Err(wrong(
                    "value_error",
                    json!(["body", "files", name]),
                    "Value is not base64",
                ));
            };
            files.push((name, bytes));
        }
        let mebibytes = self.memory_limit_mb.and_then(|it| usize::try_from(it).ok());
        let memory = mebibytes.filter(|it| *it > 0);
        let memory = memory.map(|it| it.saturating_mul(1 << 20));
        let allowance = Allowance::new(self.run_timeout, memory);
        let script = Script {
            source: self.code.into_bytes(),
            input: self.stdin.unwrap_or_default().into_bytes(),
            files,
            wanted: self.fetch_files,
        };
        Ok((script, allowance))
    }
}

impl Ran {
    /// What is said of a run that may have taken so many seconds.
    pub(super) fn of(ended: Result<Ended, SandboxError>, seconds: f64) -> Self {
        match ended {
            Ok(ended) => Self::of_script(&ended, seconds),
            Err(error) => Self::failed(&error),
        }
    }

    /// There is no verdict: the sandbox failed.
    pub(super) fn failed(error: &SandboxError) -> Self {
        Self {
            status: "SandboxError",
            message: error.to_string(),
            compile_result: None,
            run_result: None,
            executor_pod_name: None,
            files: BTreeMap::new(),
        }
    }

    pub(super) fn of_run(status: &'static str, run: Run) -> Self {
        Self {
            status,
            message: String::new(),
            compile_result: None,
            run_result: Some(run),
            executor_pod_name: None,
            files: BTreeMap::new(),
        }
    }

    pub(super) fn of_script(ended: &Ended, seconds: f64) -> Self {
        let mut run = Run {
            status: "Finished",
            execution_time: Some(ended.took.as_secs_f64()),
            return_code: None,
            stdout: shown(&ended.stdout),
            stderr: shown(&ended.stderr),
        };
        run.end(&ended.exit, seconds);
        let status = if run.return_code == Some(0) {
            "Success"
        } else {
            "Failed"
        };
        let files = ended.files.iter();
        Self {
            files: files
                .map(|(name, content)| (name.clone(), STANDARD.encode(content)))
                .collect(),
            ..Self::of_run(status, run)
        }
    }
}

impl Run {
    /// What a report of tests says of a run.
    pub(super) fn of_tests(outcome: &Outcome, output: &[u8], seconds: f64) -> Self {
        let mut run = Self {
            status: "Finished",
            execution_time: None,
            return_code: None,
            stdout: shown(output),
            stderr: String::new(),
        };
        let exit = match outcome {
            Outcome::Passed => Ok(0),
            Outcome::Failed(fault) | Outcome::Raised(fault) | Outcome::Unviable(fault) => {
                run.stderr = format!("{}: {}\n", fault.kind, fault.message);
                Ok(1)
            }
            other => Err(other.clone()),
        };
        run.end(&exit, seconds);
        run
    }

    /// The return code, or what stands for it: a signal as a negative number, as Python's `subprocess` has it.
    fn end(&mut self, exit: &Result<u8, Outcome>, seconds: f64) {
        const SIGSEGV: i32 = -11;
        const SIGKILL: i32 = -9;
        let (code, said) = match exit {
            Ok(code) => (i32::from(*code), String::new()),
            Err(Outcome::LimitReached(Limit::Time)) => {
                self.status = "TimeLimitExceeded";
                self.execution_time = Some(seconds);
                return;
            }
            Err(Outcome::LimitReached(limit)) => (
                SIGKILL,
                format!("killed: limit of {limit:?}").to_lowercase(),
            ),
            Err(other) => (SIGSEGV, format!("crashed: {other:?}")),
        };
        self.return_code = Some(code);
        if !said.is_empty() {
            self.stderr.push_str(&said);
            self.stderr.push('\n');
        }
    }
}

/// The beginning of what was written, as text.
fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN)]).into_owned()
}

/// The body of a request, or what is said where it is not of the form.
pub(super) fn parsed<T: DeserializeOwned>(body: &[u8]) -> Result<T, Box<Response>> {
    serde_json::from_slice(body).map_err(|error| {
        let said = error.to_string();
        Box::new(unprocessable("value_error", &json!(["body"]), &said))
    })
}

/// A request that is not of the form, as `FastAPI` says it.
pub(super) fn unprocessable(kind: &str, place: &Value, said: &str) -> Response {
    let detail = json!({"detail": [{"type": kind, "loc": place, "msg": said}]});
    (StatusCode::UNPROCESSABLE_ENTITY, Json(detail)).into_response()
}
