//! Every program of `fixtures/programs/hostile` gets the outcome that stands in its head, in a container too, and leaves
//! nothing behind; those of `hostile_frameworks` too, where their modules are. `MUTAGREE_ROUNDS` says how often to run them
//! all (once, where it is not set).

use crate::environment::{LIMITS, letters, open, plain};
use crate::hostile_programs::{Hostile, programs, word};
use mutagree_sandbox::{Container, Job, Judge, Limits, Outcome, Tests};

/// Less than other tests have, since many programs use up all that they get.
const TIGHT: Limits = Limits {
    instructions: LIMITS.instructions / 4,
    ..LIMITS
};

fn outcomes(container: &Container, hostile: &Hostile, judge: Judge) -> Vec<Outcome> {
    let tests: Vec<&str> = hostile.tests.iter().map(String::as_str).collect();
    let suite = container.compile(&Tests {
        entry_point: "f",
        ..Tests::new(&tests)
    });
    let suite = suite.unwrap();
    let mut job = Job::new(&hostile.source, &suite);
    job.judge = judge;
    job.limits = TIGHT;
    container.run(&job).unwrap().outcomes
}

fn check(container: &Container, hostile: &Hostile, judge: Judge) -> Vec<String> {
    let outcomes = outcomes(container, hostile, judge);
    let cells = outcomes.iter().zip(&hostile.expected).zip(&hostile.tests);
    cells
        .filter_map(|((outcome, expected), test)| {
            let here = match judge {
                _ if !expected.container.is_empty() => &expected.container,
                Judge::Split => &expected.split,
                Judge::Auto | Judge::Shared => &expected.auto,
            };
            let word = word(outcome);
            let fits = |one: &String| word == *one || word.starts_with(&format!("{one} "));
            let name = &hostile.name;
            (!here.iter().any(fits))
                .then(|| format!("{name} {judge:?}: `{test}` gave {outcome:?}, not {here:?}"))
        })
        .collect()
}

/// An honest program after a hostile one.
fn check_next(container: &Container, after: &str) -> Option<String> {
    let source =
        "import math, json\ndef f(x): return len(json.dumps([x])) and math.isclose(x, x) and x + 1";
    let tests = [
        "assert f(2) == 3",
        "assert f(2) == 4",
        "n = f(1)\nassert n == 2",
    ];
    let letters = letters(container, source, &tests, Judge::Auto);
    (letters != "PFP").then(|| format!("an honest program after {after}: {letters}"))
}

/// What goes wrong with hostile programs, in as many rounds as are wanted.
fn faults(container: &Container, programs: &[Hostile]) -> Vec<String> {
    let rounds: usize = std::env::var("MUTAGREE_ROUNDS").map_or(1, |text| text.parse().unwrap());
    (0..rounds)
        .flat_map(|_| programs)
        .flat_map(|hostile| {
            let mut faults = check(container, hostile, Judge::Split);
            faults.extend(check(container, hostile, Judge::Auto));
            faults.extend(check_next(container, &hostile.name));
            faults
        })
        .collect()
}

#[test]
fn no_hostile_program_forges_a_verdict_or_breaks_its_bounds() {
    let Some(container) = &plain() else { return };
    let faults = faults(container, &programs("hostile"));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_hostile_program_uses_a_framework_to_forge_a_verdict_or_to_break_its_bounds() {
    for framework in ["numpy", "pandas", "torch"] {
        let mut programs = programs("hostile_frameworks");
        programs.retain(|it| it.modules.last().is_some_and(|last| last == framework));
        let modules: Vec<&str> = programs[0].modules.iter().map(String::as_str).collect();
        let Some(container) = open(&modules) else {
            continue;
        };
        let faults = faults(&container, &programs);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
