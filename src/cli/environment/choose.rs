//! `mutagree environment choose`: which environment programs need, by what they import.

use super::named::named;
use crate::cli::global::Global;
use crate::terminal::say;
use clap::Args;
use mutagree::engine::EngineError;
use mutagree::extract::imports;
use mutagree::input::read_python;
use mutagree_sandbox::{Choice, Definition, Manifest, choose};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Say which environment programs need, by what they import.
#[derive(Args)]
#[command(after_help = "\
What imports the standard library alone runs in WebAssembly, without any environment. Everything else gets the
smallest environment that has all of it. All files together get one environment: give a program and its tests.

Example: mutagree environment choose solution.py test_solution.py

Exit codes: 0 an environment has everything, or none is needed; 1 usage; 2 a file or folder cannot be used; 4 a module
is in no environment, or not in that one")]
pub(crate) struct Choose {
    /// Python programs; `-` is standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Folder of an environment of your own, beside those that come with mutagree
    #[arg(long = "with", value_name = "DIR")]
    folders: Vec<String>,
}

impl Choose {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<u8> {
        let mut definitions = Definition::bundled()?;
        for folder in &self.folders {
            definitions.push(named(folder)?);
        }
        let manifests: Vec<Manifest> = definitions.iter().map(|it| it.manifest().clone()).collect();
        let mut modules = BTreeSet::new();
        for file in &self.files {
            modules.extend(imports(&read_python(file).map_err(EngineError::from)?));
        }
        let choice = choose(&modules, &manifests);
        if global.json {
            let missing = choice.missing.iter();
            let missing = missing.map(
                |it| serde_json::json!({ "module": it.module, "environments": it.environments }),
            );
            let name = choice.environment.map(|it| &it.name);
            let missing: Vec<_> = missing.collect();
            say(
                &serde_json::json!({ "environment": name, "imports": modules, "missing": missing })
                    .to_string(),
            )?;
        } else {
            show(&choice)?;
        }
        Ok(if choice.missing.is_empty() {
            0
        } else {
            MISSING
        })
    }
}

/// A module will not be found.
const MISSING: u8 = 4;

fn show(choice: &Choice<'_>) -> anyhow::Result<()> {
    say(choice.environment.map_or("wasm", |it| &it.name))?;
    for it in &choice.missing {
        let place = match &it.environments[..] {
            [] => "no environment has it".to_owned(),
            names => format!("it is in {}", names.join(", ")),
        };
        say(&format!("missing `{}`: {place}", it.module))?;
    }
    Ok(())
}
