//! Two lists of atoms that say the same, word for word or by rows of the tables.

use super::frame::Atom;
use super::words::{REACHING, lemma};
use crate::lexical::long_form;
use crate::lexicon::lookup;
use crate::tables::{rows, table};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::cell::OnceCell;
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
    /// Its two sides have nouns of one number, unlike `a lot of` and `lots of`.
    even: bool,
}

/// How far behind a rewritten word the words may stand that show its sense.
const NEAR: usize = 8;

/// Rows by the first key of what is rewritten.
#[derive(Default)]
struct Rows {
    by_first: FxHashMap<String, Vec<Row>>,
    /// Those that begin with any atom, by their second key.
    by_second: FxHashMap<String, Vec<Row>>,
}

static ROWS: LazyLock<Rows> = LazyLock::new(|| {
    let mut all = Rows::default();
    let pairs = [
        table!("phrases"),
        table!("discourse"),
        table!("type_aliases"),
        table!("spelling"),
        table!("number_words"),
        table!("contractions"),
    ];
    for row in pairs.into_iter().flat_map(rows) {
        both(&mut all, row[0], row[1], &[], &[]);
    }
    for row in rows(table!("verb_synonyms")) {
        let asks = row[2].split(' ').any(|word| word == "whether");
        let only: Vec<&str> = row[2].split(' ').filter(|_| asks).collect();
        both(&mut all, row[0], row[1], &only, &[]);
    }
    for row in rows(table!("quantifiers")) {
        both(&mut all, row[0], row[1], &[], &["other"]);
    }
    for row in rows(table!("abbreviations")).chain(rows(table!("term_aliases"))) {
        if row[2] == "insert" {
            // The brackets around the short form are read as part of it.
            let (short, mut to) = (row[0], keys(row[1]));
            to.push(short.to_lowercase());
            Row::new(keys(short), to.clone()).enter(&mut all);
            Row::new(to, keys(short)).enter(&mut all);
        } else {
            both(&mut all, row[0], row[1], &[], &[]);
        }
    }
    for source in [
        table!("lexicon/verb_synonyms"),
        table!("lexicon/noun_synonyms"),
        table!("lexicon/adjective_synonyms"),
    ] {
        add_senses(&mut all, source);
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
            Row::new(keys(&placed(one)), keys(&placed(other))).enter(&mut all);
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

/// Rows that are only read, never written.
static UNDERSTOOD: LazyLock<Rows> = LazyLock::new(|| {
    let mut all = Rows::default();
    add_senses(&mut all, table!("understood"));
    all
});

fn add_senses(all: &mut Rows, source: &'static str) {
    for row in rows(source) {
        let bare = |cell: &'static str| cell.split(':').next().unwrap_or(cell);
        let words = |cell: &'static str| {
            cell.split(' ')
                .filter(|word| !word.is_empty() && *word != "*" && !word.starts_with('+'))
                .collect::<Vec<_>>()
        };
        let mut only = words(row[2]);
        if row[0].ends_with(":if") && only.is_empty() {
            only = vec!["if", "whether"];
        }
        both(all, bare(row[0]), bare(row[1]), &only, &words(row[3]));
    }
}

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
    let even = same_number(plural(one.split(' ')), plural(other.split(' ')));
    let (one, other) = (keys(one), keys(other));
    if one == other {
        return;
    }
    for (from, to) in [(one.clone(), other.clone()), (other, one)] {
        let row = Row {
            only: only.to_vec(),
            never: never.to_vec(),
            even,
            ..Row::new(from, to)
        };
        row.enter(all);
    }
}

/// The number of the last noun that is nothing but a noun.
fn plural<'a>(words: impl DoubleEndedIterator<Item = &'a str>) -> Option<bool> {
    words.rev().find_map(|word| {
        lookup(word)
            .filter(|entry| entry.verb.is_none())
            .and_then(|entry| entry.noun)
            .map(|(_, plural)| plural)
    })
}

fn same_number(one: Option<bool>, other: Option<bool>) -> bool {
    one.is_none() || other.is_none() || one == other
}

impl Row {
    fn new(from: Vec<String>, to: Vec<String>) -> Self {
        Self {
            from,
            to,
            only: Vec::new(),
            never: Vec::new(),
            even: true,
        }
    }

    fn enter(self, all: &mut Rows) {
        let (rows, at) = match self.from.first().map(String::as_str) {
            Some("#") => (&mut all.by_second, 1),
            _ => (&mut all.by_first, 0),
        };
        if let Some(key) = self.from.get(at).cloned() {
            rows.entry(key).or_default().push(self);
        }
    }

    /// One noun may stand for another, but not for more or fewer of it.
    fn agrees(&self, one: &[Atom], other: &[Atom]) -> bool {
        let words = |atoms: &'_ [Atom]| {
            plural(atoms.iter().map(|atom| match atom {
                Atom::Word(word) => &**word,
                Atom::Mark(_) | Atom::Name(_) => "",
            }))
        };
        let (one, other) = (words(one), words(other));
        one.is_none() || other.is_none() || (one == other) == self.even
    }
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
            if !may_join(one) || !may_join(other) {
                return false;
            }
            let read = Search::new(&joined(one), &joined(other), false).run();
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

/// Says whether sentences may be read as one: what is negated, or stands under a condition, in one of them ends with it.
pub(super) fn may_join<T: AsRef<[Atom]>>(sentences: &[T]) -> bool {
    let reaches = |atoms: &[Atom]| {
        let word = |at: usize| match atoms.get(at) {
            Some(Atom::Word(word)) => &**word,
            Some(Atom::Mark(mark)) => mark,
            _ => "",
        };
        (0..atoms.len()).any(|at| {
            REACHING.contains(&word(at))
                || word(at) == "for" && matches!(word(at + 1), "each" | "every" | "all" | "any")
        })
    };
    sentences
        .split_last()
        .is_none_or(|(_, before)| !before.iter().any(|atoms| reaches(atoms.as_ref())))
}

/// Says whether two lists of atoms say the same to a reader who passes over articles, by rows that are only read too.
pub(super) fn alike_loosely(one: &[Atom], other: &[Atom]) -> bool {
    Search::new(one, other, true).run().is_ok()
}

enum Step {
    Same(Place),
    Rows(Place),
}

/// How far both lists are walked, and which of them has articles that the other has not: a list that lacks one here and
/// has another there has a word that moved.
type Place = (usize, usize, Fuller);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fuller {
    Neither,
    One,
    Other,
}

/// The keys of atoms, each found when it is first asked for: where two lists are equal nobody asks.
struct Keys<'a> {
    atoms: &'a [Atom],
    found: Vec<OnceCell<Cow<'a, str>>>,
}

impl<'a> Keys<'a> {
    fn of(atoms: &'a [Atom]) -> Self {
        Self {
            atoms,
            found: vec![OnceCell::new(); atoms.len()],
        }
    }

    fn get(&self, at: usize) -> Option<&str> {
        let atom = self.atoms.get(at)?;
        Some(self.found[at].get_or_init(|| key(atom)))
    }
}

/// Walks both lists at once, by equal atoms first and by rows where those end.
struct Search<'a> {
    one: &'a [Atom],
    other: &'a [Atom],
    left: Keys<'a>,
    right: Keys<'a>,
    loose: bool,
    /// A bit for each place that was seen.
    seen: Vec<u64>,
    farthest: (usize, usize),
}

impl<'a> Search<'a> {
    fn new(one: &'a [Atom], other: &'a [Atom], loose: bool) -> Self {
        Self {
            one,
            other,
            left: Keys::of(one),
            right: Keys::of(other),
            loose,
            seen: vec![0; ((one.len() + 1) * (other.len() + 1) * 3).div_ceil(64)],
            farthest: (0, 0),
        }
    }

    fn run(mut self) -> Result<(), String> {
        const MOST: usize = 4_000;
        let mut steps = Vec::with_capacity(self.one.len() + 16);
        steps.push(Step::Same((0, 0, Fuller::Neither)));
        let mut seen = 0;
        while let Some(step) = steps.pop() {
            match step {
                Step::Same((i, j, fuller)) => {
                    if i == self.one.len() && j == self.other.len() {
                        return Ok(());
                    }
                    if seen == MOST || !self.sees((i, j, fuller)) {
                        continue;
                    }
                    seen += 1;
                    if i + j > self.farthest.0 + self.farthest.1 {
                        self.farthest = (i, j);
                    }
                    steps.push(Step::Rows((i, j, fuller)));
                    if i < self.one.len() && j < self.other.len() && self.one[i] == self.other[j] {
                        steps.push(Step::Same((i + 1, j + 1, fuller)));
                    }
                }
                Step::Rows(place) => {
                    self.by_rows(place, &mut steps);
                    self.by_long_form(place, &mut steps);
                    if self.loose {
                        self.by_articles(place, &mut steps);
                    }
                }
            }
        }
        Err(self.told())
    }

    /// Notes a place, and says whether it is new.
    fn sees(&mut self, (i, j, fuller): Place) -> bool {
        let bit = (i * (self.other.len() + 1) + j) * 3 + fuller as usize;
        let (word, mask) = (bit / 64, 1 << (bit % 64));
        let new = self.seen[word] & mask == 0;
        self.seen[word] |= mask;
        new
    }

    fn by_rows(&self, (i, j, fuller): Place, steps: &mut Vec<Step>) {
        let rows = |all: &'static Rows| {
            let first = self.left.get(i).map(|key| all.by_first.get(key));
            let second = self.left.get(i + 1).map(|key| all.by_second.get(key));
            [first.flatten(), second.flatten()]
        };
        let [first, second] = rows(&ROWS);
        let [also, more] = if self.loose {
            rows(&UNDERSTOOD)
        } else {
            [None, None]
        };
        let rows = [first, also, second, more].into_iter().flatten().flatten();
        for row in rows {
            let mut shared = None;
            let fits = matches(&row.from, &self.left, i, &mut shared)
                && matches(&row.to, &self.right, j, &mut shared)
                && row.agrees(
                    &self.one[i..i + row.from.len()],
                    &self.other[j..j + row.to.len()],
                );
            if fits && self.holds(row, i + row.from.len()) {
                steps.push(Step::Same((i + row.from.len(), j + row.to.len(), fuller)));
            }
        }
    }

    /// The conditions of a row, on the words behind what it rewrites.
    fn holds(&self, row: &Row, behind: usize) -> bool {
        let mut around = behind.saturating_sub(row.from.len() + 3)..behind + NEAR;
        let stands = |words: &[&str], at| self.left.get(at).is_some_and(|key| words.contains(&key));
        (row.only.is_empty() || around.any(|at| stands(&row.only, at)))
            && !stands(&row.never, behind)
    }

    /// The long form of an abbreviation, written around it on one side.
    fn by_long_form(&self, (i, j, fuller): Place, steps: &mut Vec<Step>) {
        let long = |atom: Option<&Atom>| match atom {
            Some(Atom::Name(name)) => long_form(name).map(keys),
            _ => None,
        };
        if let Some(words) = long(self.one.get(i)) {
            let length = words.len();
            let there = (j..j + length).map(|at| self.right.get(at));
            if there.eq(words.iter().map(|word| Some(&**word)))
                && self.other.get(j + length) == self.one.get(i)
            {
                steps.push(Step::Same((i + 1, j + length + 1, fuller)));
            }
        }
    }

    /// An article on one side that the other has not, or has another for.
    fn by_articles(&self, (i, j, fuller): Place, steps: &mut Vec<Step>) {
        let here = is_article_of_form(&self.left, i);
        let there = is_article_of_form(&self.right, j);
        if here && there {
            steps.push(Step::Same((i + 1, j + 1, fuller)));
        }
        if here && fuller != Fuller::Other {
            steps.push(Step::Same((i + 1, j, Fuller::One)));
        }
        if there && fuller != Fuller::One {
            steps.push(Step::Same((i, j + 1, Fuller::Other)));
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

/// An article that says no more than that a noun follows, unlike those of `a few`, `a number of`, `a second` and `the most`.
fn is_article_of_form(keys: &Keys<'_>, at: usize) -> bool {
    const WEIGHTY: &[&str] = &[
        "few", "little", "lot", "bit", "number", "second", "third", "fourth", "fifth", "next",
        "last",
    ];
    let next = keys.get(at + 1).unwrap_or_default();
    match keys.get(at) {
        Some("a") => !WEIGHTY.contains(&next),
        Some("the") => next != "most" && next != "few",
        _ => false,
    }
}

/// Says whether the keys from a place on are those of one side of a row.
fn matches<'a>(
    row: &[String],
    keys: &'a Keys<'_>,
    at: usize,
    shared: &mut Option<&'a str>,
) -> bool {
    row.iter().zip(at..).all(|(wanted, at)| {
        let Some(key) = keys.get(at) else {
            return false;
        };
        if wanted != "#" {
            return wanted == key;
        }
        *shared.get_or_insert(key) == key
    })
}
