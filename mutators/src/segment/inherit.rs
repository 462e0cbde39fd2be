//! What a changed prompt inherits: where only prose changed, its code need not be found and parsed again.

use super::python::{Carrier, PythonFacts};
use super::token::Place;
use super::{PromptKind, Reading, declared_in, looks_like_python, read};
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::Arc;

/// A stretch of the original and what replaces it; in order and disjoint.
type Splices<'a> = [(Range<usize>, &'a str)];

/// Reads the text that splices made of an original whose reading is known: the same as reading it anew.
pub(crate) fn read_changed(
    (original, known): (&str, &Reading),
    splices: &Splices<'_>,
    (text, lower): (&str, &str),
    entry_point: Option<&str>,
) -> Reading {
    if !keep_layout(original, known, splices, text) {
        return read(text, lower, entry_point);
    }
    let mut facts = PythonFacts {
        carriers: known.carriers.clone(),
        names: Vec::new(),
        signatures: known.signatures.clone(),
        uses: known.uses.clone(),
        strings: known.strings.clone(),
    };
    let shift = Shift::of(splices);
    facts.ranges_mut(|range| *range = shift.moved(range));
    if !declares_the_same(known, text, &facts.carriers) {
        return read(text, lower, entry_point);
    }
    let code = if known.kind == PromptKind::Signature {
        Vec::new()
    } else {
        between(&facts.carriers)
    };
    let reading = Reading {
        kind: known.kind,
        skeleton: known.skeleton.clone(),
        signatures: facts.signatures,
        uses: facts.uses,
        strings: facts.strings,
        names: Arc::clone(&known.given),
        given: Arc::clone(&known.given),
        declared: Arc::clone(&known.declared),
        entry_point: known.entry_point.clone(),
        carriers: facts.carriers,
        foreign: known.foreign.moved(|range| shift.moved(range)),
        lines: known.lines.of_variant(),
        ..Reading::default()
    };
    reading.read_prose(text, lower, code)
}

/// True when the prose of a text declares the names that the original declares, and no others.
fn declares_the_same(known: &Reading, text: &str, carriers: &[Carrier]) -> bool {
    let mut names = FxHashSet::default();
    declared_in(text, carriers).all(|name| {
        names.insert(name);
        known.declared.contains(name)
    }) && names.len() == known.declared.len()
}

/// The code of a document: what stands between its stretches of prose.
fn between(carriers: &[Carrier]) -> Vec<Range<usize>> {
    carriers
        .windows(2)
        .map(|pair| pair[0].range.end..pair[1].range.start)
        .collect()
}

/// True when every splice stays inside one stretch of prose and changes nothing of what is code.
fn keep_layout(original: &str, known: &Reading, splices: &Splices<'_>, text: &str) -> bool {
    let inside = |splice: &(Range<usize>, &str)| {
        let carriers = &known.carriers;
        let place = carriers.partition_point(|carrier| carrier.range.end < splice.0.start);
        carriers
            .get(place)
            .is_some_and(|carrier| stays_inside(original, carrier, splice))
    };
    splices.iter().all(inside)
        && (known.kind == PromptKind::Signature || keep_marks(original, splices, text))
}

/// Nothing makes a document look like Python, and the marks of code stand where they stood.
fn keep_marks(original: &str, splices: &Splices<'_>, text: &str) -> bool {
    let shift = Shift::of(splices);
    let stood = marks(original).map(|range| shift.moved(&range));
    !looks_like_python(original) && !looks_like_python(text) && stood.eq(marks(text))
}

/// Where code opens and closes in a document.
fn marks(text: &str) -> impl Iterator<Item = Range<usize>> {
    const MARKS: [&str; 7] = [
        "```",
        "~~~",
        "<code>",
        "</code>",
        "<pre>",
        "</pre>",
        "BEGIN SOLUTION",
    ];
    let bytes = text.bytes().enumerate();
    let heads = bytes.filter(|(_, byte)| matches!(byte, b'`' | b'~' | b'<' | b'B'));
    heads.filter_map(|(at, _)| {
        let mark = MARKS.iter().find(|mark| text[at..].starts_with(**mark))?;
        Some(at..at + mark.len())
    })
}

/// The splice cannot end the stretch of prose, nor change how its lines are cut.
fn stays_inside(original: &str, carrier: &Carrier, (range, after): &(Range<usize>, &str)) -> bool {
    let inside = carrier.range.start < range.start && range.end < carrier.range.end;
    // What only replaces the first words moves neither end.
    let within = carrier.range.start <= range.start && range.end < carrier.range.end;
    let before = &original[range.clone()];
    let holds = |marks: &[u8]| {
        let found = |text: &str| text.bytes().any(|byte| marks.contains(&byte));
        found(before) || found(after)
    };
    match carrier.place {
        Place::Docstring { quote, triple } => {
            within
                && !holds(&[quote, b'\\'])
                && !original[..range.start].ends_with('\\')
                && (triple || !holds(b"\r\n"))
        }
        Place::Comment => {
            let opens = after.starts_with(|first: char| first.is_ascii_alphanumeric());
            (inside || within && opens) && !holds(b"\r\n")
        }
        Place::Text => {
            let last = carrier.range.start < range.start && range.end == original.len();
            (inside || range.start == 0 && within || last && !range.is_empty())
                && keeps_heads(original, range, after)
        }
    }
}

/// Markdown reads the heads of lines, where a splice must put a word in the place of a word; and what stands on the line of a
/// fence tells whether that closes it.
fn keeps_heads(original: &str, range: &Range<usize>, after: &str) -> bool {
    let start = original[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let (head, before) = (&original[start..range.start], &original[range.clone()]);
    let behind = &original[range.end..];
    let word = |text: &str| text.starts_with(|first: char| first.is_ascii_alphabetic());
    let indented = |line: &str| word(line.trim_start_matches(' '));
    let inside = head.contains(|mark: char| mark.is_ascii_alphabetic());
    let opens = word(after) && (word(before) || before.is_empty() && word(behind));
    let lines = |text: &str| {
        let broken = text.rsplit_once('\n').is_none_or(|(above, last)| {
            let ends = last.trim_start_matches(' ').is_empty();
            above.split('\n').skip(1).all(indented) && indented(if ends { behind } else { last })
        });
        broken && !text.contains('\r')
    };
    let fence = head.contains("```") || head.contains("~~~");
    !fence && (inside || opens) && lines(before) && lines(after)
}

/// How far the splices move what stands behind each of them.
struct Shift(Vec<(usize, isize)>);

impl Shift {
    fn of(splices: &Splices<'_>) -> Self {
        let mut by = 0;
        let moved = splices.iter().map(|(range, after)| {
            by += after.len().cast_signed() - range.len().cast_signed();
            (range.start, by)
        });
        Self(moved.collect())
    }

    /// Where a range of the original stands after the splices, none of which touches its ends.
    fn moved(&self, range: &Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let passed = self.0.partition_point(|(start, _)| *start < at);
            let by = passed.checked_sub(1).map_or(0, |last| self.0[last].1);
            at.saturating_add_signed(by)
        };
        place(range.start)..place(range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROMPTS: [&str; 7] = [
        "Write a function named `scale` that takes a list.\nNote: it is fast.\n- first item\n- second item is here\n\n1. Sort it.\n2. Return x.",
        "Do it.\n```python\ndef f(rows, size):\n    return rows\n``` The name should be f.\nThen go on with rows.\n~~~\ny = 1\n~~~\nEnd of it.",
        "# Task\n\nCount the words called size.\n\nx = count(3)\nresult = 5\nThe result is a number.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        "def f(x: int, tail) -> int:\n    \"\"\"Return the sum of x and tail.\n\n    Args:\n        x: the first, called tail\n    >>> f(1, 2)\n    3\n    \"\"\"\n",
        "Given <code>x</code>, return it.\nif total is None:\n    raise ValueError('no')\nThe total must be set.\nIn [1]: f(2)\nOut[1]: 3\n",
        "import os\n# The helper reads a file.\ndef g(path):\n    '''Read the file. It is \\'big\\'.'''\n",
        "Compute it.\nBEGIN SOLUTION\nx = 1\nEND SOLUTION\n",
    ];

    const AFTER: [&str; 22] = [
        "",
        "word",
        "x",
        "a\n\nb",
        "a\n- b",
        "a\n    b",
        "``",
        "</code>",
        "SOLUTION BEGIN",
        "a\n```\nb",
        "called",
        "Error:",
        "def",
        "import",
        "#",
        "- item",
        "3.",
        "=",
        "```",
        "`a`",
        "a\nb",
        "SOLUTION",
    ];

    /// All that a reading says of a text.
    fn told(reading: &Reading) -> String {
        let mut names: Vec<_> = reading.names.iter().collect();
        names.sort();
        let prose = (&reading.blocks, &reading.tokens, &reading.sentences);
        let code = (
            &reading.signatures,
            &reading.skeleton,
            &reading.uses,
            &reading.strings,
        );
        let whole = (reading.kind, &reading.entry_point, &reading.spans, names);
        format!("{whole:?} {prose:?} {code:?}")
    }

    /// Where the words of a text stand, and the empty ranges at their ends.
    fn places(text: &str) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        let mut rest = 0;
        for word in text.split(|mark: char| !mark.is_alphanumeric()) {
            let start = rest + text[rest..].find(word).unwrap_or(0);
            let end = start + word.len();
            places.extend([start..end, start..start, end..end]);
            rest = end;
        }
        places
    }

    #[test]
    fn what_is_inherited_is_what_reading_anew_finds() {
        let mut inherited = 0;
        for original in PROMPTS {
            let known = read(original, &original.to_ascii_lowercase(), None);
            let entry_point = known.entry_point.as_deref();
            let all = places(original);
            for (range, after) in all
                .into_iter()
                .flat_map(|range| AFTER.map(|after| (range.clone(), after)))
            {
                let splices = [(range, after)];
                let text = crate::edit::apply(original, splices.iter().cloned());
                let lower = text.to_ascii_lowercase();
                let changed =
                    read_changed((original, &known), &splices, (&text, &lower), entry_point);
                inherited += usize::from(Arc::ptr_eq(&changed.given, &known.given));
                assert_eq!(
                    told(&changed),
                    told(&read(&text, &lower, entry_point)),
                    "{text}"
                );
            }
        }
        assert!(inherited > 1_000, "{inherited}");
    }
}
