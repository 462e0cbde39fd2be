//! Runs many jobs in one process and watches its memory and its open files.
//!
//!     cargo run --release -p mutagree-sandbox --example soak -- [JOBS]
//!
//! Right, wrong, raising and looping candidates take turns, each in an instance of its own. Prints resident memory
//! and open file descriptors after the first 10,000 jobs, and then ten times. Linux only.
#![expect(
    clippy::print_stdout,
    reason = "a measuring program prints its figures"
)]

use etcetera::BaseStrategy;
use mutagree_sandbox::{ComponentStore, Job, Options, Sandbox, Tests};
use std::path::PathBuf;
use std::{env, error, fs};

const WARM_UP: usize = 10_000;

const CANDIDATES: [(&str, char); 5] = [
    ("def f(x): return x + 1", 'P'),
    ("def f(x): return [x] * 1000", 'F'),
    ("def f(x): raise KeyError(x)", 'R'),
    (
        "import json, re\ndef f(x): return len(json.dumps(x)) + 2",
        'P',
    ),
    ("def f(x):\n  while True: pass", 'T'),
];

fn main() -> Result<(), Box<dyn error::Error>> {
    let jobs: usize = env::args()
        .nth(1)
        .map_or(Ok(100_000), |text| text.parse())?;
    let cache = env::var_os("MUTAGREE_CACHE_DIR").map_or_else(
        || etcetera::choose_base_strategy().map(|base| base.cache_dir().join("mutagree")),
        |folder| Ok(PathBuf::from(folder)),
    )?;
    let component = ComponentStore::new(cache, "python3".to_owned()).component(&|_| {})?;
    let sandbox = Sandbox::open(&component, &Options::default(), &|_| {})?;
    let tests = Tests {
        entry_point: "f",
        ..Tests::new(&["assert f(2) == 3"])
    };
    let suite = sandbox.compile(&tests)?;
    for number in 0..jobs {
        let (source, letter) = CANDIDATES[number % CANDIDATES.len()];
        let mut job = Job::new(source, &suite);
        job.limits.instructions = 5_000_000;
        let report = sandbox.run(&job)?;
        assert_eq!(report.outcomes[0].letter(), letter, "{source}");
        let done = number + 1;
        if done == WARM_UP || done % (jobs / 10).max(1) == 0 {
            let (resident, files) = usage()?;
            println!("{done} jobs: {resident} KiB resident, {files} files open");
        }
    }
    Ok(())
}

/// Resident memory in KiB, and the number of open file descriptors.
fn usage() -> Result<(u64, usize), Box<dyn error::Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .ok_or("no VmRSS")?;
    let resident = line.trim().trim_end_matches(" kB").parse()?;
    Ok((resident, fs::read_dir("/proc/self/fd")?.count()))
}
