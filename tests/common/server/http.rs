//! HTTP/1.1 as the server needs it: reads requests, and writes answers whole or in a broken way.

use super::fault::Fault;
use super::gate::Bell;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Longer than any test.
pub(super) const FOREVER: Duration = Duration::from_hours(24);

/// What a body is swollen with.
static FILLER: [u8; 1 << 16] = [b'x'; 1 << 16];

/// One request, as it came.
pub(super) struct Request {
    pub(super) method: String,
    pub(super) target: String,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Request {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

/// The value of the first header with a name, which is given in lower case.
pub(super) fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = headers.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}

/// Whether the sender of these headers wants no more on the connection.
pub(super) fn is_last(headers: &[(String, String)]) -> bool {
    header(headers, "connection").is_some_and(|value| value.eq_ignore_ascii_case("close"))
}

/// One answer, and how it goes onto the wire.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
    /// What goes wrong on the way, if anything.
    pub(super) fault: Option<Fault>,
}

impl Answer {
    pub(super) fn new(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type", kind.to_owned())],
            body: body.into(),
            fault: None,
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    /// The status line and the headers, for a body of this size or in chunks.
    fn head(&self, size: Option<usize>) -> String {
        let framing = match size {
            Some(size) => format!("content-length: {size}"),
            None => "transfer-encoding: chunked".to_owned(),
        };
        let named = self
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"));
        let headers: String = named.collect();
        format!(
            "HTTP/1.1 {} Scripted\r\n{headers}{framing}\r\n\r\n",
            self.status
        )
    }
}

/// Bytes both ways: TCP or TLS.
pub(super) trait Stream: Read + Write + Send {}
impl<T: Read + Write + Send> Stream for T {}

/// A client's connection.
pub(super) struct Wire<'a> {
    stream: BufReader<Box<dyn Stream>>,
    tcp: TcpStream,
    bell: &'a Bell,
}

impl<'a> Wire<'a> {
    pub(super) fn new(stream: Box<dyn Stream>, tcp: TcpStream, bell: &'a Bell) -> Self {
        let stream = BufReader::new(stream);
        Self { stream, tcp, bell }
    }

    /// Reads the next request; an error says that the client is done, or never was one.
    pub(super) fn read(&mut self) -> io::Result<Request> {
        let start = self.line()?;
        let mut words = start.split(' ').map(str::to_owned);
        let (Some(method), Some(target)) = (words.next(), words.next()) else {
            return Err(ErrorKind::InvalidData.into());
        };
        let mut headers = Vec::new();
        while let Some((name, value)) = self.line()?.split_once(':') {
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let body = Vec::new();
        let mut request = Request {
            method,
            target,
            headers,
            body,
        };
        if request.header("expect").is_some() {
            self.write(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        if request.header("transfer-encoding").is_some() {
            while self.chunk(&mut request.body)? {}
        } else if let Some(length) = request.header("content-length") {
            let length = length.parse().map_err(|_| ErrorKind::InvalidData)?;
            self.take(length, &mut request.body)?;
        }
        Ok(request)
    }

    /// Sends an answer; an error says that not all of it went out. Calls `last` before the final bytes, so that the
    /// client cannot have the whole answer before.
    pub(super) fn send(&mut self, answer: &Answer, last: impl FnOnce()) -> io::Result<()> {
        let (body, mut size) = (&answer.body[..], answer.body.len());
        let mut chunked = matches!(answer.fault, Some(Fault::Chunked | Fault::CutChunks));
        if let Some(Fault::Huge { bytes, chunked: so }) = answer.fault {
            (size, chunked) = (bytes.max(size), so);
        }
        let head = answer.head((!chunked).then_some(size));
        if answer.fault.is_none() {
            last();
            return self.write(&[head.as_bytes(), body].concat());
        }
        self.write(head.as_bytes())?;
        let (first, second) = body.split_at(body.len() / 2);
        self.piece(first, chunked)?;
        match answer.fault {
            Some(Fault::Cut | Fault::CutChunks) => return Err(ErrorKind::ConnectionAborted.into()),
            Some(Fault::Stall) => self.pause(FOREVER)?,
            _ => {}
        }
        let mut left = size - body.len();
        while left > 0 {
            let part = left.min(FILLER.len());
            self.piece(&FILLER[..part], chunked)?;
            left -= part;
        }
        let (most, end) = second.split_at(second.len() - 1);
        for piece in most.chunks(most.len().div_ceil(20)) {
            if let Some(Fault::Drip(millis)) = answer.fault {
                self.pause(Duration::from_millis(millis) / 20)?;
            }
            self.piece(piece, chunked)?;
        }
        last();
        self.piece(end, chunked)?;
        self.write(if chunked { b"0\r\n\r\n" } else { b"" })
    }

    /// Waits; an error says that the client or the server ended meanwhile.
    pub(super) fn pause(&self, duration: Duration) -> io::Result<()> {
        self.bell.pause(&self.tcp, duration)
    }

    /// Writes bytes and flushes them.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(bytes)?;
        self.stream.get_mut().flush()
    }

    fn piece(&mut self, bytes: &[u8], chunked: bool) -> io::Result<()> {
        if !chunked {
            return self.write(bytes);
        }
        let size = format!("{:x}\r\n", bytes.len());
        self.write(&[size.as_bytes(), bytes, b"\r\n"].concat())
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = Vec::new();
        self.stream.read_until(b'\n', &mut line)?;
        if !line.ends_with(b"\n") {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }

    /// Reads a chunk; whether there are more.
    fn chunk(&mut self, body: &mut Vec<u8>) -> io::Result<bool> {
        let line = self.line()?;
        let size = line.split(';').next().unwrap_or_default();
        let size = u64::from_str_radix(size, 16).map_err(|_| ErrorKind::InvalidData)?;
        self.take(size, body)?;
        while !self.line()?.is_empty() && size == 0 {}
        Ok(size > 0)
    }

    fn take(&mut self, length: u64, body: &mut Vec<u8>) -> io::Result<()> {
        let taken = (&mut self.stream).take(length).read_to_end(body)?;
        if (taken as u64) < length {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}
