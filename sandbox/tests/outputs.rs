//! The outputs of calls, and tests that are decided by them.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use common::sandbox;
use mutagree_sandbox::{Call, Job, Judge, Outcome, Packing, Report, Suite, Tests, Value};

fn suite(tests: &[&str]) -> Suite {
    let tests = Tests {
        entry_point: "f",
        ..Tests::new(tests)
    };
    sandbox().compile(&tests).unwrap()
}

fn letters(report: &Report) -> String {
    report.outcomes.iter().map(Outcome::letter).collect()
}

#[test]
fn every_call_with_literal_arguments_has_an_output() {
    let suite = suite(&[
        "assert f(1) == 2",
        "assert abs(f(1) - f(2.5)) < 9",
        "for x in [1, 2]:\n    assert f(x) > 0",
        "assert f('a', key=[None]) == f(f(1))",
        "assert f(1) ==",
    ]);
    let calls: Vec<String> = suite.calls().iter().map(ToString::to_string).collect();
    assert_eq!(calls, ["f(1)", "f(2.5)", "f(\"a\", key=[None])"]);
    let candidate = "def f(x, key=None):\n  return {x: {1, 2}} if key else x + 1";
    let report = sandbox().run(&Job::new(candidate, &suite)).unwrap();
    assert_eq!(report.outputs, ["2", "3.5", "dict(\"a\": {1, 2})"]);
}

#[test]
fn an_output_says_how_a_call_ended() {
    let suite = suite(&["f(0); f(1); f(2); f(3); f(4); f(5); f(6); f([7])"]);
    let candidate = "def f(x):
  if x == 0: raise KeyError(x)
  if x == 1: return object()
  if x == 2: return (i for i in 'ab')
  if x == 3:
    while True: pass
  if x == 4: return 'long' * 1000
  if x == 5: return float('nan')
  if x == 6: return
  x.append(1)";
    let outputs = sandbox().run(&Job::new(candidate, &suite)).unwrap().outputs;
    let expected = [
        "!KeyError",
        "<object object>",
        "iterator['a', 'b']",
        "! time",
    ];
    assert_eq!(outputs[..4], expected);
    assert!(
        outputs[4].starts_with("\"longlong") && outputs[4].len() < 300,
        "{}",
        outputs[4]
    );
    assert_eq!(outputs[5..], ["NaN", "None", "None, leaving [[7, 1]]"]);
}

#[test]
fn inputs_that_were_added_have_outputs_too() {
    let call = |value| Call {
        function: "f".to_owned(),
        positional: vec![value],
        named: Vec::new(),
    };
    let inputs = [call(Value::Int(-3)), call(Value::text("é"))];
    let suite = suite(&["assert f(1) == 2"]).with_inputs(&inputs);
    for judge in [Judge::Auto, Judge::Shared] {
        let mut job = Job::new("def f(x): return x * 2", &suite);
        job.judge = judge;
        assert_eq!(sandbox().run(&job).unwrap().outputs, ["2", "-6", "\"éé\""]);
    }
    let unloadable = sandbox().run(&Job::new("def f(x", &suite)).unwrap();
    assert!(unloadable.outputs.is_empty());
    let suite = suite.without_outputs();
    let report = sandbox()
        .run(&Job::new("def f(x): return 2", &suite))
        .unwrap();
    assert!(report.outputs.is_empty() && report.outcomes == [Outcome::Passed]);
}

#[test]
fn packed_tests_have_outputs_too() {
    let tests = Tests {
        entry_point: "f",
        packing: Packing::Packed,
        ..Tests::new(&["assert f(1) == 1", "assert f(2) == 1"])
    };
    let suite = sandbox().compile(&tests).unwrap();
    let report = sandbox()
        .run(&Job::new("def f(x): return x", &suite))
        .unwrap();
    assert_eq!(
        (letters(&report).as_str(), report.outputs),
        ("PF", vec!["1".to_owned(), "2".to_owned()])
    );
}

#[test]
fn only_the_tests_that_were_asked_for_run() {
    let suite = suite(&[
        "assert f(0) == 0",
        "x = f(1)\nassert x == 2",
        "assert f(2) == 2",
        "x = f(3)\nassert x == 3",
    ]);
    for judge in [Judge::Auto, Judge::Shared] {
        let mut job = Job::new("def f(x): return x", &suite);
        job.judge = judge;
        job.tests = Some(&[1, 2]);
        let report = sandbox().run(&job).unwrap();
        assert_eq!(letters(&report), "FP");
        assert_eq!(report.outputs, [Report::NOT_RUN, "1", "2", Report::NOT_RUN]);
        job.tests = Some(&[]);
        assert!(sandbox().run(&job).unwrap().outcomes.is_empty());
    }
}

/// What candidates return, and what tests compare it with: everything against everything.
const VALUES: [&str; 30] = [
    "None",
    "True",
    "False",
    "0",
    "1",
    "-1",
    "1.0",
    "0.0",
    "-0.0",
    "1.5",
    "float('nan')",
    "float('inf')",
    "2**63",
    "2.0**63",
    "-2**63",
    "10**30",
    "1e30",
    "1j",
    "''",
    "'a'",
    "'\\ud800'",
    "b'a'",
    "[]",
    "[1, 2.0]",
    "(1, 2)",
    "{1, 2}",
    "frozenset([2, 1])",
    "{1: 'a', 2: [1]}",
    "{2: [True], 1: 'a'}",
    "[float('nan')]",
];

#[test]
fn what_the_host_decides_is_what_a_judge_would_say() {
    let literals: Vec<&str> = VALUES
        .into_iter()
        .filter(|value| {
            !value.contains("float(") && !value.contains("frozenset(") && !value.contains("**")
        })
        .chain([
            "9223372036854775808",
            "-9223372036854775808",
            "10**0",
            "1000000000000000000000000000000",
        ])
        .collect();
    let mut decided = vec!["assert f(0)".to_owned(), "assert not f(0), 'no'".to_owned()];
    let mut judged = vec![
        "assert (True and f(0))".to_owned(),
        "assert (True and not f(0)), 'no'".to_owned(),
    ];
    for literal in literals {
        for relation in ["==", "!=", "is", "is not"] {
            decided.push(format!("assert f(0) {relation} {literal}"));
            judged.push(format!("assert (f(0) {relation} {literal}) and True"));
        }
        decided.push(format!("assert {literal} == f(0)"));
        judged.push(format!("assert ({literal} == f(0)) and True"));
    }
    let compile = |tests: &[String]| {
        let tests: Vec<&str> = tests.iter().map(String::as_str).collect();
        suite(&tests).without_outputs()
    };
    let (decided_suite, judged_suite) = (compile(&decided), compile(&judged));
    let returned = VALUES
        .iter()
        .map(|value| format!("def f(x): return {value}"));
    let others = [
        "def f(x): raise AssertionError('mine')",
        "def f(x): raise ValueError('mine')",
        "import sys\ndef f(x): sys.exit()",
        "def f(x): return object()",
        "def f(x): return iter([1])",
        "def f(x): return range(3)",
        "class A(int): pass\ndef f(x): return A(1)",
        "class A(list):\n  def __eq__(self, other): return True\ndef f(x): return A()",
        "def f(x):\n  while True: pass",
        "g = 0\ndef f(x):\n  global g\n  g += 1\n  return g",
        "f = 3",
    ];
    for candidate in returned.chain(others.map(str::to_owned)) {
        let decided_report = sandbox()
            .run(&Job::new(&candidate, &decided_suite))
            .unwrap();
        let judged_report = sandbox().run(&Job::new(&candidate, &judged_suite)).unwrap();
        let pairs = decided_report.outcomes.iter().zip(&judged_report.outcomes);
        for (place, (decided_outcome, judged_outcome)) in pairs.enumerate() {
            assert_eq!(
                decided_outcome.letter(),
                judged_outcome.letter(),
                "{candidate}: {}",
                decided[place]
            );
        }
    }
}

#[test]
fn odd_messages_of_assertions_harm_nothing() {
    let number = format!("assert f(1) == 2, 0x{}", "f".repeat(5000));
    let long = format!("assert f(1) == 2, '{}'", "long".repeat(1000));
    let suite = suite(&[&number, "assert f(1) == 2, '\\ud800'", &long]);
    let report = sandbox()
        .run(&Job::new("def f(x): return x", &suite))
        .unwrap();
    assert_eq!(letters(&report), "FFF");
    let Outcome::Failed(fault) = &report.outcomes[2] else {
        panic!("{report:?}")
    };
    assert_eq!(fault.message.len(), 200);
}

#[test]
fn each_test_has_its_own_budget_whatever_ran_before() {
    let half = "assert f(100_000) == 1";
    let tests = [
        half,
        "x = f(100_001)\nassert x == 1",
        half,
        "x = f(100_002)\nassert x == 1",
    ];
    let suite = suite(&tests).without_outputs();
    let candidate = "def f(x):\n  for _ in range(x): pass\n  return 1";
    let mut job = Job::new(candidate, &suite);
    job.limits.instructions = 50_000_000;
    assert_eq!(letters(&sandbox().run(&job).unwrap()), "PPPP");
    job.tests = Some(&[1]);
    assert_eq!(letters(&sandbox().run(&job).unwrap()), "P");
    job.limits.instructions = 20_000_000;
    assert_eq!(letters(&sandbox().run(&job).unwrap()), "T");
}

#[test]
fn tuples_in_a_list_that_a_call_sorted_are_seen_in_their_new_order() {
    let suite = suite(&[
        "assert f([(2, 1), (1, 2)]) == [(1, 2), (2, 1)]",
        "xs = [(2, 1), (1, 2)]\nf(xs)\nassert xs == [(1, 2), (2, 1)]",
    ]);
    let candidate = "def f(xs):\n  xs.sort()\n  return xs";
    assert_eq!(
        letters(&sandbox().run(&Job::new(candidate, &suite)).unwrap()),
        "PP"
    );
}

#[test]
fn objects_that_hold_one_another_have_an_output_that_is_cut() {
    let suite = suite(&["f(100)"]);
    let candidate = "class Node: pass
def f(count):
  nodes = [Node() for _ in range(count)]
  for node in nodes: node.others = nodes
  return nodes[0]";
    let outputs = sandbox().run(&Job::new(candidate, &suite)).unwrap().outputs;
    assert!(outputs[0].contains("Node("), "{}", outputs[0]);
    assert!(outputs[0].contains('…'), "{}", outputs[0]);
}
