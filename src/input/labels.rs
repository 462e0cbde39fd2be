//! Labels of a problem, by which figures are broken down: those that its row says, and what published rows say of themselves.

use super::InputError;
use super::rows::Row;
use crate::problem::{Labels, Problem};
use crate::repository::Labels as TaskLabels;
use serde_json::Value;
use std::collections::BTreeSet;

/// What published rows call a label.
const FIELDS: [(&str, &[&str]); 4] = [
    ("difficulty", &["difficulty"]),
    ("date", &["contest_date", "question_date", "date"]),
    ("library", &["library", "libs"]),
    ("platform", &["platform"]),
];

/// The labels of a problem; a value that is null or empty is none.
pub(super) fn labels(row: &Row, problem: &Problem) -> Result<Labels, InputError> {
    let mut found = Labels::new();
    for (label, fields) in FIELDS {
        if let Some(field) = fields.iter().find(|field| row.has(field)) {
            put(&mut found, label, row.read(field).unwrap_or_default());
        }
    }
    // DS-1000 has its library in an object.
    if row.has("metadata") {
        let metadata: Value = row.read("metadata").unwrap_or_default();
        put(&mut found, "library", metadata["library"].clone());
    }
    if let Some(task) = &problem.repository {
        found.extend(of_task(&task.labels));
    }
    if row.has("labels") {
        let own: Value = row.read("labels")?;
        let Value::Object(own) = own else {
            return Err(row
                .wrong("labels", "is no object")
                .hint("labels are `{\"stage\": \"training\", \"library\": [\"torch\"]}`"));
        };
        for (label, value) in own {
            put(&mut found, &label, value);
        }
    }
    Ok(found)
}

/// The labels of a task of a repository.
pub(super) fn of_task(labels: &TaskLabels) -> Labels {
    let known = [
        ("stage", &labels.stage),
        ("task", &labels.task),
        ("input_type", &labels.input),
    ];
    let said = known.into_iter().filter_map(|(label, value)| {
        let values = vec![value.clone()?];
        Some((label.to_owned(), values))
    });
    said.collect()
}

/// Sets the values of a label; a list, also one of Python in a text, has several.
fn put(labels: &mut Labels, label: &str, value: Value) {
    let mut values: Vec<String> = match value {
        Value::Array(values) => values.iter().filter_map(text).collect(),
        Value::String(list) if list.starts_with('[') => {
            let items = list.trim_matches(['[', ']']).split(',');
            let items = items.map(|item| item.trim().trim_matches(['\'', '"']).to_owned());
            items.filter(|item| !item.is_empty()).collect()
        }
        value => text(&value).into_iter().collect(),
    };
    // A value counts once, however often it is said.
    let mut seen = BTreeSet::new();
    values.retain(|it| seen.insert(it.clone()));
    if !values.is_empty() {
        labels.insert(label.to_owned(), values);
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|it| !it.is_empty()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}
