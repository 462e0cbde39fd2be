//! The `mutagree` command: parses, runs, and ends with a documented exit code.

use std::process::ExitCode;

mod cli;
mod reporter;
mod terminal;

/// A bug of mutagree itself, by the convention of sysexits.
const BUG: u8 = 70;

fn main() -> ExitCode {
    std::panic::catch_unwind(cli::run).unwrap_or_else(|_| {
        terminal::complain(
            "this is a bug of mutagree; what was done so far is kept, please report the text above",
        );
        ExitCode::from(BUG)
    })
}
