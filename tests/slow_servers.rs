//! Servers that are slow, hang, say nonsense and recover: all replies that can be had are had, and little time is lost.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a broken test panics, and what is measured is said"
)]

#[path = "common/asking.rs"]
mod asking;
mod common;
#[path = "common/server/mod.rs"]
mod server;

use asking::{Place, server as script, start};
use common::json_of;
use server::{Fault, Faults, Script};
use std::time::{Duration, Instant};

#[test]
fn a_server_that_answers_one_at_a_time_loses_no_reply() {
    let place = Place::with_problems(18);
    let server = start(Script {
        latency: Duration::from_millis(100),
        serves_at_once: Some(1),
        ..script()
    });
    let mut command = place.generate(&server.base_url(), "run");
    command.args(["--at-once", "32", "--request-timeout", "0.375"]);
    let summary = json_of(&mut command);
    assert_eq!(summary["generated"]["replies"], 36);
    let requests = server.requests();
    let lost = requests.iter().filter(|it| !it.complete).count();
    assert!(lost <= 6, "{lost} of {} requests were lost", requests.len());
}

#[test]
fn a_server_that_takes_long_at_first_is_waited_for() {
    let place = Place::with_problems(20);
    let server = start(Script {
        faults: Faults::first(1, Fault::Slow(2500)),
        ..script()
    });
    let summary = json_of(&mut place.generate(&server.base_url(), "run"));
    assert_eq!(summary["generated"]["replies"], 40);
    assert_eq!(summary["generated"]["spent"]["this_call"]["retries"], 0);
}

/// One request in forty is never answered, and costs only itself.
#[test]
fn requests_that_hang_among_others_take_no_room() {
    let place = Place::with_problems(200);
    let server = start(Script {
        faults: Faults::when(|seen| {
            let hangs = seen.attempt == 0 && seen.count % 40 == 30 && seen.count > 20;
            hangs.then_some(Fault::Hang)
        }),
        latency: Duration::from_millis(20),
        ..script()
    });
    let begun = Instant::now();
    let mut command = place.generate(&server.base_url(), "run");
    let summary = json_of(command.args(["--at-once", "16", "--request-timeout", "60"]));
    let took = begun.elapsed();
    assert_eq!(summary["generated"]["replies"], 400);
    assert!(took < Duration::from_secs(8), "{took:?}");
}

/// When a server does what: as long as it works, so many seconds of silence, then of nonsense.
const HANGS: (f64, f64) = (1.5, 4.0);
const NONSENSE: f64 = 4.5;

/// The problems of a run; a longer one loses a smaller part: `MUTAGREE_PROBLEMS=2000` says how small.
fn problems() -> usize {
    let said = std::env::var("MUTAGREE_PROBLEMS").ok();
    said.and_then(|it| it.parse().ok()).unwrap_or(150)
}

/// How many seconds a run takes with a server that answers four at a time.
fn seconds(faults: Faults) -> f64 {
    let place = Place::with_problems(problems());
    let server = start(Script {
        faults,
        latency: Duration::from_millis(40),
        serves_at_once: Some(4),
        ..script()
    });
    let begun = Instant::now();
    let mut command = place.generate(&server.base_url(), "run");
    let summary = json_of(command.args(["--request-timeout", "60"]));
    assert_eq!(summary["generated"]["replies"], 2 * problems());
    begun.elapsed().as_secs_f64()
}

#[test]
fn a_server_that_hangs_and_says_nonsense_costs_little_more_than_that_time() {
    let healthy = seconds(Faults::never());
    let took = seconds(Faults::when(|seen| match seen.at.as_secs_f64() {
        at if (HANGS.0..HANGS.1).contains(&at) => Some(Fault::Hang),
        at if (HANGS.1..NONSENSE).contains(&at) => Some(Fault::InvalidJson),
        _ => None,
    }));
    let lost = took - healthy - (NONSENSE - HANGS.0);
    println!("{took:.1} s, of which {lost:.1} s are lost");
    assert!(lost < 3.0, "{lost:.1} of {took:.1} s");
}

#[test]
fn an_answer_with_bad_bytes_or_no_numbers_where_nobody_needs_them_is_taken() {
    let written: [(&str, &[u8]); 5] = [
        ("\"created\":17", b"\"created\":NaN,\"x\":17"),
        ("\"created\":17", b"\"created\":-Infinity,\"x\":17"),
        ("chatcmpl-", b"\\ud83d chatcmpl-"),
        ("chatcmpl-", b"\xff\xfe chatcmpl-"),
        ("chatcmpl-", b"tab\there \\ud83d\\ude00 \\udc00 chatcmpl-"),
    ];
    for (from, to) in written {
        let place = Place::with_problems(1);
        let server = start(Script {
            faults: Faults::always(Fault::Written(from, to)),
            ..script()
        });
        let summary = json_of(&mut place.generate(&server.base_url(), "run"));
        assert_eq!(summary["generated"]["programs"], 1, "{to:?}");
        assert_eq!(server.requests().len(), 2, "{to:?}");
    }
}

#[test]
fn half_a_character_in_a_program_costs_that_character_alone() {
    let place = Place::with_problems(1);
    let server = start(Script {
        faults: Faults::always(Fault::Written("return 2 * x", b"return 2 * x  # \\ud83d")),
        ..script()
    });
    let summary = json_of(&mut place.generate(&server.base_url(), "run"));
    assert_eq!(summary["generated"]["programs"], 1);
    let text = place.replies("run")[0]["text"].as_str().unwrap().to_owned();
    assert!(text.contains("return 2 * x  # \u{fffd}"), "{text}");
}
