//! The commands that a build runs on this machine, and what their failures mean.

use super::EnvironmentError;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

/// Lines of a log that stand in an error.
const LINES: usize = 20;
/// How often a command that runs is looked at.
const PULSE: Duration = Duration::from_millis(50);

/// Runs a command to its end. Its log is a file of `folder`, where it also has its temporary files.
pub(super) fn run(
    command: &mut Command,
    environment: &str,
    step: &str,
    folder: &Path,
    is_interrupted: &dyn Fn() -> bool,
) -> Result<(), EnvironmentError> {
    let failed = |log: String| EnvironmentError::Build {
        name: environment.to_owned(),
        step: step.to_owned(),
        hint: hint(&log).to_owned(),
        log,
    };
    let path = folder.join("log");
    let log = File::create(&path).map_err(|error| EnvironmentError::file("write", &path, error))?;
    let also = log
        .try_clone()
        .map_err(|error| EnvironmentError::file("write", &path, error))?;
    command
        .env("TMPDIR", folder)
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(also);
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => EnvironmentError::Build {
            name: environment.to_owned(),
            step: step.to_owned(),
            log: format!("there is no command `{program}`"),
            hint: format!("install `{program}` (Debian: `apt install {program}`)"),
        },
        _ => failed(error.to_string()),
    })?;
    loop {
        if is_interrupted() {
            // It may have ended just now.
            let _ = child.kill();
            let _ = child.wait();
            return Err(EnvironmentError::Interrupted);
        }
        match child
            .try_wait()
            .map_err(|error| failed(error.to_string()))?
        {
            Some(status) if status.success() => return Ok(()),
            Some(_) => {
                let log = fs::read(&path).unwrap_or_default();
                return Err(failed(last_lines(&String::from_utf8_lossy(&log))));
            }
            None => thread::sleep(PULSE),
        }
    }
}

/// The end of a log.
pub(super) fn last_lines(log: &str) -> String {
    let lines: Vec<&str> = log.lines().filter(|it| !it.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}

/// What to do about a log.
pub(super) fn hint(log: &str) -> &'static str {
    let log = log.to_lowercase();
    let has = |signs: &[&str]| signs.iter().any(|sign| log.contains(sign));
    if has(&[
        "no space left on device",
        "errno 28",
        "disk quota exceeded",
        "errno 122",
    ]) {
        "the disk is full: free some space, or name another folder with `--cache-dir` or `MUTAGREE_CACHE_DIR`"
    } else if has(&["do not match the hashes"]) {
        "the package index gave another file than the lock says: do not use it, or make the lock again"
    } else if has(&["no matching distribution found", "could not find a version"])
        && !has(&["connection", "retries"])
    {
        "the package index lacks what the lock wants for this Python and processor"
    } else if has(&[
        "could not resolve",
        "connection refused",
        "network is unreachable",
        "failed to establish a new connection",
        "max retries",
        "temporary failure",
        "could not connect",
        "read timed out",
        "proxyerror",
        "connecttimeout",
        "no route to host",
        "name resolution",
    ]) {
        "a package index or mirror does not answer: check the network, and the proxy and mirror of pip and apt"
    } else if has(&[
        "pull access denied",
        "manifest unknown",
        "registry",
        "no such image",
        "short-name",
    ]) {
        "the registry has not the base image, or does not answer: check the network, or build with `--from-debian`"
    } else if has(&["no module named pip"]) {
        "install pip for the Python that `--python` names (Debian: `apt install python3-pip`)"
    } else {
        "the log above says what failed; the files are those of the environment's folder"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(script: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        run(&mut command, "numpy", "a step", folder.path(), &|| false)
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn the_log_of_a_command_that_fails_stands_in_the_error_with_what_to_do() {
        let told = fails("echo E: Could not resolve host; exit 1");
        assert!(
            told.contains("`numpy`: `a step` failed\nE: Could not resolve host\n"),
            "{told}"
        );
        assert!(told.contains("does not answer"), "{told}");
        assert!(
            fails("echo OSError: [Errno 28] No space left on device >&2; exit 1")
                .contains("disk is full")
        );
        assert!(
            fails("echo THESE PACKAGES DO NOT MATCH THE HASHES; exit 1").contains("another file")
        );
    }

    #[test]
    fn a_command_that_is_missing_is_named_with_its_package() {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("no-such-command");
        let error = run(&mut command, "numpy", "a step", folder.path(), &|| false).unwrap_err();
        assert!(
            error.to_string().contains("apt install no-such-command"),
            "{error}"
        );
    }

    #[test]
    fn an_interrupt_ends_a_command_that_would_run_on() {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("sleep");
        let error = run(command.arg("60"), "numpy", "a step", folder.path(), &|| {
            true
        })
        .unwrap_err();
        assert!(matches!(error, EnvironmentError::Interrupted));
    }
}
