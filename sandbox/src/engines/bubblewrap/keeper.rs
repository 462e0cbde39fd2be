//! A thread that starts a command, lives as long as it, and sees it end.

use super::arguments::CONFINED;
use crate::engines::process::{Control, Exit, Process, State};
use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
use std::io::{self, Read};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Starts a command. Its thread must live as long as the command: the kernel tells `--die-with-parent` of the end of the
/// thread that started it, not of the process.
pub(super) fn keep(mut command: Command) -> io::Result<Process> {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // An interrupt from a terminal is for this process, which ends the command in its turn.
        .process_group(0);
    let (sender, started) = mpsc::sync_channel(1);
    thread::Builder::new()
        .name("bubblewrap".to_owned())
        .spawn(move || match command.spawn() {
            Ok(mut child) => {
                let streams = (child.stdin.take(), child.stdout.take(), child.stderr.take());
                let child = Arc::new(Mutex::new(child));
                let state = Arc::new(State::default());
                let known = (streams, Arc::clone(&child), Arc::clone(&state));
                if sender.send(Ok(known)).is_ok() {
                    wait(&child, &state);
                }
            }
            Err(error) => drop(sender.send(Err(error))),
        })?;
    let lost = || io::Error::other("the thread that starts it ended");
    let (streams, child, state) = started.recv().map_err(|_| lost())??;
    let (Some(input), Some(output), Some(mut log)) = streams else {
        return Err(lost());
    };
    await_confinement(&mut log, &state)?;
    let writer = Arc::clone(&state);
    thread::Builder::new()
        .name("bubblewrap log".to_owned())
        .spawn(move || copy(log, &writer))?;
    let control = Control::new(state, move || {
        // A command that has ended is no longer there to be killed: that is what was wanted.
        let _ = child.lock().unwrap_or_else(PoisonError::into_inner).kill();
    });
    Ok(Process::new(Box::new(input), Box::new(output), control))
}

/// Waits until the program is confined: a command that is killed before has not yet told the kernel to kill it too.
fn await_confinement(log: &mut ChildStderr, state: &State) -> io::Result<()> {
    let mut said = Vec::new();
    let mut byte = [0];
    while !said.ends_with(CONFINED.as_bytes()) {
        if log.read(&mut byte)? == 0 {
            return Err(io::Error::other(
                String::from_utf8_lossy(&said).trim().to_owned(),
            ));
        }
        said.push(byte[0]);
    }
    state.wrote(&said[..said.len() - CONFINED.len()]);
    Ok(())
}

/// Waits for the end without collecting the command, so that its number stays its own until the lock is held: whoever
/// kills it kills no other.
fn wait(child: &Mutex<Child>, state: &State) {
    let lock = || child.lock().unwrap_or_else(PoisonError::into_inner);
    let number = lock().id();
    if let Some(number) = i32::try_from(number).ok().and_then(Pid::from_raw) {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        while matches!(
            waitid(WaitId::Pid(number), options),
            Err(rustix::io::Errno::INTR)
        ) {}
    }
    let code = lock().wait().ok().and_then(code);
    state.ended(Exit { code });
}

fn code(status: ExitStatus) -> Option<i64> {
    let by_signal = || status.signal().map(|signal| 128 + signal);
    status.code().or_else(by_signal).map(Into::into)
}

fn copy(mut log: ChildStderr, state: &State) {
    let mut buffer = [0; 8 << 10];
    while let Ok(length @ 1..) = log.read(&mut buffer) {
        state.wrote(&buffer[..length]);
    }
}
