//! The problems of a run that is put together, by the files of its shards.

use super::shards::Shards;
use crate::engine::EngineError;
use crate::engine::rows::Rows;
use std::collections::HashMap;
use std::sync::Arc;

/// The problems of a run: their names, and the shards that have them.
pub(super) struct Problems {
    /// Their names, in their order.
    pub(super) names: Vec<Arc<str>>,
    /// Their places, by their names.
    pub(super) places: HashMap<Arc<str>, usize>,
    /// The shard of each, by its place among the shards.
    pub(super) owners: Vec<usize>,
}

impl Problems {
    /// Reads the names of the problems of all shards.
    pub(super) fn read(shards: &Shards) -> Result<Self, EngineError> {
        let count = shards.each().map(|(_, part)| part.places.len()).sum();
        let mut problems = Self {
            names: vec![Arc::from(""); count],
            places: HashMap::with_capacity(count),
            owners: vec![0; count],
        };
        for (shard, (run, part)) in shards.each().enumerate() {
            for &place in &part.places {
                problems.owners[place] = shard;
            }
            let mut rows = Rows::open(&run.path("problems.jsonl"))?;
            let mut places = part.places.iter();
            while rows.advance()? {
                let name: Arc<str> = Arc::from(&*rows.named()?.task_id);
                let place = places.next().copied();
                let is_new =
                    place.is_some_and(|it| problems.places.insert(Arc::clone(&name), it).is_none());
                if !is_new {
                    return Err(rows
                        .broken(format!("`{name}` is there twice, or a problem too many"))
                        .into());
                }
                problems.names[place.unwrap_or(0)] = name;
            }
            if places.len() > 0 {
                let detail = format!("{} problems are missing after this line", places.len());
                return Err(rows.broken(detail).into());
            }
        }
        Ok(problems)
    }
}
