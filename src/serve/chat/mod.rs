//! `POST /v1/chat/completions`: a request for one Python function is solved by agreement, every other passes through.

mod pass;
mod reply;
mod solve;
mod task;
mod wish;

pub use solve::Solving;

use super::desk::Desk;
use super::fault::Fault;
use super::line::{Client, Full};
use super::metrics::Route;
use crate::client::{Budget, ClientError, Upstream};
use crate::engine::{EngineError, Environments};
use axum::Json;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use pass::{Passing, pass};
use rand::RngExt;
use reply::Selected;
use serde_json::{Map, Value, json};
use solve::{Attempt, PREFIX, Solved};
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use task::{Task, task};
use tokio::sync::oneshot;
use wish::{Mode, Wish};

/// The path of chats below `/v1/`.
pub(super) const PATH: &str = "chat/completions";

/// How often a stream says that its answer is still being worked on.
const PULSE: Duration = Duration::from_secs(5);

/// How models are asked for completions, and tasks are solved.
pub struct Chat {
    /// The model's name.
    pub model: String,
    /// Its server.
    pub upstream: Arc<Upstream>,
    /// Where candidates run, shared by all requests.
    pub environments: Arc<Environments>,
    /// How tasks are solved.
    pub solving: Arc<Solving>,
}

/// What comes of an attempt: an answer, no program, or a fault.
type Outcome = Result<Option<Selected>, Fault>;

impl Chat {
    /// The list of models.
    pub(super) fn models(&self) -> Value {
        json!({"object": "list", "data": [{"id": self.model, "object": "model", "created": 0, "owned_by": "mutagree"}]})
    }

    /// Answers a request of a client.
    pub(super) async fn answer(
        &self,
        desk: &Desk,
        client: Client,
        headers: &HeaderMap,
        bytes: Bytes,
    ) -> Result<Response, Fault> {
        let body: Map<String, Value> = serde_json::from_slice(&bytes)
            .map_err(|error| Fault::unfit(format!("the body is no JSON object: {error}")))?;
        let wish = Wish::read(headers, &body)?;
        let found = self.task(&wish, &body);
        let task = match found {
            Ok(task) => task,
            Err(why) if wish.mode == Mode::On => {
                return Err(Fault::unfit(format!(
                    "it cannot be solved by agreement: {why}"
                )));
            }
            Err(why) => return self.pass(desk, headers, bytes, body, why).await,
        };
        let began = Instant::now();
        let asked = Asked {
            streams: body.get("stream") == Some(&Value::Bool(true)),
            with_usage: body
                .get("stream_options")
                .is_some_and(|it| it["include_usage"] == true),
        };
        let attempt = self.attempt(task, &wish, &body, began);
        let ends = attempt.ends;
        let waiting = self.begin(desk, &client, attempt)?;
        let model = self.model.clone();
        if !asked.streams {
            let outcome = waiting.outcome().await;
            return match outcome {
                Ok(Some(selected)) => {
                    desk.metrics.answered(Route::Solve, 200, began.elapsed());
                    Ok(Json(selected.completion(&model)).into_response())
                }
                Ok(None) => {
                    let passed = self.pass(desk, headers, bytes, body, "no reply held a program");
                    let answer = tokio::time::timeout_at(ends.into(), passed).await;
                    answer.unwrap_or_else(|_| Err(too_late()))
                }
                Err(fault) => {
                    desk.metrics
                        .answered(Route::Solve, fault.status.as_u16(), began.elapsed());
                    Err(fault)
                }
            };
        }
        let metrics = Arc::clone(&desk.metrics);
        let events = stream::once(async move {
            let outcome = waiting.outcome().await;
            let (status, events) = match outcome {
                Ok(Some(selected)) => (200, selected.chunks(&model, asked.with_usage)),
                Ok(None) => (502, error_events(&no_program())),
                Err(fault) => (fault.status.as_u16(), error_events(&fault)),
            };
            metrics.answered(Route::Solve, status, began.elapsed());
            stream::iter(events.into_iter().map(Ok::<_, Infallible>))
        });
        let alive = KeepAlive::new().interval(PULSE).text("working");
        Ok(Sse::new(events.flatten()).keep_alive(alive).into_response())
    }

    /// The task of a request, or why it passes through.
    fn task(&self, wish: &Wish, body: &Map<String, Value>) -> Result<Task, &'static str> {
        if wish.mode == Mode::Off {
            return Err("as was asked for");
        }
        if body.get("model").and_then(Value::as_str) != Some(self.model.as_str()) {
            return Err("another model");
        }
        task(body)
    }

    async fn pass(
        &self,
        desk: &Desk,
        headers: &HeaderMap,
        bytes: Bytes,
        mut body: Map<String, Value>,
        why: &str,
    ) -> Result<Response, Fault> {
        // What is said to this server is not for the other.
        let bytes = if body.remove("mutagree").is_some() {
            Bytes::from(Value::Object(body).to_string())
        } else {
            bytes
        };
        let request = Passing {
            method: Method::POST,
            path: PATH,
            query: None,
            headers,
            body: bytes,
        };
        self.relay(desk, request, why).await
    }

    /// Passes any request on to the model's server.
    pub(super) async fn pass_other(
        &self,
        desk: &Desk,
        request: (Method, &str, Option<&str>),
        headers: &HeaderMap,
        body: Bytes,
    ) -> Result<Response, Fault> {
        let (method, path, query) = request;
        let request = Passing {
            method,
            path,
            query,
            headers,
            body,
        };
        self.relay(desk, request, "no chat").await
    }

    async fn relay(&self, desk: &Desk, request: Passing<'_>, why: &str) -> Result<Response, Fault> {
        let began = Instant::now();
        let answer = pass(&self.upstream, request, why).await;
        let status = match &answer {
            Ok(response) => response.status(),
            Err(fault) => fault.status,
        };
        desk.metrics
            .answered(Route::Pass, status.as_u16(), began.elapsed());
        answer
    }

    fn attempt(
        &self,
        task: Task,
        wish: &Wish,
        body: &Map<String, Value>,
        began: Instant,
    ) -> Attempt {
        Attempt {
            generation: self.solving.generation(wish, body),
            ranking: wish.scorer.unwrap_or(self.solving.ranking),
            budget: Budget {
                usd: wish.budget_usd,
                tokens: wish.max_tokens_total,
            },
            id: new_id(),
            began,
            ends: began + wish.deadline.unwrap_or(self.solving.deadline),
            stopped: Arc::default(),
            solving: Arc::clone(&self.solving),
            upstream: Arc::clone(&self.upstream),
            environments: Arc::clone(&self.environments),
            task,
        }
    }

    /// Lets an attempt wait for its turn.
    fn begin(&self, desk: &Desk, client: &str, attempt: Attempt) -> Result<Waiting, Fault> {
        let attempt = Arc::new(attempt);
        let (sender, receiver) = oneshot::channel();
        let (work, metrics) = (Arc::clone(&attempt), Arc::clone(&desk.metrics));
        let solving = Arc::clone(&self.solving);
        let bytes = attempt.task.prompt.len();
        let hired = desk.solves.hire(client, bytes, move || {
            if work.stopped.load(Ordering::Relaxed) {
                return;
            }
            let solved = work.solve();
            let outcome = match solved {
                Ok(Solved::Selected(selected)) => {
                    let usage = selected.usage;
                    metrics.spent(usage.prompt_tokens, usage.completion_tokens, usage.usd);
                    Ok(Some(*selected))
                }
                Ok(Solved::Nothing(usage, why)) => {
                    metrics.spent(usage.prompt_tokens, usage.completion_tokens, usage.usd);
                    why.map_or(Ok(None), |why| Err(unanswered(&why)))
                }
                // What was executed before the fault, or the deadline, is an answer too, and was paid.
                Err(error) => {
                    let usage = work.usage();
                    metrics.spent(usage.prompt_tokens, usage.completion_tokens, usage.usd);
                    work.so_far().map(Some).ok_or_else(|| fault(&error))
                }
            };
            let _ = sender.send(outcome);
            solving.forget_old();
        });
        hired.map_err(|full| crowded(full, desk.solves.retry_after()))?;
        Ok(Waiting {
            receiver,
            guard: Guard(attempt),
            metrics: Arc::clone(&desk.metrics),
        })
    }
}

/// How an answer is wanted.
#[derive(Clone, Copy)]
struct Asked {
    streams: bool,
    with_usage: bool,
}

/// An attempt that somebody waits for.
struct Waiting {
    receiver: oneshot::Receiver<Outcome>,
    guard: Guard,
    metrics: Arc<super::metrics::Metrics>,
}

/// Stops an attempt that nobody waits for any more.
struct Guard(Arc<Attempt>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.stopped.store(true, Ordering::Relaxed);
    }
}

impl Waiting {
    /// What comes of the attempt; at its deadline the best so far.
    async fn outcome(self) -> Outcome {
        let attempt = Arc::clone(&self.guard.0);
        let (last_call, ends) = (attempt.last_call(), attempt.ends);
        let late = match tokio::time::timeout_at(last_call.into(), self.receiver).await {
            Ok(Ok(outcome)) => return outcome,
            Ok(Err(_)) => false,
            Err(_) => true,
        };
        let so_far = tokio::task::spawn_blocking(move || attempt.so_far());
        let so_far = tokio::time::timeout_at(ends.into(), so_far).await;
        let so_far = so_far.ok().and_then(Result::ok);
        match so_far.flatten() {
            Some(selected) => {
                if late {
                    self.metrics.late();
                }
                Ok(Some(Selected {
                    is_late: late,
                    ..selected
                }))
            }
            None if late => Err(too_late()),
            None => Err(Fault::internal("the attempt broke off")),
        }
    }
}

fn error_events(fault: &Fault) -> Vec<axum::response::sse::Event> {
    vec![axum::response::sse::Event::default().data(fault.body().to_string())]
}

fn too_late() -> Fault {
    let said = "the deadline came before the model had written a program";
    Fault::new(StatusCode::GATEWAY_TIMEOUT, "deadline_exceeded", said)
}

fn no_program() -> Fault {
    let said = "no reply of the model held a program";
    Fault::new(StatusCode::BAD_GATEWAY, "no_program", said)
}

/// What is said where the model gave no reply at all.
fn unanswered(why: &str) -> Fault {
    match why {
        ClientError::BUDGET_ENDED => Fault::new(StatusCode::PAYMENT_REQUIRED, "over_budget", why),
        ClientError::TIME_ENDED => too_late(),
        _ => {
            let said = format!("the model did not answer: {why}");
            Fault::new(StatusCode::BAD_GATEWAY, "model_failed", said)
        }
    }
}

/// What is said where work cannot wait.
pub(super) fn crowded(full: Full, seconds: u64) -> Fault {
    let said = match full {
        Full::All => "too many requests wait",
        Full::Client => "too many requests of this client wait",
        Full::Closed => {
            let said = "the server is about to end";
            return Fault::new(StatusCode::SERVICE_UNAVAILABLE, "shutting_down", said)
                .retry_after(seconds);
        }
    };
    Fault::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", said).retry_after(seconds)
}

/// What is said where a run cannot be written: where it would be is nothing for clients.
const UNKEPT: &str = "the server cannot keep the run of this request";

/// What is said of an attempt that failed before it had anything.
fn fault(error: &EngineError) -> Fault {
    let said = error.to_string();
    let said = said.split("\nhint:").next().unwrap_or_default();
    let of_model = |code| Fault::new(StatusCode::BAD_GATEWAY, code, said);
    match error {
        EngineError::Client(ClientError::OverBudget { .. }) => {
            Fault::new(StatusCode::PAYMENT_REQUIRED, "over_budget", said)
        }
        EngineError::Client(ClientError::Refused { status: 429, .. }) => {
            Fault::new(StatusCode::TOO_MANY_REQUESTS, "model_crowded", said).retry_after(10)
        }
        EngineError::Client(ClientError::Refused { .. }) => of_model("model_refused"),
        EngineError::Client(ClientError::Setup(_)) => Fault::unfit(said),
        EngineError::Input(_) => Fault::unfit("the task cannot be read"),
        EngineError::Sandbox(_) | EngineError::Environments(_) => {
            Fault::new(StatusCode::SERVICE_UNAVAILABLE, "sandbox_failed", said).retry_after(5)
        }
        EngineError::Client(ClientError::Store(_))
        | EngineError::Store(_)
        | EngineError::Merge(_) => Fault::internal(UNKEPT),
        EngineError::Client(_) => of_model("model_failed"),
        EngineError::Interrupted => Fault::internal("the attempt was stopped"),
    }
}

/// A name for a run that no other has, and that sorts by its time.
fn new_id() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let millis = since.unwrap_or_default().as_millis();
    format!("{PREFIX}{millis:013}-{:016x}", rand::rng().random::<u64>())
}
