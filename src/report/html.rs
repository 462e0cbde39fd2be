//! The page: one file, without anything from elsewhere.

use super::data::Report;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, context};

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");

/// Writes a report as one HTML file.
///
/// # Errors
/// Where the template is wrong, which a test would have seen.
pub fn html(report: &Report) -> Result<String, Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("percent", |share: f64| format!("{:.1}", 100.0 * share));
    environment.add_filter("points", |share: f64| format!("{:+.1}", 100.0 * share));
    environment.add_filter("thousands", thousands);
    environment.add_template("page", PAGE)?;
    let details = &report.details;
    environment.get_template("page")?.render(context! {
        ..Value::from(Serde(report)),
        ..context! { css => STYLE, script => SCRIPT, details => details }
    })
}

/// `12,345`
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
