//! The pool of solved problems that a prompt may show as examples.

use super::Stage;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// A small problem in plain Python with a solution that passes its tests.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Example {
    /// The name, unique in the pool: stage and entry point.
    pub name: String,
    /// The stage that it is an example of.
    pub stage: Stage,
    /// What a model would be asked.
    pub prompt: String,
    /// The name of the function that tests call.
    pub entry_point: String,
    /// A program that is right.
    pub solution: String,
    /// Assertions over literals and calls of the entry point.
    pub tests: Vec<String>,
}

#[expect(
    clippy::expect_used,
    reason = "the pool is a part of the program, and tests read it"
)]
static POOL: LazyLock<Vec<Example>> = LazyLock::new(|| {
    let lines = include_str!("examples.jsonl").lines();
    lines
        .map(|line| serde_json::from_str(line).expect("a row of the pool is an example"))
        .collect()
});

/// Every example.
#[must_use]
pub fn pool() -> &'static [Example] {
    &POOL
}

/// Draws `count` examples of a stage, or of stages that differ as long as there are any left (`None`), fewer where the
/// pool has fewer. None has the task's entry point, so that no task is shown its own solution. The same stage, entry
/// point and seed give the same examples in the same order.
///
/// ```
/// use mutagree::prompting::stage::{Stage, examples};
/// let shown = examples(Some(Stage::Training), "hinge_loss", 0, 3);
/// assert_eq!(shown.len(), 3);
/// assert!(shown.iter().all(|it| it.stage == Stage::Training && it.entry_point != "hinge_loss"));
/// ```
#[must_use]
pub fn examples(
    stage: Option<Stage>,
    entry_point: &str,
    seed: u64,
    count: usize,
) -> Vec<&'static Example> {
    let mut random = random(seed, entry_point);
    let mut stages = stage.map_or(Stage::ALL.to_vec(), |stage| vec![stage]);
    stages.shuffle(&mut random);
    let mut shuffled: Vec<&Example> = pool().iter().collect();
    shuffled.retain(|it| it.entry_point != entry_point);
    shuffled.shuffle(&mut random);
    let of_stage = |stage: &Stage| {
        let stage = *stage;
        shuffled.iter().copied().filter(move |it| it.stage == stage)
    };
    let mut hands: Vec<_> = stages.iter().map(of_stage).collect();
    let mut drawn = Vec::new();
    while drawn.len() < count {
        let before = drawn.len();
        drawn.extend(hands.iter_mut().filter_map(Iterator::next));
        if drawn.len() == before {
            break;
        }
    }
    drawn.truncate(count);
    drawn
}

/// A generator for one task of a run.
fn random(seed: u64, entry_point: &str) -> ChaCha8Rng {
    let hash = Sha256::new()
        .chain_update(seed.to_le_bytes())
        .chain_update(entry_point);
    ChaCha8Rng::from_seed(hash.finalize().into())
}
