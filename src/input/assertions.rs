//! Raw continuations of `assert `, as `CodeT` asks for them (arXiv 2207.10397).

use super::completion::cut_at_stops;

/// Splits a continuation into assertions that name the entry point. Some may not compile.
pub(crate) fn assertions(continuation: &str, entry_point: &str) -> Vec<String> {
    format!("assert {continuation}")
        .split("assert ")
        .filter(|part| part.contains(entry_point) && !part.trim().is_empty())
        .map(|part| {
            cut_at_stops(format!("assert {part}").trim())
                .trim()
                .to_owned()
        })
        .filter(|test| test.contains("assert"))
        .collect()
}

/// Puts an assertion where it is compiled as it will be run: inside `try`.
#[must_use]
pub fn in_a_block(assertion: &str) -> String {
    let body = assertion.replace('\n', "\n    ");
    format!("try:\n    {body}\nexcept:\n    pass\n")
}
