//! What jobs take in a container.

use mutagree_sandbox::{Container, Job, Limits, Tests};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use std::{error, fs, thread};

/// Clock ticks of `/proc/PID/stat` per second, on all Linux.
const TICKS: f64 = 100.0;

/// What jobs took.
pub(crate) struct Taken {
    /// CPU milliseconds of a job.
    pub(crate) cpu: f64,
    /// Milliseconds of wall clock of a job.
    pub(crate) wall: f64,
    /// Tests that passed in a job.
    pub(crate) passed: f64,
}

/// So many calls as tests: those that the host compares, and those that a judge does.
pub(crate) fn calls(count: usize, is_judged: bool) -> Vec<String> {
    let test = |n: usize| {
        if is_judged {
            format!("n = f({n})\nassert n == {n}")
        } else {
            format!("assert f({n}) == {n}")
        }
    };
    (0..count).map(test).collect()
}

/// Runs a candidate that does nothing so many times on tests.
pub(crate) fn measure(
    container: &Container,
    tests: &[String],
    jobs: usize,
    threads: usize,
) -> Result<Taken, Box<dyn error::Error>> {
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
    let (jobs, passed) = (jobs as f64, passed as f64);
    Ok(Taken {
        cpu: 1000.0 * cpu / jobs,
        wall: 1000.0 * wall / jobs,
        passed: passed / jobs,
    })
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
