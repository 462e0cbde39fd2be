//! Which stage a task belongs to: a multinomial logistic regression on words, fitted when it is first asked, on the
//! descriptions in `tasks.tsv`.

use super::Stage;
use super::words::stems;
use libm::{exp, log, sqrt};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

const STAGES: usize = Stage::ALL.len();

/// From this probability on a prediction is used; below it, `stage-few-shot` shows examples of mixed stages. In
/// cross-validation 85 % of the predictions reach it and 86 % of those are right, about half of the others. On real
/// tasks it promises too much: `BENCHMARKS.md` has the figures.
pub const SURE: f64 = 0.5;

/// Passes over the tasks. Stopping early keeps weights small, in addition to the ridge.
const STEPS: usize = 80;
const MOMENTUM: f64 = 0.9;
/// The weight of the prior that draws weights to zero.
const RIDGE: f64 = 0.1;
/// The length of a task's vector.
const LENGTH: f64 = 3.0;
const RATE: f64 = 1.0 / (LENGTH * LENGTH / 2.0 + RIDGE);
/// Scores are multiplied with it: weights that were stopped early are too unsure of themselves. Set by hand from how
/// unsure they were in cross-validation.
const SHARPNESS: f64 = 1.8;
/// In how many tasks a word has to be.
const LEAST_TASKS: usize = 2;

static SHIPPED: LazyLock<Classifier> = LazyLock::new(|| Classifier::train(&tasks()));

/// The stage of a task, and how likely it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prediction {
    /// The most likely stage.
    pub stage: Stage,
    /// The probability of the stage, between 0 and 1.
    pub probability: f64,
}

impl Prediction {
    /// The stage, if the prediction is to be relied on ([`SURE`]).
    #[must_use]
    pub fn sure(self) -> Option<Stage> {
        (self.probability >= SURE).then_some(self.stage)
    }
}

/// Predicts the stage of a task from its prompt: prose, or a signature with its docstring, in English. A prompt of
/// which no word is known gets the stage that is most common among the descriptions, with a low probability.
///
/// ```
/// use mutagree::prompting::stage::{Stage, predict};
/// let prediction = predict("Build a residual block with two convolutions and batch norm.");
/// assert_eq!(prediction.sure(), Some(Stage::ModelConstruction));
/// ```
#[must_use]
pub fn predict(prompt: &str) -> Prediction {
    SHIPPED.predict(prompt)
}

/// The descriptions that the classifier is trained on, each with its stage.
#[must_use]
pub fn tasks() -> Vec<(Stage, String)> {
    let lines = include_str!("tasks.tsv").lines();
    lines
        .filter_map(|line| {
            let (stage, text) = line.split_once('\t')?;
            Some((stage.parse().ok()?, text.replace("\\n", "\n")))
        })
        .collect()
}

/// A known word: its place and how much it counts where it occurs.
struct Word {
    place: usize,
    rarity: f64,
}

/// Weights of words for stages. The same tasks give the same classifier on every machine.
pub struct Classifier {
    words: HashMap<String, Word>,
    weights: Vec<[f64; STAGES]>,
    bias: [f64; STAGES],
}

/// The words of a text that are known, by place.
type Vector = Vec<(usize, f64)>;

impl Classifier {
    /// Fits weights to tasks by gradient descent with momentum.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
    pub fn train(tasks: &[(Stage, String)]) -> Self {
        let texts: Vec<BTreeSet<String>> = tasks.iter().map(|(_, text)| stems(text)).collect();
        let words = vocabulary(&texts);
        let zeros = vec![[0.0; STAGES]; words.len()];
        let mut classifier = Self {
            words,
            weights: zeros.clone(),
            bias: [0.0; STAGES],
        };
        let vectors: Vec<Vector> = texts.iter().map(|text| classifier.vector(text)).collect();
        let (mut speeds, mut bias_speed) = (zeros, [0.0; STAGES]);
        let share = 1.0 / tasks.len().max(1) as f64;
        for _ in 0..STEPS {
            let mut slopes = classifier.weights.clone();
            let mut bias_slope = [0.0; STAGES];
            let ridge = RIDGE * share;
            slopes.iter_mut().flatten().for_each(|it| *it *= ridge);
            for ((stage, _), vector) in tasks.iter().zip(&vectors) {
                let mut errors = softmax(classifier.scores(vector));
                errors[place_of(*stage)] -= 1.0;
                for (place, value) in vector {
                    add(&mut slopes[*place], &errors, share * value);
                }
                add(&mut bias_slope, &errors, share);
            }
            for (place, slope) in slopes.iter().enumerate() {
                descend(&mut classifier.weights[place], &mut speeds[place], slope);
            }
            descend(&mut classifier.bias, &mut bias_speed, &bias_slope);
        }
        classifier
    }

    /// Predicts the stage of a task.
    #[must_use]
    pub fn predict(&self, prompt: &str) -> Prediction {
        let scores = self.scores(&self.vector(&stems(prompt)));
        let chances = softmax(scores.map(|score| SHARPNESS * score));
        let mut best = 0;
        for place in 1..STAGES {
            if chances[place] > chances[best] {
                best = place;
            }
        }
        Prediction {
            stage: Stage::ALL[best],
            probability: chances[best],
        }
    }

    /// The known words of a text, scaled to [`LENGTH`].
    fn vector(&self, stems: &BTreeSet<String>) -> Vector {
        let known: Vec<&Word> = stems.iter().filter_map(|it| self.words.get(it)).collect();
        let squares: f64 = known.iter().map(|word| word.rarity * word.rarity).sum();
        let scale = LENGTH / sqrt(squares);
        let scaled = known.iter().map(|word| (word.place, scale * word.rarity));
        scaled.collect()
    }

    fn scores(&self, vector: &Vector) -> [f64; STAGES] {
        let mut scores = self.bias;
        for (place, value) in vector {
            add(&mut scores, &self.weights[*place], *value);
        }
        scores
    }
}

/// The words that occur in enough texts; rare ones count more.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
fn vocabulary(texts: &[BTreeSet<String>]) -> HashMap<String, Word> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for word in texts.iter().flatten() {
        *counts.entry(word).or_default() += 1;
    }
    let kept = counts
        .into_iter()
        .filter(|(_, count)| *count >= LEAST_TASKS);
    kept.enumerate()
        .map(|(place, (word, count))| {
            let rarity = 1.0 + log((1 + texts.len()) as f64 / (1 + count) as f64);
            (word.to_owned(), Word { place, rarity })
        })
        .collect()
}

fn place_of(stage: Stage) -> usize {
    stage as usize
}

fn add(sums: &mut [f64; STAGES], values: &[f64; STAGES], factor: f64) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += factor * value;
    }
}

fn descend(weights: &mut [f64; STAGES], speeds: &mut [f64; STAGES], slopes: &[f64; STAGES]) {
    for ((weight, speed), slope) in weights.iter_mut().zip(speeds).zip(slopes) {
        *speed = MOMENTUM * *speed - RATE * slope;
        *weight += *speed;
    }
}

fn softmax(scores: [f64; STAGES]) -> [f64; STAGES] {
    let highest = scores.into_iter().fold(f64::NEG_INFINITY, f64::max);
    let powers = scores.map(|score| exp(score - highest));
    let sum: f64 = powers.iter().sum();
    powers.map(|power| power / sum)
}
