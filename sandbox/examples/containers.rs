//! What a job costs in a container beside the candidate's own work, and how many cells a second there are.
//!
//!     cargo run --release --example containers -- JOBS THREADS MODULES COMMAND...
//!
//! `MODULES` are imported once, separated by commas; `-` stands for none. `COMMAND` runs Python in an environment. Prints CPU
//! milliseconds per job, of this process and of all in the environment, for a candidate that does nothing: called by the
//! host, and by a judge, in jobs of one test and of fifty.
#![expect(
    clippy::print_stdout,
    reason = "a measuring program prints its figures"
)]

use mutagree_sandbox::{Container, Job, Limits, Streams, Tests};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use std::{env, error, fs, thread};

/// Clock ticks of `/proc/PID/stat` per second, on all Linux.
const TICKS: f64 = 100.0;

fn main() -> Result<(), Box<dyn error::Error>> {
    let words: Vec<String> = env::args().skip(1).collect();
    let [jobs, threads, modules, program, arguments @ ..] = &words[..] else {
        return Err("give JOBS THREADS MODULES COMMAND...".into());
    };
    let (jobs, threads) = (jobs.parse()?, threads.parse()?);
    let modules = modules.split(',').filter(|name| *name != "-");
    let modules: Vec<String> = modules.map(str::to_owned).collect();
    let mut command = Command::new(program);
    command.args(arguments);
    let streams = Streams::of_command(command)?;
    let container = Container::open(streams, &modules)?;
    println!("{:?}", container.about());
    for (count, word) in [(1, "one call"), (50, "fifty calls")] {
        let decided = (0..count).map(|n| format!("assert f({n}) == {n}"));
        let judged = (0..count).map(|n| format!("n = f({n})\nassert n == {n}"));
        let (decided, judged): (Vec<_>, Vec<_>) = (decided.collect(), judged.collect());
        for (tests, who) in [(decided, "the host"), (judged, "a judge")] {
            let name = format!("{word} by {who}");
            measure(&container, &name, &tests, jobs, threads)?;
        }
    }
    Ok(())
}

fn measure(
    container: &Container,
    name: &str,
    tests: &[String],
    jobs: usize,
    threads: usize,
) -> Result<(), Box<dyn error::Error>> {
    let sources: Vec<&str> = tests.iter().map(String::as_str).collect();
    let suite = container.compile(&Tests {
        entry_point: "f",
        ..Tests::new(&sources)
    })?;
    let suite = suite.without_outputs();
    let programs = container.prepare(&["def f(x): return x"])?;
    let Some(Ok(program)) = programs.first() else {
        return Err("the candidate does not compile".into());
    };
    let (next, passed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (cpu, began) = (cpu_time(std::process::id()), Instant::now());
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while next.fetch_add(1, Ordering::Relaxed) < jobs {
                    let job = Job {
                        limits: Limits::FRAMEWORKS,
                        ..Job::new(program, &suite)
                    };
                    let report = container.run(&job);
                    let outcomes = report.map(|it| it.outcomes).unwrap_or_default();
                    let count = outcomes.iter().filter(|it| it.passed()).count();
                    passed.fetch_add(count, Ordering::Relaxed);
                }
            });
        }
    });
    let wall = began.elapsed().as_secs_f64();
    let cpu = cpu_time(std::process::id()) - cpu;
    let passed = passed.load(Ordering::Relaxed);
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    let (jobs, cells) = (jobs as f64, passed as f64);
    println!(
        "{name}: {:.2} CPU ms a job, {:.0} jobs and {:.0} cells a second, {passed} passed",
        1000.0 * cpu / jobs,
        jobs / wall,
        cells / wall
    );
    Ok(())
}

/// The seconds of CPU time of a process, of what it has waited for, and of all that it has started and that still runs.
fn cpu_time(process: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
    let ticks = fields.skip(11).take(4);
    let ticks = ticks.filter_map(|it| it.parse::<f64>().ok());
    let threads = fs::read_dir(format!("/proc/{process}/task"));
    let threads = threads.into_iter().flatten().flatten();
    let children = threads.filter_map(|it| fs::read_to_string(it.path().join("children")).ok());
    let each = |text: String| -> Vec<u32> {
        let numbers = text.split_whitespace();
        numbers.filter_map(|it| it.parse().ok()).collect()
    };
    ticks.sum::<f64>() / TICKS + children.flat_map(each).map(cpu_time).sum::<f64>()
}
