//! `mutagree sandbox doctor`: what the sandbox needs, what is there, and what to do.

use super::environment::{Answer, answers, describe};
use super::global::Global;
use super::sandbox::{Features, features, open};
use crate::terminal::say;
use mutagree::store::{ResultStats, Results};
use mutagree_sandbox::{Job, Limits, Options, Outcome, Sandbox, SandboxError, Tests};
use serde::Serialize;
use std::path::PathBuf;
use std::time::Instant;
use std::{fs, thread};

/// Memory that one job may take, with its judge and what the host keeps.
const MEMORY_PER_JOB: u64 = 600 << 20;

/// What was found.
#[derive(Serialize)]
struct Findings {
    cache: PathBuf,
    /// The component was in the cache, and not built just now.
    installed: bool,
    works: bool,
    open_seconds: f64,
    job_seconds: f64,
    instructions_per_second: f64,
    limits: Limits,
    /// None where they cannot be used.
    results: Option<ResultStats>,
    python: Features,
    cores: usize,
    memory_available: Option<u64>,
    container_engines: Vec<Answer>,
    advice: Vec<String>,
}

/// Checks everything and prints it.
pub(crate) fn doctor(global: &Global) -> anyhow::Result<()> {
    let findings = examine(global)?;
    if global.json {
        say(&serde_json::to_string(&findings)?)?;
    } else {
        for line in lines(&findings) {
            say(&line)?;
        }
    }
    anyhow::ensure!(
        findings.works,
        SandboxError::Engine("the sandbox gave a wrong verdict".to_owned())
    );
    Ok(())
}

fn examine(global: &Global) -> anyhow::Result<Findings> {
    let store = global.store()?;
    let installed = store.installed().is_some();
    let start = Instant::now();
    let (_, sandbox) = open(global, &Options::default())?;
    let open_seconds = start.elapsed().as_secs_f64();
    let (right, job_seconds) = time(&sandbox, "assert double(2) == 4", Limits::DEFAULT)?;
    let reporter = global.reporter();
    let listener = reporter.listener();
    let results = Results::open(store.folder(), &listener).and_then(|it| it.stats());
    let mut findings = Findings {
        cache: store.folder().to_owned(),
        installed,
        works: right.passed(),
        open_seconds,
        job_seconds,
        instructions_per_second: rate(&sandbox)?,
        limits: Limits::DEFAULT,
        results: results.as_ref().ok().copied(),
        python: features(&sandbox)?,
        cores: thread::available_parallelism().map_or(1, usize::from),
        memory_available: memory_available(),
        container_engines: answers(&global.environments()?)?,
        advice: Vec::new(),
    };
    findings.advice = advice(&findings, global.jobs());
    if let Err(error) = results {
        findings.advice.push(error.to_string().replace('\n', "; "));
    }
    Ok(findings)
}

/// How one test ends, and in how many seconds.
fn time(sandbox: &Sandbox, test: &str, limits: Limits) -> anyhow::Result<(Outcome, f64)> {
    let suite = sandbox.compile(&Tests::new(&[test]))?;
    let mut job = Job::new("def double(x): return 2 * x", &suite);
    job.limits = limits;
    let start = Instant::now();
    let outcome = sandbox.run(&job)?.outcomes.swap_remove(0);
    Ok((outcome, start.elapsed().as_secs_f64()))
}

/// The instructions that a loop runs in a second here.
fn rate(sandbox: &Sandbox) -> anyhow::Result<f64> {
    let seconds = |instructions: u32| -> anyhow::Result<f64> {
        let limits = Limits {
            instructions: instructions.into(),
            ..Limits::DEFAULT
        };
        Ok(time(sandbox, "while True: pass", limits)?.1)
    };
    let (few, many) = (500_000_000_u32, 3_000_000_000_u32);
    let more = seconds(many)? - seconds(few)?;
    Ok(f64::from(many - few) / more.max(1e-9))
}

/// Bytes of memory that can be had, where the system says so.
fn memory_available() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let line = text
        .lines()
        .find(|line| line.starts_with("MemAvailable:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib << 10)
}

fn advice(findings: &Findings, jobs: usize) -> Vec<String> {
    let mut advice = Vec::new();
    let needed = MEMORY_PER_JOB * jobs as u64;
    if findings
        .memory_available
        .is_some_and(|there| there < needed)
    {
        advice.push(format!(
            "{jobs} jobs at once may need {} MiB of memory: use fewer with `--jobs`",
            needed >> 20
        ));
    }
    if jobs > findings.cores {
        let cores = findings.cores;
        advice.push(format!(
            "{jobs} jobs on {cores} cores: nothing gets faster by that"
        ));
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate is no exact number")]
    let usual = Limits::INSTRUCTIONS_PER_SECOND as f64;
    if findings.instructions_per_second < usual / 8.0 {
        let slow = "this machine is slow: tests that use up what they may take long";
        advice.push(slow.to_owned());
    }
    advice
}

/// Names, or that there is none.
fn list(names: &[impl AsRef<str>]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    if names.is_empty() {
        "nothing".to_owned()
    } else {
        names.join(", ")
    }
}

fn lines(findings: &Findings) -> Vec<String> {
    let limits = findings.limits;
    let was = if findings.installed {
        "was there"
    } else {
        "was built just now"
    };
    let verdict = if findings.works { "right" } else { "WRONG" };
    let memory = findings.memory_available.map_or_else(
        || "unknown".to_owned(),
        |bytes| format!("{} MiB available", bytes >> 20),
    );
    let results = findings.results.map_or_else(
        || "cannot be used".to_owned(),
        |it| format!("{} of earlier jobs, {} KiB", it.results, it.bytes >> 10),
    );
    let mut lines = vec![
        format!("cache       {}", findings.cache.display()),
        format!("component   {was}"),
        format!("open        {:.0} ms", findings.open_seconds * 1e3),
        format!(
            "one job     {:.1} ms, {verdict}",
            findings.job_seconds * 1e3
        ),
        format!(
            "speed       {:.1} billion instructions a second; `--limit-seconds` counts {} billion as one",
            findings.instructions_per_second / 1e9,
            Limits::INSTRUCTIONS_PER_SECOND / 1_000_000_000
        ),
        format!(
            "limits      {} instructions, {} MiB, {} KiB of output for each test",
            limits.instructions,
            limits.memory >> 20,
            limits.output >> 10
        ),
        format!("has         {}", list(&findings.python.there)),
        format!("lacks       {}", list(&findings.python.missing)),
        format!("no module   {}", list(&findings.python.missing_modules)),
        format!("results     {results}"),
        format!("cores       {}", findings.cores),
        format!("memory      {memory}"),
    ];
    let engines = &findings.container_engines;
    lines.extend(
        engines
            .iter()
            .map(|it| format!("containers  {}", describe(it))),
    );
    if engines.iter().all(|it| it.version.is_none()) {
        lines.push("containers  none answers; none is needed for the standard library".to_owned());
    }
    lines.extend(
        findings
            .advice
            .iter()
            .map(|line| format!("advice      {line}")),
    );
    lines
}
