//! What the end-to-end tests share: the command, and a folder of small inputs.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test file uses a part of it, and a broken test panics"
)]

use assert_cmd::Command;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The command under test, which runs every candidate whatever ran before.
pub(crate) fn mutagree() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mutagree"));
    command.env("MUTAGREE_NO_RESULTS", "true");
    command
}

/// A folder for one test.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn rows(&self, name: &str, rows: &[Value]) -> PathBuf {
        let lines: Vec<String> = rows.iter().map(|row| format!("{row}\n")).collect();
        self.write(name, lines.concat())
    }

    /// One problem, `double`, with the given candidates and tests.
    pub(crate) fn double(&self, solutions: &[&str], tests: &[&str]) -> Inputs {
        let problem = json!({
            "task_id": "T/0", "prompt": "def double(x):\n", "entry_point": "double",
            "test": "def check(candidate):\n    assert candidate(2) == 4\n    assert candidate(3) == 6\n",
        });
        let solutions: Vec<Value> = solutions
            .iter()
            .map(|text| json!({"task_id": "T/0", "solution": text}))
            .collect();
        Inputs {
            problems: self.rows("problems.jsonl", &[problem]),
            solutions: self.rows("solutions.jsonl", &solutions),
            tests: self.rows("tests.jsonl", &[json!({"task_id": "T/0", "tests": tests})]),
        }
    }
}

/// The three files of `mutagree execute`.
#[derive(Clone)]
pub(crate) struct Inputs {
    pub(crate) problems: PathBuf,
    pub(crate) solutions: PathBuf,
    pub(crate) tests: PathBuf,
}

impl Inputs {
    /// `mutagree execute` of these files into a run.
    pub(crate) fn execute(&self, run: &Path) -> Command {
        let mut command = mutagree();
        command.arg("execute").arg("--problems").arg(&self.problems);
        command
            .arg("--solutions")
            .arg(&self.solutions)
            .arg("--tests")
            .arg(&self.tests);
        command.arg("--run").arg(run);
        command
    }
}

/// The rows of a file of JSON lines.
pub(crate) fn read_rows(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The outcomes of a run's matrix, a text for each candidate.
pub(crate) fn outcomes(run: &Path) -> Vec<String> {
    let rows = read_rows(&run.join("matrix.jsonl"));
    rows.iter()
        .map(|row| row["outcomes"].as_str().unwrap().to_owned())
        .collect()
}

/// The JSON object that a command prints.
pub(crate) fn json_of(command: &mut Command) -> Value {
    let output = command
        .arg("--json")
        .assert()
        .success()
        .get_output()
        .stdout
        .clone();
    serde_json::from_slice(&output).unwrap()
}

/// What a command that ends with an exit code says on standard error.
pub(crate) fn complaint(command: &mut Command, code: i32) -> String {
    let output = command.assert().code(code).get_output().stderr.clone();
    String::from_utf8(output).unwrap()
}

/// A shell script in a namespace where it may mount file systems, with a command as its arguments; none where this
/// machine does not allow that.
#[cfg(target_os = "linux")]
pub(crate) fn mounting(script: &str, inner: &Command) -> Option<Command> {
    let allowed = ["-m", "-rm"].into_iter().find(|options| {
        let mut unshare = std::process::Command::new("unshare");
        unshare.args([options, "sh", "-c", "mount -t tmpfs none /mnt"]);
        unshare.output().is_ok_and(|it| it.status.success())
    });
    let Some(options) = allowed else {
        #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
        {
            eprintln!("skipped: file systems cannot be mounted here");
        }
        return None;
    };
    let mut command = Command::new("unshare");
    command.args([options, "sh", "-euc", script, "sh"]);
    command.arg(inner.get_program()).args(inner.get_args());
    Some(command)
}

#[cfg(unix)]
/// A cache folder with the installed component and without results.
pub(crate) fn cache(folder: &Folder) -> PathBuf {
    let installed = json_of(mutagree().args(["sandbox", "install"]));
    let component = Path::new(installed["component"].as_str().unwrap());
    let cache = folder.path("cache");
    fs::create_dir(&cache).unwrap();
    for entry in fs::read_dir(component.parent().unwrap()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if name.starts_with("guest-") || name == "compiled" {
            std::os::unix::fs::symlink(entry.path(), cache.join(name)).unwrap();
        }
    }
    cache
}

/// The folder of real data that tests may use where it is.
pub(crate) fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("MUTAGREE_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    if folder.is_dir() {
        return Some(folder);
    }
    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    {
        eprintln!(
            "skipped: no real data at `{}`; name it with `MUTAGREE_DATA`",
            folder.display()
        );
    }
    None
}
