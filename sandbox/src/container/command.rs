//! An environment that a command carries.

use super::opening::{Life, Streams};
use std::io;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// A process, which ends with this.
struct Guard {
    child: Mutex<Child>,
    /// The thread that started it waits for this to be dropped.
    _keeper: Sender<()>,
}

impl Life for Guard {
    fn kill(&self) {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = child.kill();
        let _ = child.wait();
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Streams {
    /// Starts a command that runs Python in an environment, with the words that make it a zygote. What the command writes
    /// to standard error goes where this process writes it.
    ///
    /// # Errors
    /// Where the command cannot be started.
    pub fn of_command(mut command: Command) -> io::Result<Self> {
        command
            .args(super::zygote_arguments())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = Started::spawn(command)?;
        let (Some(input), Some(output)) = (child.0.stdin.take(), child.0.stdout.take()) else {
            return Err(io::Error::other("it has no pipes"));
        };
        let guard = Guard {
            child: Mutex::new(child.0),
            _keeper: child.1,
        };
        Ok(Self {
            input: Box::new(input),
            output: Box::new(output),
            life: Arc::new(guard),
        })
    }
}

/// A process, and what lets the thread end that started it.
struct Started(Child, Sender<()>);

impl Started {
    /// Starts a command from a thread of its own: one that is to die with its parent dies with the thread that started it.
    fn spawn(mut command: Command) -> io::Result<Self> {
        let (sender, started) = mpsc::sync_channel(1);
        let (keeper, end) = mpsc::channel();
        thread::Builder::new()
            .name("environment".to_owned())
            .spawn(move || {
                if sender.send(command.spawn()).is_ok() {
                    let _ = end.recv();
                }
            })?;
        let lost = |_| io::Error::other("the thread that starts it ended");
        Ok(Self(started.recv().map_err(lost)??, keeper))
    }
}
