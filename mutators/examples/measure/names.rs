//! Names: what renaming restores and leaves, and which function a prompt asks for.

use crate::corpus::{self, candidates, references};
use crate::shared::{floor, problem};
use mutagree_mutators::{Problem, Prompt, Request, mutate};

/// Renames reference solutions, tests and candidates forward and back, and counts what is not restored.
pub(crate) fn report_names() {
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

/// How often the function that the prose names is the one of the field, and where it is another.
pub(crate) fn report_asked(corpus: &str) {
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

/// Prints where a renamed prompt still has the old name, and how many renamings leave none.
pub(crate) fn show_left(corpus: &str) {
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
pub(crate) fn dump_solutions() {
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
