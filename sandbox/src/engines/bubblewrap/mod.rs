//! The engine without a service: namespaces made by `bwrap` over an unpacked folder.

mod arguments;
mod keeper;

use super::Confinement;
use super::process::Process;
use crate::environment::EnvironmentError;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The user and group of every program.
const NOBODY: u32 = 65534;

/// `bwrap`, which answered.
#[derive(Clone, Debug)]
pub(crate) struct Bubblewrap {
    command: PathBuf,
    is_root: bool,
}

impl Bubblewrap {
    /// Tries the command on the namespaces that every program gets, and gives its version. An error is what it said.
    pub(super) fn open(command: &Path) -> Result<(Self, String), String> {
        let bubblewrap = Self {
            command: command.to_owned(),
            is_root: rustix::process::geteuid().is_root(),
        };
        let version = run(Command::new(command).arg("--version"))?;
        let confinement = Confinement::default();
        run(&mut bubblewrap.command(Path::new("/"), &confinement, &["true"]))?;
        let version = version.trim().trim_start_matches("bubblewrap ").to_owned();
        Ok((bubblewrap, version))
    }

    /// Starts Python on a folder.
    pub(super) fn start(
        &self,
        root: &Path,
        confinement: &Confinement,
        arguments: &[&str],
    ) -> Result<Process, EnvironmentError> {
        let processes = confinement.bounds.processes.to_string();
        let program = arguments::python(&processes, arguments);
        keeper::keep(self.command(root, confinement, &program)).map_err(|error| {
            EnvironmentError::Engine {
                engine: "bubblewrap",
                action: "start a program",
                detail: error.to_string(),
                hint: "`mutagree environment doctor` says what it can do here",
            }
        })
    }

    fn command(&self, root: &Path, confinement: &Confinement, program: &[&str]) -> Command {
        let mut command = Command::new(&self.command);
        command
            .args(arguments::confined(root, confinement, program))
            .current_dir("/");
        if self.is_root {
            // In a namespace that root made, the program would still be the system's root to the files of `/proc/sys`,
            // which the kernel guards by the user alone.
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }

    /// The part of a path that the user of every program cannot pass, where there is one.
    pub(crate) fn obstacle(&self, path: &Path) -> Option<PathBuf> {
        let is_closed = |it: &&Path| {
            let mode = fs::metadata(it).map(|it| it.permissions().mode());
            mode.is_ok_and(|mode| mode & 0o001 == 0)
        };
        let found = path
            .ancestors()
            .filter(is_closed)
            .last()
            .map(Path::to_owned);
        found.filter(|_| self.is_root)
    }
}

/// What a command prints where it ends well; else the reason.
fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
}
