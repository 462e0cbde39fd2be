//! The exceptions that ended the tests of a candidate, out of lines of pytest.

use mutagree::reason::Outcome;
use std::cmp::Reverse;

/// The file in which DL-Bench puts a candidate that is a function.
const CANDIDATE: &str = "/temp.py";

/// How a test ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ending {
    pub(crate) exception: String,
    pub(crate) message: String,
    pub(crate) in_candidate: Option<bool>,
}

impl Ending {
    fn is_like(&self, other: &Self) -> bool {
        self.exception == other.exception && self.in_candidate == other.in_candidate
    }

    pub(crate) fn outcome(&self) -> Outcome {
        let class = self.exception.rsplit('.').next().unwrap_or_default();
        match class {
            "AssertionError" | "Failed" if self.in_candidate != Some(true) => Outcome::Failed,
            "Timeout" | "TimeoutError" => Outcome::Time,
            "SyntaxError" | "IndentationError" => Outcome::Unviable,
            _ => Outcome::Raised,
        }
    }
}

/// The endings of the tests, each once, the most frequent first.
pub(crate) fn distinct(lines: &[String], is_method: bool) -> Vec<Ending> {
    let endings = endings(lines, is_method);
    let mut distinct: Vec<(usize, Ending)> = Vec::new();
    for ending in endings {
        match distinct.iter_mut().find(|(_, seen)| seen.is_like(&ending)) {
            Some((number, _)) => *number += 1,
            None => distinct.push((1, ending)),
        }
    }
    distinct.sort_by_key(|(number, _)| Reverse(*number));
    distinct.into_iter().map(|(_, ending)| ending).collect()
}

fn endings(lines: &[String], is_method: bool) -> Vec<Ending> {
    let mut endings = Vec::new();
    let mut said: Option<(String, String)> = None;
    for line in lines {
        if let Some(text) = line.strip_prefix('E') {
            let text = text.trim();
            said = match (said, raised(text)) {
                (None, found) => found,
                (Some((class, message)), _) => Some((class, format!("{message}\n{text}"))),
            };
        } else if let Some((exception, message)) = said.take() {
            endings.push(Ending {
                exception,
                message,
                in_candidate: in_candidate(line, is_method),
            });
        }
    }
    endings.extend(said.map(|(exception, message)| Ending {
        exception,
        message,
        in_candidate: None,
    }));
    endings
}

/// The exception and the message in the first line of what pytest says of a test.
fn raised(text: &str) -> Option<(String, String)> {
    if text.starts_with("assert ") {
        return Some(("AssertionError".to_owned(), text.to_owned()));
    }
    let (class, message) = text.split_once(':').unwrap_or((text, ""));
    let last = class.rsplit('.').next()?;
    let is_name = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
    let is_class =
        class.chars().all(is_name) && last.trim_start_matches('_').starts_with(char::is_uppercase);
    is_class.then(|| (class.to_owned(), message.trim().to_owned()))
}

/// Whether a frame like `path/file.py:12: ValueError` stands in the candidate. A method stands in a file of its repository,
/// which the line does not tell.
fn in_candidate(frame: &str, is_method: bool) -> Option<bool> {
    let path = frame.split(':').next()?;
    if !path.contains('.') {
        return None;
    }
    let is_elsewhere = path.contains("/test") || path.contains("site-packages");
    match (path.ends_with(CANDIDATE), is_method && !is_elsewhere) {
        (true, _) => Some(true),
        (_, true) => None,
        _ => Some(false),
    }
}
