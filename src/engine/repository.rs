//! Candidates for repositories: each is put into its file, and the tests of its problem run there.

use super::EngineError;
use super::environment::Environment;
use crate::extract::{Asked, Placing, Refusal};
use crate::problem::Problem;
use crate::repository::RepositoryTask;
use mutagree_sandbox::{
    Limits, NodeOutcome, Outcome, Placed, RepositoryReport, RepositoryTests, SandboxError,
};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// The files of a repository that tasks are about, each read once.
pub(super) struct Files<'e> {
    environment: &'e Environment,
    read: Mutex<HashMap<String, Option<String>>>,
}

/// Whether a candidate is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Right {
    Yes,
    No,
    /// A limit stopped it.
    Stopped,
}

impl<'e> Files<'e> {
    pub(super) fn new(environment: &'e Environment) -> Self {
        Self {
            environment,
            read: Mutex::default(),
        }
    }

    /// The environment that has the repository.
    pub(super) fn environment(&self) -> &'e Environment {
        self.environment
    }

    /// A file as text; nothing where there is none, or it is no UTF-8.
    pub(super) fn text(&self, path: &str) -> Result<Option<String>, EngineError> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = read.get(path) {
            return Ok(known.clone());
        }
        let text = text(self.environment, path)?;
        read.insert(path.to_owned(), text.clone());
        Ok(text)
    }

    /// Says whether a reply is right.
    pub(super) fn judge(
        &self,
        problem: &Problem,
        task: &RepositoryTask,
        reply: &str,
        limits: Limits,
    ) -> Result<Right, EngineError> {
        let file = self.text(&task.file)?;
        let Ok(content) = placed(file.as_deref(), problem, task, reply)? else {
            return Ok(Right::No);
        };
        let report = self.run(task, Some(&content), limits, true)?;
        Ok(right(&report, &task.passes))
    }

    /// Runs the tests of a task, with other content in the place of its file.
    pub(super) fn run(
        &self,
        task: &RepositoryTask,
        content: Option<&str>,
        limits: Limits,
        until_failure: bool,
    ) -> Result<RepositoryReport, EngineError> {
        let path = &task.file;
        let tests = RepositoryTests {
            placed: content.map(|content| Placed { path, content }),
            tests: &task.tests,
            limits,
            until_failure,
        };
        Ok(self
            .environment
            .backend
            .container()?
            .test_repository(&tests)?)
    }
}

/// A file of an environment's repository as text; nothing where there is none, or it is no UTF-8.
pub(super) fn text(environment: &Environment, path: &str) -> Result<Option<String>, SandboxError> {
    let content = environment.backend.container()?.read_file(path)?;
    Ok(content.and_then(|content| String::from_utf8(content).ok()))
}

/// The file of a task with what a reply holds in its place, or why the reply holds nothing that fits.
pub(super) fn placed(
    file: Option<&str>,
    problem: &Problem,
    task: &RepositoryTask,
    reply: &str,
) -> Result<Result<String, Refusal>, SandboxError> {
    let file = file.ok_or_else(|| lacks(problem, &task.file))?;
    let asked = Asked {
        prompt: &problem.prompt,
        entry_point: &problem.entry_point,
    };
    match placing(file, task).place(reply, &asked) {
        Ok(content) => Ok(Ok(content)),
        Err(refusal @ (Refusal::Reply { .. } | Refusal::Unfitting)) => Ok(Err(refusal)),
        Err(refusal) => {
            let name = &problem.task_id;
            let hint = "hint: `mutagree environment validate` writes the problems that can be used";
            let said = format!("`{name}`: `{}`: {refusal}\n{hint}", task.file);
            Err(SandboxError::Repository(said))
        }
    }
}

pub(super) fn placing<'a>(file: &'a str, task: &'a RepositoryTask) -> Placing<'a> {
    Placing {
        file,
        path: &task.file,
        target: task.target(),
    }
}

/// Says whether a report is that of a right candidate: some test passes, none fails, and all that pass with the repository's own
/// code do.
pub(super) fn right(report: &RepositoryReport, passes: &[String]) -> Right {
    if matches!(report.ended, Some(Outcome::LimitReached(_))) {
        return Right::Stopped;
    }
    let is_passed = |(_, outcome): &&(String, NodeOutcome)| *outcome == NodeOutcome::Passed;
    let names = report.nodes.iter().filter(is_passed);
    let names: HashSet<&str> = names.map(|(name, _)| name.as_str()).collect();
    if report.is_good() && passes.iter().all(|name| names.contains(name.as_str())) {
        Right::Yes
    } else {
        Right::No
    }
}

fn lacks(problem: &Problem, path: &str) -> SandboxError {
    let hint = "hint: name the environment of its repository with `--environment`";
    let name = &problem.task_id;
    SandboxError::Repository(format!(
        "`{name}`: the repository of the environment has no file `{path}`\n{hint}"
    ))
}
