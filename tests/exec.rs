//! `mutagree sandbox exec`: exit codes, and files as CPython reads them.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use assert_cmd::Command;
use common::{Folder, complaint, mutagree};
use serde_json::{Value, json};

const DOUBLE: &str = "def double(x): return 2 * x\n";

fn exec(folder: &Folder, program: impl AsRef<[u8]>, tests: impl AsRef<[u8]>) -> Command {
    let program = folder.write("program.py", program);
    let tests = folder.write("tests.py", tests);
    let mut command = mutagree();
    command.args(["sandbox", "exec"]).arg(program);
    command.arg("--tests").arg(tests);
    command
}

/// Runs a program with tests, and checks the exit code.
fn ends(code: i32, program: impl AsRef<[u8]>, tests: impl AsRef<[u8]>) {
    exec(&Folder::new(), program, tests).assert().code(code);
}

#[test]
fn the_exit_code_is_0_where_all_tests_passed() {
    ends(0, DOUBLE, "assert double(2) == 4\n");
    let skipped = "import unittest\n@unittest.skip('')\ndef test_it():\n    assert False\n";
    ends(0, DOUBLE, skipped);
}

#[test]
fn the_exit_code_is_1_where_a_test_did_not_pass_or_the_program_does_not_load() {
    let good = "assert double(2) == 4\n";
    ends(1, DOUBLE, "assert double(2) == 5\n");
    ends(1, DOUBLE, format!("{good}half(1)\nassert True\n"));
    ends(1, "def double(x: return 2\n", good);
    ends(1, "while True: pass\n", good);
}

#[test]
fn the_exit_code_is_2_where_no_test_or_not_every_test_can_run() {
    ends(2, DOUBLE, "import os\n");
    ends(2, DOUBLE, "");
    ends(
        2,
        DOUBLE,
        "def test_it(tmp_path):\n    assert double(tmp_path)\n",
    );
    let some = "assert double(2) == 4\ndef test_it(tmp_path):\n    assert double(tmp_path)\n";
    ends(2, DOUBLE, some);
}

#[test]
fn without_tests_the_exit_code_says_whether_the_program_loads() {
    let folder = Folder::new();
    for (program, code) in [
        ("print(1)\n", 0),
        ("1 / 0\n", 1),
        ("raise SystemExit(0)\n", 1),
    ] {
        let program = folder.write("program.py", program);
        let mut command = mutagree();
        command.args(["sandbox", "exec"]).arg(program);
        command.assert().code(code);
        command.arg("--json").assert().code(code);
    }
}

#[test]
fn a_broken_file_of_tests_is_named_with_the_line() {
    let folder = Folder::new();
    let tests = "assert double(2) == 4\n\ndef test_it(:\n    pass\n";
    let said = complaint(&mut exec(&folder, DOUBLE, tests), 2);
    for part in ["tests.py", "line 3", "SyntaxError", "hint:"] {
        assert!(said.contains(part), "`{part}` is not in: {said}");
    }
}

#[test]
fn a_test_comes_after_what_stands_before_it_in_its_file() {
    let folder = Folder::new();
    let program = "\
n = 0
def bump():
    global n
    n += 1
    return n
def reset():
    global n
    n = 0
";
    let tests = "\
import unittest
bump()
assert bump() == 2
reset()
assert bump() == 1
def test_function():
    bump()
    assert bump() == 2
def test_that_only_calls():
    bump()
class TestIt(unittest.TestCase):
    def setUp(self):
        bump()
    def test_method(self):
        self.assertEqual(bump(), 2)
if __name__ == '__main__':
    unittest.main()
";
    let done = exec(&folder, program, tests).arg("--json").assert().code(0);
    let told: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    assert_eq!(told["outcomes"], json!(vec!["Passed"; 5]), "{told}");
}

#[test]
fn a_mark_of_byte_order_is_no_part_of_a_file() {
    let marked = |text: &str| [b"\xef\xbb\xbf", text.as_bytes()].concat();
    ends(0, marked(DOUBLE), marked("assert double(2) == 4\n"));
    let contrary = marked("# coding: latin-1\ndef double(x): return 2 * x\n");
    ends(2, contrary, "assert double(2) == 4\n");
}

#[test]
fn after_a_form_feed_the_indentation_counts_anew() {
    let program = "\u{c}S = '''\\\n\u{c}'''\n  \u{c}def double(x): return 2 * x\n";
    let tests = "\
\u{c}assert double(2) == 4
\u{c}
def test_it():
  \u{c}    assert double(S) == '''\\
\u{c}\u{c}'''
";
    ends(0, program, tests);
}

#[test]
fn a_file_is_read_in_the_encoding_that_it_declares() {
    let tests = "assert S == '\u{e9}'\n";
    let program = b"#!/usr/bin/python\r\n# -*- coding: Latin_1 -*-\r\nS = '\xe9'\r\n";
    ends(0, program, tests);
    ends(
        0,
        b"\x0c # vim: set fileencoding=utf8 :\nS = '\xc3\xa9'\n",
        tests,
    );
    let late = b"x = 1\n# coding: latin-1\nS = '\xe9'\n";
    ends(2, late, tests);
}

#[test]
fn a_file_in_another_encoding_is_named_with_the_line() {
    let folder = Folder::new();
    for (program, word) in [
        (&b"x = 1\ny = '\xe9'\n"[..], "line 2: is not UTF-8"),
        (
            b"# vim: set fileencoding=gbk :\n",
            "line 1: declares the encoding `gbk`",
        ),
        (b"# coding: ascii\n\ny = '\xe9'\n", "line 3: is not ASCII"),
    ] {
        let said = complaint(&mut exec(&folder, program, "assert True\n"), 2);
        assert!(said.contains(word) && said.contains("hint:"), "{said}");
    }
}

#[test]
fn exec_takes_the_limits_that_execute_takes() {
    let folder = Folder::new();
    let program = "\
def f():
    for _ in range(100_000): pass
    return 1
def g():
    return len(bytes(100 << 20))
";
    let outcome = |test: &str, options: &[&str]| {
        let mut command = exec(&folder, program, test);
        let done = command.args(options).arg("--json").output().unwrap();
        let told: Value = serde_json::from_slice(&done.stdout).unwrap();
        told["outcomes"][0].clone()
    };
    let shared = ["--judge", "shared", "--isolation", "test"];
    assert_eq!(outcome("assert f() == 1\n", &shared), "Passed");
    for options in [
        ["--limit-instructions", "1000000"],
        ["--limit-seconds", "0.0001"],
    ] {
        let outcome = outcome("assert f() == 1\n", &options);
        assert_eq!(outcome, json!({"LimitReached": "Time"}), "{options:?}");
    }
    assert_eq!(outcome("assert g() > 0\n", &[]), "Passed");
    let small = outcome("assert g() > 0\n", &["--limit-memory", "64"]);
    assert_ne!(small, "Passed");
}
