//! What stands between a call and its result, and what may follow the result.

use super::Answer;
use super::value::{constant, value};

/// Signs that say what a call gives. The first that fits counts, so longer ones come first.
const SIGNS: [&str; 18] = [
    "# =>", "#=>", "# ->", "#->", "# ==", "====>", "===>", "==>", "===", "==", "=>", "-->", "->",
    "➞", "→", "➔", "⇒", "⟶",
];

/// Words before a verb.
const MODALS: [&str; 11] = [
    "should",
    "would",
    "will",
    "must",
    "shall",
    "is expected to",
    "is supposed to",
    "needs to",
    "has to",
    "can",
    "then",
];

const VERBS: [&str; 22] = [
    "returns",
    "return",
    "gives",
    "give",
    "outputs",
    "output",
    "produces",
    "produce",
    "prints",
    "evaluates to",
    "evaluate to",
    "equals",
    "equal",
    "is equal to",
    "be equal to",
    "results in",
    "result in",
    "be",
    "is",
    "becomes",
    "yields",
    "yield",
];

/// Words before a value that add nothing.
const ARTICLES: [&str; 8] = [
    "the value",
    "the result",
    "the list",
    "the string",
    "the number",
    "the",
    "a value of",
    "value",
];

const RAISES: [&str; 6] = [
    "raises",
    "raise",
    "throws",
    "throw",
    "raising",
    "fails with",
];

/// What a text after a call says of it, and how much of the text that is. With `=` it may define rather than show.
pub(super) struct Said {
    pub(super) answer: Answer,
    pub(super) length: usize,
    pub(super) is_equation: bool,
}

/// Reads what stands after a call.
pub(super) fn said(text: &str) -> Option<Said> {
    let mut rest = skip_blank(text);
    let before = rest;
    rest = after_label(rest).unwrap_or(rest);
    if let Some(comment) = rest.strip_prefix('#') {
        let comment = skip_blank(comment);
        let after = after_label(comment).unwrap_or(comment);
        let found = by_sign(after)
            .or_else(|| by_words(after))
            .or_else(|| bare(after, Style::Sign));
        return found.map(|it| it.within(text));
    }
    if rest.len() < before.len() {
        return bare(rest, Style::Sign).map(|it| it.within(text));
    }
    (by_sign(rest).or_else(|| by_words(rest))).map(|it| it.within(text))
}

/// What is left of a text after what was read, and what that was.
struct Left<'t> {
    rest: &'t str,
    answer: Answer,
    is_equation: bool,
}

impl Left<'_> {
    fn within(self, text: &str) -> Said {
        Said {
            length: text.len() - self.rest.len(),
            answer: self.answer,
            is_equation: self.is_equation,
        }
    }
}

/// Whether signs or words say what a call gives: after words more words may follow that change what was said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Sign,
    Words,
}

fn by_sign(text: &str) -> Option<Left<'_>> {
    let sign = SIGNS.into_iter().find(|sign| text.starts_with(sign));
    if let Some(sign) = sign {
        return bare(&text[sign.len()..], Style::Sign);
    }
    let rest = text.strip_prefix(['=', ':'])?;
    let left = bare(rest, Style::Sign)?;
    Some(Left {
        is_equation: text.starts_with('='),
        ..left
    })
}

fn by_words(text: &str) -> Option<Left<'_>> {
    let mut rest = text;
    while let Some(after) = MODALS.iter().find_map(|word| after_word(rest, word)) {
        rest = after;
    }
    if let Some(after) = RAISES.iter().find_map(|word| after_word(rest, word)) {
        return raised(after);
    }
    let mut rest = VERBS.iter().find_map(|word| after_word(rest, word))?;
    if let Some(after) = ARTICLES.iter().find_map(|word| after_word(rest, word)) {
        rest = after;
    }
    bare(rest.strip_prefix(':').unwrap_or(rest), Style::Words)
}

/// A value, and nothing after it that would change it.
fn bare(text: &str, style: Style) -> Option<Left<'_>> {
    let text = skip_blank(text);
    let text = match text.strip_prefix('\n') {
        Some(next) if style == Style::Sign => next.trim_start_matches([' ', '\t']),
        _ => text,
    };
    let found = value(text).filter(|(_, length)| ends(&text[*length..], style));
    let (value, length) = found.or_else(|| computed(text))?;
    Some(Left {
        rest: &text[length..],
        answer: Answer::Value(value),
        is_equation: false,
    })
}

/// The result of a computation that is written out to the end of a line, as `2 + 3 = 5`, or a computation of values.
fn computed(text: &str) -> Option<(String, usize)> {
    let line = text.lines().next()?;
    let line = line.split(" #").next()?.trim_end();
    let (computation, result) = match line.rsplit_once('=') {
        Some((computation, result)) => (computation.trim_end(), Some(result)),
        None => (line, None),
    };
    let is_part = |mark: char| mark.is_ascii_digit() || " +-*/%().=_".contains(mark);
    let is_sum =
        computation.chars().all(is_part) && computation.contains(|it: char| it.is_ascii_digit());
    if !is_sum || computation.contains("==") || computation.ends_with(['=', '.']) {
        return None;
    }
    let shown = result.unwrap_or(computation).trim().trim_end_matches('.');
    Some((constant(shown)?, line.len()))
}

/// An exception that is raised.
fn raised(text: &str) -> Option<Left<'_>> {
    let rest = ["an", "a", "the"]
        .iter()
        .find_map(|word| after_word(text, word));
    let rest = rest.unwrap_or(text);
    let rest = rest.trim_start_matches('`');
    let end = rest
        .find(|mark: char| !mark.is_ascii_alphanumeric())
        .unwrap_or(rest.len());
    let answer = Answer::Raises(exception(&rest[..end])?);
    Some(Left {
        rest: &rest[end..],
        answer,
        is_equation: false,
    })
}

/// The name of an exception that Python has.
pub(super) fn exception(name: &str) -> Option<String> {
    const OTHERS: [&str; 4] = [
        "Exception",
        "StopIteration",
        "KeyboardInterrupt",
        "StopAsyncIteration",
    ];
    const ERRORS: [&str; 24] = [
        "Value",
        "Type",
        "Index",
        "Key",
        "ZeroDivision",
        "Attribute",
        "Name",
        "Assertion",
        "Arithmetic",
        "Overflow",
        "Lookup",
        "Runtime",
        "NotImplemented",
        "Recursion",
        "Memory",
        "OS",
        "IO",
        "FileNotFound",
        "FileExists",
        "Permission",
        "Unicode",
        "UnicodeDecode",
        "FloatingPoint",
        "EOF",
    ];
    let stem = name.strip_suffix("Error");
    let is_known = OTHERS.contains(&name) || stem.is_some_and(|it| ERRORS.contains(&it));
    is_known.then(|| name.to_owned())
}

/// Says whether a value is whole before such a text.
fn ends(text: &str, style: Style) -> bool {
    let rest = text.trim_start_matches([' ', '\t', '`', '*']);
    let glued = rest.len() == text.len();
    let Some(first) = rest.chars().next() else {
        return true;
    };
    let after = rest[first.len_utf8()..].trim_start_matches([' ', '\t']);
    let opens_value =
        |text: &str| text.starts_with(|it: char| it.is_ascii_digit() || "\"'[{(-".contains(it));
    match first {
        '\n' | '\r' | '#' | ';' | ')' | '|' | '<' | '—' | '–' | ':' | '"' | '\'' | ']' => true,
        '(' => !glued,
        '/' => after.starts_with('/'),
        '.' => !rest[1..].starts_with(char::is_alphanumeric),
        ',' => !opens_value(after),
        '-' => !glued && after.starts_with(char::is_alphabetic),
        '!' => !after.starts_with('='),
        _ if first.is_alphabetic() => !glued && goes_on(rest, style),
        _ => false,
    }
}

/// Says whether words after a value leave it as it is.
fn goes_on(text: &str, style: Style) -> bool {
    const EXPLAIN: [&str; 12] = [
        "because", "since", "as", "and", "but", "which", "while", "whereas", "so", "for", "where",
        "where,",
    ];
    const CHANGE: [&str; 8] = ["or", "if", "in", "is", "not", "else", "unless", "x"];
    let word: String = text.chars().take_while(|it| it.is_alphabetic()).collect();
    let after = text[word.len()..].trim_start();
    let adds = word == "and"
        && after.starts_with(|it: char| it.is_ascii_digit() || "\"'[{(-".contains(it));
    let is_said = match style {
        Style::Sign => !CHANGE.contains(&word.as_str()),
        Style::Words => EXPLAIN.contains(&word.as_str()),
    };
    is_said && !adds
}

/// What follows a label of a result, as `Output:`, on this line or on the next.
fn after_label(text: &str) -> Option<&str> {
    let line = text.trim_start_matches(['\n', '\r', ' ', '\t', '-', '*']);
    let begins_line = text.starts_with(['\n', '\r']);
    output_label(line).filter(|_| begins_line || line.len() == text.len())
}

/// What follows a label of a result at the beginning of a text.
pub(super) fn output_label(text: &str) -> Option<&str> {
    const LABELS: [&str; 11] = [
        "expected output",
        "expected result",
        "sample output",
        "example output",
        "expected",
        "outputs",
        "output",
        "result",
        "returns",
        "return",
        "answer",
    ];
    let rest = LABELS.iter().find_map(|label| after_prefix(text, label))?;
    let rest = rest.trim_start_matches([' ', '*', '`']);
    let rest = rest
        .trim_start_matches(|it: char| it.is_ascii_digit())
        .trim_start();
    let rest = rest.strip_prefix([':', '='])?;
    Some(rest.trim_start_matches(['*', ':']))
}

/// What follows a prefix in any case.
pub(super) fn after_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix)
        .then(|| &text[prefix.len()..])
}

/// What follows a word and the spaces after it.
pub(super) fn after_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let rest = after_prefix(text, word)?;
    let is_whole = !rest.starts_with(|it: char| it.is_alphanumeric() || it == '_');
    is_whole.then(|| skip_blank(rest))
}

/// A text after spaces and the marks of code.
fn skip_blank(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '`'])
}

/// Says whether a value is whole before a text that goes on in words.
pub(super) fn is_whole_before(text: &str) -> bool {
    ends(text, Style::Words)
}
