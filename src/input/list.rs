//! Files of rows that are one JSON list.

use super::InputError;
use super::rows::{Row, fields, utf8};
use serde_json::value::RawValue;
use std::io::BufRead;
use std::path::Path;

/// Reads the objects of a list as rows, each at the line on which it begins.
pub(super) fn read(path: &Path, mut reader: impl BufRead) -> Result<Vec<Row>, InputError> {
    let mut bytes = Vec::new();
    reader
        .read_to_end(&mut bytes)
        .map_err(|error| InputError::new(path, format!("cannot be read: {error}")))?;
    let text = utf8(path, 1, &bytes)?.trim_start_matches('\u{feff}');
    let broken = |error: serde_json::Error| {
        InputError::new(path, format!("is a broken list of JSON: {error}"))
            .at_line(error.line())
            .hint("expected one JSON object a line, or one list of objects")
    };
    let values: Vec<Box<RawValue>> = fields(text).map_err(broken)?;
    let (mut rows, mut rest, mut line) = (Vec::new(), text, 1);
    for value in &values {
        // Where a number that only Python knows was written anew, values do not stand in the text as they are: from there
        // on no line is known better.
        let begin = rest.find(value.get());
        let (before, behind) = rest.split_at(begin.unwrap_or(rest.len()));
        if begin.is_some() {
            line += before.matches('\n').count();
        }
        rest = behind;
        let wrong = |_| {
            InputError::new(path, "holds what is not an object")
                .at_line(line)
                .hint("expected a list of JSON objects, such as `[{\"task_id\": …}]`")
        };
        let fields = serde_json::from_str(value.get()).map_err(wrong)?;
        rows.push(Row::new(path, line, fields));
    }
    if rows.is_empty() {
        return Err(InputError::new(path, "holds no row").hint("expected a list of objects"));
    }
    Ok(rows)
}
