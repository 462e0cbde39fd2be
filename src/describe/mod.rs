//! What problems are like: how long and complex, how much of them is about deep learning, how many tests they have.

mod complexity;

pub use complexity::Complexity;

use crate::client::tokens;
use crate::evaluation::by_value;
use crate::problem::Problem;
use serde::Serialize;

/// Words of deep learning, in small letters and the singular.
const TERMS: &[&str] = &[
    "activation",
    "adam",
    "anchor",
    "attention",
    "autograd",
    "backbone",
    "backpropagation",
    "batch",
    "batchnorm",
    "bert",
    "bias",
    "checkpoint",
    "classifier",
    "cnn",
    "convolution",
    "convolutional",
    "cuda",
    "dataloader",
    "dataset",
    "decoder",
    "dropout",
    "embedding",
    "encoder",
    "epoch",
    "featuremap",
    "gan",
    "gpu",
    "gradient",
    "gru",
    "inference",
    "keras",
    "kernel",
    "label",
    "layer",
    "learning",
    "logit",
    "loss",
    "lstm",
    "mask",
    "minibatch",
    "mlp",
    "momentum",
    "network",
    "neural",
    "normalization",
    "numpy",
    "optimizer",
    "padding",
    "perceptron",
    "pooling",
    "prediction",
    "pretrained",
    "pytorch",
    "relu",
    "resnet",
    "rnn",
    "scheduler",
    "sgd",
    "sigmoid",
    "softmax",
    "stride",
    "tensor",
    "tensorflow",
    "tokenizer",
    "torch",
    "training",
    "transformer",
    "validation",
    "weight",
];

/// What one problem is like. Lengths of code are nothing where the row has no reference solution.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Described {
    /// The problem.
    pub task_id: String,
    /// Tokens of the prompt (`o200k_base`).
    pub prompt_tokens: usize,
    /// Lines of the prompt.
    pub prompt_lines: usize,
    /// The share of the prompt's words that are terms of deep learning.
    pub terms: f64,
    /// Tokens of the reference solution.
    pub code_tokens: Option<usize>,
    /// Its lines, without empty ones.
    pub code_lines: Option<usize>,
    /// How complex it is, where it parses.
    pub complexity: Option<Complexity>,
    /// Reference tests: assertions, methods of a suite, or inputs.
    pub tests: usize,
}

/// Describes a problem, whose reference solution is known or not. One that is only the rest of a function stands after the prompt.
#[must_use]
pub fn describe(problem: &Problem, solution: Option<&str>) -> Described {
    let code = solution.map(|solution| whole(&problem.prompt, solution));
    Described {
        task_id: problem.task_id.clone(),
        prompt_tokens: tokens::count(&problem.prompt),
        prompt_lines: problem.prompt.trim().lines().count(),
        terms: terms(&problem.prompt),
        code_tokens: solution.map(tokens::count),
        code_lines: solution.map(|it| it.lines().filter(|line| !line.trim().is_empty()).count()),
        complexity: code.as_deref().and_then(Complexity::of),
        tests: tests_of(problem),
    }
}

fn whole(prompt: &str, solution: &str) -> String {
    if solution.starts_with([' ', '\t']) {
        format!("{prompt}{solution}")
    } else {
        solution.to_owned()
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn terms(prompt: &str) -> f64 {
    let words = prompt.split(|mark: char| !mark.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|it| it.len() > 1)
        .map(str::to_lowercase)
        .collect();
    let singular = |word: &str| word.strip_suffix('s').unwrap_or(word).to_owned();
    let is_term =
        |word: &&String| TERMS.contains(&word.as_str()) || TERMS.contains(&singular(word).as_str());
    words.iter().filter(is_term).count() as f64 / words.len().max(1) as f64
}

fn tests_of(problem: &Problem) -> usize {
    let asserts = |source: &String| {
        source
            .lines()
            .filter(|line| line.trim_start().starts_with("assert "))
            .count()
            .max(1)
    };
    let inputs = problem.reference.as_ref().map_or(0, |it| it.inputs);
    let repository = problem.repository.as_ref().map_or(0, |it| it.tests.len());
    problem.reference_tests.iter().map(asserts).sum::<usize>() + inputs + repository
}

/// The quartiles of one measure over problems.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Quartiles {
    /// How many problems have it.
    pub problems: usize,
    /// The mean.
    pub mean: f64,
    /// The lower quartile.
    pub lower: f64,
    /// The median.
    pub median: f64,
    /// The upper quartile.
    pub upper: f64,
}

/// Each measure of some problems, in order.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts are small")]
pub fn summary(described: &[Described]) -> Vec<(&'static str, Quartiles)> {
    type Measure = fn(&Described) -> Option<f64>;
    let measures: [(&str, Measure); 8] = [
        ("prompt tokens", |it| Some(it.prompt_tokens as f64)),
        ("prompt lines", |it| Some(it.prompt_lines as f64)),
        ("terms of deep learning, %", |it| Some(100.0 * it.terms)),
        ("code tokens", |it| it.code_tokens.map(|it| it as f64)),
        ("code lines", |it| it.code_lines.map(|it| it as f64)),
        ("cyclomatic complexity", |it| {
            it.complexity.map(|it| it.cyclomatic as f64)
        }),
        ("cognitive complexity", |it| {
            it.complexity.map(|it| it.cognitive as f64)
        }),
        ("tests", |it| Some(it.tests as f64)),
    ];
    let row = |(name, measure): (&'static str, Measure)| {
        let values: Vec<f64> = described.iter().filter_map(measure).collect();
        Some((name, Quartiles::of(values)?))
    };
    measures.into_iter().filter_map(row).collect()
}

impl Quartiles {
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let last = values.len().checked_sub(1)?;
        // Between two values in proportion, as is usual (type 7 of Hyndman and Fan 1996).
        let at = |quarter: usize| {
            let (place, rest) = (quarter * last / 4, quarter * last % 4);
            let next = values[(place + 1).min(last)];
            values[place] + (next - values[place]) * rest as f64 / 4.0
        };
        Some(Self {
            problems: values.len(),
            mean: values.iter().sum::<f64>() / values.len() as f64,
            lower: at(1),
            median: at(2),
            upper: at(3),
        })
    }
}

/// What the problems with each value of a label are like.
#[must_use]
pub fn by_label(
    label: &str,
    problems: &[Problem],
    described: &[Described],
) -> Vec<(String, Vec<Described>)> {
    let values = by_value(label, problems.iter().map(|it| &it.labels));
    let part = |(value, places): (Option<String>, Vec<usize>)| {
        let own = places.into_iter().map(|place| described[place].clone());
        let value = value.unwrap_or_else(|| format!("without {label}"));
        (value, own.collect())
    };
    values.into_iter().map(part).collect()
}
