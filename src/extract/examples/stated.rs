//! Inputs and outputs that are told without a call: `Input: … Output: …`, `For … the output is …`, `[1, 2] -> 3`.

use super::arguments::Arguments;
use super::connective::{after_prefix, after_word, is_whole_before, output_label};
use super::value::{constant, value};
use super::{Answer, Search};
use crate::extract::Reason;
use crate::extract::syntax::{children, expression, parse, text};

/// How far an output may stand from its input.
const FAR: usize = 800;

/// Words that begin a sentence with arguments.
const BEGINNINGS: [&str; 8] = [
    "for",
    "given",
    "if",
    "when",
    "with",
    "input",
    "on",
    "called with",
];

/// Words that may stand between such a beginning and the arguments.
const NOUNS: [&str; 20] = [
    "example",
    "e.g.",
    ":",
    ",",
    "the",
    "a",
    "an",
    "input",
    "inputs",
    "argument",
    "arguments",
    "list",
    "array",
    "string",
    "number",
    "integer",
    "tuple",
    "of",
    "is",
    "we have",
];

/// Words that may stand between arguments and result.
const BETWEEN: [&str; 36] = [
    "the", "a", "output", "result", "answer", "function", "it", "should", "would", "will", "must",
    "be", "is", "return", "returns", "returned", "give", "gives", "outputs", "expected", "value",
    "then", "we", "you", "get", "your", "method", "to", "equal", "equals", "of", ",", ":",
    "program", "produces", "this",
];

/// Words of which one must stand between arguments and result.
const TELLING: [&str; 12] = [
    "output", "result", "answer", "return", "returns", "returned", "give", "gives", "outputs",
    "get", "produces", "equals",
];

const ARROWS: [&str; 8] = ["-->", "->", "==>", "=>", "➞", "→", "➔", "⇒"];

impl Search<'_> {
    /// Takes what is told of inputs and outputs.
    pub(super) fn statements(&mut self) {
        self.labelled();
        self.sentences();
        self.arrows();
    }

    /// `Input: …` and, after it, `Output: …`.
    fn labelled(&mut self) {
        let mut from = 0;
        while let Some((start, after)) = word_at(&self.text, from, "input") {
            from = after;
            let Some(inside) =
                input_label(&self.text[after..]).map(|rest| self.text.len() - rest.len())
            else {
                continue;
            };
            let Some((end, output)) = output_of(&self.text, inside) else {
                continue;
            };
            let source = self.text[inside..end].to_owned();
            let given = Arguments::all(&source);
            let shown = value(self.text[output..].trim_start());
            let skipped = self.text[output..].len() - self.text[output..].trim_start().len();
            let (Some(given), Some((value, length))) = (given, shown) else {
                if !Arguments::read(&source).0.is_empty() {
                    self.refuse(start, Reason::NotLiteral, &source);
                }
                continue;
            };
            let end = output + skipped + length;
            match self.call(&given) {
                Some(call) if is_whole_before(&self.text[end..]) => {
                    self.take(start..end, &call, Answer::Value(value));
                }
                _ => self.refuse(start, Reason::Unfit, &source),
            }
            from = end;
        }
    }

    /// `For … the output should be …` and the like.
    fn sentences(&mut self) {
        for beginning in BEGINNINGS {
            let mut from = 0;
            while let Some((start, after)) = word_at(&self.text, from, beginning) {
                from = after;
                let rest = skip_words(&self.text[after..], &NOUNS).0;
                let (given, rest) = Arguments::read(rest);
                if given.is_empty() {
                    continue;
                }
                let Some((value, rest)) = told(rest) else {
                    continue;
                };
                let end = self.text.len() - rest.len();
                if let Some(call) = self.call(&given) {
                    self.take(start..end, &call, Answer::Value(value));
                    from = end;
                }
            }
        }
    }

    /// A line that is only arguments, an arrow and a value.
    fn arrows(&mut self) {
        let mut place = 0;
        for line in self.text.clone().split_inclusive('\n') {
            let start = place;
            place += line.len();
            let split = ARROWS.iter().find_map(|arrow| line.split_once(arrow));
            let Some((given, shown)) = split else {
                continue;
            };
            let given = given.trim_start_matches([' ', '\t', '*', '#', '`']);
            let shown = shown.trim_start_matches([' ', '\t', '`']);
            let Some((value, length)) = value(shown) else {
                continue;
            };
            if !is_whole_before(&shown[length..]) {
                continue;
            }
            let call = Arguments::all(given).and_then(|it| self.call(&it));
            let call = call.or_else(|| self.call_with_tuple(given.trim()));
            if let Some(call) = call {
                self.take(
                    start..start + line.trim_end().len(),
                    &call,
                    Answer::Value(value),
                );
            }
        }
    }

    /// The call with the elements of a tuple as arguments.
    fn call_with_tuple(&self, source: &str) -> Option<String> {
        let tree = parse(source)?;
        let tuple = expression(&tree).filter(|node| node.kind() == "tuple")?;
        let elements = children(tuple).into_iter();
        let elements: Option<Vec<String>> =
            elements.map(|node| constant(text(node, source))).collect();
        self.call(&Arguments::all(&elements?.join(", "))?)
    }
}

/// Where a word stands next, in any case, and where it ends.
fn word_at(text: &str, from: usize, word: &str) -> Option<(usize, usize)> {
    let is_part = |it: char| it.is_alphanumeric() || it == '_';
    let mut starts = text.get(from..)?.char_indices().map(|it| from + it.0);
    let is_here = |&start: &usize| {
        let begins = !text[..start].ends_with(is_part);
        begins && after_prefix(&text[start..], word).is_some()
    };
    let start = starts.find(is_here)?;
    Some((start, start + word.len()))
}

/// What follows the label of an input after its word.
fn input_label(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['s', 'S']).unwrap_or(text);
    let rest = rest.trim_start_matches([' ', '*', '`']);
    let rest = rest
        .trim_start_matches(|it: char| it.is_ascii_digit())
        .trim_start_matches(' ');
    let rest = rest.strip_prefix([':', '='])?;
    Some(rest.trim_start_matches(['*', ':']))
}

/// Where the label of an output begins after an input, and where the output does.
fn output_of(text: &str, from: usize) -> Option<(usize, usize)> {
    let places = text[from..].char_indices().take_while(|it| it.0 < FAR);
    for (offset, _) in places {
        let (before, here) = text.split_at(from + offset);
        if before.ends_with(|it: char| it.is_alphanumeric() || it == '_') {
            continue;
        }
        if let Some(rest) = output_label(here) {
            return Some((before.len(), text.len() - rest.len()));
        }
        if let Some(rest) = ARROWS.iter().find_map(|arrow| here.strip_prefix(arrow)) {
            let rest = skip_words(rest, &["Output", "output", ":"]).0;
            return Some((before.len(), text.len() - rest.len()));
        }
        if after_prefix(here, "input").is_some_and(|rest| input_label(rest).is_some()) {
            return None;
        }
    }
    None
}

/// The result after arguments, and the text after it.
fn told(text: &str) -> Option<(String, &str)> {
    let (rest, words) = skip_words(text, &BETWEEN);
    let arrow = ARROWS.iter().find_map(|arrow| rest.strip_prefix(arrow));
    let is_told = arrow.is_some() || words.iter().any(|word| TELLING.contains(word));
    let rest = arrow.unwrap_or(rest).trim_start_matches([' ', '`', ':']);
    let (value, length) = value(rest).filter(|_| is_told)?;
    let rest = &rest[length..];
    is_whole_before(rest).then_some((value, rest))
}

/// A text after such words, and the words.
fn skip_words<'t>(text: &'t str, words: &[&'static str]) -> (&'t str, Vec<&'static str>) {
    let (mut rest, mut skipped) = (text, Vec::new());
    loop {
        let from = rest.trim_start_matches([' ', '\t', '\n', '`']);
        let found = words.iter().find_map(|word| {
            let is_mark = word.ends_with(|it: char| !it.is_alphanumeric());
            let after = if is_mark {
                from.strip_prefix(word)
            } else {
                after_word(from, word)
            };
            after.map(|after| (*word, after))
        });
        let Some((word, after)) = found else {
            return (from, skipped);
        };
        skipped.push(word);
        rest = after;
    }
}
