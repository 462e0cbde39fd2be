//! What a job costs in a container beside the candidate's own work, how many cells a second there are, and what it costs otherwise.
//!
//!     cargo run --release --example containers -- JOBS THREADS MODULES COMMAND...
//!     cargo run --release --example containers -- JOBS NAME
//!
//! `MODULES` are imported once, separated by commas; `-` stands for none. `COMMAND` runs Python in an environment. Prints CPU
//! milliseconds per job, of this process and of all in the environment, for a candidate that does nothing: called by the
//! host, and by a judge, in jobs of one test and of fifty.
//!
//! With the `NAME` of an environment it prints, for each engine that answers and has it (`MUTAGREE_CACHE_DIR` is where it was built),
//! what such a job takes beside a bare `fork` and a container of its own.
#![expect(
    clippy::print_stdout,
    reason = "a measuring program prints its figures"
)]

mod jobs;
mod ratios;

use jobs::{calls, measure};
use mutagree_sandbox::{Container, Streams};
use std::process::Command;
use std::{env, error};

fn main() -> Result<(), Box<dyn error::Error>> {
    let words: Vec<String> = env::args().skip(1).collect();
    match &words[..] {
        [jobs, name] => ratios::print(jobs.parse()?, name),
        [jobs, threads, modules, program, arguments @ ..] => {
            let modules = modules.split(',').filter(|name| *name != "-");
            let modules: Vec<String> = modules.map(str::to_owned).collect();
            let mut command = Command::new(program);
            command.args(arguments);
            let container = Container::open(Streams::of_command(command)?, &modules)?;
            print(&container, jobs.parse()?, threads.parse()?)
        }
        _ => Err("give JOBS THREADS MODULES COMMAND..., or JOBS NAME".into()),
    }
}

fn print(container: &Container, jobs: usize, threads: usize) -> Result<(), Box<dyn error::Error>> {
    println!("{:?}", container.about());
    for (count, word) in [(1, "one call"), (50, "fifty calls")] {
        for (is_judged, who) in [(false, "the host"), (true, "a judge")] {
            let taken = measure(container, &calls(count, is_judged), jobs, threads)?;
            println!(
                "{word} by {who}: {:.2} CPU ms a job, {:.0} jobs and {:.0} cells a second, {} of {count} passed",
                taken.cpu,
                1000.0 / taken.wall,
                1000.0 * taken.passed / taken.wall,
                taken.passed
            );
        }
    }
    Ok(())
}
