//! What `mutate` makes of a corpus: how many variants, how fast, and which.

use crate::corpus::{self, Task, corpora};
use crate::shared::{floor, problem, rate, ratio};
use mutagree_mutators::{Problem, Prompt, Request, mutate};
use std::collections::BTreeMap;
use std::time::Instant;

const STRATEGIES: [&str; 5] = ["all", "lexical", "grammatical", "naming", "format"];

/// The mean number of certified variants per prompt, by corpus and strategy.
pub(crate) fn report_yield(name: &str) {
    let tasks = corpus::load(name);
    for strategy in STRATEGIES {
        let request = Request::new(&[strategy], 8, 7).expect("known");
        let started = Instant::now();
        let (mut made, mut full, mut none) = (0usize, 0usize, 0usize);
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for task in &tasks {
            let mutated = mutate(&problem(task), &request);
            made += mutated.count();
            full += usize::from(mutated.count() == 8);
            none += usize::from(mutated.count() == 0);
            for (reason, count) in mutated.reasons() {
                *reasons.entry(reason).or_default() += count;
            }
        }
        let seconds = started.elapsed().as_secs_f64();
        println!(
            "{name:22} {strategy:12} prompts {:5} mean {:.2} full {full} none {none} {:.0}/s rejected {reasons:?}",
            tasks.len(),
            ratio(made, tasks.len()),
            rate(made, seconds)
        );
    }
}

/// The seconds that eight variants of a prompt take, by its length: the prompts of a corpus, one after the other.
pub(crate) fn report_sizes(corpus: &str) {
    let prompts: Vec<String> = corpus::load(corpus)
        .into_iter()
        .map(|task| task.prompt)
        .collect();
    let request = Request::new(&["all"], 8, 7).expect("known");
    for size in [16_000, 64_000, 250_000, 1_000_000] {
        let mut text = String::new();
        for prompt in prompts.iter().cycle() {
            if text.len() >= size {
                break;
            }
            text.push_str(prompt);
            text.push_str("\n\n");
        }
        let problem = Problem {
            task_id: "long",
            prompt: &text,
            entry_point: None,
            companions: &[],
        };
        let started = Instant::now();
        let made = mutate(&problem, &request).count();
        println!(
            "{} bytes: {made} variants, {:.2} s",
            text.len(),
            started.elapsed().as_secs_f64()
        );
    }
}

/// Mutates one corpus again and again, for a profiler, and says how many variants its fastest round made in a second.
pub(crate) fn speed(corpus: &str, rounds: &str) {
    let rounds: usize = rounds.parse().unwrap_or(10);
    let request = Request::new(&["all"], 8, 7).expect("known");
    let tasks = corpus::load(corpus);
    let fastest = (0..rounds).map(|_| {
        let started = Instant::now();
        let made = tasks
            .iter()
            .map(|task| mutate(&problem(task), &request).count());
        let made: usize = made.sum();
        rate(made, started.elapsed().as_secs_f64())
    });
    println!("{corpus:22} {:.0}/s", fastest.fold(0.0, f64::max));
}

/// Prints why drafts were dropped.
pub(crate) fn show_rejected(corpus: &str) {
    let request = Request::new(&["all"], 8, 7).expect("known");
    for task in corpus::load(corpus) {
        for rejection in mutate(&problem(&task), &request).rejected {
            if rejection.check.is_some() {
                println!(
                    "{} {} {:?} {}",
                    task.id,
                    rejection.operators.join(" "),
                    rejection.check,
                    rejection.detail
                );
            }
        }
    }
}

/// Which prompts of all corpora are no English task for Python code, and what it takes to tell.
pub(crate) fn report_refused() {
    const ROUNDS: usize = 5;
    for name in corpora() {
        let tasks = corpus::load(name);
        let (mut refused, mut bytes, mut seconds) = (0, 0, 0.0);
        for task in &tasks {
            let prompt = Prompt::new(&task.prompt, task.entry_point.as_deref());
            let times = (0..ROUNDS).map(|_| {
                let started = Instant::now();
                std::hint::black_box(prompt.refusal());
                started.elapsed().as_secs_f64()
            });
            seconds += times.fold(f64::MAX, f64::min);
            bytes += task.prompt.len();
            if let Some(refusal) = prompt.refusal() {
                refused += 1;
                println!("{}: {refusal}", task.id);
            }
        }
        println!(
            "{name:22} prompts {:5} refused {refused} {:.1} µs for a kB",
            tasks.len(),
            1e9 * seconds / rate(bytes, 1.0)
        );
    }
}

/// Writes every variant as a JSON line, with the original beside it.
pub(crate) fn dump(corpus: &str) {
    let request = Request::new(&["all"], 8, 7).expect("known");
    for task in corpus::load(corpus) {
        for variant in mutate(&problem(&task), &request).variants {
            println!("{}", serde_json::to_string(&variant).expect("serialisable"));
        }
    }
}

/// How many bytes of the original a sample shows on each side of an edit.
const CONTEXT: usize = 110;

/// Prints variants of tasks all over a corpus as their edits in context.
pub(crate) fn sample(corpus: &str, count: &str, skip: &str, strategies: &[&str]) {
    let (count, skip): (usize, usize) = (count.parse().unwrap_or(50), skip.parse().unwrap_or(0));
    let request = Request::new(strategies, 8, 7).expect("known");
    let tasks = corpus::load(corpus);
    let stride = (tasks.len() / count.max(1)).max(1);
    for (index, task) in tasks
        .iter()
        .skip(skip)
        .step_by(stride)
        .take(count)
        .enumerate()
    {
        let mutated = mutate(&problem(task), &request);
        if mutated.count() == 0 {
            continue;
        }
        let variant = &mutated.variants[1 + index % mutated.count()];
        println!("#### {} {}", task.id, variant.operators.join(" "));
        for edit in &variant.edits {
            let context = |range: std::ops::Range<usize>| {
                task.prompt[floor(&task.prompt, range.start)..floor(&task.prompt, range.end)]
                    .replace('\n', "⏎")
            };
            let head = context(edit.start.saturating_sub(CONTEXT)..edit.start);
            let tail = context(edit.end..(edit.end + CONTEXT).min(task.prompt.len()));
            println!(
                "  {:28} {head}[-{}-][+{}+]{tail}",
                edit.operator,
                edit.before.replace('\n', "⏎"),
                edit.after.replace('\n', "⏎")
            );
        }
    }
}

/// Prints variants of prompts of one part, drawn by a seed, for a person to read: the whole text with what changed marked.
pub(crate) fn print_reading(corpus: &str, part: &str, count: &str, seed: &str) {
    let (count, seed): (usize, u64) = (count.parse().unwrap_or(50), seed.parse().unwrap_or(1));
    let request = Request::new(&["all"], 8, seed).expect("known");
    let mut tasks: Vec<Task> = corpus::load(corpus)
        .into_iter()
        .filter(|task| (part == "read") == corpus::is_read(&task.id))
        .collect();
    tasks.sort_by_key(|task| corpus::digest(&format!("{seed} {}", task.id)));
    let mutated = tasks
        .iter()
        .map(|task| (task, mutate(&problem(task), &request)))
        .filter(|(_, mutated)| mutated.count() > 0);
    for (index, (task, mutated)) in mutated.take(count).enumerate() {
        let variant = &mutated.variants[1 + index % mutated.count()];
        println!(
            "#### {corpus} {index} {} | {}",
            task.id,
            variant.operators.join(" ")
        );
        let mut at = 0;
        for edit in &variant.edits {
            print!(
                "{}[-{}-][+{}+]",
                &task.prompt[at..edit.start],
                edit.before,
                edit.after
            );
            at = edit.end;
        }
        println!("{}\n", &task.prompt[at..]);
    }
}

/// In how many prompts each operator makes a certified variant when one of each is asked for.
pub(crate) fn report_techniques(corpus: &str) {
    let request = Request::one_per(&["all"], 7).expect("known");
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let tasks = corpus::load(corpus);
    for task in &tasks {
        for variant in mutate(&problem(task), &request).variants {
            if let Some(technique) = variant.technique {
                *counts.entry(technique).or_default() += 1;
            }
        }
    }
    for (technique, count) in counts {
        println!("{:5.1} % {technique}", 100.0 * ratio(count, tasks.len()));
    }
}
