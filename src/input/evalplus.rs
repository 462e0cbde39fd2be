//! EvalPlus' larger tests: inputs, and a reference solution that says what is expected
//! (Liu et al. 2023, arXiv 2305.01210).

use super::InputError;
use super::rows::Row;
use serde_json::Value;

/// Makes the test that compares the entry point with the reference solution on every input.
pub(crate) fn reference_test(row: &Row, entry_point: &str) -> Result<String, InputError> {
    let reference = format!("{}{}", row.text("prompt")?, row.text("canonical_solution")?);
    let inputs = [inputs(row, "base_input")?, inputs(row, "plus_input")?].map(python_text);
    let tolerance = row.raw("atol").unwrap_or("0");
    Ok(format!(
        "{COMPARE}\n_compare({entry_point}, {name}, {reference}, [{}], {tolerance})",
        inputs.join(", "),
        name = python_text(entry_point),
        reference = python_text(&reference),
    ))
}

const COMPARE: &str = include_str!("evalplus.py");

/// A list of argument lists as it stands in the file: Python reads its numbers as they were meant.
fn inputs<'a>(row: &'a Row, field: &str) -> Result<&'a str, InputError> {
    match row.raw(field) {
        None | Some("null" | "{}") => Ok("[]"),
        Some(list) if list.starts_with('[') => Ok(list),
        Some(_) => Err(row.wrong(field, "is not a list of argument lists")),
    }
}

/// A Python literal: a JSON text is one, but for the escapes of lone surrogates, which no Rust text
/// holds.
fn python_text(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}
