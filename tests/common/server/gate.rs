//! Accepts connections on loopback, a thread for each, and ends them all at once.

use std::collections::HashMap;
use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How often a pause looks whether the client is still there.
const GLANCE: Duration = Duration::from_millis(10);

/// A listener whose connections end when it is dropped.
pub(super) struct Gate {
    pub(super) address: SocketAddr,
    bell: Arc<Bell>,
    acceptor: Option<JoinHandle<()>>,
}

impl Gate {
    /// Listens on a free port and serves each connection on a thread of its own.
    pub(super) fn open(serve: impl Fn(TcpStream, &Bell) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let bell = Arc::new(Bell::default());
        let heard = Arc::clone(&bell);
        let acceptor = thread::spawn(move || {
            thread::scope(|scope| {
                for stream in listener.incoming() {
                    if heard.rang() {
                        break;
                    }
                    let (serve, bell) = (&serve, &heard);
                    // A client that is gone before its connection is accepted is no error.
                    let Ok(stream) = stream else { continue };
                    scope.spawn(move || {
                        if let Ok(_watch) = bell.watch(&stream) {
                            serve(stream, bell);
                        }
                    });
                }
            });
        });
        Self {
            address,
            bell,
            acceptor: Some(acceptor),
        }
    }
}

impl Drop for Gate {
    /// Ends all connections and joins their threads; fails the test if a script panicked on one.
    fn drop(&mut self) {
        self.bell.ring();
        let _ = TcpStream::connect(self.address);
        let ended = self.acceptor.take().map(JoinHandle::join);
        if let Some(Err(panic)) = ended
            && !thread::panicking()
        {
            std::panic::resume_unwind(panic);
        }
    }
}

/// Wakes whoever pauses, and cuts whatever is watched, when the gate closes.
#[derive(Default)]
pub(super) struct Bell {
    state: Mutex<State>,
    rung: Condvar,
}

#[derive(Default)]
struct State {
    rang: bool,
    opened: usize,
    streams: HashMap<usize, TcpStream>,
}

impl Bell {
    /// Lets the end of the gate cut a stream, for as long as the answer lives.
    pub(super) fn watch(&self, stream: &TcpStream) -> io::Result<Watch<'_>> {
        let stream = stream.try_clone()?;
        let mut state = self.state.lock().unwrap();
        if state.rang {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        state.opened += 1;
        let key = state.opened;
        state.streams.insert(key, stream);
        Ok(Watch { bell: self, key })
    }

    /// Waits while the gate is open and the client is there; an error says that either ended.
    pub(super) fn pause(&self, client: &TcpStream, duration: Duration) -> io::Result<()> {
        let start = Instant::now();
        loop {
            let left = duration.saturating_sub(start.elapsed());
            let state = self.state.lock().unwrap();
            let (state, _) = self
                .rung
                .wait_timeout_while(state, left.min(GLANCE), |state| !state.rang)
                .unwrap();
            if state.rang || gone(client)? {
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            if start.elapsed() >= duration {
                return Ok(());
            }
        }
    }

    fn rang(&self) -> bool {
        self.state.lock().unwrap().rang
    }

    fn ring(&self) {
        let mut state = self.state.lock().unwrap();
        state.rang = true;
        #[expect(clippy::iter_over_hash_type, reason = "all of them end")]
        for stream in state.streams.values() {
            let _ = stream.shutdown(Shutdown::Both);
        }
        self.rung.notify_all();
    }
}

/// One stream that the bell cuts.
pub(super) struct Watch<'a> {
    bell: &'a Bell,
    key: usize,
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        self.bell.state.lock().unwrap().streams.remove(&self.key);
    }
}

/// Whether the other end has closed its connection.
fn gone(client: &TcpStream) -> io::Result<bool> {
    client.set_nonblocking(true)?;
    let peeked = client.peek(&mut [0]);
    client.set_nonblocking(false)?;
    Ok(match peeked {
        Ok(bytes) => bytes == 0,
        Err(error) => error.kind() != io::ErrorKind::WouldBlock,
    })
}
