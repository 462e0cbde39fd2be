//! Prose in another language than English: by the words that every sentence of a language has, and by its letters.

use super::script::{Script, script};
use super::{Reason, Refusal};
use crate::lexicon::lookup;
use crate::prompt::Prompt;
use crate::span::SpanKind;
use crate::tables::{rows, table};
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// Function words of other languages in a row, with no English one among them, that make a sentence of another language.
const ENOUGH: usize = 3;

/// The fewest words that can say, without any function word that is known, that a text is not English.
const FEWEST: usize = 8;

/// The function words of all languages.
struct Words {
    names: Vec<&'static str>,
    classes: FxHashMap<&'static str, Class>,
}

/// Which languages a function word is one of.
#[derive(Clone, Copy, Default)]
struct Class {
    english: bool,
    /// A bit for each other language.
    others: u32,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words {
        names: Vec::new(),
        classes: FxHashMap::default(),
    };
    let closed = rows(table!("function_words")).filter(|row| row[0] != "adjective");
    for word in closed.flat_map(|row| row[1].split(' ')) {
        words.classes.entry(word).or_default().english = true;
    }
    for row in rows(table!("intake/languages")) {
        let bit = 1 << words.names.len().min(31);
        words.names.push(row[0]);
        for word in row[1].split(' ') {
            words.classes.entry(word).or_default().others |= bit;
        }
    }
    words
});

/// Says why a prompt is refused whose prose, or a part of it, is not English.
pub(super) fn refusal(prompt: &Prompt) -> Option<Refusal> {
    let mut tally = Tally::of(prompt, false);
    if tally.found.is_none() && tally.english == 0 && tally.words > 0 {
        tally = Tally::of(prompt, true);
    }
    let language = tally.language()?;
    let part = if tally.english > 0 {
        "a part of it is"
    } else {
        "it is"
    };
    let said = format!("{part} in {language}, and only English is read; say it in English");
    Some(Refusal::new(Reason::Language, said))
}

/// The stretches of a carrier that are neither code nor quoted.
fn prose<'p>(
    prompt: &'p Prompt,
    carrier: &Range<usize>,
) -> impl Iterator<Item = Range<usize>> + 'p {
    let Range { start, end } = *carrier;
    let spans = prompt.spans();
    let first = spans.partition_point(|span| span.end <= start);
    let is_code = |kind| {
        !matches!(
            kind,
            SpanKind::Markup | SpanKind::Term | SpanKind::Identifier
        )
    };
    let codes = spans[first..]
        .iter()
        .take_while(move |span| span.start < end)
        .filter(move |span| is_code(span.kind))
        .map(|span| (span.start, span.end))
        .chain([(end, end)]);
    codes
        .scan(start, |at, (begin, close)| {
            let range = *at..begin.max(*at);
            *at = close.max(*at);
            Some(range)
        })
        .filter(|range| !range.is_empty())
}

/// Words that stand between the parts of names.
const PARTICLES: [&str; 20] = [
    "de", "la", "del", "da", "di", "du", "dos", "das", "von", "van", "der", "den", "ter", "ten",
    "el", "le", "les", "las", "los", "zu",
];

/// The first bytes of a word: enough to tell two words apart.
type Sign = u64;

fn sign(word: &str) -> Sign {
    let bytes = word.bytes().take(7);
    bytes.fold(1, |sign, byte| sign << 8 | u64::from(byte))
}

/// True for a byte of a word or a name.
fn is_inside(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

#[derive(Default)]
struct Tally {
    /// Latin words, those that the lexicon has, and the English words of closed classes that no other language has.
    words: usize,
    known: usize,
    /// Words are looked up in the lexicon, which takes time.
    looks_up: bool,
    english: usize,
    /// Words in other letters, and how they are called.
    others: usize,
    letters: Option<&'static str>,
    /// What stands in a row.
    run: Run,
    /// Words that may be parts of a name, as in `Juan de la Cruz`: those since the last capital.
    particles: Vec<(Sign, u32)>,
    after_capital: bool,
    /// What was found to be a sentence of another language.
    found: Option<&'static str>,
    /// The language that has the most of all words of other languages.
    hits: [u16; 32],
}

/// Words of other languages without an English function word between them.
#[derive(Default)]
struct Run {
    hits: [u16; 32],
    first: [Sign; 32],
    /// Languages of which two words differ.
    several: u32,
    letters: usize,
}

impl Tally {
    fn of(prompt: &Prompt, looks_up: bool) -> Self {
        let mut tally = Self {
            looks_up,
            ..Self::default()
        };
        for carrier in prompt.carriers() {
            tally.pause();
            for range in prose(prompt, &carrier) {
                tally.text(prompt, range);
            }
        }
        tally.pause();
        tally
    }

    fn text(&mut self, prompt: &Prompt, range: Range<usize>) {
        let text = &prompt.lower_text()[range.clone()];
        let written = &prompt.text().as_bytes()[range];
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            let mut is_name = false;
            while at < bytes.len() && is_inside(bytes[at]) {
                is_name |= matches!(bytes[at], b'_' | b'0'..=b'9');
                at += 1;
            }
            if at > start && !is_name {
                let capital = written[start].is_ascii_uppercase();
                self.word(&text[start..at], capital);
            }
            at += 1;
        }
        self.settle(false);
    }

    /// A run of letters, or of signs beyond ASCII.
    fn word(&mut self, word: &str, capital: bool) {
        if word.is_ascii() {
            return self.latin(word, capital);
        }
        let (mut dense, mut spaced, mut latin) = (0, 0, 0);
        for letter in word.chars().filter(|letter| letter.is_alphabetic()) {
            match script(letter) {
                Script::Latin => latin += 1,
                Script::Spaced(name) => {
                    spaced += 1;
                    self.letters = self
                        .letters
                        .or(Some(name))
                        .filter(|_| spaced > 1)
                        .or(self.letters);
                }
                Script::Dense(name) => {
                    dense += 1;
                    // Japanese has Chinese characters too.
                    self.letters = Some(name)
                        .filter(|name| *name == "Japanese")
                        .or(self.letters)
                        .or(Some(name));
                }
            }
        }
        let count = usize::from(spaced > 1) + dense / 2;
        self.others += count;
        self.run.letters += count;
        if latin > 1 {
            self.latin(word, capital);
        }
    }

    fn latin(&mut self, word: &str, capital: bool) {
        if capital || !PARTICLES.contains(&word) {
            self.settle(capital);
        }
        if word.len() < 2 {
            return;
        }
        self.words += 1;
        self.known += usize::from(self.looks_up && lookup(word).is_some());
        let class = WORDS.classes.get(word).copied().unwrap_or_default();
        match (class.english, class.others) {
            (true, 0) => {
                self.english += 1;
                self.pause();
            }
            (false, languages) if languages != 0 => {
                if self.after_capital && !capital && PARTICLES.contains(&word) {
                    self.particles.push((sign(word), languages));
                } else {
                    self.hit(sign(word), languages);
                }
            }
            _ => {}
        }
    }

    /// Counts the particles since the last capital, unless another capital makes a name of them.
    fn settle(&mut self, capital: bool) {
        if !self.particles.is_empty() {
            for (sign, languages) in std::mem::take(&mut self.particles) {
                if !capital {
                    self.hit(sign, languages);
                }
            }
        }
        self.after_capital = capital;
    }

    fn hit(&mut self, sign: Sign, mut languages: u32) {
        while languages != 0 {
            let language = languages.trailing_zeros() as usize;
            languages &= languages - 1;
            self.hits[language] += 1;
            self.run.hits[language] += 1;
            let first = &mut self.run.first[language];
            if *first == 0 {
                *first = sign;
            } else if *first != sign {
                self.run.several |= 1 << language;
            }
        }
    }

    /// Ends a run, and notes what it was.
    fn pause(&mut self) {
        let run = std::mem::take(&mut self.run);
        if self.found.is_some() {
            return;
        }
        if run.letters >= ENOUGH {
            self.found = self.letters;
            return;
        }
        let best = most(&run.hits);
        if let Some(language) = best
            && usize::from(run.hits[language]) >= ENOUGH
            && run.several & 1 << language != 0
        {
            self.found = Some(WORDS.names[language]);
        }
    }

    fn language(&self) -> Option<&'static str> {
        if self.found.is_some() {
            return self.found;
        }
        if self.others > self.words {
            return self.letters;
        }
        // A short text has few function words, and here none that is English.
        let strange = self.words - self.known.min(self.words);
        let best = most(&self.hits).filter(|_| self.english == 0 && strange * 5 >= self.words * 3);
        match best {
            Some(language) => Some(WORDS.names[language]),
            None => (self.english == 0 && self.words >= FEWEST && strange * 10 >= self.words * 9)
                .then_some("another language"),
        }
    }
}

fn most(hits: &[u16; 32]) -> Option<usize> {
    let best = (0..hits.len()).rev().max_by_key(|&index| hits[index])?;
    (hits[best] > 0).then_some(best)
}
