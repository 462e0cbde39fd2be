//! What the jobs of a run take: runs its candidates again, one after the other on one core, and prints the quantiles of the seconds
//! that a job takes and of the seconds for each pair of a candidate and a test, as JSON for `tests/tools/scale`.
//!
//! `cargo run --release --example job-times -- RUN [EVERY]`, where RUN was begun by `mutagree execute`; of its problems each EVERY-th
//! is taken (1). The component is that of the cache folder (`MUTAGREE_CACHE_DIR`).
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a tool for developers"
)]

use mutagree::engine::load;
use mutagree::store::Run;
use mutagree_sandbox::{ComponentStore, Job, Options, Sandbox, Tests};
use serde_json::json;
use std::path::Path;
use std::time::Instant;

/// The shares at which the quantiles are told: most where the few stand that take long.
const SHARES: [f64; 13] = [
    0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999, 1.0,
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, rest @ ..] = arguments.as_slice() else {
        panic!("usage: job-times RUN [EVERY]");
    };
    let every = rest.first().map_or(1, |text| text.parse().unwrap());
    let run = Run::open(Path::new(folder)).unwrap();
    let (config, loaded) = (run.config(), load(&run).unwrap());
    let cache = std::env::var_os("MUTAGREE_CACHE_DIR").unwrap();
    let component = ComponentStore::new(cache.into(), "python3".to_owned());
    let component = component.component(&|_| {}).unwrap();
    let options = Options {
        memory: config.limits.memory,
        ..Options::default()
    };
    let sandbox = Sandbox::open(&component, &options, &|_| {}).unwrap();
    let (mut jobs, mut pairs, mut tests_of) = (Vec::new(), Vec::new(), Vec::new());
    for place in (0..loaded.problems.len()).step_by(every) {
        let tests: Vec<&str> = loaded.tests[place]
            .iter()
            .map(|it| it.source.as_str())
            .collect();
        tests_of.push(tests.len() as f64);
        let suite = sandbox.compile(&Tests {
            packing: config.compat.packing(),
            entry_point: &loaded.problems[place].entry_point,
            ..Tests::new(&tests)
        });
        let suite = suite.unwrap();
        for candidate in &loaded.candidates[place] {
            let began = Instant::now();
            let job = Job {
                limits: config.limits,
                isolation: config.isolation,
                namespace: config.compat.namespace(),
                judge: config.judge,
                ..Job::new(candidate.solution.as_str(), &suite)
            };
            sandbox.run(&job).unwrap();
            let took = began.elapsed().as_secs_f64();
            jobs.push(took);
            pairs.push(took / tests.len().max(1) as f64);
        }
    }
    let (sum, count) = (jobs.iter().sum::<f64>(), jobs.len());
    println!(
        "{}",
        json!({
            "jobs_count": count,
            "jobs_seconds_sum": sum,
            "job_seconds_quantiles": quantiles(jobs),
            "pair_seconds_quantiles": quantiles(pairs),
            "problem_tests_count_quantiles": quantiles(tests_of),
        })
    );
}

/// The values at the shares.
fn quantiles(mut values: Vec<f64>) -> Vec<(f64, f64)> {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    let value = |share: f64| values.get((share * last as f64).round() as usize).copied();
    SHARES
        .iter()
        .map(|&share| (share, value(share).unwrap_or(0.0)))
        .collect()
}
