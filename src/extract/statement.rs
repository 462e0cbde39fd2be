//! The sound statements of code that need not be whole.

use super::chunks::{Chunk, chunks};
use super::lines::is_closed;
use super::names::{Names, Set, names};
use super::sound::sound;
use super::syntax::{all, children, field, undecorated};
use tree_sitter::Node;

/// A statement of a module.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    /// Its source, with the comments right before it and after it on its last line.
    text: String,
    /// Where its code begins and ends.
    code: (usize, usize),
    /// The kind of its node, without decorators.
    pub(super) kind: String,
    /// The name of the function or class that it defines.
    pub(super) name: Option<String>,
    /// What it does with names.
    pub(super) names: Names,
    /// Whether something in it can fail a test.
    pub(super) checks: bool,
}

impl Statement {
    /// Its source without comments around it.
    pub(super) fn code(&self) -> &str {
        &self.text[self.code.0..self.code.1]
    }

    /// Its source with the comments before it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The comment after it, without the sign.
    pub(super) fn comment(&self) -> &str {
        self.text[self.code.1..]
            .trim()
            .trim_start_matches('#')
            .trim()
    }

    /// Says whether it makes or changes a name.
    pub(super) fn makes(&self, name: &str) -> bool {
        self.names.made.contains(name)
    }

    /// Says whether it is the block that only runs as a program.
    pub(super) fn is_main_guard(&self) -> bool {
        let condition = self.code().split(':').next().unwrap_or_default();
        self.kind == "if_statement"
            && condition.contains("__name__")
            && condition.contains("__main__")
    }

    /// Says whether it defines a function or a class.
    pub(super) fn is_definition(&self) -> bool {
        self.name.is_some()
    }

    pub(super) fn is_import(&self) -> bool {
        self.kind.contains("import")
    }
}

/// A part of the code: a statement, or text that is none.
#[expect(clippy::large_enum_variant, reason = "nearly all parts are statements")]
pub(super) enum Part<'a> {
    Sound(Statement),
    Broken(&'a str),
}

/// Gives the statements at the left margin of a text, and what lies between them, in order.
pub(super) fn parts<'a>(code: &'a str, entry_point: &str) -> Vec<Part<'a>> {
    let parts = |chunk: Chunk<'a>| parts_of(chunk.text, entry_point);
    chunks(code).into_iter().flat_map(parts).collect()
}

/// Gives the statements of a chunk, or the chunk where it is broken.
pub(super) fn parts_of<'a>(chunk: &'a str, entry_point: &str) -> Vec<Part<'a>> {
    let mut statements = statements(chunk, entry_point);
    let mut rest = "";
    if statements.is_empty() {
        let (whole, after) = without_prose(chunk);
        rest = after;
        statements = self::statements(whole, entry_point);
    }
    if statements.is_empty() {
        return vec![Part::Broken(chunk)];
    }
    let rest = (!rest.is_empty()).then_some(Part::Broken(rest));
    statements
        .into_iter()
        .map(Part::Sound)
        .chain(rest)
        .collect()
}

/// The statements of a text all of which is sound; none where it is not.
fn statements(chunk: &str, entry_point: &str) -> Vec<Statement> {
    if is_prose(chunk) || !is_closed(chunk) {
        return Vec::new();
    }
    let Some(tree) = sound(chunk) else {
        return Vec::new();
    };
    let nodes = children(tree.root_node());
    let is_only = nodes.len() == 1;
    let statement = |node: &Node<'_>| statement(*node, chunk, entry_point, is_only);
    nodes.iter().map(statement).collect()
}

fn statement(node: Node<'_>, chunk: &str, entry_point: &str, is_only: bool) -> Statement {
    let range = node.byte_range();
    let end = chunk[range.end..]
        .find('\n')
        .map_or(chunk.len(), |place| range.end + place);
    let (start, end) = if is_only {
        (0, end)
    } else {
        (range.start, range.end)
    };
    let definition = undecorated(node);
    let is_definition = definition.kind().ends_with("_definition");
    let text = chunk[start..end].trim_end();
    Statement {
        text: text.to_owned(),
        // A block ends with its last comment, and that perhaps with spaces.
        code: (range.start - start, text.len().min(range.end - start)),
        kind: definition.kind().to_owned(),
        name: is_definition.then(|| field(definition, "name", chunk).to_owned()),
        names: names(node, chunk, entry_point),
        checks: all(node).iter().any(|node| is_check(*node, chunk)),
    }
}

/// Says whether a node can fail a test by itself.
fn is_check(node: Node<'_>, code: &str) -> bool {
    match node.kind() {
        "assert_statement" | "raise_statement" => true,
        "call" => {
            let function = field(node, "function", code);
            let name = function.rsplit('.').next().unwrap_or_default();
            name.starts_with("assert") || matches!(name, "fail" | "raises" | "warns")
        }
        _ => false,
    }
}

/// Words after which another word may stand.
const WORDS: [&str; 32] = [
    "and", "as", "assert", "async", "await", "class", "def", "del", "elif", "else", "except",
    "for", "from", "global", "if", "import", "in", "is", "lambda", "match", "nonlocal", "not",
    "or", "print", "raise", "return", "type", "while", "with", "yield", "case", "exec",
];

/// Says at small cost that one line is prose: a word alone, or two side by side that Python keeps apart.
fn is_prose(chunk: &str) -> bool {
    let is_word = |word: &str| word.chars().all(char::is_alphabetic);
    if is_word(chunk) {
        return !matches!(chunk, "pass" | "print" | "return" | "raise");
    }
    let mut words = chunk.split(' ').take(3);
    match (words.next(), words.next()) {
        (Some(first), Some(second)) => {
            !first.is_empty()
                && !second.is_empty()
                && is_word(first)
                && is_word(second)
                && !WORDS.contains(&first)
                && !WORDS.contains(&second)
        }
        _ => false,
    }
}

/// Cuts off prose that is indented after a definition, as items of a list are.
fn without_prose(chunk: &str) -> (&str, &str) {
    let body = chunk.lines().skip(1).find(|line| !line.trim().is_empty());
    let margin = body.map_or(0, |line| line.len() - line.trim_start().len());
    let mut place = 0;
    for line in chunk.split_inclusive('\n') {
        let rest = line.trim_start();
        let indent = line.len() - rest.len();
        let is_item = rest.starts_with("- ") || rest.starts_with("* ") || rest.starts_with("> ");
        if place > 0 && indent > 0 && !rest.is_empty() && (indent < margin || is_item) {
            return chunk.split_at(place);
        }
        place += line.len();
    }
    ("", "")
}

/// The names that statements make.
pub(super) fn made(statements: &[Statement]) -> Set {
    statements
        .iter()
        .flat_map(|it| it.names.made.iter().cloned())
        .collect()
}
