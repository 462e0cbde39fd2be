//! Requests that pass through to the model's server, and its answers that pass back, as they come.

use crate::client::Upstream;
use crate::serve::fault::Fault;
use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use futures_util::stream;
use std::io;

/// The header that says why a request was not solved by agreement.
const WHY: &str = "x-mutagree-passed";

/// The headers of an answer that reach the client.
const PASSED: [HeaderName; 3] = [CONTENT_TYPE, CACHE_CONTROL, RETRY_AFTER];

/// A request as it came.
pub(super) struct Passing<'a> {
    pub(super) method: Method,
    /// The path below `/v1/`.
    pub(super) path: &'a str,
    pub(super) query: Option<&'a str>,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: Bytes,
}

/// Passes a request on, and its answer back. The server's own keys are struck from whatever it says.
pub(super) async fn pass(
    upstream: &Upstream,
    request: Passing<'_>,
    why: &str,
) -> Result<Response, Fault> {
    let content = (Some(request.headers), request.body.to_vec());
    let answer = upstream
        .pass(request.method, request.path, request.query, content)
        .await;
    let answer = answer.map_err(|error| {
        let said = format!("the model's server does not answer: {error}");
        Fault::new(StatusCode::BAD_GATEWAY, "model_unreachable", said)
    })?;
    let mut response = Response::builder().status(answer.status());
    for name in PASSED {
        let value = answer.headers().get(&name);
        let value = value.and_then(|it| it.to_str().ok());
        if let Some(value) = value.and_then(|it| HeaderValue::try_from(upstream.struck(it)).ok()) {
            response = response.header(&name, value);
        }
    }
    if let Ok(why) = HeaderValue::try_from(why) {
        response = response.header(WHY, why);
    }
    let pieces = stream::unfold(Some((answer, upstream.striker())), |state| async move {
        let (mut answer, mut striker) = state?;
        Some(match answer.chunk().await {
            Ok(Some(piece)) => (
                Ok(Bytes::from(striker.take(&piece))),
                Some((answer, striker)),
            ),
            Ok(None) => (Ok(Bytes::from(striker.end())), None),
            Err(error) => (Err(io::Error::other(error.without_url())), None),
        })
    });
    let body = Body::from_stream(pieces);
    response
        .body(body)
        .map_err(|error| Fault::internal(error.to_string()))
}
