//! Extracts the public replies of `CodeT`, Reflexion and LDB, and counts forms and reasons.
//!
//! - `cargo run --release --example extraction` prints the counts;
//! - `… -- --sample N [--seed S] [--only WORD]` prints N cases to read, as many of each form and reason as there are;
//! - `… -- --wrap FOLDER` writes each solved solution of LDB, and what is extracted of it in each wrapping;
//! - `… -- --codet FOLDER` writes `CodeT`'s solutions as they are loaded, and as they are extracted.
//!
//! The files can be checked by `mutagree evaluate`. The data is sought in `../shared/data`, or in the folder that
//! `MUTAGREE_DATA` names.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool for developers"
)]

use flate2::read::GzDecoder;
use mutagree::extract::{Asked, Program, Reason, program, tests};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        let place = arguments.iter().position(|it| it == name)?;
        arguments.get(place + 1).cloned()
    };
    let data = std::env::var_os("MUTAGREE_DATA")
        .map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    if let Some(folder) = value("--wrap") {
        return wrap(&data, Path::new(&folder));
    }
    if let Some(folder) = value("--codet") {
        return codet(&data, Path::new(&folder));
    }
    let cases = cases(&data);
    match value("--sample") {
        Some(count) => {
            let seed = value("--seed").map_or(0, |it| it.parse().unwrap());
            sample(
                &cases,
                count.parse().unwrap(),
                seed,
                &value("--only").unwrap_or_default(),
            );
        }
        None => count(&cases),
    }
}

/// One program, test or unused part.
struct Case {
    /// The data set, whether a program or a test was asked for, and the form or reason.
    kind: [String; 3],
    prompt: String,
    reply: String,
    result: String,
}

fn cases(data: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for_codet(data, "solutions", "code", |problem, samples| {
        for reply in samples {
            add_program(&mut cases, "codet", problem, reply);
        }
    });
    for_codet(data, "tests", "test_case", |problem, samples| {
        for reply in samples {
            add_tests(&mut cases, "codet", problem, &format!("assert {reply}"));
        }
    });
    for file in [
        "codellama",
        "gpt-3.5-turbo-0613",
        "gpt-4-1106-preview",
        "starcoder",
    ] {
        for row in rows(&data.join(format!("ldb/humaneval_{file}.jsonl.gz"))) {
            add_program(&mut cases, "ldb", &row, text(&row, "solution"));
        }
    }
    for row in rows(&data.join("reflexion/humaneval_gpt4_solutions.jsonl.gz")) {
        add_program(&mut cases, "reflexion", &row, text(&row, "solution"));
    }
    for row in rows(&data.join("reflexion/humaneval_gpt4_tests.jsonl.gz")) {
        let lines: Vec<&str> = row["solution"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        add_tests(&mut cases, "reflexion", &row, &lines.join("\n"));
    }
    for row in rows(&data.join("humaneval/HumanEval.jsonl.gz")) {
        add_tests(&mut cases, "humaneval", &row, text(&row, "test"));
    }
    if let Some(rows) = some_rows(&data.join("bigcodebench/BigCodeBench.jsonl.gz")) {
        for row in rows {
            add_tests(&mut cases, "bigcodebench", &row, text(&row, "test"));
        }
    }
    cases
}

/// Calls `visit` with each problem of `CodeT` and its samples.
fn for_codet(data: &Path, what: &str, prompts: &str, mut visit: impl FnMut(&Value, Vec<&str>)) {
    let problems = rows(&data.join(format!("codet/humaneval_for_{prompts}_generation.jsonl.gz")));
    for row in rows(&data.join(format!("codet/humaneval_codegen16b_{what}.jsonl.gz"))) {
        let problem = problems
            .iter()
            .find(|it| it["prompt"] == row["prompt"])
            .unwrap();
        visit(
            problem,
            row["samples"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Value::as_str)
                .collect(),
        );
    }
}

fn asked(problem: &Value) -> Asked<'_> {
    Asked {
        prompt: text(problem, "prompt"),
        entry_point: text(problem, "entry_point"),
    }
}

fn add_program(cases: &mut Vec<Case>, set: &str, problem: &Value, reply: &str) {
    let (kind, result) = match program(reply, &asked(problem)) {
        Ok(Program {
            source,
            form,
            imports,
        }) => {
            let added = if imports.is_empty() { "" } else { "+import" };
            (format!("{form}{added}"), source)
        }
        Err(reason) => (reason.to_string(), String::new()),
    };
    cases.push(Case::new([set, "program", &kind], problem, reply, result));
}

fn add_tests(cases: &mut Vec<Case>, set: &str, problem: &Value, reply: &str) {
    let found = tests(reply, &asked(problem));
    for test in found.tests {
        cases.push(Case::new(
            [set, "test", test.form.name()],
            problem,
            reply,
            test.source,
        ));
    }
    for part in found.unused {
        cases.push(Case::new(
            [set, "unused", part.reason.name()],
            problem,
            reply,
            part.snippet,
        ));
    }
}

impl Case {
    fn new(kind: [&str; 3], problem: &Value, reply: &str, result: String) -> Self {
        let reply = reply.to_owned();
        Self {
            kind: kind.map(str::to_owned),
            prompt: text(problem, "prompt").to_owned(),
            reply,
            result,
        }
    }
}

fn count(cases: &[Case]) {
    let mut counts: BTreeMap<&[String; 3], usize> = BTreeMap::new();
    for case in cases {
        *counts.entry(&case.kind).or_default() += 1;
    }
    for ([set, what, kind], count) in counts {
        println!("{set:12} {what:8} {kind:15} {count:7}");
    }
}

/// Prints cases of each kind in turn, drawn by a fixed rule.
fn sample(cases: &[Case], count: usize, seed: u64, only: &str) {
    let mut kinds: BTreeMap<&[String; 3], Vec<&Case>> = BTreeMap::new();
    for case in cases.iter().filter(|it| it.kind.join(" ").contains(only)) {
        kinds.entry(&case.kind).or_default().push(case);
    }
    let mut left = count;
    let mut state = seed.wrapping_add(1);
    while left > 0 && kinds.values().any(|it| !it.is_empty()) {
        for cases in kinds.values_mut().filter(|it| !it.is_empty()).take(left) {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let place = usize::try_from(state >> 33).unwrap() % cases.len();
            let case = cases.swap_remove(place);
            let number = count - left;
            println!("=================== {number} {}", case.kind.join(" "));
            println!(
                "--- prompt\n{}\n--- reply\n{}\n--- result\n{}",
                case.prompt, case.reply, case.result
            );
            left -= 1;
            if left == 0 {
                return;
            }
        }
    }
}

/// How a reply may hold a program.
type Wrapping = (&'static str, fn(&str, &str, &str) -> String);

const WRAPPINGS: [Wrapping; 9] = [
    ("plain", |code, _, _| code.to_owned()),
    ("prose-and-fence", |code, _, _| {
        format!(
            "Here's the code (as asked):\n\n```python\n{code}\n```\n\nIt works because it's right.\n"
        )
    }),
    ("wrong-tag", |code, _, _| format!("```text\n{code}\n```\n")),
    ("unclosed-fence", |code, _, _| {
        format!("Sure!\n\n```python\n{code}\n")
    }),
    ("chat-preamble", |code, _, _| {
        format!("Sure, here is the function that you asked for:\n\n{code}\n")
    }),
    ("usage-after", |code, name, _| {
        format!(
            "```python\n{code}\n```\n\nUsage:\n\n```python\nprint({name}(1))\nresult = {name}(2)\n```\n"
        )
    }),
    ("main-block", |code, name, _| {
        format!("```python\n{code}\n\nif __name__ == \"__main__\":\n    print({name}(1))\n```\n")
    }),
    ("thoughts", |code, name, _| {
        format!(
            "<think>\nPerhaps:\n```python\ndef {name}(x):\n    return None\n```\n</think>\n\n```python\n{code}\n```\n"
        )
    }),
    ("prompt-before", |code, _, prompt| {
        format!("```python\n{prompt}\n```\n\n```python\n{code}\n```\n")
    }),
];

fn wrap(data: &Path, folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let mut files: BTreeMap<&str, String> = BTreeMap::new();
    let mut different = Vec::new();
    for file in [
        "codellama",
        "gpt-3.5-turbo-0613",
        "gpt-4-1106-preview",
        "starcoder",
        "probs",
    ] {
        let path = data.join(format!("ldb/humaneval_{file}.jsonl.gz"));
        let solved = rows(&path)
            .into_iter()
            .filter(|row| row["is_solved"] == true && row["solution"].is_string());
        for row in solved {
            let (code, name) = (text(&row, "solution"), text(&row, "entry_point"));
            let mut write = |file: &'static str, solution: &str| {
                let row = json!({ "task_id": row["task_id"], "solution": solution });
                writeln!(files.entry(file).or_default(), "{row}").unwrap();
            };
            write("unextracted", code);
            let own = program(code, &asked(&row)).map(|it| it.source);
            for (wrapping, wrapped) in WRAPPINGS {
                let found = program(&wrapped(code, name, text(&row, "prompt")), &asked(&row))
                    .map(|it| it.source);
                if found != own {
                    different.push(format!("{file} {} {wrapping}", row["task_id"]));
                }
                write(
                    wrapping,
                    &found.unwrap_or_else(|reason: Reason| format!("# {reason}\n")),
                );
            }
        }
    }
    for (name, rows) in &files {
        fs::write(folder.join(format!("{name}.jsonl")), rows).unwrap();
        println!("{:5} programs in {name}", rows.lines().count());
    }
    println!(
        "{} wrapped programs differ from those without a wrapping",
        different.len()
    );
    for it in &different {
        println!("  {it}");
    }
}

/// Where a completion ends, as `CodeT` cuts it.
const STOPS: [&str; 5] = ["\nclass", "\ndef", "\n#", "\nif", "\nprint"];

fn codet(data: &Path, folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let (mut loaded, mut extracted) = (String::new(), String::new());
    for_codet(data, "solutions", "code", |problem, samples| {
        for sample in samples {
            let cut = STOPS
                .iter()
                .fold(sample, |text, stop| text.split(stop).next().unwrap_or(text));
            let whole = format!("{}{cut}", text(problem, "prompt"));
            let own = program(sample, &asked(problem)).map_or_else(
                |reason| format!("raise SystemExit(\"{reason}\")\n"),
                |it| it.source,
            );
            for (file, solution) in [(&mut loaded, &whole), (&mut extracted, &own)] {
                let row = json!({ "task_id": problem["task_id"], "solution": solution });
                writeln!(file, "{row}").unwrap();
            }
        }
    });
    fs::write(folder.join("loaded.jsonl"), loaded).unwrap();
    fs::write(folder.join("extracted.jsonl"), extracted).unwrap();
}

fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap_or_default()
}

fn rows(path: &Path) -> Vec<Value> {
    some_rows(path).unwrap_or_else(|| {
        panic!(
            "`{}` cannot be read; name the data by `MUTAGREE_DATA`",
            path.display()
        )
    })
}

fn some_rows(path: &Path) -> Option<Vec<Value>> {
    let mut text = String::new();
    GzDecoder::new(File::open(path).ok()?)
        .read_to_string(&mut text)
        .ok()?;
    Some(
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
    )
}
