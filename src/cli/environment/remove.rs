//! `mutagree environment remove`: what was built, and what crashed runs left.

use super::named::named_or_all;
use super::surroundings;
use crate::cli::global::Global;
use crate::terminal::say;
use clap::Args;
use mutagree_sandbox::{Engine, EngineKind, places};

/// Remove what was built, and what crashed runs left.
#[derive(Args)]
#[command(after_help = "\
Removes every version of an environment from all engines that answer, or from one.

Exit codes: 0 done, also where there was nothing; 1 usage; 2 there is no such environment, or its folder cannot be
used; 4 no engine answers, or one refuses")]
pub(crate) struct Remove {
    /// Names, or folders of your own
    #[arg(required_unless_present = "all")]
    names: Vec<String>,
    /// All that come with mutagree
    #[arg(long, conflicts_with = "names")]
    all: bool,
}

impl Remove {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        let definitions = named_or_all(&self.names)?;
        let environments = global.environments()?;
        let engines: Vec<Engine> = if global.environment.engine.engine.is_some() {
            vec![global.environment.engine.find(&environments)?]
        } else {
            let session = environments.session()?;
            let places = places(&surroundings());
            let found = EngineKind::ALL.into_iter();
            found
                .filter_map(|kind| Engine::find(&places, Some(kind), &session).ok())
                .collect()
        };
        if engines.is_empty() {
            global.environment.engine.find(&environments)?;
        }
        let (mut removed, mut left) = (0, 0);
        for engine in &engines {
            left += engine.reap();
            for definition in &definitions {
                removed += environments.remove(definition.name(), engine)?;
            }
        }
        if global.json {
            return say(
                &serde_json::json!({ "removed": removed, "left_by_crashes": left }).to_string(),
            );
        }
        say(&format!(
            "{removed} removed; {left} left by crashes, removed too"
        ))
    }
}
