//! The options that say what a test may use, and where it runs.

use clap::{Args, ValueEnum};
use mutagree_sandbox::Limits;

/// What each test may use, and where it runs.
#[derive(Args)]
pub(crate) struct LimitOptions {
    /// WebAssembly instructions that loading a candidate, and then each test, may use; nothing is kept back then for
    /// tests that need more
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit_instructions: Option<u64>,
    /// The same in seconds of a fast core, 8 billion instructions each, wherever it runs
    #[arg(long, value_name = "S", conflicts_with = "limit_instructions", value_parser = instructions)]
    limit_seconds: Option<u64>,
    /// Memory that a candidate may use, in MiB
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u16).range(32..))]
    limit_memory: Option<u16>,
    /// Whether a test meets the candidate as it was loaded, or as earlier tests left it [default: candidate]
    #[arg(long, value_enum)]
    isolation: Option<Isolation>,
    /// Where tests are judged: apart from the candidate, which cannot forge a verdict there, or with it
    /// [default: auto]
    #[arg(long, value_enum)]
    judge: Option<Judge>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Judge {
    /// Apart, and with the candidate where values cannot cross
    Auto,
    /// Apart; a test whose values cannot cross fails
    Split,
    /// With the candidate
    Shared,
}

#[derive(Clone, Copy, ValueEnum)]
enum Isolation {
    /// As earlier tests left it: they run in their order in one interpreter
    Candidate,
    /// As it was loaded, so that no test depends on another
    Test,
}

impl LimitOptions {
    /// The limits, with what was not said taken from others.
    pub(crate) fn limits(&self, others: Limits) -> Limits {
        let said = self.limit_instructions.or(self.limit_seconds);
        let memory = self.limit_memory.map(|mib| usize::from(mib) << 20);
        Limits {
            instructions: said.unwrap_or(others.instructions),
            memory: memory.unwrap_or(others.memory),
            ..others
        }
    }

    /// Says whether it was said how long a test may run.
    pub(crate) fn says_how_long(&self) -> bool {
        self.limit_instructions.is_some() || self.limit_seconds.is_some()
    }

    /// Which tests share an interpreter.
    pub(crate) fn isolation(&self) -> mutagree_sandbox::Isolation {
        match self.isolation {
            Some(Isolation::Test) => mutagree_sandbox::Isolation::Test,
            Some(Isolation::Candidate) | None => mutagree_sandbox::Isolation::Candidate,
        }
    }

    /// Where tests are judged, where it was said.
    pub(crate) fn judge(&self) -> Option<mutagree_sandbox::Judge> {
        self.judge.map(|judge| match judge {
            Judge::Auto => mutagree_sandbox::Judge::Auto,
            Judge::Split => mutagree_sandbox::Judge::Split,
            Judge::Shared => mutagree_sandbox::Judge::Shared,
        })
    }

    /// Says whether anything was said at all.
    pub(crate) fn is_given(&self) -> bool {
        self.limit_instructions.is_some()
            || self.limit_seconds.is_some()
            || self.limit_memory.is_some()
            || self.isolation.is_some()
            || self.judge.is_some()
    }
}

/// The instructions that a positive number of seconds stands for.
fn instructions(text: &str) -> Result<u64, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "the number of seconds is positive and bounded"
    )]
    let count = |seconds: f64| (seconds * Limits::INSTRUCTIONS_PER_SECOND as f64) as u64;
    if seconds > 0.0 && seconds <= 86_400.0 && count(seconds) > 0 {
        Ok(count(seconds))
    } else {
        Err("not between 0 and 86,400 seconds".to_owned())
    }
}
