//! `mutagree sandbox exec`: one program, with tests, on an input, or alone.

use super::open;
use crate::cli::global::{Global, is_interrupted};
use crate::cli::limits::LimitOptions;
use crate::terminal::{complain, print, say};
use clap::Args;
use mutagree::engine::EngineError;
use mutagree::extract::{self, Reason, Unused};
use mutagree::input::{InputError, Source, read_python};
use mutagree_sandbox::{
    Backend, Execution, Fault, Job, Judge, Limits, Options, Outcome, Report, Tests,
};
use std::path::{Path, PathBuf};

/// Every test passed; without tests, the program loads.
const PASSED: u8 = 0;
/// A test did not pass, or the program does not load.
pub(crate) const FAILED: u8 = 1;
/// An input or the command line cannot be used.
pub(crate) const UNUSABLE: u8 = 2;
const INTERRUPTED: u8 = 5;

/// Run one program, with tests, on an input, or alone, and print what happened.
#[derive(Args)]
#[command(after_help = "\
Tests are the assertions of the file, its functions `test_…` and the methods of its test classes.
An assertion runs after the statements before it, and a function or method after all of them.

Examples:
  mutagree sandbox exec program.py --tests test_program.py
  mutagree sandbox exec program.py --stdin input.txt        (prints what the program prints)
  mutagree sandbox exec program.py --tests test_program.py --preload numpy \\
    --environment-command 'bwrap --unshare-all --clearenv --ro-bind ROOT / --proc /proc --dev /dev --tmpfs /tmp python3'

Exit codes: 0 every test passed, or, without tests, the program loads; 1 a test did not pass, or the
program does not load, as with pytest; with `--stdin`, 0 the program ended well, 1 it raised, exited with
another code than 0, or reached a limit; 2 usage, or a file that cannot be used: one that cannot be
read, tests that do not compile, no test at all, a test that cannot run here; 4 the sandbox is not
available; 5 interrupted; 70 a bug")]
pub(crate) struct Exec {
    /// Python program; `-` is standard input
    file: PathBuf,
    /// Python file: each of its assertions and test functions is a test
    #[arg(long, value_name = "FILE")]
    tests: Option<PathBuf>,
    /// Run the program as `__main__` with this file as its standard input, and print what it prints
    #[arg(long, value_name = "FILE", conflicts_with = "tests")]
    stdin: Option<PathBuf>,
    #[command(flatten)]
    limits: LimitOptions,
}

/// What a file holds of tests.
#[derive(Default)]
struct Suite {
    tests: Vec<String>,
    unused: Vec<Unused>,
}

impl Exec {
    /// Gives the exit code.
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<u8> {
        let program = read_python(&self.file).map_err(EngineError::from)?;
        let tests = self.tests.as_deref().map(|path| (path, read_python(path)));
        let limits = self.limits.limits(global.environment.limits(Limits {
            instructions: Limits::RESERVE,
            ..Limits::DEFAULT
        }));
        let options = Options {
            memory: limits.memory,
            ..Options::default()
        };
        if let Some(input) = &self.stdin {
            let input = Source::read(input).map_err(EngineError::from)?;
            let input = input.bytes();
            let execution = match global.environment.open(&global.environments()?)? {
                Some((container, _)) => container.execute(&program, input, limits)?,
                None => open(global, &options)?.1.execute(&program, input, limits)?,
            };
            return show_execution(global, &execution);
        }
        let sandbox = match global.environment.open(&global.environments()?)? {
            Some((container, _)) => Backend::Container(Box::new(container)),
            None => Backend::Sandbox(Box::new(open(global, &options)?.1)),
        };
        let suite = match tests {
            Some((path, text)) => suite(&sandbox, path, &text.map_err(EngineError::from)?)?,
            None => Suite::default(),
        };
        let sources: Vec<&str> = suite.tests.iter().map(String::as_str).collect();
        let compiled = sandbox.compile(&Tests::new(&sources))?;
        let report = sandbox.run(&Job {
            limits,
            isolation: self.limits.isolation(),
            judge: self.limits.judge().unwrap_or(Judge::Auto),
            ..Job::new(&program, &compiled)
        })?;
        if global.json {
            say(&serde_json::json!({
                "unloadable": report.unloadable, "outcomes": report.outcomes,
                "shared": report.shared, "output": String::from_utf8_lossy(&report.output),
                "tests": suite.tests, "unused": suite.unused,
            })
            .to_string())?;
        } else {
            show(&report, &suite.tests)?;
        }
        if !global.quiet {
            comment(&report, &suite);
        }
        Ok(exit_code(&report, &suite))
    }
}

/// Prints what a program printed.
fn show_execution(global: &Global, execution: &Execution) -> anyhow::Result<u8> {
    if global.json {
        let output = String::from_utf8_lossy(&execution.output);
        say(&serde_json::json!({ "outcome": execution.outcome, "output": output }).to_string())?;
    } else {
        print(&execution.output)?;
    }
    let ended = match &execution.outcome {
        Outcome::Passed => "the program ended well".to_owned(),
        outcome => format!("the program {}", describe(outcome)),
    };
    if !global.quiet {
        complain(&ended);
    }
    Ok(if is_interrupted() {
        INTERRUPTED
    } else if execution.outcome.passed() {
        PASSED
    } else {
        FAILED
    })
}

/// The single tests of a file that compiles.
fn suite(sandbox: &Backend, path: &Path, text: &str) -> anyhow::Result<Suite> {
    if let Some(fault) = sandbox.check(&[text])?.into_iter().flatten().next() {
        return Err(EngineError::from(does_not_compile(path, &fault)).into());
    }
    let found = extract::tests_of_file(text);
    let suite = Suite {
        tests: found.tests.into_iter().map(|test| test.source).collect(),
        unused: found.unused,
    };
    if suite.tests.is_empty() && !suite.unused.iter().any(|it| it.reason == Reason::Skipped) {
        let error = InputError::new(path, "holds no test that can run here")
            .hint("a test is an assertion, a function `test_…` or a method of a test class");
        return Err(EngineError::from(error).into());
    }
    Ok(suite)
}

/// CPython's own words, with the line that they name.
fn does_not_compile(path: &Path, fault: &Fault) -> InputError {
    let (said, place) = fault.message.rsplit_once(" (<source>, line ").unzip();
    let line = place.and_then(|it| it.trim_end_matches(')').parse().ok());
    let said = said.unwrap_or(&fault.message);
    let error = InputError::new(path, format!("does not compile: {}: {said}", fault.kind));
    let error = error.hint("mend the file: none of its tests was run");
    match line {
        Some(line) => error.at_line(line),
        None => error,
    }
}

/// Says whether a part of a file is a test that should have run.
fn is_missed(unused: &Unused) -> bool {
    !matches!(
        unused.reason,
        Reason::Skipped | Reason::NotLiteral | Reason::Empty | Reason::Prose
    )
}

fn exit_code(report: &Report, suite: &Suite) -> u8 {
    if is_interrupted() {
        INTERRUPTED
    } else if report.unloadable.is_some() || !report.outcomes.iter().all(Outcome::passed) {
        FAILED
    } else if suite.unused.iter().any(is_missed) {
        UNUSABLE
    } else {
        PASSED
    }
}

/// Prints the program's output, and how each test ended.
fn show(report: &Report, tests: &[String]) -> anyhow::Result<()> {
    let output = String::from_utf8_lossy(&report.output);
    if !output.is_empty() {
        say(output.trim_end_matches('\n'))?;
    }
    for ((number, test), outcome) in (0..).zip(tests).zip(&report.outcomes) {
        let shared = if report.shared.contains(&number) {
            " (in the program's own interpreter)"
        } else {
            ""
        };
        let test = test.lines().last().unwrap_or_default();
        say(&format!("{}{shared}  {test}", describe(outcome)))?;
    }
    Ok(())
}

/// Says how the program loads, what was no test, and how many tests passed.
fn comment(report: &Report, suite: &Suite) {
    match &report.unloadable {
        Some(outcome) => complain(&format!("the program does not load: {}", describe(outcome))),
        None => complain("the program loads"),
    }
    for unused in &suite.unused {
        let what = if is_missed(unused) {
            "cannot run"
        } else {
            "left out"
        };
        let begin = unused.snippet.lines().next().unwrap_or_default();
        complain(&format!("{what} ({}): {begin}", unused.reason));
    }
    if !suite.tests.is_empty() {
        let passed = report.outcomes.iter().filter(|it| it.passed()).count();
        let missed = match suite.unused.iter().filter(|it| is_missed(it)).count() {
            0 => String::new(),
            missed => format!(", {missed} cannot run"),
        };
        complain(&format!(
            "{passed} of {} tests passed{missed}",
            suite.tests.len()
        ));
    }
}

fn describe(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Passed => "passed".to_owned(),
        Outcome::Failed(fault) => format!("failed {}", fault.message),
        Outcome::Raised(fault) => format!("raised {}: {}", fault.kind, fault.message),
        Outcome::Unviable(fault) => format!("unviable {}: {}", fault.kind, fault.message),
        Outcome::LimitReached(limit) => format!("reached its limit of {limit:?}").to_lowercase(),
        Outcome::Crashed(how) => format!("crashed: {how}"),
    }
}
