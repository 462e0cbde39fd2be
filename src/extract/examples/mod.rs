//! Examples in a prompt: the calls of its function of which it says itself what they give.

mod arguments;
mod asserted;
mod called;
mod connective;
mod misnamed;
mod session;
mod signature;
mod stated;
mod table;
mod value;

use super::signature::Signature;
use super::syntax::{all, parse, text};
use super::{Reason, Unused};
use serde::{Deserialize, Serialize};
use signature::{fits, signature};
use std::collections::HashMap;
use std::ops::Range;

/// What a prompt says by example.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examples {
    /// A test of each example, in their order.
    pub tests: Vec<String>,
    /// What looks like an example, and cannot be used.
    pub unused: Vec<Unused>,
}

/// Gives the examples of a prompt as tests of its function: sessions, calls with their results in any notation, inputs
/// with their outputs, and tables. An argument or a result that is not written out is no example, and neither are two
/// that contradict each other.
///
/// ```
/// use mutagree::extract::examples;
/// let prompt = "def f(x):\n    '''Doubles.\n    f(1) -> 2\n    For x = 4 the output should be 8.\n    '''\n";
/// assert_eq!(examples(prompt, "f").tests, ["assert f(1) == 2", "assert f(4) == 8"]);
/// ```
#[must_use]
pub fn examples(prompt: &str, entry_point: &str) -> Examples {
    let entry_point = entry_point.trim();
    if entry_point.is_empty() || prompt.len() > LONGEST {
        return Examples::default();
    }
    let mut search = Search::new(prompt, prompt, entry_point);
    search.about_calls();
    if search.found.is_empty()
        && search.unused.is_empty()
        && let Some(renamed) = misnamed::renamed(prompt, entry_point)
    {
        search = renamed;
    }
    search.tables();
    search.statements();
    search.finish()
}

/// The longest prompt, in bytes, in which examples are looked for: each place that may be one is read by itself.
const LONGEST: usize = 32 << 10;

/// Names of files that nobody has: what is shown of them is made up.
const PLACEHOLDERS: [&str; 4] = ["path/to", "path\\to", "path_to", "pathto"];

/// What was found so far, and the text in which nothing was found yet.
struct Search<'a> {
    signature: Option<Signature>,
    entry_point: &'a str,
    /// The prompt, with spaces in place of what was read and of the quotes of docstrings.
    text: String,
    found: Vec<Found>,
    unused: Vec<(usize, Unused)>,
}

/// One example.
struct Found {
    /// Where it stands.
    place: usize,
    /// What must stand before the call.
    setup: String,
    /// The call, or a condition.
    call: String,
    answer: Answer,
}

/// What an example says of a call.
#[derive(Clone, PartialEq, Eq)]
enum Answer {
    /// It gives a value.
    Value(String),
    /// It raises an exception.
    Raises(String),
    /// It is a condition that holds.
    Holds,
}

impl<'a> Search<'a> {
    fn new(prompt: &str, text: &str, entry_point: &'a str) -> Self {
        Self {
            signature: signature(prompt, entry_point),
            entry_point,
            text: text.replace("\"\"\"", "   ").replace("'''", "   "),
            found: Vec::new(),
            unused: Vec::new(),
        }
    }

    /// Takes the examples that call the function.
    fn about_calls(&mut self) {
        self.sessions();
        self.assertions();
        self.calls();
    }

    /// Takes an example, where its arguments are written out and fit the function.
    fn take(&mut self, range: Range<usize>, call: &str, answer: Answer) {
        self.take_after(range, String::new(), call, answer);
    }

    /// The same after assignments.
    fn take_after(&mut self, range: Range<usize>, setup: String, call: &str, answer: Answer) {
        let place = range.start;
        self.blank(range);
        let code = format!("{setup}{call}");
        if PLACEHOLDERS.iter().any(|it| code.contains(it)) {
            self.refuse(place, Reason::Placeholder, call);
        } else if fits(self.signature.as_ref(), &code, self.entry_point) {
            self.found.push(Found {
                place,
                setup,
                call: value::joined(call),
                answer,
            });
        } else {
            self.refuse(place, Reason::Unfit, call);
        }
    }

    fn refuse(&mut self, place: usize, reason: Reason, text: &str) {
        self.unused.push((place, Unused::new(reason, text)));
    }

    /// Marks a part as read.
    fn blank(&mut self, range: Range<usize>) {
        let spaces = self.text[range.clone()].bytes();
        let spaces: String = spaces
            .map(|it| if it == b'\n' { '\n' } else { ' ' })
            .collect();
        self.text.replace_range(range, &spaces);
    }

    /// The tests, but for examples of one call with different results.
    fn finish(mut self) -> Examples {
        self.found.sort_by_key(|it| it.place);
        value::mend_tuples(&mut self.found);
        let mut answers: HashMap<String, Vec<String>> = HashMap::new();
        for found in &self.found {
            let said = answers.entry(found.key()).or_default();
            let answer = found.answer.key();
            if !said.contains(&answer) {
                said.push(answer);
            }
        }
        let mut tests: Vec<String> = Vec::new();
        for found in &self.found {
            if answers[&found.key()].len() > 1 {
                let contradicted = Unused::new(Reason::Contradiction, &found.source());
                self.unused.push((found.place, contradicted));
            } else if !tests.contains(&found.source()) {
                tests.push(found.source());
            }
        }
        self.unused.sort_by_key(|it| it.0);
        Examples {
            tests,
            unused: self.unused.into_iter().map(|it| it.1).collect(),
        }
    }
}

impl Found {
    /// The test.
    fn source(&self) -> String {
        let Self { setup, call, .. } = self;
        match &self.answer {
            Answer::Value(value) => format!("{setup}assert {call} == {value}"),
            Answer::Holds => format!("{setup}assert {call}"),
            Answer::Raises(error) => {
                let missing = format!("raise AssertionError('no {error}')");
                format!("{setup}try:\n    {call}\nexcept {error}:\n    pass\nelse:\n    {missing}")
            }
        }
    }

    fn key(&self) -> String {
        tokens(&self.setup) + "\n" + &tokens(&self.call)
    }
}

impl Answer {
    fn key(&self) -> String {
        match self {
            Self::Value(value) => tokens(value),
            Self::Raises(error) => format!("raises {error}"),
            Self::Holds => String::new(),
        }
    }
}

/// A text that is the same for code which differs in spaces and quotes only.
fn tokens(code: &str) -> String {
    let Some(tree) = parse(code) else {
        return code.to_owned();
    };
    let leaves = all(tree.root_node()).into_iter();
    let leaves = leaves.filter(|it| it.child_count() == 0 || it.kind() == "string_content");
    let plain = |it| match text(it, code) {
        "'" => "\"",
        other => other,
    };
    leaves.map(plain).collect::<Vec<_>>().join("\u{1f}")
}
