//! What a model is asked: stages of tasks, and the examples of each stage.

#![allow(clippy::unwrap_used, reason = "a broken test panics")]
mod common;

use common::{Folder, json_of, mutagree};
use mutagree::prompting::stage::{Example, Stage, examples, pool, predict, tasks};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn the_stage_of_clear_tasks_is_predicted() {
    use Stage::{
        Evaluation, General, Inference, ModelConstruction, PostProcessing, PreProcessing, Training,
    };
    for (stage, prompt) in [
        (
            PreProcessing,
            "Resize every image to 128 x 128 and normalise its channels.",
        ),
        (
            PreProcessing,
            "Tokenise the sentences and pad them to the same length.",
        ),
        (
            PreProcessing,
            "def load_csv_dataset(path):\n    \"\"\"Read samples, fill missing values, scale the features.\"\"\"\n",
        ),
        (
            ModelConstruction,
            "Write an nn.Module with two convolution layers, batch norm and a linear head.",
        ),
        (
            ModelConstruction,
            "def attention_block(x, heads):\n    \"\"\"Self-attention layer with residual connection.\"\"\"\n",
        ),
        (
            ModelConstruction,
            "Build an encoder and a decoder with skip connections in Keras.",
        ),
        (
            Training,
            "Train the network for ten epochs with SGD and return the loss of each epoch.",
        ),
        (
            Training,
            "def margin_loss(anchor, positive, negative):\n    \"\"\"Loss that pulls embeddings of a class together.\"\"\"\n",
        ),
        (
            Training,
            "Update the parameters by Adam with weight decay and clip the gradients.",
        ),
        (
            Inference,
            "Generate a sentence with a trained language model by sampling tokens from the logits.",
        ),
        (
            Inference,
            "Load the saved model in eval mode and predict the class of a new image without gradients.",
        ),
        (
            Evaluation,
            "Compute precision, recall and F1 from true and predicted labels.",
        ),
        (
            Evaluation,
            "def mean_recall(y_true, y_pred):\n    \"\"\"Average recall over the classes, a metric for imbalanced data.\"\"\"\n",
        ),
        (
            PostProcessing,
            "Suppress overlapping detected boxes and drop those below a confidence threshold.",
        ),
        (
            PostProcessing,
            "Convert predicted ids back to words and merge subword pieces.",
        ),
        (
            General,
            "Check whether a string has the same letters as another string.",
        ),
        (
            General,
            "def sum_of_digits(n):\n    \"\"\"Sum of the digits of an integer.\"\"\"\n",
        ),
    ] {
        let prediction = predict(prompt);
        assert_eq!(prediction.stage, stage, "{prompt}: {prediction:?}");
    }
}

#[test]
fn a_prediction_is_the_same_each_time_and_its_probability_is_one() {
    for (_, text) in tasks().iter().step_by(20) {
        let prediction = predict(text);
        assert_eq!(prediction, predict(text));
        assert!(prediction.probability > 1.0 / 7.0 && prediction.probability <= 1.0);
        assert_eq!(prediction.sure().is_some(), prediction.probability >= 0.5);
    }
}

#[test]
fn prompts_of_any_kind_get_a_prediction() {
    let huge = "normalise the batch 🦀 ".repeat(200_000);
    for prompt in [
        "",
        " \n\t",
        "\0",
        "((((",
        "これは関数です。",
        "Écrivez une fonction",
        &huge,
    ] {
        assert!(predict(prompt).probability.is_finite());
    }
    assert_eq!(predict("これは関数です。").sure(), None);
    assert_eq!(predict("").sure(), None);
}

#[test]
fn each_stage_has_many_distinct_descriptions() {
    let mut counts = BTreeMap::new();
    let mut texts = BTreeSet::new();
    let rows = include_str!("../src/prompting/stage/tasks.tsv")
        .lines()
        .count();
    assert_eq!(tasks().len(), rows, "a row has no stage");
    for (stage, text) in tasks() {
        *counts.entry(stage).or_insert(0) += 1;
        assert!(texts.insert(text.clone()), "twice: {text}");
    }
    assert!(
        Stage::ALL.iter().all(|stage| counts[stage] >= 50),
        "{counts:?}"
    );
}

#[test]
fn names_of_stages_are_read_as_they_are_written() {
    for stage in Stage::ALL {
        assert_eq!(stage.name().parse(), Ok(stage));
        assert_eq!(json!(stage), stage.name());
    }
    assert!(
        "pre"
            .parse::<Stage>()
            .unwrap_err()
            .contains("pre-processing")
    );
}

#[test]
fn every_example_is_whole_and_has_a_name_of_its_own() {
    let quickstart = include_str!("../fixtures/quickstart/problems.jsonl");
    let names: BTreeSet<&str> = pool().iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names.len(), pool().len());
    for example in pool() {
        let Example {
            name,
            stage,
            entry_point,
            ..
        } = example;
        assert_eq!(*name, format!("{stage}/{entry_point}"));
        assert!(example.prompt.contains(entry_point.as_str()), "{name}");
        assert!(
            example.solution.contains(&format!("def {entry_point}(")),
            "{name}"
        );
        assert!(
            example.prompt.len() < 700 && example.solution.lines().count() < 25,
            "{name}"
        );
        assert!((3..=5).contains(&example.tests.len()), "{name}");
        assert!(
            !quickstart.contains(&format!("\"quickstart/{entry_point}\"")),
            "{name}"
        );
    }
}

#[test]
fn examples_are_of_the_stage_and_never_the_task_itself() {
    for stage in Stage::ALL {
        for task in pool() {
            let shown = examples(Some(stage), &task.entry_point, 1, 3);
            let names: BTreeSet<&str> = shown.iter().map(|it| it.name.as_str()).collect();
            assert_eq!(names.len(), 3);
            assert!(
                shown
                    .iter()
                    .all(|it| it.stage == stage && it.entry_point != task.entry_point)
            );
        }
    }
}

#[test]
fn mixed_examples_are_of_different_stages() {
    for seed in 0..50 {
        let shown = examples(None, "f", seed, 3);
        let stages: BTreeSet<Stage> = shown.iter().map(|it| it.stage).collect();
        assert_eq!(stages.len(), 3);
    }
    assert_eq!(examples(None, "f", 0, 1000).len(), pool().len());
    assert!(examples(None, "f", 0, 0).is_empty());
}

#[test]
fn examples_depend_on_the_seed_and_the_task_alone() {
    let names = |seed: u64, task: &str| -> Vec<&str> {
        let shown = examples(Some(Stage::Training), task, seed, 3);
        shown.iter().map(|it| it.name.as_str()).collect()
    };
    assert_eq!(names(0, "f"), names(0, "f"));
    let over_seeds: BTreeSet<_> = (0..20).map(|seed| names(seed, "f")).collect();
    let over_tasks: BTreeSet<_> = ["f", "g", "h", "k", "m", "p"]
        .map(|task| names(0, task))
        .into();
    assert!(over_seeds.len() > 5 && over_tasks.len() > 2);
}

#[test]
fn every_example_s_solution_passes_its_tests() {
    let problems: Vec<Value> = pool()
        .iter()
        .map(|it| {
            json!({
                "task_id": it.name, "prompt": it.prompt, "entry_point": it.entry_point,
                "reference_tests": it.tests,
            })
        })
        .collect();
    let solutions: Vec<Value> = pool()
        .iter()
        .map(|it| json!({"task_id": it.name, "solution": it.solution}))
        .collect();
    let folder = Folder::new();
    let mut command = mutagree();
    command
        .arg("evaluate")
        .arg(folder.rows("solutions.jsonl", &solutions))
        .arg("--problems")
        .arg(folder.rows("problems.jsonl", &problems))
        .args(["--k", "1"]);
    assert_eq!(json_of(&mut command)["pass_at"]["1"], 1.0);
}
