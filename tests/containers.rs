//! Jobs in an environment that a command carries, instead of in WebAssembly. Without bubblewrap the tests say that they are
//! skipped.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a broken test panics, and one that is skipped says so"
)]

mod common;

use common::{Folder, complaint, mutagree, outcomes};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::process::Command;

const WORDS: &str = "bwrap --unshare-all --clearenv --ro-bind / / --proc /proc --dev /dev --tmpfs /tmp /usr/bin/python3";

/// The command of an environment; nothing where it does not run here.
fn environment() -> Option<String> {
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups ";
    let words = format!("{}{WORDS}", if is_root { nobody } else { "" });
    let mut parts = words.split(' ');
    let mut command = Command::new(parts.next().unwrap());
    let tried = command.args(parts).args(["-c", ""]).output();
    if tried.is_ok_and(|it| it.status.success()) {
        return Some(words);
    }
    eprintln!("skipped: bubblewrap does not run Python here");
    None
}

#[test]
fn a_program_runs_with_the_modules_of_its_environment() {
    let Some(environment) = environment() else {
        return;
    };
    let folder = Folder::new();
    let program = folder.write(
        "program.py",
        "import multiprocessing, sqlite3\ndef g(x): return 2 * x\n\
         def double(x):\n    with multiprocessing.Pool(1) as pool: return pool.map(g, [x])[0]\n",
    );
    let tests = folder.write(
        "tests.py",
        "assert double(2) == 4\nassert double(2) == 5\nassert double.__name__ == 'double'\n",
    );
    let mut command = mutagree();
    command.args(["sandbox", "exec", "--json", "--preload", "json,sqlite3"]);
    command.args(["--environment-command", &environment]);
    command.arg(program).arg("--tests").arg(tests);
    let output = command.assert().code(1).get_output().stdout.clone();
    let report: Value = serde_json::from_slice(&output).unwrap();
    assert_eq!(report["outcomes"][0], "Passed");
    assert_eq!(report["outcomes"][1]["Failed"]["kind"], "AssertionError");
    assert_eq!(report["outcomes"][2], "Passed");
    assert_eq!(report["shared"], serde_json::json!([2]));
}

#[test]
fn a_run_goes_on_in_the_environment_that_it_was_begun_in_and_in_no_other() {
    let Some(environment) = environment() else {
        return;
    };
    let folder = Folder::new();
    let candidates = [
        "def double(x): return 2 * x",
        "def double(x): return x * x",
        "import os\ndef double(x): os.abort()",
        "def double(x:",
    ];
    let tests = ["assert double(2) == 4", "n = double(3)\nassert n == 6"];
    let inputs = folder.double(&candidates, &tests);
    let run = folder.path("run");
    let begun = inputs
        .execute(&run)
        .args(["--environment-command", &environment])
        .assert();
    begun.success();
    assert_eq!(outcomes(&run), ["PP", "PF", "CC", "UU"]);
    let again = || {
        let mut command = mutagree();
        command.arg("execute").arg("--run").arg(&run);
        command
    };
    let said = complaint(&mut again(), 2);
    assert!(said.contains("component"), "{said}");
    let same = again()
        .args(["--environment-command", &environment])
        .assert();
    same.success();
}

#[test]
fn a_command_that_carries_no_environment_is_named() {
    let folder = Folder::new();
    let program = folder.write("program.py", "x = 1\n");
    let exec = |words: &str| {
        let mut command = mutagree();
        command.args(["sandbox", "exec", "--environment-command", words]);
        complaint(command.arg(&program), 4)
    };
    assert!(exec("no-such-command-here python3").contains("no-such-command-here"));
    assert!(exec("true").contains("has ended"));
    if let Some(environment) = environment() {
        let mut command = mutagree();
        command.args(["sandbox", "exec", "--environment-command", &environment]);
        command.args(["--preload", "no_such_module_here"]);
        let said = complaint(command.arg(&program), 4);
        assert!(said.contains("no_such_module_here"), "{said}");
    }
}
