//! Files of JSON objects, one a line, plain or compressed.

use super::{InputError, Source};
use flate2::bufread::MultiGzDecoder;
use serde_json::{Map, Value};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

/// One line of a file, as a JSON object that knows where it stands.
pub(crate) struct Row {
    path: PathBuf,
    pub(crate) line: usize,
    fields: Map<String, Value>,
}

/// Reads every row of a file; gzip and zstd are recognised by their first bytes.
pub(crate) fn read_rows(source: &Source) -> Result<Vec<Row>, InputError> {
    let path = source.path();
    let mut reader = open(source.bytes())
        .map_err(|error| InputError::new(path, format!("cannot be read: {error}")))?;
    let mut rows = Vec::new();
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        let read = reader.read_until(b'\n', &mut bytes).map_err(|error| {
            InputError::new(path, format!("cannot be read: {error}"))
                .at_line(line)
                .hint("the file may be cut off or not be the compression that its first bytes say")
        })?;
        if read == 0 {
            break;
        }
        rows.extend(parse(path, line, &bytes)?);
    }
    if rows.is_empty() {
        return Err(InputError::new(path, "holds no row").hint("expected one JSON object a line"));
    }
    Ok(rows)
}

fn open(bytes: &[u8]) -> io::Result<Box<dyn BufRead + '_>> {
    Ok(match bytes {
        [0x1f, 0x8b, ..] => Box::new(BufReader::new(MultiGzDecoder::new(bytes))),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            Box::new(BufReader::new(zstd::Decoder::with_buffer(bytes)?))
        }
        _ => Box::new(bytes),
    })
}

/// Parses a line; an empty one is no row.
fn parse(path: &Path, line: usize, bytes: &[u8]) -> Result<Option<Row>, InputError> {
    let wrong = |problem: String| InputError::new(path, problem).at_line(line);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        wrong(format!(
            "is not UTF-8 at byte {} of the line",
            error.valid_up_to()
        ))
        .hint("save the file as UTF-8")
    })?;
    let text = if line == 1 {
        text.trim_start_matches('\u{feff}')
    } else {
        text
    };
    if text.trim().is_empty() {
        return Ok(None);
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => Ok(Some(Row {
            path: path.to_owned(),
            line,
            fields,
        })),
        Ok(_) => Err(wrong("is JSON, but not an object".to_owned())
            .hint("expected one JSON object a line, such as `{\"task_id\": …}`")),
        Err(error) => Err(wrong(format!(
            "is broken JSON at column {}: {error}",
            error.column()
        ))
        .hint("expected one JSON object a line")),
    }
}

impl Row {
    pub(crate) fn has(&self, field: &str) -> bool {
        self.fields.contains_key(field)
    }

    pub(crate) fn value(&self, field: &str) -> Option<&Value> {
        self.fields.get(field)
    }

    /// A text field that must be there.
    pub(crate) fn text(&self, field: &str) -> Result<&str, InputError> {
        match self.fields.get(field) {
            Some(Value::String(text)) => Ok(text),
            Some(other) => Err(self.wrong(field, &format!("is {}, not a text", kind(other)))),
            None => Err(self.missing(field)),
        }
    }

    /// A field that must hold a list of texts.
    pub(crate) fn texts(&self, field: &str) -> Result<Vec<&str>, InputError> {
        match self.fields.get(field) {
            Some(Value::Array(values)) => values
                .iter()
                .enumerate()
                .map(|(place, value)| {
                    value.as_str().ok_or_else(|| {
                        self.wrong(
                            field,
                            &format!("holds {} at {place}, not a text", kind(value)),
                        )
                    })
                })
                .collect(),
            Some(other) => Err(self.wrong(field, &format!("is {}, not a list", kind(other)))),
            None => Err(self.missing(field)),
        }
    }

    /// An error about a field of this row.
    pub(crate) fn wrong(&self, field: &str, problem: &str) -> InputError {
        self.error(problem).in_field(field)
    }

    /// An error about this row.
    pub(crate) fn error(&self, problem: &str) -> InputError {
        InputError::new(&self.path, problem).at_line(self.line)
    }

    fn missing(&self, field: &str) -> InputError {
        let present: Vec<String> = self.fields.keys().map(|key| format!("`{key}`")).collect();
        self.wrong(field, "is missing")
            .hint(format!("the row has {}", present.join(", ")))
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
