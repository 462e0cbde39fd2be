//! Runs whose problems are in different environments: chosen, named, missing, interrupted and gone on with.
//!
//! The environments are this machine's own files with modules beside them, in bubblewrap, so nothing is built. Without
//! bubblewrap the tests say that they are skipped.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a broken test panics, and one that is skipped says so"
)]

mod common;

use assert_cmd::Command;
use common::{Folder, cache, complaint, json_of, mutagree, outcomes, read_rows};
use mutagree_sandbox::Definition;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Where a problem runs by its own word, its candidate and its test.
type Task<'a> = (Value, &'a str, &'a str);

/// A cache with two environments, `lefty` with `leftpad`, and `righty` with `leftpad` and `rightpad`.
struct World {
    folder: Folder,
    cache: PathBuf,
}

/// A folder that the programs of environments can reach; it holds the modules.
fn modules() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("modules");
        fs::create_dir_all(&folder).unwrap();
        for name in ["leftpad", "rightpad"] {
            let text = format!("def pad(x): return ('{name}', x)\n");
            let whole = folder.join(format!("{name}-{}", process::id()));
            fs::write(&whole, text).unwrap();
            fs::rename(whole, folder.join(format!("{name}.py"))).unwrap();
        }
        folder
    })
}

/// What Python of the environments prints; nothing where bubblewrap does not run it.
fn python(program: &str) -> Option<String> {
    let mut words: Vec<&str> = Vec::new();
    if is_root() {
        words.extend("setpriv --reuid=65534 --regid=65534 --clear-groups".split(' '));
    }
    words.extend(
        "bwrap --unshare-all --ro-bind / / --proc /proc --dev /dev --tmpfs /tmp".split(' '),
    );
    let mut command = process::Command::new(words[0]);
    command.args(&words[1..]).args(["python3", "-c", program]);
    command.env("PATH", "/usr/local/bin:/usr/bin:/bin");
    command.env("PYTHONPATH", modules());
    let output = command.output().ok().filter(|it| it.status.success());
    if output.is_none() {
        eprintln!("skipped: bubblewrap does not run Python with the modules of the tests here");
    }
    output.map(|it| String::from_utf8(it.stdout).unwrap().trim().to_owned())
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").unwrap().uid() == 0
}

impl World {
    fn new() -> Option<Self> {
        let version = python("import leftpad, rightpad, platform as p; print(p.python_version())")?;
        let folder = Folder::new();
        let cache = cache(&folder);
        let world = Self { folder, cache };
        world.define("lefty", 1, &["leftpad"], &version);
        world.define("righty", 2, &["leftpad", "rightpad"], &version);
        Some(world)
    }

    /// Writes the files of an environment, and what a build for bubblewrap would leave of it.
    fn define(&self, name: &str, size: u32, modules: &[&str], python: &str) {
        fs::create_dir(self.folder.path(name)).unwrap();
        let manifest = format!(
            "name = '{name}'\nabout = 'for tests'\npython = '3.11'\nmodules = {modules:?}\npreload = {modules:?}\n\
             size_mib = {size}\nvariables = {{ PYTHONPATH = '{}' }}\n",
            self::modules().display()
        );
        self.folder
            .write(&format!("{name}/environment.toml"), manifest);
        self.folder
            .write(&format!("{name}/Containerfile"), "FROM scratch\n");
        self.build(name, python, "1");
    }

    fn build(&self, name: &str, python: &str, digest: &str) {
        let definition = Definition::from_folder(&self.folder.path(name)).unwrap();
        let place = format!("environments/{name}-{}", definition.key());
        let place = self.cache.join(place);
        fs::create_dir_all(&place).unwrap();
        let built = json!({
            "environment": name, "engine": "bubblewrap", "image": "/", "digest": digest, "python": python,
            "machine": "any", "modules": {}, "bytes": 0,
        });
        let text = built.to_string();
        let mut sum = String::new();
        for byte in Sha256::digest(&text) {
            write!(sum, "{byte:02x}").unwrap();
        }
        fs::write(place.join("bubblewrap.json"), text).unwrap();
        fs::write(place.join("bubblewrap.json.sha256"), sum).unwrap();
    }

    fn path(&self, name: &str) -> String {
        self.folder.path(name).display().to_string()
    }

    /// `--environment auto` with both.
    fn auto(&self) -> String {
        format!("auto,{},{}", self.path("lefty"), self.path("righty"))
    }

    fn here(&self, mut command: Command) -> Command {
        command.env("MUTAGREE_CACHE_DIR", &self.cache);
        command.env("MUTAGREE_ENGINE", "bubblewrap");
        command
    }

    /// `mutagree execute` of one candidate for each problem; the test of each is an assertion about `f(1)`.
    fn execute(&self, problems: &[Task<'_>]) -> Command {
        let task = |place: usize| format!("T/{place}");
        let rows: Vec<Value> = (problems.iter().enumerate())
            .map(|(place, (environment, _, test))| {
                json!({
                    "task_id": task(place), "prompt": "", "entry_point": "f", "environment": environment,
                    "reference_tests": [test],
                })
            })
            .collect();
        let (mut solutions, mut tests) = (Vec::new(), Vec::new());
        for (place, (_, solution, test)) in problems.iter().enumerate() {
            solutions.push(json!({ "task_id": task(place), "solution": solution }));
            tests.push(json!({ "task_id": task(place), "tests": [test] }));
        }
        let mut command = self.here(mutagree());
        command.arg("execute");
        command
            .arg("--problems")
            .arg(self.folder.rows("problems.jsonl", &rows));
        command
            .arg("--solutions")
            .arg(self.folder.rows("solutions.jsonl", &solutions));
        command
            .arg("--tests")
            .arg(self.folder.rows("tests.jsonl", &tests));
        command.arg("--run").arg(self.run());
        command
    }

    fn run(&self) -> PathBuf {
        self.folder.path("run")
    }

    /// The run goes on.
    fn go_on(&self) -> Command {
        let mut command = self.here(mutagree());
        command.args(["execute", "--run"]).arg(self.run());
        command
    }

    fn config(&self) -> Value {
        serde_json::from_slice(&fs::read(self.run().join("run.json")).unwrap()).unwrap()
    }
}

const PLAIN: &str = "def f(x): return ('plain', x)";
const LEFT: &str = "import leftpad\ndef f(x): return leftpad.pad(x)";
const BOTH: &str = "from rightpad import pad\nimport leftpad\ndef f(x): return pad(x)";
const ABSENT: &str = "import no_such_module_anywhere\ndef f(x): return x";

/// Problems for WebAssembly, each of the environments, and one whose module is nowhere.
fn mixed() -> [Task<'static>; 4] {
    [
        (json!(null), PLAIN, "assert f(1) == ('plain', 1)"),
        (json!(null), LEFT, "assert f(1) == ('leftpad', 1)"),
        (json!(null), BOTH, "assert f(1) == ('rightpad', 1)"),
        (json!(null), ABSENT, "assert f(1) == 1"),
    ]
}

#[test]
fn each_problem_runs_in_the_smallest_environment_that_has_what_it_imports() {
    let Some(world) = World::new() else { return };
    let mut command = world.execute(&mixed());
    let said = complaint(command.args(["--environment", &world.auto()]), 0);
    assert_eq!(outcomes(&world.run()), ["P", "P", "P", "U"]);
    assert!(
        said.contains("module `no_such_module_anywhere` is missing for 1 candidate of `T/3`, in WebAssembly: no environment has it"),
        "{said}"
    );
    let config = world.config();
    assert_eq!(config["placement"], "auto");
    let environments = config["environments"].as_object().unwrap();
    let mut expected = [world.path("lefty"), world.path("righty")];
    expected.sort();
    assert_eq!(
        environments.keys().collect::<Vec<_>>(),
        expected.iter().collect::<Vec<_>>()
    );
    let placed = read_rows(&world.run().join("environments.jsonl"));
    let placed: Vec<&Value> = placed.iter().map(|it| &it["environment"]).collect();
    let (lefty, righty) = (json!(world.path("lefty")), json!(world.path("righty")));
    assert_eq!(placed, [&json!(null), &lefty, &righty, &json!(null)]);

    let mut agree = world.here(mutagree());
    agree.arg("agree").arg(world.run()).assert().success();
    let mut evaluate = world.here(mutagree());
    evaluate.args(["evaluate", "--k", "1"]).arg(world.run());
    assert_eq!(json_of(&mut evaluate)["pass_at"]["1"], 0.75);
}

#[test]
fn a_mixed_run_goes_on_where_its_problems_were_and_with_the_same_digests_alone() {
    let Some(world) = World::new() else { return };
    let auto = world.auto();
    world
        .execute(&mixed())
        .args(["--environment", &auto])
        .assert()
        .success();
    let path = world.run().join("matrix.jsonl");
    let whole = fs::read_to_string(&path).unwrap();
    let first = whole.lines().next().unwrap();
    fs::write(&path, format!("{first}\n{{\"task_id\": \"T/1\", \"cand")).unwrap();
    world.go_on().assert().success();
    assert_eq!(fs::read_to_string(&path).unwrap(), whole);

    let said = complaint(world.go_on().args(["--environment", "wasm"]), 2);
    assert!(
        said.contains("begun with another `--environment`"),
        "{said}"
    );
    let version = python("import platform as p; print(p.python_version())").unwrap();
    world.build("lefty", &version, "2");
    let said = complaint(&mut world.go_on(), 2);
    assert!(said.contains("begun with another environment `"), "{said}");
}

#[test]
fn a_problem_names_its_environment_and_the_user_has_the_last_word() {
    let Some(world) = World::new() else { return };
    let named = |word: &str| (json!(word), LEFT, "assert f(1) == ('leftpad', 1)");
    let (lefty, righty) = (world.path("lefty"), world.path("righty"));
    let problems = [named(&lefty), named(&righty), named("wasm")];
    world.execute(&problems).assert().success();
    assert_eq!(outcomes(&world.run()), ["P", "P", "U"]);
    assert_eq!(world.config()["placement"], json!(null));
    fs::remove_dir_all(world.run()).unwrap();
    world
        .execute(&problems)
        .args(["--environment", "wasm"])
        .assert()
        .success();
    assert_eq!(outcomes(&world.run()), ["U", "U", "U"]);
    fs::remove_dir_all(world.run()).unwrap();
    world
        .execute(&problems)
        .args(["--environment", &lefty])
        .assert()
        .success();
    assert_eq!(outcomes(&world.run()), ["P", "P", "P"]);
    assert_eq!(world.config()["environments"], json!(null));
}

#[test]
fn an_environment_that_was_not_built_or_is_none_is_named_with_the_problem_before_anything_runs() {
    let Some(world) = World::new() else { return };
    let deep = "import torch\ndef f(x): return x";
    let problems = [
        (json!(null), PLAIN, "assert f(1) == ('plain', 1)"),
        (json!(null), deep, "assert f(1) == 1"),
    ];
    let mut command = world.execute(&problems);
    let said = complaint(command.args(["--environment", "auto"]), 4);
    assert!(
        said.contains("`T/1` cannot run: the environment `torch` is not built for `bubblewrap`"),
        "{said}"
    );
    assert!(said.contains("mutagree environment build torch"), "{said}");
    assert!(!world.run().join("matrix.jsonl").exists());
    let mut command = world.execute(&[(json!("nonsense"), PLAIN, "assert f(1) == 1")]);
    let said = complaint(command.arg("--run").arg(world.folder.path("other")), 2);
    assert!(
        said.contains("`T/0` cannot run: there is no environment `nonsense`"),
        "{said}"
    );
}

#[test]
fn the_engine_is_asked_for_nothing_that_plain_python_can_do() {
    let Some(world) = World::new() else { return };
    let nowhere = |command: &mut Command| {
        command.env("DOCKER_HOST", "unix:///nowhere/docker.sock");
        command.env("CONTAINER_HOST", "unix:///nowhere/podman.sock");
        command
            .env("PATH", "/nowhere")
            .env_remove("MUTAGREE_ENGINE");
    };
    let auto = world.auto();
    let [plain, left, ..] = mixed();
    let mut command = world.execute(&[plain]);
    nowhere(command.args(["--environment", &auto]));
    command.assert().success();
    assert_eq!(outcomes(&world.run()), ["P"]);
    let mut command = world.execute(&[left]);
    nowhere(
        command
            .args(["--environment", &auto, "--run"])
            .arg(world.folder.path("other")),
    );
    let said = complaint(&mut command, 4);
    assert!(
        said.contains("`T/0` cannot run: no engine answers"),
        "{said}"
    );
}

#[test]
fn results_are_kept_by_the_digest_of_the_environment() {
    let Some(world) = World::new() else { return };
    let auto = world.auto();
    let reused = |run: &str| {
        let mut command = world.execute(&mixed()[..2]);
        command.env_remove("MUTAGREE_NO_RESULTS");
        command
            .args(["--environment", &auto, "--run"])
            .arg(world.folder.path(run));
        json_of(&mut command)["reused"].clone()
    };
    assert_eq!(reused("first"), 0);
    assert_eq!(reused("second"), 2);
    let version = python("import platform as p; print(p.python_version())").unwrap();
    world.build("lefty", &version, "2");
    assert_eq!(reused("third"), 1);
}

#[test]
fn an_interrupt_ends_the_environments_too_and_the_run_goes_on() {
    let Some(world) = World::new() else { return };
    let sleeper = format!("sleeper_{}", process::id());
    let slow = |seconds: u32| {
        format!(
            "import leftpad, subprocess, sys\ndef f(x):\n    subprocess.run([sys.executable, '-c', 'import time; time.sleep({seconds})', '{sleeper}'])\n    return x"
        )
    };
    let (quick, slow) = (slow(0), slow(4));
    let problems = [
        (json!(null), quick.as_str(), "assert f(1) == 1"),
        (json!(null), slow.as_str(), "assert f(1) == 1"),
    ];
    let auto = world.auto();
    let words = ["--environment", &auto, "--jobs", "1", "--inputs", "0"];
    let child = started(&world.execute(&problems), &words);
    let began = Instant::now();
    let rows = || fs::read_to_string(world.run().join("matrix.jsonl")).unwrap_or_default();
    while (rows().lines().count() == 0 || !is_running(&sleeper))
        && began.elapsed() < Duration::from_secs(30)
    {
        sleep(Duration::from_millis(20));
    }
    let number = child.id().to_string();
    process::Command::new("kill")
        .args(["-INT", &number])
        .status()
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(5), "{said}");
    assert_eq!(rows().lines().count(), 1);
    // The kernel ends what is left of them a moment later.
    let ended = Instant::now();
    while is_running(&sleeper) && ended.elapsed() < Duration::from_secs(5) {
        sleep(Duration::from_millis(20));
    }
    assert!(!is_running(&sleeper));
    world.go_on().assert().success();
    assert_eq!(outcomes(&world.run()), ["P", "P"]);
}

/// Says whether a process of this machine has a word on its command line, but for those that were given the programs.
fn is_running(word: &str) -> bool {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let mut lines = processes.filter_map(|it| fs::read(it.path().join("cmdline")).ok());
    lines.any(|it| String::from_utf8_lossy(&it).ends_with(&format!("{word}\0")))
}

#[test]
fn a_program_and_its_tests_run_where_both_find_what_they_import() {
    let Some(world) = World::new() else { return };
    let program = world.folder.write("program.py", LEFT);
    let exec = |tests: &str, environment: &str| {
        let mut command = world.here(mutagree());
        command
            .args(["sandbox", "exec", "--environment", environment])
            .arg(&program);
        command
            .arg("--tests")
            .arg(world.folder.write("tests.py", tests));
        command
    };
    let test =
        "import rightpad\nassert (f(1), rightpad.pad(2)) == (('leftpad', 1), ('rightpad', 2))";
    exec(test, &world.auto()).assert().success();
    let said = complaint(&mut exec("assert f(1)", "auto"), 1);
    assert!(
        said.contains("module `leftpad` is missing: no environment has it"),
        "{said}"
    );
}

#[test]
fn an_environment_that_is_not_as_it_was_built_is_told_with_what_to_do() {
    let Some(world) = World::new() else { return };
    world.build("lefty", "2.7.18", "1");
    let [_, left, ..] = mixed();
    let mut command = world.execute(&[left]);
    let said = complaint(command.args(["--environment", &world.auto()]), 4);
    assert!(
        said.contains("had 2.7.18 when it was built: build it again"),
        "{said}"
    );
}

/// The numbers of the processes that a process started.
fn children(parent: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let numbers = processes.filter_map(|it| it.file_name().to_str()?.parse().ok());
    let is_child = |number: &u32| {
        let told = fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
        // After the command's name, which may hold anything: the state, and the parent.
        let told = told
            .rsplit(')')
            .next()
            .and_then(|it| it.split_whitespace().nth(1));
        told.and_then(|it| it.parse().ok()) == Some(parent)
    };
    numbers.filter(is_child).collect()
}

#[test]
fn an_environment_that_is_killed_in_the_middle_is_started_again_and_the_run_says_so() {
    let Some(world) = World::new() else { return };
    let slow = "import leftpad, time\ndef f(x):\n    time.sleep(0.5)\n    return leftpad.pad(x)";
    let problem = (
        json!(world.path("lefty")),
        slow,
        "assert f(1) == ('leftpad', 1)",
    );
    let mut child = started(
        &world.execute(&vec![problem; 6]),
        &["--jobs", "2", "--inputs", "0"],
    );
    let rows = || fs::read_to_string(world.run().join("matrix.jsonl")).unwrap_or_default();
    while rows().lines().count() == 0 && child.try_wait().unwrap().is_none() {
        sleep(Duration::from_millis(20));
    }
    for number in children(child.id()) {
        let number = number.to_string();
        process::Command::new("kill")
            .args(["-KILL", &number])
            .status()
            .unwrap();
    }
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("ended and was started again: 1 ×"), "{said}");
    assert_eq!(outcomes(&world.run()), ["P"; 6]);
}

#[test]
fn limits_that_nobody_said_are_those_of_frameworks_in_an_environment() {
    let Some(world) = World::new() else { return };
    let slow = "import leftpad, time\ndef f(x):\n    begun = time.process_time()\n    \
                while time.process_time() < begun + 0.6: pass\n    return x";
    let problems = [(json!(world.path("lefty")), slow, "assert f(1) == 1")];
    world
        .execute(&problems)
        .args(["--inputs", "0"])
        .assert()
        .success();
    assert_eq!(outcomes(&world.run()), ["P"]);
    let mut short = world.execute(&problems);
    short.args(["--inputs", "0", "--limit-seconds", "0.2"]);
    let other = world.folder.path("short");
    short.arg("--run").arg(&other).assert().success();
    assert_eq!(outcomes(&other), ["T"]);
}

/// A command that was started, with more words, whose standard error is kept.
fn started(command: &Command, words: &[&str]) -> process::Child {
    let mut child = process::Command::new(command.get_program());
    child.args(command.get_args()).args(words);
    for (name, value) in command.get_envs() {
        child.env(name, value.unwrap());
    }
    child.stderr(Stdio::piped()).spawn().unwrap()
}
