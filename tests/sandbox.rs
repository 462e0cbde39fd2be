//! `mutagree sandbox`: the execution side on its own.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use assert_cmd::Command;
use common::{Folder, complaint, json_of, mutagree};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

const DOUBLE: &str = "def double(x): return 2 * x\n";

fn exec(folder: &Folder, program: impl AsRef<[u8]>, tests: impl AsRef<[u8]>) -> Command {
    let program = folder.write("program.py", program);
    let tests = folder.write("tests.py", tests);
    let mut command = mutagree();
    command.args(["sandbox", "exec"]).arg(program);
    command.arg("--tests").arg(tests);
    command
}

/// The JSON object that a command prints, which ends with an exit code.
fn told(command: &mut Command, code: i32) -> Value {
    let done = command.arg("--json").assert().code(code);
    serde_json::from_slice(&done.get_output().stdout).unwrap()
}

#[test]
fn exec_shows_output_and_what_became_of_each_test() {
    let folder = Folder::new();
    let program = folder.write(
        "program.py",
        "print('hello')\ndef double(x): return 2 * x\n",
    );
    let tests = folder.write(
        "tests.py",
        "assert double(2) == 4\nassert double(2) == 5, 'five'\nassert half(2)\n",
    );
    let shown = mutagree()
        .args(["sandbox", "exec"])
        .arg(program)
        .arg("--tests")
        .arg(tests)
        .assert()
        .code(1);
    let shown = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines[0], "hello");
    assert!(lines[1].starts_with("passed"), "{shown}");
    assert!(lines[2].starts_with("failed five"), "{shown}");
    assert!(lines[3].starts_with("raised NameError"), "{shown}");
}

#[test]
fn a_check_that_is_given_the_function_is_run_as_it_stands() {
    let folder = Folder::new();
    let tests = "def check(candidate):\n    assert candidate(2) == 4\n\ndef test_it():\n    check(double)\n";
    let told = told(&mut exec(&folder, DOUBLE, tests), 0);
    assert_eq!(told["outcomes"][0], "Passed", "{told}");
}

#[test]
fn a_program_that_does_not_load_says_why() {
    let folder = Folder::new();
    let told = told(&mut exec(&folder, "import numpy\n", "assert True\n"), 1);
    assert_eq!(
        told["unloadable"]["Unviable"]["kind"],
        "ModuleNotFoundError"
    );
}

#[test]
fn doctor_runs_a_job_and_says_what_python_has() {
    let told = json_of(mutagree().args(["sandbox", "doctor"]));
    assert_eq!(told["works"], true);
    let python = &told["python"];
    let names = |part: &str| python[part].as_array().unwrap().clone();
    assert!(names("there").contains(&json!("zlib")), "{python}");
    assert!(
        names("there").len() + names("missing").len() > 10,
        "{python}"
    );
    assert!(
        names("missing_modules").contains(&json!("tkinter")),
        "{python}"
    );
    assert!(
        !names("missing_modules").contains(&json!("json")),
        "{python}"
    );
}

#[test]
fn without_python_the_error_says_what_to_do() {
    let folder = Folder::new();
    let mut command = mutagree();
    command.args(["sandbox", "install", "--python", "no-such-python"]);
    let said = complaint(command.arg("--cache-dir").arg(folder.path("cache")), 4);
    assert!(
        said.contains("no-such-python") && said.contains("hint:"),
        "{said}"
    );
}

#[test]
fn a_cache_folder_that_cannot_be_written_is_named() {
    let folder = Folder::new();
    let file = folder.write("file", "");
    let said = complaint(
        mutagree()
            .args(["sandbox", "install", "--cache-dir"])
            .arg(file.join("cache")),
        4,
    );
    assert!(
        said.contains(file.to_str().unwrap()) && said.contains("hint:"),
        "{said}"
    );
}

/// The component that this machine has.
fn component() -> PathBuf {
    json_of(mutagree().args(["sandbox", "install"]))["component"]
        .as_str()
        .unwrap()
        .into()
}

#[test]
fn a_corrupt_component_is_noticed_and_built_again() {
    let folder = Folder::new();
    let original = component();
    let copy = folder.path(original.file_name().unwrap().to_str().unwrap());
    let digest = original.with_added_extension("sha256");
    fs::copy(&original, &copy).unwrap();
    fs::copy(&digest, copy.with_added_extension("sha256")).unwrap();
    let mut bytes = fs::read(&copy).unwrap();
    bytes[1_000_000] ^= 1;
    fs::write(&copy, bytes).unwrap();
    let mut command = mutagree();
    command.args(["sandbox", "install", "--python", "no-such-python"]);
    let said = complaint(command.arg("--cache-dir").arg(folder.path("")), 4);
    assert!(said.contains("no-such-python"), "it would build: {said}");
}

#[test]
fn machine_code_that_is_corrupt_is_compiled_again() {
    let folder = Folder::new();
    let component = component();
    let cache = folder.path("cache");
    let doctor = || {
        let mut command = mutagree();
        command
            .args(["sandbox", "doctor", "--component"])
            .arg(&component);
        let output = command.arg("--cache-dir").arg(&cache).assert().success();
        String::from_utf8(output.get_output().stderr.clone()).unwrap()
    };
    assert!(doctor().contains("compiling"));
    assert!(!doctor().contains("compiling"));
    let mut files = fs::read_dir(cache.join("compiled"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let code = files
        .find(|path| path.extension().is_some_and(|it| it == "cwasm"))
        .unwrap();
    let mut bytes = fs::read(&code).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&code, bytes).unwrap();
    assert!(doctor().contains("compiling"));
}

#[test]
fn a_file_that_is_no_component_is_refused() {
    let folder = Folder::new();
    let file = folder.write("component.wasm", "not wasm");
    let mut command = mutagree();
    command
        .args(["sandbox", "doctor", "--component"])
        .arg(&file);
    let said = complaint(command.arg("--cache-dir").arg(folder.path("cache")), 4);
    assert!(
        said.contains("is no component") && said.contains("hint:"),
        "{said}"
    );
}

#[test]
fn of_two_processes_at_once_one_compiles_and_the_other_waits() {
    let folder = Folder::new();
    let component = component();
    let cache = folder.path("cache");
    let start = || {
        std::process::Command::new(env!("CARGO_BIN_EXE_mutagree"))
            .env("MUTAGREE_NO_RESULTS", "true")
            .args(["sandbox", "doctor", "--component"])
            .arg(&component)
            .arg("--cache-dir")
            .arg(&cache)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap()
    };
    let said = [start(), start()].map(|process| {
        let output = process.wait_with_output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stderr).unwrap()
    });
    let compiled = said
        .iter()
        .filter(|said| said.contains("compiling"))
        .count();
    assert_eq!(compiled, 1, "{said:?}");
}
