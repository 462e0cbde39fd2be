//! `mutagree merge`: what it refuses, and how it ends what was broken off.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;
#[path = "common/folders.rs"]
mod folders;
#[path = "common/several.rs"]
mod several;
#[path = "common/synthetic.rs"]
mod synthetic;

use common::{Folder, Inputs, complaint, json_of, mutagree};
use folders::{assert_same, files};
use serde_json::{Value, json};
use several::several;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;
use synthetic::{Synthetic, config, merge, write, write_shard};

/// Three shards of a run, and the run of one machine.
fn shards(folder: &Folder, inputs: &Inputs) -> Vec<PathBuf> {
    inputs.execute(&folder.path("whole")).assert().success();
    let shard = |number: usize| {
        let run = folder.path(&format!("shard-{number}"));
        let mut command = inputs.execute(&run);
        command.args(["--shard", &format!("{number}/3")]);
        command.assert().success();
        run
    };
    (1..=3).map(shard).collect()
}

#[test]
fn shards_that_are_not_there_are_named() {
    let folder = Folder::new();
    let shards = shards(&folder, &several(&folder));
    let run = folder.path("run");
    let said = complaint(&mut merge(&shards[..1], &run), 2);
    assert!(said.contains("shards 2 and 3 of 3 are missing"), "{said}");
    let said = complaint(&mut merge(&[&shards[..1], &shards[2..]].concat(), &run), 2);
    assert!(said.contains("shard 2 of 3 is missing"), "{said}");
    let said = complaint(
        &mut merge(&[&shards[..], &[folder.path("none")]].concat(), &run),
        2,
    );
    assert!(said.contains("holds no run"), "{said}");
    assert!(!run.join("run.json").exists());
}

#[test]
fn shards_that_are_there_twice_and_whole_runs_are_refused() {
    let folder = Folder::new();
    let shards = shards(&folder, &several(&folder));
    let run = folder.path("run");
    let said = complaint(&mut merge(&[&shards[..], &shards[1..2]].concat(), &run), 2);
    assert!(said.contains("are both shard 2/3"), "{said}");
    let copy = folder.path("copy");
    fs::create_dir(&copy).unwrap();
    for (name, bytes) in files(&shards[1]) {
        fs::write(copy.join(name), bytes).unwrap();
    }
    let said = complaint(&mut merge(&[&shards[..], &[copy]].concat(), &run), 2);
    assert!(
        said.contains("copy") && said.contains("are both shard 2/3"),
        "{said}"
    );
    let said = complaint(
        &mut merge(&[&shards[..], &[folder.path("whole")]].concat(), &run),
        2,
    );
    assert!(
        said.contains("no shard of a run, but a whole one"),
        "{said}"
    );
    let said = complaint(&mut merge(&shards, &shards[0]), 2);
    assert!(said.contains("is one of the shards"), "{said}");
}

#[test]
fn shards_of_other_inputs_settings_and_numbers_are_refused_by_name() {
    let folder = Folder::new();
    let inputs = several(&folder);
    let shards = shards(&folder, &inputs);
    let other = |name: &str, inputs: &Inputs, arguments: &[&str]| {
        let run = folder.path(name);
        inputs.execute(&run).args(arguments).assert().success();
        let said = complaint(
            &mut merge(&[&shards[..2], &[run]].concat(), &folder.path("run")),
            2,
        );
        assert!(
            said.contains(name) && said.contains("shard-1") && said.contains("hint: "),
            "{said}"
        );
        said
    };
    let fewer = Inputs {
        tests: folder.rows(
            "fewer.jsonl",
            &[json!({"task_id": "T/1", "tests": ["assert add(1) == 2"]})],
        ),
        ..inputs.clone()
    };
    assert!(other("tests", &fewer, &["--shard", "3/3"]).contains("another set of input files"));
    let memory = ["--shard", "3/3", "--limit-memory", "200"];
    assert!(other("memory", &inputs, &memory).contains("another set of limits"));
    assert!(other("number", &inputs, &["--shard", "3/4"]).contains("another number of shards"));
}

#[test]
fn a_shard_that_is_not_done_is_refused_with_how_far_it_is() {
    let folder = Folder::new();
    let inputs = several(&folder);
    let shards = shards(&folder, &inputs);
    let run = folder.path("run");
    let refused = || complaint(&mut merge(&shards, &run), 2);
    let matrix = shards[1].join("matrix.jsonl");
    let whole = fs::read_to_string(&matrix).unwrap();
    let all = whole.lines().count();
    let half: Vec<&str> = whole.split_inclusive('\n').take(2).collect();
    // As a process leaves it that was killed: the last step of the work, then the second row.
    fs::remove_file(shards[1].join("shard.json")).unwrap();
    assert!(refused().contains("shard 2/3"), "{}", refused());
    assert!(
        refused().contains("the end of its work is not reached"),
        "{}",
        refused()
    );
    fs::write(&matrix, half.concat()).unwrap();
    assert!(
        refused().contains(&format!("2 of {all} candidates ran")),
        "{}",
        refused()
    );
    fs::remove_file(shards[2].join("shard.json")).unwrap();
    fs::remove_file(shards[2].join("candidates.jsonl")).unwrap();
    assert!(
        refused().contains("shard 3/3") && refused().contains("not there yet"),
        "{}",
        refused()
    );
    for shard in ["2/3", "3/3"] {
        let folder = folder.path(&format!("shard-{}", &shard[..1]));
        fs::remove_file(folder.join("tests.jsonl")).unwrap_or_default();
        inputs
            .execute(&folder)
            .args(["--shard", shard])
            .assert()
            .success();
    }
    merge(&shards, &run).assert().success();
    assert_same(&folder.path("whole"), &run);
}

#[test]
fn a_shard_in_use_is_left_alone() {
    let folder = Folder::new();
    let shards = shards(&folder, &several(&folder));
    let lock = fs::File::open(shards[2].join("run.lock")).unwrap();
    lock.lock().unwrap();
    let said = complaint(&mut merge(&shards, &folder.path("run")), 2);
    assert!(
        said.contains("shard-3") && said.contains("in use"),
        "{said}"
    );
}

#[test]
fn a_finished_merge_is_known_again_and_another_run_is_not_touched() {
    let folder = Folder::new();
    let inputs = several(&folder);
    let shards = shards(&folder, &inputs);
    let run = folder.path("run");
    let first = json_of(&mut merge(&shards, &run));
    mutagree().arg("agree").arg(&run).assert().success();
    let again = json_of(&mut merge(&shards, &run));
    assert_eq!(again["merged"]["was_there"], true);
    for name in ["shards", "problems", "candidates", "rows"] {
        assert_eq!(first["merged"][name], again["merged"][name], "{name}");
    }
    assert!(run.join("selection.jsonl").exists());
    let other = folder.path("other");
    inputs
        .execute(&other)
        .args(["--limit", "2"])
        .assert()
        .success();
    let before = files(&other);
    let said = complaint(&mut merge(&shards, &other), 2);
    assert!(said.contains("choice of problems"), "{said}");
    let matrix = shards[1].join("matrix.jsonl");
    let text = fs::read_to_string(&matrix).unwrap();
    fs::write(&matrix, text.replace("{\"task_id\"", "{ \"task_id\"")).unwrap();
    let said = complaint(&mut merge(&shards, &run), 2);
    assert!(said.contains("with another `matrix.jsonl`"), "{said}");
    assert_eq!(before, files(&other));
}

#[test]
fn rows_that_are_not_what_they_should_be_are_named_by_file_and_line() {
    let folder = Folder::new();
    let shards = shards(&folder, &several(&folder));
    let refused = |file: &str, change: &dyn Fn(&str) -> String| {
        let path = shards[0].join(file);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, change(&text)).unwrap();
        let run = folder.path("run");
        let said = complaint(&mut merge(&shards, &run), 2);
        fs::write(&path, text).unwrap();
        assert!(said.contains(path.to_str().unwrap()), "{said}");
        assert!(!run.join("run.json").exists());
        let left = fs::read_dir(&run)
            .unwrap()
            .map(|it| it.unwrap().file_name().into_string().unwrap());
        assert!(!left.into_iter().any(|name| name.starts_with(".writing")));
        said
    };
    let lines = |text: &str| {
        text.split_inclusive('\n')
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let torn = refused("matrix.jsonl", &|text| text[..text.len() - 5].to_owned());
    assert!(torn.contains("has no end"), "{torn}");
    let twice = |text: &str| {
        let mut lines = lines(text);
        lines.push(lines[0].clone());
        lines.concat()
    };
    assert!(refused("tests.jsonl", &twice).contains("out of the order of the problems"));
    assert!(refused("problems.jsonl", &twice).contains("is there twice"));
    let fewer = |text: &str| lines(text)[1..].concat();
    assert!(refused("matrix.jsonl", &fewer).contains("candidates"));
    assert!(refused("problems.jsonl", &fewer).contains("missing after this line"));
    let foreign = |text: &str| text.replacen("\"task_id\":\"", "\"task_id\":\"X", 1);
    assert!(
        refused("candidates.jsonl", &foreign).contains("is not among the problems of the shard")
    );
    assert!(refused("examples.jsonl", &|text| text.replacen('{', "", 1)).contains("line 1"));
}

/// A run of many small rows, in four shards.
fn many(folder: &Folder) -> (Vec<PathBuf>, PathBuf) {
    const FILES: [&str; 5] = [
        "problems.jsonl",
        "examples.jsonl",
        "candidates.jsonl",
        "tests.jsonl",
        "matrix.jsonl",
    ];
    let problem = |number: usize| {
        let name = format!("Many/{number}");
        let row =
            |place: usize| json!({"task_id": name, "candidate_id": place, "text": "x".repeat(200)});
        let rows = |file: &&'static str| {
            let count = if *file == "problems.jsonl" || *file == "examples.jsonl" {
                1
            } else {
                60
            };
            (*file, (0..count).map(row).collect())
        };
        Synthetic {
            rows: FILES.iter().map(rows).collect(),
            name,
        }
    };
    let problems: Vec<Synthetic> = (0..1000).map(problem).collect();
    let config = config();
    let whole = folder.path("whole");
    write(
        &whole,
        &config,
        &problems.iter().collect::<Vec<_>>(),
        &FILES,
    );
    let shard = |index: usize| {
        let run = folder.path(&format!("shard-{index}"));
        let places: Vec<usize> = (0..problems.len())
            .filter(|it| it * 7 % 4 == index)
            .collect();
        write_shard(
            &run,
            &config,
            (format!("{}/4", index + 1), &places),
            &problems,
            &FILES,
        );
        run
    };
    ((0..4).map(shard).collect(), whole)
}

#[test]
fn a_merge_that_is_killed_at_any_moment_is_begun_anew_and_leaves_nothing_behind() {
    let folder = Folder::new();
    let (shards, whole) = many(&folder);
    let run = folder.path("run");
    let mut broken_off = 0;
    // Killed once each of these is there, and some moments later.
    let moments = [
        "run.lock",
        "problems.jsonl",
        "candidates.jsonl",
        "tests.jsonl",
        "run.lock",
    ];
    for (file, millis) in moments.into_iter().zip([0, 0, 5, 2, 9]) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mutagree"))
            .args(["merge", "--quiet"])
            .args(&shards)
            .arg("--run")
            .arg(&run)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        while !run.join(file).exists() && child.try_wait().unwrap().is_none() {
            sleep(Duration::from_micros(200));
        }
        sleep(Duration::from_millis(millis));
        child.kill().unwrap();
        child.wait().unwrap();
        if run.join("run.json").exists() {
            fs::remove_dir_all(&run).unwrap();
        } else {
            broken_off += 1;
        }
    }
    assert!(broken_off > 0, "every merge came to its end");
    fs::create_dir_all(&run).unwrap();
    fs::write(run.join("run.lock"), "").unwrap();
    // What a process leaves that was killed, of a merge of other shards.
    fs::write(run.join("missing.json"), "{}").unwrap();
    fs::write(run.join(".writing-abc"), "{").unwrap();
    let merged = json_of(&mut merge(&shards, &run));
    assert_eq!(merged["merged"]["rows"], 2 * 1000 + 3 * 60_000);
    assert_same(&whole, &run);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_a_merge_and_the_next_begins_anew() {
    let folder = Folder::new();
    let (shards, whole) = many(&folder);
    let run = folder.path("run");
    let interrupt = || {
        let child = Command::new(env!("CARGO_BIN_EXE_mutagree"))
            .args(["merge", "--quiet"])
            .args(&shards)
            .arg("--run")
            .arg(&run)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        while !run.join("run.lock").exists() {
            sleep(Duration::from_micros(200));
        }
        let kill = Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
        child.wait_with_output().unwrap()
    };
    let mut output = interrupt();
    // On a busy machine it may come to its end before it hears.
    for _ in 0..20 {
        if output.status.success() {
            fs::remove_dir_all(&run).unwrap();
            output = interrupt();
        }
    }
    assert_eq!(output.status.code(), Some(5));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("interrupted") && said.contains("hint: "),
        "{said}"
    );
    assert!(!run.join("run.json").exists());
    merge(&shards, &run).assert().success();
    assert_same(&whole, &run);
}

#[test]
fn a_shard_that_is_killed_at_any_moment_goes_on_and_merges_to_the_same_run() {
    let folder = Folder::new();
    let inputs = several(&folder);
    inputs.execute(&folder.path("whole")).assert().success();
    let shards: Vec<PathBuf> = (1..=3)
        .map(|it| folder.path(&format!("shard-{it}")))
        .collect();
    for (place, shard) in shards.iter().enumerate() {
        let which = format!("{}/3", place + 1);
        for millis in [5, 90, 180, 260, 340] {
            let command = inputs.execute(shard);
            let mut child = Command::new(command.get_program())
                .env("MUTAGREE_NO_RESULTS", "true")
                .args(command.get_args())
                .args(["--quiet", "--shard", &which])
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            sleep(Duration::from_millis(millis + 7 * place as u64));
            child.kill().unwrap();
            child.wait().unwrap();
        }
        inputs
            .execute(shard)
            .args(["--shard", &which])
            .assert()
            .success();
    }
    let run = folder.path("run");
    merge(&shards, &run).assert().success();
    assert_same(&folder.path("whole"), &run);
}

#[test]
fn replies_that_shards_go_on_without_are_added_up() {
    let folder = Folder::new();
    let (shards, _) = many(&folder);
    for shard in &shards {
        let problem = fs::read_to_string(shard.join("problems.jsonl")).unwrap();
        let problem: Value = serde_json::from_str(problem.lines().next().unwrap()).unwrap();
        let reply = json!({"task_id": problem["task_id"], "variant_id": "original", "purpose": "solution", "text": ""});
        fs::write(shard.join("replies.jsonl"), format!("{reply}\n{reply}\n")).unwrap();
    }
    let missing =
        |name: &str, why: &str| json!({"replies": 2, "of": 4, "problems": {name: 2}, "why": why});
    fs::write(
        shards[1].join("missing.json"),
        missing("Many/3", "late").to_string(),
    )
    .unwrap();
    fs::write(
        shards[3].join("missing.json"),
        missing("Many/1", "late").to_string(),
    )
    .unwrap();
    let run = folder.path("run");
    let said = complaint(&mut merge(&shards, &run), 0);
    assert!(
        said.contains("4 of 12 replies are missing, of 2 problems: late"),
        "{said}"
    );
    let merged: Value =
        serde_json::from_slice(&fs::read(run.join("missing.json")).unwrap()).unwrap();
    assert_eq!(merged["problems"], json!({"Many/1": 2, "Many/3": 2}));
}

#[test]
fn a_merge_waits_for_shards_that_are_not_done() {
    let folder = Folder::new();
    let inputs = several(&folder);
    inputs.execute(&folder.path("whole")).assert().success();
    let shards = folder.path("shards");
    let shard = |number: usize| {
        let mut command = inputs.execute(&shards.join(number.to_string()));
        command.args(["--shard", &format!("{number}/3")]);
        command
    };
    shard(1).assert().success();
    let run = folder.path("run");
    let mut late = merge(std::slice::from_ref(&shards), &run);
    let said = complaint(late.args(["--wait", "1"]), 2);
    assert!(
        said.contains("waiting: shards 2 and 3 of 3 are missing"),
        "{said}"
    );
    let waiting = Command::new(env!("CARGO_BIN_EXE_mutagree"))
        .arg("merge")
        .arg(&shards)
        .args(["--wait", "300", "--run"])
        .arg(&run)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    for number in [3, 2] {
        shard(number).assert().success();
        assert!(!run.join("run.json").exists() || number == 2);
    }
    let output = waiting.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_same(&folder.path("whole"), &run);
}

#[test]
fn a_folder_with_a_users_own_files_is_not_overwritten() {
    let folder = Folder::new();
    let shards = shards(&folder, &several(&folder));
    let own = folder.path("own");
    fs::create_dir(&own).unwrap();
    fs::write(own.join("problems.jsonl"), "mine").unwrap();
    for _ in 0..2 {
        let said = complaint(&mut merge(&shards, &own), 2);
        assert!(said.contains("is no run, and holds"), "{said}");
    }
    assert_eq!(
        fs::read_to_string(own.join("problems.jsonl")).unwrap(),
        "mine"
    );
}

#[test]
fn problems_of_shards_that_need_no_environment_run_in_the_usual_one() {
    let folder = Folder::new();
    let (shards, _) = many(&folder);
    let set = |shard: &PathBuf, digest: &str| {
        let path = shard.join("run.json");
        let mut config: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        config["environments"] = json!({"numpy": digest});
        fs::write(&path, config.to_string()).unwrap();
    };
    let places = |shard: &PathBuf| {
        let config: Value =
            serde_json::from_slice(&fs::read(shard.join("run.json")).unwrap()).unwrap();
        config["shard"]["places"].as_array().unwrap().clone()
    };
    let own = places(&shards[2]);
    let row =
        |place: &Value| format!("{{\"task_id\":\"Many/{place}\",\"environment\":\"numpy\"}}\n");
    let rows: Vec<String> = own.iter().map(row).collect();
    fs::write(shards[2].join("environments.jsonl"), rows.concat()).unwrap();
    set(&shards[2], "a");
    let run = folder.path("run");
    merge(&shards, &run).assert().success();
    let row = |place: usize| {
        let environment = if own.contains(&place.into()) {
            json!("numpy")
        } else {
            Value::Null
        };
        json!({"task_id": format!("Many/{place}"), "environment": environment})
    };
    let expected: Vec<Value> = (0..1000).map(row).collect();
    assert_eq!(common::read_rows(&run.join("environments.jsonl")), expected);
    let config: Value = serde_json::from_slice(&fs::read(run.join("run.json")).unwrap()).unwrap();
    assert_eq!(config["environments"], json!({"numpy": "a"}));
    assert_eq!(
        json_of(&mut merge(&shards, &run))["merged"]["was_there"],
        true
    );
    // Elsewhere the environment is another one.
    set(&shards[3], "b");
    let said = complaint(&mut merge(&shards, &folder.path("other")), 2);
    assert!(
        said.contains("another environment `numpy`") && said.contains("shard-3"),
        "{said}"
    );
}
