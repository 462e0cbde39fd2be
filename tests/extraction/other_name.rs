//! Suites that call another name in the place of the entry point.

use super::checks_of;
use flate2::read::GzDecoder;
use mutagree::extract::{Asked, Reason, Tests, named, tests};
use serde_json::Value;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

const PROMPT: &str = "def f(xs, k=1):\n    \"\"\"Do.\"\"\"\n";

fn found(reply: &str) -> Tests {
    let asked = Asked {
        prompt: PROMPT,
        entry_point: "f",
    };
    tests(reply, &asked)
}

fn sources(reply: &str) -> Vec<String> {
    found(reply).tests.into_iter().map(|it| it.source).collect()
}

fn reasons(reply: &str) -> Vec<(Reason, String)> {
    let unused = found(reply).unused.into_iter();
    unused.map(|it| (it.reason, it.snippet)).collect()
}

#[test]
fn the_only_name_that_nothing_defines_is_taken_for_the_entry_point() {
    let reply = "assert topK([3, 1]) == 3\nassert topK([2], k=1) == 2\n";
    let found = found(reply);
    assert_eq!(found.called.as_deref(), Some("topK"));
    assert_eq!(found.tests[0].source, "assert f([3, 1]) == 3");
    let written = found.tests[1].written.as_deref();
    assert_eq!(written, Some("assert topK([2], k=1) == 2"));
}

#[test]
fn whole_suites_may_call_another_name_too() {
    let expected = ["assert f([1]) == 1", "assert f([2], 2) == 2"];
    for suite in [
        "def test_one():\n    assert g([1]) == 1\n\ndef test_two():\n    assert g([2], 2) == 2\n",
        "import unittest\nfrom solution import g\n\nclass TestG(unittest.TestCase):\n    def test_one(self):\n        self.assertEqual(g([1]), 1)\n    def test_two(self):\n        self.assertEqual(g([2], 2), 2)\n",
        "import pytest\n@pytest.mark.parametrize('a, b', [(([1],), 1), (([2], 2), 2)])\ndef test_g(a, b):\n    assert g(*a) == b\n",
        "# Basic\n```python\nassert g([1]) == 1\n```\n# Edge\n```python\nassert g([2], 2) == 2\n```\n",
        ">>> g([1])\n1\n>>> g([2], 2)\n2\n",
    ] {
        assert_eq!(sources(suite), expected, "{suite}");
    }
}

#[test]
fn a_name_that_is_handed_over_is_renamed_and_texts_and_attributes_are_not() {
    let reply = "assert g([1]) == 'g'\nassert list(map(g, [[1]])) == [x.g for x in y(g=g)]\ndef y(g): return []";
    assert_eq!(sources(reply), [""; 0], "a parameter has that name");
    let reply = "assert g([1]) == 'g'\nassert list(map(g, [[1]])) == dict(g=g).g\n";
    let expected = [
        "assert f([1]) == 'g'",
        "assert list(map(f, [[1]])) == dict(g=f).g",
    ];
    assert_eq!(sources(reply), expected);
}

#[test]
fn a_suite_that_calls_the_entry_point_somewhere_stays_as_it_is() {
    let found = found("assert f([1]) == 1\nassert g([2]) == 2\n");
    assert_eq!((found.tests.len(), found.called), (1, None));
    assert_eq!(
        sources("def check(candidate):\n    assert candidate(g([1])) == 1\n").len(),
        1
    );
    assert_eq!(sources("x = f\nassert g([2]) == 2\n"), [""; 0]);
}

#[test]
fn two_names_that_nothing_defines_tie_and_it_is_said() {
    let reply = "assert g([1]) == 1\nassert h([2]) == 2\n";
    assert!(reasons(reply).contains(&(Reason::OtherNames, "g, h".to_owned())));
    assert_eq!(sources(reply), [""; 0]);
}

#[test]
fn arguments_that_the_entry_point_does_not_take_are_those_of_another_function() {
    for call in ["g()", "g(1, 2, 3)", "g(1, other=2)", "g(1, xs=2)"] {
        let reply = format!("assert g([1]) == 1\nassert {call} == 1\n");
        assert!(
            reasons(&reply).contains(&(Reason::OtherArguments, "g".to_owned())),
            "{call}"
        );
    }
    assert_eq!(
        checks_of("assert g(1, 2, 3) == 1\n"),
        ["assert f(1, 2, 3) == 1"]
    );
}

#[test]
fn what_something_defines_is_no_other_name() {
    for reply in [
        "def g(x):\n    return x\nassert g([1]) == 1\n",
        "from helpers import g\nassert g([1]) == 1\n",
        "from helpers import *\nassert g([1]) == 1\n",
        "assert sorted([1]) == [1]\n",
        "assert Counter([1]) == {1: 1}\n",
        "for g in [len]:\n    assert g([1]) == 1\n",
        "assert self.g([1]) == 1\n",
        "assert (lambda g: g([1]))(len) == 1\n",
        "assert assertEqual([1], 1)\n",
        "assert ____([1]) == 1\n",
        "assert Tree([1]) == 1\n",
    ] {
        assert_eq!(sources(reply), [""; 0], "{reply}");
    }
}

#[test]
fn what_the_prompt_defines_is_no_other_name() {
    let prompt = "def encode(s):\n    return s\n\ndef f(s):\n    \"\"\"Undo.\"\"\"\n";
    let asked = Asked {
        prompt,
        entry_point: "f",
    };
    assert!(tests("assert encode('a') == 'a'", &asked).tests.is_empty());
}

#[test]
fn sources_of_a_list_are_renamed_as_they_stand() {
    let asked = Asked {
        prompt: PROMPT,
        entry_point: "f",
    };
    let list = |sources: &[&str]| {
        sources
            .iter()
            .map(|it| (*it).to_owned())
            .collect::<Vec<_>>()
    };
    let suite = list(&[
        "x = 1  # g\nassert g([x]) == 1, 'no'",
        "# g\nassert g([2])==2",
    ]);
    let expected = list(&[
        "x = 1  # g\nassert f([x]) == 1, 'no'",
        "# g\nassert f([2])==2",
    ]);
    assert_eq!(named(&suite, &asked), Some((expected, "g".to_owned())));
    assert_eq!(
        named(&list(&["assert f([1])", "assert g([1])"]), &asked),
        None
    );
}

/// The real suites: the prompt, the entry point and the reply.
fn suites() -> Vec<[String; 3]> {
    let data = std::env::var_os("MUTAGREE_DATA");
    let data = data.map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let rows = |file: &str| -> Vec<Value> {
        let Ok(file) = File::open(data.join(file)) else {
            eprintln!("skipped: `{file}` is not there; name the data by `MUTAGREE_DATA`");
            return Vec::new();
        };
        let mut text = String::new();
        GzDecoder::new(file).read_to_string(&mut text).unwrap();
        let rows = text.lines().map(|line| serde_json::from_str(line).unwrap());
        rows.collect()
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let joined = |value: &Value| {
        let lines = value.as_array().into_iter().flatten();
        let lines: Vec<&str> = lines.filter_map(Value::as_str).collect();
        lines.join("\n")
    };
    let problems = rows("humaneval/HumanEval.jsonl.gz");
    let mut suites = Vec::new();
    for row in rows("reflexion/humaneval_gpt4_tests.jsonl.gz") {
        suites.push([
            text(&row["prompt"]),
            text(&row["entry_point"]),
            joined(&row["solution"]),
        ]);
    }
    for file in ["gpt35", "gpt4o"] {
        for row in rows(&format!("models31/tests_{file}.jsonl.gz")) {
            let problem = problems.iter().find(|it| it["task_id"] == row["task_id"]);
            let problem = problem.unwrap();
            let words = [&problem["prompt"], &problem["entry_point"]].map(text);
            let [prompt, entry_point] = words;
            suites.push([prompt, entry_point, joined(&row["tests"])]);
        }
    }
    for row in rows("bigcodebench/BigCodeBench.jsonl.gz").iter().step_by(4) {
        suites.push(["prompt", "entry_point", "test"].map(|field| text(&row[field])));
    }
    let asked = rows("codet/humaneval_for_test_case_generation.jsonl.gz");
    for row in rows("codet/humaneval_codegen16b_tests.jsonl.gz") {
        let problem = asked
            .iter()
            .find(|it| it["prompt"] == row["prompt"])
            .unwrap();
        for sample in row["samples"].as_array().into_iter().flatten().step_by(10) {
            let reply = format!("assert {}", sample.as_str().unwrap_or_default());
            suites.push([text(&row["prompt"]), text(&problem["entry_point"]), reply]);
        }
    }
    suites
}

/// The text with another name in the place of one, where it is called or handed over.
fn with_calls(code: &str, from: &str, to: &str) -> String {
    let is_letter = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_');
    let (mut whole, mut rest) = (String::new(), code);
    while let Some(place) = rest.find(from) {
        let (before, after) = (&rest[..place], &rest[place + from.len()..]);
        let is_part = is_letter(before.chars().last().or(whole.chars().last()))
            || !after.starts_with(['(', ',', ')']);
        whole += before;
        whole += if is_part { from } else { to };
        rest = after;
    }
    whole + rest
}

#[test]
fn a_real_suite_that_calls_another_name_gives_the_tests_of_the_right_one() {
    let (mut same, mut other) = (0, Vec::new());
    for [prompt, entry_point, reply] in suites() {
        let asked = Asked {
            prompt: &prompt,
            entry_point: &entry_point,
        };
        let right = tests(&reply, &asked);
        if right.tests.is_empty() || right.called.is_some() {
            continue;
        }
        let wrong = tests(&with_calls(&reply, &entry_point, "theirOwn_name"), &asked);
        let plain = |found: &Tests| {
            let tests = found.tests.iter();
            tests
                .map(|it| (it.source.clone(), it.form))
                .collect::<Vec<_>>()
        };
        if plain(&right) == plain(&wrong) {
            assert_eq!(wrong.called.as_deref(), Some("theirOwn_name"));
            same += 1;
        } else {
            let why = wrong.unused.iter().map(|it| it.reason);
            let is_said = why
                .clone()
                .any(|it| matches!(it, Reason::OtherNames | Reason::OtherArguments));
            assert!(
                wrong.tests.is_empty(),
                "{reply}\n{:#?}\n{:#?}",
                plain(&right),
                plain(&wrong)
            );
            other.push((entry_point, is_said, reply));
        }
    }
    println!(
        "{same} suites are the same under another name, {} are left",
        other.len()
    );
    for (name, is_said, reply) in other.iter().filter(|_| std::env::var_os("SHOW").is_some()) {
        println!("--- {name} said={is_said}\n{reply}");
    }
    assert!(other.len() * 10 <= same, "{} of {}", other.len(), same);
}
