//! Waits and interrupts: what is waited for is said, and until when; the second interrupt ends at once.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

#[path = "common/asking.rs"]
mod asking;
mod common;
#[path = "common/server/mod.rs"]
mod server;

use asking::{Place, server as script, start};
use server::{Fault, Faults, RetryAfter, Script};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Command as Process, Stdio};

/// A command that runs on, and what it says.
struct Running {
    child: Child,
    said: BufReader<ChildStderr>,
}

impl Running {
    fn start(command: &assert_cmd::Command) -> Self {
        let mut child = Process::new(command.get_program());
        child.args(command.get_args());
        for (key, value) in command.get_envs() {
            child.env(key, value.unwrap_or_default());
        }
        let piped = child.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        let said = BufReader::new(child.stderr.take().unwrap());
        Self { child, said }
    }

    fn interrupt(&self) {
        let id = self.child.id().to_string();
        let killed = Process::new("kill").args(["-INT", &id]).status().unwrap();
        assert!(killed.success());
    }

    /// Reads on to a line with these words.
    fn wait_for(&mut self, words: &str) -> String {
        let mut line = String::new();
        while !line.contains(words) {
            line.clear();
            assert!(self.said.read_line(&mut line).unwrap() > 0, "no `{words}`");
        }
        line
    }

    /// What is said to the end, and the exit code.
    fn end(mut self) -> (String, Option<i32>) {
        let mut rest = String::new();
        self.said.read_to_string(&mut rest).unwrap();
        (rest, self.child.wait().unwrap().code())
    }
}

#[test]
fn an_interrupt_says_what_it_waits_for_and_the_second_ends_at_once() {
    let place = Place::with_problems(2);
    let server = start(Script {
        faults: Faults::always(Fault::Hang),
        ..script()
    });
    let mut command = place.generate(&server.base_url(), "run");
    let mut running = Running::start(command.args(["--request-timeout", "60", "-v"]));
    server.wait_until(|requests| requests.len() == 2);
    running.interrupt();
    running.wait_for("once more ends at once");
    let line = running.wait_for("under way");
    assert!(
        line.contains(" s, until ") && line.contains(" UTC"),
        "{line}"
    );
    running.interrupt();
    let (rest, code) = running.end();
    assert!(rest.contains("ended at once"), "{rest}");
    assert_eq!(code, Some(5));
}

#[test]
fn after_an_interrupt_what_is_paid_is_kept() {
    let place = Place::with_problems(10);
    let server = start(Script {
        faults: Faults::when(|seen| (seen.count > 1).then_some(Fault::Slow(1000))),
        ..script()
    });
    let command = place.generate(&server.base_url(), "run");
    let running = Running::start(&command);
    server.wait_until(|requests| requests.len() > 3);
    running.interrupt();
    let (_, code) = running.end();
    assert_eq!(code, Some(5));
    let asked = server.requests().len();
    assert_eq!(place.replies("run").len(), asked);
    assert!(asked < 20, "{asked}");
}

#[test]
fn a_wait_that_the_server_asks_for_is_told_with_its_end() {
    let place = Place::with_problems(1);
    let server = start(Script {
        faults: Faults::first(2, Fault::TooMany(RetryAfter::Seconds(3))),
        ..script()
    });
    let mut running = Running::start(&place.generate(&server.base_url(), "run"));
    let line = running.wait_for("waiting");
    assert!(
        line.contains(" UTC: 429 ") && line.contains(" s, until "),
        "{line}"
    );
    assert_eq!(running.end().1, Some(0));
}

#[test]
fn details_show_what_was_asked_and_answered_but_no_key() {
    let place = Place::with_problems(1);
    let server = start(script());
    let mut command = place.generate(&server.base_url(), "run");
    let (said, code) = Running::start(command.arg("-vv")).end();
    assert_eq!(code, Some(0));
    for part in [
        "`T/0`, original, solution/",
        "1 reply (stop)",
        "is asked: {",
        "return 2 * x",
    ] {
        assert!(said.contains(part), "`{part}` is not in {said}");
    }
    assert!(!said.contains(asking::KEY), "{said}");
    let mut command = place.generate(&server.base_url(), "again");
    let (said, _) = Running::start(command.args(["-v", "--anew"])).end();
    assert!(
        said.contains("1 reply (stop)") && !said.contains("return 2 * x"),
        "{said}"
    );
}
