//! Who may ask: bearer tokens, and pages in a browser that speak to a server of this machine.

use super::fault::Fault;
use super::line::Client;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::net::{IpAddr, SocketAddr};

/// Where a connection comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) SocketAddr);

/// The tokens that are taken, as digests: comparing these tells nothing of a token by its time.
#[derive(Clone, Debug, Default)]
pub struct Access {
    tokens: Vec<[u8; 32]>,
}

impl Access {
    /// Takes these tokens, and asks for one; for none where there is none.
    #[must_use]
    pub fn new<S: AsRef<str>>(tokens: &[S]) -> Self {
        let digests = tokens.iter().map(|token| digest(token.as_ref()));
        Self {
            tokens: digests.collect(),
        }
    }

    /// Says whether a token is asked for.
    #[must_use]
    pub fn is_guarded(&self) -> bool {
        !self.tokens.is_empty()
    }

    /// The client that asks, by its token or its address.
    pub(super) fn client(
        &self,
        headers: &HeaderMap,
        method: &Method,
        peer: Option<Peer>,
    ) -> Result<Client, Fault> {
        if self.is_guarded() {
            let token = token(headers).map(|token| digest(&token));
            let known = token.and_then(|token| self.tokens.iter().position(|it| *it == token));
            let said = "a bearer token that this server knows is needed";
            return match known {
                Some(place) => Ok(format!("token {place}")),
                None => Err(Fault::new(
                    StatusCode::UNAUTHORIZED,
                    "invalid_api_key",
                    said,
                )),
            };
        }
        refuse_pages(headers, method)?;
        Ok(peer.map_or_else(String::new, |Peer(address)| address.ip().to_string()))
    }
}

/// Refuses what a page in a browser may have sent: without tokens anything on this machine may ask, but no page that it shows.
/// A page cannot send JSON elsewhere without being asked first whether it may, and a name that was bound to this address
/// later stands in `Host`.
fn refuse_pages(headers: &HeaderMap, method: &Method) -> Result<(), Fault> {
    let text = |name| headers.get(name).and_then(|it| it.to_str().ok());
    let forbidden = |said| Err(Fault::new(StatusCode::FORBIDDEN, "forbidden", said));
    let hosts = headers.get_all(HOST).iter();
    if !hosts.map(|it| it.to_str()).all(|it| it.is_ok_and(is_local)) {
        return forbidden("without a token this server answers to `localhost` and addresses alone");
    }
    if headers.contains_key(ORIGIN) {
        return forbidden("without a token this server answers no page of a browser");
    }
    let is_json = text(CONTENT_TYPE).is_some_and(|it| it.starts_with("application/json"));
    if *method == Method::POST && !is_json {
        return forbidden("`content-type` must be `application/json`");
    }
    Ok(())
}

/// Says whether a host is `localhost` or an address, whatever the port.
fn is_local(host: &str) -> bool {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').unwrap_or((rest, "")),
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let port = port.strip_prefix(':').unwrap_or("0");
    if !port.bytes().all(|it| it.is_ascii_digit()) {
        return false;
    }
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok()
}

/// The token that a client sends: as a bearer's, or as the password of an address (`http://x:TOKEN@HOST`), for clients that know no
/// tokens.
fn token(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, said) = text.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(said.trim().to_owned());
    }
    let basic = scheme
        .eq_ignore_ascii_case("basic")
        .then_some(said.trim())?;
    let pair = String::from_utf8(STANDARD.decode(basic).ok()?).ok()?;
    Some(pair.split_once(':')?.1.to_owned())
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a broken test panics")]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    fn status(access: &Access, pairs: &[(&'static str, &str)]) -> Result<Client, u16> {
        let peer = Some(Peer("127.0.0.1:5".parse().unwrap()));
        let client = access.client(&headers(pairs), &Method::POST, peer);
        client.map_err(|fault| fault.status.as_u16())
    }

    #[test]
    fn a_guarded_server_knows_clients_by_their_tokens() {
        let access = Access::new(&["first", "second"]);
        let with = |token| status(&access, &[("authorization", token)]);
        assert_eq!(with("Bearer second"), Ok("token 1".to_owned()));
        assert_eq!(with("bearer first"), Ok("token 0".to_owned()));
        let basic = |pair: &str| {
            let said = format!("Basic {}", STANDARD.encode(pair));
            status(&access, &[("authorization", said.as_str())])
        };
        assert_eq!(basic("x:first"), Ok("token 0".to_owned()));
        assert_eq!(basic("first:x"), Err(401));
        for wrong in [
            "Bearer third",
            "Bearer ",
            "first",
            "Basic first",
            "Bearer firs",
        ] {
            assert_eq!(with(wrong), Err(401), "{wrong}");
        }
        assert_eq!(status(&access, &[]), Err(401));
    }

    #[test]
    fn an_open_server_answers_programs_of_its_machine_and_no_page() {
        let open = Access::default();
        let json = ("content-type", "application/json; charset=utf-8");
        let local = Ok("127.0.0.1".to_owned());
        assert_eq!(status(&open, &[json, ("host", "localhost:8080")]), local);
        assert_eq!(status(&open, &[json, ("host", "[::1]:8080")]), local);
        assert_eq!(status(&open, &[json, ("host", "127.0.0.1")]), local);
        for wrong in [
            vec![json, ("host", "evil.example:8080")],
            vec![json, ("host", "localhost:80@evil.example")],
            vec![("content-type", "text/plain;json")],
            vec![json, ("origin", "https://evil.example")],
            vec![("content-type", "text/plain")],
            vec![],
        ] {
            assert_eq!(status(&open, &wrong), Err(403), "{wrong:?}");
        }
    }
}
