//! Code of another language than Python: fences that say so, and lines that nothing marks.

use super::{Reason, Refusal, lines};
use crate::lexicon::lookup;
use crate::prompt::{Prompt, PromptKind};
use crate::tables::{rows, table};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;
use std::sync::LazyLock;

/// Code that nothing marks.
pub(super) struct Found {
    pub(super) range: Range<usize>,
    pub(super) language: &'static str,
}

/// The weight from which signs are enough. One line has it where nothing else can begin so.
const ENOUGH: usize = 4;

/// What a line of a language looks like.
struct Sign {
    text: &'static str,
    /// Indices into the names of the languages.
    languages: Vec<usize>,
    weight: usize,
}

/// All signs, each by what a line is looked up with.
#[derive(Default)]
struct Signs {
    names: Vec<&'static str>,
    /// By the word or the marks that the line begins with.
    start: FxHashMap<&'static str, Vec<Sign>>,
    /// By the first two bytes, of which the first is no letter.
    inside: FxHashMap<[u8; 2], Vec<Sign>>,
    /// By the last byte.
    end: FxHashMap<u8, Vec<Sign>>,
    /// A bit for each pair of bytes that signs inside of lines begin with.
    pairs: Vec<u64>,
}

static SIGNS: LazyLock<Signs> = LazyLock::new(Signs::read);

impl Signs {
    fn read() -> Self {
        let mut signs = Self {
            pairs: vec![0; PAIRS / 64],
            ..Self::default()
        };
        for row in rows(table!("intake/code_signs")) {
            let text = row[1].trim_matches('·');
            let (left, right) = (row[1].starts_with('·'), row[1].ends_with('·'));
            let text: &'static str = match (left, right) {
                (false, false) => text,
                // A space that counts is written as a dot in the table.
                _ => format!("{}{text}{}", space(left), space(right)).leak(),
            };
            let languages = row[3].split(' ').map(|name| signs.index(name)).collect();
            let sign = Sign {
                text,
                languages,
                weight: row[2].parse().unwrap_or_default(),
            };
            let last = text.bytes().last().unwrap_or_default();
            match row[0] {
                "start" => signs.start.entry(head(text)).or_default().push(sign),
                "end" => signs.end.entry(last).or_default().push(sign),
                _ => {
                    let pair = [text.as_bytes()[0], text.as_bytes()[1]];
                    let index = index(pair);
                    signs.pairs[index / 64] |= 1 << (index % 64);
                    signs.inside.entry(pair).or_default().push(sign);
                }
            }
        }
        signs
    }

    fn index(&mut self, name: &'static str) -> usize {
        let known = self.names.iter().position(|it| *it == name);
        known.unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        })
    }

    /// Tells every sign of a line.
    fn of<'s>(&'s self, line: &str, mut tell: impl FnMut(&'s Sign)) {
        let starts = self.start.get(head(line)).into_iter().flatten();
        if let Some(sign) = starts
            .filter(|sign| line.starts_with(sign.text))
            .max_by_key(|sign| sign.weight)
        {
            tell(sign);
        }
        let bytes = line.as_bytes();
        for (at, pair) in bytes.windows(2).enumerate() {
            let pair = [pair[0], pair[1]];
            let index = index(pair);
            if self.pairs[index / 64] & 1 << (index % 64) != 0 {
                let found = self.inside.get(&pair).into_iter().flatten();
                found
                    .filter(|sign| bytes[at..].starts_with(sign.text.as_bytes()))
                    .for_each(&mut tell);
            }
        }
        let ends = bytes.last().and_then(|last| self.end.get(last));
        if let Some(sign) = ends
            .into_iter()
            .flatten()
            .filter(|sign| line.ends_with(sign.text))
            .max_by_key(|sign| sign.weight)
        {
            tell(sign);
        }
    }
}

/// How many pairs of bytes there are.
const PAIRS: usize = 1 << 16;

fn index(pair: [u8; 2]) -> usize {
    usize::from(u16::from_be_bytes(pair))
}

fn space(wanted: bool) -> &'static str {
    if wanted { " " } else { "" }
}

/// The word that a line begins with, or its first marks.
fn head(line: &str) -> &str {
    let bytes = line.as_bytes();
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let length = bytes.iter().take_while(|byte| word(byte)).count();
    if length > 0 {
        return &line[..length];
    }
    let mark = |byte: &&u8| byte.is_ascii_punctuation();
    let marks = bytes.iter().take(2).take_while(mark).count();
    &line[..marks]
}

/// What the signs of some lines say.
struct Tally {
    weights: Vec<usize>,
    /// Only what no other language than these has.
    own: Vec<usize>,
    first: Option<usize>,
    last: usize,
}

impl Tally {
    fn of<'t>(found: impl Iterator<Item = (usize, &'t str)>) -> Self {
        let signs = &*SIGNS;
        let mut tally = Self {
            weights: vec![0; signs.names.len()],
            own: vec![0; signs.names.len()],
            first: None,
            last: 0,
        };
        for (start, line) in found {
            let line = line.trim_start();
            let mut prose = None;
            let mut any = false;
            signs.of(line, |sign| {
                if *prose.get_or_insert_with(|| is_prose(line)) {
                    return;
                }
                any = true;
                for language in &sign.languages {
                    tally.weights[*language] += sign.weight;
                    if sign.weight >= 2 {
                        tally.own[*language] += 1;
                    }
                }
            });
            if any {
                tally.first = tally.first.or(Some(start));
                tally.last = start;
            }
        }
        tally
    }

    /// The language whose signs are enough.
    fn language(&self) -> Option<&'static str> {
        let known = 0..self.weights.len();
        let best = known
            .rev()
            .max_by_key(|&index| self.weights[index])
            .filter(|&index| self.weights[index] >= ENOUGH && self.own[index] > 0)?;
        Some(SIGNS.names[best])
    }
}

/// Says whether a line is prose that speaks of code: it has words that no code has, and no mark of a comment.
fn is_prose(line: &str) -> bool {
    const CODE: [&str; 14] = [
        "for", "if", "in", "while", "not", "and", "or", "is", "with", "as", "from", "by", "on",
        "do",
    ];
    const MARKS: [&str; 5] = ["//", "/*", "*", "#", "--"];
    if MARKS.iter().any(|mark| line.starts_with(mark)) {
        return false;
    }
    let line = line.to_ascii_lowercase();
    let words = line.split(|mark: char| !mark.is_ascii_alphabetic());
    let closed = words.filter(|word| {
        !CODE.contains(word) && lookup(word).is_some_and(|entry| !entry.classes.is_open())
    });
    closed.take(2).count() == 2
}

/// Says whether lines of a text are Python: a definition, an import that no other language has, or a doctest.
pub(super) fn is_python(text: &str) -> bool {
    lines(text).any(|(_, line)| {
        let line = line.trim_start();
        line.starts_with(">>> ")
            || line.starts_with("```python")
            || line.starts_with("from ") && line.contains(" import ")
            || line.starts_with("import ") && line.contains(" as ")
            || line.starts_with("def ") && line.ends_with(':')
    })
}

/// Finds code of another language in a text, outside of what is known to be code.
pub(super) fn find(text: &str, known: &[Range<usize>]) -> Option<Found> {
    let is_known = |at: usize| known.iter().any(|range| range.contains(&at));
    let tally = Tally::of(lines(text).filter(|(start, _)| !is_known(*start)));
    let language = tally.language()?;
    let first = tally.first?;
    Some(Found {
        range: block(text, first, tally.last),
        language,
    })
}

/// The lines from one to another, with the comment above and to the end of the paragraph.
fn block(text: &str, first: usize, last: usize) -> Range<usize> {
    const COMMENTS: [&str; 7] = ["#", "//", "/*", "*", "--", "%", ";"];
    let mut start = first;
    while let Some(above) = text[..start].strip_suffix('\n') {
        let begin = above.rfind('\n').map_or(0, |at| at + 1);
        let line = above[begin..].trim_start();
        if !COMMENTS.iter().any(|mark| line.starts_with(mark)) {
            break;
        }
        start = begin;
    }
    let end = text[last..].find("\n\n").map_or(text.len(), |at| last + at);
    start..end
}

/// The refusal of code in a language.
pub(super) fn refusal(language: &str) -> Refusal {
    let said = format!(
        "it is {language}, and only Python is read; put code of other languages between fences that name them"
    );
    Refusal::new(Reason::Code, said)
}

/// Code that Python's grammar takes too, as it takes `x <- 1`: told by its signs outside of docstrings and comments.
pub(super) fn of_python(prompt: &Prompt) -> Option<Refusal> {
    if prompt.kind() != PromptKind::Signature {
        return None;
    }
    let prose: Vec<Range<usize>> = prompt.carriers().collect();
    let is_prose = |at: usize| prose.iter().any(|range| range.contains(&at));
    let code = lines(prompt.text()).filter(|(start, _)| !is_prose(*start));
    Tally::of(code).language().map(refusal)
}

static TAGS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    let rows = rows(table!("intake/programming_languages"));
    rows.flat_map(|row| row[2].split(' ')).collect()
});

/// Says whether a fence names another language than Python, or holds a diff.
pub(super) fn is_foreign_fence(code: &str) -> bool {
    let line = code.lines().next().unwrap_or_default();
    let tag = line.trim_start_matches(['`', '~']);
    if tag.len() == line.len() {
        return false;
    }
    let tag = tag.trim().trim_start_matches(['{', '.']);
    let end = tag.find([' ', ',', '}', ':', '{']).unwrap_or(tag.len());
    TAGS.contains(&*tag[..end].to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_nothing_else_begins_with_is_enough() {
        let found = find("#include <stdio.h>\n", &[]).expect("C");
        assert!(found.language.starts_with('C'));
        assert!(find("x = {\n  'a': 1,\n}\n", &[]).is_none());
    }

    #[test]
    fn fences_are_told_by_their_tags() {
        assert!(is_foreign_fence("```java\nint x;\n```"));
        assert!(is_foreign_fence("```{r, echo=FALSE}\nx\n```"));
        assert!(!is_foreign_fence("```python\nx\n```"));
        assert!(!is_foreign_fence("```\nx\n```"));
    }
}
