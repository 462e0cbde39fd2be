//! Hands a script to the program of a cluster that takes it.

use anyhow::{Context, bail};
use std::io::{self, Write};
use std::process::{Command, Stdio};

/// Runs a program of a cluster with an input, and gives what it prints.
///
/// # Errors
/// Where it is not there, or does not take it.
pub(super) fn submit(program: &str, arguments: &[String], input: &str) -> anyhow::Result<String> {
    let mut command = Command::new(program);
    command.args(arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = match command.spawn() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => bail!(
            "there is no `{program}` here\nhint: submit it on a machine of the cluster, or leave `--submit` out and take what is printed there"
        ),
        Err(error) => bail!("cannot run `{program}`: {error}"),
        Ok(child) => child,
    };
    if let Some(mut stdin) = child.stdin.take() {
        // One that ends early says why.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child
        .wait_with_output()
        .with_context(|| format!("`{program}` cannot be waited for"))?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        bail!(
            "`{program}` did not take it: {}",
            if why.is_empty() { said } else { why }
        );
    }
    Ok(said)
}
