//! Takes candidates some at a time, until each selection is sure.

use super::agree::agreement_by;
use super::generate::Interview;
use super::{Engine, EngineError, Loaded, execute, load, matrices};
use crate::consensus::Ranking;
use crate::sampling::STEP;
use crate::store::Run;

/// Asks a model for candidates and executes them, until the selection of a ranking is right with the probability that
/// the run was begun with, or the model gave as many as it may. Once something was asked after a vote, it gives no more.
///
/// # Errors
/// As for [`Interview::take`] and [`execute`].
pub fn interview_until_sure(
    engine: &Engine<'_>,
    run: &Run,
    interview: &mut Interview<'_>,
    ranking: Ranking,
) -> Result<Loaded, EngineError> {
    if let Some(settled) = interview.settled().map(<[usize]>::to_vec) {
        interview.take(run, &settled)?;
        let loaded = load(run)?;
        execute(engine, run, &loaded)?;
        return Ok(loaded);
    }
    let amounts = Amounts {
        taken: interview.answered(),
        most: interview.most(),
    };
    until_sure(engine, run, ranking, amounts, |taken| {
        interview.take(run, taken)
    })
}

/// How many candidates of each problem there are, and may be.
pub(super) struct Amounts {
    pub(super) taken: Vec<usize>,
    pub(super) most: Vec<usize>,
}

/// Each problem begins with a few candidates, and gets more until its selection is sure or it has as many as it may. All
/// tests are there from the beginning. `take` writes so many candidates of each problem.
pub(super) fn until_sure(
    engine: &Engine<'_>,
    run: &Run,
    ranking: Ranking,
    amounts: Amounts,
    mut take: impl FnMut(&[usize]) -> Result<(), EngineError>,
) -> Result<Loaded, EngineError> {
    let sure = f64::from(run.config().sure.unwrap_or(0)) / 100.0;
    let Amounts { taken, most } = amounts;
    let steps = |(taken, most): (usize, &usize)| (taken.max(1).div_ceil(STEP) * STEP).min(*most);
    let mut taken: Vec<usize> = taken.into_iter().zip(&most).map(steps).collect();
    loop {
        take(&taken)?;
        let loaded = load(run)?;
        execute(engine, run, &loaded)?;
        let agreement = agreement_by(&loaded, &matrices(run, &loaded)?, ranking);
        let mut more = false;
        for (place, confidence) in agreement.confidence.iter().enumerate() {
            let unsure = confidence.is_none_or(|it| it < sure);
            if unsure && taken[place] < most[place] {
                taken[place] = (taken[place] + STEP).min(most[place]);
                more = true;
            }
        }
        if !more {
            return Ok(loaded);
        }
    }
}
