//! `mutagree cache`, and results that several runs share.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use assert_cmd::Command;
#[cfg(target_os = "linux")]
use common::mounting;
use common::{Folder, Inputs, cache, complaint, json_of, mutagree, outcomes};
use rusqlite::Connection;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

const RIGHT: &str = "def double(x): return 2 * x";

fn with_results<'a>(command: &'a mut Command, cache: &Path) -> &'a mut Command {
    command
        .env_remove("MUTAGREE_NO_RESULTS")
        .env("MUTAGREE_CACHE_DIR", cache)
}

fn execute(inputs: &Inputs, run: &Path, cache: &Path, options: &[&str]) -> Value {
    json_of(with_results(inputs.execute(run).args(options), cache))
}

fn stats(cache: &Path) -> Value {
    json_of(with_results(mutagree().args(["cache", "stats"]), cache))
}

#[test]
fn another_run_of_the_same_jobs_takes_their_results() {
    let folder = Folder::new();
    let cache = cache(&folder);
    let inputs = folder.double(
        &[
            RIGHT,
            "def double(x): return x * x",
            "def double(x): raise KeyError(x)",
        ],
        &["assert double(2) == 4", "assert double(3) == 6"],
    );
    let first = execute(&inputs, &folder.path("one"), &cache, &[]);
    assert_eq!(
        (&first["reused"], &stats(&cache)["results"]),
        (&0.into(), &3.into())
    );
    let second = execute(&inputs, &folder.path("two"), &cache, &[]);
    assert_eq!(second["reused"], 3);
    assert_eq!(outcomes(&folder.path("one")), outcomes(&folder.path("two")));
}

#[test]
fn other_tests_limits_or_judges_are_other_jobs() {
    let folder = Folder::new();
    let cache = cache(&folder);
    let inputs = folder.double(&[RIGHT], &["assert double(2) == 4"]);
    execute(&inputs, &folder.path("one"), &cache, &[]);
    for (run, options) in [
        ("two", ["--limit-instructions", "900000000"]),
        ("three", ["--judge", "shared"]),
        ("four", ["--isolation", "test"]),
    ] {
        let other = execute(&inputs, &folder.path(run), &cache, &options);
        assert_eq!(other["reused"], 0, "{options:?}");
    }
    let inputs = folder.double(&[RIGHT], &["assert double(3) == 6"]);
    assert_eq!(
        execute(&inputs, &folder.path("five"), &cache, &[])["reused"],
        0
    );
}

#[test]
fn no_results_runs_everything_again() {
    let folder = Folder::new();
    let cache = cache(&folder);
    let inputs = folder.double(&[RIGHT], &["assert double(2) == 4"]);
    execute(&inputs, &folder.path("one"), &cache, &[]);
    let again = execute(&inputs, &folder.path("two"), &cache, &["--no-results"]);
    assert_eq!(again["reused"], 0);
}

#[test]
fn results_can_be_dropped() {
    let folder = Folder::new();
    let cache = cache(&folder);
    let inputs = folder.double(&[RIGHT], &["assert double(2) == 4"]);
    execute(&inputs, &folder.path("one"), &cache, &[]);
    let mut prune = mutagree();
    prune.args(["cache", "prune", "--keep", "0"]);
    let pruned = json_of(with_results(&mut prune, &cache));
    assert_eq!(
        (&pruned["dropped"], &pruned["results"]),
        (&1.into(), &0.into())
    );
}

/// A cache with the result of one job, and with enough others for many pages.
fn filled(folder: &Folder) -> (PathBuf, Inputs) {
    let cache = cache(folder);
    let inputs = folder.double(&[RIGHT], &["assert double(2) == 4"]);
    execute(&inputs, &folder.path("first"), &cache, &[]);
    fill(&cache.join("results.sqlite"));
    (cache, inputs)
}

fn fill(path: &Path) {
    let database = Connection::open(path).unwrap();
    let more = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
        INSERT INTO results SELECT randomblob(32), randomblob(300), 0 FROM n";
    database.execute(more, []).unwrap();
}

/// Runs the job again: what is said, and how many results were reused.
fn again(inputs: &Inputs, run: &Path, cache: &Path) -> (String, Value) {
    let mut command = inputs.execute(run);
    let output = with_results(&mut command, cache)
        .arg("--json")
        .assert()
        .success();
    assert_eq!(outcomes(run), ["P"]);
    let output = output.get_output();
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    (
        String::from_utf8(output.stderr.clone()).unwrap(),
        summary["reused"].clone(),
    )
}

/// Breaks a database in a way.
type Break = fn(&Path);

const BREAKS: [(&str, Break); 6] = [
    ("garbage", |path| {
        fs::write(path, "this is no database, whatever its name says").unwrap();
    }),
    ("half of it", |path| {
        let bytes = fs::read(path).unwrap();
        fs::write(path, &bytes[..bytes.len() / 2 + 100]).unwrap();
    }),
    ("a few bytes", |path| {
        fs::write(path, "SQLite format 3\0").unwrap();
    }),
    ("other tables", |path| {
        fs::remove_file(path).unwrap();
        let other = Connection::open(path).unwrap();
        other
            .execute_batch("CREATE TABLE results (name TEXT)")
            .unwrap();
    }),
    ("broken pages", |path| break_pages(path, 1)),
    ("a broken root", |path| {
        let mut bytes = fs::read(path).unwrap();
        bytes[100..200].fill(0xff);
        fs::write(path, bytes).unwrap();
    }),
];

/// Overwrites every page from one on, so that only work in the tree finds it.
fn break_pages(path: &Path, first: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[first * 4096..].fill(0xa5);
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_broken_database_is_put_aside_whole_and_the_run_goes_on() {
    for (name, breaks) in BREAKS {
        let folder = Folder::new();
        let (cache, inputs) = filled(&folder);
        put_aside(&folder, (&cache, &inputs), breaks, 1, name);
        let (said, reused) = again(&inputs, &folder.path("next"), &cache);
        assert_eq!(reused, 1, "{name}: {said}");
        assert!(!said.contains("note:"), "{name}: {said}");
    }
}

#[test]
fn what_was_put_aside_is_not_overwritten() {
    let folder = Folder::new();
    let (cache, inputs) = filled(&folder);
    let (_, breaks) = BREAKS[4];
    put_aside(&folder, (&cache, &inputs), breaks, 1, "the first");
    let first = fs::read(cache.join("results.broken-1.sqlite")).unwrap();
    fill(&cache.join("results.sqlite"));
    put_aside(&folder, (&cache, &inputs), breaks, 2, "the second");
    let later = fs::read(cache.join("results.broken-1.sqlite")).unwrap();
    assert!(later == first);
}

/// Breaks the database and runs the job again: the file is then whole under another name, and that is said.
fn put_aside(
    folder: &Folder,
    (cache, inputs): (&Path, &Inputs),
    breaks: Break,
    number: usize,
    name: &str,
) {
    let path = cache.join("results.sqlite");
    breaks(&path);
    let broken = fs::read(&path).unwrap();
    let (said, reused) = again(inputs, &folder.path(&format!("run{number}")), cache);
    assert_eq!(reused, 0, "{name}");
    let aside = cache.join(format!("results.broken-{number}.sqlite"));
    assert!(fs::read(&aside).unwrap() == broken, "{name}: {said}");
    assert!(said.contains(aside.to_str().unwrap()), "{name}: {said}");
}

#[test]
fn an_empty_file_is_a_database_without_results() {
    let folder = Folder::new();
    let (cache, inputs) = filled(&folder);
    fs::write(cache.join("results.sqlite"), "").unwrap();
    let (said, _) = again(&inputs, &folder.path("run"), &cache);
    assert!(!said.contains("note:"), "{said}");
    assert_eq!(stats(&cache)["results"], 1);
}

#[test]
fn a_database_that_another_process_holds_stays_and_the_run_goes_on() {
    let folder = Folder::new();
    let (cache, inputs) = filled(&folder);
    let path = cache.join("results.sqlite");
    let holder = Connection::open(&path).unwrap();
    holder
        .execute_batch("DELETE FROM results WHERE used > 0; BEGIN IMMEDIATE")
        .unwrap();
    let (said, reused) = again(&inputs, &folder.path("run"), &cache);
    assert_eq!(reused, 0);
    assert_eq!(said.matches("note:").count(), 1, "{said}");
    assert!(
        said.contains("another process") && said.contains("hint:"),
        "{said}"
    );
    drop(holder);
    assert_eq!(stats(&cache)["results"], 3000);
    assert!(!cache.join("results.broken-1.sqlite").exists());
}

/// Executes with `$MOUNT` as cache folder, where a script has mounted a file system and filled it from `$CACHE`: the
/// run goes on without results, says so once, and leaves the database as it is.
#[cfg(target_os = "linux")]
fn goes_on_in(script: &str, word: &str) {
    let folder = Folder::new();
    let (cache, inputs) = filled(&folder);
    let before = fs::read(cache.join("results.sqlite")).unwrap();
    let [mount, copy] = ["mount", "copy"].map(|name| {
        let path = folder.path(name);
        fs::create_dir(&path).unwrap();
        path
    });
    let run = folder.path("run");
    let script = format!("{script}; \"$@\"; cp \"$MOUNT\"/results* \"$COPY\"");
    let Some(mut command) = mounting(&script, &inputs.execute(&run)) else {
        return;
    };
    command.env("CACHE", &cache).env("COPY", &copy);
    command
        .env("MOUNT", &mount)
        .env("MUTAGREE_CACHE_DIR", &mount);
    let done = command.assert().success();
    let said = String::from_utf8(done.get_output().stderr.clone()).unwrap();
    assert_eq!(outcomes(&run), ["P"]);
    assert_eq!(said.matches("note:").count(), 1, "{said}");
    assert!(said.contains("hint:") && said.contains(word), "{said}");
    assert!(fs::read(copy.join("results.sqlite")).unwrap() == before);
    assert!(!copy.join("results.broken-1.sqlite").exists(), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_full_disk_a_good_database_stays_and_the_run_goes_on() {
    goes_on_in(
        "mount -t tmpfs -o size=8m none \"$MOUNT\"; cp -a \"$CACHE\"/. \"$MOUNT\"
         cat /dev/zero > \"$MOUNT/filler\" 2> /dev/null || true",
        "free some space",
    );
}

#[cfg(target_os = "linux")]
#[test]
fn in_a_read_only_folder_a_good_database_stays_and_the_run_goes_on() {
    goes_on_in(
        "mount -t tmpfs -o size=8m none \"$MOUNT\"; cp -a \"$CACHE\"/. \"$MOUNT\"
         mount -o remount,ro \"$MOUNT\"",
        "writable",
    );
}

#[test]
fn a_broken_database_of_replies_stays_as_it_is_and_the_error_says_what_to_do() {
    for broken in [
        "garbage, and long enough to be none of SQLite's files",
        "SQLite format 3\0",
    ] {
        let folder = Folder::new();
        let cache = cache(&folder);
        let path = cache.join("replies.sqlite");
        fs::write(&path, broken).unwrap();
        let mut command = mutagree();
        let said = complaint(with_results(command.args(["cache", "stats"]), &cache), 2);
        assert!(
            said.contains("paid for") && said.contains("hint:"),
            "{said}"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), broken);
    }
}

#[test]
fn a_reference_solution_runs_once_for_all_its_candidates() {
    let folder = Folder::new();
    let cache = cache(&folder);
    let problem = serde_json::json!({
        "task_id": "T/0", "prompt": "def double(x):\n", "entry_point": "double",
        "canonical_solution": "    return 2 * x\n", "base_input": [[1]], "plus_input": [[2], [3]], "atol": 0,
    });
    let problems = folder.rows("problems.jsonl", &[problem]);
    for (candidate, results) in [(RIGHT, 2), ("def double(x): return x + x", 3)] {
        let solution = serde_json::json!({"task_id": "T/0", "solution": candidate});
        let solutions = folder.rows("solutions.jsonl", &[solution]);
        let mut command = mutagree();
        command.arg("evaluate").arg(&solutions);
        command.arg("--problems").arg(&problems);
        let figures = json_of(with_results(&mut command, &cache));
        assert_eq!(figures["pass_at"]["1"], 1.0);
        assert_eq!(stats(&cache)["results"], results);
    }
}
