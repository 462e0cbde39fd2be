//! EvalPlus' larger tests: inputs, and a reference solution that says what is expected
//! (Liu et al. 2023, arXiv 2305.01210).

use super::InputError;
use super::rows::Row;
use crate::problem::Reference;
use serde_json::Value;
use serde_json::value::RawValue;

/// Makes the program that says by the reference solution what a right program answers on every input.
pub(crate) fn reference(row: &Row, entry_point: &str) -> Result<Reference, InputError> {
    let solution = format!("{}{}", row.text("prompt")?, row.text("canonical_solution")?);
    let inputs = [inputs(row, "base_input")?, inputs(row, "plus_input")?];
    let tolerance = row.raw("atol").unwrap_or("0");
    let program = format!(
        "{PROBLEM}\n\nexpected = Problem({name}, {solution}, [{}], {tolerance}).expected\n",
        inputs.map(|(text, _)| python_text(text)).join(", "),
        name = python_text(entry_point),
        solution = python_text(&solution),
    );
    let inputs = inputs.iter().map(|(_, count)| count).sum();
    Ok(Reference { program, inputs })
}

const PROBLEM: &str = include_str!("evalplus.py");

/// A list of argument lists as it stands in the file, since Python reads its numbers as they were meant, and how many
/// they are.
fn inputs<'a>(row: &'a Row, field: &str) -> Result<(&'a str, usize), InputError> {
    match row.raw(field) {
        None | Some("null" | "{}") => Ok(("[]", 0)),
        Some(list) if list.starts_with('[') => {
            let inputs: Vec<&RawValue> =
                serde_json::from_str(list).map_err(|error| row.wrong(field, &error.to_string()))?;
            Ok((list, inputs.len()))
        }
        Some(_) => Err(row.wrong(field, "is not a list of argument lists")),
    }
}

/// A Python literal: a JSON text is one, but for the escapes of lone surrogates, which no Rust text
/// holds.
fn python_text(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}
