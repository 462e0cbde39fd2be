//! What a changed prompt inherits: when only prose inside docstrings and comments changed, the code need not
//! be parsed again.

use super::python::{Carrier, PythonFacts};
use super::token::Place;
use super::{Reading, read};
use crate::names;
use crate::prompt::PromptKind;
use rustc_hash::FxHashSet;
use std::ops::Range;

/// A stretch of the original and what replaces it; in order and disjoint.
type Splices<'a> = [(Range<usize>, &'a str)];

/// Reads the text that splices made of an original whose reading is known: the same as reading it anew.
pub(crate) fn read_changed(
    (original, known): (&str, &Reading),
    splices: &Splices<'_>,
    (text, lower): (&str, &str),
    entry_point: Option<&str>,
) -> Reading {
    if known.kind != PromptKind::Signature || !keep_code(original, known, splices) {
        return read(text, lower, entry_point);
    }
    let mut facts = PythonFacts {
        carriers: known.carriers.clone(),
        names: Vec::new(),
        signatures: known.signatures.clone(),
        uses: known.uses.clone(),
        strings: known.strings.clone(),
    };
    facts.ranges_mut(|range| *range = moved(range, splices));
    if declared_in(original, &known.carriers) != declared_in(text, &facts.carriers) {
        return read(text, lower, entry_point);
    }
    let reading = Reading {
        kind: known.kind,
        skeleton: known.skeleton.clone(),
        signatures: facts.signatures,
        uses: facts.uses,
        strings: facts.strings,
        names: known.names.clone(),
        entry_point: known.entry_point.clone(),
        carriers: facts.carriers,
        ..Reading::default()
    };
    reading.read_prose(text, lower, Vec::new())
}

/// The names that the prose of some carriers declares.
fn declared_in(text: &str, carriers: &[Carrier]) -> FxHashSet<String> {
    let mut names = FxHashSet::default();
    for carrier in carriers {
        names::declared(&text[carrier.range.clone()], &mut names);
    }
    names
}

/// True when every splice stays inside one docstring or comment and cannot end it.
fn keep_code(original: &str, known: &Reading, splices: &Splices<'_>) -> bool {
    splices.iter().all(|splice| {
        known
            .carriers
            .iter()
            .find(|carrier| splice.0.start <= carrier.range.end)
            .is_some_and(|carrier| stays_inside(original, carrier, splice))
    })
}

/// What was there and what comes has no quote, backslash or line break that Python would read.
fn stays_inside(original: &str, carrier: &Carrier, (range, after): &(Range<usize>, &str)) -> bool {
    let inside = carrier.range.start < range.start && range.end < carrier.range.end;
    let before = &original[range.clone()];
    let holds = |marks: &[u8]| {
        let found = |text: &str| text.bytes().any(|byte| marks.contains(&byte));
        found(before) || found(after)
    };
    inside
        && match carrier.place {
            Place::Docstring { quote, triple } => {
                !holds(&[quote, b'\\'])
                    && !original[..range.start].ends_with('\\')
                    && (triple || !holds(b"\r\n"))
            }
            Place::Comment => !holds(b"\r\n"),
            Place::Text => false,
        }
}

/// Where a range of the original stands after the splices, none of which touches its ends.
fn moved(range: &Range<usize>, splices: &Splices<'_>) -> Range<usize> {
    let place = |at: usize| {
        let passed = splices.iter().take_while(|(range, _)| range.start < at);
        let (gone, new) = passed.fold((0, 0), |(gone, new), (range, after)| {
            (gone + range.len(), new + after.len())
        });
        at + new - gone
    };
    place(range.start)..place(range.end)
}
