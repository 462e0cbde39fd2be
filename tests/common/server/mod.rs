//! An OpenAI-compatible server for tests: it runs on loopback, says what a [`Script`] says, and misbehaves on request.
//!
//! ```ignore
//! let server = Server::start(Script {
//!     faults: Faults::share(0.2, &[Fault::Status(503), Fault::Close], 7),
//!     ..Script::answering(|request, sample| Reply::text(format!("answer {sample}")))
//! });
//! ```
#![allow(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    reason = "each test file uses a part of it, and a broken test panics"
)]

mod answer;
mod fault;
mod gate;
mod http;
mod log;
mod proxy;
mod queue;
mod script;
mod stream;
mod tls;

pub(crate) use fault::{Fault, Faults, RetryAfter, http_date};
pub(crate) use log::{Seen, Usage};
pub(crate) use proxy::Proxy;
pub(crate) use script::{Batch, Reply, Script};

use gate::{Bell, Gate};
use http::{FOREVER, Request, Wire};
use log::Log;
use queue::Queue;
use std::io::{self, ErrorKind};
use std::net::TcpStream;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};
use tls::Tls;

/// A running server, which ends with all its connections when it is dropped.
pub(crate) struct Server {
    gate: Gate,
    desk: Arc<Desk>,
}

impl Server {
    /// Starts on a free port.
    pub(crate) fn start(script: Script) -> Self {
        let desk = Arc::new(Desk {
            tls: script.tls.then(Tls::new),
            log: Mutex::default(),
            queue: Queue::new(script.serves_at_once),
            script,
            start: Instant::now(),
        });
        let served = Arc::clone(&desk);
        let gate = Gate::open(move |tcp, bell| {
            // Errors are clients that left, and connections that the script ended.
            let _ = served.serve(tcp, bell);
        });
        Self { gate, desk }
    }

    /// What clients take as the base URL, without a slash at its end.
    pub(crate) fn base_url(&self) -> String {
        let scheme = if self.desk.tls.is_some() {
            "https"
        } else {
            "http"
        };
        format!("{scheme}://{}/v1", self.gate.address)
    }

    /// The certificate as PEM, for clients that shall trust it.
    pub(crate) fn certificate(&self) -> Option<&str> {
        self.desk.tls.as_ref().map(|tls| tls.pem.as_str())
    }

    /// All requests that were read as a whole, in the order of arrival.
    pub(crate) fn requests(&self) -> Vec<Seen> {
        self.desk.log().requests.clone()
    }

    /// The sum over the model's answers that went out completely.
    pub(crate) fn usage(&self) -> Usage {
        Usage::sum(self.desk.log().requests.iter().filter(|seen| seen.complete))
    }

    /// The sum over all answers that the model gave, even those that were lost on the way.
    pub(crate) fn spent(&self) -> Usage {
        Usage::sum(self.desk.log().requests.iter())
    }

    /// How many requests were being served at the same time at most.
    pub(crate) fn most_at_once(&self) -> usize {
        self.desk.log().most_at_once
    }

    /// Waits until what was seen is enough; panics after 30 seconds.
    pub(crate) fn wait_until(&self, enough: impl Fn(&[Seen]) -> bool) {
        let start = Instant::now();
        while !enough(&self.desk.log().requests) {
            assert!(start.elapsed() < Duration::from_secs(30), "waited too long");
            thread::sleep(Duration::from_millis(2));
        }
    }
}

/// How often those who wait for their turn look for it.
const GLANCE: Duration = Duration::from_millis(2);

/// What all connections share.
struct Desk {
    script: Script,
    tls: Option<Tls>,
    log: Mutex<Log>,
    queue: Queue,
    start: Instant,
}

impl Desk {
    fn serve(&self, tcp: TcpStream, bell: &Bell) -> io::Result<()> {
        tcp.set_nodelay(true)?;
        let twin = tcp.try_clone()?;
        let mut wire = match &self.tls {
            Some(tls) => Wire::new(Box::new(tls.wrap(tcp)?), twin, bell),
            None => Wire::new(Box::new(tcp), twin, bell),
        };
        loop {
            let request = wire.read()?;
            let last = http::is_last(&request.headers);
            self.attend(request, &mut wire)?;
            if last {
                return Ok(());
            }
        }
    }

    /// Answers a request, and notes what became of it.
    fn attend(&self, request: Request, wire: &mut Wire) -> io::Result<()> {
        let mut seen = self.log().open(request, &self.script, self.start.elapsed());
        let mut dealt = Vec::new();
        let sent = self.answer(&mut seen, &mut dealt, wire);
        if sent.is_err() {
            seen.complete = false;
            self.log().end(&seen, &mut dealt);
        }
        sent
    }

    fn answer(&self, seen: &mut Seen, dealt: &mut Vec<usize>, wire: &mut Wire) -> io::Result<()> {
        if !matches!(seen.fault, Some(Fault::Crowded | Fault::Hang)) {
            let _turn = self.queue.turn(|| wire.pause(GLANCE))?;
            wire.pause(self.script.latency)?;
        }
        match seen.fault {
            Some(Fault::Close) => return Err(ErrorKind::ConnectionAborted.into()),
            Some(Fault::Hang) => wire.pause(FOREVER)?,
            Some(Fault::Slow(millis)) => wire.pause(Duration::from_millis(millis))?,
            _ => {}
        }
        let body = seen.body.clone();
        let mut answer = self.script.answer(seen, |count| {
            dealt.extend(self.log().deal(&body, count));
            dealt.clone()
        });
        if http::is_last(&seen.headers) {
            answer = answer.with("connection", "close");
        }
        seen.status = Some(answer.status);
        seen.complete = true;
        wire.send(&answer, || self.log().end(seen, dealt))
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap()
    }
}
