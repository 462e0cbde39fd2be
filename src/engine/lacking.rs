//! Says which modules candidates and tests will not find where they run: those candidates are unviable.

use super::environment::Source;
use super::placing::{Written, imported};
use super::{Engine, Loaded};
use crate::event::Event;
use mutagree_sandbox::{Manifest, missing};
use std::collections::{BTreeMap, BTreeSet};

/// Who imports a module that is not there.
#[derive(Default)]
struct Lack<'a> {
    candidates: usize,
    tests: usize,
    /// The problems, in their order, each with where it runs.
    problems: BTreeSet<(usize, &'a str)>,
    /// The environments that have it.
    environments: Vec<String>,
}

/// Tells each module that is missing in problems that were just placed, once for all of them.
pub(super) fn tell_missing(
    engine: &Engine<'_>,
    source: &dyn Source,
    loaded: &Loaded,
    tests: &[Written<'_>],
    words: &[Option<String>],
    fresh: &[usize],
    with_candidates: bool,
) {
    let choices = source.choices();
    let manifests: Vec<Manifest> = choices.iter().map(|(_, it)| it.clone()).collect();
    let mut lacks: BTreeMap<String, Lack<'_>> = BTreeMap::new();
    for &place in fresh {
        let word = words[place].as_deref();
        let manifest = choices
            .iter()
            .find(|(it, _)| Some(it.as_str()) == word)
            .map(|(_, it)| it);
        // Of an environment of the user's own that nothing chose, nobody knows here what it has.
        if manifest.is_none() && (word.is_some() || choices.is_empty()) {
            continue;
        }
        let mut take = |text: &str, is_test: bool| {
            for it in missing(&imported(text), manifest, &manifests) {
                let lack = lacks.entry(it.module).or_default();
                *(if is_test {
                    &mut lack.tests
                } else {
                    &mut lack.candidates
                }) += 1;
                lack.problems.insert((place, word.unwrap_or("WebAssembly")));
                lack.environments = it.environments.into_iter().map(str::to_owned).collect();
            }
        };
        for candidate in loaded.candidates[place].iter().filter(|_| with_candidates) {
            take(&candidate.solution, false);
        }
        for (test, _) in &tests[place] {
            take(test, true);
        }
    }
    for (module, lack) in &lacks {
        let note = said(source, loaded, module, lack);
        (engine.listener)(Event::Note(note));
    }
}

fn said(source: &dyn Source, loaded: &Loaded, module: &str, lack: &Lack<'_>) -> String {
    let counted = |count: usize, one: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {one}s")),
    };
    let who = [
        counted(lack.candidates, "candidate"),
        counted(lack.tests, "test"),
    ];
    let who: Vec<String> = who.into_iter().flatten().collect();
    let first = lack.problems.first();
    let first = first.map_or_else(String::new, |(place, environment)| {
        format!("`{}`, in {environment}", loaded.problems[*place].task_id)
    });
    let more = match lack.problems.len() {
        0 | 1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    format!(
        "module `{module}` is missing for {} of {first}{more}: {}",
        who.join(" and "),
        remedy(source, &lack.environments)
    )
}

/// Says which environments have a module, by their names, and what to do where none of these was built.
pub fn remedy(source: &dyn Source, environments: &[String]) -> String {
    let word = |name: &String| {
        let mut choices = source.choices().iter();
        let found = choices.find(|(_, it)| it.name == *name);
        found.map_or_else(|| name.clone(), |(word, _)| word.clone())
    };
    let words: Vec<String> = environments.iter().map(word).collect();
    let Some(smallest) = words.first() else {
        return "no environment has it".to_owned();
    };
    let hint = if words.iter().any(|it| source.has(it)) {
        String::new()
    } else {
        format!(", not built: `mutagree environment build {smallest}`")
    };
    format!("it is in `{}`{hint}", words.join("`, `"))
}
