//! Compiles candidates and tests, in instances in which none of them runs.

use super::engine::with_stack;
use super::instance::{Guest, Part, State};
use super::sandbox::Sandbox;
use crate::job::{Compiled, count};
use crate::{Fault, Judge, Limits, Packing, Program, SandboxError, Suite, Tests};

/// What the compiler says of a source that brings it down.
const TOO_COMPLEX: &str = "the source is too complex to compile";

impl Sandbox {
    /// Compiles candidates for jobs with this judge, each alone; one that does not compile gives the reason.
    ///
    /// # Errors
    /// Where the engine fails.
    pub fn prepare(
        &self,
        sources: &[&str],
        judge: Judge,
    ) -> Result<Vec<Result<Program, Fault>>, SandboxError> {
        let mut guest = self.compiler(sources.iter())?;
        if let Ok(programs) = with_stack(|| guest.prepare(sources, may_part(judge))) {
            return Ok(programs);
        }
        drop(guest);
        sources
            .iter()
            .map(|source| self.prepare_alone(source, judge))
            .collect()
    }

    /// Compiles one candidate; one that brings the compiler down does not compile.
    pub(crate) fn prepare_alone(
        &self,
        source: &str,
        judge: Judge,
    ) -> Result<Result<Program, Fault>, SandboxError> {
        let mut guest = self.compiler([source].iter())?;
        let prepared = with_stack(|| guest.prepare(&[source], may_part(judge))).ok();
        let prepared = prepared.and_then(|programs| programs.into_iter().next());
        Ok(prepared.unwrap_or_else(|| Err(too_complex())))
    }

    /// Says of each source why it does not compile, or nothing where it does.
    ///
    /// # Errors
    /// Where the engine fails.
    pub fn check(&self, sources: &[&str]) -> Result<Vec<Option<Fault>>, SandboxError> {
        let mut guest = self.compiler(sources.iter())?;
        if let Ok(faults) = with_stack(|| guest.check(sources)) {
            return Ok(faults);
        }
        drop(guest);
        sources
            .iter()
            .map(|source| self.check_alone(source))
            .collect()
    }

    /// Compiles tests, to run them on many candidates.
    ///
    /// # Errors
    /// Where the engine fails.
    pub fn compile(&self, tests: &Tests<'_>) -> Result<Suite, SandboxError> {
        let count = count(tests.sources.len())?;
        let packed = tests.packing == Packing::Packed;
        let mut kept: Vec<Option<&str>> = tests.sources.iter().copied().map(Some).collect();
        let mut guest = self.compiler(kept.iter().flatten())?;
        let mut compiled = with_stack(|| guest.compile(&kept, packed, tests));
        drop(guest);
        if compiled.is_err() {
            for source in &mut kept {
                if let Some(text) = source
                    && self.check_alone(text)?.is_some()
                {
                    *source = None;
                }
            }
            let mut guest = self.compiler(kept.iter().flatten())?;
            compiled = with_stack(|| guest.compile(&kept, packed, tests));
        }
        let mut compiled = compiled?;
        Ok(Suite::new(Compiled {
            assertions: compiled.take_assertions(),
            code: compiled.code,
            tests: count,
            packing: tests.packing,
            pure: compiled.pure,
            calls: compiled.calls,
            made: compiled.made,
            together: compiled.together,
            added: 0,
            exchanges: None,
            budgets: Vec::new(),
        }))
    }

    /// Checks one source; one that brings the compiler down does not compile.
    fn check_alone(&self, source: &str) -> Result<Option<Fault>, SandboxError> {
        let mut guest = self.compiler([source].iter())?;
        Ok(match with_stack(|| guest.check(&[source])) {
            Ok(faults) => faults.into_iter().flatten().next(),
            Err(_) => Some(too_complex()),
        })
    }

    /// An instance to compile some sources.
    fn compiler<'s>(
        &self,
        sources: impl Iterator<Item = &'s &'s str>,
    ) -> Result<Guest, SandboxError> {
        let state = State::new(generous(sources), Part::Silent);
        Ok(Guest::start(&self.image, state)?)
    }
}

/// Says whether a judge may judge tests apart from the candidate.
const fn may_part(judge: Judge) -> bool {
    !matches!(judge, Judge::Shared)
}

fn too_complex() -> Fault {
    Fault {
        kind: "SyntaxError".to_owned(),
        message: TOO_COMPLEX.to_owned(),
    }
}

/// The limits for compiling some sources: the compiler reads each several times.
fn generous<'s>(sources: impl Iterator<Item = &'s &'s str>) -> Limits {
    const EACH: u64 = 1_000_000_000;
    const BYTE: u64 = 100_000;
    let needed = |source: &&str| EACH.saturating_add(BYTE.saturating_mul(source.len() as u64));
    Limits {
        instructions: sources.map(needed).fold(EACH, u64::saturating_add),
        ..Limits::default()
    }
}
