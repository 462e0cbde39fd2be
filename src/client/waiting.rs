//! What to say while nothing comes: what is waited for, and until when.

use std::time::{Duration, Instant, SystemTime};

/// A wait that is shorter is not told.
const SHORT: Duration = Duration::from_secs(2);

/// Answers are missed after this time, and after as many times as long as one usually takes.
const SILENT: Duration = Duration::from_secs(10);
const USUAL_TIMES: u32 = 3;

/// When something came last, and what was said since.
pub(super) struct Waiting {
    last: Instant,
    longest: Duration,
    /// When the last of the requests under way is given up.
    given_up: Instant,
    said: Option<Instant>,
    said_interrupted: bool,
}

impl Waiting {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            last: now,
            longest: Duration::ZERO,
            given_up: now,
            said: None,
            said_interrupted: false,
        }
    }

    /// A request was sent, which is given up at a time.
    pub(super) fn sent(&mut self, given_up: Instant) {
        self.given_up = self.given_up.max(given_up);
    }

    pub(super) fn answered(&mut self, took: Duration, now: Instant) {
        self.last = now;
        self.longest = self.longest.max(took);
        self.said = None;
    }

    /// What to say once after an interrupt.
    pub(super) fn interrupted(&mut self, under_way: usize, now: Instant) -> Option<String> {
        if self.said_interrupted || under_way == 0 {
            return None;
        }
        self.said_interrupted = true;
        Some(format!(
            "{under_way} requests are under way and waited for, since they are paid: {} at most",
            until(self.given_up, now)
        ))
    }

    /// What to say of a long wait: for the next try, where nothing is under way, or for answers. Each wait is told once.
    pub(super) fn line(
        &mut self,
        under_way: usize,
        next: Option<Instant>,
        fault: &str,
        now: Instant,
    ) -> Option<String> {
        let (end, line) = if under_way == 0 {
            let end = next.filter(|next| *next > now + SHORT)?;
            (end, format!("waiting {}: {fault}", until(end, now)))
        } else {
            let silent = now - self.last;
            let is_long = silent >= SILENT.max(self.longest * USUAL_TIMES);
            let end = Some(self.given_up).filter(|_| is_long)?;
            let silent = silent.as_secs();
            let given = until(end, now);
            let line = format!(
                "no answer for {silent} s; {under_way} requests are under way, and are given {given} at most"
            );
            (end, line)
        };
        if self.said.is_some_and(|said| end <= said + SHORT) {
            return None;
        }
        self.said = Some(end);
        Some(line)
    }
}

/// A time to come, as how long it is and what a clock will show.
fn until(end: Instant, now: Instant) -> String {
    let left = end.saturating_duration_since(now);
    let date = httpdate::fmt_http_date(SystemTime::now() + left);
    let clock = date.split(' ').nth(4).unwrap_or_default();
    format!("{:.0} s, until {clock} UTC", left.as_secs_f64().ceil())
}
