//! Everything that goes wrong on the model's side, by a server on loopback that misbehaves so.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

#[path = "common/asking.rs"]
mod asking;
mod common;
#[path = "common/server/mod.rs"]
mod server;

use asking::{KEY, Place, server as script, start};
use common::{complaint, json_of, mutagree};
use serde_json::{Value, json};
use server::{Fault, Faults, Proxy, RetryAfter, Script};
use std::time::{Duration, Instant};

/// What comes of one problem where the server misbehaves in a way.
fn generated(faults: Faults) -> (Value, usize) {
    let place = Place::with_problems(1);
    let server = start(Script { faults, ..script() });
    let summary = json_of(&mut place.generate(&server.base_url(), "run"));
    (summary["generated"].clone(), server.requests().len())
}

/// What is said, and how many requests there were, where nothing comes of it.
fn failed(script: Script, options: &[&str]) -> (String, usize) {
    let place = Place::with_problems(4);
    let server = start(script);
    let mut command = place.generate(&server.base_url(), "run");
    let said = complaint(command.args(options), 3);
    assert!(!said.contains(KEY), "{said}");
    (said, server.requests().len())
}

#[test]
fn what_passes_is_asked_again_until_it_is_answered() {
    for fault in [
        Fault::TooMany(RetryAfter::Unsaid),
        Fault::TooMany(RetryAfter::Millis(30)),
        Fault::TooMany(RetryAfter::Seconds(0)),
        Fault::Status(500),
        Fault::Status(503),
        Fault::Close,
        Fault::Cut,
        Fault::CutChunks,
        Fault::Html,
        Fault::InvalidJson,
        Fault::EmptyChoices,
        Fault::Slow(50),
        Fault::Drip(50),
    ] {
        let name = format!("{fault:?}");
        let (generated, requests) = generated(Faults::first_of_each(2, fault));
        assert_eq!(
            (&generated["programs"], &generated["tests"]),
            (&json!(1), &json!(2)),
            "{name}"
        );
        let again = if name.starts_with("Slow") || name.starts_with("Drip") {
            2
        } else {
            6
        };
        assert_eq!(requests, again, "{name}");
    }
}

#[test]
fn the_wait_that_a_server_asks_for_is_kept() {
    for wait in [
        RetryAfter::Seconds(1),
        RetryAfter::Date(2),
        RetryAfter::Millis(900),
    ] {
        let name = format!("{wait:?}");
        let start = Instant::now();
        generated(Faults::first(1, Fault::TooMany(wait)));
        assert!(
            start.elapsed() > Duration::from_millis(850),
            "{name}: {:?}",
            start.elapsed()
        );
    }
}

#[test]
fn what_is_no_answer_is_kept_and_counted_by_reason() {
    for (fault, reason) in [
        (Fault::NullContent, "empty"),
        (Fault::EmptyText, "empty"),
        (Fault::Refusal, "refused by the model"),
        (Fault::ContentFilter, "filtered by the server"),
        (
            Fault::Error(400, "context_length_exceeded"),
            "rejected by the server",
        ),
    ] {
        let name = format!("{fault:?}");
        let (generated, requests) = generated(Faults::always(fault));
        let unused = generated["unused"].as_object().unwrap();
        assert_eq!(unused.len(), 2, "{name}: {unused:?}");
        assert!(
            unused.keys().all(|it| it.contains(reason)),
            "{name}: {unused:?}"
        );
        assert_eq!((requests, &generated["replies"]), (2, &json!(2)), "{name}");
    }
}

#[test]
fn a_cut_reply_says_that_it_was_cut() {
    let (generated, _) = generated(Faults::always(Fault::Length));
    let unused = generated["unused"].as_object().unwrap();
    assert!(
        !unused.is_empty() && unused.keys().all(|it| it.ends_with(", cut")),
        "{unused:?}"
    );
}

#[test]
fn equal_replies_are_one_candidate() {
    let place = Place::with_problems(1);
    let server = start(Script {
        faults: Faults::always(Fault::Duplicates),
        ..script()
    });
    let mut command = place.generate(&server.base_url(), "run");
    json_of(command.args(["--candidates", "5"]));
    let candidates = common::read_rows(&place.folder.path("run").join("candidates.jsonl"));
    assert_eq!(
        (candidates.len(), &candidates[0]["multiplicity"]),
        (1, &json!(5))
    );
}

#[test]
fn a_wrong_key_an_unknown_model_and_an_empty_purse_end_it_at_once() {
    let wrong_key = Script {
        key: Some("another".to_owned()),
        ..script()
    };
    let unknown = Script {
        models: vec!["other-model".to_owned()],
        ..script()
    };
    let quota = Script {
        faults: Faults::always(Fault::Quota),
        ..script()
    };
    let bad = Script {
        faults: Faults::always(Fault::Error(400, "invalid_value")),
        ..script()
    };
    let elsewhere = Script {
        faults: Faults::always(Fault::Redirect("http://127.0.0.1:9/".to_owned())),
        ..script()
    };
    for (script, words) in [
        (wrong_key, ["401", "--key-env"]),
        (unknown, ["404", "--model"]),
        (quota, ["429", "credit"]),
        (bad, ["400", "--body"]),
        (elsewhere, ["307", "--base-url"]),
    ] {
        let (said, requests) = failed(script, &["--at-once", "1"]);
        assert!(words.iter().all(|word| said.contains(word)), "{said}");
        assert_eq!(requests, 1, "{said}");
    }
}

#[test]
fn without_a_key_nothing_is_sent() {
    let place = Place::with_problems(1);
    let server = start(script());
    let mut command = place.generate(&server.base_url(), "run");
    command.args(["--key-env", "MUTAGREE_NO_SUCH_KEY"]);
    let said = complaint(&mut command, 1);
    assert!(said.contains("`MUTAGREE_NO_SUCH_KEY`"), "{said}");
    assert_eq!(server.requests().len(), 0);
    let mut command = place.generate(&server.base_url(), "run");
    command.args(["--provider", "openia"]);
    let said = complaint(&mut command, 1);
    assert!(
        said.contains("`openia`") && said.contains("deepseek"),
        "{said}"
    );
}

#[test]
fn a_server_that_hangs_or_is_down_is_given_up_and_can_be_asked_again() {
    let hang = Script {
        faults: Faults::always(Fault::Hang),
        ..script()
    };
    let (said, _) = failed(hang, &["--request-timeout", "0.2", "--retries", "1"]);
    assert!(
        said.contains("8 of 8 replies are missing") && said.contains("no answer in time"),
        "{said}"
    );
    let stall = Script {
        faults: Faults::always(Fault::Stall),
        ..script()
    };
    let (said, _) = failed(stall, &["--request-timeout", "0.2", "--retries", "0"]);
    assert!(said.contains("no answer in time"), "{said}");
    let place = Place::with_problems(4);
    let mut down = place.generate("http://127.0.0.1:9/v1", "run");
    let said = complaint(down.args(["--retries", "1"]), 3);
    assert!(
        said.contains("refused") && said.contains("the same command"),
        "{said}"
    );
}

#[test]
fn a_time_limit_ends_the_run_and_the_same_command_goes_on() {
    let place = Place::with_problems(20);
    let server = start(Script {
        latency: Duration::from_millis(200),
        ..script()
    });
    let mut command = place.generate(&server.base_url(), "run");
    let said = complaint(command.args(["--at-once", "2", "--time-limit", "0.5"]), 3);
    assert!(said.contains("time limit"), "{said}");
    let kept = place.replies("run").len();
    assert!((2..40).contains(&kept), "{kept}");
    json_of(&mut place.generate(&server.base_url(), "run"));
    assert_eq!(place.replies("run").len(), 40);
    assert_eq!(server.usage().replies, 40);
}

#[test]
fn a_body_of_100_mb_is_not_read_to_its_end() {
    for chunked in [false, true] {
        let huge = Fault::Huge {
            bytes: 100 << 20,
            chunked,
        };
        let script = Script {
            faults: Faults::always(huge),
            ..script()
        };
        let (said, _) = failed(script, &["--retries", "0"]);
        assert!(said.contains("more than 32 MiB"), "{said}");
    }
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_not_accepted() {
    let place = Place::with_problems(1);
    let server = start(Script {
        tls: true,
        ..script()
    });
    let mut command = place.generate(&server.base_url(), "run");
    let said = complaint(&mut command, 3);
    assert!(
        said.contains("certificate") && said.contains("SSL_CERT_FILE"),
        "{said}"
    );
    assert_eq!(server.requests().len(), 0);
    let pem = place.folder.write("ca.pem", server.certificate().unwrap());
    let mut command = place.generate(&server.base_url(), "run");
    json_of(command.env("SSL_CERT_FILE", pem));
    assert_eq!(server.usage().replies, 2);
}

#[test]
fn a_proxy_is_gone_through() {
    let place = Place::with_problems(1);
    let server = start(script());
    let proxy = Proxy::start();
    let mut command = place.generate(&server.base_url(), "run");
    command
        .env_remove("NO_PROXY")
        .env("HTTP_PROXY", proxy.url());
    command.env("http_proxy", proxy.url());
    json_of(&mut command);
    assert_eq!(proxy.forwarded().len(), 2);
    let closed = Proxy::requiring("Basic dTpw");
    let mut command = place.generate(&server.base_url(), "closed");
    command
        .env_remove("NO_PROXY")
        .env("http_proxy", closed.url())
        .arg("--anew");
    let said = complaint(&mut command, 3);
    assert!(said.contains("407"), "{said}");
}

#[test]
fn a_budget_is_never_exceeded_and_the_run_goes_on_with_a_larger_one() {
    let place = Place::with_problems(30);
    let server = start(script());
    let generate = |limit: [&str; 2]| {
        let mut command = place.generate(&server.base_url(), "run");
        command
            .args(["--price", "1000,1000", "--max-tokens", "100"])
            .args(limit);
        command
    };
    let said = complaint(&mut generate(["--budget-usd", "2.0"]), 3);
    assert!(said.contains("budget") && said.contains('$'), "{said}");
    let usage = server.usage();
    assert!(
        usage.replies > 3 && (usage.prompt + usage.completion) <= 2000,
        "{usage:?}"
    );
    let before = usage.prompt + usage.completion;
    let most = (before + 600).to_string();
    let said = complaint(&mut generate(["--max-tokens-total", &most]), 3);
    assert!(said.contains("budget"), "{said}");
    let usage = server.usage();
    assert!(usage.prompt + usage.completion <= before + 600);
    let summary = json_of(&mut generate(["--budget-usd", "100"]));
    let usage = server.usage();
    let spent = summary["generated"]["spent"]["run"]["usd"]
        .as_f64()
        .unwrap();
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let charged = (usage.prompt + usage.completion) as f64 / 1000.0;
    assert!((spent - charged).abs() < 1e-9, "{spent} {charged}");
    let mut unknown = place.generate(&server.base_url(), "unpriced");
    let said = complaint(unknown.args(["--budget-usd", "1"]), 1);
    assert!(said.contains("--price"), "{said}");
}

#[test]
fn the_pace_adapts_to_what_the_server_bears() {
    let place = Place::with_problems(60);
    let server = start(Script {
        limit_at_once: Some(4),
        latency: Duration::from_millis(10),
        ..script()
    });
    let summary = json_of(&mut place.generate(&server.base_url(), "run"));
    assert_eq!(summary["generated"]["replies"], 120);
    assert_eq!(server.usage().replies, 120);
    let retries = summary["generated"]["spent"]["this_call"]["retries"]
        .as_u64()
        .unwrap();
    assert!(retries < 120, "{retries}");
}

#[test]
fn one_request_that_the_server_never_takes_does_not_end_the_others() {
    let place = Place::with_problems(20);
    let server = start(Script {
        faults: Faults::when(|seen| {
            let bad = seen.prompt().contains("as task 7 wants");
            bad.then_some(Fault::Error(400, "moderation"))
        }),
        ..script()
    });
    let summary = json_of(&mut place.generate(&server.base_url(), "run"));
    let generated = &summary["generated"];
    assert_eq!(generated["programs"], 19);
    assert_eq!(generated["unused"]["program: rejected by the server"], 1);
    let asked = server.requests().len();
    json_of(&mut place.generate(&server.base_url(), "run"));
    assert_eq!(server.requests().len(), asked);
}

#[test]
fn what_is_too_large_is_not_asked_again_in_other_words() {
    let too_large = "'max_tokens' or 'max_completion_tokens' is too large: 2048";
    let script = Script {
        faults: Faults::always(Fault::Error(400, too_large)),
        ..script()
    };
    let (said, requests) = failed(script, &["--at-once", "1"]);
    assert_eq!(requests, 1, "{said}");
}

#[test]
fn a_time_limit_that_ends_after_the_last_answer_ends_nothing() {
    let place = Place::with_problems(1);
    let server = start(Script {
        latency: Duration::from_millis(400),
        ..script()
    });
    let mut command = place.generate(&server.base_url(), "run");
    let summary = json_of(command.args(["--time-limit", "0.2"]));
    assert_eq!(summary["generated"]["replies"], 2);
}

#[test]
fn replies_that_cannot_be_kept_for_other_runs_are_in_the_run_all_the_same() {
    let place = Place::with_problems(3);
    let server = start(script());
    let database = place.cache.join("replies.sqlite");
    json_of(
        mutagree()
            .args(["cache", "stats"])
            .env("MUTAGREE_CACHE_DIR", &place.cache),
    );
    let full =
        "CREATE TRIGGER full BEFORE INSERT ON replies BEGIN SELECT RAISE(ABORT, 'full'); END";
    let connection = rusqlite::Connection::open(&database).unwrap();
    connection.execute_batch(full).unwrap();
    let said = complaint(&mut place.generate(&server.base_url(), "run"), 2);
    assert!(
        said.contains("replies.sqlite") && said.contains("hint:"),
        "{said}"
    );
    let paid = server.requests().len();
    assert_eq!(place.replies("run").len(), paid);
    connection.execute_batch("DROP TRIGGER full").unwrap();
    json_of(&mut place.generate(&server.base_url(), "run"));
    assert_eq!(server.requests().len(), 6, "{paid} were asked before");
}

#[test]
fn a_proxy_that_refuses_a_key_with_another_status_is_understood() {
    for (status, words) in [
        (
            400,
            "Authentication Error, Invalid proxy server token passed.",
        ),
        (
            500,
            "litellm.AuthenticationError: Incorrect API key provided.",
        ),
        (403, "auth_error"),
    ] {
        let script = Script {
            faults: Faults::always(Fault::Error(status, words)),
            ..script()
        };
        let (said, requests) = failed(script, &["--at-once", "1"]);
        assert!(said.contains("--key-env"), "{said}");
        assert_eq!(requests, 1, "{said}");
    }
}

#[test]
fn a_server_that_is_not_there_is_told_with_what_to_do() {
    let place = Place::with_problems(1);
    let mut down = place.generate("http://127.0.0.1:9/v1", "run");
    let said = complaint(down.args(["--retries", "0"]), 3);
    assert!(
        said.contains("refused") && said.contains("--base-url"),
        "{said}"
    );
}

#[test]
fn numbers_that_are_none_are_refused_before_anything_is_asked() {
    let place = Place::with_problems(1);
    let server = start(script());
    for (option, value) in [
        ("--temperature", "nan"),
        ("--temperature", "-1"),
        ("--temperature", "inf"),
        ("--top-p", "0"),
        ("--top-p", "nan"),
        ("--give-up", "0"),
        ("--time-limit", "nan"),
        ("--retry-wait", "inf"),
        ("--budget-usd", "nan"),
        ("--price", "nan,1"),
        ("--test-share", "original=nan"),
        ("--share", "original=nan"),
    ] {
        let mut command = place.generate(&server.base_url(), "run");
        let value = format!("{option}={value}");
        let said = complaint(command.arg(&value), 1);
        assert!(said.contains(option), "{value}: {said}");
    }
    assert_eq!(server.requests().len(), 0);
}
