//! Connections: taken up to a number, served until the server is to end, closed where a client sends nothing for long.

use super::access::Peer;
use super::fault::Fault;
use super::metrics::Metrics;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::response::IntoResponse;
use futures_util::FutureExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt;

/// Connections at the same time; more wait in the system's own line.
const CONNECTIONS: usize = 4096;

/// How long a client may take to send the head of a request, and how long a connection may rest between two.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long the gate rests after the system gave no connection: it has no more descriptors.
const REST: Duration = Duration::from_millis(50);

/// Serves connections until `ends`, then waits, at most so long, for the requests that are under way.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    metrics: Arc<Metrics>,
    ends: impl Future<Output = ()>,
    drain: Duration,
) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut ends = std::pin::pin!(ends);
    loop {
        let (stream, peer) = tokio::select! {
            () = &mut ends => break,
            accepted = accept(&listener, &room) => accepted,
        };
        let Ok(place) = Arc::clone(&room).acquire_owned().await else {
            break;
        };
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(peer);
            let answer = AssertUnwindSafe(router.clone().oneshot(request));
            async {
                let answer = answer.catch_unwind().await;
                answer.unwrap_or_else(|_| {
                    Ok(Fault::internal("the request broke off").into_response())
                })
            }
        });
        let mut http = hyper::server::conn::http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
        let connection = http.serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        let counted = Counted::new(&metrics);
        tokio::spawn(async move {
            // Errors are clients that left.
            let _ = connection.await;
            drop((counted, place));
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(drain, graceful.shutdown()).await;
}

/// A connection, as the metrics count it while this lives.
struct Counted(Arc<Metrics>);

impl Counted {
    fn new(metrics: &Arc<Metrics>) -> Self {
        metrics.connected();
        Self(Arc::clone(metrics))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.disconnected();
    }
}

/// The next connection, once there is room for it.
async fn accept(listener: &TcpListener, room: &Semaphore) -> (TcpStream, Peer) {
    loop {
        if let Ok(place) = room.acquire().await {
            drop(place);
        }
        match listener.accept().await {
            Ok((stream, address)) => return (stream, Peer(address)),
            Err(_) => tokio::time::sleep(REST).await,
        }
    }
}
