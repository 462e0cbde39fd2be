//! What `bwrap` is told: everything that a program may see and have, and nothing else.

use super::NOBODY;
use crate::engines::Confinement;
use std::path::Path;

/// What the program writes to standard error once it is confined.
pub(super) const CONFINED: &str = "mutagree: confined\n";

/// Bounds the processes, says that it is confined, and becomes Python with the words that follow. The kernel counts what
/// runs in the user namespace and below it, so this bounds all processes of the environment together.
const BOUND: &str = "\
import os, resource, sys
bound = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_NPROC, (bound, bound))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
os.write(2, sys.argv[2].encode())
os.execv(sys.executable, [sys.executable, *sys.argv[3:]])
";

/// The words for a program in new namespaces, with a folder as its root that it cannot write to.
pub(super) fn confined(root: &Path, confinement: &Confinement, program: &[&str]) -> Vec<String> {
    let size = (confinement.bounds.temporary_mib << 20).to_string();
    let root = root.display().to_string();
    let nobody = NOBODY.to_string();
    let mut words: Vec<&str> = vec![
        // Whatever cannot be unshared is an error: `--unshare-all` alone goes on without user namespaces.
        "--unshare-all",
        "--unshare-user",
        "--die-with-parent",
        "--new-session",
        "--cap-drop",
        "ALL",
        "--uid",
        &nobody,
        "--gid",
        &nobody,
        "--hostname",
        "sandbox",
        "--clearenv",
    ];
    for (name, value) in &confinement.variables {
        words.extend(["--setenv", name, value]);
    }
    words.extend(["--ro-bind", &root, "/", "--proc", "/proc", "--dev", "/dev"]);
    for folder in ["/tmp", "/dev/shm"] {
        words.extend(["--size", &size, "--perms", "1777", "--tmpfs", folder]);
    }
    words.extend(["--remount-ro", "/dev", "--chdir", "/", "--"]);
    words.extend(program);
    words.into_iter().map(str::to_owned).collect()
}

/// The program that runs Python with some words, within the bound of its processes.
pub(super) fn python<'a>(processes: &'a str, arguments: &[&'a str]) -> Vec<&'a str> {
    [
        &["python3", "-I", "-S", "-c", BOUND, processes, CONFINED],
        arguments,
    ]
    .concat()
}
