//! Labels of tasks, in one spelling.

use serde::{Deserialize, Serialize};

/// What a task is about; nothing where that is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Labels {
    /// The stage of the pipeline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// The kind of task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// The kind of input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
}

impl Labels {
    /// Says whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Labels by what their spellings begin with or have in them, in small letters without spaces and signs.
type Spellings = [(&'static str, &'static [&'static str])];

const STAGES: &Spellings = &[
    (
        "pre/post processing",
        &["prepost", "preprocess", "postprocess"],
    ),
    ("model construction", &["modelconstruct", "construction"]),
    ("training", &["train"]),
    ("inference", &["inferenc"]),
    ("evaluation & metrics", &["evaluat", "metric"]),
];

const TASKS: &Spellings = &[
    ("classification", &["classif"]),
    ("object detection", &["detect"]),
    ("image segmentation", &["segment"]),
    (
        "time series prediction",
        &["timeseries", "predict", "forecast"],
    ),
    ("recommendation", &["recommend"]),
    ("regression", &["regress"]),
    ("general", &["general"]),
];

const INPUTS: &Spellings = &[
    ("image", &["image"]),
    ("text", &["text"]),
    (
        "structured array",
        &["table", "tabular", "structured", "series"],
    ),
    ("others", &["other", "tensor"]),
];

/// A spelling in small letters, without spaces and signs.
fn plain(written: &str) -> String {
    let letters = written.chars().filter(|it| it.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn known(spellings: &Spellings, written: &str) -> Option<String> {
    let plain = plain(written);
    let is_it = |sign: &&str| plain.contains(*sign);
    let found = spellings.iter().find(|(_, signs)| signs.iter().any(is_it));
    found.map(|(label, _)| (*label).to_owned())
}

/// Reads labels in any of their spellings: stage, task and input. Says what was mended: a stage and an input that stand in one
/// another's places, and a stage that is missing or that nobody knows.
///
/// ```
/// use mutagree::repository::labels;
/// let (labels, mended) = labels("Image", "segmentation", "Model construction");
/// assert_eq!(labels.stage.as_deref(), Some("model construction"));
/// assert_eq!(labels.input.as_deref(), Some("image"));
/// assert_eq!(mended, ["labels swapped"]);
/// ```
#[must_use]
pub fn labels(stage: &str, task: &str, input: &str) -> (Labels, Vec<String>) {
    let mut mended = Vec::new();
    let is_swapped = known(STAGES, stage).is_none() && known(STAGES, input).is_some();
    let (stage, input) = if is_swapped {
        mended.push("labels swapped".to_owned());
        (input, stage)
    } else {
        (stage, input)
    };
    let labels = Labels {
        stage: known(STAGES, stage),
        task: known(TASKS, task),
        input: known(INPUTS, input),
    };
    if labels.stage.is_none() {
        mended.push("stage missing".to_owned());
    }
    (labels, mended)
}

/// The place of a value in the order that the published labels have: of `stage`, `task` or `input_type`.
///
/// ```
/// use mutagree::repository::label_rank;
/// assert!(label_rank("stage", "training") < label_rank("stage", "inference"));
/// assert_eq!(label_rank("library", "torch"), None);
/// ```
#[must_use]
pub fn label_rank(label: &str, value: &str) -> Option<usize> {
    let spellings = match label {
        "stage" => STAGES,
        "task" => TASKS,
        "input_type" => INPUTS,
        _ => return None,
    };
    spellings.iter().position(|(known, _)| *known == value)
}

/// Says whether a label was written in other letters than those of the labels that were read.
///
/// ```
/// use mutagree::repository::{labels, respelt};
/// let written = ["Evaluating&Metrics", "", "Image"];
/// let (labels, _) = labels(written[0], written[1], written[2]);
/// assert!(respelt(written, &labels));
/// assert!(!respelt(["Evaluation & Metrics", "", "image"], &labels));
/// ```
#[must_use]
pub fn respelt(written: [&str; 3], labels: &Labels) -> bool {
    let read = [&labels.stage, &labels.task, &labels.input];
    let is_read = |written: &str| {
        read.into_iter()
            .flatten()
            .any(|it| plain(it) == plain(written))
    };
    written
        .into_iter()
        .any(|it| !it.trim().is_empty() && !is_read(it))
}
