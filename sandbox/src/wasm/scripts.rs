//! A run of a script: an instance of its own, in which it is compiled too, with its files in memory.

use super::engine::with_stack;
use super::host::EPOCH;
use super::instance::{Guest, Part, State, Terminal, backstop};
use super::sandbox::Sandbox;
use crate::files::{FileError, Tree};
use crate::{Ended, Fault, Limits, Outcome, SandboxError, Script};
use std::collections::BTreeSet;
use std::time::Duration;

/// The name under which the guest looks for the program.
const MAIN: &str = "main.py";

impl Sandbox {
    /// Runs a script.
    ///
    /// # Errors
    /// Where the engine fails, or the machine is too slow for it; whatever the script does is how it ended.
    pub fn run_script(&self, script: &Script, limits: Limits) -> Result<Ended, SandboxError> {
        for _ in 0..2 {
            if let Some(ended) = self.run_script_once(script, limits)? {
                return Ok(ended);
            }
        }
        Err(SandboxError::Slow(backstop::seconds(limits.instructions)))
    }

    /// Runs a script once; nothing where a clock of the machine stopped it.
    fn run_script_once(
        &self,
        script: &Script,
        limits: Limits,
    ) -> Result<Option<Ended>, SandboxError> {
        let mut state = State::new(limits, Part::Program(Terminal::new(&script.input)));
        if let Err((path, error)) = lay(script, state.files.tree(&limits, EPOCH)) {
            return Ok(Some(unlaid(path, error)));
        }
        let mut guest = Guest::start(&self.image, state)?;
        let code = with_stack(|| guest.main());
        let left = guest.store.get_fuel().unwrap_or(0);
        let mut state = guest.store.into_data();
        let Part::Program(terminal) = &mut state.part else {
            return Err(SandboxError::Engine("a script lost its part".to_owned()));
        };
        let terminal = std::mem::take(terminal);
        let exit = match code {
            Ok(code) => Ok(u8::try_from(code % 256).unwrap_or(1)),
            Err(_) if terminal.ended => Ok(0),
            Err(error) => match state.trapped(&error) {
                Outcome::Raised(_) => Ok(1),
                outcome => Err(outcome),
            },
        };
        if state.by_clock {
            return Ok(None);
        }
        let took = state.elapsed(left);
        let tree = state.files.tree(&limits, EPOCH + took);
        Ok(Some(Ended {
            exit,
            stdout: terminal.printed,
            stderr: terminal.errors,
            files: fetch(script, tree, limits),
            took,
        }))
    }
}

/// Puts the program and its files where the guest finds them.
fn lay<'s>(script: &'s Script, tree: &mut Tree) -> Result<(), (&'s str, FileError)> {
    let files = script.files.iter();
    let files = files.map(|(path, content)| (path.as_str(), content.as_slice()));
    for (path, content) in files.chain([(MAIN, script.source.as_slice())]) {
        tree.put(path, content).map_err(|error| (path, error))?;
    }
    tree.take_work();
    Ok(())
}

/// The files that are wanted, each once, where they are there and are files, and as many as there is room for in a tree.
fn fetch(script: &Script, tree: &mut Tree, limits: Limits) -> Vec<(String, Vec<u8>)> {
    let wanted: BTreeSet<&String> = script.wanted.iter().take(limits.files).collect();
    let mut room = limits.file_bytes;
    let mut found = Vec::new();
    for path in wanted {
        if let Ok(content) = tree.get(path, room) {
            room -= content.len();
            found.push((path.clone(), content));
        }
    }
    found
}

/// A script whose files have no place.
fn unlaid(path: &str, error: FileError) -> Ended {
    let outcome = Outcome::Unviable(Fault {
        kind: "OSError".to_owned(),
        message: format!("the file `{path}` has no place here: {error}"),
    });
    Ended {
        exit: Err(outcome),
        stdout: Vec::new(),
        stderr: Vec::new(),
        files: Vec::new(),
        took: Duration::ZERO,
    }
}
