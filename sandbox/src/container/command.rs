//! An environment that a command carries.

use super::opening::Streams;
use std::io;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// A process, which ends with this.
struct Guard(Mutex<Child>);

impl Drop for Guard {
    fn drop(&mut self) {
        let child = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        let _ = child.kill();
        let _ = child.wait();
    }
}

impl Streams {
    /// Starts a command that runs Python in an environment, with the words that make it a zygote. What the command writes
    /// to standard error goes where this process writes it.
    ///
    /// # Errors
    /// Where the command cannot be started.
    pub fn of_command(command: &mut Command) -> io::Result<Self> {
        let command = command.args(super::zygote_arguments());
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("it has no pipes"));
        };
        Ok(Self {
            input: Box::new(input),
            output: Box::new(output),
            guard: Box::new(Guard(Mutex::new(child))),
        })
    }
}
