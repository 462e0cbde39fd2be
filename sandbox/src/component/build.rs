//! Builds the component from the guest's sources with componentize-py, in a folder of its own.

use super::room::Room;
use super::{InstallStep, corrections, lasting};
use crate::SandboxError;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// A file of the guest: its name and its text.
macro_rules! source {
    ($name:literal) => {
        ($name, include_str!(concat!("../../guest/", $name)))
    };
}

/// What decides the component beside the guest's files: how it is corrected.
pub(crate) const CORRECTIONS: [&str; 2] =
    [include_str!("corrections.rs"), include_str!("lasting.rs")];

/// The guest's files; together they say which component this crate wants.
pub(crate) const SOURCES: [(&str, &str); 45] = [
    source!("guest.py"),
    source!("account.py"),
    source!("annotations.py"),
    source!("apart.py"),
    source!("bytecode.py"),
    source!("calls.py"),
    source!("candidate.py"),
    source!("commands.py"),
    source!("compatibility.py"),
    source!("concurrency.py"),
    source!("crossing.py"),
    source!("deep_caches.py"),
    source!("delegation.py"),
    source!("derived_keys.py"),
    source!("errors.py"),
    source!("event_loop.py"),
    source!("foreign_modules.py"),
    source!("harmless.py"),
    source!("heap.py"),
    source!("judge.py"),
    source!("library.py"),
    source!("library_values.py"),
    source!("linux.py"),
    source!("main_program.py"),
    source!("native_sizes.py"),
    source!("objects.py"),
    source!("practice.py"),
    source!("processes.py"),
    source!("programs.py"),
    source!("purity.py"),
    source!("removed_modules.py"),
    source!("rewriting.py"),
    source!("scopes.py"),
    source!("sharing.py"),
    source!("shell.py"),
    source!("small_programs.py"),
    source!("stateless.py"),
    source!("strands.py"),
    source!("subprocesses.py"),
    source!("suites.py"),
    source!("threads.py"),
    source!("verdicts.py"),
    source!("zones.py"),
    source!("world.wit"),
    source!("requirements.txt"),
];

/// Builds the component inside `folder` and gives its bytes.
pub(crate) fn build(
    python: &str,
    folder: &Path,
    progress: &dyn Fn(InstallStep),
) -> Result<Vec<u8>, SandboxError> {
    let room = Room::of(folder);
    write_sources(folder)?;
    check_python(python)?;
    let run = |command: &mut Command, step, hint| {
        let command = command.current_dir(folder).env("TMPDIR", folder);
        run(command, step, hint).map_err(|error| room.explain(error))
    };
    progress(InstallStep::MakingEnvironment);
    run(
        Command::new(python).args(["-m", "venv", "venv"]),
        "python -m venv",
        "install the `venv` module (Debian: `apt install python3-venv`)",
    )?;
    let bin = folder.join(if cfg!(windows) {
        "venv/Scripts"
    } else {
        "venv/bin"
    });
    progress(InstallStep::InstallingBuilder);
    run(
        Command::new(bin.join("python"))
            .args(["-m", "pip", "install", "--quiet", "--no-input", "--no-deps"])
            .args([
                "--only-binary",
                ":all:",
                "--require-hashes",
                "-r",
                "requirements.txt",
            ]),
        "pip install componentize-py",
        "the first use needs a Python package index; check the network, proxy and pip settings",
    )?;
    progress(InstallStep::Building);
    run(
        Command::new(bin.join("componentize-py"))
            .args([
                "-q",
                "-d",
                "world.wit",
                "-w",
                "guest",
                "componentize",
                "guest",
            ])
            .args(["-p", ".", "-o", "component.wasm"])
            .env("VIRTUAL_ENV", folder.join("venv"))
            .env_remove("PYTHONPATH"),
        "componentize-py",
        "this is a fault of mutagree or componentize-py; please report it with the text above",
    )?;
    let path = folder.join("component.wasm");
    let mut bytes = fs::read(&path).map_err(|source| SandboxError::Cache {
        action: "read",
        path,
        source,
    })?;
    corrections::correct(&mut bytes)
        .and_then(|()| lasting::immortalize(&mut bytes))
        .map_err(|detail| SandboxError::Build {
            step: "correcting the component".to_owned(),
            detail,
            hint: "this is a fault of mutagree; please report it with the text above".to_owned(),
        })?;
    Ok(bytes)
}

fn write_sources(folder: &Path) -> Result<(), SandboxError> {
    for (name, text) in SOURCES {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|source| SandboxError::Cache {
            action: "write",
            path,
            source,
        })?;
    }
    Ok(())
}

fn check_python(python: &str) -> Result<(), SandboxError> {
    let no_python = |detail: String| SandboxError::NoPython {
        python: python.to_owned(),
        detail,
    };
    let check = "import sys; sys.exit(0 if sys.version_info >= (3, 9) else 'Python 3.9 or newer is needed')";
    let output = Command::new(python)
        .args(["-c", check])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| no_python(error.to_string()))?;
    if output.status.success() {
        return Ok(());
    }
    Err(no_python(last_lines(&output.stderr)))
}

/// Runs a command to its end; where it fails, the end of what it printed is the error's detail.
fn run(command: &mut Command, step: &str, hint: &'static str) -> Result<(), SandboxError> {
    let failed = |detail| SandboxError::Build {
        step: step.to_owned(),
        detail,
        hint: hint.to_owned(),
    };
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| failed(error.to_string()))?;
    if output.status.success() {
        return Ok(());
    }
    Err(failed(last_lines(&[output.stdout, output.stderr].concat())))
}

fn last_lines(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}
