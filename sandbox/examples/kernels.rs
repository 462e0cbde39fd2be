//! How much slower pure Python is in the sandbox than under a native interpreter.
//!
//!     cargo run --release -p mutagree-sandbox --example kernels -- [PYTHON]
//!
//! Runs each file of `fixtures/programs/kernels` five times in both, one after the other, and prints the ratio of the
//! fastest runs. The kernels are ours, and no candidate's: they may run natively.
#![expect(
    clippy::print_stdout,
    reason = "a measuring program prints its figures"
)]

use etcetera::BaseStrategy;
use mutagree_sandbox::{ComponentStore, Job, Options, Sandbox, Tests};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, error, fs};

const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn error::Error>> {
    let python = env::args().nth(1).unwrap_or_else(|| "python3".to_owned());
    let cache = env::var_os("MUTAGREE_CACHE_DIR").map_or_else(
        || etcetera::choose_base_strategy().map(|base| base.cache_dir().join("mutagree")),
        |folder| Ok(PathBuf::from(folder)),
    )?;
    let component = ComponentStore::new(cache, "python3".to_owned()).component(&|_| {})?;
    let sandbox = Sandbox::open(&component, &Options::default(), &|_| {})?;
    let version = Command::new(&python).arg("--version").output()?.stdout;
    println!(
        "sandbox: CPython 3.14; native: {}",
        String::from_utf8_lossy(&version).trim()
    );
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/programs/kernels");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    let mut product = 1.0;
    for path in &paths {
        let source = fs::read_to_string(path)?;
        let (mut inside, mut native) = (Duration::MAX, Duration::MAX);
        for _ in 0..ROUNDS {
            inside = inside.min(in_sandbox(&sandbox, &source)?);
            native = native.min(natively(&python, &source)?);
        }
        let ratio = inside.as_secs_f64() / native.as_secs_f64();
        product *= ratio;
        println!(
            "{:18} {:6.0} ms {:6.0} ms  {ratio:.2}",
            path.file_stem().unwrap_or_default().to_string_lossy(),
            inside.as_secs_f64() * 1e3,
            native.as_secs_f64() * 1e3
        );
    }
    let count = u32::try_from(paths.len())?;
    println!("geometric mean {:.2}", product.powf(1.0 / f64::from(count)));
    Ok(())
}

/// The time of a test that calls the kernel, without the time of one that does not.
fn in_sandbox(sandbox: &Sandbox, source: &str) -> Result<Duration, Box<dyn error::Error>> {
    let time = |test: &str| -> Result<Duration, Box<dyn error::Error>> {
        let suite = sandbox.compile(&Tests::new(&[test]))?;
        let mut job = Job::new(source, &suite);
        job.limits.instructions = u64::MAX / 4;
        let start = Instant::now();
        let report = sandbox.run(&job)?;
        let time = start.elapsed();
        assert!(report.outcomes[0].passed(), "{:?}", report.outcomes);
        Ok(time)
    };
    Ok(time("assert kernel() is not None")?.saturating_sub(time("assert True")?))
}

/// The time that the kernel takes as a native interpreter measures it.
fn natively(python: &str, source: &str) -> Result<Duration, Box<dyn error::Error>> {
    let program = format!(
        "{source}\nimport time\nbegin = time.perf_counter()\nkernel()\nprint(time.perf_counter() - begin)"
    );
    let output = Command::new(python).args(["-c", &program]).output()?;
    let seconds: f64 = String::from_utf8(output.stdout)?.trim().parse()?;
    Ok(Duration::from_secs_f64(seconds))
}
