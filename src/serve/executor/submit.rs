//! `POST /submit` of `SandboxFusion`: a completion is judged by the row of a data set that comes with it.

use super::datasets::{Case, Judgement, Question, accepts, judgement};
use super::run_code::{Ran, Run, unprocessable};
use super::{Allowance, Executor};
use crate::serve::fault::Fault;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use mutagree_sandbox::{Job, Limits, Outcome, Report, SandboxError, Script, Tests};
use serde::Deserialize;
use serde_json::{Map, Value, json};

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
    let request: Request = match serde_json::from_slice(body) {
        Ok(request) => request,
        Err(error) => {
            return Ok(unprocessable(
                "value_error",
                &json!(["body"]),
                &error.to_string(),
            ));
        }
    };
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
    let all = request
        .config
        .get("extra")
        .is_some_and(|it| it["run_all_cases"] == true);
    let asked = Asked {
        client,
        seconds,
        all,
    };
    match executor.judge(&asked, &judgement).await? {
        Ok(tests) => {
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
            let said = format!("failed to request sandbox: {error}");
            Ok(detail(StatusCode::INTERNAL_SERVER_ERROR, &said))
        }
    }
}

fn detail(status: StatusCode, said: &str) -> Response {
    (status, Json(json!({"detail": said}))).into_response()
}

/// Who asks, and how it is to be judged.
struct Asked<'a> {
    client: &'a str,
    seconds: f64,
    /// Cases after the first that fails run too.
    all: bool,
}

impl Executor {
    /// The test cases, each with how it ended.
    async fn judge(
        &self,
        asked: &Asked<'_>,
        judgement: &Judgement,
    ) -> Result<Result<Vec<Value>, SandboxError>, Fault> {
        match &judgement.question {
            Question::Exchanges(cases) => self.judge_exchanges(asked, &judgement.code, cases).await,
            Question::Tests(tests) => self.judge_tests(asked, &judgement.code, tests).await,
            Question::Script(script) => self.judge_script(asked, script).await,
        }
    }

    async fn judge_exchanges(
        &self,
        asked: &Asked<'_>,
        code: &str,
        cases: &[Case],
    ) -> Result<Result<Vec<Value>, SandboxError>, Fault> {
        let mut tests = Vec::new();
        for case in cases {
            let script = Script {
                source: code.as_bytes().to_vec(),
                input: case.input.clone().into_bytes(),
                ..Script::default()
            };
            let ended = self.run(asked.client, script, self.time(asked)).await?;
            let ran = match ended {
                Ok(ended) => Ran::of(Ok(ended), asked.seconds),
                Err(error) => return Ok(Err(error)),
            };
            let printed = ran.run_result.as_ref().map_or("", |it| it.stdout.as_str());
            let passed = ran.is_success() && accepts(&case.output, printed);
            tests.push(json!({"passed": passed, "exec_info": ran, "test_info": case.row}));
            if !passed && !asked.all {
                break;
            }
        }
        Ok(Ok(tests))
    }

    /// Tests are judged in an interpreter of their own: a program that exits, or changes what asserts do, passes none.
    async fn judge_tests(
        &self,
        asked: &Asked<'_>,
        code: &str,
        tests: &str,
    ) -> Result<Result<Vec<Value>, SandboxError>, Fault> {
        let (limits, bytes) = (self.time(asked), code.len() + tests.len());
        let (program, tests) = (code.to_owned(), tests.to_owned());
        let report = self.work(asked.client, bytes, move |backend| {
            let suite = backend.compile(&Tests::new(&[&tests]))?;
            let report = backend.run(&Job {
                limits,
                ..Job::new(program.as_str(), &suite)
            })?;
            if report.repeatable {
                return Ok(report);
            }
            Err(SandboxError::Engine("its worker ended twice".to_owned()))
        });
        let report = match report.await? {
            Ok(report) => report,
            Err(error) => return Ok(Err(error)),
        };
        let Report {
            outcomes, output, ..
        } = report;
        let outcome = outcomes.into_iter().next().unwrap_or(Outcome::Passed);
        let passed = outcome.passed();
        let run = Run::of_tests(&outcome, &output, asked.seconds);
        let ran = Ran::of_run(if passed { "Success" } else { "Failed" }, run);
        Ok(Ok(vec![
            json!({"passed": passed, "exec_info": ran, "test_info": null}),
        ]))
    }

    async fn judge_script(
        &self,
        asked: &Asked<'_>,
        script: &Script,
    ) -> Result<Result<Vec<Value>, SandboxError>, Fault> {
        let ended = self
            .run(asked.client, script.clone(), self.time(asked))
            .await?;
        Ok(ended.map(|ended| {
            let ran = Ran::of(Ok(ended), asked.seconds);
            vec![json!({"passed": ran.is_success(), "exec_info": ran, "test_info": null})]
        }))
    }

    fn time(&self, asked: &Asked<'_>) -> Limits {
        self.limits(Allowance {
            seconds: asked.seconds,
            memory: None,
        })
    }
}
