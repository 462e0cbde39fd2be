//! What becomes of the cache folder where an installation is killed, or finds no room or no rights.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use assert_cmd::Command;
#[cfg(target_os = "linux")]
use common::mounting;
use common::{Folder, cache, complaint, json_of, mutagree};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::Duration;

/// A command that says it is Python, but builds as a script says.
fn python(folder: &Folder, script: &str) -> PathBuf {
    let text = format!("#!/bin/sh\ncase \"$1\" in -c) exit 0;; esac\n{script}\n");
    let path = folder.write("python", text);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn install(python: impl AsRef<Path>, cache: &Path) -> Command {
    let mut command = mutagree();
    command.args(["sandbox", "install", "--python"]);
    command.arg(python.as_ref()).arg("--cache-dir").arg(cache);
    command
}

/// The names in a folder of what was begun and not ended.
fn leftovers(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).into_iter().flatten();
    let names = names.map(|it| it.unwrap().file_name().into_string().unwrap());
    let is_one = |it: &String| it.starts_with("build-") || it.starts_with(".writing-");
    names.filter(is_one).collect()
}

#[test]
fn what_a_killed_installation_leaves_is_removed_by_the_next() {
    let folder = Folder::new();
    let cache = folder.path("cache");
    let slow = install(python(&folder, "touch begun; exec sleep 60"), &cache);
    let mut process = process::Command::new(slow.get_program())
        .args(slow.get_args())
        .process_group(0)
        .stderr(process::Stdio::null())
        .spawn()
        .unwrap();
    let has_begun = |build: &String| cache.join(build).join("begun").exists();
    while !leftovers(&cache).iter().any(has_begun) {
        thread::sleep(Duration::from_millis(10));
    }
    let group = format!("-{}", process.id());
    let kill = process::Command::new("kill")
        .args(["-9", "--", &group])
        .status();
    assert!(kill.unwrap().success());
    process.wait().unwrap();
    assert_eq!(leftovers(&cache).len(), 1);
    fs::write(cache.join(".writing-abc"), "torn").unwrap();
    complaint(&mut install("no-such-python", &cache), 4);
    assert_eq!(leftovers(&cache), [""; 0]);
}

#[test]
fn what_was_left_is_removed_where_the_component_is_there_but_not_from_another_process() {
    let folder = Folder::new();
    let cache = cache(&folder);
    fs::create_dir(cache.join("build-abc")).unwrap();
    fs::write(cache.join("build-abc/component.wasm"), "torn").unwrap();
    let lock = fs::File::create(cache.join("install.lock")).unwrap();
    lock.lock().unwrap();
    install("no-such-python", &cache).assert().success();
    assert_eq!(leftovers(&cache).len(), 1);
    drop(lock);
    install("no-such-python", &cache).assert().success();
    assert_eq!(leftovers(&cache), [""; 0]);
}

#[test]
fn machine_code_that_was_written_by_half_is_compiled_again() {
    let folder = Folder::new();
    let told = json_of(mutagree().args(["sandbox", "install"]));
    let component = Path::new(told["component"].as_str().unwrap());
    let compiled = component.parent().unwrap().join("compiled");
    let torn = folder.path("compiled");
    fs::create_dir(&torn).unwrap();
    for file in fs::read_dir(compiled).unwrap() {
        let file = file.unwrap();
        let content = fs::read(file.path()).unwrap();
        fs::write(torn.join(file.file_name()), &content[..content.len() / 2]).unwrap();
    }
    fs::write(torn.join(".writing-abc"), "torn").unwrap();
    let mut command = install("no-such-python", &folder.path(""));
    let done = command.arg("--component").arg(component).assert().success();
    let said = String::from_utf8(done.get_output().stderr.clone()).unwrap();
    assert!(said.contains("compiling"), "{said}");
    assert_eq!(leftovers(&torn), [""; 0]);
}

/// Runs a command with a cache folder on which a script has mounted something; none where that is not allowed.
#[cfg(target_os = "linux")]
fn mounted(script: &str, inner: &Command, cache: &Path) -> Option<Command> {
    let mut command = mounting(&format!("{script}; exec \"$@\""), inner)?;
    command.env("CACHE", cache);
    Some(command)
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_no_fault_of_the_package_index() {
    let folder = Folder::new();
    let silent = "cat /dev/zero > filler 2> /dev/null; echo something went wrong >&2; exit 1";
    let telling = "\
mkdir -p venv/bin
cp \"$0\" venv/bin/python
case \"$*\" in *pip*) echo 'OSError: [Errno 28] No space left on device' >&2; exit 1;; esac";
    for (script, size) in [(silent, "1m"), (telling, "400m")] {
        let disk = folder.path("disk");
        fs::create_dir_all(&disk).unwrap();
        let inner = install(python(&folder, script), &disk);
        let script = format!("mount -t tmpfs -o size={size} none \"$CACHE\"");
        let Some(mut command) = mounted(&script, &inner, &disk) else {
            return;
        };
        let said = complaint(&mut command, 4);
        assert!(said.contains("the disk is full"), "{said}");
        assert!(!said.contains("index"), "{said}");
    }
}

#[cfg(target_os = "linux")]
const READ_ONLY: &str = "mount --bind \"$CACHE\" \"$CACHE\"; mount -o remount,ro,bind \"$CACHE\"";

#[cfg(target_os = "linux")]
#[test]
fn where_the_sandbox_is_installed_a_read_only_cache_folder_works() {
    let folder = Folder::new();
    let cache = cache(&folder);
    let program = folder.write("program.py", "print('hello')\n");
    let mut exec = mutagree();
    exec.args(["sandbox", "exec"]).arg(program);
    exec.arg("--cache-dir").arg(&cache);
    let Some(mut command) = mounted(READ_ONLY, &exec, &cache) else {
        return;
    };
    command.assert().success().stdout("hello\n");
}

#[cfg(target_os = "linux")]
#[test]
fn a_read_only_cache_folder_without_the_sandbox_is_named_with_what_to_do() {
    let folder = Folder::new();
    let cache = folder.path("cache");
    fs::create_dir(&cache).unwrap();
    let Some(mut command) = mounted(READ_ONLY, &install("python3", &cache), &cache) else {
        return;
    };
    let said = complaint(&mut command, 4);
    assert!(said.contains("make it writable"), "{said}");
    assert!(said.contains(cache.to_str().unwrap()), "{said}");
}

#[test]
fn a_machine_without_python_runs_with_the_component_of_another() {
    let folder = Folder::new();
    let exported = folder.path("exported");
    let said = json_of(mutagree().args(["sandbox", "export"]).arg(&exported));
    for file in fs::read_dir(&exported).unwrap() {
        let mode = file.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o644, "workers may be other users");
    }
    // The command needs nothing of the system: neither Python nor anything else is found.
    let elsewhere = || {
        let mut command = mutagree();
        command.env_clear().env("PATH", folder.path("nothing"));
        command.args(["--cache-dir"]).arg(folder.path("elsewhere"));
        command
    };
    let program = folder.write("program.py", "def double(x):\n    return 2 * x\n");
    let tests = folder.write("tests.py", "assert double(2) == 4\n");
    let exec = || {
        let mut command = elsewhere();
        command
            .args(["sandbox", "exec"])
            .arg(&program)
            .arg("--tests")
            .arg(&tests);
        command
    };
    assert!(complaint(&mut exec(), 4).contains("python3"));
    let import = |from: &Path| {
        let mut command = elsewhere();
        command.args(["sandbox", "install", "--from"]).arg(from);
        command
    };
    let installed = json_of(&mut import(&exported));
    assert_eq!(installed["digest"], said["digest"]);
    assert!(
        installed["component"]
            .as_str()
            .unwrap()
            .contains("elsewhere")
    );
    exec().assert().success();
    // Again, and from the file itself.
    json_of(&mut import(Path::new(said["component"].as_str().unwrap())));
}

#[test]
fn a_component_that_is_not_whole_or_of_another_version_is_not_installed() {
    let folder = Folder::new();
    let exported = folder.path("exported");
    let said = json_of(mutagree().args(["sandbox", "export"]).arg(&exported));
    let file = PathBuf::from(said["component"].as_str().unwrap());
    let refused = |from: &Path| {
        let mut command = install("no-such-python", &folder.path("elsewhere"));
        let said = complaint(command.arg("--from").arg(from), 4);
        assert!(
            said.contains("hint: ") && said.contains("sandbox export"),
            "{said}"
        );
        said
    };
    let other = folder.write("guest-0123456789abcdef.wasm", fs::read(&file).unwrap());
    assert!(refused(&other).contains("is called `guest-"));
    assert!(refused(&folder.path("none")).contains("no such file"));
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, &bytes).unwrap();
    assert!(refused(&exported).contains("not what its `.sha256` says"));
    fs::rename(&file, exported.join("guest-0123456789abcdef.wasm")).unwrap();
    assert!(refused(&exported).contains("no such file"));
}
