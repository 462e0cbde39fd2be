//! `POST /submit` of `SandboxFusion`: a completion is judged by the row of a data set that comes with it.

use super::datasets::{Case, Question, accepts, judgement};
use super::run_code::{Ran, Run, parsed, unprocessable};
use super::{Allowance, Executor, LOST};
use crate::serve::fault::Fault;
use crate::serve::metrics::How;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use mutagree_sandbox::{Backend, Job, Judge, Limits, SandboxError, Script, Tests};
use rand::RngExt;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The longest completion, in bytes.
const LONGEST: usize = 1 << 20;

#[derive(Debug, Deserialize)]
struct Request {
    dataset: String,
    id: Value,
    completion: String,
    #[serde(default)]
    config: Map<String, Value>,
}

/// Answers a request. Where the sandbox fails, it says so with status 500, which is no verdict.
pub(in crate::serve) async fn submit(
    executor: &Executor,
    client: &str,
    body: &[u8],
) -> Result<Response, Fault> {
    let request: Request = match parsed(body) {
        Ok(request) => request,
        Err(response) => return Ok(*response),
    };
    if request.completion.len() > LONGEST {
        let said = format!("a completion of more than {LONGEST} bytes is not read");
        return Ok(unprocessable(
            "too_long",
            &json!(["body", "completion"]),
            &said,
        ));
    }
    let row = match request.config.get("provided_data") {
        Some(Value::Object(row)) if !row.is_empty() => row,
        _ => {
            let said =
                "request.config.provided_data should be a dict: this server keeps no data sets";
            return Ok(detail(StatusCode::BAD_REQUEST, said));
        }
    };
    let judgement = judgement(&request.dataset, &request.config, row, &request.completion);
    let judgement = match judgement {
        Ok(judgement) => judgement,
        Err(said) => return Ok(detail(StatusCode::BAD_REQUEST, &said)),
    };
    let asked = request.config.get("run_timeout").and_then(Value::as_f64);
    let seconds = asked.filter(|it| *it > 0.0).unwrap_or(judgement.seconds);
    let extra = |name: &str| {
        request
            .config
            .get("extra")
            .is_some_and(|it| it[name] == true)
    };
    let allowance = Allowance::new(seconds, None);
    let asked = Asked {
        allowance,
        limits: executor.limits(allowance),
        all: extra("run_all_cases"),
        judge: if extra("shared") {
            Judge::Auto
        } else {
            Judge::Split
        },
    };
    let bytes = body.len();
    let (code, question) = (judgement.code.clone(), judgement.question);
    let judged = executor.work(client, bytes, move |backend| {
        asked.judge(backend, &code, &question)
    });
    match judged.await? {
        Ok(tests) => {
            executor.metrics.ended(How::Well);
            let accepted = tests.iter().all(|it| it["passed"] == true);
            Ok(Json(json!({
                "id": request.id,
                "accepted": accepted,
                "extracted_code": judgement.code,
                "full_code": judgement.full_code,
                "test_code": null,
                "tests": tests,
                "extracted_type": null,
                "extra": null,
            }))
            .into_response())
        }
        Err(error) => {
            executor.metrics.ended(How::Infrastructure);
            let said = format!("failed to request sandbox: {error}");
            Ok(detail(StatusCode::INTERNAL_SERVER_ERROR, &said))
        }
    }
}

fn detail(status: StatusCode, said: &str) -> Response {
    (status, Json(json!({"detail": said}))).into_response()
}

/// How a completion is to be judged.
#[derive(Clone, Copy)]
struct Asked {
    allowance: Allowance,
    limits: Limits,
    /// Cases after the first that fails run too.
    all: bool,
    /// Where tests are judged.
    judge: Judge,
}

impl Asked {
    /// The test cases, each with how it ended.
    fn judge(
        self,
        backend: &Backend,
        code: &str,
        question: &Question,
    ) -> Result<Vec<Value>, SandboxError> {
        match question {
            Question::Exchanges(cases) => self.judge_exchanges(backend, code, cases),
            Question::Tests(tests) => self.judge_tests(backend, code, tests),
            Question::Script(source) => self.judge_script(backend, source),
        }
    }

    fn judge_exchanges(
        self,
        backend: &Backend,
        code: &str,
        cases: &[Case],
    ) -> Result<Vec<Value>, SandboxError> {
        let mut tests = Vec::new();
        for case in cases {
            let script = Script {
                source: code.as_bytes().to_vec(),
                input: case.input.clone().into_bytes(),
                ..Script::default()
            };
            let ended = backend.run_script(script, self.limits)?;
            let printed = String::from_utf8_lossy(&ended.stdout);
            let passed = ended.exit == Ok(0) && accepts(&case.output, &printed);
            let ran = Ran::of_script(&ended, self.allowance.seconds);
            tests.push(json!({"passed": passed, "exec_info": ran, "test_info": case.row}));
            if !passed && !self.all {
                break;
            }
        }
        Ok(tests)
    }

    /// Tests are judged in an interpreter of their own: a program that exits, or changes what asserts do, passes none.
    fn judge_tests(
        self,
        backend: &Backend,
        code: &str,
        tests: &str,
    ) -> Result<Vec<Value>, SandboxError> {
        let suite = backend.compile(&Tests::new(&[tests]))?;
        let report = backend.run(&Job {
            limits: self.limits,
            judge: self.judge,
            ..Job::new(code, &suite)
        })?;
        let outcome = report.outcomes.first().filter(|_| report.repeatable);
        let outcome = outcome.ok_or_else(|| SandboxError::Engine(LOST.to_owned()))?;
        let passed = outcome.passed();
        let run = Run::of_tests(outcome, &report.output, self.allowance.seconds);
        let ran = Ran::of_run(if passed { "Success" } else { "Failed" }, run);
        Ok(vec![
            json!({"passed": passed, "exec_info": ran, "test_info": null}),
        ])
    }

    /// A script has run to its end where it prints, as the last line, a text that nobody could know before.
    fn judge_script(self, backend: &Backend, source: &str) -> Result<Vec<Value>, SandboxError> {
        let mark = format!("{:032x}", rand::rng().random::<u128>());
        let script = Script {
            source: format!("{source}\nprint('\\n{mark}')\n").into_bytes(),
            ..Script::default()
        };
        let mut ended = backend.run_script(script, self.limits)?;
        let end = format!("\n{mark}\n").into_bytes();
        let passed = ended.exit == Ok(0) && ended.stdout.ends_with(&end);
        if passed {
            ended.stdout.truncate(ended.stdout.len() - end.len());
        }
        let ran = Ran::of_script(&ended, self.allowance.seconds);
        Ok(vec![
            json!({"passed": passed, "exec_info": ran, "test_info": null}),
        ])
    }
}
