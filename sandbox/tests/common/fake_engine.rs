//! An engine on a socket of this machine that answers as a test says: for faults that a real one will not make to order.

#![allow(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a broken test panics; each test file has its own copy"
)]

use mutagree_sandbox::{EngineKind, Place};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

/// What a test says to a request, by its method and path; none closes the connection.
pub type Script = dyn Fn(&str) -> Option<Answer> + Send + Sync;

/// An answer to a request.
pub enum Answer {
    /// A status and JSON.
    Json(u16, String),
    /// The streams of a container, of which the program writes this and ends.
    Attached(Vec<u8>),
}

/// The engine, and the requests that it had.
pub struct FakeEngine {
    pub place: Place,
    pub requests: Arc<Mutex<Vec<String>>>,
}

impl FakeEngine {
    /// Listens in a folder as Docker. Who the engine is, is answered without the script.
    pub fn start(
        folder: &Path,
        script: impl Fn(&str) -> Option<Answer> + Send + Sync + 'static,
    ) -> Self {
        Self::start_as(EngineKind::Docker, folder, script)
    }

    /// The same as an engine of any kind.
    pub fn start_as(
        kind: EngineKind,
        folder: &Path,
        script: impl Fn(&str) -> Option<Answer> + Send + Sync + 'static,
    ) -> Self {
        let path = folder.join(format!("{kind}.sock"));
        let listener = UnixListener::bind(&path).unwrap();
        let script: Arc<Script> = Arc::new(script);
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (script, seen) = (Arc::clone(&script), Arc::clone(&seen));
                thread::spawn(move || serve(kind, stream, script.as_ref(), &seen));
            }
        });
        let place = Place {
            kind,
            address: format!("unix://{}", path.display()),
            origin: "test",
        };
        Self { place, requests }
    }
}

/// Answers requests on a connection until one is answered by its end.
fn serve(kind: EngineKind, stream: UnixStream, script: &Script, seen: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut stream = stream;
    while let Some(request) = request(&mut reader) {
        seen.lock().unwrap().push(request.clone());
        let answer = identity(kind, &request).or_else(|| script(&request));
        let written = match answer {
            None => return,
            Some(Answer::Json(status, text)) => write!(
                stream,
                "HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nApi-Version: 1.41\r\n\
                 Content-Length: {}\r\n\r\n{text}",
                text.len()
            ),
            Some(Answer::Attached(output)) => {
                let head = "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n";
                let length = u32::try_from(output.len()).unwrap().to_be_bytes();
                let frame = [head.as_bytes(), &[1, 0, 0, 0], &length, &output].concat();
                let _ = stream.write_all(&frame);
                return;
            }
        };
        if written.is_err() {
            return;
        }
    }
}

/// Reads a request with its body, and gives its method and path without version and query.
fn request(reader: &mut BufReader<UnixStream>) -> Option<String> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|it| *it > 0)?;
    let (mut length, mut is_chunked) = (0, false);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let header = header.trim().to_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        is_chunked |= header == "transfer-encoding: chunked";
    }
    while is_chunked {
        let mut size = String::new();
        reader.read_line(&mut size).ok()?;
        let size = usize::from_str_radix(size.trim(), 16).ok()?;
        reader.read_exact(&mut vec![0; size + 2]).ok()?;
        is_chunked = size > 0;
    }
    reader.read_exact(&mut vec![0; length]).ok()?;
    let mut words = line.split(' ');
    let (method, path) = (words.next()?, words.next()?);
    let path = path.split('?').next()?;
    let path = path.strip_prefix("/v1.41").unwrap_or(path);
    Some(format!("{method} {path}"))
}

fn identity(kind: EngineKind, request: &str) -> Option<Answer> {
    let text = match request {
        "GET /info" => "{}".to_owned(),
        "GET /_ping" => "\"OK\"".to_owned(),
        _ if request.starts_with("GET /v") && request.ends_with("version") => {
            let parts = match kind {
                EngineKind::Podman => r#"[{"Name": "Podman Engine", "Version": "0.1"}]"#,
                _ => "[]",
            };
            format!(
                r#"{{"Version": "0.1", "ApiVersion": "1.41", "Arch": "amd64", "Components": {parts}}}"#
            )
        }
        _ => return None,
    };
    Some(Answer::Json(200, text))
}
