//! `mutagree environment build`: makes environments for an engine.

use super::named::named;
use crate::cli::global::{Global, is_interrupted};
use crate::terminal::say;
use clap::Args;
use mutagree::event::Event;
use mutagree_sandbox::{BuildStep, Built, Order};

/// Build environments for an engine.
#[derive(Args)]
#[command(after_help = "\
An environment of your own is a folder with an `environment.toml`, a `Containerfile`, and, where pip installs
something, a `requirements.txt` with the hash of every package. The manifest says `name`, `about`, `python`
(as \"3.11\"), `modules` (the names that can be imported), `size_mib`, and may say `preload`, `[variables]`,
`[limits]` (`memory_mib`, `processes`, `temporary_mib`) and `[debian]` (`suite`, `packages`). Any other file
of the folder is there for the `Containerfile`. A folder is named by a path: `./mine`, not `mine`.

With `--from-debian` no registry is needed: `mmdebstrap` unpacks the packages of `[debian]`, and pip installs
the lock into them. It is the only way for bubblewrap, which runs the unpacked folder.

Examples:
  mutagree environment build numpy
  mutagree environment build numpy torch --engine bubblewrap --from-debian
  mutagree environment build ./mine --engine podman

Exit codes: 0 built, or there already; 1 usage; 2 there is no such environment, its folder cannot be used, or it
cannot be built that way; 4 no engine answers, or a step failed; 5 interrupted; 70 a bug")]
pub(crate) struct Build {
    /// Names, or folders of your own
    #[arg(required = true)]
    names: Vec<String>,
    /// Take Debian's packages and the lock, without a registry
    #[arg(long)]
    from_debian: bool,
    /// Build also what is there
    #[arg(long)]
    again: bool,
}

impl Build {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        let definitions = self
            .names
            .iter()
            .map(|it| named(it))
            .collect::<Result<Vec<_>, _>>()?;
        let environments = global.environments()?;
        let engine = global.environment.engine.find(&environments)?;
        let left = engine.reap();
        let reporter = global.reporter();
        let listener = reporter.listener();
        if left > 0 {
            listener(Event::Note(format!(
                "{left} containers and images that crashed runs left are removed"
            )));
        }
        let mut built = Vec::new();
        for definition in &definitions {
            let order = Order {
                definition,
                engine: &engine,
                from_debian: self.from_debian,
                again: self.again,
            };
            let progress = |step: BuildStep| {
                listener(Event::Building {
                    environment: definition.name().to_owned(),
                    step,
                });
            };
            built.push(environments.build(&order, &progress, &is_interrupted)?);
        }
        reporter.finish();
        if global.json {
            return say(&serde_json::json!({ "built": built }).to_string());
        }
        built.iter().try_for_each(|it| say(&line(it)))
    }
}

fn line(built: &Built) -> String {
    format!(
        "`{}` is ready for {}: `{}`, {} MiB\nsha256 {}",
        built.environment,
        built.engine,
        built.image,
        built.bytes >> 20,
        built.digest
    )
}
