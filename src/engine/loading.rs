//! What is loaded for the candidates of a problem: their programs, or a file of a repository with each in its place.

use super::EngineError;
use super::environment::Environment;
use super::repository::{placed, text};
use crate::problem::Problem;
use mutagree_sandbox::{Fault, Judge, Program, SandboxError};
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// Loads the candidates of a problem.
pub(super) struct Loading<'a> {
    problem: &'a Problem,
    environment: Arc<Environment>,
    /// The file of the repository, once it was read; nothing where there is none.
    file: OnceLock<Option<String>>,
}

/// What is loaded for a candidate, or why there is nothing.
pub(super) type Loadable<'s> = Result<Cow<'s, str>, Fault>;

impl<'a> Loading<'a> {
    pub(super) fn new(problem: &'a Problem, environment: &Arc<Environment>) -> Self {
        Self {
            problem,
            environment: Arc::clone(environment),
            file: OnceLock::new(),
        }
    }

    /// Where it is loaded.
    pub(super) fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Says whether the same text does the same in every run: what else is in a repository nobody knows.
    pub(super) fn is_known_by_text(&self) -> bool {
        self.problem.repository.is_none()
    }

    /// What is loaded for a solution.
    pub(super) fn source<'s>(&self, solution: &'s str) -> Result<Loadable<'s>, EngineError> {
        let Some(task) = &self.problem.repository else {
            return Ok(Ok(self.problem.program(solution)));
        };
        let file = self.file(&task.file)?;
        let placed = placed(file, self.problem, task, solution)?;
        Ok(placed.map(Cow::Owned).map_err(|refusal| Fault {
            kind: "Unplaced".to_owned(),
            message: refusal.to_string(),
        }))
    }

    /// Compiles what is loaded, each alone; what does not compile gives the reason.
    pub(super) fn prepare(
        &self,
        sources: &[&str],
        judge: Judge,
    ) -> Result<Vec<Result<Program, Fault>>, EngineError> {
        let backend = &self.environment.backend;
        Ok(match &self.problem.repository {
            Some(_) if judge == Judge::Split => return Err(apart(self.problem).into()),
            Some(task) => (backend.container()?).prepare_placed(&task.file, sources)?,
            None => backend.prepare(sources, judge)?,
        })
    }

    fn file(&self, path: &str) -> Result<Option<&str>, SandboxError> {
        if let Some(known) = self.file.get() {
            return Ok(known.as_deref());
        }
        let read = text(&self.environment, path)?;
        Ok(self.file.get_or_init(|| read).as_deref())
    }
}

/// What is said where tests of candidates in a repository are to be judged apart.
fn apart(problem: &Problem) -> SandboxError {
    let name = &problem.task_id;
    let hint = "hint: leave out `--judge split`";
    SandboxError::Repository(format!(
        "`{name}`: tests in a repository run with the candidate, not apart\n{hint}"
    ))
}
