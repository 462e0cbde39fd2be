//! The server: completions by agreement in front of any model, and an executor for those who train on verdicts.

mod access;
mod chat;
mod crew;
mod desk;
mod executor;
mod fault;
mod gate;
mod line;
mod metrics;
mod room;
mod routes;

pub use access::Access;
pub use chat::{Chat, Solving};

use crate::engine::{Environments, allow_files};
use crew::Crew;
use desk::Desk;
use executor::Executor;
use line::Bounds;
use metrics::Metrics;
use room::Rooms;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How often the server looks whether it is to end.
const GLANCE: Duration = Duration::from_millis(50);

/// What a server serves, and within which bounds.
pub struct Serving {
    /// Who may ask.
    pub access: Access,
    /// The model in front of which it stands; it only executes where this is nothing.
    pub chat: Option<Chat>,
    /// Where programs run.
    pub environments: Arc<Environments>,
    /// Tasks that are solved at the same time.
    pub solves: usize,
    /// Tasks that may wait.
    pub solves_waiting: usize,
    /// Programs that run at the same time.
    pub jobs: usize,
    /// Programs that may wait.
    pub jobs_waiting: usize,
    /// The most memory of a program, in bytes.
    pub memory: usize,
    /// How long requests under way are waited for at the end.
    pub drain: Duration,
}

/// Bytes of programs that may wait.
const WAITING_BYTES: usize = 512 << 20;

/// Bytes of bodies of requests.
const BODIES: usize = 512 << 20;

/// Open files and connections that the server asks the system for.
const DESCRIPTORS: usize = 1 << 16;

/// Serves until `stopped` is set, then answers what it has accepted.
///
/// # Errors
/// Where no threads can be started.
pub fn serve(serving: Serving, listener: TcpListener, stopped: &AtomicBool) -> io::Result<()> {
    allow_files(DESCRIPTORS);
    let metrics = Arc::new(Metrics::new());
    let bounds = |pieces| Bounds {
        pieces,
        bytes: WAITING_BYTES,
    };
    let jobs = Crew::new("job", serving.jobs, bounds(serving.jobs_waiting))?;
    let desk = Arc::new(Desk {
        access: serving.access,
        room: Rooms::new(BODIES),
        solves: Crew::new("solve", serving.solves, bounds(serving.solves_waiting))?,
        chat: serving.chat,
        executor: Executor::new(
            serving.environments,
            jobs,
            Arc::clone(&metrics),
            serving.memory,
        ),
        metrics: Arc::clone(&metrics),
    });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let router = routes::routes(Arc::clone(&desk));
    listener.set_nonblocking(true)?;
    let mut ended = Instant::now();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let ends = async {
            while !stopped.load(Ordering::Relaxed) {
                tokio::time::sleep(GLANCE).await;
            }
            ended = Instant::now();
        };
        gate::serve(listener, router, metrics, ends, serving.drain).await;
        Ok::<(), io::Error>(())
    })?;
    desk.solves.close();
    desk.executor.crew().close();
    let left = serving.drain.saturating_sub(ended.elapsed());
    desk.solves.join(left);
    desk.executor.crew().join(left);
    runtime.shutdown_background();
    Ok(())
}
