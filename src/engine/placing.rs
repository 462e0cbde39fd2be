//! Decides in which environment the candidates of each problem run, once for a run.
//!
//! All candidates and tests of a problem run in one environment: votes count only where the same program does the same.
//! The user's word decides, then the problem's, then what candidates and tests import. What was decided is kept with the
//! run, so that candidates that come later run where the first did.

use super::environment::{Environment, Source};
use super::lacking::{remedy, tell_missing};
use super::{Engine, EngineError, Loaded};
use crate::extract::imports;
use crate::problem::WEB_ASSEMBLY;
use crate::store::{Placement, Run, StoreError, read_jsonl, write_jsonl};
use mutagree_sandbox::{EnvironmentError, Manifest, Needs, choose_for_all, missing};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Where candidates meet the tests that models wrote.
pub(super) const EXECUTION: &str = "environments.jsonl";
/// Where they meet the reference tests, which may need more.
pub(super) const REFERENCE: &str = "reference_environments.jsonl";

/// Where a problem runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct PlaceRow {
    task_id: String,
    /// The word that names the environment; nothing of the usual one.
    environment: Option<String>,
}

/// The row of a problem that runs in the usual environment, with the end of its line.
pub(super) fn usual_row(task_id: &str) -> Vec<u8> {
    let row = PlaceRow {
        task_id: task_id.to_owned(),
        environment: None,
    };
    let mut bytes = serde_json::to_vec(&row).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// The sources of a problem's tests, and how often each was written.
pub(super) type Written<'a> = Vec<(&'a str, usize)>;

/// Gives the environment of each problem, and keeps in a file of the run, where there is one, what was decided.
///
/// # Errors
/// Where a problem needs an environment that there is not, or the run was begun with another one.
pub(super) fn place(
    engine: &Engine<'_>,
    run: Option<(&Run, &str)>,
    loaded: &Loaded,
    tests: &[Written<'_>],
) -> Result<Vec<Arc<Environment>>, EngineError> {
    let mut known = match run {
        Some((run, file)) => placed(run, file)?,
        None => HashMap::new(),
    };
    let Some(source) = engine.environments.source() else {
        return match run {
            Some((run, _)) if known.values().any(Option::is_some) => {
                Err(other(run, "`--environment`"))
            }
            _ => Ok(vec![
                Arc::clone(engine.environments.usual());
                loaded.problems.len()
            ]),
        };
    };
    let mut fresh = Vec::new();
    for (place, problem) in loaded.problems.iter().enumerate() {
        if !known.contains_key(&problem.task_id) {
            let word = word(engine, source, loaded, place, &tests[place]);
            known.insert(problem.task_id.clone(), word);
            fresh.push(place);
        }
    }
    let is_auto = engine.environments.placement() == Placement::Auto;
    if let Some((run, _)) = run.filter(|(_, file)| is_auto && *file == EXECUTION) {
        let words = source.choices().iter().map(|(word, _)| word);
        run.offer(words.filter(|word| source.has(word)).cloned().collect())?;
    }
    let words: Vec<Option<String>> = (loaded.problems.iter())
        .map(|it| known.remove(&it.task_id).flatten())
        .collect();
    let environments = open(engine, source, loaded, &words)?;
    // Before reference tests, all was told of the candidates of a run.
    let with_candidates = run.is_none_or(|(_, file)| file == EXECUTION);
    tell_missing(
        engine,
        source,
        loaded,
        tests,
        &words,
        &fresh,
        with_candidates,
    );
    let is_usual = !is_auto && words.iter().all(Option::is_none);
    if let Some((run, file)) = run.filter(|_| !is_usual) {
        for environment in &environments {
            if let Some(name) = environment.name() {
                run.admit(name, &environment.digest)?;
            }
        }
        if !fresh.is_empty() {
            keep(run, file, loaded, words)?;
        }
    }
    Ok(environments)
}

/// Where the problems of a run were placed: the words, by the names of the problems.
pub(super) fn placed(
    run: &Run,
    file: &str,
) -> Result<HashMap<String, Option<String>>, EngineError> {
    let path = run.path(file);
    if !path.exists() {
        return Ok(HashMap::new());
    }
    let rows: Vec<PlaceRow> = read_jsonl(&path)?;
    Ok(rows
        .into_iter()
        .map(|row| (row.task_id, row.environment))
        .collect())
}

fn keep(
    run: &Run,
    file: &str,
    loaded: &Loaded,
    words: Vec<Option<String>>,
) -> Result<(), StoreError> {
    let problems = loaded.problems.iter().zip(words);
    let rows: Vec<PlaceRow> = problems
        .map(|(problem, environment)| PlaceRow {
            task_id: problem.task_id.clone(),
            environment,
        })
        .collect();
    write_jsonl(&run.path(file), &rows)
}

/// The word of the environment that a problem names or needs.
fn word(
    engine: &Engine<'_>,
    source: &dyn Source,
    loaded: &Loaded,
    place: usize,
    tests: &[(&str, usize)],
) -> Option<String> {
    let problem = &loaded.problems[place];
    if let Some(word) = &problem.environment {
        return (word != WEB_ASSEMBLY).then(|| word.clone());
    }
    if engine.environments.placement() != Placement::Auto {
        return None;
    }
    let candidates = loaded.candidates[place].iter();
    let candidates = candidates
        .map(|it| needs(&it.solution, it.multiplicity))
        .collect::<Vec<_>>();
    let tests = tests.iter();
    let tests = tests
        .map(|(source, count)| needs(source, *count))
        .collect::<Vec<_>>();
    chosen(source, &candidates, &tests)
}

/// The word of the environment that a program and its tests need, which is nothing for WebAssembly, and what is to be said of
/// modules that they will not find there.
#[must_use]
pub fn environment_of(
    source: &dyn Source,
    program: &str,
    tests: &str,
) -> (Option<String>, Vec<String>) {
    let word = chosen(source, &[needs(program, 1)], &[needs(tests, 1)]);
    let choices = source.choices();
    if choices.is_empty() {
        return (word, Vec::new());
    }
    let manifests: Vec<Manifest> = choices.iter().map(|(_, it)| it.clone()).collect();
    let own = choices.iter().find(|(it, _)| Some(it) == word.as_ref());
    let mut imported = imports(program);
    imported.extend(imports(tests));
    let notes = missing(&imported, own.map(|(_, it)| it), &manifests)
        .into_iter()
        .map(|it| {
            let environments: Vec<String> =
                it.environments.into_iter().map(str::to_owned).collect();
            format!(
                "module `{}` is missing: {}",
                it.module,
                remedy(source, &environments)
            )
        });
    let notes = notes.collect();
    (word, notes)
}

fn chosen(source: &dyn Source, candidates: &[Needs], tests: &[Needs]) -> Option<String> {
    let manifests: Vec<Manifest> = source.choices().iter().map(|(_, it)| it.clone()).collect();
    let word = |manifest: &Manifest| {
        let mut choices = source.choices().iter();
        choices.find(|(_, it)| it == manifest).map(|(word, _)| word)
    };
    let is_built = |it: &Manifest| word(it).is_some_and(|word| source.has(word));
    let chosen = choose_for_all(candidates, tests, &manifests, &is_built);
    chosen.and_then(word).cloned()
}

fn needs(source: &str, count: usize) -> Needs {
    Needs {
        imports: imported(source),
        count,
    }
}

/// What a source imports; most tests need not be parsed for that.
pub(super) fn imported(source: &str) -> BTreeSet<String> {
    if source.contains("import") {
        imports(source)
    } else {
        BTreeSet::new()
    }
}

/// Opens the environments of some words. All that cannot be opened are named at once.
fn open(
    engine: &Engine<'_>,
    source: &dyn Source,
    loaded: &Loaded,
    words: &[Option<String>],
) -> Result<Vec<Arc<Environment>>, EngineError> {
    let mut environments = Vec::with_capacity(words.len());
    let mut failed: BTreeMap<&str, (String, EnvironmentError)> = BTreeMap::new();
    for (problem, word) in loaded.problems.iter().zip(words) {
        let environment = match word.as_deref() {
            None => Ok(Arc::clone(engine.environments.usual())),
            Some(word) if failed.contains_key(word) => continue,
            Some(word) => engine
                .environments
                .open(source, word)
                .map_err(|error| (word, error)),
        };
        match environment {
            Ok(environment) => environments.push(environment),
            Err((word, error)) => drop(failed.insert(word, (problem.task_id.clone(), error))),
        }
    }
    if failed.is_empty() {
        Ok(environments)
    } else {
        Err(EngineError::Environments(failed.into_values().collect()))
    }
}

fn other(run: &Run, what: &str) -> EngineError {
    let (path, what) = (run.folder().to_owned(), what.to_owned());
    StoreError::Other { path, what }.into()
}
