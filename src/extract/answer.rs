//! The value that a model says a call must give.

use super::clean::plain;
use super::fences::blocks;
use super::literal;
use mutagree_sandbox::Value;
use std::fmt;

/// The longest text of a value, in bytes.
const LONGEST: usize = 4000;

/// What a model writes where the task does not say what comes of a call, in small letters.
const UNSAID: &str = "cannot say";

/// Why a reply says no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// The model says that the task does not determine it.
    CannotSay,
    /// There is none, or something that is no literal.
    NoLiteral,
    /// There are several.
    Several,
    /// It is too long to be right.
    TooLong,
}

impl fmt::Display for NoAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::CannotSay => "cannot say",
            Self::NoLiteral => "no literal",
            Self::Several => "several values",
            Self::TooLong => "a value that is too long",
        })
    }
}

/// The value in a reply: a literal that is all of its only fenced block, or all of its only line. What stands around the
/// block is not read.
///
/// # Errors
/// Why there is none.
///
/// ```
/// use mutagree::extract::{NoAnswer, answer};
/// assert_eq!(answer("Twice 2 is 4.\n```python\n4\n```").unwrap().to_string(), "4");
/// assert_eq!(answer("CANNOT SAY"), Err(NoAnswer::CannotSay));
/// assert_eq!(answer("It is 4."), Err(NoAnswer::NoLiteral));
/// ```
pub fn answer(reply: &str) -> Result<Value, NoAnswer> {
    let text = plain(reply);
    let (blocks, outside) = blocks(&text);
    let fenced = blocks.iter().map(|it| it.text.trim());
    let fenced: Vec<&str> = fenced.filter(|it| !it.is_empty()).collect();
    let said = match fenced[..] {
        [] => only_line(&outside)?,
        [one] => one,
        _ => return Err(NoAnswer::Several),
    };
    if is_unsaid(said) {
        return Err(NoAnswer::CannotSay);
    }
    if said.len() > LONGEST {
        return Err(NoAnswer::TooLong);
    }
    literal(said).ok_or(NoAnswer::NoLiteral)
}

fn only_line(text: &str) -> Result<&str, NoAnswer> {
    let lines = text.lines().map(|line| line.trim().trim_matches('`'));
    let lines: Vec<&str> = lines.filter(|it| !it.is_empty()).collect();
    match lines[..] {
        [one] => Ok(one),
        [.., last] if is_unsaid(last) => Err(NoAnswer::CannotSay),
        [_, _, ..] if lines.iter().all(|it| literal(it).is_some()) => Err(NoAnswer::Several),
        _ => Err(NoAnswer::NoLiteral),
    }
}

fn is_unsaid(text: &str) -> bool {
    let text = text.trim_matches(['.', '"', '\'', ' ', '*']);
    text.eq_ignore_ascii_case(UNSAID)
}

#[cfg(test)]
mod tests {
    use super::{NoAnswer, answer};

    #[test]
    fn a_value_is_the_only_block_or_the_only_line() {
        for (reply, said) in [
            ("[1, 2]", Ok("[1, 2]")),
            ("`'a'`\n", Ok("\"a\"")),
            (
                "First 1, then 2.\n\n```\n[1,\n 2]\n```\nDone.",
                Ok("[1, 2]"),
            ),
            ("```python\n{'a': 1}", Ok("{\"a\": 1}")),
            ("```python\nCANNOT SAY\n```", Err(NoAnswer::CannotSay)),
            ("It depends.\nCannot say.", Err(NoAnswer::CannotSay)),
            ("```\n1\n```\nor\n```\n2\n```", Err(NoAnswer::Several)),
            ("1\n2\n", Err(NoAnswer::Several)),
            ("```python\nassert f(1) == 2\n```", Err(NoAnswer::NoLiteral)),
            ("```python\nimport os\n```", Err(NoAnswer::NoLiteral)),
            ("The answer is 4.", Err(NoAnswer::NoLiteral)),
            ("", Err(NoAnswer::NoLiteral)),
        ] {
            let read = answer(reply).map(|it| it.to_string());
            assert_eq!(read.as_deref(), said.as_ref().copied(), "{reply}");
        }
        let long = format!("\"{}\"", "a".repeat(5000));
        assert_eq!(answer(&long), Err(NoAnswer::TooLong));
    }
}
