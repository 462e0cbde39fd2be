//! A test of a program: what it reads, and what it is to print.

mod decimal;

use crate::{Fault, Outcome};
use decimal::Decimal;
use serde::{Deserialize, Serialize};

/// How far two numbers may be from each other by [`Compare::Tokens`].
const PRECISION: f64 = 1e-5;

/// Characters of a line that are shown.
const LONGEST: usize = 80;

/// One input of a program, and the output that is expected.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Exchange {
    /// What the program reads on standard input.
    pub input: String,
    /// What it is to print to standard output. The program never sees it.
    pub output: String,
    /// How the two are compared.
    pub compare: Compare,
}

/// How what was printed is compared with what is expected. Space at the end of a line and of the whole makes no
/// difference in any way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    /// As many lines, and each the same without the space around it, or the same numbers: `1.0 2` is `1 2.00`, and
    /// `0.1` is not `0.10001`. That is `grade_stdio` of `LiveCodeBench` (`lcb_runner/evaluation/testing_util.py`).
    #[default]
    Lines,
    /// As many words, wherever lines end, and each the same whatever its case, or two numbers less than 10⁻⁵ apart;
    /// whole numbers of any size are the same or not. That is `OutputsMatch` of `CodeContests`
    /// (`execution/tester_sandboxer.cc`), where large whole numbers are compared as floats.
    Tokens,
}

impl Exchange {
    /// A test by [`Compare::Lines`].
    #[must_use]
    pub fn new(input: impl Into<String>, output: impl Into<String>) -> Self {
        Self {
            input: input.into(),
            output: output.into(),
            compare: Compare::Lines,
        }
    }

    /// Says whether a program printed what it was to print.
    #[must_use]
    pub fn accepts(&self, printed: &str) -> bool {
        self.judge(printed).passed()
    }

    /// The outcome of a program that ended well and printed this.
    pub(crate) fn judge(&self, printed: &str) -> Outcome {
        let [printed, expected] = [printed, &self.output].map(|text| self.compare.parts(text));
        let wrong = printed
            .iter()
            .zip(&expected)
            .position(|(printed, expected)| !self.compare.same(printed, expected));
        let place = match wrong {
            None if printed.len() == expected.len() => return Outcome::Passed,
            None => printed.len().min(expected.len()),
            Some(place) => place,
        };
        let [printed, expected] = [printed, expected].map(|parts| shown(parts.get(place)));
        let what = self.compare.part();
        Outcome::Failed(Fault {
            kind: "WrongAnswer".to_owned(),
            message: format!("{what} {}: {printed}, not {expected}", place + 1),
        })
    }

    /// What was printed, in a form that is the same for the same behaviour: floats have six digits where they are
    /// not compared exactly.
    pub(crate) fn normal(&self, printed: &str) -> String {
        let parts = self.compare.parts(printed).into_iter();
        match self.compare {
            Compare::Lines => parts.map(normal_line).collect::<Vec<_>>().join("\n"),
            Compare::Tokens => parts.map(normal_token).collect::<Vec<_>>().join(" "),
        }
    }
}

impl Compare {
    fn parts(self, text: &str) -> Vec<&str> {
        match self {
            Self::Lines => text.trim().lines().map(str::trim).collect(),
            Self::Tokens => text.split_whitespace().collect(),
        }
    }

    fn same(self, printed: &str, expected: &str) -> bool {
        printed == expected
            || match self {
                Self::Lines => {
                    let numbers = [printed, expected].map(Decimal::read_all);
                    numbers[0].is_some() && numbers[0] == numbers[1]
                }
                Self::Tokens => same_token(printed, expected),
            }
    }

    fn part(self) -> &'static str {
        match self {
            Self::Lines => "line",
            Self::Tokens => "word",
        }
    }
}

fn same_token(printed: &str, expected: &str) -> bool {
    if printed.eq_ignore_ascii_case(expected) {
        return true;
    }
    let (Some(left), Some(right)) = (Decimal::read(printed), Decimal::read(expected)) else {
        return false;
    };
    if is_whole(printed) && is_whole(expected) {
        return left == right;
    }
    let [left, right] = [printed, expected].map(|text| text.parse().unwrap_or(f64::NAN));
    (left - right).abs() < PRECISION
}

/// Says whether a number is written without a point and an exponent.
fn is_whole(number: &str) -> bool {
    !number.contains(['.', 'e', 'E'])
}

fn normal_line(line: &str) -> String {
    match Decimal::read_all(line) {
        Some(numbers) if !numbers.is_empty() => {
            let numbers = numbers.iter().map(ToString::to_string);
            numbers.collect::<Vec<_>>().join(" ")
        }
        _ => line.to_owned(),
    }
}

fn normal_token(token: &str) -> String {
    match (Decimal::read(token), token.parse::<f64>()) {
        (Some(number), _) if is_whole(token) => number.to_string(),
        (Some(_), Ok(number)) => {
            let rounded = Decimal::read(&format!("{number:.5e}"));
            rounded.map_or_else(|| token.to_owned(), |it| it.to_string())
        }
        _ => token.to_ascii_lowercase(),
    }
}

/// A part as a message shows it.
fn shown(part: Option<&&str>) -> String {
    match part {
        None => "nothing".to_owned(),
        Some(part) => {
            let begin: String = part.chars().take(LONGEST).collect();
            let dots = if begin.len() < part.len() { "…" } else { "" };
            format!("`{begin}{dots}`")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(compare: Compare, output: &str, printed: &str) -> bool {
        let exchange = Exchange {
            compare,
            ..Exchange::new("", output)
        };
        let accepts = exchange.accepts(printed);
        if accepts && compare == Compare::Lines {
            assert_eq!(exchange.normal(printed), exchange.normal(output));
        }
        accepts
    }

    #[test]
    fn lines_are_compared_as_livecodebench_does() {
        for (output, printed) in [
            ("6\n", "6"),
            ("6", "6\n\n"),
            ("1 2\n3", "1 2  \r\n  3\n"),
            ("1 2", "1   2"),
            ("1 2", "1.0 2.00"),
            ("0.5", "5e-1"),
            ("100", "1E2"),
            ("7", "007"),
            ("0", "-0.0"),
            ("", "\n"),
            ("a\n\nb", "a\n\nb"),
        ] {
            assert!(
                accepts(Compare::Lines, output, printed),
                "{output:?} {printed:?}"
            );
        }
        for (output, printed) in [
            ("6", "7"),
            ("6", ""),
            ("", "6"),
            ("1 2", "1\n2"),
            ("a b", "a  b"),
            ("YES", "Yes"),
            ("0.3333333", "0.33333333"),
            ("a\nb", "a\n\nb"),
            ("9007199254740993", "9007199254740992"),
            ("1 2", "1 2 3"),
            ("1 2", "1 x"),
            ("nan", "NaN"),
        ] {
            assert!(
                !accepts(Compare::Lines, output, printed),
                "{output:?} {printed:?}"
            );
        }
    }

    #[test]
    fn tokens_are_compared_as_codecontests_does() {
        for (output, printed) in [
            ("1 2\n3", "1\n2\n\n3 \n"),
            ("YES", "Yes"),
            ("0.333333", "0.3333339"),
            ("1", "1.000001"),
            ("1e3", "1000"),
            ("", " \n"),
        ] {
            assert!(
                accepts(Compare::Tokens, output, printed),
                "{output:?} {printed:?}"
            );
        }
        for (output, printed) in [
            ("1 2", "1 2 2"),
            ("1 2", "12"),
            ("0.3333", "0.33332"),
            ("YES", "NO"),
            ("9007199254740993", "9007199254740992"),
            ("inf", "nan"),
        ] {
            assert!(
                !accepts(Compare::Tokens, output, printed),
                "{output:?} {printed:?}"
            );
        }
    }

    #[test]
    fn a_wrong_answer_names_the_first_line_that_is_wrong() {
        let exchange = Exchange::new("", "1\n2\n3");
        let message = |printed: &str| match exchange.judge(printed) {
            Outcome::Failed(fault) => fault.message,
            outcome => panic!("{outcome:?}"),
        };
        assert_eq!(message("1\n5\n4"), "line 2: `5`, not `2`");
        assert_eq!(message("1\n2"), "line 3: nothing, not `3`");
        assert_eq!(message("1\n2\n3\n4"), "line 4: `4`, not nothing");
    }

    #[test]
    fn the_normal_form_keeps_apart_what_is_not_the_same() {
        let lines = Exchange::new("", "");
        assert_eq!(lines.normal("1.50 2\n x \n"), "1.5 2\nx");
        assert_ne!(lines.normal("1\n2"), lines.normal("1 2"));
        let tokens = Exchange {
            compare: Compare::Tokens,
            ..lines
        };
        assert_eq!(tokens.normal("0.33333333 A\n7"), "0.333333 a 7");
        assert_eq!(tokens.normal("1.0"), tokens.normal("1"));
    }
}
