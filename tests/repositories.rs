//! Tasks of a repository: which are admitted, and which replies are right. Without bubblewrap, or a pytest from pip, the tests say that
//! they are skipped.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a broken test panics, and one that is skipped says so"
)]

mod common;

use assert_cmd::Command as Verb;
use common::{Folder, complaint, json_of, mutagree};
use mutagree::input::{Source, read_problems};
use mutagree::problem::Problem;
use mutagree::repository::RepositoryTask;
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");

/// A folder with pytest in it, made once; nothing where pip gives none.
fn pytest() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let made = FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pytest");
        if folder.join("pytest").exists() {
            return Some(folder);
        }
        let words = ["-m", "pip", "install", "--quiet", "--target"];
        let mut command = Command::new("python3");
        let command = command.args(words).arg(&folder).arg("pytest==8.3.3");
        let is_there = command.status().is_ok_and(|it| it.success());
        is_there.then_some(folder)
    });
    if made.is_none() {
        eprintln!("skipped: pip installs no pytest here");
    }
    made.as_deref()
}

/// The command of an environment with pytest and the repository in it; nothing where it does not run here.
fn environment() -> Option<String> {
    let pytest = pytest()?.display().to_string();
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let nobody = if is_root {
        "setpriv --reuid=65534 --regid=65534 --clear-groups "
    } else {
        ""
    };
    let words = format!(
        "{nobody}bwrap --unshare-all --clearenv --setenv PYTHONPATH {pytest} --ro-bind / / --proc /proc --dev /dev \
         --tmpfs /tmp --ro-bind {pytest} {pytest} --ro-bind {FIXTURES} {FIXTURES} /usr/bin/python3"
    );
    let mut parts = words.split_whitespace();
    let mut command = Command::new(parts.next().unwrap());
    let tried = command.args(parts).args(["-c", "import pytest"]).output();
    if tried.is_ok_and(|it| it.status.success()) {
        return Some(words);
    }
    eprintln!("skipped: bubblewrap does not run Python with pytest here");
    None
}

/// A verb in the environment of the repository.
fn verb(words: &[&str]) -> Option<Verb> {
    let environment = environment()?;
    let mut command = mutagree();
    command.args(words);
    command.args(["--environment-command", &environment]);
    command.args(["--repository", &format!("{FIXTURES}/repository")]);
    command.args([
        "--repository-packages",
        "shapes,tests",
        "--preload",
        "pytest",
    ]);
    Some(command)
}

/// What a validation says, and the problems that it admits.
fn validated(folder: &Folder) -> Option<(Value, PathBuf)> {
    let out = folder.path("admitted.jsonl");
    let tasks = format!("{FIXTURES}/repository_tasks.jsonl");
    let mut verb = verb(&["environment", "validate", &tasks])?;
    verb.arg("--out").arg(&out);
    Some((json_of(&mut verb), out))
}

#[test]
fn a_task_is_admitted_where_the_repositorys_code_passes_and_a_stub_does_not() {
    let folder = Folder::new();
    let Some((found, out)) = validated(&folder) else {
        return;
    };
    let each = found["each"].as_array().unwrap();
    let refused = |name: &str| {
        let it = each.iter().find(|it| it["task_id"] == name).unwrap();
        it["refused"].as_str().unwrap_or("admitted")
    };
    for name in ["square", "volume", "published"] {
        assert_eq!(refused(name), "admitted", "{name}");
    }
    for (name, why) in [
        (
            "nothing",
            "a stub that raises NotImplementedError passes the tests too: 1",
        ),
        (
            "skipped",
            "no test passes with the repository's own code: 1 are skipped",
        ),
        (
            "wrong",
            "1 of 1 tests fail with the repository's own code: `tests/test_area.py::test_wrong`",
        ),
        ("no file", "the repository has no file `shapes/volume.py`"),
        ("no function", "the file has no function `cube`"),
        ("no class", "the file has no class `Ball`"),
        ("no tests", "it names no tests"),
        ("no such tests", "pytest finds none of its tests"),
    ] {
        assert!(refused(name).starts_with(why), "{name}: {}", refused(name));
    }
    assert_eq!(each[0]["passed"], 5);
    assert_eq!(each[0]["skipped"], 2);
    assert_eq!(
        found["mended"],
        json!({"function": 1, "labels swapped": 1, "paths": 2})
    );
    let rows = fs::read_to_string(out).unwrap();
    let rows: Vec<Value> = rows
        .lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(
        rows[1]["repository"]["tests"],
        json!(["tests/test_area.py::test_volume"])
    );
    assert_eq!(rows[2]["repository"]["function"], "_circle");
    assert_eq!(
        rows[2]["repository"]["labels"],
        json!({"stage": "training", "input": "image"})
    );
    assert!(rows[0]["repository"]["passes"].as_array().unwrap().len() == 5);
    // Nothing of a test stays in the repository.
    assert!(!Path::new(&format!("{FIXTURES}/repository/tests/written")).exists());
}

/// The share of right replies to one problem of the admitted ones.
fn share(problem: &str, replies: &[&str]) -> Option<f64> {
    let folder = Folder::new();
    let (_, admitted) = validated(&folder)?;
    let rows: Vec<String> = fs::read_to_string(&admitted)
        .unwrap()
        .lines()
        .filter(|it| it.contains(&format!("\"task_id\":\"{problem}\"")))
        .map(str::to_owned)
        .collect();
    let problems = folder.write("one.jsonl", rows.join("\n"));
    let replies = replies
        .iter()
        .map(|reply| json!({"task_id": problem, "solution": reply}).to_string());
    let samples = folder.write("samples.jsonl", replies.collect::<Vec<_>>().join("\n"));
    let mut verb = verb(&["evaluate"])?;
    // Five seconds of CPU time.
    verb.args(["--limit-instructions", "40000000000"]);
    verb.arg(samples).arg("--problems").arg(problems);
    json_of(&mut verb)["pass_at"]["1"].as_f64()
}

#[test]
fn replies_are_right_where_every_test_of_the_repository_passes() {
    let good = [
        "```python\nfrom shapes.checks import positive\n\ndef square(side):\n    return positive(side) * side\n```",
        "import operator\n\nPOWER = 2\n\ndef helper(x):\n    return operator.pow(x, POWER)\n\ndef square(side):\n    if side < 0:\n        raise ValueError\n    return helper(side)\n",
        "from __future__ import annotations\n\ndef positive(x):\n    assert x is not None\n    if x < 0: raise ValueError(x)\n    return x\n\ndef square(side: Missing) -> Missing:\n    return positive(side) ** 2\n",
    ];
    let Some(share) = share("square", &good) else {
        return;
    };
    assert!((share - 1.0).abs() < 1e-9, "{share}");
}

#[test]
fn replies_that_are_wrong_missing_hostile_or_skip_what_they_should_pass_are_not_right() {
    let bad = [
        "def square(side):\n    return side * 2\n",
        "def square(side):\n    return side ** 2\n",
        "I cannot.",
        "def square(side):\n    raise NotImplementedError\n",
        "def square(side):\n    import os\n    os._exit(0)\n",
        "import os\nos._exit(70)\n\ndef square(side):\n    return os\n",
        "def square(side):\n    import pytest\n    pytest.skip('no')\n",
        "import pytest\nKEPT = pytest.skip('no', allow_module_level=True)\n\ndef square(side):\n    return KEPT\n",
        "def square(side):\n    while True: pass\n",
        "def square(side):\n    import ctypes\n    ctypes.string_at(0)\n",
        "def square(side):\n    import sys\n    sys.exit(0)\n",
        "import missing\n\ndef square(side):\n    return missing.square(side)\n",
    ];
    let Some(share) = share("square", &bad) else {
        return;
    };
    assert!(share.abs() < 1e-9, "{share}");
}

#[test]
fn a_method_and_a_function_of_another_name_are_placed() {
    let method = "class Box:\n    def volume(self):\n        return self.side ** 2 * self.height\n";
    let circle = "import math\n\ndef circle(radius):\n    return math.pi * radius * radius\n";
    for (problem, reply) in [("volume", method), ("published", circle)] {
        let Some(share) = share(problem, &[reply]) else {
            return;
        };
        assert!((share - 1.0).abs() < 1e-9, "{problem}: {share}");
    }
}

/// The matrix of solutions and tests of one problem of the admitted ones, and the solution that is selected.
fn voted(problem: &str, solutions: &[&str], tests: &[&str]) -> Option<(Vec<Value>, String)> {
    let folder = Folder::new();
    let (_, admitted) = validated(&folder)?;
    let rows = fs::read_to_string(&admitted).unwrap();
    let row = rows
        .lines()
        .find(|it| it.contains(&format!("\"task_id\":\"{problem}\"")));
    let problems = folder.write("one.jsonl", row.unwrap());
    let solutions = json!({"task_id": problem, "code_list": solutions}).to_string();
    let solutions = folder.write("solutions.jsonl", solutions);
    let tests = json!({"task_id": problem, "tests": tests}).to_string();
    let tests = folder.write("tests.jsonl", tests);
    let run = folder.path("run");
    let mut execute = verb(&["execute"])?;
    execute
        .arg("--problems")
        .arg(problems)
        .arg("--run")
        .arg(&run);
    execute
        .arg("--solutions")
        .arg(solutions)
        .arg("--tests")
        .arg(tests);
    execute.assert().success();
    mutagree().arg("agree").arg(&run).assert().success();
    let rows = |name: &str| -> Vec<Value> {
        let text = fs::read_to_string(run.join(name)).unwrap();
        text.lines()
            .map(|it| serde_json::from_str(it).unwrap())
            .collect()
    };
    let selected = rows("submission.jsonl")[0]["solution"]
        .as_str()
        .unwrap()
        .to_owned();
    Some((rows("matrix.jsonl"), selected))
}

#[test]
fn candidates_and_tests_of_models_vote_in_the_repository_of_their_problem() {
    let right = "from shapes.checks import positive\n\ndef square(side):\n    return positive(side) * side\n";
    let wrong = "def square(side):\n    return side + side\n";
    let broken =
        "from shapes.checks import missing\n\ndef square(side):\n    return missing(side)\n";
    let tests = [
        "assert square(3) == 9",
        // By the package, in which the candidate stands.
        "from shapes import area\nassert area.square(4) == 16",
        "from shapes.checks import positive\nassert square(positive(2)) == 4",
        // Another function of the file, which calls the candidate.
        "from shapes.area import Box\nassert Box(2, 3).volume == 12",
        "try:\n    square(-1)\nexcept ValueError:\n    pass\nelse:\n    assert False",
    ];
    let Some((matrix, selected)) = voted(
        "square",
        &[right, wrong, right, broken, "I cannot."],
        &tests,
    ) else {
        return;
    };
    let letters: Vec<_> = matrix
        .iter()
        .map(|row| row["outcomes"].as_str().unwrap())
        .collect();
    assert_eq!(letters, ["PPPPP", "FFPPF", "UUUUU", "UUUUU"]);
    assert_eq!(matrix[0]["shared"], json!([0, 1, 2, 3, 4]));
    assert_eq!(selected, right);
    let method = "class Box:\n    def volume(self):\n        return self.side ** 2 * self.height\n";
    let tests = ["assert Box(2, 3).volume == 12"];
    let Some((matrix, _)) = voted("volume", &[method], &tests) else {
        return;
    };
    assert_eq!(matrix[0]["outcomes"], "P");
}

#[test]
fn a_problem_of_a_repository_is_told_where_it_can_run() {
    let folder = Folder::new();
    let tasks = format!("{FIXTURES}/repository_tasks.jsonl");
    let told = complaint(mutagree().args(["environment", "validate", &tasks]), 1);
    assert!(
        told.contains("name the environment that has the repository"),
        "{told}"
    );
    let Some(environment) = environment() else {
        return;
    };
    let mut verb = mutagree();
    verb.args([
        "environment",
        "validate",
        &tasks,
        "--environment-command",
        &environment,
    ]);
    let told = complaint(&mut verb, 4);
    assert!(
        told.contains("the environment holds no repository"),
        "{told}"
    );
    let outside = json!({"task_id": "a", "prompt": "", "repository": {"file": "../a.py", "function": "f", "tests": []}});
    let path = folder.write("outside.jsonl", outside.to_string());
    let path = path.display().to_string();
    let told = complaint(mutagree().args(["environment", "validate", &path]), 2);
    assert!(
        told.contains("field `repository`") && told.contains("`../a.py`"),
        "{told}"
    );
}

#[test]
fn a_table_says_what_is_wrong_with_it() {
    let folder = Folder::new();
    for (table, said) in [
        ("name,prompt\na,b\n", "has no column of repositories"),
        ("repo,function\na,b\n", "has no column of prompts"),
        (
            "name,prompt,repo\na,b,c\na,d,e\n",
            "line 3: `a` stands in line 2 already",
        ),
        ("prompt,repo\na,b,c\n", "is no table"),
    ] {
        let path = folder.write("tasks.csv", table).display().to_string();
        let told = complaint(mutagree().args(["environment", "validate", &path]), 2);
        assert!(told.contains(said) && told.contains("hint: "), "{told}");
    }
}

#[test]
fn the_published_texts_of_a_folder_an_archive_and_a_table_are_read() {
    let folder = Folder::new();
    fs::create_dir(folder.path("tasks")).unwrap();
    let text = "stage: Image\ntask: Segmentation\ndata: Training\n\nprompt:\nWrite it.\nclass: not a field here\n\n ground Truth:shapes/area.py\n\n repo:Shapes\n\n f_name:volume\n \n class:Box\n test_cases:tests/test_area.py::test_volume";
    folder.write("tasks/one.txt", text);
    folder.write(
        "tasks/two.txt",
        "stage: Inference\ntask:\ndata: Image\nprompt:\nWrite.\n repo:other",
    );
    let packed = folder.path("tasks.tar.gz");
    let tar = Command::new("tar")
        .arg("-C")
        .arg(folder.path("tasks"))
        .arg("-czf")
        .arg(&packed)
        .args(["one.txt", "two.txt"])
        .status();
    assert!(tar.unwrap().success());
    let table = "\u{feff}Name,Stage,Task,Data,Prompt,Ground Truth,Repo,Function,Class,Test_Cases\n\
        one,Image,Segmentation,Training,\"Write it.\nclass: not a field here\",shapes/area.py,Shapes,volume,Box,tests/test_area.py::test_volume\n\
        two,Inference,,Image,Write.,,other,,,\n";
    let table = folder.write("tasks.csv", table);
    for source in [folder.path("tasks"), packed, table] {
        let out = folder.path("out.jsonl");
        let Some(mut verb) = verb(&["environment", "validate", &source.display().to_string()])
        else {
            return;
        };
        let found = json_of(verb.arg("--out").arg(&out));
        assert_eq!(found["admitted"], 1, "{found}");
        assert_eq!(found["each"][1]["refused"], "it names no function");
        let row: Value = serde_json::from_str(&fs::read_to_string(&out).unwrap()).unwrap();
        assert_eq!(row["environment"], "shapes");
        assert_eq!(row["repository"]["class"], "Box");
        assert_eq!(row["repository"]["labels"]["stage"], "training");
        assert!(
            row["prompt"]
                .as_str()
                .unwrap()
                .ends_with("class: not a field here")
        );
    }
}

#[test]
fn all_published_tasks_are_read_and_what_was_mended_is_counted() {
    let Some(data) = common::data() else { return };
    let read = |name: &str| {
        let path = data.join("dlbench").join(name);
        read_problems(&Source::read(&path).unwrap()).unwrap()
    };
    let texts = read("tasks_dev.tar.gz");
    let tasks = || texts.iter().map(|it| it.repository.as_deref().unwrap());
    let mended = |what: &str| {
        tasks()
            .filter(|it| it.mended.iter().any(|it| it == what))
            .count()
    };
    assert_eq!(texts.len(), 271);
    assert_eq!(mended("labels swapped"), 60);
    assert_eq!(mended("stage missing"), 0);
    assert_eq!(tasks().filter(|it| it.function.is_empty()).count(), 0);
    assert_eq!(tasks().filter(|it| it.labels.stage.is_none()).count(), 0);
    assert!(
        texts
            .iter()
            .all(|it| !it.prompt.is_empty() && !it.prompt.contains("test_cases:"))
    );
    // Rows of the same tasks say the same.
    let rows = read("repository_tasks.jsonl.gz");
    assert_eq!(rows.len(), 388);
    let of = |problems: &[Problem], name: &str| -> Vec<RepositoryTask> {
        let found = problems
            .iter()
            .filter(|it| it.environment.as_deref() == Some(name));
        found
            .filter_map(|it| it.repository.as_deref().cloned())
            .collect()
    };
    let all = of(&rows, "scikit-learn");
    assert_eq!(all.len(), 47);
    for task in of(&texts, "scikit-learn") {
        let same = |it: &&RepositoryTask| {
            it.function == task.function && it.tests == task.tests && it.file == task.file
        };
        assert!(all.iter().any(|it| same(&it)), "{task:?}");
    }
}
