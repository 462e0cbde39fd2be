//! `mutagree environment` from the outside: what it says, and how it ends, also where no engine answers.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use assert_cmd::Command;
use common::{Folder, complaint, json_of, mutagree};
use serde_json::json;
use std::path::Path;

const MANIFEST: &str = "\
name = 'mine'
about = 'leftpad alone'
python = '3.11'
modules = ['leftpad']
size_mib = 1
";

/// The verb, with a cache of its own and where no engine can be found.
fn alone(folder: &Folder, words: &[&str]) -> Command {
    let mut command = mutagree();
    command.arg("environment").args(words);
    command.env("MUTAGREE_CACHE_DIR", folder.path("cache"));
    command.env("DOCKER_HOST", "unix:///nowhere/docker.sock");
    command.env("CONTAINER_HOST", "unix:///nowhere/podman.sock");
    command
        .env("PATH", "/nowhere")
        .env_remove("MUTAGREE_ENGINE");
    command
}

/// A folder of an environment of the user's own.
fn mine(folder: &Folder, manifest: &str) -> String {
    std::fs::create_dir(folder.path("mine")).unwrap();
    folder.write("mine/environment.toml", manifest);
    folder.write("mine/Containerfile", "FROM scratch\n");
    folder.path("mine").display().to_string()
}

#[test]
fn what_comes_with_the_program_is_listed_with_its_modules_and_is_not_built_at_first() {
    let folder = Folder::new();
    let listed = json_of(&mut alone(&folder, &["list"]));
    let environments = listed["environments"].as_array().unwrap();
    let names: Vec<&str> = environments
        .iter()
        .map(|it| it["manifest"]["name"].as_str().unwrap())
        .collect();
    assert!(
        names.contains(&"numpy") && names.contains(&"torch"),
        "{names:?}"
    );
    for it in environments {
        assert_eq!(it["built"], json!([]));
        assert_eq!(it["key"].as_str().unwrap().len(), 16);
    }
}

#[test]
fn programs_and_their_tests_get_the_smallest_environment_that_has_what_they_import() {
    let folder = Folder::new();
    let write = |name: &str, text: &str| folder.write(name, text).display().to_string();
    let program = write(
        "program.py",
        "import math\ndef f(x):\n    import pandas.core as pd\n    return x",
    );
    let tests = write("tests.py", "from numpy.testing import assert_allclose");
    let plain = write("plain.py", "import json, asyncio");
    let deep = write("deep.py", "import torch");
    let chosen = |files: &[&str]| {
        let words = [&["choose"], files].concat();
        json_of(&mut alone(&folder, &words))["environment"].clone()
    };
    assert_eq!(chosen(&[&program, &tests]), "numpy");
    assert_eq!(chosen(&[&plain]), json!(null));
    assert_eq!(chosen(&[&plain, &deep]), "torch");
}

#[test]
fn a_module_that_no_environment_has_is_named_and_one_of_the_users_own_has_it() {
    let folder = Folder::new();
    let program = folder
        .write("program.py", "import leftpad, numpy")
        .display()
        .to_string();
    let done = alone(&folder, &["choose", &program]).assert().code(4);
    let told = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    assert_eq!(told, "numpy\nmissing `leftpad`: no environment has it\n");
    let mine = mine(&folder, MANIFEST);
    let done = alone(&folder, &["choose", &program, "--with", &mine])
        .assert()
        .code(4);
    let told = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    assert!(
        told.starts_with("mine\nmissing `numpy`: it is in numpy, "),
        "{told}"
    );
}

#[test]
fn an_environment_that_is_none_is_an_input_that_cannot_be_used() {
    let folder = Folder::new();
    let told = complaint(&mut alone(&folder, &["build", "nonsense"]), 2);
    assert!(
        told.contains("there is no environment `nonsense`\nhint: there are `numpy`"),
        "{told}"
    );
    let told = complaint(&mut alone(&folder, &["build", "./nowhere"]), 2);
    assert!(told.contains("`./nowhere`"), "{told}");
    let mine = mine(&folder, "name = 'mine'\nmodule = []");
    let told = complaint(&mut alone(&folder, &["build", &mine]), 2);
    assert!(
        told.contains("environment.toml`") && told.contains("unknown field `module`"),
        "{told}"
    );
}

#[test]
fn without_an_engine_each_place_is_named_with_what_came_of_it() {
    let folder = Folder::new();
    for words in [&["build", "numpy"][..], &["remove", "--all"]] {
        let told = complaint(&mut alone(&folder, words), 4);
        assert!(
            told.contains(
                "no engine answers: `unix:///nowhere/docker.sock`: there is no such socket"
            ),
            "{told}"
        );
        assert!(
            told.contains("hint: start Docker or Podman, or install bubblewrap"),
            "{told}"
        );
    }
    for (engine, hint) in [
        ("docker", "DOCKER_HOST"),
        ("podman", "podman system service"),
        ("bubblewrap", "apt install"),
    ] {
        let told = complaint(
            &mut alone(&folder, &["build", "numpy", "--engine", engine]),
            4,
        );
        assert!(
            told.contains(&format!("`{engine}` does not answer: ")) && told.contains(hint),
            "{told}"
        );
    }
    alone(&folder, &["build", "numpy", "--engine", "lxc"])
        .assert()
        .code(1);
}

#[test]
fn the_doctor_says_where_it_looked_and_that_no_engine_answers() {
    let folder = Folder::new();
    let done = alone(&folder, &["doctor", "--json"]).assert().code(4);
    let found: serde_json::Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    assert_eq!(found["used"], json!(null));
    let addresses: Vec<_> = found["engines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["address"])
        .collect();
    assert_eq!(
        addresses,
        ["unix:///nowhere/docker.sock", "unix:///nowhere/podman.sock"]
    );
    assert_eq!(found["engines"][0]["origin"], "DOCKER_HOST");
    let told = alone(&folder, &["doctor"]).assert().code(4);
    let told = String::from_utf8(told.get_output().stdout.clone()).unwrap();
    assert!(told.contains("there is no `bwrap` in PATH"), "{told}");
}

#[cfg(target_os = "linux")]
#[test]
fn bubblewrap_is_told_apart_from_what_follows_a_containerfile() {
    let folder = Folder::new();
    if !Path::new("/usr/bin/bwrap").exists() {
        return;
    }
    let mut command = alone(&folder, &["build", "numpy", "--engine", "bubblewrap"]);
    let done = command.env("PATH", "/usr/bin").assert();
    let told = String::from_utf8(done.get_output().stderr.clone()).unwrap();
    assert!(
        told.contains("--from-debian") || told.contains("does not answer"),
        "{told}"
    );
}
