//! Prompt templates: sections by role, whose places are filled in.

use crate::client::Message;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Value};

/// A template that comes with mutagree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Template {
    /// Its name and version, as runs remember it.
    pub(super) name: &'static str,
    pub(super) source: &'static str,
}

impl Template {
    /// The messages of the template, with its places filled in.
    pub(super) fn messages(self, places: &Value) -> Vec<Message> {
        let mut environment = Environment::new();
        environment.set_syntax(syntax());
        let render = |(role, section): (&str, &str)| Message {
            role: role.to_owned(),
            content: environment
                .render_str(section.trim(), places.clone())
                .unwrap_or_default(),
        };
        sections(self.source).into_iter().map(render).collect()
    }

    /// The text of a template with one section, without anything around it.
    pub(super) fn text(self, places: &Value) -> String {
        let messages = self.messages(places).into_iter();
        messages
            .map(|it| it.content)
            .collect::<Vec<_>>()
            .join("\n\n")
    }
}

/// A line of a template that holds only a block tag leaves no line behind.
fn syntax() -> SyntaxConfig {
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build();
    syntax.unwrap_or_default()
}

/// The sections of a template by role. They are told apart before the places are filled in, so that no prompt can
/// begin a section.
fn sections(source: &str) -> Vec<(&str, &str)> {
    source
        .split("=== ")
        .filter_map(|section| section.split_once(" ==="))
        .collect()
}

/// A fence that is longer than any in a text.
pub(super) fn fence(text: &str) -> String {
    let longest = text.split(|mark| mark != '`').map(str::len).max();
    "`".repeat(longest.unwrap_or(0).max(2) + 1)
}
