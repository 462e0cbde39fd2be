//! Which environment a program needs: the smallest that has what it imports.

use super::Manifest;
use std::collections::BTreeSet;

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
    let standard: BTreeSet<&str> = STANDARD_LIBRARY.lines().collect();
    let foreign = imports.iter().filter(|it| {
        let is_private = it.starts_with('_');
        !is_private && !standard.contains(it.as_str())
    });
    let foreign: Vec<&String> = foreign.collect();
    let found = |manifest: &Manifest| {
        foreign
            .iter()
            .filter(|it| manifest.modules.contains(**it))
            .count()
    };
    let best = environments
        .iter()
        .filter(|it| found(it) > 0 && it.repository.is_none())
        .min_by_key(|it| (std::cmp::Reverse(found(it)), it.size_mib, &it.name));
    let is_there = |module: &String| best.is_some_and(|it| it.modules.contains(module));
    let missing = foreign
        .iter()
        .filter(|it| !is_there(it))
        .map(|module| Missing {
            module: (*module).clone(),
            environments: environments
                .iter()
                .filter(|it| it.modules.contains(module))
                .map(|it| it.name.as_str())
                .collect(),
        });
    Choice {
        environment: best,
        missing: missing.collect(),
    }
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
}
