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
        let content = self.environment.backend.container()?.read_file(path)?;
        let text = content.and_then(|content| String::from_utf8(content).ok());
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
        let file = self
            .text(&task.file)?
            .ok_or_else(|| lacks(problem, &task.file))?;
        let asked = Asked {
            prompt: &problem.prompt,
            entry_point: &problem.entry_point,
        };
        let content = match placing(&file, task).place(reply, &asked) {
            Ok(content) => content,
            Err(Refusal::Reply { .. } | Refusal::Unfitting) => return Ok(Right::No),
            Err(refusal) => {
                let name = &problem.task_id;
                let hint =
                    "hint: `mutagree environment validate` writes the problems that can be used";
                let said = format!("`{name}`: `{}`: {refusal}\n{hint}", task.file);
                return Err(SandboxError::Repository(said).into());
            }
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
