//! Tests of programs as text, which is what a run's files hold of a test.

use mutagree_sandbox::Exchange;

/// A test of a program as one line of JSON; equal tests are equal texts.
#[must_use]
pub fn to_source(exchange: &Exchange) -> String {
    serde_json::json!(exchange).to_string()
}

/// Reads a test that was written by [`to_source`].
#[must_use]
pub fn from_source(source: &str) -> Option<Exchange> {
    serde_json::from_str(source).ok()
}
