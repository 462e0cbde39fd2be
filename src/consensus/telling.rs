//! Which calls tell the best behaviours apart: those that are worth asking about, as in S* (Li et al. 2025,
//! arXiv 2502.14382), where inputs that two clusters answer differently decide between them.

use super::ByExamples;
use super::sets::by_behaviour;
use crate::matrix::{ExecutionMatrix, Outputs};

/// A behaviour that may be the right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contender {
    /// Its first candidate.
    pub candidate: usize,
    /// Its distinct candidates · (1 + what they pass).
    pub weight: u64,
}

/// The most behaviours that are told apart.
const MOST: usize = 8;

/// A behaviour contends that has at least one part of the heaviest one's weight, of so many.
const PART: u64 = 10;

/// The behaviours that contend, the heaviest first; that of the `selected` candidate always does. One that gives no value
/// for any call does not, nor, where examples of the prompt filter, one that passes fewer of them than the selected one.
#[must_use]
pub fn contenders(
    matrix: &ExecutionMatrix,
    selected: Option<usize>,
    examples: ByExamples,
) -> Vec<Contender> {
    let outputs = &matrix.outputs;
    let shown = |candidate: usize| {
        let row = &matrix.passes[candidate];
        matrix.examples.ones().filter(|it| row.has(*it)).count()
    };
    let needed = match (selected, examples) {
        (Some(selected), ByExamples::Filter) => shown(selected),
        _ => 0,
    };
    let gives = |set: &&Vec<usize>| outputs.row(set[0]).iter().any(|it| Outputs::is_value(*it));
    let behaviours = by_behaviour(matrix);
    let contend = behaviours.iter().filter(gives);
    let contend = contend.filter(|set| shown(set[0]) >= needed);
    let weighed = contend.map(|set| {
        let contender = Contender {
            candidate: set[0],
            weight: set.len() as u64 * (1 + matrix.support(&matrix.passes[set[0]])),
        };
        let is_selected = selected.is_some_and(|it| set.contains(&it));
        (!is_selected, contender)
    });
    let mut weighed: Vec<(bool, Contender)> = weighed.collect();
    weighed.sort_by_key(|(_, it)| std::cmp::Reverse(it.weight));
    let heaviest = weighed.first().map_or(0, |(_, it)| it.weight);
    weighed.retain(|(other, it)| !other || it.weight * PART >= heaviest);
    // Where there are too many, the selected one stays, whatever it weighs.
    if let Some(place) = weighed.iter().position(|(other, _)| !other)
        && place >= MOST
    {
        weighed.swap(place, MOST - 1);
    }
    weighed.truncate(MOST);
    weighed.into_iter().map(|(_, it)| it).collect()
}

/// At most so many of the `askable` calls, those first that tell most weight apart: for each two contenders with different
/// outputs the product of their weights, twice where both are values. What a call has told apart counts half for the next
/// one. Nothing where no call tells any apart.
///
/// ```
/// use mutagree::consensus::{ByExamples, contenders, telling_calls};
/// use mutagree::matrix::ExecutionMatrix;
/// let rows = [["1", "1", "5"], ["1", "2", "6"], ["1", "2", "!E"]].map(|row| row.map(str::to_owned).to_vec());
/// let matrix = ExecutionMatrix::new(&[vec![true], vec![true], vec![true]], vec![1; 3], vec![1]);
/// let matrix = matrix.with_outputs(&rows, 0);
/// let best = contenders(&matrix, None, ByExamples::Filter);
/// assert_eq!(telling_calls(&matrix, &best, &[0, 1, 2], 2), [1, 2]);
/// assert!(telling_calls(&matrix, &best, &[0], 2).is_empty());
/// ```
#[must_use]
pub fn telling_calls(
    matrix: &ExecutionMatrix,
    contenders: &[Contender],
    askable: &[usize],
    most: usize,
) -> Vec<usize> {
    let rows: Vec<&[u32]> = contenders
        .iter()
        .map(|it| matrix.outputs.row(it.candidate))
        .collect();
    let pairs = (0..rows.len()).flat_map(|one| (one + 1..rows.len()).map(move |two| (one, two)));
    let weight = |place: usize| u128::from(contenders[place].weight);
    let mut open: Vec<(usize, usize, u128)> = pairs
        .map(|(one, two)| (one, two, weight(one) * weight(two)))
        .collect();
    let tells = |call: usize, one: usize, two: usize| -> u128 {
        let outputs = [rows[one][call], rows[two][call]];
        let values = outputs.iter().filter(|it| Outputs::is_value(**it)).count();
        if outputs[0] == outputs[1] {
            0
        } else {
            values as u128
        }
    };
    let mut left = askable.to_vec();
    let mut chosen = Vec::new();
    while chosen.len() < most {
        let gain = |call: usize| -> u128 {
            let gains = open.iter();
            gains
                .map(|(one, two, it)| it * tells(call, *one, *two))
                .sum()
        };
        let gains = left
            .iter()
            .enumerate()
            .map(|(place, call)| (gain(*call), place));
        let Some((_, place)) = gains
            .filter(|(gain, _)| *gain > 0)
            .max_by_key(|(gain, place)| (*gain, std::cmp::Reverse(*place)))
        else {
            break;
        };
        let call = left.remove(place);
        for (one, two, weight) in &mut open {
            if tells(call, *one, *two) > 0 {
                *weight = weight.div_ceil(2);
            }
        }
        chosen.push(call);
    }
    chosen
}
