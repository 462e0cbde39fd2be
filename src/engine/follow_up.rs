//! What is asked after a vote: which outputs are right where the best candidates disagree, then corrections of those that
//! fail agreed tests. After each the new cells are executed.

use super::generate::Interview;
use super::{Engine, EngineError, Loaded, execute, load};
use crate::consensus::Ranking;
use crate::store::Run;

/// Asks a model what a run wants to know after a vote, as far as it was not asked before, and executes what comes of it.
///
/// # Errors
/// As for [`Interview::distinguish`], [`Interview::repair`] and [`execute`].
pub fn follow_up(
    engine: &Engine<'_>,
    run: &Run,
    interview: &mut Interview<'_>,
    ranking: Ranking,
    mut loaded: Loaded,
) -> Result<Loaded, EngineError> {
    if interview.distinguish(run, &loaded, ranking)? {
        loaded = load(run)?;
        execute(engine, run, &loaded)?;
    }
    if interview.repair(engine, run, &loaded, ranking)? {
        loaded = load(run)?;
        execute(engine, run, &loaded)?;
    }
    Ok(loaded)
}
