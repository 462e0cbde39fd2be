//! Candidates that compile to the same code, which run once.
//!
//! The sandbox's own compiler decides: what it makes of a source is all that runs, so equal code does the same on
//! every test. Comments and layout make no difference to it; names and docstrings do.

use super::loading::{Loadable, Loading};
use super::{Engine, EngineError};
use mutagree_sandbox::{Fault, Judge, Program};
use std::collections::HashMap;

/// How many candidates are compiled in one go.
const AT_ONCE: usize = 64;

/// Candidates of one problem that are the same program, or one that does not compile.
pub(super) struct Alike {
    /// Their places, at least one, in ascending order.
    pub(super) places: Vec<usize>,
    /// The program, or why there is none.
    pub(super) program: Result<Program, Fault>,
}

/// Compiles what is loaded for candidates for jobs with this judge, and puts the places of those that are the same program
/// together, in the order of their first places; where the engine merges nothing, each stays alone.
pub(super) fn alike(
    engine: &Engine<'_>,
    loading: &Loading<'_>,
    sources: &[(usize, Loadable<'_>)],
    judge: Judge,
) -> Result<Vec<Alike>, EngineError> {
    let mut known: HashMap<Program, usize> = HashMap::new();
    let mut groups: Vec<Alike> = Vec::new();
    for part in sources.chunks(AT_ONCE) {
        let texts = part.iter().filter_map(|(_, source)| source.as_deref().ok());
        let mut programs = loading
            .prepare(&texts.collect::<Vec<_>>(), judge)?
            .into_iter();
        let compiled = part.iter().map(|(place, source)| match source {
            Ok(_) => (place, programs.next()),
            Err(fault) => (place, Some(Err(fault.clone()))),
        });
        for (place, program) in compiled.filter_map(|(place, program)| Some((place, program?))) {
            let group = match &program {
                Ok(program) if engine.merges => {
                    *known.entry(program.clone()).or_insert(groups.len())
                }
                Ok(_) | Err(_) => groups.len(),
            };
            match groups.get_mut(group) {
                Some(group) => group.places.push(*place),
                None => groups.push(Alike {
                    places: vec![*place],
                    program,
                }),
            }
        }
    }
    Ok(groups)
}
