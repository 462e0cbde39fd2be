//! `events.jsonl`: when the stages of a run began and ended, and what there was to say, a line each.

use crate::event::Event;
use crate::shard::Shard;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// The file in a run directory.
pub const EVENTS: &str = "events.jsonl";

/// A line of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventRow {
    /// Seconds since 1970, UTC.
    pub at: f64,
    /// `began`, `ended` or `note`.
    pub event: String,
    /// The stage that began or ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// Units of work of a stage that began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<usize>,
    /// Those of them that were done before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<usize>,
    /// What a note says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The shard that it happened in, of a run that was merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
}

/// Writes the events of one command into a run. They are for people: that one cannot be written ends no run.
pub struct EventLog {
    folder: PathBuf,
    file: Mutex<Option<File>>,
}

impl EventLog {
    /// For a run that is there or will be: what happens before its folder is there is not kept.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            file: Mutex::new(None),
        }
    }

    /// Writes an event, where it is one that is kept.
    pub fn take(&self, event: &Event) {
        let Some(row) = row(event) else { return };
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if file.is_none() && self.folder.join("run.json").exists() {
            let opened = File::options()
                .create(true)
                .append(true)
                .open(self.folder.join(EVENTS));
            *file = opened.ok();
        }
        if let (Some(file), Ok(mut line)) = (file.as_mut(), serde_json::to_vec(&row)) {
            line.push(b'\n');
            let _ = file.write_all(&line);
        }
    }
}

fn row(event: &Event) -> Option<EventRow> {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let mut row = EventRow {
        at: since.as_secs_f64(),
        event: String::new(),
        stage: None,
        total: None,
        done: None,
        note: None,
        shard: None,
    };
    match event {
        Event::Began { stage, total, done } => {
            "began".clone_into(&mut row.event);
            row.stage = Some(stage.name().to_owned());
            (row.total, row.done) = (Some(*total), Some(*done));
        }
        Event::Ended(stage) => {
            "ended".clone_into(&mut row.event);
            row.stage = Some(stage.name().to_owned());
        }
        Event::Note(note) => {
            "note".clone_into(&mut row.event);
            row.note = Some(note.clone());
        }
        _ => return None,
    }
    Some(row)
}

/// The events of a run, so far as their lines are whole.
#[must_use]
pub fn read_events(folder: &Path) -> Vec<EventRow> {
    let text = fs::read_to_string(folder.join(EVENTS)).unwrap_or_default();
    let rows = text.lines().map(serde_json::from_str);
    rows.filter_map(Result::ok).collect()
}

/// The seconds between the beginnings and ends of stages, of all shards together; of a stage that never ended none.
#[must_use]
pub fn stage_seconds(rows: &[EventRow]) -> f64 {
    let mut open: HashMap<Option<Shard>, &EventRow> = HashMap::new();
    let mut sum = 0.0;
    for row in rows {
        match row.event.as_str() {
            "began" => drop(open.insert(row.shard, row)),
            "ended" => {
                let whole = open.remove(&row.shard).filter(|it| it.stage == row.stage);
                sum += whole.map_or(0.0, |it| (row.at - it.at).max(0.0));
            }
            _ => {}
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(at: f64, event: &str, stage: &str) -> EventRow {
        EventRow {
            at,
            event: event.to_owned(),
            stage: Some(stage.to_owned()),
            total: None,
            done: None,
            note: None,
            shard: None,
        }
    }

    #[test]
    fn time_is_counted_from_a_stages_beginning_to_its_end() {
        let rows = [
            at(1.0, "began", "execute"),
            at(3.5, "ended", "execute"),
            at(9.0, "began", "execute"),
            at(10.0, "began", "reference"),
            at(10.5, "ended", "reference"),
        ];
        assert!((stage_seconds(&rows) - 3.0).abs() < 1e-9);
    }

    #[test]
    fn shards_that_work_at_the_same_time_count_each() {
        let of = |shard: &str, row: EventRow| EventRow {
            shard: shard.parse().ok(),
            ..row
        };
        let rows = [
            of("1/2", at(1.0, "began", "execute")),
            of("2/2", at(2.0, "began", "execute")),
            of("1/2", at(4.0, "ended", "execute")),
            of("2/2", at(9.0, "ended", "execute")),
        ];
        assert!((stage_seconds(&rows) - 10.0).abs() < 1e-9);
    }
}
