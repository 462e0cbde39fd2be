//! What each line of a docstring or a document is: prose, an item, an example, a doctest or markup.

use super::shape::{
    is_code_line, is_error_line, is_example_header, is_example_line, is_prose, is_section_header,
    is_statement, is_table_row, is_typed_name, item_prefix, opens_suite,
};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

/// The class of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineClass {
    /// Prose that continues the paragraph above, or starts one.
    Text,
    /// Prose after a bullet, a number, `name (type):` or `Note:`.
    Item,
    /// A `>>>` line or the output below it.
    Doctest,
    /// An example in another form.
    Example,
    /// Headers, tables, rules.
    Markup,
    /// Program text that nothing marks as such.
    Code,
    /// White space only.
    Blank,
}

/// A line, without its line break.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) range: Range<usize>,
    /// Where its prose starts, after indentation and the prefix of an item.
    pub(crate) content: usize,
    pub(crate) class: LineClass,
    pub(super) look: Look,
}

/// What the words of a line look like by themselves, for the lines beside it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    /// Words without anything that makes a sentence of them.
    bare: bool,
    /// The name and type of a parameter.
    typed: bool,
    /// The header of a suite of Python.
    opens: bool,
}

impl Look {
    fn of(words: &str) -> Self {
        Self {
            bare: is_bare_words(words),
            typed: is_typed_name(words),
            opens: opens_suite(words),
        }
    }
}

/// A line as it was taken.
#[derive(Clone, Copy)]
struct Taken {
    class: LineClass,
    prefix: usize,
    look: Look,
    /// What it leaves behind for the next.
    after: State,
}

/// What the lines above leave behind.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing of the lines above"
)]
#[derive(Clone, Copy, Debug, Default, Hash)]
struct State {
    /// The lines are those of a document.
    document: bool,
    in_doctest: bool,
    in_example: bool,
    blank_above: bool,
    text_above: bool,
    /// Doctests stand above.
    shown: bool,
    /// Doctests follow below.
    more: bool,
}

/// What lines were taken for, by their words, by what the lines above had left behind and by the names that were known:
/// a variant of a prompt need not look at lines again that it shares with it.
#[derive(Clone, Default)]
pub(crate) struct KnownLines {
    known: Arc<FxHashMap<u64, Taken>>,
    /// A digest of the names that were found in the lines above.
    bound: u64,
}

impl std::fmt::Debug for KnownLines {
    /// Says nothing: two readings that know more or less are the same.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("KnownLines").finish_non_exhaustive()
    }
}

impl KnownLines {
    /// For a variant in which the same names are known before its lines are read.
    pub(crate) fn of_variant(&self) -> Self {
        Self {
            known: Arc::clone(&self.known),
            bound: 0,
        }
    }

    /// Another name is known from here on.
    pub(crate) fn bind(&mut self, name: &str) {
        let mut digest = FxHasher::default();
        (self.bound, name).hash(&mut digest);
        self.bound = digest.finish();
    }

    /// What a line is taken for, found anew where it is not known.
    fn taken(&mut self, words: &str, state: State, names: &dyn Fn(&str) -> bool) -> Taken {
        let mut digest = FxHasher::default();
        (words, &state, self.bound).hash(&mut digest);
        let key = digest.finish();
        if let Some(taken) = self.known.get(&key) {
            return *taken;
        }
        let mut after = state;
        let (class, prefix) = class_of(words, &mut after, names);
        let look = Look::of(words);
        let taken = Taken {
            class,
            prefix,
            look,
            after,
        };
        // What a variant finds is not kept: it shares what is known with the prompt.
        if let Some(known) = Arc::get_mut(&mut self.known) {
            known.insert(key, taken);
        }
        taken
    }
}

/// Classifies the lines of a range.
///
/// In a document, a line that starts with the name of an error is quoted from a traceback.
pub(crate) fn classify(
    text: &str,
    range: Range<usize>,
    document: bool,
    names: &dyn Fn(&str) -> bool,
    known: &mut KnownLines,
) -> Vec<Line> {
    let mut state = State {
        document,
        blank_above: true,
        ..State::default()
    };
    let mut lines = Vec::with_capacity(16);
    let prose = &text[range.clone()];
    let last_doctest = prose
        .rfind('>')
        .and_then(|_| prose.rfind(">>>"))
        .map_or(0, |at| range.start + at);
    let mut start = range.start;
    while start < range.end {
        let end = text[start..range.end]
            .find('\n')
            .map_or(range.end, |at| start + at);
        let line = text[start..end].trim_end();
        let indent = line.len() - line.trim_start().len();
        state.more = start < last_doctest;
        let words = line.trim_start();
        let taken = known.taken(words, state, names);
        let class = taken.class;
        state = taken.after;
        state.blank_above = class == LineClass::Blank;
        state.text_above = matches!(class, LineClass::Text | LineClass::Item);
        lines.push(Line {
            range: start..start + line.len(),
            content: start + indent + taken.prefix,
            class,
            look: taken.look,
        });
        start = end + 1;
    }
    mark_table_headers(text, &mut lines);
    mark_suites(text, &mut lines);
    mark_descriptions(text, &mut lines);
    lines
}

fn indent(text: &str, line: &Line) -> usize {
    let line = &text[line.range.clone()];
    line.len() - line.trim_start().len()
}

/// What is indented below the name and type of a parameter describes it, and is no running text.
fn mark_descriptions(text: &str, lines: &mut [Line]) {
    for place in 1..lines.len() {
        let (above, line) = (&lines[place - 1], &lines[place]);
        if line.class == LineClass::Text
            && above.look.typed
            && indent(text, line) > indent(text, above)
        {
            lines[place].class = LineClass::Item;
        }
    }
}

/// A line that opens a suite of Python, with the indented lines below it, is program text that nothing fences.
fn mark_suites(text: &str, lines: &mut [Line]) {
    for head in 0..lines.len() {
        let opens = lines[head].look.opens;
        let Some(first) = lines.get(head + 1).filter(|_| opens) else {
            continue;
        };
        let depth = indent(text, first);
        let says =
            first.class != LineClass::Blank && is_statement(text[first.range.clone()].trim());
        if depth <= indent(text, &lines[head]) || !says {
            continue;
        }
        lines[head].class = LineClass::Code;
        for line in &mut lines[head + 1..] {
            if line.class == LineClass::Blank || indent(text, line) < depth {
                break;
            }
            line.class = LineClass::Code;
        }
    }
}

/// A line of bare words above the rows of a table, above the input or output of a notebook, or alone above a blank line,
/// is the head of what follows.
fn mark_table_headers(text: &str, lines: &mut [Line]) {
    let headed = |below: &str| {
        below.is_empty()
            || is_table_row(below)
            || below.starts_with("Out[")
            || below.starts_with("In [")
    };
    for place in (1..lines.len()).rev() {
        let below = lines[place].range.clone();
        let head = &mut lines[place - 1];
        if head.class == LineClass::Text && head.look.bare && headed(text[below].trim_start()) {
            head.class = LineClass::Markup;
        }
    }
}

/// Words without anything that makes a sentence of them.
fn is_bare_words(line: &str) -> bool {
    const SENTENCE: [&str; 22] = [
        "a", "an", "and", "are", "as", "but", "by", "for", "from", "have", "i", "in", "is", "it",
        "of", "or", "so", "that", "the", "this", "to", "with",
    ];
    !line.trim_end().ends_with(['.', ':', '!', '?', ','])
        && line
            .split_whitespace()
            .all(|word| !SENTENCE.iter().any(|it| it.eq_ignore_ascii_case(word)))
}

fn class_of(line: &str, state: &mut State, names: &dyn Fn(&str) -> bool) -> (LineClass, usize) {
    if state.document && is_error_line(line) {
        return (LineClass::Code, 0);
    }
    if line.is_empty() {
        state.in_doctest = false;
        return (LineClass::Blank, 0);
    }
    if line.starts_with(">>>") {
        state.in_doctest = true;
        state.shown = true;
        return (LineClass::Doctest, 0);
    }
    if state.in_doctest {
        return (LineClass::Doctest, 0);
    }
    if is_example_header(line) {
        state.in_example = true;
        let shows = line.bytes().any(|byte| b"[({\"'=>".contains(&byte));
        return (
            if shows {
                LineClass::Example
            } else {
                LineClass::Markup
            },
            0,
        );
    }
    if is_section_header(line) {
        state.in_example = false;
        state.shown = false;
        return (LineClass::Markup, 0);
    }
    if state.shown && state.more {
        return (LineClass::Example, 0);
    }
    if is_example_line(line, names) {
        return (LineClass::Example, 0);
    }
    if state.in_example {
        if !ends_example(line, *state) {
            return (LineClass::Example, 0);
        }
        state.in_example = false;
    }
    prose_or_markup(line, *state)
}

/// A plain English line ends a section of examples.
fn ends_example(line: &str, state: State) -> bool {
    let words = line.split_whitespace().count();
    let plain = !line.contains(['=', '[', '{', '>', '|', '"', '\'', ':'])
        && !line.bytes().any(|byte| byte.is_ascii_digit());
    let capital = line.starts_with(|first: char| first.is_ascii_uppercase());
    (plain && capital && words >= 4) || (state.blank_above && is_prose(line) && words >= 6)
}

fn prose_or_markup(line: &str, state: State) -> (LineClass, usize) {
    if is_table_row(line) {
        return (LineClass::Markup, 0);
    }
    if is_code_line(line) {
        return (LineClass::Code, 0);
    }
    if is_typed_name(line) {
        return (LineClass::Markup, 0);
    }
    let prefix = item_prefix(line, state.text_above && !state.blank_above);
    if prefix > 0 {
        return if is_prose(&line[prefix..]) {
            (LineClass::Item, prefix)
        } else {
            (LineClass::Markup, 0)
        };
    }
    let continues = state.text_above && line.starts_with(|first: char| first.is_ascii_lowercase());
    if is_prose(line) || continues {
        (LineClass::Text, 0)
    } else {
        (LineClass::Markup, 0)
    }
}
