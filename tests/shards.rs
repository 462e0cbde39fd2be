//! `--shard` and `mutagree merge`: shards become, byte for byte, the run of one machine.
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;
#[path = "common/folders.rs"]
mod folders;
#[path = "common/several.rs"]
mod several;

use assert_cmd::Command;
use common::{Folder, complaint, json_of, mutagree, read_rows};
use folders::{assert_same, files};
use serde_json::Value;
use several::several;
use std::path::{Path, PathBuf};

/// Does all shards of a run with a command that is given a folder, and merges them.
fn merged(folder: &Folder, name: &str, of: usize, shard: impl Fn(&Path) -> Command) -> PathBuf {
    let shards: Vec<PathBuf> = (1..=of)
        .map(|it| folder.path(&format!("{name}-{it}-of-{of}")))
        .collect();
    for (place, run) in shards.iter().enumerate() {
        let which = format!("{}/{of}", place + 1);
        shard(run).args(["--shard", &which]).assert().success();
    }
    let run = folder.path(&format!("{name}-{of}"));
    // In another order than they were done.
    merge(shards.iter().rev(), &run).assert().success();
    run
}

fn merge<'a>(shards: impl Iterator<Item = &'a PathBuf>, run: &Path) -> Command {
    let mut command = mutagree();
    command.arg("merge").args(shards).arg("--run").arg(run);
    command
}

#[test]
fn shards_of_files_become_the_run_of_one_machine() {
    let folder = Folder::new();
    let inputs = several(&folder);
    let whole = folder.path("whole");
    inputs.execute(&whole).assert().success();
    assert!(files(&whole)["matrix.jsonl"].len() > 1000);
    for of in [1, 3, 8, 20] {
        assert_same(
            &whole,
            &merged(&folder, "run", of, |run| inputs.execute(run)),
        );
    }
}

#[test]
fn shards_are_parts_of_the_problems_that_are_taken_in_their_order() {
    let folder = Folder::new();
    let inputs = several(&folder);
    let some = [
        "--shuffle",
        "--seed",
        "5",
        "--limit",
        "9",
        "--compat",
        "codet",
    ];
    let execute = |run: &Path| {
        let mut command = inputs.execute(run);
        command.args(some);
        command
    };
    let whole = folder.path("whole");
    execute(&whole).assert().success();
    assert_eq!(read_rows(&whole.join("problems.jsonl")).len(), 9);
    assert_same(&whole, &merged(&folder, "run", 4, execute));
}

#[test]
fn adaptive_shards_run_the_pairs_that_the_whole_run_does() {
    let folder = Folder::new();
    let inputs = several(&folder);
    let execute = |run: &Path| {
        let mut command = inputs.execute(run);
        command.arg("--adaptive");
        command
    };
    let whole = folder.path("whole");
    execute(&whole).assert().success();
    assert_same(&whole, &merged(&folder, "run", 3, execute));
}

#[test]
fn shards_of_recorded_replies_become_the_run_of_one_machine() {
    let folder = Folder::new();
    let boost = |run: &Path| {
        let mut command = mutagree();
        command.args(["boost", "fixtures/quickstart", "--budget", "4", "--run"]);
        command.arg(run);
        command
    };
    let whole = folder.path("whole");
    boost(&whole).assert().success();
    for of in [1, 3, 8] {
        let run = merged(&folder, "run", of, boost);
        mutagree().arg("agree").arg(&run).assert().success();
        mutagree().arg("evaluate").arg(&run).assert().success();
        assert_same(&whole, &run);
    }
}

fn asking(verb: &str, run: &Path) -> Command {
    let mut command = mutagree();
    command.args([
        verb,
        "fixtures/quickstart/problems.jsonl",
        "--model",
        "recorded",
    ]);
    command.args(["--strategy", "all,model/paraphrase,model/passive"]);
    command.args(["--replay", "fixtures/variants", "--run"]);
    command.arg(run);
    command
}

#[test]
fn shards_of_what_a_model_was_asked_become_the_run_of_one_machine() {
    let folder = Folder::new();
    let whole = folder.path("whole");
    asking("generate", &whole).assert().success();
    assert_eq!(files(&whole).len(), 7, "{:?}", files(&whole).keys());
    for of in [1, 3, 8] {
        assert_same(
            &whole,
            &merged(&folder, "run", of, |run| asking("generate", run)),
        );
    }
    // Executed as a whole, and shard by shard.
    let mut shards: Vec<PathBuf> = (1..=3)
        .map(|it| folder.path(&format!("run-{it}-of-3")))
        .collect();
    let run = folder.path("run-3");
    for run in shards.iter().chain([&whole, &run]) {
        let mut execute = mutagree();
        execute.args(["execute", "--run"]).arg(run);
        execute.assert().success();
    }
    assert_same(&whole, &run);
    let run = folder.path("executed");
    merge(shards.iter(), &run).assert().success();
    assert_same(&whole, &run);
    // One that was asked alone, among others that ran.
    let other = folder.path("other");
    asking("generate", &other)
        .args(["--shard", "2/3"])
        .assert()
        .success();
    shards[1] = other;
    let said = complaint(&mut merge(shards.iter(), &folder.path("none")), 2);
    assert!(
        said.contains("shard 2/3") && said.contains("were not executed"),
        "{said}"
    );
}

#[test]
fn shards_of_the_whole_job_become_the_run_of_one_machine() {
    let folder = Folder::new();
    let whole = folder.path("whole");
    asking("boost", &whole).assert().success();
    let run = merged(&folder, "run", 3, |run| asking("boost", run));
    // Nothing is done again: the merged run is what the command without shards goes on with.
    let generated = json_of(&mut asking("boost", &run));
    assert_eq!(generated["generated"]["spent"]["this_call"]["requests"], 0);
    assert_same(&whole, &run);
}

#[test]
fn what_is_asked_after_a_vote_that_looks_at_one_problem_is_asked_by_its_shard() {
    let folder = Folder::new();
    let boost = |run: &Path| {
        let mut command = mutagree();
        command.args([
            "boost",
            "fixtures/follow_ups/problems.jsonl",
            "--model",
            "recorded",
        ]);
        command.args([
            "--replay",
            "fixtures/follow_ups",
            "--variants",
            "0",
            "--candidates",
            "5",
        ]);
        command.args(["--tests", "8", "--tests-per-reply", "4", "--inputs", "0"]);
        command.args([
            "--distinguish",
            "2",
            "--repair",
            "2",
            "--scorer",
            "fusion",
            "--run",
        ]);
        command.arg(run);
        command
    };
    let whole = folder.path("whole");
    let said = json_of(&mut boost(&whole));
    assert_eq!(said["generated"]["distinguished"]["problems"], 1, "{said}");
    assert_eq!(said["generated"]["repaired"]["problems"], 1, "{said}");
    for of in [1, 2, 3] {
        let run = merged(&folder, "run", of, boost);
        let agree = |verb: &[&str]| mutagree().args(verb).arg(&run).assert().success();
        agree(&["agree", "--scorer", "fusion"]);
        agree(&["evaluate"]);
        assert_same(&whole, &run);
    }
}

#[test]
fn a_shard_says_what_it_is_and_what_comes_next() {
    let folder = Folder::new();
    let inputs = several(&folder);
    let run = folder.path("1");
    let output = inputs
        .execute(&run)
        .args(["--shard", "1/3"])
        .assert()
        .success();
    let said = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    assert!(said.starts_with("shard 1/3: "), "{said}");
    assert!(
        said.contains("mutagree merge") && said.contains("all 3 shards"),
        "{said}"
    );
    let said = json_of(inputs.execute(&run).args(["--shard", "1/3"]));
    assert_eq!(said["shard"], "1/3");
    assert_eq!(
        said["problems"].as_u64(),
        Some(read_rows(&run.join("problems.jsonl")).len() as u64)
    );
    let said = complaint(mutagree().arg("agree").arg(&run), 0);
    assert!(said.contains("is shard 1/3 of a run"), "{said}");
    let boost = |json: bool| {
        let mut command = mutagree();
        command.args(["boost", "fixtures/quickstart", "--shard", "2/3", "--run"]);
        command.arg(folder.path("boost"));
        if json {
            json_of(&mut command)
        } else {
            Value::from(complaint(&mut command, 0))
        }
    };
    boost(false);
    let said = boost(true);
    assert_eq!(said["shard"], "2/3");
    assert!(said.get("submission").is_none() && !folder.path("boost/submission.jsonl").exists());
}

#[test]
fn the_shard_is_taken_from_the_variables_of_slurm_and_kubernetes() {
    let folder = Folder::new();
    let inputs = several(&folder);
    let auto = |run: &str, variables: &[(&str, &str)]| {
        let mut command = inputs.execute(&folder.path(run));
        command.args(["--shard", "auto"]);
        for name in [
            "SLURM_ARRAY_TASK_ID",
            "SLURM_ARRAY_TASK_COUNT",
            "JOB_COMPLETION_INDEX",
            "JOB_COMPLETIONS",
        ] {
            command.env_remove(name);
        }
        command.envs(variables.iter().copied());
        command
    };
    let slurm = [
        ("SLURM_ARRAY_TASK_ID", "3"),
        ("SLURM_ARRAY_TASK_MIN", "1"),
        ("SLURM_ARRAY_TASK_MAX", "4"),
        ("SLURM_ARRAY_TASK_COUNT", "4"),
        ("SLURM_ARRAY_TASK_STEP", "1"),
    ];
    assert_eq!(json_of(&mut auto("slurm", &slurm))["shard"], "3/4");
    let kubernetes = [("JOB_COMPLETION_INDEX", "2"), ("JOB_COMPLETIONS", "4")];
    assert_eq!(
        json_of(&mut auto("kubernetes", &kubernetes))["shard"],
        "3/4"
    );
    assert_same(&folder.path("slurm"), &folder.path("kubernetes"));
    let said = complaint(&mut auto("none", &[]), 1);
    assert!(
        said.contains("`SLURM_ARRAY_TASK_ID`") && said.contains("--shard 3/8"),
        "{said}"
    );
    let said = complaint(&mut auto("none", &kubernetes[..1]), 1);
    assert!(said.contains("`JOB_COMPLETIONS` is not set"), "{said}");
    assert!(!folder.path("none").exists());
}

#[test]
fn shards_are_balanced_by_what_their_problems_need() {
    let folder = Folder::new();
    let inputs = several(&folder);
    let mut cells = Vec::new();
    for which in ["1/3", "2/3", "3/3"] {
        let run = folder.path(&which.replace('/', "-"));
        let said = json_of(inputs.execute(&run).args(["--shard", which]));
        let work = |row: &Value| {
            let count = |name: &str| row[name].as_u64().unwrap();
            count("candidates") * (count("tests") + 10)
        };
        let rows = said["per_problem"].as_array().unwrap();
        cells.push(rows.iter().map(work).sum::<u64>());
    }
    let [most, least] = [cells.iter().max(), cells.iter().min()].map(|it| *it.unwrap());
    assert!(most * 2 < least * 3, "{cells:?}");
}

#[test]
fn a_run_whose_candidates_are_there_is_executed_in_shards() {
    let folder = Folder::new();
    let (whole, run) = (folder.path("whole"), folder.path("generated"));
    asking("generate", &run).assert().success();
    asking("generate", &whole).assert().success();
    let before = files(&run);
    let split = |which: usize| {
        let mut command = mutagree();
        command.args(["execute", "--shard", &format!("{which}/3"), "--from"]);
        command
            .arg(&run)
            .arg("--run")
            .arg(run.join(format!("shards/{which}")));
        command
    };
    for which in 1..=3 {
        split(which).assert().success();
    }
    assert_eq!(before, files(&run), "the run that is split stays as it is");
    split(2).assert().success();
    // Into a run of their own, and into that which they were made from.
    let apart = folder.path("apart");
    for into in [&apart, &run] {
        let said = json_of(&mut merge([run.join("shards")].iter(), into));
        assert_eq!(said["merged"]["was_there"], false);
    }
    mutagree()
        .args(["execute", "--run"])
        .arg(&whole)
        .assert()
        .success();
    assert_same(&whole, &apart);
    assert_same(&whole, &run);
    let again = json_of(&mut merge([run.join("shards")].iter(), &run));
    assert_eq!(again["merged"]["was_there"], true);
    let said = complaint(split(1).args(["--inputs", "3"]), 1);
    assert!(said.contains("goes on as it was begun"), "{said}");
}

#[test]
fn what_only_a_whole_run_can_do_is_refused_before_anything_is_asked() {
    let folder = Folder::new();
    let refused = |arguments: &[&str]| {
        let mut command = asking("boost", &folder.path("run"));
        let said = complaint(command.args(["--shard", "1/2"]).args(arguments), 1);
        assert!(said.contains("hint: "), "{said}");
        assert!(!folder.path("run").exists());
        said
    };
    assert!(refused(&["--adaptive-sampling"]).contains("--adaptive-sampling"));
    assert!(refused(&["--distinguish", "2"]).contains("--scorer"));
    assert!(
        refused(&["--repair", "2", "--scorer", "trust"]).contains("`trust` looks at all problems")
    );
    assert!(refused(&["-o", "submission.jsonl"]).contains("--output"));
    for shard in ["0/2", "3/2", "x", "1/0"] {
        let mut command = asking("boost", &folder.path("run"));
        complaint(command.args(["--shard", shard]), 1);
    }
    let mut execute = mutagree();
    execute
        .args(["execute", "--shard", "1/2", "--run"])
        .arg(folder.path("run"));
    assert!(complaint(&mut execute, 1).contains("--from"));
}

#[test]
fn problems_with_the_same_prompt_are_asked_about_by_one_shard() {
    let folder = Folder::new();
    let problem = |number: usize| {
        let prompt = format!("def double(x):\n    \"\"\"Return {}.\"\"\"\n", number % 3);
        serde_json::json!({"task_id": format!("T/{number}"), "prompt": prompt, "entry_point": "double"})
    };
    let problems: Vec<Value> = (0..9).map(problem).collect();
    let problems = folder.rows("problems.jsonl", &problems);
    let mut seen = Vec::new();
    for which in 1..=4 {
        let run = folder.path(&which.to_string());
        let mut command = mutagree();
        command.arg("generate").arg(&problems).args([
            "--model",
            "recorded",
            "--replay",
            "fixtures/variants",
        ]);
        command
            .args(["--shard", &format!("{which}/4"), "--run"])
            .arg(&run);
        // The recording knows none of these: what counts is which problems the shard has.
        let _ = command.output().unwrap();
        let config: Value =
            serde_json::from_slice(&std::fs::read(run.join("run.json")).unwrap()).unwrap();
        let places = config["shard"]["places"].as_array().unwrap();
        let places: Vec<u64> = places.iter().map(|it| it.as_u64().unwrap()).collect();
        assert!(
            places.iter().all(|place| place % 3 == places[0] % 3),
            "{places:?}"
        );
        seen.extend(places);
    }
    seen.sort_unstable();
    assert_eq!(seen, (0..9).collect::<Vec<u64>>());
}

#[test]
fn shards_that_choose_environments_keep_what_they_could_choose_from() {
    let folder = Folder::new();
    let inputs = several(&folder);
    let execute = |run: &Path| {
        let mut command = inputs.execute(run);
        command.args(["--environment", "auto", "--limit", "4"]);
        command
    };
    let whole = folder.path("whole");
    execute(&whole).assert().success();
    assert_eq!(read_rows(&whole.join("environments.jsonl")).len(), 4);
    assert_same(&whole, &merged(&folder, "run", 2, execute));
    let shards = [1, 2].map(|it| folder.path(&format!("run-{it}-of-2")));
    let path = shards[1].join("run.json");
    let mut config: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert!(config["shard"]["built"].is_array(), "{config}");
    config["shard"]["built"] = serde_json::json!(["another"]);
    std::fs::write(&path, config.to_string()).unwrap();
    let said = complaint(&mut merge(shards.iter(), &folder.path("none")), 2);
    assert!(
        said.contains("set of environments to choose from"),
        "{said}"
    );
}
