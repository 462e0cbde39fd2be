//! Measures the operators on public data sets: `yield`, `check`, `sample`, `pairs`, `names`, `dump` and more.
//!
//! The data is read from the folder that `MUTAGREE_DATA` names, or from `../shared/data`.

#![expect(
    clippy::print_stdout,
    reason = "a measuring program prints its figures"
)]

mod corpus;

use corpus::{Pair, Task, candidates, corpora, pair_files, pairs, references};
use mutagree_mutators::{Problem, Prompt, Request, Verdict, certify_pair, mutate};
use std::collections::BTreeMap;
use std::time::Instant;

/// How many bytes of the original a sample shows on each side of an edit.
const CONTEXT: usize = 110;

const STRATEGIES: [&str; 5] = ["all", "lexical", "grammatical", "naming", "format"];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["yield"] => corpora().iter().for_each(|name| report_yield(name)),
        ["yield", corpus] => report_yield(corpus),
        ["check"] => report_check(),
        ["refused"] => report_refused(),
        ["verdicts"] => list_verdicts(),
        ["speed"] => (0..40).for_each(|_| speed()),
        ["rejected", corpus] => show_rejected(corpus),
        ["sample", corpus, count, skip, ref strategies @ ..] => {
            sample(corpus, count, skip, strategies);
        }
        ["pairs", file, verdict, count] => show_pairs(file, verdict == "accepted", count),
        ["dump", corpus] => dump(corpus),
        ["names"] => report_names(),
        ["agreed", corpus] => report_agreed(corpus),
        ["asked", corpus] => report_asked(corpus),
        ["sizes", corpus] => report_sizes(corpus),
        ["left", corpus] => show_left(corpus),
        ["reading", corpus, part, count, seed] => print_reading(corpus, part, count, seed),
        ["techniques", corpus] => report_techniques(corpus),
        ["distance", corpus] => report_distance(corpus, None),
        ["distance", corpus, part] => report_distance(corpus, Some(part)),
        ["read", corpus] => report_read(corpus, None),
        ["read", corpus, part] => report_read(corpus, Some(part)),
        ["solutions"] => dump_solutions(),
        _ => println!(
            "usage: measure yield | check | verdicts | refused | names | left CORPUS | agreed CORPUS | asked CORPUS | sizes CORPUS | speed | solutions | dump CORPUS | rejected CORPUS | sample CORPUS COUNT SKIP STRATEGY… | pairs FILE accepted|rejected COUNT"
        ),
    }
}

fn problem(task: &Task) -> Problem<'_> {
    Problem {
        task_id: &task.id,
        prompt: &task.prompt,
        entry_point: task.entry_point.as_deref(),
        companions: &[],
    }
}

/// The mean number of certified variants per prompt, by corpus and strategy.
fn report_yield(name: &str) {
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

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn rate(count: usize, seconds: f64) -> f64 {
    count as f64 / seconds
}

/// Which prompts of all corpora are no English task for Python code, and what it takes to tell.
fn report_refused() {
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

/// Prints why drafts were dropped.
fn show_rejected(corpus: &str) {
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

fn certify(pair: &Pair) -> mutagree_mutators::Certificate {
    let entry = pair.entry_point.as_deref();
    certify_pair(
        &Prompt::new(&pair.original, entry),
        &Prompt::new(&pair.variant, pair.new_entry.as_deref()),
    )
}

/// The share of foreign pairs that the certificate rejects, by file.
fn report_check() {
    for file in pair_files() {
        let pairs = pairs(file);
        let changed: Vec<_> = pairs
            .iter()
            .filter(|pair| pair.original != pair.variant)
            .collect();
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for pair in &changed {
            let certificate = certify(pair);
            let reason = certificate
                .failure()
                .map_or("accepted", |check| check.check.name());
            *reasons.entry(reason).or_default() += 1;
        }
        let accepted = reasons.remove("accepted").unwrap_or(0);
        println!(
            "{file:58} pairs {} changed {} rejected {:.1} % {reasons:?}",
            pairs.len(),
            changed.len(),
            100.0 * ratio(changed.len() - accepted, changed.len())
        );
    }
}

/// The verdict on every changed pair, a line each: file, task, verdict, the check that failed, and what it found.
fn list_verdicts() {
    for file in pair_files() {
        for pair in pairs(file) {
            if pair.original == pair.variant {
                continue;
            }
            let certificate = certify(&pair);
            let failure = certificate.failure();
            println!(
                "{file}\t{}\t{:?}\t{}\t{}",
                pair.id,
                certificate.verdict,
                failure.map_or("", |check| check.check.name()),
                failure.map_or(String::new(), |check| check
                    .detail
                    .replace(['\n', '\t'], " "))
            );
        }
    }
}

/// Prints variants of tasks all over a corpus as their edits in context.
fn sample(corpus: &str, count: &str, skip: &str, strategies: &[&str]) {
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

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

fn show_pairs(file: &str, accepted: bool, count: &str) {
    let pairs = pairs(file);
    let wanted = pairs
        .iter()
        .filter(|pair| pair.original != pair.variant)
        .filter_map(|pair| {
            let certificate = certify(pair);
            ((certificate.verdict == Verdict::Equivalent) == accepted)
                .then_some((pair, certificate))
        });
    for (pair, certificate) in wanted.take(count.parse().unwrap_or(20)) {
        println!(
            "#### {} {:?}",
            pair.id,
            certificate
                .failure()
                .map(|check| (check.check.name(), &check.detail))
        );
        for (before, after) in pair.original.lines().zip(pair.variant.lines()) {
            if before.trim() != after.trim() {
                println!("  - {}\n  + {}", before.trim(), after.trim());
            }
        }
    }
}

/// Writes every variant as a JSON line, with the original beside it.
fn dump(corpus: &str) {
    let request = Request::new(&["all"], 8, 7).expect("known");
    for task in corpus::load(corpus) {
        for variant in mutate(&problem(&task), &request).variants {
            println!("{}", serde_json::to_string(&variant).expect("serialisable"));
        }
    }
}

/// Mutates one corpus again, for a profiler.
fn speed() {
    let request = Request::new(&["all"], 8, 7).expect("known");
    let made: usize = corpus::load("humaneval")
        .iter()
        .map(|task| mutate(&problem(task), &request).count())
        .sum();
    assert!(made > 0, "no variants");
}

/// Renames reference solutions, tests and candidates forward and back, and counts what is not restored.
fn report_names() {
    let request = Request::new(&["naming", "naming/opaque"], 64, 7).expect("known");
    let samples = candidates();
    let (mut maps, mut broken, mut back, mut lost) = (0, 0, 0, 0);
    for (task, solution, tests) in references() {
        let problem = Problem {
            task_id: &task.id,
            prompt: &task.prompt,
            entry_point: task.entry_point.as_deref(),
            companions: &[&solution, &tests],
        };
        for map in mutate(&problem, &request)
            .variants
            .into_iter()
            .filter_map(|variant| variant.renames)
        {
            maps += 1;
            let restored =
                |code: &str| map.inverse().forward_code(&map.forward_code(code)) == *code;
            if !restored(&solution) || !restored(&tests) {
                broken += 1;
                println!("{} {:?}", task.id, map.renames());
            }
            for candidate in samples
                .iter()
                .filter(|(prompt, _)| {
                    prompt.contains(&format!(
                        "def {}(",
                        task.entry_point.as_deref().unwrap_or_default()
                    ))
                })
                .flat_map(|(_, samples)| samples)
                .take(10)
            {
                if !map.is_free_in(candidate) {
                    continue;
                }
                back += 1;
                let returned = map.backward(&map.forward_code(candidate)).source;
                if returned != *candidate {
                    lost += 1;
                    let line = candidate
                        .lines()
                        .zip(returned.lines())
                        .find(|(before, after)| before != after);
                    println!("{} {:?} {line:?}", task.id, map.renames());
                }
            }
        }
    }
    println!(
        "{maps} name maps, {broken} that do not restore the solution or its tests; {back} candidates, {lost} not restored"
    );
}

/// What the check of foreign pairs says of the variants that are certified here, and by which operators those are that it refuses.
fn report_agreed(corpus: &str) {
    let request = Request::new(&["all"], 8, 7).expect("known");
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    let mut refused: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for task in corpus::load(corpus) {
        let original = Prompt::new(&task.prompt, task.entry_point.as_deref());
        for variant in mutate(&problem(&task), &request).variants.iter().skip(1) {
            let other = Prompt::new(&variant.prompt, variant.entry_point.as_deref());
            let certificate = certify_pair(&original, &other);
            *verdicts
                .entry(format!("{:?}", certificate.verdict))
                .or_default() += 1;
            if let Some(failure) = certificate.failure() {
                let operators = variant.operators.join(" ");
                println!("# {} {operators}: {}", task.id, failure.detail);
                for operator in &variant.operators {
                    let why = format!("{} {operator}", failure.check.name());
                    *refused.entry((failure.check.name(), why)).or_default() += 1;
                }
            }
        }
    }
    for ((_, why), count) in &refused {
        println!("{count:6} {why}");
    }
    println!("{verdicts:?}");
}

/// How often the function that the prose names is the one of the field, and where it is another.
fn report_asked(corpus: &str) {
    let (mut same, mut none) = (0, 0);
    for task in corpus::load(corpus) {
        let prompt = Prompt::new(&task.prompt, None);
        match prompt.entry_point() {
            None => none += 1,
            Some(name) if Some(name) == task.entry_point.as_deref() => same += 1,
            Some(name) => println!("{}: {name}, not {:?}", task.id, task.entry_point),
        }
    }
    println!("{same} as the field has it, {none} without a name in their prose");
}

/// The seconds that eight variants of a prompt take, by its length: the prompts of a corpus, one after the other.
fn report_sizes(corpus: &str) {
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

/// The share of sentences that the grammar reads wholly, by how they begin; the others are printed. A part of the tasks is
/// `read`, those by which the grammar and the lexicon were made, or `kept`, the others.
fn report_read(corpus: &str, part: Option<&str>) {
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for task in corpus::load(corpus) {
        if part.is_some_and(|part| (part == "read") != corpus::is_read(&task.id)) {
            continue;
        }
        let prompt = Prompt::new(&task.prompt, task.entry_point.as_deref());
        for (range, read) in prompt.sentences_read() {
            let text = &task.prompt[range];
            let Some(kind) = kind_of(text) else { continue };
            let counts = kinds.entry(kind).or_default();
            counts.0 += usize::from(read);
            counts.1 += 1;
            if !read {
                println!(
                    "{} {kind}: {}",
                    task.id,
                    text.split_whitespace().collect::<Vec<_>>().join(" ")
                );
            }
        }
    }
    let (mut all, mut whole) = (0, 0);
    for (kind, (read, count)) in &kinds {
        println!(
            "# {kind:10} {read:5} of {count:5}: {:.1} %",
            100.0 * ratio(*read, *count)
        );
        (all, whole) = (all + count, whole + read);
    }
    println!(
        "# together   {whole:5} of {all:5}: {:.1} %",
        100.0 * ratio(whole, all)
    );
}

/// Prints variants of prompts of one part, drawn by a seed, for a person to read: the whole text with what changed marked.
fn print_reading(corpus: &str, part: &str, count: &str, seed: &str) {
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
fn report_techniques(corpus: &str) {
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

/// The distances of eight variants to their original and to each other, in tokens without case and layout, and in how many
/// prompts each kind of rewrite is among the eight.
fn report_distance(corpus: &str, part: Option<&str>) {
    let request = Request::new(&["all"], 8, 7).expect("known");
    let (mut away, mut apart) = (Vec::new(), Vec::new());
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut prompts = 0;
    for task in corpus::load(corpus) {
        if part.is_some_and(|part| (part == "read") != corpus::is_read(&task.id)) {
            continue;
        }
        prompts += 1;
        let variants = mutate(&problem(&task), &request).variants;
        let texts: Vec<Vec<String>> = variants
            .iter()
            .map(|variant| words_of(&variant.prompt))
            .collect();
        for (at, one) in texts.iter().enumerate().skip(1) {
            away.push(distance_of(&texts[0], one));
            apart.extend(texts[1..at].iter().map(|other| distance_of(other, one)));
        }
        let among = |names: &[&str]| {
            variants
                .iter()
                .any(|variant| variant.operators.iter().any(|name| names.contains(name)))
        };
        for (kind, names) in REWRITES {
            *kinds.entry(kind).or_default() += usize::from(among(names));
        }
    }
    away.sort_by(f64::total_cmp);
    let at = |quarter: usize| away[(away.len() - 1) * quarter / 4] * 100.0;
    let mean = apart.iter().sum::<f64>() / ratio(apart.len().max(1), 1);
    println!(
        "{corpus}: {} variants of {prompts} prompts; to the original median {:.1} %, quartiles {:.1} and {:.1} %; between variants {:.1} % on average",
        away.len(),
        at(2),
        at(1),
        at(3),
        mean * 100.0
    );
    for (kind, count) in kinds {
        println!(
            "  {kind} in {:.0} % of the prompts",
            100.0 * ratio(count, prompts)
        );
    }
}

/// The rewrites that are counted by prompt.
const REWRITES: [(&str, &[&str]); 3] = [
    ("a passive", &["grammatical/passive"]),
    (
        "a condition or an order",
        &[
            "grammatical/condition-order",
            "grammatical/given-order",
            "grammatical/fronting",
            "grammatical/conjunct-order",
        ],
    ),
    (
        "a rephrase",
        &[
            "grammatical/declarative",
            "grammatical/frame",
            "grammatical/split-merge",
            "grammatical/relative",
            "lexical/phrase",
        ],
    ),
];

/// Words, numbers and marks, in lower case.
fn words_of(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for mark in text.to_lowercase().chars() {
        if mark.is_alphanumeric() || mark == '_' {
            word.push(mark);
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if !mark.is_whitespace() {
            words.push(mark.to_string());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The distance of Levenshtein over words, as a share of the longer text.
fn distance_of(one: &[String], other: &[String]) -> f64 {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, left) in one.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, right) in other.iter().enumerate() {
            let kept = corner + usize::from(left != right);
            corner = row[j + 1];
            row[j + 1] = kept.min(corner + 1).min(row[j] + 1);
        }
    }
    ratio(row[other.len()], one.len().max(other.len()))
}

/// How a sentence begins; nothing for what is no sentence: fewer than three words.
fn kind_of(text: &str) -> Option<&'static str> {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let first = words.first().map(String::as_str)?;
    if words.len() < 3 {
        return None;
    }
    let second = words[1].as_str();
    let code = ["function", "method", "class"];
    Some(match first {
        "the" if code.contains(&second) => "function",
        "it" | "they" => "pronoun",
        "if" | "when" | "unless" | "for" | "while" | "given" => "condition",
        "write" | "create" | "generate" | "implement" | "define" | "develop" | "complete" => {
            "request"
        }
        "the" | "a" | "an" | "each" | "all" | "this" | "these" => "nominal",
        _ if text.starts_with(|mark: char| mark.is_ascii_uppercase()) => "other",
        _ => "lower case",
    })
}

/// Prints where a renamed prompt still has the old name, and how many renamings leave none.
fn show_left(corpus: &str) {
    let request = Request::new(&["naming"], 16, 7).expect("known");
    let (mut whole, mut partly) = (0, 0);
    for task in corpus::load(corpus) {
        let variants = mutate(&problem(&task), &request).variants;
        for variant in variants.iter().skip(1) {
            let renames = variant.renames.iter().flat_map(|map| map.renames());
            let left: Vec<String> = renames
                .flat_map(|rename| places(&variant.prompt, &rename.from))
                .collect();
            whole += usize::from(left.is_empty());
            partly += usize::from(!left.is_empty());
            for place in left {
                println!("{} {}: {place}", task.id, variant.operators.join(" "));
            }
        }
    }
    println!("{whole} renamings leave no word like the old name, {partly} leave one or more");
}

/// Where a word stands in a text, each with what is around it.
fn places(text: &str, word: &str) -> Vec<String> {
    const AROUND: usize = 40;
    let joins = |mark: char| mark.is_alphanumeric() || mark == '_';
    let alone =
        |at: &usize| !text[..*at].ends_with(joins) && !text[at + word.len()..].starts_with(joins);
    text.match_indices(word)
        .map(|(at, _)| at)
        .filter(alone)
        .map(|at| {
            let start = floor(text, at.saturating_sub(AROUND));
            let end = floor(text, (at + word.len() + AROUND).min(text.len()));
            text[start..end].replace('\n', "⏎")
        })
        .collect()
}

/// Writes the renamed reference solutions and tests as JSON lines.
fn dump_solutions() {
    let request = Request::new(&["naming", "naming/opaque"], 64, 7).expect("known");
    for (task, solution, tests) in references() {
        let problem = Problem {
            task_id: &task.id,
            prompt: &task.prompt,
            entry_point: task.entry_point.as_deref(),
            companions: &[&solution, &tests],
        };
        for variant in mutate(&problem, &request).variants {
            let Some(map) = variant.renames else { continue };
            println!(
                "{}",
                serde_json::json!({
                    "task_id": task.id, "entry_point": variant.entry_point, "renames": map.renames(), "prompt": variant.prompt,
                    "solution": map.forward_code(&solution), "tests": map.forward_code(&tests), "shim": map.shim(&map.forward_code(&solution)),
                    "original_tests": tests, "original_entry": task.entry_point,
                })
            );
        }
    }
}
