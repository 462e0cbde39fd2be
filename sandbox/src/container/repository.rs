//! Tests of a repository in an environment, with one of its files replaced: pytest and the file run in one child.

use super::Container;
use super::channel::{Channel, Heard};
use super::end::Why;
use super::link::Link;
use super::questions::{self, ANSWER, LOADED, REPORT, question};
use crate::judging;
use crate::value::Value;
use crate::{Fault, Limits, Outcome, Program, SandboxError};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, PoisonError};

/// Tests that one run may have.
const MOST: usize = 100_000;

/// The repository that is in an environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repository {
    /// Where it is: the paths of files and tests begin there.
    pub folder: String,
    /// The modules and packages that are its own, by the names of imports: none of them is preloaded.
    pub packages: Vec<String>,
    /// The folders of it in which a file can be replaced, and tests can write.
    #[serde(default = "whole")]
    pub writable: Vec<String>,
    /// What is unpacked there, where it does not come with the lock: a source distribution with its version, and its SHA-256.
    #[serde(default)]
    pub source: Option<RepositorySource>,
}

/// A source distribution of the package index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepositorySource {
    /// Its name there.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its SHA-256.
    pub sha256: String,
}

fn whole() -> Vec<String> {
    vec![".".to_owned()]
}

/// What is put in the place of a file.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'a> {
    /// The file's path in the repository.
    pub path: &'a str,
    /// All of it.
    pub content: &'a str,
}

/// Tests of a repository.
#[derive(Clone, Copy, Debug)]
pub struct RepositoryTests<'a> {
    /// What is replaced; nothing where the repository is tested as it is.
    pub placed: Option<Placed<'a>>,
    /// Paths of pytest: folders, files, and tests in files.
    pub tests: &'a [String],
    /// What all tests together may use.
    pub limits: Limits,
    /// No test runs after the first that fails.
    pub until_failure: bool,
}

/// How a test of pytest ended, from its own report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeOutcome {
    /// It ran to its end.
    Passed,
    /// An assertion did not hold.
    Failed(Fault),
    /// Something else was raised: in the test, what it is given, or while tests were collected.
    Raised(Fault),
    /// It did not run, or was expected to fail: neither speaks for a candidate.
    Skipped(Fault),
}

/// What tests of a repository said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryReport {
    /// How each test ended, by its name in pytest, in the order of their ends.
    pub nodes: Vec<(String, NodeOutcome)>,
    /// What ended the process before pytest did, or why pytest could not begin.
    pub ended: Option<Outcome>,
    /// The beginning of what was written.
    pub output: Vec<u8>,
    /// A clock of the machine decided.
    pub by_clock: bool,
}

impl RepositoryReport {
    /// The tests that passed.
    #[must_use]
    pub fn passed(&self) -> usize {
        let passed = |(_, outcome): &&(String, NodeOutcome)| *outcome == NodeOutcome::Passed;
        self.nodes.iter().filter(passed).count()
    }

    /// The tests that failed or raised something.
    pub fn failures(&self) -> impl Iterator<Item = (&str, &Fault)> {
        self.nodes
            .iter()
            .filter_map(|(name, outcome)| match outcome {
                NodeOutcome::Failed(fault) | NodeOutcome::Raised(fault) => Some((&**name, fault)),
                NodeOutcome::Passed | NodeOutcome::Skipped(_) => None,
            })
    }

    /// Says whether some test passed, none failed, and pytest came to its end.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.ended.is_none() && self.passed() > 0 && self.failures().next().is_none()
    }
}

impl Container {
    /// The same with the repository that is in the environment.
    #[must_use]
    pub fn with_repository(mut self, repository: Option<Repository>) -> Self {
        self.candidates.repository = repository.map(Arc::new);
        self
    }

    /// The repository that is in the environment.
    ///
    /// # Errors
    /// Where there is none.
    pub fn repository(&self) -> Result<&Arc<Repository>, SandboxError> {
        self.candidates.repository.as_ref().ok_or_else(has_none)
    }

    /// Makes programs of the texts that stand in the place of a file, each alone; one that does not compile gives the reason.
    ///
    /// # Errors
    /// Where the environment has no repository, or ends.
    pub fn prepare_placed(
        &self,
        path: &str,
        contents: &[&str],
    ) -> Result<Vec<Result<Program, Fault>>, SandboxError> {
        self.repository()?;
        let faults = self.check(contents)?;
        let programs = contents.iter().zip(faults).map(|(content, fault)| {
            fault.map_or_else(|| Ok(Program::placed(&Placed { path, content })), Err)
        });
        Ok(programs.collect())
    }

    /// Reads a file of the repository; gives nothing where there is none.
    ///
    /// # Errors
    /// Where the environment has no repository, or ends.
    pub fn read_file(&self, path: &str) -> Result<Option<Vec<u8>>, SandboxError> {
        let path = format!("{}/{path}", self.repository()?.folder);
        let limits = Limits::FRAMEWORKS;
        let mut channel = Channel::open(self.link(), limits)?;
        let words = question("file", vec![Value::text(&path)]);
        match channel.ask(&words, limits.instructions)?.0 {
            Heard::Said(ANSWER, answer) => match judging::read(&answer) {
                Some(Value::Bytes(content)) => Ok(Some(content)),
                _ => Ok(None),
            },
            Heard::Said(..) | Heard::Ended(_) => Err(not_started(&channel)),
        }
    }

    /// Runs tests of the repository. Those that a wall clock stopped run again, alone, and that counts.
    ///
    /// # Errors
    /// Where the environment has no repository or cannot replace its files, or ends; whatever the tests do is an outcome.
    pub fn test_repository(
        &self,
        tests: &RepositoryTests<'_>,
    ) -> Result<RepositoryReport, SandboxError> {
        let repository = self.repository()?;
        let report = {
            let _turn = self.turn.read().unwrap_or_else(PoisonError::into_inner);
            test(self.link(), repository, tests)?
        };
        if !report.by_clock {
            return Ok(report);
        }
        let _alone = self.turn.write().unwrap_or_else(PoisonError::into_inner);
        test(self.link(), repository, tests)
    }
}

pub(super) fn has_none() -> SandboxError {
    let hint = "hint: name one whose `environment.toml` has `[repository]`";
    SandboxError::Repository(format!("the environment holds no repository\n{hint}"))
}

fn test(
    link: &Arc<Link>,
    repository: &Arc<Repository>,
    tests: &RepositoryTests<'_>,
) -> Result<RepositoryReport, SandboxError> {
    let limits = tests.limits;
    let mut channel = Channel::open_in(link, limits, Some(repository))?;
    let mut words = asked(repository, tests);
    let (mut nodes, mut left) = (Vec::new(), limits.instructions);
    let (mut stands, mut interrupted) = (false, None);
    let ended = loop {
        let (heard, used) = channel.ask(&words, left)?;
        left = left.saturating_sub(used);
        words = match heard {
            Heard::Said(LOADED, _) if !stands => {
                stands = true;
                Vec::new()
            }
            // Nothing of the candidate has run.
            Heard::Said(ANSWER, said) if !stands => {
                let why = match judging::read(&said) {
                    Some(Value::Text(why)) => String::from_utf8_lossy(&why).into_owned(),
                    _ => "the environment cannot test its repository".to_owned(),
                };
                return Err(SandboxError::Repository(why));
            }
            Heard::Said(..) | Heard::Ended(_) if !stands => return Err(not_started(&channel)),
            Heard::Said(REPORT, said) => match node(&said).filter(|_| nodes.len() < MOST) {
                Some(node) => {
                    nodes.push(node);
                    questions::next(None)
                }
                None => break Some(Why::OutOfTurn),
            },
            Heard::Said(ANSWER, said) => match judging::read(&said) {
                Some(Value::Int(code @ (INTERRUPTED | BROKEN))) => {
                    interrupted = Some(stopped(code));
                    break None;
                }
                Some(Value::Int(_)) => break None,
                _ => break Some(Why::OutOfTurn),
            },
            Heard::Said(..) => break Some(Why::OutOfTurn),
            Heard::Ended(why) => break Some(why),
        };
    };
    Ok(RepositoryReport {
        nodes,
        ended: ended.map(Why::outcome).or(interrupted),
        output: std::mem::take(&mut channel.output),
        by_clock: ended == Some(Why::WallTime),
    })
}

/// Exit codes of a pytest that did not come to its end: it was interrupted, or failed itself.
const INTERRUPTED: i64 = 2;
const BROKEN: i64 = 3;

fn stopped(code: i64) -> Outcome {
    Outcome::Raised(Fault {
        kind: "KeyboardInterrupt".to_owned(),
        message: format!("pytest was stopped, and exited with {code}"),
    })
}

fn asked(repository: &Repository, tests: &RepositoryTests<'_>) -> Vec<u8> {
    let list = |texts: &[String]| Value::List(texts.iter().map(|it| Value::text(it)).collect());
    let (path, content) = tests
        .placed
        .map_or(("", ""), |placed| (placed.path, placed.content));
    question(
        "repository",
        vec![
            Value::text(&repository.folder),
            list(&repository.packages),
            Value::text(path),
            Value::Bytes(content.as_bytes().to_vec()),
            list(tests.tests),
            Value::Bool(tests.until_failure),
        ],
    )
}

/// Reads what is said of a test: its name, how it ended, a kind and a message.
fn node(said: &[u8]) -> Option<(String, NodeOutcome)> {
    let Value::Tuple(parts) = judging::read(said)? else {
        return None;
    };
    let [Value::Text(name), Value::Int(number), kind, message] =
        <[Value; 4]>::try_from(parts).ok()?
    else {
        return None;
    };
    let fault = questions::as_fault(Value::Tuple(vec![kind, message]))?;
    let outcome = match number {
        0 => NodeOutcome::Passed,
        1 => NodeOutcome::Failed(fault),
        2 => NodeOutcome::Raised(fault),
        3 => NodeOutcome::Skipped(fault),
        _ => return None,
    };
    Some((String::from_utf8_lossy(&name).into_owned(), outcome))
}

fn not_started(channel: &Channel) -> SandboxError {
    let log = String::from_utf8_lossy(&channel.output);
    let hint = "hint: a layer over the repository needs Linux 5.11; `folder` and `writable` must name folders of the environment";
    let what = "the environment cannot replace files of its repository";
    SandboxError::Repository(format!("{what}: {}\n{hint}", log.trim_end()))
}
