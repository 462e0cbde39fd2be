//! Fills templates in, so that no text of a user is read as anything but that text.

use super::ClusterError;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Error, Value};

/// Fills a template in. `word` writes a word of a shell, `json` a text of JSON, which YAML reads too, and `argument` one in which
/// Kubernetes expands nothing.
pub(super) fn render(template: &str, places: Value) -> Result<String, ClusterError> {
    let failed = |error: Error| ClusterError::Template(format!("{error:#}"));
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build();
    environment.set_syntax(syntax.map_err(failed)?);
    environment.add_filter("word", |text: String| word(&text));
    environment.add_filter("json", |text: String| json(&text));
    environment.add_filter("argument", |text: String| argument(&text));
    let text = environment.render_str(template, places).map_err(failed)?;
    Ok(format!("{}\n", text.trim_end()))
}

/// A word of a shell: as it is where nothing of it means anything there, else in quotes.
pub(super) fn word(text: &str) -> String {
    let is_plain = |mark: char| mark.is_ascii_alphanumeric() || "_-+=./:,@%".contains(mark);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// A text of JSON.
pub(super) fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// In the arguments of a container `$(NAME)` is a variable, and `$$(NAME)` that text.
fn argument(text: &str) -> String {
    json(&text.replace("$(", "$$("))
}
