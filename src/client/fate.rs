//! What an exchange means for the request.

use super::completion::{Choices, read};
use super::http::{Broken, Exchange};
use super::refusal::Refusal;
use super::secret::Secrets;
use super::{ClientError, Content};
use std::time::Duration;

/// What becomes of a request.
pub(super) enum Fate {
    /// It is answered.
    Answered(Choices),
    /// Another try may work, after the wait that the server asks for.
    Again {
        fault: String,
        wait: Option<Duration>,
    },
    /// It was not answered in time.
    Late,
    /// Nobody is there to answer; another try may work.
    Unreachable(String),
    /// There are too many requests.
    Crowded {
        fault: String,
        wait: Option<Duration>,
    },
    /// The server does not take it as it is; it may take it in other words.
    Unfit { status: u16, refusal: Refusal },
    /// No request will be answered.
    End(ClientError),
}

impl Fate {
    /// What becomes of a request for some choices; secrets are taken out of whatever the server says.
    pub(super) fn of(
        result: Result<Exchange, Broken>,
        content: &Content,
        wanted: usize,
        secrets: &Secrets,
    ) -> Self {
        let exchange = match result {
            Ok(exchange) => exchange,
            Err(Broken::Late) => return Self::Late,
            Err(Broken::Unreachable(fault)) => return Self::Unreachable(fault),
            Err(Broken::Passing(fault)) => return Self::Again { fault, wait: None },
            Err(Broken::Lasting(error)) => return Self::End(error),
        };
        if (200..300).contains(&exchange.status)
            && let Some(mut choices) = read(&exchange.body, content, wanted)
        {
            for completion in &mut choices.completions {
                secrets.strike(&mut completion.text);
            }
            return Self::Answered(choices);
        }
        let mut refusal = Refusal::read(&String::from_utf8_lossy(&exchange.body));
        refusal.strike(secrets);
        Self::of_refusal(&exchange, refusal)
    }

    fn of_refusal(exchange: &Exchange, refusal: Refusal) -> Self {
        let status = match exchange.status {
            200..=299 => refusal.status.unwrap_or(exchange.status),
            status => status,
        };
        let wait = exchange.retry_after.or(refusal.wait);
        let fault = format!("{status} {}", refusal.message);
        if status >= 400 && refusal.is_about_the_key() {
            return Self::End(unauthorised(status, &refusal));
        }
        match status {
            429 if !refusal.is_about_money() => Self::Crowded { fault, wait },
            503 if wait.is_some() => Self::Crowded { fault, wait },
            408 | 409 | 425 | 500..=599 => Self::Again { fault, wait },
            400 | 403 | 404 | 413 | 415 | 422 => Self::Unfit { status, refusal },
            300..=499 => Self::End(refused(status, &refusal)),
            _ => Self::Again {
                fault: format!("an answer that is no completion: {}", refusal.message),
                wait,
            },
        }
    }
}

/// The server takes no such request.
pub(super) fn refused(status: u16, refusal: &Refusal) -> ClientError {
    ClientError::Refused {
        status,
        message: refusal.message.clone(),
        hint: hint(status),
    }
}

/// The server wants another key, whatever its status says: proxies give the refusals of others with their own.
fn unauthorised(status: u16, refusal: &Refusal) -> ClientError {
    ClientError::Refused {
        status,
        message: refusal.message.clone(),
        hint: hint(401),
    }
}

fn hint(status: u16) -> &'static str {
    match status {
        401 | 403 => {
            "the key is missing, wrong, or not allowed to use this model; name the variable that holds it with `--key-env`"
        }
        402 | 429 => {
            "there is no credit left; what was answered is kept, and the same command goes on"
        }
        404 => "check `--model` and `--base-url`: the server does not know one of them",
        407 => {
            "the proxy wants a name and a password: `http://NAME:PASSWORD@HOST` in `HTTPS_PROXY`"
        }
        300..=399 => "the server sends elsewhere; name the right address with `--base-url`",
        _ => "the server does not take this request; `--body` changes its fields",
    }
}
