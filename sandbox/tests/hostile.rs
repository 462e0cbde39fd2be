//! Every program of `fixtures/programs/hostile` gets the outcome that stands in its head, and leaves nothing
//! behind. `MUTAGREE_ROUNDS` says how often to run them all (once, where it is not set).
#![allow(clippy::unwrap_used, reason = "a broken test panics")]

mod common;
#[path = "hostile_programs/mod.rs"]
mod hostile_programs;

use common::sandbox;
use hostile_programs::{Hostile, programs, word};
use mutagree_sandbox::{Job, Judge, Limits, Outcome, Tests};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// Fewer instructions than by default, since many programs use up all that they get.
const LIMITS: Limits = Limits {
    instructions: 300_000_000,
    ..Limits::DEFAULT
};

fn outcomes(source: &str, tests: &[&str], judge: Judge, limits: Limits) -> Vec<Outcome> {
    let tests = Tests {
        entry_point: "f",
        ..Tests::new(tests)
    };
    let suite = sandbox().compile(&tests).unwrap();
    let mut job = Job::new(source, &suite);
    job.judge = judge;
    job.limits = limits;
    sandbox().run(&job).unwrap().outcomes
}

fn check(hostile: &Hostile, judge: Judge) -> Vec<String> {
    let tests: Vec<&str> = hostile.tests.iter().map(String::as_str).collect();
    let outcomes = outcomes(&hostile.source, &tests, judge, LIMITS);
    let pairs = outcomes.iter().zip(&hostile.expected).zip(&tests);
    pairs
        .map(|((outcome, expected), test)| match judge {
            Judge::Split => ((outcome, &expected.split), test),
            Judge::Auto | Judge::Shared => ((outcome, &expected.auto), test),
        })
        .filter(|((outcome, expected), _)| {
            let word = word(outcome);
            let fits = |one: &String| word == *one || word.starts_with(&format!("{one} "));
            !expected.iter().any(fits)
        })
        .map(|((outcome, expected), test)| {
            let name = &hostile.name;
            format!("{name} {judge:?}: `{test}` gave {outcome:?}, not {expected:?}")
        })
        .collect()
}

/// An honest program after a hostile one.
fn check_next(after: &str) -> Option<String> {
    let source =
        "import math, json\ndef f(x): return len(json.dumps([x])) and math.isclose(x, x) and x + 1";
    let tests = [
        "assert f(2) == 3",
        "assert f(2) == 4",
        "n = f(1)\nassert n == 2",
    ];
    let letters: String = outcomes(source, &tests, Judge::Auto, LIMITS)
        .iter()
        .map(Outcome::letter)
        .collect();
    (letters != "PFP").then(|| format!("an honest program after {after}: {letters}"))
}

#[test]
fn no_hostile_program_forges_a_verdict_or_breaks_its_bounds() {
    let rounds: usize = std::env::var("MUTAGREE_ROUNDS").map_or(1, |text| text.parse().unwrap());
    let programs = programs("hostile");
    assert!(programs.len() >= 60, "{}", programs.len());
    let busy = AtomicBool::new(true);
    let faults: Vec<String> = thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while busy.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            });
        }
        let faults = (0..rounds)
            .flat_map(|_| &programs)
            .flat_map(|hostile| {
                let mut faults = check(hostile, Judge::Split);
                faults.extend(check(hostile, Judge::Auto));
                faults.extend(check_next(&hostile.name));
                faults
            })
            .collect();
        busy.store(false, Ordering::Relaxed);
        faults
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_shared_interpreter_is_bounded_and_left_clean_too() {
    for hostile in programs("hostile") {
        let tests: Vec<&str> = hostile.tests.iter().map(String::as_str).collect();
        let outcomes = outcomes(&hostile.source, &tests, Judge::Shared, LIMITS);
        assert_eq!(outcomes.len(), tests.len(), "{}", hostile.name);
        assert_eq!(check_next(&hostile.name), None);
    }
}

#[test]
fn sources_of_any_size_and_depth_are_read_or_refused() {
    let deep = format!("x = {}{}", "(".repeat(100_000), ")".repeat(100_000));
    let letter = |source: &str| {
        outcomes(source, &["assert f(2) == 3"], Judge::Auto, Limits::DEFAULT)[0].letter()
    };
    assert!(matches!(letter(&deep), 'U' | 'C'));
    let filler = format!("x = '{}'\n", "y".repeat(80)).repeat(11_000);
    assert_eq!(letter(&format!("def f(x): return 3\n{filler}")), 'P');
}
