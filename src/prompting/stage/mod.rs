//! The stages of a deep-learning pipeline: which one a task belongs to, and solved problems of each to show to a model.

mod classifier;
mod examples;
mod words;

pub use classifier::{Classifier, Prediction, SURE, predict, tasks};
pub use examples::{Example, examples, pool};

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A stage of the pipeline from raw data to a usable answer, or none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// What happens to data before a model sees it: reading, cleaning, augmentation, tokens, batches, splits.
    PreProcessing,
    /// Layers, blocks, whole networks, their shapes and initial weights.
    ModelConstruction,
    /// Losses, gradients, optimisers, schedules, loops and checkpoints; fitting of any model.
    Training,
    /// Running a model that is trained: predicting, generating, forecasting, serving.
    Inference,
    /// Metrics, and all else that says how good a model is.
    Evaluation,
    /// What happens to a model's output: thresholds, suppression, decoding to labels, drawing.
    PostProcessing,
    /// No stage in particular: plain programming, puzzles with tensors, plots of data.
    General,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 7] = [
        Self::PreProcessing,
        Self::ModelConstruction,
        Self::Training,
        Self::Inference,
        Self::Evaluation,
        Self::PostProcessing,
        Self::General,
    ];

    /// The name in kebab-case.
    ///
    /// ```
    /// use mutagree::prompting::stage::Stage;
    /// assert_eq!(Stage::PreProcessing.name(), "pre-processing");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PreProcessing => "pre-processing",
            Self::ModelConstruction => "model-construction",
            Self::Training => "training",
            Self::Inference => "inference",
            Self::Evaluation => "evaluation",
            Self::PostProcessing => "post-processing",
            Self::General => "general",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Stage {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|stage| stage.name() == name);
        known.ok_or_else(|| {
            let names = Self::ALL.map(Self::name);
            format!("no stage `{name}`; there is {}", names.join(", "))
        })
    }
}
