//! The promises that hold on public data sets: code parses, examples stay, edits undo, and the check of pairs agrees.

mod common;

use common::{data, eight};
use flate2::read::GzDecoder;
use mutagree_mutators::{
    Problem, Prompt, PromptKind, Request, SpanKind, Verdict, certify_pair, mutate, resolve,
};
use serde_json::Value;
use std::fs::File;
use std::io::Read;

fn rows(file: &str) -> Vec<Value> {
    let Some(folder) = data() else {
        return Vec::new();
    };
    let mut text = String::new();
    let opened = File::open(folder.join(file)).expect("the file of the data set");
    GzDecoder::new(opened)
        .read_to_string(&mut text)
        .expect("gzip");
    text.lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

fn examples(prompt: &Prompt) -> Vec<&str> {
    let shown = |kind| matches!(kind, SpanKind::Doctest | SpanKind::Example);
    prompt
        .spans()
        .iter()
        .filter(|span| shown(span.kind))
        .map(|span| &prompt.text()[span.start..span.end])
        .collect()
}

/// Checks every variant of every prompt of a file; gives the mean number of variants.
#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn check(file: &str, key: &str) -> Option<f64> {
    let rows = rows(file);
    let mut made = 0;
    for row in &rows {
        let (text, entry) = (
            row[key].as_str().unwrap_or_default(),
            row["entry_point"].as_str(),
        );
        let original = Prompt::new(text, entry);
        for variant in &eight(row["task_id"].as_str().unwrap_or("row"), text, entry, 7)[1..] {
            made += 1;
            let read = Prompt::new(&variant.prompt, variant.entry_point.as_deref());
            if original.kind() == PromptKind::Signature {
                assert_eq!(
                    read.kind(),
                    PromptKind::Signature,
                    "does not parse: {}",
                    variant.prompt
                );
            }
            let shouts = variant.operators.contains(&"lexical/uppercase");
            if variant.renames.is_none() && shouts {
                for span in original.spans() {
                    assert_eq!(
                        text[span.start..span.end],
                        variant.prompt[span.start..span.end]
                    );
                }
            } else if variant.renames.is_none() {
                assert_eq!(examples(&original), examples(&read), "{}", variant.prompt);
            }
            assert_eq!(
                mutagree_mutators::undo(&variant.prompt, &variant.edits).as_deref(),
                Some(text)
            );
            let told = certify_pair(&original, &read);
            assert_eq!(
                told.verdict,
                Verdict::Equivalent,
                "{}{:?}",
                variant.prompt,
                told.failure()
            );
        }
    }
    (!rows.is_empty()).then(|| f64::from(made) / rows.len() as f64)
}

#[test]
fn humaneval_prompts_keep_their_code_and_examples_and_give_six_variants_or_more() {
    assert!(check("humaneval/HumanEval.jsonl.gz", "prompt").is_none_or(|mean| mean >= 6.0));
}

#[test]
fn bigcodebench_prompts_keep_their_code_and_examples_and_give_six_variants_or_more() {
    assert!(check("bigcodebench/BigCodeBench.jsonl.gz", "prompt").is_none_or(|mean| mean >= 6.0));
    assert!(
        check("bigcodebench/BigCodeBench.jsonl.gz", "instruction").is_none_or(|mean| mean >= 6.0)
    );
}

#[test]
fn mbpp_and_ds1000_prompts_keep_their_code_and_examples() {
    check("mbpp/MbppPlus.jsonl.gz", "prompt");
    check("ds1000/ds1000.jsonl.gz", "prompt");
}

#[test]
fn a_technique_makes_what_it_makes_alone_also_among_others() {
    let operators = resolve(&["all"]).expect("known strategies");
    for row in rows("humaneval/HumanEval.jsonl.gz") {
        let problem = Problem {
            task_id: row["task_id"].as_str().unwrap_or("row"),
            prompt: row["prompt"].as_str().unwrap_or_default(),
            entry_point: row["entry_point"].as_str(),
            companions: &[],
        };
        let texts = |names: &[&str]| {
            let request = Request::one_per(names, 7).expect("known techniques");
            let variants = mutate(&problem, &request).variants.into_iter();
            variants.map(|variant| variant.prompt).collect::<Vec<_>>()
        };
        let together = texts(&["all"]);
        for operator in &operators {
            for alone in texts(&[operator.card().name]) {
                assert!(together.contains(&alone), "{}", operator.card().name);
            }
        }
    }
}
