//! `mutagree cache`: the results of earlier jobs, and replies of models.

use super::global::Global;
use crate::terminal::say;
use clap::Subcommand;
use mutagree::engine::EngineError;
use mutagree::store::{DEFAULT_ROOM, Replies};

/// Look at the results of earlier jobs, or drop old ones.
#[derive(Subcommand)]
pub(crate) enum CacheVerb {
    /// Say how many results there are, how large they are, and how many replies of models
    Stats,
    /// Drop the results that were not used for longest
    #[command(after_help = "Example: mutagree cache prune --keep 0        (drops every result)")]
    Prune {
        /// MiB that may stay
        #[arg(long, value_name = "MIB", default_value_t = DEFAULT_ROOM >> 20)]
        keep: u64,
    },
}

impl CacheVerb {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<()> {
        let reporter = global.reporter();
        let listener = reporter.listener();
        let results = global.results(&listener)?;
        let dropped = match self {
            Self::Stats => None,
            Self::Prune { keep } => {
                let room = keep.saturating_mul(1 << 20);
                Some(results.prune(room).map_err(EngineError::from)?)
            }
        };
        let stats = results.stats().map_err(EngineError::from)?;
        let replies = Replies::open(global.store()?.folder())
            .and_then(|replies| replies.count())
            .map_err(EngineError::from)?;
        if global.json {
            return say(&serde_json::json!({
                "results": stats.results, "bytes": stats.bytes, "dropped": dropped, "replies": replies,
            })
            .to_string());
        }
        if let Some(dropped) = dropped {
            say(&format!("{dropped} results dropped"))?;
        }
        say(&format!(
            "{} results, {} bytes; {replies} replies, which are never dropped",
            stats.results, stats.bytes
        ))
    }
}
