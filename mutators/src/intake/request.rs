//! Requests for code of another language: "Write a Java method", "implement it in Rust".

use super::{Reason, Refusal, names_python};
use crate::prompt::Prompt;
use crate::tables::{rows, table};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// How sure the name of a language is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sure {
    /// It can only be the language.
    Yes,
    /// It is one beside a word for code: `R`, `C`, `Go`.
    Code,
    /// Only where a query of it is asked for.
    Query,
}

static NAMES: LazyLock<FxHashMap<&'static str, Sure>> = LazyLock::new(|| {
    let sure = |word: &str| match word {
        "yes" => Some(Sure::Yes),
        "code" => Some(Sure::Code),
        "query" => Some(Sure::Query),
        _ => None,
    };
    rows(table!("intake/programming_languages"))
        .filter_map(|row| Some((row[0], sure(row[1])?)))
        .collect()
});

const REQUESTS: [&str; 20] = [
    "write",
    "implement",
    "create",
    "develop",
    "generate",
    "build",
    "define",
    "code",
    "program",
    "provide",
    "design",
    "give",
    "make",
    "complete",
    "produce",
    "need",
    "want",
    "convert",
    "translate",
    "port",
];

/// Words for pieces of code.
const CODE: [&str; 24] = [
    "function",
    "functions",
    "method",
    "methods",
    "program",
    "script",
    "code",
    "class",
    "snippet",
    "module",
    "routine",
    "macro",
    "struct",
    "procedure",
    "implementation",
    "solution",
    "query",
    "statement",
    "one-liner",
    "package",
    "interface",
    "subroutine",
    "algorithm",
    "command",
];

/// Words that open a clause, behind which languages are what a program is about.
const CLAUSES: [&str; 12] = [
    "that", "which", "who", "whose", "so", "where", "if", "when", "to", "for", "of", "about",
];

/// Words that go on behind the name of a language.
const GOES_ON: [&str; 5] = ["with", "called", "named", "and", "using"];

/// Says why a prompt is refused that asks for another language.
pub(super) fn refusal(prompt: &Prompt) -> Option<Refusal> {
    let text = prompt.text();
    let python = || names_python(text);
    for carrier in prompt.carriers() {
        let names = |word: Word<'_>| NAMES.contains_key(Lower::of(word.text).as_str());
        if !words(&text[carrier.clone()]).any(names) {
            continue;
        }
        let mut request = Request::default();
        let words = words(&text[carrier]).map(Some).chain([None]);
        for word in words {
            let asked = match &word {
                Some(word) => request.read(word),
                None => request.end(),
            };
            match asked {
                Some(Asked::Of(language)) if !python() => return Some(refused(language)),
                Some(Asked::Into(language)) => return Some(refused(language)),
                _ => {}
            }
        }
    }
    None
}

fn refused(language: &str) -> Refusal {
    let said = format!("it asks for code in {language}, and only tasks for Python are rewritten");
    Refusal::new(Reason::Code, said)
}

/// A word of a sentence, with what follows it.
struct Word<'a> {
    text: &'a str,
    /// A comma or the like stands behind it.
    pauses: bool,
    /// A sentence ends behind it.
    ends: bool,
}

/// The words between spaces, without the marks around them; `#` and `+` belong to names of languages.
fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(char::is_whitespace);
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        let broken = after.starts_with("\n\n") || after.starts_with("\r\n\r\n");
        let bare = word
            .trim_end_matches(|mark: char| !mark.is_alphanumeric() && !matches!(mark, '+' | '#'));
        let tail = &word[bare.len()..];
        (!word.is_empty()).then(|| Word {
            text: bare.trim_start_matches(|mark: char| !mark.is_alphanumeric()),
            pauses: tail.contains([',', ')', '(']),
            ends: broken || tail.contains(['.', '?', '!', ':', ';']),
        })
    })
}

/// What is asked for: code of a language, or code that is translated into one.
enum Asked<'a> {
    Of(&'a str),
    Into(&'a str),
}

/// A sentence, as far as it was read.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing of the words read so far"
)]
#[derive(Default)]
struct Request<'a> {
    /// Words since the sentence began.
    count: usize,
    /// A verb of request was read.
    asks: bool,
    translates: bool,
    /// A word for code was read behind the verb.
    code: bool,
    /// A clause was opened behind that.
    clause: bool,
    before: &'a str,
    /// A language that counts where nothing or a clause follows.
    pending: Option<Asked<'a>>,
    /// `In Java,` opens the sentence.
    opening: Option<&'a str>,
    /// A language that counts before a word for code.
    adjective: Option<&'a str>,
}

impl<'a> Request<'a> {
    fn read(&mut self, word: &Word<'a>) -> Option<Asked<'a>> {
        let lower = Lower::of(word.text);
        let lower = lower.as_str();
        let described = self.adjective.take().filter(|_| CODE.contains(&lower));
        let opened = self.opening.filter(|_| REQUESTS.contains(&lower));
        let mut asked = described.or(opened).map(Asked::Of);
        if let Some(pending) = self.pending.take()
            && (CLAUSES.contains(&lower) || GOES_ON.contains(&lower))
        {
            asked = Some(pending);
        }
        self.note(word, lower);
        if word.ends {
            asked = asked.or_else(|| self.end());
            *self = Self::default();
        } else {
            self.count += 1;
            self.before = word.text;
        }
        asked
    }

    /// Notes what a word says of the request.
    fn note(&mut self, word: &Word<'a>, lower: &str) {
        if let Some(sure) = NAMES.get(lower).copied() {
            self.name(word, lower, sure);
        } else if REQUESTS.contains(&lower) && self.count < 8 && !self.asks {
            self.asks = true;
            self.translates = matches!(lower, "convert" | "translate" | "port");
        } else if self.asks && !self.clause {
            self.code |= CODE.contains(&lower);
            self.clause = CLAUSES.contains(&lower) && self.code;
        }
    }

    fn name(&mut self, word: &Word<'a>, lower: &str, sure: Sure) {
        let capital = word
            .text
            .starts_with(|first: char| first.is_ascii_uppercase());
        let certain = sure == Sure::Yes;
        if !capital && !certain && lower.len() < 3 {
            return;
        }
        let before = Lower::of(self.before);
        let before = before.as_str();
        let joined = matches!(before, "in" | "using" | "with");
        if self.count == 1 && joined && word.pauses {
            self.opening = Some(word.text);
        }
        if sure == Sure::Query {
            self.adjective = Some(word.text).filter(|_| self.asks && !self.code && !joined);
            return;
        }
        if self.asks && !self.code && !joined {
            self.adjective = Some(word.text);
        }
        let names_code = self.code || self.asks && !self.translates && !self.clause;
        let within = joined && self.asks && (certain || capital) && names_code && !self.translates;
        let into = self.translates && self.code && matches!(before, "to" | "into");
        // Far from the verb only a name that can be nothing else is the language of the code.
        let far = self.clause && !(certain && word.ends);
        if into {
            self.pending = Some(Asked::Into(word.text));
        } else if within && !far {
            self.pending = Some(Asked::Of(word.text));
        }
    }

    /// What the sentence asks for where it ends here.
    fn end(&mut self) -> Option<Asked<'a>> {
        self.pending.take()
    }
}

/// A short word in small letters, without an allocation; nothing for longer ones.
struct Lower {
    bytes: [u8; 16],
    length: usize,
}

impl Lower {
    fn of(word: &str) -> Self {
        let mut bytes = [0; 16];
        let length = if word.len() <= 16 && word.is_ascii() {
            word.len()
        } else {
            0
        };
        bytes[..length].copy_from_slice(&word.as_bytes()[..length]);
        bytes.make_ascii_lowercase();
        Self { bytes, length }
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}
