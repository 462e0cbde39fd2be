//! Files of JSON objects, one a line or all in one list, plain or compressed.

use super::{InputError, Source, list};
use crate::origin::{ORIGINAL, Origin};
use flate2::bufread::MultiGzDecoder;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

/// The names of tasks, here, in `LiveCodeBench`, twice in APPS, and in `CodeContests`.
pub(crate) const TASKS: [&str; 5] = ["task_id", "question_id", "problem_id", "id", "name"];

/// One line of a file, as a JSON object that knows where it stands.
pub(crate) struct Row {
    path: PathBuf,
    pub(crate) line: usize,
    fields: BTreeMap<String, Box<RawValue>>,
}

/// Reads every row of a file; gzip and zstd are recognised by their first bytes.
pub(crate) fn read_rows(source: &Source) -> Result<Vec<Row>, InputError> {
    let path = source.path();
    let mut reader = open(source.bytes())
        .map_err(|error| InputError::new(path, format!("cannot be read: {error}")))?;
    let mut rows = Vec::new();
    let mut bytes = Vec::new();
    if begins_a_list(&mut *reader) {
        return list::read(path, reader);
    }
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

/// Says whether a file is one list: no row begins with a bracket.
fn begins_a_list(reader: &mut dyn BufRead) -> bool {
    let begin = reader.fill_buf().unwrap_or_default();
    let begin = begin.strip_prefix(b"\xef\xbb\xbf").unwrap_or(begin);
    begin.trim_ascii_start().first() == Some(&b'[')
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
    let text = utf8(path, line, bytes)?;
    let text = if line == 1 {
        text.trim_start_matches('\u{feff}')
    } else {
        text
    }
    .trim();
    if text.is_empty() {
        return Ok(None);
    }
    if !text.starts_with('{') && serde_json::from_str::<Value>(text).is_ok() {
        return Err(wrong("is JSON, but not an object".to_owned())
            .hint("expected one JSON object a line, such as `{\"task_id\": …}`"));
    }
    match fields(text) {
        Ok(fields) => Ok(Some(Row::new(path, line, fields))),
        Err(error) => Err(wrong(format!(
            "is broken JSON at column {}: {error}",
            error.column()
        ))
        .hint("expected one JSON object a line")),
    }
}

/// A part of a file that begins in a line, as text.
pub(super) fn utf8<'b>(path: &Path, line: usize, bytes: &'b [u8]) -> Result<&'b str, InputError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let good = error.valid_up_to();
        let before = bytes[..good].split(|it| *it == b'\n');
        let (line, byte) = before.fold((line - 1, 0), |(line, _), part| (line + 1, part.len()));
        InputError::new(path, format!("is not UTF-8 at byte {byte} of the line"))
            .at_line(line)
            .hint("save the file as UTF-8")
    })
}

/// The fields of an object, or whatever else JSON holds; the numbers that only Python's `json` knows are taken too.
pub(super) fn fields<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_str(text)
        .or_else(|error| serde_json::from_str(&without_special_floats(text)).map_err(|_| error))
}

/// Writes the numbers that Python's `json` knows and JSON does not in JSON: the infinities as
/// numbers too large for a float, and NaN as an object that [`NAN`] names.
fn without_special_floats(text: &str) -> String {
    let mut plain = String::with_capacity(text.len() + 64);
    for (place, part) in outside_of_texts(text).enumerate() {
        if place % 2 == 0 {
            plain += &part.replace("Infinity", "1e999").replace("NaN", NAN);
        } else {
            plain += part;
        }
    }
    plain
}

/// What stands for NaN where a value is passed on to Python.
pub(crate) const NAN: &str = r#"{"__nan__":0}"#;

/// Splits JSON into what is outside and inside of texts, by turns, the quotes outside.
pub(crate) fn outside_of_texts(json: &str) -> impl Iterator<Item = &str> {
    let (mut inside, mut escaped) = (false, false);
    json.split_inclusive(move |character| {
        let quote = character == '"' && !escaped;
        escaped = inside && character == '\\' && !escaped;
        inside ^= quote;
        quote
    })
}

impl Row {
    /// A field that is `null` is one that the row does not have, but for the entry point, of which it says that there is
    /// none.
    pub(super) fn new(
        path: &Path,
        line: usize,
        mut fields: BTreeMap<String, Box<RawValue>>,
    ) -> Self {
        fields.retain(|field, value| field == "entry_point" || value.get() != "null");
        Self {
            path: path.to_owned(),
            line,
            fields,
        }
    }

    pub(crate) fn has(&self, field: &str) -> bool {
        self.fields.contains_key(field)
    }

    /// Says whether a field is there and holds a text.
    pub(crate) fn is_text(&self, field: &str) -> bool {
        self.raw(field)
            .is_some_and(|raw| raw.trim_start().starts_with('"'))
    }

    /// A field as it stands in the file.
    pub(crate) fn raw(&self, field: &str) -> Option<&str> {
        self.fields.get(field).map(|value| value.get())
    }

    /// A text field that must be there.
    pub(crate) fn text(&self, field: &str) -> Result<String, InputError> {
        match self.value(field)? {
            Value::String(text) => Ok(text),
            other => Err(self.wrong(field, &format!("is {}, not a text", kind(&other)))),
        }
    }

    /// A text or a number that must be there, as a name.
    pub(crate) fn name(&self, field: &str) -> Result<String, InputError> {
        match self.value(field)? {
            Value::Number(number) => Ok(number.to_string()),
            _ => self.text(field),
        }
    }

    /// The name of the task that the row is about: the field, and what it holds.
    pub(crate) fn task(&self) -> Result<(&'static str, String), InputError> {
        let field = self.first(&TASKS);
        Ok((field, self.name(field)?))
    }

    /// The first of some fields that the row has; the first of all where it has none.
    pub(crate) fn first(&self, fields: &[&'static str]) -> &'static str {
        let present = fields.iter().find(|field| self.has(field));
        present.unwrap_or(&fields[0])
    }

    /// The variant of the prompt that the row answers: the original where nothing is said.
    pub(crate) fn origin(&self) -> Result<Origin, InputError> {
        let field = self.first(&["origin", "variant_id"]);
        if self.has(field) {
            self.name(field)
        } else {
            Ok(ORIGINAL.to_owned())
        }
    }

    /// A field that must hold a list of texts.
    pub(crate) fn texts(&self, field: &str) -> Result<Vec<String>, InputError> {
        let values = match self.value(field)? {
            Value::Array(values) => values,
            other => return Err(self.wrong(field, &format!("is {}, not a list", kind(&other)))),
        };
        let text = |(place, value)| match value {
            Value::String(text) => Ok(text),
            other => Err(self.wrong(
                field,
                &format!("holds {} at {place}, not a text", kind(&other)),
            )),
        };
        values.into_iter().enumerate().map(text).collect()
    }

    /// A field of any type that must be there.
    pub(crate) fn read<T: DeserializeOwned>(&self, field: &str) -> Result<T, InputError> {
        serde_json::from_value(self.value(field)?)
            .map_err(|error| self.wrong(field, &error.to_string()))
    }

    fn value(&self, field: &str) -> Result<Value, InputError> {
        let raw = self.raw(field).ok_or_else(|| self.missing(field))?;
        serde_json::from_str(raw).map_err(|error| self.wrong(field, &error.to_string()))
    }

    /// An error about a field of this row.
    pub(crate) fn wrong(&self, field: &str, problem: &str) -> InputError {
        self.error(problem).in_field(field)
    }

    /// An error about this row.
    fn error(&self, problem: &str) -> InputError {
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
