//! `mutagree report`, `show`, `describe` and breakdowns: figures that can be worked out by hand, and the page in a browser.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a broken test panics, and one that is skipped says so"
)]

mod common;

use common::{Folder, complaint, json_of, mutagree, read_rows};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const TWICE: &str = "def double(x): return 2 * x";
const SQUARE: &str = "def double(x): return x * x";
const TRIPLE: &str = "def triple(x): return 3 * x";
const LOST: &str = "def triple(x): return missing * x";

fn problem(name: &str, entry_point: &str, factor: u8, labels: &Value) -> Value {
    json!({
        "task_id": name, "entry_point": entry_point, "labels": labels,
        "prompt": format!("def {entry_point}(x):\n    \"\"\"Multiplies x by {factor}.\"\"\"\n"),
        "reference_tests": [format!("assert {entry_point}(2) == {}", 2 * factor), format!("assert {entry_point}(5) == {}", 5 * factor)],
    })
}

fn problems() -> [Value; 2] {
    [
        problem(
            "M/2",
            "double",
            2,
            &json!({"stage": "training", "library": ["torch", "numpy"], "date": "2025-03-01"}),
        ),
        problem(
            "M/3",
            "triple",
            3,
            &json!({"stage": "inference", "date": "2024-12-31"}),
        ),
    ]
}

fn solution(task: &str, origin: &str, solution: &str) -> Value {
    json!({ "task_id": task, "origin": origin, "solution": solution })
}

/// Of `double` the prompt itself gives a wrong sample, a variant two right ones; of `triple` it is the other way round.
fn solutions() -> Vec<Value> {
    vec![
        solution("M/2", "original", SQUARE),
        solution("M/2", "lexical/phrase", TWICE),
        solution("M/2", "lexical/phrase", "def double(x): return x + x"),
        solution("M/3", "original", TRIPLE),
        solution("M/3", "lexical/phrase", LOST),
        solution("M/3", "lexical/phrase", "def triple(x): return x ** 3"),
    ]
}

/// A run that was executed, ranked and, where that is wanted, evaluated.
fn ranked(folder: &Folder, name: &str, solutions: &[Value], evaluates: bool) -> PathBuf {
    let run = folder.path(name);
    let tests = [
        json!({ "task_id": "M/2", "tests": ["assert double(2) == 4", "assert double(3) == 6"] }),
        json!({ "task_id": "M/3", "tests": ["assert triple(1) == 3"] }),
    ];
    mutagree()
        .arg("execute")
        .arg("--problems")
        .arg(folder.rows("problems.jsonl", &problems()))
        .arg("--solutions")
        .arg(folder.rows(&format!("{name}.solutions.jsonl"), solutions))
        .arg("--tests")
        .arg(folder.rows("tests.jsonl", &tests))
        .arg("--run")
        .arg(&run)
        .assert()
        .success();
    mutagree().arg("agree").arg(&run).assert().success();
    if evaluates {
        mutagree().arg("evaluate").arg(&run).assert().success();
    }
    run
}

fn output(command: &mut assert_cmd::Command) -> String {
    let output = command.assert().success().get_output().stdout.clone();
    String::from_utf8(output).unwrap()
}

/// The cells of a row of a table in Markdown.
fn row(tables: &str, table: &str, name: &str) -> Vec<String> {
    let begins = tables.find(&format!("## {table}")).unwrap();
    let line = tables[begins..]
        .lines()
        .find(|line| line.starts_with(&format!("| {name} |")))
        .unwrap();
    line.trim_matches('|')
        .split('|')
        .map(|cell| cell.trim().to_owned())
        .collect()
}

#[test]
fn what_a_mutation_fixed_and_broke_is_counted_against_the_prompt_itself() {
    let folder = Folder::new();
    let run = ranked(&folder, "run", &solutions(), true);
    let tables = output(
        mutagree()
            .arg("report")
            .arg(&run)
            .args(["--format", "markdown"]),
    );
    let effect = row(&tables, "Effects", "lexical/phrase");
    assert_eq!(effect[1..6], ["2", "1", "1", "0", "0"], "{tables}");
    assert_eq!(effect[6], "+0.0 [-100.0, +100.0]");
    assert_eq!(effect[7..], ["1.000", "1.000"]);
    // Of both problems the worst way to say them is solved by none, and each of them changes.
    assert_eq!(
        row(&tables, "Robustness", "all variants"),
        ["all variants", "2", "0.0", "100.0", "100.0", "0.0"]
    );
    assert_eq!(row(&tables, "Figures", "plain samples")[1], "50.0");
    assert_eq!(row(&tables, "Figures", "any right candidate")[1], "100.0");
    // Three samples are wrong: two give a wrong result, one uses a name that nothing binds.
    assert_eq!(row(&tables, "Failures", "semantics")[1], "2");
    assert_eq!(row(&tables, "Failures", "executability")[1], "1");
}

#[test]
fn figures_are_broken_down_by_labels_of_which_a_problem_may_have_several_values() {
    let folder = Folder::new();
    let run = ranked(&folder, "run", &solutions(), true);
    let tables = output(mutagree().arg("report").arg(&run).args([
        "--format",
        "markdown",
        "--by",
        "stage,library",
    ]));
    assert_eq!(row(&tables, "By stage", "training")[1..3], ["1", "100.0"]);
    assert_eq!(row(&tables, "By library", "torch")[1], "1");
    assert_eq!(row(&tables, "By library", "without")[1], "1");
    let order: Vec<usize> = ["training", "inference"]
        .map(|it| tables.find(&format!("| {it} |")).unwrap())
        .to_vec();
    assert!(order.is_sorted(), "stages have an order of their own");
    let told = json_of(
        mutagree()
            .arg("evaluate")
            .arg(&run)
            .args(["--by", "library"]),
    );
    let values: Vec<&Value> = told["by"]["library"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["value"])
        .collect();
    assert_eq!(values, [&json!("numpy"), &json!("torch"), &Value::Null]);
}

#[test]
fn samples_of_several_files_count_together_and_each_k_leaves_out_problems_with_fewer() {
    let folder = Folder::new();
    let problems = folder.rows("problems.jsonl", &problems());
    let one = folder.rows(
        "one.jsonl",
        &[
            solution("M/2", "original", TWICE),
            solution("M/3", "original", LOST),
        ],
    );
    let two = folder.rows("two.jsonl", &[solution("M/2", "original", SQUARE)]);
    let evaluated = |arguments: &[&str]| {
        let mut command = mutagree();
        command
            .arg("evaluate")
            .arg(&one)
            .arg(&two)
            .arg("--problems")
            .arg(&problems)
            .args(arguments);
        json_of(&mut command)
    };
    let told = evaluated(&["--k", "1,2,3"]);
    assert_eq!(told["pass_at"], json!({ "1": 0.25, "2": 1.0 }));
    let told = evaluated(&["--k", "1", "--from", "2025-01-01"]);
    assert_eq!(
        (&told["problems"], &told["pass_at"]["1"]),
        (&json!(1), &json!(0.5))
    );
    let mut wrong = mutagree();
    wrong
        .arg("evaluate")
        .arg(&one)
        .arg("--problems")
        .arg(&problems)
        .args(["--until", "2025-13-01"]);
    assert!(complaint(&mut wrong, 1).contains("2025-01-31"));
}

#[test]
fn figures_of_several_runs_have_a_mean_and_a_spread() {
    let folder = Folder::new();
    let run = ranked(&folder, "run", &solutions(), true);
    let worse = [
        solution("M/2", "original", SQUARE),
        solution("M/3", "original", TRIPLE),
    ];
    let other = ranked(&folder, "other", &worse, true);
    let told = json_of(mutagree().arg("evaluate").arg(&run).arg(&other));
    let submission = &told["over_runs"]["submission"];
    assert_eq!(
        (&submission["lowest"], &submission["highest"]),
        (&json!(0.5), &json!(1.0))
    );
    assert_eq!(
        (&submission["mean"], &submission["runs"]),
        (&json!(0.75), &json!(2))
    );
    let file = folder.rows("file.jsonl", &worse);
    assert!(
        complaint(mutagree().arg("evaluate").arg(&run).arg(&file), 1).contains("another is a file")
    );
}

#[test]
fn two_runs_are_compared_problem_by_problem() {
    let folder = Folder::new();
    let run = ranked(&folder, "run", &solutions(), true);
    let worse = [
        solution("M/2", "original", SQUARE),
        solution("M/3", "original", TRIPLE),
    ];
    let other = ranked(&folder, "other", &worse, true);
    let page = folder.path("both.html");
    mutagree()
        .arg("report")
        .arg(&run)
        .arg("--compare")
        .arg(&other)
        .arg("-o")
        .arg(&page)
        .assert()
        .success();
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("Beside other"), "the other run is named");
    let gained = page
        .split("Solved here only:")
        .nth(1)
        .unwrap()
        .split("</p>")
        .next()
        .unwrap();
    assert!(
        gained.contains("#problem-0") && !gained.contains("#problem-1"),
        "{gained}"
    );
}

#[test]
fn a_run_that_lacks_something_gives_a_report_that_says_so_or_an_error() {
    let folder = Folder::new();
    let run = ranked(&folder, "run", &solutions(), false);
    mutagree().arg("report").arg(&run).assert().success();
    let page = fs::read_to_string(run.join("report.html")).unwrap();
    assert!(page.contains("2 of 2 problems have no verdicts of reference tests"));
    let tables = output(
        mutagree()
            .arg("report")
            .arg(&run)
            .args(["--format", "markdown"]),
    );
    assert!(
        !tables.contains("## Figures"),
        "nothing is known of what is right: {tables}"
    );
    mutagree()
        .arg("report")
        .arg(&run)
        .args(["--format", "stryker", "--by", "stage"])
        .assert()
        .code(1);
    fs::remove_file(run.join("consensus.jsonl")).unwrap();
    assert!(complaint(mutagree().arg("report").arg(&run), 2).contains("mutagree agree"));
    let rules = folder.path("rules.toml");
    let table = "[[rule]]\nname = \"mine\"\norder = 1\nbug = \"performance\"\nexample = \"Slow.\"\nfacts = [\"recursion\"]\n";
    fs::write(&rules, table).unwrap();
    mutagree().arg("agree").arg(&run).assert().success();
    let said = complaint(
        mutagree()
            .arg("report")
            .arg(&run)
            .arg("--rules")
            .arg(&rules),
        2,
    );
    assert!(said.contains("line 6") && said.contains("mine"), "{said}");
}

#[test]
fn the_worst_variants_have_no_test_and_corrections_are_no_mutation() {
    let folder = Folder::new();
    let mut all = solutions();
    all.push(solution("M/2", "repair", TWICE));
    let run = ranked(&folder, "run", &all, true);
    let tables = output(
        mutagree()
            .arg("report")
            .arg(&run)
            .args(["--format", "markdown"]),
    );
    assert!(!tables.contains("| repair |"), "{tables}");
    assert_eq!(
        row(&tables, "Effects", "worst of all variants")[7..],
        ["", ""]
    );
    assert_eq!(row(&tables, "Effects", "lexical")[7..], ["1.000", "1.000"]);
}

#[test]
fn tables_are_what_spreadsheets_and_papers_and_viewers_read() {
    let folder = Folder::new();
    let run = ranked(&folder, "run", &solutions(), true);
    let written = |form: &str| output(mutagree().arg("report").arg(&run).args(["--format", form]));
    let csv = written("csv");
    assert!(
        csv.lines()
            .any(|line| line.starts_with("Effects,lexical/phrase,2,1,1,0,0,")),
        "{csv}"
    );
    assert!(
        csv.contains("\"[33.3, 66.7]\""),
        "a cell with a comma is quoted: {csv}"
    );
    let latex = written("latex");
    assert_eq!(
        latex.matches("\\begin{tabular}").count(),
        latex.matches("\\end{tabular}").count()
    );
    assert!(latex.contains("95 \\% interval"), "{latex}");
    let viewer: Value = serde_json::from_str(&written("stryker")).unwrap();
    let mutants = viewer["files"]["M/2.py"]["mutants"].as_array().unwrap();
    let killed = mutants
        .iter()
        .find(|it| it["replacement"] == SQUARE)
        .unwrap();
    assert_eq!(
        (&killed["status"], &killed["killedBy"]),
        (&json!("Killed"), &json!(["M/2:1"]))
    );
}

#[test]
fn a_run_keeps_when_its_stages_began_and_ended() {
    let folder = Folder::new();
    let run = ranked(&folder, "run", &solutions(), true);
    let rows = read_rows(&run.join("events.jsonl"));
    let stages = |event: &str| -> Vec<&str> {
        let of_event = rows.iter().filter(|row| row["event"] == event);
        of_event.map(|row| row["stage"].as_str().unwrap()).collect()
    };
    assert!(
        stages("began").ends_with(&["execute", "reference"]),
        "{rows:?}"
    );
    assert_eq!(stages("began"), stages("ended"));
    assert!(
        rows.iter()
            .map(|row| row["at"].as_f64().unwrap())
            .is_sorted()
    );
    let torn = fs::read_to_string(run.join("events.jsonl")).unwrap() + "{\"at\": 1";
    fs::write(run.join("events.jsonl"), torn).unwrap();
    mutagree().arg("report").arg(&run).assert().success();
}

#[test]
fn one_problem_is_shown_with_what_its_candidates_did() {
    let folder = Folder::new();
    let run = ranked(&folder, "run", &solutions(), true);
    let shown = output(mutagree().arg("show").arg(&run).arg("M/2"));
    assert!(
        shown.contains("Multiplies x by 2") && shown.contains("Selected: candidate 1"),
        "{shown}"
    );
    let told = json_of(mutagree().arg("show").arg(&run).arg("M/2"));
    let wrong = told["candidates"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["right"] == false)
        .unwrap();
    assert_eq!(
        (&wrong["outcomes"], &wrong["solution"]),
        (&json!("PF"), &json!(SQUARE))
    );
    assert!(complaint(mutagree().arg("show").arg(&run).arg("M/4"), 2).contains("M/4"));
}

#[test]
fn problems_are_described_by_length_complexity_and_tests() {
    let folder = Folder::new();
    let mut rows = problems();
    rows[0]["canonical_solution"] = json!("    return x if x and x > 0 else 0\n");
    rows[0]["prompt"] =
        json!("def double(x):\n    \"\"\"Train the layers of a neural network.\"\"\"\n");
    let file = folder.rows("problems.jsonl", &rows);
    let told = json_of(
        mutagree()
            .arg("describe")
            .arg(&file)
            .args(["--by", "stage"]),
    );
    let first = &told["per_problem"][0];
    assert_eq!(
        first["complexity"],
        json!({ "cyclomatic": 3, "cognitive": 2 })
    );
    assert_eq!(
        (&first["tests"], &first["code_lines"]),
        (&json!(2), &json!(1))
    );
    // Of the words def, double, Train, the, layers, of, neural, network three are terms.
    assert_eq!(first["terms"], json!(0.375));
    assert_eq!(told["by"]["stage"]["training"]["tests"]["problems"], 1);
    assert_eq!(told["all"]["code tokens"]["problems"], 1);
}

fn browser() -> Option<&'static str> {
    let works = |name: &str| {
        Command::new(name)
            .arg("--version")
            .output()
            .is_ok_and(|it| it.status.success())
    };
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| works(name))
}

/// The page as a browser has it after a script ran in it, and what was written to its console.
fn browsed(browser: &str, page: &Path, width: u32) -> (String, String) {
    let output = Command::new(browser)
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            "--virtual-time-budget=8000",
            "--dump-dom",
        ])
        .arg(format!("--window-size={width},900"))
        .arg(format!(
            "--user-data-dir={}",
            page.with_extension("profile").display()
        ))
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let console = said
        .lines()
        .filter(|line| line.contains("CONSOLE"))
        .collect::<Vec<_>>()
        .join("\n");
    (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        console,
    )
}

#[test]
fn in_a_browser_a_problem_opens_from_the_operator_that_fixed_it_and_its_cells_can_be_read() {
    let Some(browser) = browser() else {
        eprintln!("skipped: there is no Chromium");
        return;
    };
    let folder = Folder::new();
    let run = ranked(&folder, "run", &solutions(), true);
    mutagree().arg("report").arg(&run).assert().success();
    let page = fs::read_to_string(run.join("report.html")).unwrap();
    let script = r"<script>
        const link = document.querySelector('#effects details a');
        location.hash = new URL(link.href).hash;
        setTimeout(() => {
            const heat = document.getElementById('heat');
            heat.focus();
            heat.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown' }));
            heat.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
            document.body.dataset.wide = String(document.documentElement.scrollWidth > window.innerWidth);
        }, 1000);
    </script></body>";
    let driven = folder.path("driven.html");
    fs::write(&driven, page.replace("</body>", script)).unwrap();
    for width in [400, 800, 1440] {
        let (page, console) = browsed(browser, &driven, width);
        assert_eq!(console, "", "at {width} pixels");
        let body = page
            .split("<body")
            .nth(1)
            .unwrap()
            .split('>')
            .next()
            .unwrap();
        assert!(
            body.contains("data-open=\"0\"") && body.contains("data-wide=\"false\""),
            "{width}: {body}"
        );
        assert!(
            page.contains("data-candidates=\"3\" data-tests=\"2\""),
            "the map has all cells"
        );
        let cell = page
            .split("id=\"cell\"")
            .nth(1)
            .unwrap()
            .split("</p>")
            .next()
            .unwrap();
        assert!(
            cell.contains("on test 0") && cell.contains("passed"),
            "{cell}"
        );
        let title = page
            .split("id=\"problem-title\"")
            .nth(1)
            .unwrap()
            .split("</h2>")
            .next()
            .unwrap();
        assert!(title.ends_with("M/2"), "{title}");
    }
}
