//! `mutagree cluster`: what it prints for Slurm and Kubernetes, and what it hands to their programs.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;
#[path = "common/folders.rs"]
mod folders;
#[path = "common/several.rs"]
mod several;

use assert_cmd::Command;
use common::{Folder, Inputs, complaint, json_of, mutagree};
use folders::assert_same;
use several::several;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process;

/// `mutagree cluster` of some inputs.
fn cluster(kind: &str, inputs: &Inputs, run: &Path) -> Command {
    let mut command = mutagree();
    command.args(["cluster", kind]).arg(&inputs.problems);
    command.arg("--solutions").arg(&inputs.solutions);
    command.arg("--tests").arg(&inputs.tests);
    command
        .args(["--shards", "3", "--cores", "1", "--run"])
        .arg(run);
    command
}

fn printed(command: &mut Command) -> String {
    let output = command.assert().success();
    String::from_utf8(output.get_output().stdout.clone()).unwrap()
}

/// A folder with programs of a cluster, each a script of the shell.
fn programs(folder: &Folder, programs: &[(&str, &str)]) -> String {
    let bin = folder.path("bin");
    fs::create_dir_all(&bin).unwrap();
    for (name, script) in programs {
        let path = bin.join(name);
        fs::write(&path, format!("#!/usr/bin/env bash\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    format!("{}:{}", bin.display(), std::env::var("PATH").unwrap())
}

/// Runs a job script as Slurm would: one task of the array, or the merge.
fn task(script: &Path, path: &str, variables: &[(&str, &str)]) -> process::Output {
    let mut bash = process::Command::new("bash");
    bash.arg(script)
        .env("PATH", path)
        .env("MUTAGREE_NO_RESULTS", "true");
    bash.env_remove("SLURM_ARRAY_TASK_ID")
        .env_remove("SLURM_RESTART_COUNT");
    bash.envs(variables.iter().copied());
    bash.output().unwrap()
}

#[test]
fn the_script_does_every_shard_and_their_merge() {
    let folder = Folder::new();
    let inputs = several(&folder);
    let whole = folder.path("whole");
    inputs
        .execute(&whole)
        .args(["--inputs", "5"])
        .assert()
        .success();
    // A folder that a shell would read as something else.
    let run = folder.path("it's a $(run) \\ \"x\"");
    let script = printed(cluster("slurm", &inputs, &run).args(["--", "--inputs", "5"]));
    let file = folder.write("shards.sbatch", &script);
    let path = programs(&folder, &[]);
    for number in ["2", "3", "1"] {
        let variables = [
            ("SLURM_ARRAY_TASK_ID", number),
            ("SLURM_ARRAY_JOB_ID", "7"),
            ("SLURM_CPUS_PER_TASK", "1"),
        ];
        let output = task(&file, &path, &variables);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            output.status.success() && said.contains(&format!("shard {number}/3: done")),
            "{said}"
        );
    }
    let output = task(&file, &path, &[]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_same(&whole, &run);
}

#[test]
fn a_shard_is_queued_again_where_another_try_may_help_and_only_so_often() {
    let folder = Folder::new();
    let inputs = several(&folder);
    let run = folder.path("run");
    let script = printed(cluster("slurm", &inputs, &run).args(["--retries", "2"]));
    // In the place of the command one that ends as it is told.
    let own = env!("CARGO_BIN_EXE_mutagree");
    assert!(script.contains(&format!("mutagree={own}\n")), "{script}");
    let script = script.replace(&format!("mutagree={own}\n"), "mutagree=mutagree\n");
    let file = folder.write("shards.sbatch", script);
    let path = programs(
        &folder,
        &[
            ("mutagree", "((CODE == 137)) && kill -9 $$; exit \"$CODE\""),
            (
                "scontrol",
                "[[ $1 == show ]] && echo JobState=RUNNING; echo \"$@\" >>\"$ASKED\"",
            ),
        ],
    );
    let asked = folder.path("asked");
    let end = |code: &str, restarts: &str| {
        let _ = fs::remove_file(&asked);
        let variables = [
            ("SLURM_ARRAY_TASK_ID", "2"),
            ("SLURM_ARRAY_JOB_ID", "70"),
            ("SLURM_RESTART_COUNT", restarts),
            ("CODE", code),
            ("ASKED", asked.to_str().unwrap()),
        ];
        let output = task(&file, &path, &variables);
        assert_eq!(output.status.code(), code.parse().ok());
        let asked = fs::read_to_string(&asked).unwrap_or_default();
        (
            asked.contains("requeue 70_2"),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    for code in ["3", "4", "5", "137", "143"] {
        assert!(end(code, "0").0 && end(code, "1").0, "{code}");
        let (again, said) = end(code, "2");
        assert!(
            !again && said.contains("once more after 2 restarts"),
            "{said}"
        );
    }
    for code in ["0", "1", "2", "70", "74"] {
        assert!(!end(code, "0").0, "{code}");
    }
}

#[test]
fn slurm_gets_the_array_and_the_merge_that_depends_on_it() {
    let folder = Folder::new();
    let inputs = several(&folder);
    let run = folder.path("run");
    let path = programs(
        &folder,
        &[(
            "sbatch",
            "echo \"$@\" >>\"$ASKED\"; echo \"$((40 + $(wc -l <\"$ASKED\")));here\"",
        )],
    );
    let asked = folder.path("asked");
    let mut command = cluster("slurm", &inputs, &run);
    command.env("PATH", &path).env("ASKED", &asked);
    let said = json_of(command.args(["--submit", "--at-once", "2"]));
    assert_eq!(
        (said["shards"].as_str(), said["merge"].as_str()),
        (Some("41"), Some("42"))
    );
    let script = run.join("shards/shards.sbatch");
    let expected = format!(
        "--parsable --array=1-3%2 {0}\n--parsable --dependency=afterok:41 {0}\n",
        script.display()
    );
    assert_eq!(fs::read_to_string(&asked).unwrap(), expected);
    assert!(run.join("shards/logs").is_dir() && script.exists());
}

#[test]
fn programs_of_a_cluster_that_are_not_there_or_refuse_are_told() {
    let folder = Folder::new();
    let inputs = several(&folder);
    let run = folder.path("run");
    let submit = |path: &str| {
        let mut command = cluster("slurm", &inputs, &run);
        command.env("PATH", path).arg("--submit");
        complaint(&mut command, 1)
    };
    let said = submit("/nothing");
    assert!(
        said.contains("there is no `sbatch` here") && said.contains("hint: "),
        "{said}"
    );
    let path = programs(
        &folder,
        &[("sbatch", "echo 'invalid partition' >&2; exit 1")],
    );
    assert!(submit(&path).contains("`sbatch` did not take it: invalid partition"));
    let path = programs(
        &folder,
        &[(
            "sbatch",
            "[[ $2 == --array* ]] && echo 5 || { echo full >&2; exit 1; }",
        )],
    );
    let said = submit(&path);
    assert!(
        said.contains("submitted as job 5") && said.contains("full"),
        "{said}"
    );
    let mut command = mutagree();
    command
        .args([
            "cluster",
            "slurm",
            "no-such.jsonl",
            "--shards",
            "2",
            "--run",
        ])
        .arg(&run);
    let said = complaint(&mut command, 2);
    assert!(said.contains("no-such.jsonl"), "{said}");
}

#[test]
fn what_the_jobs_may_use_stands_in_the_script() {
    let folder = Folder::new();
    let inputs = several(&folder);
    let run = folder.path("run");
    let mut command = cluster("slurm", &inputs, &run);
    command.args([
        "--cores",
        "6",
        "--time",
        "1-12:00:00",
        "--partition",
        "long queue",
        "--name",
        "first",
    ]);
    command.args(["--sbatch=--qos=low", "--setup", "module load tools"]);
    command.args(["--component", "/shared/guest.wasm", "--seed", "3"]);
    let script = printed(&mut command);
    for line in [
        "#SBATCH --job-name=first",
        "#SBATCH --cpus-per-task=6",
        "#SBATCH --mem=4624M",
        "#SBATCH --time=1-12:00:00",
        "#SBATCH --partition=\"long queue\"",
        "#SBATCH --qos=low",
        "#SBATCH --requeue",
        "export MUTAGREE_COMPONENT=/shared/guest.wasm",
        "module load tools",
    ] {
        assert!(
            script.lines().any(|it| it == line),
            "{line} is not in\n{script}"
        );
    }
    assert!(script.contains(" --seed 3"), "{script}");
    let script = printed(cluster("slurm", &inputs, &run).args(["--", "--environment", "auto"]));
    assert!(script.contains(" --environment auto)"), "{script}");
    for wrong in [
        &["--time", "4h"][..],
        &["--name", "two\nlines"],
        &["--shards", "0"],
        &["--", "--shard", "1/2"],
        &["--", "--run=x"],
        &["--environment", "auto"],
        &["--jobs", "2"],
    ] {
        complaint(cluster("slurm", &inputs, &run).args(wrong), 1);
    }
}

fn kubernetes(arguments: &[&str]) -> Command {
    let mut command = mutagree();
    command.args([
        "cluster",
        "kubernetes",
        "--image",
        "registry/mutagree:1",
        "--claim",
        "data",
    ]);
    command.args(["--shards", "5"]).args(arguments);
    command
}

#[test]
fn the_manifest_has_a_pod_for_each_shard_and_a_job_that_merges_them() {
    let files = [
        "/data/P.jsonl",
        "--solutions",
        "/data/S $(x).jsonl",
        "--tests",
        "/data/T.jsonl",
        "--run",
        "/data/runs/a: b",
    ];
    let manifest = printed(kubernetes(&files).args([
        "--namespace",
        "labs",
        "--secret",
        "key",
        "--retries",
        "4",
    ]));
    for line in [
        "  completions: 5",
        "  backoffLimitPerIndex: 4",
        "  namespace: \"labs\"",
        "            - \"/data/S $$(x).jsonl\"",
        "            - \"/data/runs/a: b/shards/$(JOB_COMPLETION_INDEX)\"",
        "            - \"/data/runs/a: b/shards\"",
        "            claimName: \"data\"",
        "      activeDeadlineSeconds: 14400",
        "            - --wait=72000",
    ] {
        assert!(
            manifest.lines().any(|it| it == line),
            "{line} is not in\n{manifest}"
        );
    }
    assert!(
        !manifest.contains("{{") && !manifest.contains("{%"),
        "{manifest}"
    );
    let outside = ["/inputs/P.jsonl", "--run", "/data/run"];
    assert!(complaint(&mut kubernetes(&outside), 1).contains("not in the volume"));
    let name = [
        "/data/P.jsonl",
        "--run",
        "/data/run",
        "--name",
        "Not_A_Label",
    ];
    assert!(complaint(&mut kubernetes(&name), 1).contains("name of a job"));
    let root = ["/data/P.jsonl", "--run", "/data", "--name", "a"];
    assert!(complaint(&mut kubernetes(&root), 1).contains("below `--mount`"));
}

#[test]
fn kubectl_gets_the_manifest() {
    let folder = Folder::new();
    let path = programs(&folder, &[("kubectl", "echo \"$@\"; cat >\"$GIVEN\"")]);
    let arguments = ["--from", "/data/asked", "--submit"];
    let given = folder.path("given");
    let said = printed(
        kubernetes(&arguments)
            .env("PATH", path)
            .env("GIVEN", &given),
    );
    assert_eq!(said, "apply -f -\n");
    let manifest = fs::read_to_string(&given).unwrap();
    assert_eq!(manifest, printed(&mut kubernetes(&arguments[..2])));
    assert!(
        manifest.contains("            - \"--from\"\n            - \"/data/asked\"\n"),
        "{manifest}"
    );
    assert!(
        complaint(kubernetes(&arguments).env("PATH", "/nothing"), 1)
            .contains("there is no `kubectl` here")
    );
}
