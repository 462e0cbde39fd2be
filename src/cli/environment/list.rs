//! `mutagree environment list`: the environments, and what each was built for.

use super::named::named_or_all;
use crate::cli::global::Global;
use crate::terminal::say;
use clap::Args;
use mutagree_sandbox::{Built, Definition, EngineKind, Environments};

/// List the environments, and what each was built for.
#[derive(Args)]
#[command(after_help = "\
Exit codes: 0 done; 1 usage; 2 there is no such environment, or its folder cannot be used")]
pub(crate) struct List {
    /// Names, or folders of your own [default: all that come with mutagree]
    names: Vec<String>,
}

impl List {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        let environments = global.environments()?;
        let definitions = named_or_all(&self.names)?;
        let listed: Vec<_> = definitions
            .iter()
            .map(|it| (it, built(&environments, it)))
            .collect();
        if global.json {
            let listed = listed.iter().map(|(definition, built)| {
                serde_json::json!({ "manifest": definition.manifest(), "key": definition.key(), "built": built })
            });
            let listed: Vec<_> = listed.collect();
            return say(&serde_json::json!({ "environments": listed }).to_string());
        }
        for (definition, built) in listed {
            let manifest = definition.manifest();
            say(&format!(
                "{}  {}, Python {}",
                manifest.name, manifest.about, manifest.python
            ))?;
            say(&format!("  modules  {}", manifest.modules.join(", ")))?;
            if built.is_empty() {
                say(&format!("  not built; about {} MiB", manifest.size_mib))?;
            }
            for it in built {
                let (size, digest) = (it.bytes >> 20, it.digest.get(..16).unwrap_or_default());
                say(&format!(
                    "  {:10} {size} MiB, digest {digest}…, Python {}",
                    it.engine, it.python
                ))?;
            }
        }
        Ok(())
    }
}

/// What an environment was built for.
pub(super) fn built(environments: &Environments, definition: &Definition) -> Vec<Built> {
    let kinds = EngineKind::ALL.into_iter();
    kinds
        .filter_map(|kind| environments.built(definition, kind))
        .collect()
}
