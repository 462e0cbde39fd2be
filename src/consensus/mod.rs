//! Dual agreement: ranks what candidates have in common with each other and with tests. Pure functions over the
//! execution matrix; one scorer a file.

mod agreement;
mod b4;
mod bounds;
mod codet;
mod confidence;
mod examples;
mod frequency;
mod fusion;
mod latent;
mod layers;
mod max_pass;
mod mbr_exec;
mod overlap;
mod peel;
mod random;
mod reliability;
mod scorer;
mod sets;
mod srank;
mod telling;
mod trust;
mod weigh;

pub use bounds::{can_win, has_bounds};
pub use confidence::{FEATURES, confidence, features};
pub use examples::{ByExamples, Shown, shown};
pub use layers::Layers;
pub use reliability::Reliability;
pub use scorer::Scorer;
pub use sets::{ConsensusSet, by_behaviour};
pub use telling::{Contender, contenders, telling_calls};
pub use weigh::Weigh;

use crate::matrix::ExecutionMatrix;
use sets::{Scored, finish};
use std::fmt;
use std::str::FromStr;

/// What decides a ranking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ranking {
    /// What scores sets.
    pub scorer: Scorer,
    /// How the candidates of a set are counted; the scorer's own way where nothing is said.
    pub weigh: Option<Weigh>,
    /// What is done around the scorer.
    pub layers: Layers,
    /// How the examples of the prompt count.
    pub examples: ByExamples,
}

impl fmt::Display for Ranking {
    /// Writes the scorer's name and what differs from its own way.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.scorer)?;
        if let Some(weigh) = self.weigh {
            write!(formatter, "+{weigh}")?;
        }
        if self.layers.fallback {
            formatter.write_str("+fallback")?;
        }
        if self.layers.tie_break {
            formatter.write_str("+tie-break")?;
        }
        if self.examples != ByExamples::default() {
            write!(formatter, "+examples-{}", self.examples)?;
        }
        Ok(())
    }
}

impl FromStr for Ranking {
    type Err = String;

    /// Reads what [`Display`](fmt::Display) writes.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split('+');
        let mut ranking = Self {
            scorer: parts.next().unwrap_or_default().parse()?,
            ..Self::default()
        };
        for part in parts {
            match part {
                "fallback" => ranking.layers.fallback = true,
                "tie-break" => ranking.layers.tie_break = true,
                "layers" => {
                    ranking.layers = Layers {
                        fallback: true,
                        tie_break: true,
                    }
                }
                _ if part.starts_with("examples-") => {
                    ranking.examples = part["examples-".len()..].parse()?;
                }
                weigh => ranking.weigh = Some(weigh.parse()?),
            }
        }
        Ok(ranking)
    }
}

/// Ranks sets by how likely each wins, where not every test has run: as [`rank`] does, but near copies of the best
/// stand beside it.
#[must_use]
pub fn prospects(matrix: &ExecutionMatrix, ranking: Ranking) -> Vec<ConsensusSet> {
    let weigh = ranking.weigh.unwrap_or(ranking.scorer.usual_weigh());
    match ranking.scorer {
        Scorer::Fusion | Scorer::Trust => {
            let score = |matrix: &ExecutionMatrix| fusion::prospects(matrix, weigh);
            finish(
                matrix,
                examples::with_examples(matrix, ranking.examples, score),
            )
        }
        _ => rank(matrix, ranking),
    }
}

/// Ranks the sets of a problem's candidates, best first. Sets of one score are tied and stand in the order of
/// their first candidates.
///
/// ```
/// use mutagree::consensus::{Ranking, Scorer, rank};
/// use mutagree::matrix::ExecutionMatrix;
/// let passes = [vec![true, true], vec![true, false], vec![true, true]];
/// let matrix = ExecutionMatrix::new(&passes, vec![1; 3], vec![1; 2]);
/// let ranking = Ranking { scorer: Scorer::Codet, ..Ranking::default() };
/// let sets = rank(&matrix, ranking);
/// assert_eq!(sets[0].candidates, [0, 2]);
/// assert_eq!(sets[0].tests, [0, 1]);
/// ```
///
/// How far tests and candidates can be relied on is taken from this problem alone; [`rank_all`] takes it from all.
#[must_use]
pub fn rank(matrix: &ExecutionMatrix, ranking: Ranking) -> Vec<ConsensusSet> {
    rank_trusting(matrix, ranking, reliability([matrix], ranking))
}

/// Ranks the sets of each problem of a run, as [`rank`] does, with what its problems together say of its tests and candidates.
#[must_use]
pub fn rank_all(matrices: &[ExecutionMatrix], ranking: Ranking) -> Vec<Vec<ConsensusSet>> {
    let reliability = reliability(matrices, ranking);
    let rank = |matrix| rank_trusting(matrix, ranking, reliability);
    matrices.iter().map(rank).collect()
}

/// What a scorer that looks at it needs to know of a run.
fn reliability<'a>(
    matrices: impl IntoIterator<Item = &'a ExecutionMatrix>,
    ranking: Ranking,
) -> Reliability {
    match ranking.scorer {
        Scorer::Trust => Reliability::of(matrices, ranking.weigh),
        _ => Reliability::of([], None),
    }
}

fn rank_trusting(
    matrix: &ExecutionMatrix,
    ranking: Ranking,
    reliability: Reliability,
) -> Vec<ConsensusSet> {
    let score = |matrix: &ExecutionMatrix| scored(matrix, ranking, reliability);
    finish(
        matrix,
        examples::with_examples(matrix, ranking.examples, score),
    )
}

/// The sets with their scores, with all layers but that of examples.
fn scored(matrix: &ExecutionMatrix, ranking: Ranking, reliability: Reliability) -> Vec<Scored> {
    let weigh = ranking.weigh.unwrap_or(ranking.scorer.usual_weigh());
    let none_passes = !matrix.passes.iter().any(crate::matrix::Bits::any);
    let mut scored = if ranking.layers.fallback && none_passes {
        layers::fallback(matrix)
    } else {
        ranking.scorer.score(matrix, weigh, reliability)
    };
    if ranking.layers.tie_break {
        scored = layers::break_ties(matrix, scored);
    }
    scored
}
