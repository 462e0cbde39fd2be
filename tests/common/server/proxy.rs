//! A forward proxy to servers on loopback, which remembers what it forwarded.

use super::gate::{Bell, Gate};
use super::http::{Answer, Request, Wire};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A running proxy, which ends with all its connections when it is dropped.
pub(crate) struct Proxy {
    gate: Gate,
    forwarded: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// A proxy for everybody.
    pub(crate) fn start() -> Self {
        Self::open(None)
    }

    /// A proxy that answers 407 unless `Proxy-Authorization` has this value, such as `Basic dTpw` for `u:p`.
    pub(crate) fn requiring(authorization: &str) -> Self {
        Self::open(Some(authorization.to_owned()))
    }

    fn open(authorization: Option<String>) -> Self {
        let forwarded = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&forwarded);
        let gate = Gate::open(move |tcp, bell| {
            // Errors are clients and servers that left.
            let _ = serve(&tcp, bell, authorization.as_deref(), &noted);
        });
        Self { gate, forwarded }
    }

    /// What clients take as the proxy of `http` and `https`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.gate.address)
    }

    /// The method and the target of each request that was forwarded: `POST http://127.0.0.1:…`, or
    /// `CONNECT 127.0.0.1:…` for a tunnel.
    pub(crate) fn forwarded(&self) -> Vec<String> {
        self.forwarded.lock().unwrap().clone()
    }
}

fn serve(
    tcp: &TcpStream,
    bell: &Bell,
    wanted: Option<&str>,
    forwarded: &Mutex<Vec<String>>,
) -> io::Result<()> {
    let mut wire = Wire::new(Box::new(tcp.try_clone()?), tcp.try_clone()?, bell);
    let refuse = |wire: &mut Wire, status| {
        let answer = Answer::new(status, "text/plain", "").with("connection", "close");
        wire.send(
            &answer.with("proxy-authenticate", "Basic realm=\"proxy\""),
            || (),
        )
    };
    let request = wire.read()?;
    if wanted.is_some() && request.header("proxy-authorization") != wanted {
        return refuse(&mut wire, 407);
    }
    let tunnel = request.method == "CONNECT";
    let target = request
        .target
        .strip_prefix("http://")
        .unwrap_or(&request.target);
    let (host, path) = target.split_at(target.find('/').unwrap_or(target.len()));
    let Some(address) = loopback(host).filter(|_| tunnel || target != request.target) else {
        return refuse(&mut wire, 403);
    };
    let mut server = TcpStream::connect(address)?;
    let _watch = bell.watch(&server)?;
    forwarded
        .lock()
        .unwrap()
        .push(format!("{} {}", request.method, request.target));
    if tunnel {
        wire.write(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
        return both_ways(tcp, &server);
    }
    server.write_all(&origin_form(&request, path))?;
    io::copy(&mut server, &mut &*tcp)?;
    Ok(())
}

/// The address of a host and port on this machine.
fn loopback(host: &str) -> Option<SocketAddr> {
    let address: SocketAddr = host.replace("localhost", "127.0.0.1").parse().ok()?;
    address.ip().is_loopback().then_some(address)
}

/// The request as its server takes it, the last on its connection.
fn origin_form(request: &Request, path: &str) -> Vec<u8> {
    let ours = [
        "connection",
        "content-length",
        "expect",
        "transfer-encoding",
    ];
    let passed = request
        .headers
        .iter()
        .filter(|(name, _)| !ours.contains(&name.as_str()) && !name.starts_with("proxy-"))
        .map(|(name, value)| format!("{name}: {value}\r\n"));
    let (headers, size) = (passed.collect::<String>(), request.body.len());
    let head = format!(
        "{} {path} HTTP/1.1\r\n{headers}connection: close\r\ncontent-length: {size}\r\n\r\n",
        request.method
    );
    [head.as_bytes(), &request.body].concat()
}

/// Copies bytes until either end closes.
fn both_ways(client: &TcpStream, server: &TcpStream) -> io::Result<()> {
    thread::scope(|scope| {
        scope.spawn(|| {
            let _ = io::copy(&mut &*client, &mut &*server);
            server.shutdown(Shutdown::Both)
        });
        let _ = io::copy(&mut &*server, &mut &*client);
        client.shutdown(Shutdown::Both)
    })
}
