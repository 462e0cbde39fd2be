//! A root folder without a registry: Debian's packages unpacked by `mmdebstrap`, then the lock installed into it by pip.

use super::tools::run;
use super::{BuildStep, Definition, EnvironmentError};
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::Command;
use tar::{Archive, EntryType};

/// Folders that every root has, whatever its packages bring: other file systems are mounted over them.
const MOUNTED: [&str; 5] = ["dev", "dev/shm", "proc", "sys", "tmp"];

/// The only name that a program without a network can reach.
const HOSTS: &str = "127.0.0.1 localhost\n::1 localhost\n";

/// Keeps the names of the packages, which an unpacked base has no other list of.
const KEEP_NAMES: &str = "\
mkdir -p \"$1/var/lib/mutagree\" && cd \"$1/var/cache/apt/archives\" && ls *.deb > \"$1/var/lib/mutagree/packages\"";

/// Unpacks a source distribution into a folder.
const FETCH_SOURCE: &str = include_str!("fetch_source.py");

/// The oldest and the newest of the C libraries whose wheels Debian's newest releases run.
const C_LIBRARIES: std::ops::RangeInclusive<u32> = 5..=36;

/// Makes a root folder in `folder`.
pub(super) fn root(
    definition: &Definition,
    python: &str,
    folder: &Path,
    progress: &dyn Fn(BuildStep),
    is_interrupted: &dyn Fn() -> bool,
) -> Result<PathBuf, EnvironmentError> {
    let manifest = definition.manifest();
    let Some(debian) = &manifest.debian else {
        return Err(EnvironmentError::Way {
            name: manifest.name.clone(),
            detail: "its manifest says nothing of Debian".to_owned(),
            hint: "add `[debian]` with `suite` and `packages`, or build it from its `Containerfile`",
        });
    };
    progress(BuildStep::Extracting);
    let archive = folder.join("base.tar");
    let mut command = Command::new("mmdebstrap");
    command
        .args(["--variant=extract", "--format=tar"])
        .arg(format!("--include={}", debian.packages.join(",")))
        .arg(format!("--extract-hook={KEEP_NAMES}"))
        .arg(&debian.suite)
        .arg(&archive);
    // No script of a package runs, so no other root is needed; as root, `mmdebstrap` refuses to go without.
    #[cfg(unix)]
    if !rustix::process::geteuid().is_root() {
        command.arg("--mode=chrootless");
    }
    run(
        &mut command,
        &manifest.name,
        "mmdebstrap",
        folder,
        is_interrupted,
    )?;
    let root = folder.join("root");
    unpack(&archive, &root)?;
    fs::remove_file(&archive).map_err(|error| EnvironmentError::file("remove", &archive, error))?;
    let hosts = root.join("etc/hosts");
    fs::write(&hosts, HOSTS).map_err(|error| EnvironmentError::file("write", &hosts, error))?;
    if let Some(lock) = definition.lock() {
        progress(BuildStep::Installing);
        let path = folder.join("requirements.txt");
        fs::write(&path, lock).map_err(|error| EnvironmentError::file("write", &path, error))?;
        let mut command = pip(python, &manifest.python, &root, &path);
        run(
            &mut command,
            &manifest.name,
            "pip install",
            folder,
            is_interrupted,
        )?;
    }
    let source = manifest.repository.as_ref();
    if let Some((repository, source)) = source.and_then(|it| Some((it, it.source.as_ref()?))) {
        progress(BuildStep::Installing);
        let mut command = Command::new(python);
        command
            .args([
                "-c",
                FETCH_SOURCE,
                &source.name,
                &source.version,
                &source.sha256,
            ])
            .arg(root.join(repository.folder.trim_start_matches('/')));
        run(
            &mut command,
            &manifest.name,
            "fetching the source distribution",
            folder,
            is_interrupted,
        )?;
    }
    add(definition, &root)?;
    Ok(root)
}

/// Writes the files that a definition adds to its repository.
fn add(definition: &Definition, root: &Path) -> Result<(), EnvironmentError> {
    let Some(repository) = &definition.manifest().repository else {
        return Ok(());
    };
    let folder = root.join(repository.folder.trim_start_matches('/'));
    for (name, content) in definition.added() {
        let path = folder.join(name);
        let failed = |error| EnvironmentError::file("write", &path, error);
        fs::create_dir_all(path.parent().unwrap_or(&folder)).map_err(failed)?;
        fs::write(&path, content).map_err(failed)?;
    }
    Ok(())
}

/// Installs a lock into a root folder, for its Python and not for the one that does it.
fn pip(python: &str, version: &str, root: &Path, lock: &Path) -> Command {
    let target = root.join(format!("usr/local/lib/python{version}/dist-packages"));
    let machine = std::env::consts::ARCH;
    let mut command = Command::new(python);
    command
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--no-deps",
            "--no-compile",
            "--retries",
            "2",
        ])
        .args([
            "--disable-pip-version-check",
            "--only-binary",
            ":all:",
            "--require-hashes",
        ])
        .args([
            "--implementation",
            "cp",
            "--python-version",
            version,
            "--target",
        ])
        .arg(target)
        .args([
            "--platform",
            &format!("manylinux2014_{machine}"),
            "--platform",
            &format!("linux_{machine}"),
        ]);
    for minor in C_LIBRARIES {
        command.args(["--platform", &format!("manylinux_2_{minor}_{machine}")]);
    }
    command.arg("--requirement").arg(lock);
    command
}

/// Unpacks files, folders and links, without devices and without rights to become another user.
fn unpack(archive: &Path, root: &Path) -> Result<(), EnvironmentError> {
    let failed = |error| EnvironmentError::file("unpack", archive, error);
    let file = File::open(archive).map_err(failed)?;
    fs::create_dir_all(root).map_err(|error| EnvironmentError::file("make", root, error))?;
    let mut archive = Archive::new(BufReader::with_capacity(1 << 20, file));
    archive.set_preserve_mtime(false);
    archive.set_mask(0o7000);
    for entry in archive.entries().map_err(failed)? {
        let mut entry = entry.map_err(failed)?;
        let kind = entry.header().entry_type();
        if !matches!(kind, EntryType::Block | EntryType::Char | EntryType::Fifo) {
            entry.unpack_in(root).map_err(failed)?;
        }
    }
    for name in MOUNTED {
        let folder = root.join(name);
        fs::create_dir_all(&folder)
            .map_err(|error| EnvironmentError::file("make", &folder, error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "\
name = 'mine'
about = 'a repository'
python = '3.11'
modules = []
size_mib = 1

[repository]
folder = '/src/mine'
packages = ['mine']
";

    #[test]
    fn the_files_in_repository_are_added_to_the_repository_and_no_others() {
        let (folder, root) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("environment.toml", MANIFEST);
        write("Containerfile", "FROM scratch");
        write("repository/tests/conftest.py", "import pytest\n");
        write("data/words", "a");
        let definition = Definition::from_folder(folder.path()).unwrap();
        add(&definition, root.path()).unwrap();
        let there = root.path().join("src/mine");
        let content = fs::read_to_string(there.join("tests/conftest.py")).unwrap();
        assert_eq!(content, "import pytest\n");
        assert_eq!(fs::read_dir(&there).unwrap().count(), 1);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }
}
