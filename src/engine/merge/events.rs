//! What happened in all shards, in the order of time.

use super::shards::Shards;
use crate::store::{EVENTS, EventRow, StoreError, read_events, write_jsonl};
use std::path::Path;

/// Writes the events of all shards into a folder, each with the shard that it happened in, beside those of the whole run that are
/// there.
pub(super) fn merge(shards: &Shards, folder: &Path) -> Result<(), StoreError> {
    let path = folder.join(EVENTS);
    let mut rows: Vec<EventRow> = Vec::new();
    if path.exists() {
        let own = read_events(folder).into_iter();
        rows.extend(own.filter(|row| row.shard.is_none()));
    }
    for (run, part) in shards.each() {
        rows.extend(read_events(run.folder()).into_iter().map(|row| EventRow {
            shard: Some(part.which),
            ..row
        }));
    }
    rows.sort_by(|one, other| one.at.total_cmp(&other.at));
    write_jsonl(&path, &rows)
}
