//! A program that runs in an environment: its streams, and a hand on its life.

use crate::{Life, Streams};
use std::io::{Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of standard error that are kept: its end says why a program died.
const LOG: usize = 64 << 10;

/// A Python program in an environment, locked down. It is killed where this is dropped.
pub struct Process {
    /// Its standard input.
    pub input: Box<dyn Write + Send>,
    /// Its standard output; it ends where the program does.
    pub output: Box<dyn Read + Send>,
    /// What ends it, and says how it ended.
    pub control: Control,
    guard: Guard,
}

/// Kills a program where it is dropped.
struct Guard(Control);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.kill();
    }
}

impl Life for Guard {
    fn kill(&self) {
        self.0.kill();
    }

    fn log(&self) -> String {
        self.0.log()
    }
}

impl Process {
    pub(super) fn new(
        input: Box<dyn Write + Send>,
        output: Box<dyn Read + Send>,
        control: Control,
    ) -> Self {
        let guard = Guard(control.clone());
        Self {
            input,
            output,
            control,
            guard,
        }
    }

    /// The ends of a program that is a zygote.
    #[must_use]
    pub fn into_streams(self) -> Streams {
        Streams {
            input: self.input,
            output: self.output,
            life: Arc::new(self.guard),
        }
    }
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit {
    /// Its exit code, or 128 and the number of the signal that killed it; none where the engine cannot tell any more.
    pub code: Option<i64>,
}

/// A hand on a program that runs: any number of threads may hold one.
#[derive(Clone)]
pub struct Control {
    state: Arc<State>,
    killer: Arc<dyn Fn() + Send + Sync>,
}

/// What is known of a program; its engine writes here.
#[derive(Default)]
pub(super) struct State {
    exit: Mutex<Option<Exit>>,
    log: Mutex<Vec<u8>>,
}

impl State {
    pub(super) fn ended(&self, exit: Exit) {
        let mut known = self.exit.lock().unwrap_or_else(PoisonError::into_inner);
        known.get_or_insert(exit);
    }

    pub(super) fn is_ended(&self) -> bool {
        self.exit
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some()
    }

    /// Keeps the end of what was written on standard error.
    pub(super) fn wrote(&self, bytes: &[u8]) {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.extend_from_slice(bytes);
        let excess = log.len().saturating_sub(LOG);
        log.drain(..excess);
    }
}

impl Control {
    pub(super) fn new(state: Arc<State>, killer: impl Fn() + Send + Sync + 'static) -> Self {
        let killer = Arc::new(killer);
        Self { state, killer }
    }

    /// Kills the program and all that it started, as soon as the engine can; then its output ends.
    pub fn kill(&self) {
        if self.exit().is_none() {
            (self.killer)();
        }
    }

    /// How it ended; none while it runs.
    #[must_use]
    pub fn exit(&self) -> Option<Exit> {
        *self
            .state
            .exit
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The last 64 KiB of its standard error.
    #[must_use]
    pub fn log(&self) -> String {
        let log = self
            .state
            .log
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&log).into_owned()
    }
}
