//! Two lists of atoms that say the same, word for word or by rows of the tables.

use super::frame::Atom;
use super::words::lemma;
use crate::lexical::long_form;
use crate::tables::{rows, table};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::LazyLock;

/// One rewrite that the tables allow, by keys of atoms; `#` is any atom that both sides share.
struct Row {
    from: Vec<String>,
    to: Vec<String>,
    /// One of these must stand near it.
    only: Vec<&'static str>,
    /// None of these may stand right behind it.
    never: Vec<&'static str>,
}

/// How far behind a rewritten word the words may stand that show its sense.
const NEAR: usize = 8;

/// By the first key of what is rewritten.
type Rows = FxHashMap<String, Vec<Row>>;

static ROWS: LazyLock<Rows> = LazyLock::new(|| {
    let mut all = Rows::default();
    let pairs = [
        table!("phrases"),
        table!("verb_synonyms"),
        table!("quantifiers"),
        table!("discourse"),
        table!("type_aliases"),
        table!("spelling"),
        table!("number_words"),
        table!("contractions"),
    ];
    for row in pairs.into_iter().flat_map(rows) {
        both(&mut all, row[0], row[1], &[], &[]);
    }
    for row in rows(table!("abbreviations")).chain(rows(table!("term_aliases"))) {
        if row[2] == "insert" {
            // The brackets around the short form are read as part of it.
            let (short, mut to) = (row[0], keys(row[1]));
            to.push(short.to_lowercase());
            add(&mut all, keys(short), to.clone(), &[], &[]);
            add(&mut all, to, keys(short), &[], &[]);
        } else {
            both(&mut all, row[0], row[1], &[], &[]);
        }
    }
    for source in [
        table!("lexicon/verb_synonyms"),
        table!("lexicon/noun_synonyms"),
        table!("lexicon/adjective_synonyms"),
    ] {
        for row in rows(source) {
            let bare = |cell: &'static str| cell.split(':').next().unwrap_or(cell);
            let words = |cell: &'static str| {
                cell.split(' ')
                    .filter(|word| !word.is_empty() && *word != "*" && !word.starts_with('+'))
                    .collect::<Vec<_>>()
            };
            both(
                &mut all,
                bare(row[0]),
                bare(row[1]),
                &words(row[2]),
                &words(row[3]),
            );
        }
    }
    for row in rows(table!("conjuncts")) {
        for joint in ["and", "or"] {
            both(
                &mut all,
                &format!("{} {joint} {}", row[0], row[1]),
                &format!("{} {joint} {}", row[1], row[0]),
                &[],
                &[],
            );
        }
    }
    let bounds: Vec<_> = rows(table!("comparators")).collect();
    let placed = |row: &[&'static str]| {
        let phrase = row[0].trim();
        if row[2] == "before" {
            format!("{phrase} #")
        } else {
            format!("# {phrase}")
        }
    };
    for one in &bounds {
        for other in bounds
            .iter()
            .filter(|other| other[1] == one[1] && other[0] != one[0])
        {
            add(&mut all, keys(&placed(one)), keys(&placed(other)), &[], &[]);
        }
    }
    for (one, other) in [
        ("not empty", "non-empty"),
        ("not equal to", "different from"),
    ] {
        both(&mut all, one, other, &[], &[]);
    }
    all
});

fn keys(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|mark: char| mark.is_whitespace() || mark == ',')
        .filter(|word| !word.is_empty())
        .map(|word| {
            if word == "an" {
                "a".to_owned()
            } else {
                lemma(word).to_owned()
            }
        })
        .collect()
}

fn both(all: &mut Rows, one: &str, other: &str, only: &[&'static str], never: &[&'static str]) {
    let (one, other) = (keys(one), keys(other));
    add(all, one.clone(), other.clone(), only, never);
    add(all, other, one, only, never);
}

fn add(
    all: &mut Rows,
    from: Vec<String>,
    to: Vec<String>,
    only: &[&'static str],
    never: &[&'static str],
) {
    let Some(first) = from.first().cloned() else {
        return;
    };
    all.entry(first).or_default().push(Row {
        from,
        to,
        only: only.to_vec(),
        never: never.to_vec(),
    });
}

fn key(atom: &Atom) -> Cow<'_, str> {
    match atom {
        Atom::Mark(mark) => (*mark).into(),
        Atom::Word(word) => lemma(word).into(),
        Atom::Name(name) if name.bytes().all(|byte| byte.is_ascii_lowercase()) => (&**name).into(),
        Atom::Name(name) => name.to_lowercase().into(),
    }
}

/// How many sentences may stand for how many others: one for one, or cut and joined.
const GROUPS: [(usize, usize); 8] = [
    (1, 1),
    (1, 2),
    (2, 1),
    (2, 2),
    (1, 3),
    (3, 1),
    (2, 3),
    (3, 2),
];

/// Says whether two prompts, as frames by sentence, say the same; else in which sentence they part, and what stands there.
pub(super) fn alike(before: &[Rc<[Atom]>], after: &[Rc<[Atom]>]) -> Result<(), (usize, String)> {
    let (mut i, mut j) = (0, 0);
    while i < before.len() || j < after.len() {
        if before.get(i).is_some_and(|one| after.get(j) == Some(one)) {
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let mut parted = None;
        let step = GROUPS.iter().find(|(some, others)| {
            let (Some(one), Some(other)) = (before.get(i..i + some), after.get(j..j + others))
            else {
                return false;
            };
            let read = Search::new(&joined(one), &joined(other)).run();
            parted = parted.take().or(read.as_ref().err().cloned());
            read.is_ok()
        });
        let Some((some, others)) = step else {
            return Err((
                i,
                parted.unwrap_or_else(|| "a sentence is gone or new".to_owned()),
            ));
        };
        (i, j) = (i + some, j + others);
    }
    Ok(())
}

/// What some sentences say, one after the other.
fn joined(sentences: &[Rc<[Atom]>]) -> Cow<'_, [Atom]> {
    match sentences {
        [one] => Cow::Borrowed(&**one),
        _ => Cow::Owned(sentences.concat()),
    }
}

enum Step {
    Same(usize, usize),
    Rows(usize, usize),
}

/// Walks both lists at once, by equal atoms first and by rows where those end.
struct Search<'a> {
    one: &'a [Atom],
    other: &'a [Atom],
    left: Vec<Cow<'a, str>>,
    right: Vec<Cow<'a, str>>,
    seen: FxHashSet<(usize, usize)>,
    farthest: (usize, usize),
}

impl<'a> Search<'a> {
    fn new(one: &'a [Atom], other: &'a [Atom]) -> Self {
        Self {
            one,
            other,
            left: one.iter().map(key).collect(),
            right: other.iter().map(key).collect(),
            seen: FxHashSet::default(),
            farthest: (0, 0),
        }
    }

    fn run(mut self) -> Result<(), String> {
        const MOST: usize = 4_000;
        let mut steps = vec![Step::Same(0, 0)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Same(i, j) => {
                    if i == self.one.len() && j == self.other.len() {
                        return Ok(());
                    }
                    if !self.seen.insert((i, j)) || self.seen.len() > MOST {
                        continue;
                    }
                    if i + j > self.farthest.0 + self.farthest.1 {
                        self.farthest = (i, j);
                    }
                    steps.push(Step::Rows(i, j));
                    if i < self.one.len() && j < self.other.len() && self.one[i] == self.other[j] {
                        steps.push(Step::Same(i + 1, j + 1));
                    }
                }
                Step::Rows(i, j) => {
                    if let Some(key) = self.left.get(i) {
                        self.by_rows(key, i, j, &mut steps);
                    }
                    self.by_rows("#", i, j, &mut steps);
                    self.by_long_form(i, j, &mut steps);
                }
            }
        }
        Err(self.told())
    }

    fn by_rows(&self, key: &str, i: usize, j: usize, steps: &mut Vec<Step>) {
        for row in ROWS.get(key).into_iter().flatten() {
            let mut shared = None;
            let fits = matches(&row.from, &self.left[i..], &mut shared)
                && matches(&row.to, &self.right[j..], &mut shared);
            if fits && self.holds(row, i + row.from.len()) {
                steps.push(Step::Same(i + row.from.len(), j + row.to.len()));
            }
        }
    }

    /// The conditions of a row, on the words behind what it rewrites.
    fn holds(&self, row: &Row, behind: usize) -> bool {
        let end = behind.min(self.left.len());
        let around =
            &self.left[end.saturating_sub(row.from.len() + 3)..(end + NEAR).min(self.left.len())];
        let next = &self.left[end..(end + 1).min(self.left.len())];
        (row.only.is_empty() || around.iter().any(|key| row.only.contains(&&**key)))
            && !next.iter().any(|key| row.never.contains(&&**key))
    }

    /// The long form of an abbreviation, written around it on one side.
    fn by_long_form(&self, i: usize, j: usize, steps: &mut Vec<Step>) {
        let long = |atom: Option<&Atom>| match atom {
            Some(Atom::Name(name)) => long_form(name).map(keys),
            _ => None,
        };
        if let Some(words) = long(self.one.get(i)) {
            let length = words.len();
            let there = self.right.iter().skip(j).take(length);
            if there.eq(&words) && self.other.get(j + length) == self.one.get(i) {
                steps.push(Step::Same(i + 1, j + length + 1));
            }
        }
    }

    fn told(&self) -> String {
        let show = |atoms: &[Atom], at: usize| {
            let words: Vec<&str> = atoms[at.min(atoms.len())..]
                .iter()
                .take(3)
                .map(|atom| match atom {
                    Atom::Mark(mark) => mark,
                    Atom::Word(text) | Atom::Name(text) => &**text,
                })
                .collect();
            if words.is_empty() {
                "the end".to_owned()
            } else {
                format!("`{}`", words.join(" "))
            }
        };
        format!(
            "{} reads as {}",
            show(self.one, self.farthest.0),
            show(self.other, self.farthest.1)
        )
    }
}

fn matches<'a>(row: &[String], keys: &'a [Cow<'_, str>], shared: &mut Option<&'a str>) -> bool {
    row.len() <= keys.len()
        && row.iter().zip(keys).all(|(wanted, key)| {
            if wanted != "#" {
                return *wanted == **key;
            }
            if let Some(there) = shared {
                return *there == &**key;
            }
            *shared = Some(&**key);
            true
        })
}
