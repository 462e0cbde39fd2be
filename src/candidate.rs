//! A program that a model wrote, and how often it wrote it.

use crate::origin::{Origin, Origins};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// One distinct program for a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The problem that it answers.
    pub task_id: String,
    /// Its place among the distinct candidates of the problem, from 0.
    pub candidate_id: usize,
    /// The whole program.
    pub solution: String,
    /// The number of samples that were this program.
    pub multiplicity: usize,
    /// The variants that it came from.
    pub origins: Origins,
}

/// One program as a model wrote it, before identical ones are counted together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The whole program.
    pub solution: String,
    /// The variant that it answers.
    pub origin: Origin,
}

/// Counts identical programs of one problem together, in the order of their first appearance.
#[must_use]
pub fn distinct(task_id: &str, samples: &[Sample]) -> Vec<Candidate> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut candidates: Vec<Candidate> = Vec::new();
    for sample in samples {
        let place = *places.entry(&sample.solution).or_insert(candidates.len());
        if place == candidates.len() {
            candidates.push(Candidate {
                task_id: task_id.to_owned(),
                candidate_id: place,
                solution: sample.solution.clone(),
                multiplicity: 0,
                origins: Origins::default(),
            });
        }
        candidates[place].multiplicity += 1;
        candidates[place].origins.add(&sample.origin);
    }
    candidates
}
