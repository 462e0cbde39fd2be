//! Reads the public data sets.

use flate2::read::GzDecoder;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

/// One prompt.
pub(crate) struct Task {
    pub(crate) id: String,
    pub(crate) prompt: String,
    pub(crate) entry_point: Option<String>,
}

/// A prompt and a variant that somebody else made of it.
pub(crate) struct Pair {
    pub(crate) id: String,
    pub(crate) original: String,
    pub(crate) variant: String,
    pub(crate) entry_point: Option<String>,
    pub(crate) new_entry: Option<String>,
}

pub(crate) fn corpora() -> [&'static str; 8] {
    [
        "dlbench",
        "humaneval",
        "humanevalplus",
        "mbpp",
        "mbppplus",
        "bigcodebench-complete",
        "bigcodebench-instruct",
        "ds1000",
    ]
}

fn folder() -> PathBuf {
    std::env::var_os("MUTAGREE_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data")),
        PathBuf::from,
    )
}

fn read(file: &str) -> String {
    let mut text = String::new();
    let path = folder().join(file);
    let opened = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    GzDecoder::new(opened)
        .read_to_string(&mut text)
        .expect("gzip");
    text
}

fn lines(file: &str) -> Vec<Value> {
    let plain = |line: &str| {
        ["-Infinity", "Infinity", "NaN"]
            .iter()
            .fold(line.to_owned(), |line, word| {
                line.replace(&format!(" {word}"), " null")
                    .replace(&format!("[{word}"), "[null")
            })
    };
    read(file)
        .lines()
        .map(|line| {
            serde_json::from_str(line)
                .or_else(|_| serde_json::from_str(&plain(line)))
                .expect("JSON")
        })
        .collect()
}

fn text(row: &Value, key: &str) -> String {
    row[key].as_str().unwrap_or_default().to_owned()
}

fn task(row: &Value, prompt: &str) -> Task {
    Task {
        id: text(row, "task_id"),
        prompt: text(row, prompt),
        entry_point: row["entry_point"].as_str().map(str::to_owned),
    }
}

/// Halves a corpus by the digest of its tasks' keys.
pub(crate) fn is_read(task_id: &str) -> bool {
    digest(task_id)[0].is_multiple_of(2)
}

/// The SHA-256 of a text.
pub(crate) fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

pub(crate) fn load(corpus: &str) -> Vec<Task> {
    match corpus {
        "humaneval" => lines("humaneval/HumanEval.jsonl.gz")
            .iter()
            .map(|row| task(row, "prompt"))
            .collect(),
        "humanevalplus" => lines("humaneval/HumanEvalPlus.jsonl.gz")
            .iter()
            .map(|row| task(row, "prompt"))
            .collect(),
        "mbppplus" => lines("mbpp/MbppPlus.jsonl.gz")
            .iter()
            .map(|row| task(row, "prompt"))
            .collect(),
        "bigcodebench-complete" => lines("bigcodebench/BigCodeBench.jsonl.gz")
            .iter()
            .map(|row| task(row, "prompt"))
            .collect(),
        "bigcodebench-instruct" => lines("bigcodebench/BigCodeBench.jsonl.gz")
            .iter()
            .map(instruct)
            .collect(),
        "dlbench" => lines("dlbench/prompts_dev.jsonl.gz")
            .iter()
            .map(|row| task(row, "prompt"))
            .collect(),
        "mbpp" => mbpp(),
        "ds1000" => lines("ds1000/ds1000.jsonl.gz")
            .iter()
            .enumerate()
            .map(|(index, row)| Task {
                id: format!("DS1000/{index}"),
                prompt: text(row, "prompt"),
                entry_point: None,
            })
            .collect(),
        other => panic!("no corpus {other}"),
    }
}

/// The instruction form of a task.
fn instruct(row: &Value) -> Task {
    task(row, "instruction")
}

fn mbpp() -> Vec<Task> {
    let rows: Vec<Value> =
        serde_json::from_str(&read("mbpp/sanitized-mbpp.json.gz")).expect("JSON");
    rows.iter()
        .map(|row| Task {
            id: format!("MBPP/{}", row["task_id"]),
            prompt: text(row, "prompt"),
            entry_point: None,
        })
        .collect()
}

pub(crate) fn pair_files() -> Vec<&'static str> {
    vec![
        "recode/humaneval_EnglishInflectionalVariation_s0.jsonl.gz",
        "recode/humaneval_FuncRenameCamelCase_s0.jsonl.gz",
        "recode/humaneval_FuncRenameChangeChar_s0.jsonl.gz",
        "recode/humaneval_FuncRenameSynonymSub_s1.jsonl.gz",
        "recode/humaneval_SynonymInsertion_s0.jsonl.gz",
        "recode/humaneval_SynonymSubstitution_s0.jsonl.gz",
        "recode/humaneval_TenseTransformationPast_s0.jsonl.gz",
        "nlperturbator/humaneval_active_and_passive_voice_variation.csv.gz",
        "nlperturbator/humaneval_declarative_to_interrogative.csv.gz",
        "nlperturbator/humaneval_determiner_deletion.csv.gz",
        "nlperturbator/humaneval_grammatical_person_variation.csv.gz",
        "nlperturbator/humaneval_rephrasing_sentence.csv.gz",
        "nlperturbator/humaneval_swap_adjacent_words.csv.gz",
        "nlperturbator/humaneval_synonym_substitution.csv.gz",
        "nlperturbator/humaneval_word_class_variation.csv.gz",
    ]
}

pub(crate) fn pairs(file: &str) -> Vec<Pair> {
    if file.contains("recode") {
        let originals = load("humaneval");
        return lines(file)
            .iter()
            .filter_map(|row| {
                let id = text(row, "task_id");
                let original = originals.iter().find(|task| task.id == id)?;
                Some(Pair {
                    original: original.prompt.clone(),
                    variant: text(row, "prompt"),
                    entry_point: original.entry_point.clone(),
                    new_entry: row["entry_point"].as_str().map(str::to_owned),
                    id,
                })
            })
            .collect();
    }
    let table = csv(&read(file));
    let originals = load("humaneval");
    let column = |name: &str| table[0].iter().position(|cell| cell == name);
    let (Some(id), Some(prompt)) = (column("task_id"), column("prompt")) else {
        panic!("{file} has the columns {:?}", table[0]);
    };
    table[1..]
        .iter()
        .filter(|row| row.len() == table[0].len())
        .filter_map(|row| {
            let original = originals.iter().find(|task| task.id == row[id])?;
            Some(Pair {
                id: row[id].clone(),
                original: original.prompt.clone(),
                variant: row[prompt].clone(),
                entry_point: original.entry_point.clone(),
                new_entry: original.entry_point.clone(),
            })
        })
        .collect()
}

/// A table with quoted cells.
fn csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut marks = text.chars().peekable();
    while let Some(mark) = marks.next() {
        let row = rows.last_mut().expect("a row");
        match mark {
            '"' if quoted && marks.peek() == Some(&'"') => {
                marks.next();
                row.last_mut().expect("a cell").push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\n' if !quoted => rows.push(vec![String::new()]),
            '\r' if !quoted => {}
            _ => row.last_mut().expect("a cell").push(mark),
        }
    }
    rows
}

/// Every problem of `HumanEval` with its reference solution and its tests.
pub(crate) fn references() -> Vec<(Task, String, String)> {
    let rows = lines("humaneval/HumanEval.jsonl.gz");
    rows.iter()
        .map(|row| {
            (
                task(row, "prompt"),
                text(row, "prompt") + &text(row, "canonical_solution"),
                text(row, "test"),
            )
        })
        .collect()
}

/// Candidates that a model wrote, with the prompt that each completes.
pub(crate) fn candidates() -> Vec<(String, Vec<String>)> {
    let rows = lines("codet/humaneval_codegen16b_solutions.jsonl.gz");
    let samples = |row: &Value| {
        let prompt = text(row, "prompt");
        row["samples"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(|sample| format!("{prompt}{sample}"))
            .collect()
    };
    rows.iter()
        .map(|row| (text(row, "prompt"), samples(row)))
        .collect()
}
