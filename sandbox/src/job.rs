//! The question that the sandbox answers, and its answer.

use crate::judging::Assertion;
use crate::{Call, Exchange, Fault, Outcome, Placed, SandboxError};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// One candidate, the tests to run on it, and how.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The candidate.
    pub candidate: Code<'a>,
    /// The tests, compiled.
    pub suite: &'a Suite,
    /// What every test may use.
    pub limits: Limits,
    /// Which tests share an interpreter.
    pub isolation: Isolation,
    /// Where the candidate's names live.
    pub namespace: Namespace,
    /// Where the tests are judged.
    pub judge: Judge,
    /// The tests to run, by their places in ascending order; all where nothing is said. Packed tests run all.
    pub tests: Option<&'a [u32]>,
    /// Ask for the outputs of inputs that were added to the calls of the tests.
    pub added: bool,
    /// Run no test after the first that fails: for who asks only whether all pass. Packed tests run all.
    pub until_failure: bool,
}

impl<'a> Job<'a> {
    /// Makes a job with the default limits, one interpreter, a module, and a judge apart.
    #[must_use]
    pub fn new(candidate: impl Into<Code<'a>>, suite: &'a Suite) -> Self {
        Self {
            candidate: candidate.into(),
            suite,
            limits: Limits::default(),
            isolation: Isolation::default(),
            namespace: Namespace::default(),
            judge: Judge::default(),
            tests: None,
            added: true,
            until_failure: false,
        }
    }

    /// Says of each of the suite's calls whether its output is asked for: a test that runs makes it, or it was added.
    pub(crate) fn asked(&self) -> Vec<bool> {
        let compiled = &self.suite.compiled;
        let first_added = compiled.calls.len() - compiled.added;
        let mut asked: Vec<bool> = (0..compiled.calls.len())
            .map(|call| call >= first_added && self.added)
            .collect();
        for test in self.selected() {
            for &call in compiled.made.get(test as usize).into_iter().flatten() {
                if let Some(asked) = asked.get_mut(call as usize) {
                    *asked = true;
                }
            }
        }
        asked
    }

    /// Says whether a test sees more of the candidate than values, or leaves more with it.
    pub(crate) fn needs_candidate(&self, test: u32) -> bool {
        let together = &self.suite.compiled.together;
        together.get(test as usize).copied().unwrap_or(false)
    }

    /// The tests that run.
    pub(crate) fn selected(&self) -> Vec<u32> {
        let packed = self.suite.compiled.packing == Packing::Packed;
        match self.tests {
            Some(tests) if !packed => tests.to_vec(),
            _ => (0..self.suite.compiled.tests).collect(),
        }
    }
}

/// A candidate, as source or compiled.
#[derive(Clone, Copy, Debug)]
pub enum Code<'a> {
    /// Source, which the job compiles first.
    Source(&'a str),
    /// A program that was compiled before.
    Program(&'a Program),
}

impl<'a> From<&'a str> for Code<'a> {
    fn from(source: &'a str) -> Self {
        Self::Source(source)
    }
}

impl<'a> From<&'a String> for Code<'a> {
    fn from(source: &'a String) -> Self {
        Self::Source(source)
    }
}

impl<'a> From<&'a Program> for Code<'a> {
    fn from(program: &'a Program) -> Self {
        Self::Program(program)
    }
}

/// A candidate that was compiled. Equal programs are the same code, so they do the same on every test.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Program {
    pub(crate) code: Vec<u8>,
    /// Nothing survives a call to it.
    pub(crate) stateless: bool,
    /// The file of a repository that it stands in the place of, where it does; its code is then the file's text.
    pub(crate) path: Option<String>,
}

impl Program {
    pub(crate) fn compiled(code: Vec<u8>, stateless: bool) -> Self {
        Self {
            code,
            stateless,
            path: None,
        }
    }

    /// A file of a repository with other content.
    pub(crate) fn placed(placed: &Placed<'_>) -> Self {
        Self {
            code: placed.content.as_bytes().to_vec(),
            stateless: false,
            path: Some(placed.path.to_owned()),
        }
    }
}

/// What a suite is compiled from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tests<'a> {
    /// One source for each test.
    pub sources: &'a [&'a str],
    /// How they are compiled.
    pub packing: Packing,
    /// The function that the tests call, where it is known: an assertion on it with literal arguments
    /// is judged faster.
    pub entry_point: &'a str,
}

impl<'a> Tests<'a> {
    /// Tests that are compiled each alone.
    #[must_use]
    pub fn new(sources: &'a [&'a str]) -> Self {
        Self {
            sources,
            ..Self::default()
        }
    }
}

/// Tests that were compiled once, to run on many candidates.
#[derive(Clone, Debug)]
pub struct Suite {
    /// Distinct for each suite of this process.
    pub(crate) id: u64,
    pub(crate) compiled: Arc<Compiled>,
}

/// What the guest made of tests.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Compiled {
    pub(crate) code: Vec<u8>,
    pub(crate) tests: u32,
    pub(crate) packing: Packing,
    /// No test leaves anything behind in its judge.
    pub(crate) pure: bool,
    /// What decides each test without a judge, where anything does.
    pub(crate) assertions: Vec<Option<Assertion>>,
    /// Whether each test needs the candidate's interpreter: it sees more of the candidate than values, or leaves
    /// more with it.
    pub(crate) together: Vec<bool>,
    /// The calls whose outputs are asked for, as they are sent to a candidate.
    pub(crate) calls: Vec<Vec<u8>>,
    /// Which of them each test makes.
    pub(crate) made: Vec<Vec<u32>>,
    /// How many of them, the last, no test makes.
    pub(crate) added: usize,
    /// What programs are run on, where the suite is one of programs: nothing else is compiled then.
    pub(crate) exchanges: Option<Exchanges>,
    /// The instructions that each test may use, where these are not what the limits of the job say.
    pub(crate) budgets: Vec<u64>,
}

impl Compiled {
    /// The instructions that a test may use where the limits of its job say how many.
    pub(crate) fn budget(&self, test: u32, instructions: u64) -> u64 {
        let own = self.budgets.get(test as usize).copied();
        own.unwrap_or(instructions)
    }
}

/// The tests of a program.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Exchanges {
    pub(crate) each: Vec<Exchange>,
    /// Whether what was printed stands in the report.
    pub(crate) outputs: bool,
}

impl Suite {
    pub(crate) fn new(compiled: Compiled) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            compiled: Arc::new(compiled),
        }
    }

    /// Tests of programs: the candidate runs once on each input, in a fresh interpreter, as `__main__`. Neither
    /// isolation nor namespace nor judge make a difference to it, and inputs cannot be added.
    ///
    /// # Errors
    /// Where there are more tests than can be counted.
    pub fn of_programs(exchanges: Vec<Exchange>) -> Result<Self, SandboxError> {
        Ok(Self::new(Compiled {
            tests: count(exchanges.len())?,
            exchanges: Some(Exchanges {
                each: exchanges,
                outputs: true,
            }),
            ..Compiled::default()
        }))
    }

    /// The number of outputs in a report: one for each call, or for each run of a program.
    #[must_use]
    pub fn outputs(&self) -> usize {
        match &self.compiled.exchanges {
            Some(exchanges) if exchanges.outputs => exchanges.each.len(),
            Some(_) => 0,
            None => self.compiled.calls.len(),
        }
    }

    /// The number of tests.
    #[must_use]
    pub fn len(&self) -> usize {
        self.compiled.tests as usize
    }

    /// The calls of the entry point with literal arguments that the tests make, each once, and the inputs that
    /// were added: a report has the output of each.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        let calls = self.compiled.calls.iter();
        calls.filter_map(|request| Call::read(request)).collect()
    }

    /// The same tests, and more calls whose outputs are asked for.
    #[must_use]
    pub fn with_inputs(self, inputs: &[Call]) -> Self {
        let mut compiled = Arc::unwrap_or_clone(self.compiled);
        compiled.calls.extend(inputs.iter().map(Call::request));
        compiled.added += inputs.len();
        Self::new(compiled)
    }

    /// The same tests, and calls that each of them makes beside those with literal arguments.
    pub(crate) fn with_recorded(self, recorded: Vec<Vec<Vec<u8>>>) -> Self {
        let mut compiled = Arc::unwrap_or_clone(self.compiled);
        let numbered = compiled.calls.iter().cloned().zip(0_u32..);
        let mut known: HashMap<Vec<u8>, u32> = numbered.collect();
        for (made, calls) in compiled.made.iter_mut().zip(recorded) {
            for call in calls {
                let next = u32::try_from(compiled.calls.len()).unwrap_or(u32::MAX);
                if next as usize >= MOST_CALLS || Call::read(&call).is_none() {
                    continue;
                }
                let number = *known.entry(call).or_insert_with_key(|call| {
                    compiled.calls.push(call.clone());
                    next
                });
                if !made.contains(&number) {
                    made.push(number);
                }
            }
        }
        Self::new(compiled)
    }

    /// The same tests, of whose calls no outputs are asked for.
    #[must_use]
    pub fn without_outputs(self) -> Self {
        let mut compiled = Arc::unwrap_or_clone(self.compiled);
        compiled.calls.clear();
        compiled.added = 0;
        if let Some(exchanges) = &mut compiled.exchanges {
            exchanges.outputs = false;
        }
        Self::new(compiled)
    }

    /// Says whether there is no test at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.compiled.tests == 0
    }
}

/// Calls of a suite to which no more are added.
const MOST_CALLS: usize = 300;

/// The number of tests of a suite.
pub(crate) fn count(tests: usize) -> Result<u32, SandboxError> {
    u32::try_from(tests)
        .map_err(|_| SandboxError::Engine("a suite holds at most 2³² tests".to_owned()))
}

/// How the tests of a suite are compiled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Packing {
    /// Each test alone; one that does not compile harms no other.
    #[default]
    Isolated,
    /// All tests in one function, as `CodeT` does; one that does not compile makes the candidate
    /// unviable, and so does an exception that is no `Exception`.
    Packed,
}

/// Whether a test meets the candidate as earlier tests left it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Isolation {
    /// Tests run in their order in one interpreter, and in a new one after each trap: what a candidate keeps from
    /// one is there in the next, as in one process. A call that several tests make is made once, where nothing
    /// survives a call.
    #[default]
    Candidate,
    /// Every test meets the candidate as it was loaded, so that none depends on another.
    Test,
}

/// Where tests are judged. Packed tests are always judged in the candidate's interpreter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judge {
    /// In an interpreter of their own; a test whose values are not plain in the candidate's, and the
    /// report says so.
    #[default]
    Auto,
    /// In an interpreter of their own; a test whose values are not plain raises `Uncrossable`.
    Split,
    /// In the candidate's interpreter, where a hostile candidate can forge the verdict.
    Shared,
}

/// Where a candidate's names live.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Namespace {
    /// A module named `candidate`.
    #[default]
    Module,
    /// A dictionary without `__name__` and with neither `exit` nor `quit`, as in `CodeT`.
    Bare,
}

/// What loading the candidate, and then every single test, may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// WebAssembly instructions, and bytes that single instructions copy or fill: of the candidate in all the calls
    /// that a test makes, and of the test itself. After three tests of a job that used them up, each of the others
    /// gets a tenth.
    pub instructions: u64,
    /// Bytes of memory of the whole interpreter, which itself takes about 25 MB.
    pub memory: usize,
    /// Bytes written to standard output and standard error.
    pub output: usize,
    /// Bytes in the files of the interpreter, which are in memory: a hole in a file counts as the zeros that it reads as.
    pub file_bytes: usize,
    /// Files, folders and links of the interpreter, also those that are open and have no name any more.
    pub files: usize,
    /// Virtual time that may be slept away.
    pub sleep: Duration,
}

impl Limits {
    /// The instructions that a fast core runs in a second: what a limit in seconds stands for. It is the same
    /// on every machine, so that the same limit gives the same outcomes.
    pub const INSTRUCTIONS_PER_SECOND: u64 = 8_000_000_000;

    /// The instructions for a test that the default limit is too small for, where there is reason to wait for it.
    pub const RESERVE: u64 = 50 * Self::DEFAULT.instructions;

    /// The tests of a job that may reach the limit of instructions before those after them get less: a candidate
    /// that never ends on them seldom ends on the next.
    pub(crate) const PATIENCE: u32 = 3;

    /// What is left of the instructions of a test after so many that used up theirs.
    pub(crate) fn after(instructions: u64, stopped: u32) -> u64 {
        const PART: u64 = 10;
        if stopped < Self::PATIENCE {
            instructions
        } else {
            instructions.div_ceil(PART)
        }
    }

    /// What a test may use where nothing else is said.
    pub const DEFAULT: Self = Self {
        instructions: 1_000_000_000,
        memory: 256 << 20,
        output: 1 << 20,
        file_bytes: 32 << 20,
        files: 4096,
        sleep: Duration::from_secs(100),
    };
}

impl Limits {
    /// What a test may use where frameworks run: ten seconds of CPU time, and memory for what they load.
    pub const FRAMEWORKS: Self = Self {
        instructions: 10 * Self::INSTRUCTIONS_PER_SECOND,
        memory: 2 << 30,
        file_bytes: 256 << 20,
        ..Self::DEFAULT
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The answer to a [`Job`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// One outcome for each test that was to run, in the order of the suite.
    pub outcomes: Vec<Outcome>,
    /// What came of each of the suite's calls, as text that is the same for the same behaviour: a value with its
    /// type, floats to six digits, sets and dictionaries without order; `!` and the type of an exception, or
    /// `! time` and the like; [`Report::NOT_RUN`] for one that was not asked for. Of programs, what each run printed,
    /// in a normal form and quoted. Empty where the candidate does not load.
    pub outputs: Vec<String>,
    /// The beginning of what the candidate and the tests wrote.
    pub output: Vec<u8>,
    /// Why the candidate did not load, or, with packed tests, why none of them counts.
    pub unloadable: Option<Outcome>,
    /// The candidate has loaded.
    pub loaded: bool,
    /// The tests that a judge apart could not judge, and that shared the candidate's interpreter.
    pub shared: Vec<u32>,
    /// The same job gives the same report again: no end of a process decided.
    pub repeatable: bool,
}

impl Report {
    /// Stands for the output of a call that was not made.
    pub const NOT_RUN: &'static str = "-";

    /// The report of a candidate that does not compile, on a number of tests.
    #[must_use]
    pub fn unviable(tests: usize, fault: Fault) -> Self {
        Self::unloadable(tests, Outcome::Unviable(fault))
    }

    /// The report of a job that brought down all that it ran in, twice.
    pub(crate) fn crashed(job: &Job<'_>, how: &str) -> Self {
        Self {
            loaded: true,
            repeatable: false,
            ..Self::unloadable(job.selected().len(), Outcome::Crashed(how.to_owned()))
        }
    }

    /// The report of a candidate that did not load.
    pub(crate) fn unloadable(tests: usize, outcome: Outcome) -> Self {
        Self {
            outcomes: vec![outcome.clone(); tests],
            outputs: Vec::new(),
            output: Vec::new(),
            unloadable: Some(outcome),
            loaded: false,
            shared: Vec::new(),
            repeatable: true,
        }
    }
}
