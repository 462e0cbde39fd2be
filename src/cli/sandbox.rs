//! `mutagree sandbox`: the execution side on its own.

use super::global::Global;
use crate::terminal::{complain, say};
use clap::{Args, Subcommand};
use mutagree::engine::EngineError;
use mutagree::event::Event;
use mutagree::extract::{self, Asked};
use mutagree::input::{InputError, Source};
use mutagree_sandbox::{Component, InstallStep, Job, Options, Outcome, Report, Sandbox, Tests};
use signal_hook::consts::SIGINT;
use signal_hook::flag;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Install, check or use the sandbox on its own.
#[derive(Subcommand)]
pub(crate) enum SandboxVerb {
    /// Build the Python component and compile it for this machine
    Install,
    /// Check everything that the sandbox needs, and say what to do
    Doctor,
    /// Run one program, with tests or without, and print what happened
    Exec(Exec),
    /// Answer the questions of another `mutagree` on standard input
    #[command(hide = true)]
    Worker,
}

/// Run one program, with tests or without, and print what happened.
#[derive(Args)]
#[command(after_help = "Example: mutagree sandbox exec program.py --tests test_program.py")]
pub(crate) struct Exec {
    /// Python program; `-` is standard input
    file: PathBuf,
    /// Python file: each of its assertions and test functions is a test
    #[arg(long, value_name = "FILE")]
    tests: Option<PathBuf>,
}

impl SandboxVerb {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        match self {
            Self::Install => install(global),
            Self::Doctor => super::doctor::doctor(global),
            Self::Exec(exec) => exec.run(global),
            Self::Worker => worker(),
        }
    }
}

/// An interrupt is for the `mutagree` that asks, which ends its workers.
pub(crate) fn worker() -> anyhow::Result<()> {
    flag::register(SIGINT, Arc::default())?;
    Ok(mutagree_sandbox::serve()?)
}

/// The component, and a sandbox on it.
pub(super) fn open(global: &Global) -> anyhow::Result<(Component, Sandbox)> {
    let reporter = global.reporter();
    let listener = reporter.listener();
    let component = global.component(&listener)?;
    let progress = |step: InstallStep| listener(Event::Installing(step));
    let sandbox = Sandbox::open(&component, &Options::default(), &progress)?;
    reporter.finish();
    Ok((component, sandbox))
}

fn install(global: &Global) -> anyhow::Result<()> {
    let (component, _) = open(global)?;
    if global.json {
        return say(&serde_json::json!({
            "component": component.path, "digest": component.digest,
        })
        .to_string());
    }
    let path = component.path.display();
    say(&format!(
        "the sandbox is ready: `{path}`\nsha256 {}",
        component.digest
    ))
}

impl Exec {
    fn run(&self, global: &Global) -> anyhow::Result<()> {
        let program = text(&self.file)?;
        let tests = match &self.tests {
            Some(path) => single_tests(&text(path)?),
            None => Vec::new(),
        };
        let (_, sandbox) = open(global)?;
        let sources: Vec<&str> = tests.iter().map(String::as_str).collect();
        let suite = sandbox.compile(&Tests::new(&sources))?;
        let report = sandbox.run(&Job::new(&program, &suite))?;
        if global.json {
            return say(&serde_json::json!({
                "unloadable": report.unloadable, "outcomes": report.outcomes,
                "shared": report.shared, "output": String::from_utf8_lossy(&report.output),
            })
            .to_string());
        }
        show(&report, &tests, global.quiet)
    }
}

/// Prints the program's output, and how it and each test ended.
fn show(report: &Report, tests: &[String], quiet: bool) -> anyhow::Result<()> {
    let output = String::from_utf8_lossy(&report.output);
    if !output.is_empty() {
        say(output.trim_end_matches('\n'))?;
    }
    match &report.unloadable {
        Some(outcome) => complain(&format!("the program does not load: {}", describe(outcome))),
        None if quiet => {}
        None => complain("the program loads"),
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

fn text(path: &Path) -> Result<String, EngineError> {
    let source = Source::read(path)?;
    let text = String::from_utf8(source.bytes().to_vec());
    Ok(text.map_err(|error| {
        let place = error.utf8_error().valid_up_to();
        InputError::new(path, format!("is not UTF-8 at byte {place}"))
            .hint("save the file as UTF-8")
    })?)
}

/// The single tests of a file, about whatever it tests.
fn single_tests(text: &str) -> Vec<String> {
    let asked = Asked {
        prompt: "",
        entry_point: "",
    };
    let tests = extract::tests(text, &asked).tests.into_iter();
    tests.map(|test| test.source).collect()
}
