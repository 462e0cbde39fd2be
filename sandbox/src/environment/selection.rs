//! Which environment a program needs: the smallest that has what it imports.

use super::Manifest;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The modules of the standard library that WebAssembly has, a line each: `sys.stdlib_module_names` of `CPython` 3.14 and
/// of 3.11, whose removed ones the guest has too, where the names have no underscore before them.
const STANDARD_LIBRARY: &str = include_str!("standard_library.txt");

/// Where a program should run, and what it will miss there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<'a> {
    /// The environment; none is WebAssembly, which has the standard library.
    pub environment: Option<&'a Manifest>,
    /// The modules that it imports and will not find.
    pub missing: Vec<Missing<'a>>,
}

/// A module that a program will not find where it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing<'a> {
    /// Its name.
    pub module: String,
    /// The environments that have it; often there is none.
    pub environments: Vec<&'a str>,
}

/// Chooses for the modules that a program and its tests import, by their top-level names.
///
/// What only the standard library has runs in WebAssembly. For everything else it is the smallest environment that has
/// all of it. Where none has all, it is the one that has the most, and the smallest of these; what that lacks is named with
/// the environments that have it. Modules that no environment has decide nothing.
///
/// ```
/// use mutagree_sandbox::{Definition, choose};
/// use std::collections::BTreeSet;
///
/// let bundled = Definition::bundled()?;
/// let manifests: Vec<_> = bundled.iter().map(|it| it.manifest().clone()).collect();
/// let choice = choose(&BTreeSet::from(["math".to_owned(), "pandas".to_owned()]), &manifests);
/// assert_eq!(choice.environment.map(|it| it.name.as_str()), Some("numpy"));
/// # Ok::<(), mutagree_sandbox::EnvironmentError>(())
/// ```
#[must_use]
pub fn choose<'a>(imports: &BTreeSet<String>, environments: &'a [Manifest]) -> Choice<'a> {
    let foreign = foreign(imports);
    let found = |manifest: &Manifest| foreign.iter().filter(|it| has(Some(manifest), it)).count();
    let best = environments
        .iter()
        .filter(|it| found(it) > 0 && it.repository.is_none())
        .min_by_key(|it| (Reverse(found(it)), it.size_mib, &it.name));
    Choice {
        environment: best,
        missing: missing(imports, best, environments),
    }
}

/// The modules that a program imports and will not find in an environment, or in WebAssembly where that is none.
#[must_use]
pub fn missing<'a>(
    imports: &BTreeSet<String>,
    environment: Option<&Manifest>,
    environments: &'a [Manifest],
) -> Vec<Missing<'a>> {
    let absent = foreign(imports).into_iter();
    let absent = absent.filter(|it| !has(environment, it));
    absent
        .map(|module| Missing {
            module: module.clone(),
            environments: environments
                .iter()
                .filter(|it| has(Some(it), module))
                .map(|it| it.name.as_str())
                .collect(),
        })
        .collect()
}

/// What a program imports, and how often it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needs {
    /// The top-level names of the modules.
    pub imports: BTreeSet<String>,
    /// How many samples it is.
    pub count: usize,
}

/// Chooses one environment for all candidates and tests of a problem, so that what they do there can be compared; none is
/// WebAssembly.
///
/// It is the one in which the most pairs of a candidate and a test find what they import, each pair as often as it was
/// written; of those that have equally many, WebAssembly, then the smallest. One that is not `built` is chosen only where
/// no more than half of these pairs find what they import in WebAssembly or any that is: a few candidates that import
/// something else are no reason to build it. Modules that no environment has decide nothing.
#[must_use]
pub fn choose_for_all<'a>(
    candidates: &[Needs],
    tests: &[Needs],
    environments: &'a [Manifest],
    built: &dyn Fn(&Manifest) -> bool,
) -> Option<&'a Manifest> {
    let known = |module: &&String| environments.iter().any(|it| has(Some(it), module));
    let wanted = |all: &[Needs]| -> Vec<(Vec<String>, usize)> {
        let each = all.iter();
        each.map(|it| {
            let foreign = foreign(&it.imports).into_iter().filter(known);
            (foreign.cloned().collect(), it.count)
        })
        .collect()
    };
    let (candidates, tests) = (wanted(candidates), wanted(tests));
    let served = |all: &[(Vec<String>, usize)], place: Option<&Manifest>| -> usize {
        let fitting = all
            .iter()
            .filter(|(modules, _)| modules.iter().all(|it| has(place, it)));
        fitting.map(|(_, count)| count).sum()
    };
    let score = |place: Option<&Manifest>| {
        let (candidates, tests) = (served(&candidates, place), served(&tests, place));
        (candidates * tests, candidates, tests)
    };
    let best = environments.iter().map(|it| score(Some(it))).max()?;
    if score(None) >= best {
        return None;
    }
    let smallest = |places: &mut dyn Iterator<Item = &'a Manifest>| {
        places.min_by_key(|it| (Reverse(score(Some(it))), it.size_mib, &it.name))
    };
    let there = smallest(&mut environments.iter().filter(|it| built(it)));
    let there = there.filter(|it| score(Some(it)) > score(None));
    let weight = |(pairs, candidates, _): (usize, usize, usize)| match best.0 {
        0 => candidates,
        _ => pairs,
    };
    if 2 * weight(score(there)) > weight(best) {
        return there;
    }
    smallest(&mut environments.iter())
}

/// What of some imports is not of the standard library.
fn foreign(imports: &BTreeSet<String>) -> Vec<&String> {
    static STANDARD: LazyLock<BTreeSet<&str>> =
        LazyLock::new(|| STANDARD_LIBRARY.lines().collect());
    let is_foreign = |it: &&String| !it.starts_with('_') && !STANDARD.contains(it.as_str());
    imports.iter().filter(is_foreign).collect()
}

/// Says whether an environment, or WebAssembly, has a module that is not of the standard library.
fn has(environment: Option<&Manifest>, module: &str) -> bool {
    environment.is_some_and(|it| it.modules.iter().any(|name| name == module))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(name: &str, size_mib: u64, modules: &[&str]) -> Manifest {
        Manifest {
            name: name.to_owned(),
            about: String::new(),
            python: "3.11".to_owned(),
            modules: modules.iter().map(|it| (*it).to_owned()).collect(),
            preload: Vec::new(),
            size_mib,
            debian: None,
            repository: None,
            variables: std::collections::BTreeMap::default(),
            limits: super::super::Bounds::default(),
        }
    }

    /// The name of the environment that was chosen, and what is missing as `module: environments`.
    fn chosen(imports: &[&str]) -> (String, Vec<String>) {
        let manifests = [
            manifest("torch", 1800, &["numpy", "torch"]),
            manifest("all", 3000, &["numpy", "pandas", "torch"]),
            manifest("numpy", 300, &["numpy", "pandas"]),
            manifest("jax", 500, &["jax", "numpy"]),
        ];
        let imports = imports.iter().map(|it| (*it).to_owned()).collect();
        let choice = choose(&imports, &manifests);
        let name = choice.environment.map_or("wasm", |it| &it.name).to_owned();
        let missing = choice.missing.iter();
        let missing = missing.map(|it| format!("{}: {}", it.module, it.environments.join(" ")));
        (name, missing.collect())
    }

    #[test]
    fn the_standard_library_needs_no_environment() {
        let none = Vec::<String>::new();
        assert_eq!(chosen(&[]), ("wasm".to_owned(), none.clone()));
        let library = [
            "math",
            "collections",
            "asyncio",
            "_heapq",
            "__future__",
            "imp",
            "distutils",
        ];
        assert_eq!(chosen(&library), ("wasm".to_owned(), none));
    }

    #[test]
    fn the_smallest_environment_that_has_everything_is_used() {
        assert_eq!(chosen(&["numpy", "math"]).0, "numpy");
        assert_eq!(chosen(&["numpy", "torch"]).0, "torch");
        assert_eq!(chosen(&["pandas", "torch"]).0, "all");
        assert_eq!(chosen(&["jax"]).0, "jax");
    }

    #[test]
    fn what_no_environment_has_is_named_and_decides_nothing() {
        assert_eq!(
            chosen(&["leftpad"]),
            ("wasm".to_owned(), vec!["leftpad: ".to_owned()])
        );
        assert_eq!(
            chosen(&["leftpad", "torch"]),
            ("torch".to_owned(), vec!["leftpad: ".to_owned()])
        );
    }

    #[test]
    fn what_only_another_environment_has_is_named_with_it() {
        let (name, missing) = chosen(&["jax", "pandas", "torch"]);
        assert_eq!(name, "all");
        assert_eq!(missing, ["jax: jax"]);
    }

    /// The name of the environment that a problem gets with these imports of candidates and of tests.
    fn chosen_for(candidates: &[&[&str]], tests: &[&[&str]], built: &[&str]) -> String {
        let manifests = [
            manifest("torch", 1800, &["numpy", "torch"]),
            manifest("numpy", 300, &["numpy", "pandas"]),
            manifest("jax", 500, &["jax", "numpy"]),
        ];
        let needs = |all: &[&[&str]]| -> Vec<Needs> {
            let each = all.iter().map(|imports| Needs {
                imports: imports.iter().map(|it| (*it).to_owned()).collect(),
                count: 1,
            });
            each.collect()
        };
        let is_built = |it: &Manifest| built.contains(&it.name.as_str());
        let chosen = choose_for_all(&needs(candidates), &needs(tests), &manifests, &is_built);
        chosen.map_or("wasm", |it| &it.name).to_owned()
    }

    #[test]
    fn all_of_a_problem_run_where_the_most_pairs_find_what_they_import() {
        let plain: &[&str] = &["math"];
        assert_eq!(chosen_for(&[plain, plain], &[plain], &[]), "wasm");
        assert_eq!(chosen_for(&[plain, &["numpy"]], &[plain], &[]), "numpy");
        assert_eq!(chosen_for(&[plain], &[&["numpy"]], &[]), "numpy");
        assert_eq!(
            chosen_for(&[&["torch"], &["numpy"], &["pandas"]], &[&["torch"]], &[]),
            "torch"
        );
        assert_eq!(
            chosen_for(&[&["torch"], &["numpy"], &["pandas"]], &[plain], &[]),
            "numpy"
        );
        assert_eq!(chosen_for(&[&["leftpad"], plain], &[plain], &[]), "wasm");
        assert_eq!(chosen_for(&[&["jax"], plain], &[], &[]), "jax");
        assert_eq!(chosen_for(&[], &[], &[]), "wasm");
    }

    #[test]
    fn what_is_not_built_is_chosen_only_where_most_pairs_need_it() {
        let plain: &[&str] = &["math"];
        let stray: &[&[&str]] = &[plain, plain, &["torch"]];
        assert_eq!(chosen_for(stray, &[plain], &[]), "wasm");
        assert_eq!(chosen_for(stray, &[plain], &["torch"]), "torch");
        assert_eq!(chosen_for(stray, &[], &["numpy"]), "wasm");
        let most: &[&[&str]] = &[plain, &["numpy"], &["numpy"]];
        assert_eq!(chosen_for(most, &[plain], &[]), "numpy");
        let mixed: &[&[&str]] = &[plain, &["pandas"], &["jax"]];
        assert_eq!(chosen_for(mixed, &[plain], &["jax"]), "jax");
    }

    #[test]
    fn of_environments_that_serve_alike_the_one_that_is_built_is_used() {
        assert_eq!(chosen_for(&[&["numpy"]], &[&[]], &["torch"]), "torch");
        assert_eq!(
            chosen_for(&[&["numpy"]], &[&[]], &["torch", "numpy"]),
            "numpy"
        );
        assert_eq!(chosen_for(&[&["pandas"]], &[&[]], &["torch"]), "numpy");
    }
}
