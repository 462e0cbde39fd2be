//! `mutagree cache`, and results that several runs share.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;

use assert_cmd::Command;
use common::{Folder, Inputs, cache, json_of, mutagree, outcomes};
use serde_json::Value;
use std::fs;
use std::path::Path;

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
fn results_can_be_dropped_and_a_broken_file_is_put_aside() {
    let folder = Folder::new();
    let cache = cache(&folder);
    let inputs = folder.double(&[RIGHT], &["assert double(2) == 4"]);
    execute(&inputs, &folder.path("one"), &cache, &[]);
    let pruned = json_of(with_results(
        mutagree().args(["cache", "prune", "--keep", "0"]),
        &cache,
    ));
    assert_eq!(
        (&pruned["dropped"], &pruned["results"]),
        (&1.into(), &0.into())
    );
    fs::write(
        cache.join("results.sqlite"),
        "this is no database, whatever its name says",
    )
    .unwrap();
    let after = execute(&inputs, &folder.path("two"), &cache, &[]);
    assert_eq!(after["reused"], 0);
    assert_eq!(outcomes(&folder.path("two")), ["P"]);
    assert!(cache.join("results.broken.sqlite").exists());
    assert_eq!(stats(&cache)["results"], 1);
}
