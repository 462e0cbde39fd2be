//! The fixtures with real frameworks: from recorded replies to a selection, each in its environment. An environment that is
//! not built is said to be skipped, and fails the test where `MUTAGREE_NEEDED_ENVIRONMENTS` names it.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a broken test panics, and one that is skipped says so"
)]

mod common;

use common::{Folder, json_of, mutagree, read_rows};
use serde_json::Value;

/// Says whether bubblewrap can run an environment here.
fn is_built(name: &str) -> bool {
    let listed = json_of(mutagree().args(["environment", "list"]));
    let environments = listed["environments"].as_array().unwrap();
    let here = environments
        .iter()
        .filter(|it| it["manifest"]["name"] == name);
    let is_built = here
        .flat_map(|it| it["built"].as_array().unwrap())
        .any(|it| it["engine"] == "bubblewrap");
    let needed = std::env::var("MUTAGREE_NEEDED_ENVIRONMENTS").unwrap_or_default();
    assert!(
        is_built || !needed.split(',').any(|it| it == name),
        "`{name}` is needed and not built"
    );
    if !is_built {
        eprintln!(
            "skipped: `{name}` is not built for bubblewrap (mutagree environment build {name})"
        );
    }
    is_built
}

/// Boosts the problems of an environment; gives the summary and the calls of each problem.
fn boost(name: &str) -> Option<(Value, Vec<Value>)> {
    if !is_built(name) {
        return None;
    }
    let folder = Folder::new();
    let mut command = mutagree();
    command
        .arg("boost")
        .arg(format!("fixtures/frameworks/{name}"));
    command.args(["--environment", name, "--engine", "bubblewrap"]);
    command.args(["--limit-seconds", "2"]); // what some candidates use up, again and again
    command.arg("--run").arg(folder.path("run"));
    let summary = json_of(&mut command);
    Some((summary, read_rows(&folder.path("run").join("calls.jsonl"))))
}

/// The problems that were selected right.
fn right(summary: &Value) -> u32 {
    let problems = summary["evaluation"]["problems"].as_f64().unwrap();
    let share = summary["evaluation"]["pass_at"]["1"].as_f64().unwrap();
    let right = (share * problems).round();
    (0..100_u32).find(|it| f64::from(*it) >= right).unwrap()
}

#[test]
fn the_numpy_problems_are_selected_right_and_their_calls_with_arrays_are_kept() {
    let Some((summary, calls)) = boost("numpy") else {
        return;
    };
    assert_eq!(summary["evaluation"]["problems"], 4);
    assert!(right(&summary) >= 3, "{}", summary["evaluation"]);
    let plain = summary["evaluation"]["baseline"]["1"].as_f64().unwrap();
    assert!(plain < 0.5, "{plain}");
    for row in &calls {
        let made = row["calls"].as_array().unwrap();
        let text = made.iter().map(|it| it.as_str().unwrap());
        let arrays = text.filter(|it| it.contains("np.array(") || it.contains("DataFrame("));
        assert!(arrays.count() > 10, "{row}");
        assert!(row["added"].as_u64() > Some(10), "{row}");
    }
}

#[test]
fn the_torch_problems_are_selected_right() {
    let Some((summary, _)) = boost("torch") else {
        return;
    };
    assert_eq!(summary["evaluation"]["problems"], 12);
    assert!(right(&summary) >= 10, "{}", summary["evaluation"]);
}

#[test]
fn the_tensorflow_problems_are_selected_right() {
    let Some((summary, _)) = boost("tensorflow") else {
        return;
    };
    assert_eq!(summary["evaluation"]["problems"], 2);
    assert_eq!(right(&summary), 2, "{}", summary["evaluation"]);
}
