//! EvalPlus' larger tests: inputs, and a reference solution that says what is expected
//! (Liu et al. 2023, arXiv 2305.01210).

use super::InputError;
use super::rows::Row;
use serde_json::Value;

/// Makes the test that compares the entry point with the reference solution on every input.
pub(crate) fn reference_test(row: &Row, entry_point: &str) -> Result<String, InputError> {
    let reference = format!("{}{}", row.text("prompt")?, row.text("canonical_solution")?);
    let mut inputs = Vec::new();
    for field in ["base_input", "plus_input"] {
        match row.value(field) {
            Some(Value::Array(list)) => inputs.extend(list.iter().cloned()),
            Some(Value::Null | Value::Object(_)) | None => {}
            Some(_) => return Err(row.wrong(field, "is not a list of argument lists")),
        }
    }
    let tolerance = row.value("atol").and_then(Value::as_f64).unwrap_or(0.0);
    let inputs = Value::Array(inputs).to_string();
    Ok(format!(
        "{COMPARE}\n_compare({entry_point}, {entry_point:?}, {reference:?}, {inputs:?}, {tolerance:?})",
        reference = PythonText(&reference),
        inputs = PythonText(&inputs),
    ))
}

const COMPARE: &str = include_str!("evalplus.py");

/// Text that shows as a Python literal.
struct PythonText<'a>(&'a str);

impl std::fmt::Debug for PythonText<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A JSON string is a Python string, but for the escapes of lone surrogates, which no Rust
        // text holds.
        formatter.write_str(&Value::String(self.0.to_owned()).to_string())
    }
}
