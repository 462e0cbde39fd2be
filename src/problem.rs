//! A programming task, in the one form that the engine works with.

use serde::{Deserialize, Serialize};

/// One programming task. The reference tests serve evaluation only, never selection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The task's name, unique in its file.
    pub task_id: String,
    /// What the model is asked to continue or to solve.
    pub prompt: String,
    /// The name of the function that tests call.
    pub entry_point: String,
    /// Python sources; a candidate is right if it passes all of them.
    #[serde(default)]
    pub reference_tests: Vec<String>,
}
