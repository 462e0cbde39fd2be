//! Looks into an environment that was just built: imports what it promises, and takes the digest of what is there.

use super::{Built, Definition, EnvironmentError, Manifest};
use crate::Repository;
use crate::component::sha256;
use crate::engines::{Control, Engine, EngineKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Read;
use std::thread;
use std::time::{Duration, Instant};

const PROGRAM: &str = include_str!("check.py");
/// Importing every module of the largest environment takes a minute on a slow machine.
const PATIENCE: Duration = Duration::from_mins(10);

/// What the program found.
#[derive(Debug, Deserialize)]
pub(super) struct Contents {
    python: String,
    implementation: String,
    machine: String,
    modules: BTreeMap<String, String>,
    failures: BTreeMap<String, String>,
    distributions: Vec<(String, String, String)>,
    packages: Vec<(String, String)>,
}

/// What decides what programs do in an environment.
#[derive(Serialize)]
struct Identity<'a> {
    python: &'a str,
    implementation: &'a str,
    machine: &'a str,
    distributions: &'a [(String, String, String)],
    packages: &'a [(String, String)],
    variables: &'a BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repository: &'a Option<Repository>,
    /// The SHA-256 of each file that is added to the repository.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    added: BTreeMap<&'a str, String>,
}

impl Contents {
    /// What is to be known of the environment.
    pub(super) fn built(
        self,
        definition: &Definition,
        engine: EngineKind,
        image: String,
        bytes: u64,
    ) -> Built {
        Built {
            environment: definition.name().to_owned(),
            engine: engine.name().to_owned(),
            image,
            digest: self.digest(definition),
            python: self.python,
            machine: self.machine,
            modules: self.modules,
            bytes,
        }
    }

    /// The digest by which the environment is known.
    fn digest(&self, definition: &Definition) -> String {
        let manifest = definition.manifest();
        let added = definition.added();
        let identity = Identity {
            python: &self.python,
            implementation: &self.implementation,
            machine: &self.machine,
            distributions: &self.distributions,
            packages: &self.packages,
            variables: &manifest.variables,
            repository: &manifest.repository,
            added: added
                .map(|(name, content)| (name, sha256(&[content])))
                .collect(),
        };
        sha256(&[&serde_json::to_vec(&identity).unwrap_or_default()])
    }
}

/// Starts an environment and imports its modules.
pub(super) fn check(
    engine: &Engine,
    manifest: &Manifest,
    image: &str,
) -> Result<Contents, EnvironmentError> {
    let mut arguments = vec!["-c", PROGRAM];
    arguments.extend(manifest.modules.iter().map(String::as_str));
    let mut process = engine.start(manifest, image, &arguments)?;
    let control = process.control.clone();
    let watchdog = control.clone();
    let begun = Instant::now();
    // It ends by itself at the end of the program, and kills it before where that takes too long.
    thread::spawn(move || {
        while watchdog.exit().is_none() {
            if begun.elapsed() > PATIENCE {
                watchdog.kill();
                return;
            }
            thread::sleep(Duration::from_millis(200));
        }
    });
    let mut text = Vec::new();
    let _ = process.output.read_to_end(&mut text);
    let all = || list(manifest.modules.iter());
    let contents: Contents = serde_json::from_slice(&text).map_err(|_| {
        let ended = ending(&process.control, begun);
        let log = control.log();
        EnvironmentError::Import {
            name: manifest.name.clone(),
            modules: if manifest.modules.is_empty() {
                "anything".to_owned()
            } else {
                all()
            },
            log: format!("{}\nPython {ended}", tail(&log)).trim().to_owned(),
        }
    })?;
    if let Some((_, log)) = contents.failures.first_key_value() {
        return Err(EnvironmentError::Import {
            name: manifest.name.clone(),
            modules: list(contents.failures.keys()),
            log: log.trim().to_owned(),
        });
    }
    let wanted = format!("{}.", manifest.python);
    if !contents.python.starts_with(&wanted) {
        return Err(EnvironmentError::Build {
            name: manifest.name.clone(),
            step: "python3 --version".to_owned(),
            log: format!("it is Python {}", contents.python),
            hint: format!(
                "`python` of its manifest says {}: mend one of the two",
                manifest.python
            ),
        });
    }
    Ok(contents)
}

/// How the program ended, which is known a moment after its output ended.
fn ending(control: &Control, begun: Instant) -> String {
    let patience = Instant::now() + Duration::from_secs(5);
    while control.exit().is_none() && Instant::now() < patience {
        thread::sleep(Duration::from_millis(10));
    }
    match control.exit().and_then(|it| it.code) {
        _ if begun.elapsed() > PATIENCE => format!("took more than {} s", PATIENCE.as_secs()),
        Some(code) if code > 128 => format!("was killed by signal {}", code - 128),
        Some(code) => format!("ended with exit code {code}"),
        None => "ended".to_owned(),
    }
}

fn list<'a>(names: impl Iterator<Item = &'a String>) -> String {
    let names: Vec<String> = names.map(|it| format!("`{it}`")).collect();
    names.join(", ")
}

fn tail(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_digest_changes_with_what_is_added_to_the_repository_and_with_no_other_file() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write(
            "environment.toml",
            "name='x'\nabout=''\npython='3.11'\nmodules=[]\nsize_mib=1\n[repository]\nfolder='/r'\npackages=['x']",
        );
        write("Containerfile", "FROM scratch");
        let contents = Contents {
            python: "3.11.2".to_owned(),
            implementation: "CPython".to_owned(),
            machine: "x86_64".to_owned(),
            modules: BTreeMap::new(),
            failures: BTreeMap::new(),
            distributions: Vec::new(),
            packages: Vec::new(),
        };
        let digest = || contents.digest(&Definition::from_folder(folder.path()).unwrap());
        let first = digest();
        write("data/words", "a");
        assert_eq!(first, digest());
        write("repository/tests/conftest.py", "a");
        let second = digest();
        write("repository/tests/conftest.py", "b");
        assert!(first != second && second != digest());
    }
}
