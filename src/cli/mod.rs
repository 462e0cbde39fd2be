//! The command line: one file for each verb.

mod agree;
mod boost;
mod cache;
mod choice;
mod cluster;
mod describe;
mod doctor;
mod environment;
mod evaluate;
mod execute;
mod follow_ups;
mod generate;
mod generation;
mod global;
mod limits;
mod merge;
mod model;
mod mutate;
mod report;
mod sandbox;
mod serve;
mod shard;
mod show;
mod spending;
mod strength;
mod table;

use crate::terminal::complain;
use clap::{Parser, Subcommand};
use mutagree::engine::EngineError;
use mutagree_sandbox::{EnvironmentError, SandboxError};
use std::io;
use std::process::ExitCode;

/// Says a programming task many ways, runs every answer against every test, and keeps the answer
/// that answers and tests agree on.
#[derive(Parser)]
#[command(
    version,
    max_term_width = 100,
    propagate_version = true,
    args_override_self = true,
    after_help = AFTER_HELP
)]
struct Cli {
    #[command(flatten)]
    global: global::Global,
    #[command(subcommand)]
    verb: Verb,
}

const AFTER_HELP: &str = "\
Examples:
  mutagree boost fixtures/quickstart
  mutagree boost problems.jsonl --model gpt-4o-mini --budget-usd 2 -o submission.jsonl
  mutagree mutate problems.jsonl --strategy all --variants 8 -o variants.jsonl
  mutagree execute --problems P.jsonl --solutions S.jsonl --tests T.jsonl --run runs/first
  mutagree agree runs/first --scorer codet
  mutagree evaluate runs/first --json
  mutagree report runs/first

Exit codes: 0 done; 1 usage; 2 an input or a run directory cannot be used; 3 the model's side failed after
retries, or a budget ended, the same command goes on; 4 the sandbox is not available; 5 interrupted, the same
command goes on; 70 a bug; 74 standard output cannot be written. `sandbox exec` ends as pytest does: 1 where a test does not pass, and 2 on wrong usage;
`mutate --check` with 1 where a pair is different, 3 where one is unknown, and 2 on wrong usage";

#[derive(Subcommand)]
enum Verb {
    /// Say prompts in other ways that mean the same, each with a certificate
    Mutate(mutate::Mutate),
    /// Ask a model for candidates and tests of every variant of every problem
    Generate(generate::Generate),
    /// Do the whole job: candidates and tests from a model or replies, execution, agreement, a submission
    Boost(boost::Boost),
    /// Run every candidate against every test, into the matrix of a run
    Execute(execute::Execute),
    /// Put the shards of a run together
    Merge(merge::Merge),
    /// Write what a cluster needs to do a run in shards, and submit it
    #[command(subcommand)]
    Cluster(cluster::ClusterVerb),
    /// Rank the sets of candidates that pass the same tests, and select one for each problem
    Agree(agree::Agree),
    /// Measure a selection, or plain samples, against the problems' own tests
    Evaluate(evaluate::Evaluate),
    /// Say what problems are like
    Describe(describe::Describe),
    /// Write the report of a run: a page, tables for a paper, or JSON for viewers
    Report(report::Report),
    /// Show one problem of a run
    Show(show::Show),
    /// Serve completions by agreement in front of a model, and an executor for trainers
    Serve(Box<serve::Serve>),
    /// Install, check or use the sandbox on its own
    #[command(subcommand)]
    Sandbox(sandbox::SandboxVerb),
    /// Build, check or remove the environments of candidates that need more than the standard library
    #[command(subcommand)]
    Environment(environment::EnvironmentVerb),
    /// Look at the results of earlier jobs, or drop old ones
    #[command(subcommand)]
    Cache(cache::CacheVerb),
}

/// The exit code after an interrupt.
const INTERRUPTED: i32 = 5;

/// The exit code where standard output cannot be written, by the convention of sysexits.
const UNWRITABLE: u8 = 74;

/// Parses the command line and does what it says.
pub(crate) fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { usage() } else { 0 });
        }
    };
    let done = match &cli.verb {
        Verb::Sandbox(sandbox::SandboxVerb::Worker) => sandbox::worker().map(|()| 0),
        verb => global::heed_interrupts()
            .map_err(anyhow::Error::from)
            .and_then(|()| verb.run(&cli.global)),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            complain(&format!("error: {error}"));
            ExitCode::from(exit_code(&error))
        }
    }
}

impl Verb {
    /// Gives the exit code.
    fn run(&self, global: &global::Global) -> anyhow::Result<u8> {
        match self {
            Self::Mutate(verb) => return verb.run(global),
            Self::Generate(verb) => verb.run(global),
            Self::Boost(verb) => verb.run(global),
            Self::Execute(verb) => verb.run(global),
            Self::Merge(verb) => verb.run(global),
            Self::Cluster(verb) => verb.run(global),
            Self::Agree(verb) => verb.run(global),
            Self::Evaluate(verb) => verb.run(global),
            Self::Describe(verb) => verb.run(global),
            Self::Report(verb) => verb.run(global),
            Self::Show(verb) => verb.run(global),
            Self::Serve(verb) => verb.run(global),
            Self::Sandbox(verb) => return verb.run(global),
            Self::Environment(verb) => return verb.run(global),
            Self::Cache(verb) => verb.run(global),
        }?;
        Ok(0)
    }
}

/// The exit code of a command line that cannot be used. `sandbox exec` keeps 1 for what a program does, and `mutate --check`
/// for a pair that is different.
fn usage() -> u8 {
    let words: Vec<_> = std::env::args_os().collect();
    let is_exec = words
        .windows(2)
        .any(|it| it[0] == "sandbox" && it[1] == "exec");
    let is_check = words.iter().any(|it| it == "--check");
    if is_exec || is_check {
        sandbox::UNUSABLE
    } else {
        1
    }
}

fn exit_code(error: &anyhow::Error) -> u8 {
    if global::is_interrupted() {
        return 5;
    }
    if error.downcast_ref::<SandboxError>().is_some() {
        return 4;
    }
    if let Some(error) = error.downcast_ref::<EnvironmentError>() {
        return if error.is_of_input() { 2 } else { 4 };
    }
    if error.downcast_ref::<io::Error>().is_some() {
        return UNWRITABLE;
    }
    match error.downcast_ref::<EngineError>() {
        Some(EngineError::Input(_) | EngineError::Store(_) | EngineError::Merge(_)) => 2,
        Some(EngineError::Sandbox(_)) => 4,
        Some(EngineError::Environments(failed)) => {
            let is_of_input = failed.iter().any(|(_, error)| error.is_of_input());
            if is_of_input { 2 } else { 4 }
        }
        Some(EngineError::Client(error)) => model::exit_code(error),
        Some(EngineError::Interrupted) => 5,
        None => usage(),
    }
}
