//! Why candidates are wrong.

use super::data::{Bug, Count, Failures};
use super::gather::Wanted;
use super::known::Known;
use crate::engine::{EngineError, Failure};
use crate::reason::{self, Outcome, Reason, Rules, explain};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::collections::BTreeMap;

/// Counts the reasons of all wrong candidates with their multiplicities; nothing without reference tests.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
pub(super) fn of(known: &Known<'_>, measured: &[usize]) -> Option<Failures> {
    let mut counted = 0;
    let (mut kinds, mut bugs) = (BTreeMap::new(), BTreeMap::new());
    for &place in measured {
        for (at, candidate) in known.loaded.candidates[place].iter().enumerate() {
            let Some(reason) = &known.reasons[place][at] else {
                continue;
            };
            counted += candidate.multiplicity;
            *kinds.entry(reason.kind).or_default() += candidate.multiplicity;
            *bugs.entry(reason.bug).or_default() += candidate.multiplicity;
        }
    }
    let mut kinds: Vec<Count> = kinds
        .into_iter()
        .map(|(kind, count)| Count {
            name: kind.to_string(),
            count,
        })
        .collect();
    let mut bugs: Vec<Bug> = bugs
        .into_iter()
        .map(|(bug, count): (reason::Bug, usize)| Bug {
            name: bug.to_string(),
            count,
            share: count as f64 / counted.max(1) as f64,
            published: bug.published(),
        })
        .collect();
    kinds.sort_by_key(|it| std::cmp::Reverse(it.count));
    bugs.sort_by_key(|it| std::cmp::Reverse(it.count));
    (counted > 0).then_some(Failures {
        counted,
        kinds,
        bugs,
    })
}

/// Explains every wrong candidate of which a failure is known.
pub(super) fn explained(
    known: &Known<'_>,
    wanted: &Wanted<'_>,
) -> Result<Vec<Vec<Option<Reason>>>, EngineError> {
    let of_problem = |place: usize| {
        wanted.check_interrupt()?;
        let candidates = 0..known.judged[place].len();
        let reasons = candidates.map(|candidate| reason(known, wanted.rules, place, candidate));
        Ok(reasons.collect())
    };
    (0..known.judged.len())
        .into_par_iter()
        .map(of_problem)
        .collect()
}

fn reason(known: &Known<'_>, rules: &Rules, place: usize, candidate: usize) -> Option<Reason> {
    let judged = known.judged[place][candidate].as_ref()?;
    let failure = judged.failure.as_ref().filter(|_| !judged.right)?;
    let problem = &known.loaded.problems[place];
    let told = reason::Failure {
        code: &known.loaded.candidates[place][candidate].solution,
        prompt: &problem.prompt,
        outcome: outcome(failure),
        exception: failure.exception.as_deref(),
        message: failure.message.as_deref(),
        in_candidate: None,
    };
    Some(explain(&told, rules))
}

fn outcome(failure: &Failure) -> Outcome {
    match failure.outcome {
        'F' => Outcome::Failed,
        'U' => Outcome::Unviable,
        'T' => Outcome::Time,
        'M' => Outcome::Memory,
        'O' => Outcome::Output,
        'C' => Outcome::Crashed,
        _ => Outcome::Raised,
    }
}
