//! The single tests that a reply holds.

mod bind;
mod calls;
mod cases;
mod check;
mod class;
mod collect;
mod example;
mod file;
mod fold;
mod function;
mod imports;
mod keeping;
mod mend;
mod other_name;
mod pytest;
mod renaming;
mod resting;
mod shape;
mod shared;
mod suite;
mod unittest;
mod unroll;
mod visit;

use super::clean::{clean, is_unfinished};
use super::fences::{Block, blocks};
use super::respelt::{has_entities, respelt};
use super::unused::Unused;
use super::{Asked, LONGEST, Reason};
use collect::Collector;
pub use file::tests_of_file;
pub use resting::is_resting;
use serde::{Deserialize, Serialize};
use std::fmt;
pub use suite::{imports_of_suite, tests_of_suite};

/// What a reply holds of tests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tests {
    /// Its single tests, in their order.
    pub tests: Vec<Test>,
    /// What looks like a test and is none, or cannot be used.
    pub unused: Vec<Unused>,
    /// The other name that they called in the place of the entry point, where they did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called: Option<String>,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Test {
    /// Python that raises where the candidate is wrong: the check, after what it needs and nothing else.
    pub source: String,
    /// How the reply held it.
    pub form: TestForm,
    /// The same with the name that was written, where that was not the entry point's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
}

/// How a reply holds a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TestForm {
    /// An `assert` of its own, or in a function that is only such.
    Assertion,
    /// A comparison that stands as a statement, or is printed.
    Comparison,
    /// An example of a session: `>>> f(1)` and its result.
    Doctest,
    /// A call with its result in a comment.
    Comment,
    /// A call of a function that checks.
    Call,
    /// One round of a loop.
    Round,
    /// A loop that stays one.
    Loop,
    /// One case of a parametrised test.
    Case,
    /// A method of a test class, in plain assertions.
    Method,
    /// A method that needs its class.
    Class,
    /// A function that stays whole.
    Function,
    /// Another statement that checks, such as `try`.
    Statement,
}

impl TestForm {
    /// Gives the name that stands in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Assertion => "assertion",
            Self::Comparison => "comparison",
            Self::Doctest => "doctest",
            Self::Comment => "comment",
            Self::Call => "call",
            Self::Round => "round",
            Self::Loop => "loop",
            Self::Case => "case",
            Self::Method => "method",
            Self::Class => "class",
            Self::Function => "function",
            Self::Statement => "statement",
        }
    }
}

impl fmt::Display for TestForm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Gives the single tests that a reply holds. Each is the check after the statements that it reaches; messages of
/// assertions are left out, since they decide nothing and would keep equal tests apart; they stay where no entry point
/// is named, as in a file of tests. Imports of well-known names that nothing binds are added. Where no test calls the entry
/// point, and all call one other name that nothing defines, with arguments that the entry point takes, that name is taken for the
/// entry point. Whatever looks like a test and is none is counted with its reason.
///
/// ```
/// use mutagree::extract::{Asked, tests};
/// let asked = Asked { prompt: "", entry_point: "f" };
/// let reply = "```python\nfor x, y in [(1, 2), (3, 4)]:\n    assert f(x) == y, \"wrong\"\n```";
/// let tests = tests(reply, &asked).tests;
/// assert_eq!(tests[0].source, "assert f(1) == 2");
/// assert_eq!(tests[1].source, "assert f(3) == 4");
/// ```
#[must_use]
pub fn tests(reply: &str, asked: &Asked<'_>) -> Tests {
    if is_unfinished(reply) {
        return none(Reason::Unfinished, reply);
    }
    let text = clean(reply);
    if text.trim().is_empty() {
        return none(Reason::Empty, "");
    }
    if text.len() > LONGEST {
        return none(Reason::TooLong, &text);
    }
    let found = found(&text, asked);
    let is_meant = |found: &Tests| {
        !found.tests.is_empty() && !found.tests.iter().any(|it| has_entities(&it.source))
    };
    if !is_meant(&found)
        && let Some(meant) = respelt(&text)
            .map(|text| self::found(&text, asked))
            .find(is_meant)
    {
        return meant;
    }
    if found.is_empty() {
        none(Reason::Prose, &text)
    } else {
        found
    }
}

/// The tests of the blocks, or of what stands outside of them where the blocks have none.
fn found(text: &str, asked: &Asked<'_>) -> Tests {
    let (blocks, outside) = blocks(text);
    let blocks: Vec<String> = blocks
        .into_iter()
        .filter(Block::may_be_python)
        .map(|it| it.text)
        .collect();
    let found = collected(&blocks, asked);
    if found.is_empty() {
        collected(&[outside], asked)
    } else {
        found
    }
}

fn collected(blocks: &[String], asked: &Asked<'_>) -> Tests {
    let found = Collector::new(asked.entry_point.trim()).collect(blocks);
    if found.tests.is_empty() {
        other_name::mended(found, blocks, asked)
    } else {
        found
    }
}

/// Gives the sources of a suite with the entry point in the place of the other name that all of them call, as [`tests()`] finds it, and
/// that name. Nothing where the suite says the entry point, or calls no other name.
///
/// ```
/// use mutagree::extract::{Asked, named};
/// let asked = Asked { prompt: "def f(x):\n", entry_point: "f" };
/// let (sources, called) = named(&["assert g(1) == 2".to_owned()], &asked).unwrap().unwrap();
/// assert_eq!((sources[0].as_str(), called.as_str()), ("assert f(1) == 2", "g"));
/// ```
///
/// # Errors
/// Where they call several other names, or one with arguments that the entry point does not take.
pub fn named(
    sources: &[String],
    asked: &Asked<'_>,
) -> Result<Option<(Vec<String>, String)>, Unused> {
    other_name::mended_sources(sources, asked)
}

impl Tests {
    fn is_empty(&self) -> bool {
        self.tests.is_empty() && self.unused.is_empty()
    }
}

fn none(reason: Reason, text: &str) -> Tests {
    Tests {
        tests: Vec::new(),
        unused: vec![Unused::new(reason, text)],
        called: None,
    }
}
