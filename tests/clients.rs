//! Clients that people have, against `mutagree serve`: the official `openai` package, `LiteLLM`, and `SandboxFusion`'s own.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;
#[path = "common/server/mod.rs"]
mod server;
#[path = "common/serving.rs"]
mod serving;

use server::{Fault, Faults, Script, Server};
use serving::{MODEL, Serving, adds};
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

/// The Python that has the packages of `tests/tools/clients/requirements.txt`.
fn python() -> Option<OsString> {
    let python = std::env::var_os("MUTAGREE_CLIENTS");
    if python.is_none() {
        #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
        {
            eprintln!("skipped: `MUTAGREE_CLIENTS` names no Python with the clients' packages");
        }
    }
    python
}

/// Runs one of the clients to its end.
fn run(python: &OsString, program: &str, arguments: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/clients");
    let mut command = Command::new(python);
    command.arg(folder.join(program)).args(arguments);
    let output = command.env("NO_PROXY", "127.0.0.1").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {said}");
}

/// A model with faults, which is asked anew each time, so that each answer costs something.
fn in_front_of_a_faulty_model(more: &[&str]) -> (Server, Serving) {
    let faults = [Fault::Status(503), Fault::Close, Fault::Cut];
    let model = Server::start(Script {
        // What passes through is not sent again by this server, so that only its own requests may fail.
        faults: Faults::share(0.1, &faults, 3).only(|seen| seen.prompt().contains("function `")),
        ..Script::answering(adds)
    });
    let own = [
        "--candidates",
        "3",
        "--tests",
        "2",
        "--variants",
        "1",
        "--anew",
        "--deadline",
        "300",
    ];
    let serving = Serving::of_model(&model.base_url(), &[&own[..], more].concat());
    (model, serving)
}

#[test]
fn the_official_client_gets_each_of_two_hundred_answers_at_once() {
    let Some(python) = python() else { return };
    let (_model, serving) = in_front_of_a_faulty_model(&[]);
    let url = serving.url("/v1");
    run(&python, "openai_client.py", &[&url, "--model", MODEL]);
}

#[test]
fn the_official_client_is_refused_with_a_wrong_token() {
    let Some(python) = python() else { return };
    let folder = common::Folder::new();
    let tokens = folder.write("tokens", "right-token\n");
    let (_model, serving) = in_front_of_a_faulty_model(&["--tokens", tokens.to_str().unwrap()]);
    let url = serving.url("/v1");
    let arguments = [
        &url,
        "--model",
        MODEL,
        "--api-key",
        "right-token",
        "--expect-auth",
        "--calls",
        "20",
    ];
    run(&python, "openai_client.py", &arguments);
}

#[test]
fn litellm_is_answered_whole_and_in_pieces() {
    let Some(python) = python() else { return };
    let (_model, serving) = in_front_of_a_faulty_model(&[]);
    run(
        &python,
        "litellm_client.py",
        &[&serving.url("/v1"), "--model", MODEL],
    );
}

#[test]
fn the_client_of_sandbox_fusion_is_answered_as_there() {
    let Some(python) = python() else { return };
    let serving = Serving::executor(&[]);
    run(
        &python,
        "fusion_client.py",
        &[&serving.url(""), "--skip", "prompts"],
    );
}

#[test]
fn a_load_of_calls_is_answered_without_an_error() {
    let Some(python) = python() else { return };
    let serving = Serving::executor(&[]);
    run(
        &python,
        "load.py",
        &[&serving.url(""), "--calls", "2000", "--at-once", "64"],
    );
    run(
        &python,
        "load.py",
        &[
            &serving.url(""),
            "--calls",
            "500",
            "--at-once",
            "64",
            "--new-connections",
        ],
    );
}
