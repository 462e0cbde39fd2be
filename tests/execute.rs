//! `mutagree execute`: what stands in the matrix, and how a run survives.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use common::{Folder, Inputs, complaint, json_of, mutagree, outcomes, read_rows};
use serde_json::json;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

const RIGHT: &str = "def double(x): return 2 * x";

#[test]
fn every_kind_of_outcome_has_its_letter() {
    let folder = Folder::new();
    let inputs = folder.double(
        &[
            RIGHT,
            "def double(x): return x * x",
            "def double(x): return undefined",
            "def double(x:",
            "def double(x):\n  while True: pass",
            "def double(x):\n  kept = []\n  while True: kept.append('y' * 10_000_000)",
            "def double(x):\n  while True: print('z' * 100_000)",
            "import os\ndef double(x): os.abort()",
        ],
        &["assert double(2) == 4", "assert double(3) == 6"],
    );
    inputs.execute(&folder.path("run")).assert().success();
    assert_eq!(
        outcomes(&folder.path("run")),
        ["PP", "PF", "RR", "UU", "TT", "MM", "OO", "CC"]
    );
}

#[test]
fn a_test_that_does_not_compile_harms_no_other() {
    let folder = Folder::new();
    let inputs = folder.double(
        &[RIGHT],
        &[
            "assert double(",
            "from os import *",
            "assert double(1) == 2",
        ],
    );
    inputs.execute(&folder.path("run")).assert().success();
    assert_eq!(outcomes(&folder.path("run")), ["UPP"]);
}

#[test]
fn codets_packing_fails_every_candidate_for_one_such_test() {
    let folder = Folder::new();
    let inputs = folder.double(&[RIGHT], &["from os import *", "assert double(1) == 2"]);
    inputs
        .execute(&folder.path("run"))
        .args(["--compat", "codet"])
        .assert()
        .success();
    assert_eq!(outcomes(&folder.path("run")), ["UU"]);
}

#[test]
fn a_trap_is_charged_to_its_own_test() {
    let folder = Folder::new();
    let looping = "def double(x):\n  while x == 2: pass\n  return 2 * x";
    let tests = [
        "assert double(1) == 2",
        "assert double(2) == 4",
        "assert double(3) == 6",
    ];
    for compat in ["none", "codet"] {
        let inputs = folder.double(&[looping], &tests);
        let run = folder.path(compat);
        inputs
            .execute(&run)
            .args(["--compat", compat])
            .assert()
            .success();
        assert_eq!(outcomes(&run), ["PTP"], "{compat}");
    }
}

#[test]
fn isolation_by_test_hides_what_an_earlier_test_left() {
    let folder = Folder::new();
    let once = "calls = 0\ndef double(x):\n  global calls\n  calls += 1\n  return 2 * x if calls == 1 else 0";
    let inputs = folder.double(&[once], &["assert double(1) == 2", "assert double(2) == 4"]);
    inputs.execute(&folder.path("shared")).assert().success();
    inputs
        .execute(&folder.path("alone"))
        .args(["--isolation", "test"])
        .assert()
        .success();
    assert_eq!(outcomes(&folder.path("shared")), ["PF"]);
    assert_eq!(outcomes(&folder.path("alone")), ["PP"]);
}

#[test]
fn tests_take_helpers_from_the_candidate_and_not_from_the_prompt() {
    let folder = Folder::new();
    let with = |helper: &str| format!("import math\n{helper}\ndef double(x): return 2 * x");
    let [same, other] = ["def half(x): return x / 2", "def half(x): return x"].map(with);
    let inputs = Inputs {
        problems: folder.rows(
            "with_helper.jsonl",
            &[json!({"task_id": "T/0", "prompt": format!("{same}\ndef double(x):\n"), "entry_point": "double"})],
        ),
        ..folder.double(
            &[&same, &other, RIGHT],
            &[
                "assert double(half(3)) == 3",
                "assert math.isclose(double(0.1), 0.2)",
                "import math\nassert math.isclose(double(0.1), 0.2)",
            ],
        )
    };
    inputs.execute(&folder.path("run")).assert().success();
    assert_eq!(outcomes(&folder.path("run")), ["PPP", "FPP", "RRP"]);
}

#[test]
fn identical_candidates_and_tests_run_once_and_count_often() {
    let folder = Folder::new();
    let inputs = folder.double(
        &[RIGHT, RIGHT, RIGHT],
        &["assert double(1) == 2", "assert double(1) == 2"],
    );
    let summary = json_of(&mut inputs.execute(&folder.path("run")));
    assert_eq!(summary["candidates"], 1);
    assert_eq!(summary["cells"], 1);
    assert_eq!(
        read_rows(&folder.path("run/candidates.jsonl"))[0]["multiplicity"],
        3
    );
    assert_eq!(
        read_rows(&folder.path("run/tests.jsonl"))[0]["multiplicity"],
        2
    );
}

#[test]
fn compressed_files_and_standard_input_are_read_alike() {
    let folder = Folder::new();
    let plain = folder.double(&[RIGHT], &["assert double(2) == 4"]);
    plain.execute(&folder.path("plain")).assert().success();
    let mut compressed = plain.clone();
    let bytes = fs::read(&plain.problems).unwrap();
    compressed.problems = folder.write("p.zst", zstd::encode_all(bytes.as_slice(), 3).unwrap());
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&fs::read(&plain.tests).unwrap()).unwrap();
    compressed.tests = folder.write("t.gz", gzip.finish().unwrap());
    compressed.solutions = "-".into();
    let solutions = fs::read(&plain.solutions).unwrap();
    compressed
        .execute(&folder.path("compressed"))
        .write_stdin(solutions)
        .assert()
        .success();
    for name in ["matrix.jsonl", "candidates.jsonl", "tests.jsonl"] {
        let [one, other] = ["plain", "compressed"].map(|run| fs::read(folder.path(run).join(name)));
        assert_eq!(one.unwrap(), other.unwrap(), "{name}");
    }
}

/// Many candidates, some of them slow.
fn many(folder: &Folder) -> common::Inputs {
    let solutions: Vec<String> = (0..120)
        .map(|n| match n % 12 {
            0 => format!("def double(x):\n  while True: x += {n}"),
            _ => format!("def double(x): return 2 * x if x != {} else {n}", n % 5),
        })
        .collect();
    let solutions: Vec<&str> = solutions.iter().map(String::as_str).collect();
    folder.double(
        &solutions,
        &[
            "assert double(1) == 2",
            "assert double(2) == 4",
            "assert double(3) == 6",
        ],
    )
}

#[test]
fn the_matrix_is_the_same_for_any_number_of_jobs() {
    let folder = Folder::new();
    let inputs = many(&folder);
    let matrix = |jobs: &str| {
        let run = folder.path(jobs);
        inputs
            .execute(&run)
            .args(["--jobs", jobs])
            .assert()
            .success();
        fs::read(run.join("matrix.jsonl")).unwrap()
    };
    assert_eq!(matrix("1"), matrix("4"));
}

#[test]
fn a_run_that_is_killed_at_any_moment_goes_on_and_repeats_nothing() {
    let folder = Folder::new();
    let inputs = many(&folder);
    inputs.execute(&folder.path("whole")).assert().success();
    let run = folder.path("killed");
    let mut kept = 0;
    for millis in [1, 60, 150, 250, 350, 450, 600] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mutagree"))
            .env("MUTAGREE_NO_RESULTS", "true")
            .args(["execute", "--quiet", "--problems"])
            .arg(&inputs.problems)
            .arg("--solutions")
            .arg(&inputs.solutions)
            .arg("--tests")
            .arg(&inputs.tests)
            .arg("--run")
            .arg(&run)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        sleep(Duration::from_millis(millis));
        child.kill().unwrap();
        child.wait().unwrap();
        let rows = whole_rows(&run);
        assert!(rows >= kept, "{rows} rows after {kept}");
        kept = rows;
    }
    let output = inputs.execute(&run).assert().success();
    let said = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    assert!(
        said.contains(&format!("120, of which {kept} are done")),
        "{said}"
    );
    let [one, other] =
        ["whole", "killed"].map(|run| fs::read(folder.path(run).join("matrix.jsonl")));
    assert_eq!(one.unwrap(), other.unwrap());
}

fn whole_rows(run: &std::path::Path) -> usize {
    fs::read_to_string(run.join("matrix.jsonl")).map_or(0, |text| text.matches('\n').count())
}

#[test]
fn a_torn_last_line_is_done_again() {
    let folder = Folder::new();
    let inputs = many(&folder);
    let run = folder.path("run");
    inputs.execute(&run).assert().success();
    let matrix = fs::read(run.join("matrix.jsonl")).unwrap();
    fs::write(run.join("matrix.jsonl"), &matrix[..matrix.len() - 5]).unwrap();
    mutagree()
        .args(["execute", "--run"])
        .arg(&run)
        .assert()
        .success();
    assert_eq!(fs::read(run.join("matrix.jsonl")).unwrap(), matrix);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_in_order_and_says_how_to_go_on() {
    let folder = Folder::new();
    let slow = "def double(x):\n  while True: pass";
    let solutions: Vec<String> = (0..400).map(|n| format!("{slow}\nn = {n}")).collect();
    let solutions: Vec<&str> = solutions.iter().map(String::as_str).collect();
    let inputs = folder.double(&solutions, &["assert double(1) == 2"]);
    let child = Command::new(env!("CARGO_BIN_EXE_mutagree"))
        .env("MUTAGREE_NO_RESULTS", "true")
        .args(["execute", "--problems"])
        .arg(&inputs.problems)
        .arg("--solutions")
        .arg(&inputs.solutions)
        .arg("--tests")
        .arg(&inputs.tests)
        .arg("--run")
        .arg(folder.path("run"))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while whole_rows(&folder.path("run")) == 0 {
        sleep(Duration::from_millis(20));
    }
    Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(5));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("interrupted") && said.contains("hint:"),
        "{said}"
    );
    let done = whole_rows(&folder.path("run"));
    assert!(done > 0 && done < 400, "{done}");
}

#[test]
fn a_run_is_not_continued_with_other_inputs() {
    let folder = Folder::new();
    let run = folder.path("run");
    folder
        .double(&[RIGHT], &["assert double(2) == 4"])
        .execute(&run)
        .assert()
        .success();
    let other = folder.double(&[RIGHT], &["assert double(2) == 5"]);
    let said = complaint(&mut other.execute(&run), 2);
    assert!(said.contains("another set of input files"), "{said}");
    assert_eq!(outcomes(&run), ["P"]);
}

#[test]
fn a_run_in_use_is_left_alone() {
    let folder = Folder::new();
    let run = folder.path("run");
    let inputs = folder.double(&[RIGHT], &["assert double(2) == 4"]);
    inputs.execute(&run).assert().success();
    let lock = fs::File::open(run.join("run.lock")).unwrap();
    lock.lock().unwrap();
    assert!(complaint(&mut inputs.execute(&run), 2).contains("in use"));
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = Folder::new();
    let inputs = folder.double(&[RIGHT], &["assert double(2) == 4"]);
    let inside_a_file = inputs.tests.join("run");
    let said = complaint(&mut inputs.execute(&inside_a_file), 2);
    assert!(said.contains(inside_a_file.to_str().unwrap()), "{said}");
}

#[test]
fn a_folder_without_a_run_is_refused() {
    let folder = Folder::new();
    let said = complaint(
        mutagree()
            .args(["execute", "--run"])
            .arg(folder.path("none")),
        2,
    );
    assert!(
        said.contains("holds no run") && said.contains("hint:"),
        "{said}"
    );
}

#[test]
fn raw_assertions_are_cut_checked_and_limited_as_codet_does() {
    let folder = Folder::new();
    let prompt = "def double(x):\n    \"\"\"Twice.\"\"\"\n";
    let problems = folder.rows(
        "p.jsonl",
        &[json!({"task_id": "T/0", "prompt": prompt, "entry_point": "double", "test": "def check(f): pass"})],
    );
    let solutions = folder.rows(
        "s.jsonl",
        &[json!({"prompt": prompt, "samples": ["    return 2 * x\n\ndef other(): pass", "    return 2 * x\n"]})],
    );
    let raw =
        "double(1) == 2\nassert double(2) ==\nassert double(3) == 6, 'six'\n# end\nassert other(1)";
    let tests = folder.rows(
        "t.jsonl",
        &[json!({"prompt": format!("{prompt}    pass\n\n# check\nassert "), "samples": [raw, "double(4) == 8"]})],
    );
    let run = folder.path("run");
    common::Inputs {
        problems,
        solutions,
        tests,
    }
    .execute(&run)
    .assert()
    .success();
    let sources: Vec<String> = read_rows(&run.join("tests.jsonl"))
        .iter()
        .map(|row| row["source"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        sources,
        [
            "assert double(1) == 2",
            "assert double(3) == 6, 'six'",
            "assert double(4) == 8"
        ]
    );
    assert_eq!(outcomes(&run), ["PPP"], "both samples are one candidate");
}

#[test]
fn a_whole_matrix_in_another_order_is_put_in_order() {
    let folder = Folder::new();
    let run = folder.path("run");
    let inputs = folder.double(
        &[RIGHT, "def double(x): return 0"],
        &["assert double(2) == 4"],
    );
    inputs.execute(&run).assert().success();
    let matrix = fs::read_to_string(run.join("matrix.jsonl")).unwrap();
    let reversed: Vec<&str> = matrix.lines().rev().collect();
    fs::write(run.join("matrix.jsonl"), reversed.join("\n") + "\n").unwrap();
    mutagree().arg("agree").arg(&run).assert().success();
    let submission = read_rows(&run.join("submission.jsonl"));
    assert_eq!(submission[0]["solution"], RIGHT);
    mutagree()
        .args(["execute", "--run"])
        .arg(&run)
        .assert()
        .success();
    assert_eq!(
        fs::read_to_string(run.join("matrix.jsonl")).unwrap(),
        matrix
    );
}

#[test]
fn a_run_goes_on_with_the_limits_that_it_was_begun_with() {
    let folder = Folder::new();
    let run = folder.path("run");
    let big = "def double(x):\n  room = bytearray(400_000_000)\n  return 2 * x";
    let inputs = folder.double(&[big], &["assert double(2) == 4"]);
    inputs
        .execute(&run)
        .args(["--limit-memory", "1024"])
        .assert()
        .success();
    fs::remove_file(run.join("matrix.jsonl")).unwrap();
    mutagree()
        .args(["execute", "--run"])
        .arg(&run)
        .assert()
        .success();
    assert_eq!(outcomes(&run), ["P"]);
    let other = mutagree()
        .args(["execute", "--limit-memory", "64", "--run"])
        .arg(&run)
        .assert();
    other.code(1);
}

#[test]
fn a_list_of_tests_is_taken_whole_beside_raw_text() {
    let folder = Folder::new();
    let mut inputs = folder.double(&[RIGHT], &["assert True"]);
    let list: Vec<String> = (0..8)
        .map(|n| format!("assert double({n}) == 2 * {n}"))
        .collect();
    inputs.tests = folder.rows(
        "t.jsonl",
        &[
            json!({"task_id": "T/0", "samples": ["double(9) == 18"]}),
            json!({"task_id": "T/0", "tests": list}),
        ],
    );
    inputs.execute(&folder.path("run")).assert().success();
    assert_eq!(outcomes(&folder.path("run")), ["PPPPPPPPP"]);
}
