//! Tasks of DL-Bench in a table of comma-separated values, whose columns are the fields of the published texts.

use super::repository::Written;
use super::{InputError, Source};
use crate::problem::Problem;
use csv::{ReaderBuilder, StringRecord};
use std::collections::HashMap;
use std::io::Read;

/// The columns, each by the names that it may have: small letters, with spaces.
const NAME: [&str; 4] = ["task id", "id", "name", "file name"];
const PROMPT: [&str; 1] = ["prompt"];
const REPOSITORY: [&str; 2] = ["repo", "repository"];
const FILE: [&str; 3] = ["ground truth", "path", "file"];
const FUNCTION: [&str; 3] = ["function", "f name", "function name"];
const CLASS: [&str; 3] = ["class", "cls", "class name"];
const TESTS: [&str; 2] = ["test cases", "tests"];
const STAGE: [&str; 1] = ["stage"];
const TASK: [&str; 1] = ["task"];
const INPUT: [&str; 3] = ["data", "input", "input type"];

/// Reads the tasks of a table; nothing where the source is none.
pub(crate) fn tabled(source: &Source) -> Result<Option<Vec<Problem>>, InputError> {
    let is_table = source
        .path()
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("csv"));
    if !is_table {
        return Ok(None);
    }
    let mut reader = ReaderBuilder::new().from_reader(source.bytes());
    let columns = Columns::of(
        reader
            .headers()
            .map_err(|error| unreadable(source, &error))?,
    );
    for (what, names) in [("prompts", &PROMPT[..]), ("repositories", &REPOSITORY[..])] {
        if columns.place(names).is_none() {
            let said = format!("has no column of {what}");
            let hint = format!("a column is called `{}` in the first line", names[0]);
            return Err(InputError::new(source.path(), said).hint(hint));
        }
    }
    problems(source, reader, &columns).map(Some)
}

fn problems(
    source: &Source,
    mut reader: csv::Reader<impl Read>,
    columns: &Columns,
) -> Result<Vec<Problem>, InputError> {
    let mut lines: HashMap<String, u64> = HashMap::new();
    let mut problems = Vec::new();
    for (number, record) in (1_u64..).zip(reader.records()) {
        let record = record.map_err(|error| unreadable(source, &error))?;
        let line = record.position().map_or(0, csv::Position::line);
        let name = Some(columns.text(&record, &NAME)).filter(|it| !it.is_empty());
        let name = name.unwrap_or_else(|| number.to_string());
        if let Some(first) = lines.insert(name.clone(), line) {
            let said = format!("`{name}` stands in line {first} already");
            let error =
                InputError::new(source.path(), said).hint("every problem needs a name of its own");
            return Err(error.at_line(usize::try_from(line).unwrap_or(usize::MAX)));
        }
        problems.push(columns.problem(&record, name));
    }
    Ok(problems)
}

/// Where each column stands.
struct Columns(HashMap<String, usize>);

impl Columns {
    fn of(header: &StringRecord) -> Self {
        let name = |name: &str| {
            name.trim_matches('\u{feff}')
                .trim()
                .to_lowercase()
                .replace('_', " ")
        };
        Self(header.iter().map(name).zip(0..).collect())
    }

    fn place(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.0.get(*name).copied())
    }

    /// What a row has in a column; nothing where there is no such.
    fn text(&self, record: &StringRecord, names: &[&str]) -> String {
        let text = self.place(names).and_then(|place| record.get(place));
        text.unwrap_or_default().trim().to_owned()
    }

    fn problem(&self, record: &StringRecord, name: String) -> Problem {
        let text = |names: &[&str]| self.text(record, names);
        let tests = text(&TESTS);
        let written = Written {
            repository: text(&REPOSITORY),
            file: text(&FILE),
            function: text(&FUNCTION),
            class: text(&CLASS),
            tests: Some(tests)
                .into_iter()
                .filter(|it| !it.is_empty())
                .collect(),
            stage: text(&STAGE),
            task: text(&TASK),
            input: text(&INPUT),
        };
        written.into_problem(name, text(&PROMPT))
    }
}

fn unreadable(source: &Source, error: &csv::Error) -> InputError {
    InputError::new(source.path(), format!("is no table: {error}"))
        .hint("values with commas, quotes or several lines stand in double quotes")
}
