//! What becomes of programs that fail, misbehave or ask for what is not there.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use common::sandbox;
use mutagree_sandbox::{Isolation, Job, Judge, Namespace, Outcome, Report, Tests};
use std::time::{Duration, Instant};

fn run(candidate: &str, tests: &[&str]) -> Report {
    let suite = sandbox().compile(&Tests::new(tests)).unwrap();
    sandbox().run(&Job::new(candidate, &suite)).unwrap()
}

/// The letters of a candidate's outcomes.
fn letters(candidate: &str, tests: &[&str]) -> String {
    run(candidate, tests)
        .outcomes
        .iter()
        .map(Outcome::letter)
        .collect()
}

/// The letters of a candidate's outcomes where tests run in its own interpreter.
fn shared_letters(candidate: &str, tests: &[&str]) -> String {
    let suite = sandbox().compile(&Tests::new(tests)).unwrap();
    let mut job = Job::new(candidate, &suite);
    job.judge = Judge::Shared;
    let report = sandbox().run(&job).unwrap();
    report.outcomes.iter().map(Outcome::letter).collect()
}

/// The exception that a test of an empty program ends with.
fn raised(test: &str) -> String {
    match &run("", &[test]).outcomes[0] {
        Outcome::Raised(fault) => fault.kind.clone(),
        other => format!("{other:?}"),
    }
}

#[test]
fn a_fault_has_the_type_and_the_text_of_the_exception() {
    let report = run("", &["assert 1 == 2, 'one is not two'", "{}['missing']"]);
    let Outcome::Failed(fault) = &report.outcomes[0] else {
        panic!("{report:?}")
    };
    assert_eq!(
        (fault.kind.as_str(), fault.message.as_str()),
        ("AssertionError", "one is not two")
    );
    let Outcome::Raised(fault) = &report.outcomes[1] else {
        panic!("{report:?}")
    };
    assert_eq!(
        (fault.kind.as_str(), fault.message.as_str()),
        ("KeyError", "'missing'")
    );
}

#[test]
fn an_exception_that_cannot_be_shown_is_still_an_outcome() {
    let candidate = "class Odd(Exception):\n  def __str__(self): raise self\ndef f(): raise Odd()";
    let Outcome::Raised(fault) = &run(candidate, &["f()"]).outcomes[0] else {
        panic!()
    };
    assert_eq!((fault.kind.as_str(), fault.message.as_str()), ("Odd", ""));
}

#[test]
fn what_ends_the_process_never_passes() {
    assert_eq!(letters("import sys\nsys.exit(0)", &["pass"]), "U");
    assert_eq!(letters("import os\nos._exit(0)", &["pass"]), "U");
    assert_eq!(letters("raise KeyboardInterrupt", &["pass"]), "U");
    let in_function =
        "import os, sys\ndef f(): sys.exit(0)\ndef g(): os._exit(0)\ndef h(): raise SystemExit";
    assert_eq!(letters(in_function, &["f()", "g()", "h()", "pass"]), "RRRP");
}

#[test]
fn limits_hold_while_a_candidate_loads() {
    assert_eq!(letters("while True: pass", &["pass", "pass"]), "TT");
    assert_eq!(letters("x = 'a' * 10**9", &["pass"]), "M");
    assert_eq!(letters("while True: print('x' * 10**5)", &["pass"]), "O");
}

#[test]
fn a_loop_that_swallows_every_exception_ends() {
    let swallow =
        "def f():\n  while True:\n    try:\n      while True: pass\n    except BaseException: pass";
    assert_eq!(letters(swallow, &["f()", "pass"]), "TP");
}

#[test]
fn big_numbers_and_bad_patterns_end_in_time() {
    let start = Instant::now();
    assert_eq!(
        letters(
            "",
            &["10**10**8", "import re; re.match('(a+)+b', 'a' * 40)"]
        ),
        "TT"
    );
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn bytes_that_one_instruction_fills_or_copies_count_too() {
    let start = Instant::now();
    let tests = [
        "while True: bytes(10**8)",
        "x = b'x' * 10**7\nwhile True: x + x",
    ];
    assert_eq!(letters("", &tests), "TT");
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn deep_recursion_is_an_exception() {
    assert_eq!(raised("def f(n): return f(n + 1)\nf(0)"), "RecursionError");
    assert_eq!(
        raised("class A:\n  def __repr__(self): return repr(self)\nrepr(A())"),
        "RecursionError"
    );
    assert_eq!(
        raised("import functools\ndef f(x, y): return functools.reduce(f, [1, 2])\nf(1, 2)"),
        "RecursionError"
    );
}

#[test]
fn there_is_no_file_of_the_host_network_process_or_input() {
    assert_eq!(raised("open('/etc/passwd')"), "FileNotFoundError");
    assert_eq!(raised("import socket; socket.socket()"), "PermissionError");
    assert_eq!(
        raised("import socket; socket.getaddrinfo('localhost', 80)"),
        "PermissionError"
    );
    assert_eq!(
        raised("import subprocess; subprocess.run(['/bin/busybox'])"),
        "FileNotFoundError"
    );
    assert_eq!(raised("input()"), "EOFError");
    assert_eq!(
        letters(
            "",
            &[
                "import os; assert not os.environ",
                "import sys; assert not sys.path"
            ]
        ),
        "PP"
    );
}

#[test]
fn the_whole_standard_library_can_be_imported() {
    let modules = "abc asyncio bisect calendar collections.abc concurrent.futures configparser csv \
                   dataclasses datetime decimal email.message fractions functools hashlib heapq html.parser \
                   inspect itertools json logging math numbers pathlib pickle queue random re sqlite3 \
                   statistics string struct tempfile textwrap threading tomllib typing unittest.mock \
                   urllib.parse uuid xml.etree.ElementTree zipfile zoneinfo";
    for module in modules.split_whitespace() {
        assert_eq!(letters("", &[&format!("import {module}")]), "P", "{module}");
    }
}

#[test]
fn time_passes_with_work_and_with_sleep_and_is_the_same_in_every_run() {
    let candidate = "import time
def work():
  begin = time.perf_counter()
  sum(range(10_000))
  return time.perf_counter() - begin
def wait(seconds):
  end = time.time() + seconds
  while time.time() < end: pass
  return True
def nap():
  begin = time.monotonic()
  time.sleep(2)
  return 2 <= time.monotonic() - begin < 2.1";
    let tests = [
        "assert 0 < work() < 1",
        "assert wait(0.5)",
        "assert nap()",
        "import time; time.sleep(101)",
        "assert work() == 7, work()",
    ];
    let start = Instant::now();
    let first = run(candidate, &tests);
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "sleep takes no time: {:?}",
        start.elapsed()
    );
    let letters: String = first.outcomes.iter().map(Outcome::letter).collect();
    assert_eq!(letters, "PPPTF");
    assert_eq!(first, run(candidate, &tests));
}

#[test]
fn everything_random_is_the_same_in_every_run() {
    let candidate = "import os, random, secrets, uuid\n\
                     print(random.random(), os.urandom(8), secrets.token_hex(4), uuid.uuid4(), hash('a'), {'b', 'c', 'd'})";
    let first = run(candidate, &[]);
    assert!(!first.output.is_empty());
    assert_eq!(first, run(candidate, &[]));
}

#[test]
fn nothing_is_left_for_the_next_job() {
    let spoil = "import builtins, sys, json\nbuiltins.len = None\njson.dumps = None\nsys.modules['math'] = None";
    assert_eq!(shared_letters(spoil, &["len('')"]), "R");
    assert_eq!(
        letters(
            "",
            &["assert len('') == 0", "import math, json; json.dumps(1)"]
        ),
        "PP"
    );
}

#[test]
fn what_one_test_binds_is_not_there_for_the_next() {
    assert_eq!(
        letters(
            "x = 1",
            &[
                "x = 2; assert x == 2",
                "assert x == 1",
                "def f(): pass",
                "f()"
            ]
        ),
        "PPPR"
    );
}

#[test]
fn odd_sources_are_unviable_and_harm_nothing() {
    let deep = "(".repeat(100_000);
    let sources = [
        "x = '\0'",
        "def f(:",
        "if 1:\n\tx\n        y",
        deep.as_str(),
        "\u{c}x = (",
        "ä = = 1",
    ];
    for source in sources {
        let report = run(source, &["pass"]);
        assert!(
            matches!(report.outcomes[0], Outcome::Unviable(_)),
            "{report:?}"
        );
    }
    let comment = format!("# {}\ndef f(): return 1", "x".repeat(1 << 20));
    assert_eq!(letters(&comment, &["assert f() == 1"]), "P");
}

#[test]
fn a_test_that_the_compiler_cannot_cope_with_is_unviable_alone() {
    let deep = format!("x = {}1", "-".repeat(200_000));
    assert_eq!(letters("", &["pass", &deep, "pass"]), "PUP");
}

#[test]
fn a_bare_namespace_is_that_of_codet() {
    let suite = sandbox()
        .compile(&Tests::new(&[
            "assert __name__ == 'builtins'",
            "assert exit is None",
        ]))
        .unwrap();
    let mut job = Job::new("", &suite);
    job.namespace = Namespace::Bare;
    job.judge = Judge::Shared;
    let report = sandbox().run(&job).unwrap();
    assert!(report.outcomes.iter().all(Outcome::passed), "{report:?}");
}

#[test]
fn each_test_alone_gives_the_same_as_all_together_where_nothing_is_shared() {
    let suite = sandbox()
        .compile(&Tests::new(&["assert f(1)", "assert not f(0)", "f(None)"]))
        .unwrap();
    let mut job = Job::new("def f(x): return x + 0 > 0", &suite);
    let together = sandbox().run(&job).unwrap();
    job.isolation = Isolation::Test;
    assert_eq!(together.outcomes, sandbox().run(&job).unwrap().outcomes);
}

#[test]
fn output_is_kept_to_a_bound() {
    let report = run("print('x' * 100_000)", &[]);
    assert!(report.output.len() < 100_000 && report.output.starts_with(b"xxx"));
}

/// What a candidate begins with that speaks to the host itself.
const FORGER: &str = "import wit_world\nfrom wit_world import Verdict_Passed\n";

#[test]
fn a_candidate_cannot_refill_its_own_budget() {
    let load = format!("{FORGER}while True: wit_world.loaded()");
    assert_eq!(letters(&load, &["pass", "pass"]), "CC");
    let call = format!("{FORGER}def f():\n  while True: wit_world.loaded()");
    assert_eq!(letters(&call, &["f()", "pass"]), "CP");
}

#[test]
fn verdicts_out_of_order_or_beyond_the_last_are_a_crash() {
    let flood =
        format!("{FORGER}def f():\n  for i in range(100): wit_world.report(i, Verdict_Passed())");
    assert_eq!(shared_letters(&flood, &["f()", "pass"]).len(), 2);
    let skip = format!("{FORGER}def f(): wit_world.report(1, Verdict_Passed())");
    assert_eq!(shared_letters(&skip, &["f()", "pass"]), "CP");
    let early = format!("{FORGER}wit_world.report(0, Verdict_Passed())");
    assert_eq!(shared_letters(&early, &["assert False"]), "C");
}

#[test]
fn what_a_call_leaves_of_its_arguments_is_seen_by_the_test() {
    let candidate =
        "def f(x):\n  x.insert(0, 9)\n  x.append([1])\n  return x\ndef g(x):\n  x['a'].append(1)";
    let tests = [
        "assert f([1, 2]) == [9, 1, 2, [1]]",
        "data = [1, 2]\nassert f(data) is data and data == [9, 1, 2, [1]]",
        "inner = []\nassert g({'a': inner}) is None and inner == [1]",
        "assert f([]) == []",
    ];
    let with_entry = Tests {
        entry_point: "f",
        ..Tests::new(&tests)
    };
    for (tests, judge) in [
        (with_entry, Judge::Split),
        (Tests::new(&tests), Judge::Split),
        (with_entry, Judge::Shared),
    ] {
        let suite = sandbox().compile(&tests).unwrap();
        let mut job = Job::new(candidate, &suite);
        job.judge = judge;
        let report = sandbox().run(&job).unwrap();
        let letters: String = report.outcomes.iter().map(Outcome::letter).collect();
        assert_eq!(letters, "PPPF", "{judge:?}");
    }
}

#[test]
fn a_candidate_apart_from_its_judge_has_no_say() {
    let report = format!("{FORGER}def f(): wit_world.report(0, Verdict_Passed())");
    assert_eq!(letters(&report, &["f(); assert False", "pass"]), "CP");
    let call = format!("{FORGER}def f(): return wit_world.call(b'', False)");
    assert_eq!(letters(&call, &["f()", "pass"]), "CP");
}

#[test]
fn what_a_test_leaves_is_destroyed_at_its_own_expense() {
    let candidate =
        "class R(int):\n  def __del__(self):\n    while True: pass\ndef f(x): return R(x)";
    assert_eq!(
        letters(candidate, &["r = f(1)\nassert r == 1", "pass"]),
        "TP"
    );
}

#[test]
fn a_name_that_an_except_or_match_binds_stays_in_its_test() {
    let tests = [
        "try: 1 / 0\nexcept Exception as x: pass",
        "match 7:\n  case x: pass",
        "assert x == 1",
    ];
    assert_eq!(letters("x = 1", &tests), "PPP");
}
