//! What happened in all shards, in the order of time.

use super::shards::Shards;
use crate::store::{EVENTS, EventRow, StoreError, read_events, write_jsonl};
use std::path::Path;

/// Writes the events of all shards, each with the shard that it happened in.
pub(super) fn merge(shards: &Shards, path: &Path) -> Result<(), StoreError> {
    let mut rows: Vec<EventRow> = Vec::new();
    for (run, part) in shards.each().filter(|(run, _)| run.path(EVENTS).exists()) {
        rows.extend(read_events(run.folder()).into_iter().map(|row| EventRow {
            shard: Some(part.which),
            ..row
        }));
    }
    rows.sort_by(|one, other| one.at.total_cmp(&other.at));
    write_jsonl(path, &rows)
}
