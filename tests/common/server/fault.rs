//! What can go wrong with an answer, and when it does.

use super::Seen;
use super::answer::error;
use super::http::Answer;
use super::script::Reply;
use sha2::{Digest, Sha256};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// One way in which an answer misbehaves.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fault {
    /// 429 `rate_limit_exceeded`.
    TooMany(RetryAfter),
    /// 429 `insufficient_quota`, which no retry mends.
    Quota,
    /// 429, at once, as more requests are being served than `limit_at_once` allows. Not to be scripted.
    Crowded,
    /// This status with a page of HTML.
    Status(u16),
    /// This status with the JSON of an error, with this `code`.
    Error(u16, &'static str),
    /// Ends the connection before any byte.
    Close,
    /// Ends the connection after half of the body, short of `Content-Length`.
    Cut,
    /// Ends the connection after half of a chunked body.
    CutChunks,
    /// Never answers.
    Hang,
    /// Never sends the second half of the body.
    Stall,
    /// Answers after so many more milliseconds.
    Slow(u64),
    /// Sends the second half of the body in twenty pieces or so over so many milliseconds.
    Drip(u64),
    /// A right answer in chunks.
    Chunked,
    /// A right answer whose content type is `text/plain`.
    WrongContentType,
    /// A page of HTML with status 200.
    Html,
    /// Broken JSON with status 200.
    InvalidJson,
    /// A right answer with other bytes in it: what is here becomes what is there.
    Written(&'static str, &'static [u8]),
    /// No choices.
    EmptyChoices,
    /// Choices without content.
    NullContent,
    /// Choices whose content is empty.
    EmptyText,
    /// Choices with a refusal in place of content.
    Refusal,
    /// Choices that are cut in the middle, with `finish_reason: "length"`.
    Length,
    /// Choices without content, with `finish_reason: "content_filter"`.
    ContentFilter,
    /// The first sample as every choice.
    Duplicates,
    /// A valid body of so many bytes, which the server never holds.
    Huge { bytes: usize, chunked: bool },
    /// 307 to this address.
    Redirect(String),
}

/// How a 429 says when to come back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum RetryAfter {
    Unsaid,
    Seconds(u64),
    /// A date that is so many seconds ahead.
    Date(u64),
    /// In the header `retry-after-ms`.
    Millis(u64),
}

impl Fault {
    /// Whether the client still gets a right answer.
    pub(super) fn is_harmless(&self) -> bool {
        use Fault::{Chunked, Drip, Slow, Written, WrongContentType};
        matches!(
            self,
            Slow(_) | Drip(_) | Chunked | WrongContentType | Written(..)
        )
    }

    /// The answer that is sent in place of a right one, if any.
    pub(super) fn instead(&self) -> Option<Answer> {
        let page = "<!DOCTYPE html>\n<html><body><h1>Something went wrong</h1></body></html>\n";
        Some(match self {
            Self::TooMany(after) => {
                let answer = error(429, "rate_limit_exceeded", "Rate limit reached, slow down.");
                match *after {
                    RetryAfter::Unsaid => answer,
                    RetryAfter::Seconds(seconds) => answer.with("retry-after", &seconds),
                    RetryAfter::Date(seconds) => answer.with("retry-after", &date_in(seconds)),
                    RetryAfter::Millis(millis) => answer.with("retry-after-ms", &millis),
                }
            }
            Self::Crowded => error(429, "rate_limit_exceeded", "Too many requests at once."),
            Self::Quota => error(
                429,
                "insufficient_quota",
                "You exceeded your current quota.",
            ),
            Self::Status(status) => Answer::new(*status, "text/html", page),
            Self::Error(status, code) => error(*status, code, code),
            Self::Html => Answer::new(200, "text/html", page),
            Self::InvalidJson => Answer::new(200, "application/json", "{\"id\": \"chatcmpl-0\", "),
            Self::Redirect(location) => {
                Answer::new(307, "text/html", "").with("location", location)
            }
            _ => return None,
        })
    }

    /// What the fault leaves of a reply.
    pub(super) fn spoil(&self, reply: Reply) -> Reply {
        let text = reply.text.as_deref().unwrap_or_default();
        match self {
            Self::NullContent => Reply {
                text: None,
                ..reply
            },
            Self::EmptyText => Reply::text(""),
            Self::Refusal => Reply::refusal("I'm sorry, but I can't help with that."),
            Self::Length => Reply::cut(
                text.chars()
                    .take(text.chars().count() / 2)
                    .collect::<String>(),
            ),
            Self::ContentFilter => Reply {
                text: None,
                finish_reason: "content_filter",
                ..reply
            },
            Self::Huge { .. } => Reply::text("x".repeat(4096)),
            _ => reply,
        }
    }
}

/// Which request meets which fault.
pub(crate) struct Faults {
    choose: Box<Choose>,
    /// How many requests with the same body in a row meet a fault before one is spared.
    in_a_row: usize,
}

type Choose = dyn Fn(&Seen) -> Option<Fault> + Send + Sync;

impl Faults {
    /// None at all.
    pub(crate) fn never() -> Self {
        Self::when(|_| None)
    }

    /// The same one for every request.
    pub(crate) fn always(fault: Fault) -> Self {
        Self::when(move |_| Some(fault.clone()))
    }

    /// One for the first requests to the server.
    pub(crate) fn first(requests: usize, fault: Fault) -> Self {
        Self::when(move |seen| (seen.count < requests).then(|| fault.clone()))
    }

    /// One for the first attempts at each distinct body.
    pub(crate) fn first_of_each(attempts: usize, fault: Fault) -> Self {
        Self::when(move |seen| (seen.attempt < attempts).then(|| fault.clone()))
    }

    /// For a share of the requests, one of several: drawn from the seed, the body and the attempt at this body,
    /// whatever the order of requests. After three faults in a row a body is spared once.
    pub(crate) fn share(share: f64, faults: &[Fault], seed: u64) -> Self {
        Self::drawn(share, faults, seed, |seen| {
            format!("{} {}", seen.attempt, seen.body)
        })
        .at_most_in_a_row(3)
    }

    /// As [`Faults::share`], drawn from the seed and how many requests came before: the same share whatever the
    /// bodies, and a body may meet any number of faults.
    pub(crate) fn share_by_count(share: f64, faults: &[Fault], seed: u64) -> Self {
        Self::drawn(share, faults, seed, |seen| seen.count.to_string())
    }

    /// Whatever a function says of the request, of which `count`, `attempt`, `path`, `headers` and `body` are known.
    pub(crate) fn when(choose: impl Fn(&Seen) -> Option<Fault> + Send + Sync + 'static) -> Self {
        Self {
            choose: Box::new(choose),
            in_a_row: usize::MAX,
        }
    }

    /// Spares all requests but those that a function chooses.
    pub(crate) fn only(self, chosen: impl Fn(&Seen) -> bool + Send + Sync + 'static) -> Self {
        let Self { choose, in_a_row } = self;
        Self {
            choose: Box::new(move |seen| choose(seen).filter(|_| chosen(seen))),
            in_a_row,
        }
    }

    /// Spares a body once after so many faults in a row.
    pub(crate) fn at_most_in_a_row(self, in_a_row: usize) -> Self {
        Self { in_a_row, ..self }
    }

    pub(super) fn choose(&self, seen: &Seen, in_a_row: usize) -> Option<Fault> {
        (in_a_row < self.in_a_row).then(|| (self.choose)(seen))?
    }

    fn drawn(
        share: f64,
        faults: &[Fault],
        seed: u64,
        key: impl Fn(&Seen) -> String + Send + Sync + 'static,
    ) -> Self {
        let faults = faults.to_vec();
        Self::when(move |seen| {
            let hash = Sha256::digest(format!("{seed} {}", key(seen)));
            let number = |at: usize| u32::from_le_bytes(hash[at..at + 4].try_into().unwrap());
            let hit = f64::from(number(0)) < share * f64::from(u32::MAX);
            let which = number(4) as usize % faults.len();
            hit.then(|| faults[which].clone())
        })
    }
}

/// The HTTP-date so many seconds from now.
fn date_in(seconds: u64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    // A date has whole seconds: rounded up, it is never too early.
    http_date(now.as_secs() + 1 + seconds)
}

/// The HTTP-date of a time in seconds since 1970. The calendar is that of Howard Hinnant's `civil_from_days`, whose
/// years start in March.
pub(crate) fn http_date(time: u64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: &str = "MarAprMayJunJulAugSepOctNovDecJanFeb";
    let (days, clock) = (time / 86_400, time % 86_400);
    let weekday = DAYS[usize::try_from(days % 7).unwrap()];
    let (era, day) = ((days + 719_468) / 146_097, (days + 719_468) % 146_097);
    let years = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * years + years / 4 - years / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let year = era * 400 + years + u64::from(month > 9);
    let month = &MONTHS[usize::try_from(month).unwrap() * 3..][..3];
    let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
    format!("{weekday}, {day:02} {month} {year} {hour:02}:{minute:02}:{second:02} GMT")
}
