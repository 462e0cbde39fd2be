//! Which path is answered by what.

use super::access::Peer;
use super::chat::PATH;
use super::desk::Desk;
use super::executor::{execute, run_code, submit};
use super::fault::Fault;
use super::line::Client;
use super::metrics::Route;
use super::room::Room;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The longest body that is read.
const LONGEST: usize = 32 << 20;

/// How long a client may take to send a body.
const PATIENCE: Duration = Duration::from_mins(1);

/// The text form of `OpenMetrics`.
const METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

type Shared = State<Arc<Desk>>;
type Answer = Result<Response, Fault>;

pub(super) fn routes(desk: Arc<Desk>) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/metrics", get(metrics))
        .route("/v1/ping", get(|| async { Json("pong") }))
        .route("/v1/models", get(models))
        .route("/v1/chat/completions", post(chat))
        .route(
            "/v1/execute",
            post(|desk: Shared, request: Request| run(desk, request, Route::Execute)),
        )
        .route(
            "/run_code",
            post(|desk: Shared, request: Request| run(desk, request, Route::RunCode)),
        )
        .route(
            "/submit",
            post(|desk: Shared, request: Request| run(desk, request, Route::Submit)),
        )
        .route("/v1/{*path}", any(other))
        .fallback(|| async { unknown() })
        .with_state(desk)
}

fn unknown() -> Fault {
    let said = "there is nothing at this path\nhint: POST /v1/chat/completions, /run_code, /submit or /v1/execute; GET /v1/models, /healthz or /metrics";
    Fault::new(StatusCode::NOT_FOUND, "not_found", said)
}

/// The text of what was counted; who may ask may look.
async fn metrics(State(desk): Shared, request: Request) -> Answer {
    client(&desk, &request)?;
    let jobs = desk.executor.crew();
    let text = desk.metrics.text(
        (desk.solves.waiting(), desk.solves.busy()),
        (jobs.waiting(), jobs.busy()),
    );
    Ok(([(CONTENT_TYPE, METRICS)], text).into_response())
}

async fn models(State(desk): Shared, request: Request) -> Answer {
    client(&desk, &request)?;
    let chat = desk.chat.as_ref().ok_or_else(no_model)?;
    Ok(Json(chat.models()).into_response())
}

async fn chat(State(desk): Shared, request: Request) -> Answer {
    let client = client(&desk, &request)?;
    let chat = desk.chat.as_ref().ok_or_else(no_model)?;
    let (headers, body, _room) = read(&desk, request).await?;
    chat.answer(&desk, client, &headers, body).await
}

/// Any other path of the model's server.
async fn other(State(desk): Shared, request: Request) -> Answer {
    client(&desk, &request)?;
    let chat = desk.chat.as_ref().ok_or_else(unknown)?;
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let path = uri.path().trim_start_matches("/v1/").to_owned();
    let is_plain = |part: &str| {
        let is_usual = |it: char| it.is_ascii_alphanumeric() || "-_.~:@+".contains(it);
        !matches!(part, "" | "." | "..") && part.chars().all(is_usual)
    };
    let is_plain = path.split('/').all(is_plain) && path != PATH;
    if !is_plain || !matches!(method, Method::GET | Method::POST | Method::DELETE) {
        return Err(unknown());
    }
    let (headers, body, _room) = read(&desk, request).await?;
    chat.pass_other(&desk, (method, &path, uri.query()), &headers, body)
        .await
}

/// Runs programs of a request.
async fn run(State(desk): Shared, request: Request, route: Route) -> Answer {
    let client = client(&desk, &request)?;
    let (_, body, _room) = read(&desk, request).await?;
    let began = Instant::now();
    let answer = match route {
        Route::Submit => submit(&desk.executor, &client, &body).await,
        Route::Execute => execute(&desk.executor, &client, &body).await,
        Route::RunCode | Route::Solve | Route::Pass => {
            run_code(&desk.executor, &client, &body).await
        }
    };
    let status = match &answer {
        Ok(response) => response.status(),
        Err(fault) => fault.status,
    };
    desk.metrics
        .answered(route, status.as_u16(), began.elapsed());
    answer
}

/// Who asks.
fn client(desk: &Desk, request: &Request) -> Result<Client, Fault> {
    let peer = request.extensions().get::<Peer>().copied();
    desk.access
        .client(request.headers(), request.method(), peer)
}

/// The head and the whole body of a request, and the room that the body takes until this is dropped.
async fn read(desk: &Desk, request: Request<Body>) -> Result<(HeaderMap, Bytes, Room), Fault> {
    let (head, body) = request.into_parts();
    let length = head.headers.get(CONTENT_LENGTH);
    let length = length.and_then(|it| it.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > LONGEST) {
        return Err(too_large());
    }
    let length = length.unwrap_or(LONGEST);
    let room = desk.room.take(length).await;
    let read = tokio::time::timeout(PATIENCE, to_bytes(body, LONGEST)).await;
    let late = |_| {
        Fault::new(
            StatusCode::REQUEST_TIMEOUT,
            "timeout",
            "the body did not come in time",
        )
    };
    let body = read.map_err(late)?.map_err(|_| too_large())?;
    Ok((head.headers, body, room))
}

fn too_large() -> Fault {
    let said = format!(
        "the body is longer than {} MiB, or broke off",
        LONGEST >> 20
    );
    Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", said)
}

fn no_model() -> Fault {
    let said = "this server stands in front of no model\nhint: start it with `--model`";
    Fault::new(StatusCode::NOT_FOUND, "no_model", said)
}
