//! The scripted server itself, asked in plain HTTP.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

#[path = "common/server/mod.rs"]
mod server;

use serde_json::{Value, json};
use server::{Batch, Fault, Faults, Proxy, Reply, RetryAfter, Script, Server, Usage};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

/// The status, the headers and as much of the body as came.
struct Got {
    status: u16,
    head: String,
    body: Vec<u8>,
    whole: bool,
}

impl Got {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn contents(&self) -> Vec<Value> {
        let body = self.json();
        let choices = body["choices"].as_array().unwrap().iter();
        choices
            .map(|choice| choice["message"]["content"].clone())
            .collect()
    }
}

fn counting() -> Script {
    Script::answering(|_, sample| Reply::text(format!("answer {sample}")))
}

fn failing(faults: Faults) -> Server {
    Server::start(Script {
        faults,
        ..counting()
    })
}

fn connect(server: &Server) -> BufReader<TcpStream> {
    let url = server.base_url();
    let (_, address) = url.strip_suffix("/v1").unwrap().split_once("//").unwrap();
    BufReader::new(TcpStream::connect(address).unwrap())
}

fn chat(body: &Value) -> String {
    let body = body.to_string();
    format!(
        "POST /v1/chat/completions HTTP/1.1\r\nContent-Length: {}\r\nAuthorization: Bearer secret\r\n\r\n{body}",
        body.len()
    )
}

fn question(number: usize) -> Value {
    json!({"model": "m", "messages": [{"role": "user", "content": format!("say {number:04}")}]})
}

/// Reads an answer; `None` where the connection ends before it.
fn read(stream: &mut (impl BufRead + ?Sized)) -> Option<Got> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let mut body = Vec::new();
    let mut whole = true;
    if let Some((_, rest)) = head.split_once("content-length: ") {
        let length: u64 = rest.lines().next()?.parse().ok()?;
        let _ = stream.take(length).read_to_end(&mut body);
        whole = body.len() as u64 == length;
    } else if head.contains("chunked") {
        let mut size = 1;
        while whole && size > 0 {
            let mut line = String::new();
            stream.read_line(&mut line).ok()?;
            size = u64::from_str_radix(line.trim(), 16).unwrap_or_default();
            whole = !line.is_empty();
            stream.take(size).read_to_end(&mut body).ok()?;
            stream.read_line(&mut line).ok()?;
        }
    }
    Some(Got {
        status,
        head,
        body,
        whole,
    })
}

fn ask(server: &Server, body: &Value) -> Option<Got> {
    let mut stream = connect(server);
    stream.get_mut().write_all(chat(body).as_bytes()).unwrap();
    read(&mut stream)
}

fn met(fault: Fault) -> Option<Got> {
    ask(&failing(Faults::always(fault)), &question(0))
}

#[test]
fn a_connection_serves_several_requests_and_their_tokens_add_up() {
    let server = Server::start(counting());
    let mut stream = connect(&server);
    for sample in 0..3 {
        stream
            .get_mut()
            .write_all(chat(&question(0)).as_bytes())
            .unwrap();
        let got = read(&mut stream).unwrap();
        assert_eq!(got.contents(), [format!("answer {sample}")]);
        assert_eq!(got.json()["usage"]["total_tokens"], 2 + 2);
    }
    assert!(server.requests().iter().all(|seen| seen.complete));
    let expected = Usage {
        prompt: 6,
        completion: 6,
        replies: 3,
        choices: 3,
    };
    assert_eq!(server.usage(), expected);
}

#[test]
fn chunked_bodies_and_expectations_are_understood() {
    let server = Server::start(counting());
    let mut stream = connect(&server);
    let head = "POST /v1/completions HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n";
    stream.get_mut().write_all(head.as_bytes()).unwrap();
    assert_eq!(read(&mut stream).unwrap().status, 100);
    let body = b"b\r\n{\"model\":1,\r\ne\r\n\"prompt\":\"hi\"}\r\n0\r\n\r\n";
    stream.get_mut().write_all(body).unwrap();
    let body = read(&mut stream).unwrap().json();
    assert_eq!(body["choices"][0]["text"], "answer 0");
    assert_eq!(body["object"], "text_completion");
}

#[test]
fn wrong_requests_are_refused_as_openai_does() {
    let strict = |key: &str| {
        Server::start(Script {
            key: Some(key.to_owned()),
            models: vec!["m".to_owned()],
            batch: Batch::Refused,
            reasoning_model: true,
            ..counting()
        })
    };
    let refusal = |key, field, value| {
        let mut body = question(0);
        body[field] = value;
        let got = ask(&strict(key), &body).unwrap();
        let code = got.json()["error"]["code"].as_str().map(str::to_owned);
        (got.status, code.unwrap_or_default())
    };
    let unsupported = (400, "unsupported_parameter".to_owned());
    assert_eq!(refusal("other", "n", json!(1)).0, 401);
    assert_eq!(
        refusal("secret", "model", json!("x")),
        (404, "model_not_found".to_owned())
    );
    assert_eq!(refusal("secret", "n", json!(2)), unsupported);
    assert_eq!(refusal("secret", "max_tokens", json!(9)), unsupported);
    assert_eq!(refusal("secret", "temperature", json!(0.5)), unsupported);
    assert_eq!(refusal("secret", "n", json!(1)), (200, String::new()));
}

#[test]
fn n_is_honoured_or_ignored() {
    let mut body = question(0);
    body["n"] = json!(3);
    let expected = ["answer 0", "answer 1", "answer 2"];
    assert_eq!(
        ask(&Server::start(counting()), &body).unwrap().contents(),
        expected
    );
    let script = Script {
        batch: Batch::Ignored,
        ..counting()
    };
    let server = Server::start(script);
    for one in expected {
        assert_eq!(ask(&server, &body).unwrap().contents(), [one]);
    }
}

#[test]
fn statuses_and_headers_are_as_scripted() {
    let limited = |after| {
        let got = met(Fault::TooMany(after)).unwrap();
        assert_eq!(got.status, 429);
        assert_eq!(got.json()["error"]["code"], "rate_limit_exceeded");
        got.head
    };
    assert!(!limited(RetryAfter::Unsaid).contains("retry-after"));
    assert!(limited(RetryAfter::Seconds(2)).contains("retry-after: 2\r\n"));
    assert!(limited(RetryAfter::Millis(30)).contains("retry-after-ms: 30\r\n"));
    assert!(limited(RetryAfter::Date(9)).contains(" GMT\r\n"));
    assert_eq!(
        server::http_date(784_111_777),
        "Sun, 06 Nov 1994 08:49:37 GMT"
    );
    assert_eq!(
        server::http_date(951_782_400),
        "Tue, 29 Feb 2000 00:00:00 GMT"
    );
    let quota = met(Fault::Quota).unwrap();
    assert_eq!(quota.json()["error"]["type"], "insufficient_quota");
    let broken = met(Fault::Status(502)).unwrap();
    assert!(broken.status == 502 && broken.head.contains("text/html"));
    let moved = met(Fault::Redirect("http://127.0.0.1:1/".to_owned())).unwrap();
    assert!(moved.status == 307 && moved.head.contains("location: http://127.0.0.1:1/\r\n"));
}

#[test]
fn replies_are_spoilt_as_scripted() {
    let choice = |fault| met(fault).unwrap().json()["choices"][0].clone();
    assert_eq!(
        met(Fault::EmptyChoices).unwrap().json()["choices"],
        json!([])
    );
    assert_eq!(
        choice(Fault::NullContent)["message"]["content"],
        json!(null)
    );
    assert_eq!(choice(Fault::EmptyText)["message"]["content"], "");
    assert!(choice(Fault::Refusal)["message"]["refusal"].is_string());
    assert_eq!(choice(Fault::Length)["finish_reason"], "length");
    assert_eq!(choice(Fault::Length)["message"]["content"], "answ");
    assert_eq!(
        choice(Fault::ContentFilter)["finish_reason"],
        "content_filter"
    );
    for (fault, start) in [(Fault::Html, "<!DOCTYPE"), (Fault::InvalidJson, "{\"id\"")] {
        let got = met(fault).unwrap();
        assert!(got.status == 200 && got.body.starts_with(start.as_bytes()));
    }
    let mut body = question(0);
    body["n"] = json!(2);
    let twice = ask(&failing(Faults::always(Fault::Duplicates)), &body).unwrap();
    assert_eq!(twice.contents(), ["answer 0", "answer 0"]);
}

#[test]
fn bodies_are_cut_dripped_and_chunked_as_scripted() {
    assert!(met(Fault::Close).is_none());
    for fault in [Fault::Cut, Fault::CutChunks] {
        let server = failing(Faults::always(fault));
        let got = ask(&server, &question(0)).unwrap();
        assert!(!got.whole && !got.body.is_empty());
        assert_eq!((server.usage().replies, server.spent().replies), (0, 1));
        assert!(!server.requests()[0].complete);
    }
    for fault in [Fault::Drip(40), Fault::Slow(40)] {
        let start = Instant::now();
        assert_eq!(met(fault).unwrap().contents(), ["answer 0"]);
        assert!(start.elapsed() >= Duration::from_millis(38));
    }
    let patient = Script {
        latency: Duration::from_millis(40),
        ..counting()
    };
    let start = Instant::now();
    ask(&Server::start(patient), &question(0)).unwrap();
    assert!(start.elapsed() >= Duration::from_millis(40));
    assert_eq!(met(Fault::Chunked).unwrap().contents(), ["answer 0"]);
}

#[test]
fn a_huge_body_is_valid_json_of_its_size() {
    let bytes = 3_000_000;
    for chunked in [false, true] {
        let got = met(Fault::Huge { bytes, chunked }).unwrap();
        assert_eq!((got.whole, got.body.len()), (true, bytes));
        assert!(got.contents()[0].as_str().unwrap().len() > bytes - 1000);
    }
}

#[test]
fn a_lost_reply_is_dealt_again() {
    let server = failing(Faults::first_of_each(2, Fault::Cut));
    for _ in 0..2 {
        assert!(!ask(&server, &question(0)).unwrap().whole);
    }
    assert_eq!(ask(&server, &question(0)).unwrap().contents(), ["answer 0"]);
    assert_eq!(ask(&server, &question(0)).unwrap().contents(), ["answer 1"]);
}

#[test]
fn a_share_of_faults_is_the_same_for_every_order_and_ends() {
    let met = |order: &mut dyn Iterator<Item = usize>| {
        let server = failing(Faults::share(0.3, &[Fault::Quota, Fault::Status(500)], 7));
        let mut stream = connect(&server);
        let mut statuses = Vec::new();
        for number in order {
            let mut own = Vec::new();
            while own.last() != Some(&200) {
                let request = chat(&question(number));
                stream.get_mut().write_all(request.as_bytes()).unwrap();
                own.push(read(&mut stream).unwrap().status);
            }
            assert!(own.len() <= 4);
            statuses.push((number, own));
        }
        statuses.sort();
        statuses
    };
    let statuses = met(&mut (0..200));
    assert_eq!(statuses, met(&mut (0..200).rev()));
    let faults = statuses.iter().filter(|(_, own)| own[0] != 200).count();
    assert!((40..80).contains(&faults), "{faults}");
}

#[test]
fn sixty_four_clients_are_served_at_once_and_no_more_than_the_limit() {
    let all_are_there = Arc::new(Barrier::new(61));
    let barrier = Arc::clone(&all_are_there);
    let server = Server::start(Script {
        limit_at_once: Some(60),
        ..Script::answering(move |_, _| {
            barrier.wait();
            Reply::text("at last")
        })
    });
    let mut streams: Vec<_> = (0..64).map(|_| connect(&server)).collect();
    for (number, stream) in streams.iter_mut().enumerate() {
        let request = chat(&question(number));
        stream.get_mut().write_all(request.as_bytes()).unwrap();
    }
    server.wait_until(|seen| seen.len() == 64);
    all_are_there.wait();
    let statuses = streams
        .iter_mut()
        .map(|stream| read(stream).unwrap().status);
    assert_eq!(statuses.filter(|&status| status == 429).count(), 4);
    assert!((61..=64).contains(&server.most_at_once()));
}

#[test]
fn clients_that_die_and_answers_that_hang_hinder_nobody() {
    let server = failing(Faults::when(|seen| (seen.count < 3).then_some(Fault::Hang)));
    let mut dying = connect(&server);
    let half = &chat(&question(0))[..90];
    dying.get_mut().write_all(half.as_bytes()).unwrap();
    drop(dying);
    let mut streams: Vec<_> = (0..3).map(|_| connect(&server)).collect();
    for stream in &mut streams {
        let request = chat(&question(0));
        stream.get_mut().write_all(request.as_bytes()).unwrap();
    }
    server.wait_until(|seen| seen.len() == 3);
    streams.truncate(1);
    assert_eq!(ask(&server, &question(0)).unwrap().contents(), ["answer 0"]);
    let complete: Vec<bool> = server.requests().iter().map(|seen| seen.complete).collect();
    assert_eq!(complete, [false, false, false, true]);
    let start = Instant::now();
    drop(server);
    assert!(start.elapsed() < Duration::from_secs(1));
    assert!(read(&mut streams[0]).is_none());
}

#[test]
fn a_proxy_forwards_to_loopback_whoever_may() {
    let server = Server::start(counting());
    let proxy = Proxy::requiring("Basic dTpw");
    let through = |url: &str, authorization: &str| {
        let address = proxy.url();
        let mut stream = TcpStream::connect(address.strip_prefix("http://").unwrap()).unwrap();
        let request =
            chat(&question(0))
                .replacen("/v1", url, 1)
                .replacen("Authorization", authorization, 1);
        stream.write_all(request.as_bytes()).unwrap();
        read(&mut BufReader::new(stream)).unwrap()
    };
    let (url, sent) = (server.base_url(), "Proxy-Authorization: Basic dTpw\r\nX");
    assert_eq!(through(&url, "X").status, 407);
    assert_eq!(through("http://192.0.2.1:80/v1", sent).status, 403);
    assert_eq!(through(&url, sent).contents(), ["answer 0"]);
    assert_eq!(proxy.forwarded(), [format!("POST {url}/chat/completions")]);
    assert_eq!(server.requests()[0].header("proxy-authorization"), None);
}

#[test]
fn a_certificate_that_signs_itself_is_served() {
    let server = Server::start(Script {
        tls: true,
        ..counting()
    });
    assert!(server.base_url().starts_with("https://127.0.0.1:"));
    for trusted in [true, false] {
        let mut roots = rustls::RootCertStore::empty();
        if trusted {
            use rustls::pki_types::{CertificateDer, pem::PemObject};
            let pem = server.certificate().unwrap();
            roots
                .add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap())
                .unwrap();
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = "127.0.0.1".try_into().unwrap();
        let session = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
        let mut stream = rustls::StreamOwned::new(session, connect(&server).into_inner());
        let written = stream.write_all(chat(&question(0)).as_bytes());
        assert_eq!(written.is_ok(), trusted);
        if trusted {
            let got = read(&mut BufReader::new(stream)).unwrap();
            assert_eq!(got.contents(), ["answer 0"]);
        }
    }
    assert_eq!(server.requests().len(), 1);
}
