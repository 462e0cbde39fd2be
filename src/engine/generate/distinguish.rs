//! Questions about inputs that tell the best behaviours apart, which a model answers without seeing any code; the method is
//! that of S* (Li et al. 2025, arXiv 2502.14382), but a model says an output here, and chooses no program.
//!
//! Each question is asked [`ANSWERS`](crate::sampling::ANSWERS) times, over several variants of the prompt. An answer counts
//! where more than half of the samples give it: one sample is right about as often as a candidate is, and samples that are
//! wrong are wrong in different ways. It becomes a test; [`weights`](crate::test_case::weights) says what it weighs.

use crate::consensus::{Ranking, contenders, telling_calls};
use crate::engine::agree::agreement_by;
use crate::engine::calls::read_calls;
use crate::engine::extracted::{not_an_answer, text};
use crate::engine::{EngineError, Loaded, matrices};
use crate::extract;
use crate::input::Reply;
use crate::matrix::MatrixRow;
use crate::origin::DISTINGUISH;
use crate::problem::Problem;
use crate::store::{Run, read_jsonl};
use crate::test_case::TestSample;
use mutagree_sandbox::Report;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The longest call that is asked about, in characters: a model works its value out by hand.
pub(super) const LONGEST_CALL: usize = 300;

/// The longest output of a call that is asked about, in characters.
const LONGEST_OUTPUT: usize = 200;

/// The most digits after the point of a float that a model can be expected to write as Python does.
const DIGITS: usize = 4;

/// A question about an input, and what was answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Question {
    pub(super) task_id: String,
    /// The call, as Python.
    pub(super) call: String,
    /// What the best behaviours give for it, as the matrix has outputs.
    outputs: Vec<String>,
    /// The candidate that was selected before.
    pub(super) selected: Option<usize>,
    /// How many samples gave each value, as Python.
    #[serde(default)]
    answers: BTreeMap<String, usize>,
    /// How many samples gave none that can be used, by reason.
    #[serde(default)]
    pub(super) refused: BTreeMap<String, usize>,
    /// The value that more than half of them gave.
    #[serde(default)]
    pub(super) used: Option<String>,
}

impl Question {
    /// The number of samples that were asked.
    pub(super) fn asked(&self) -> usize {
        self.answers.values().chain(self.refused.values()).sum()
    }

    /// Takes the replies, and gives the tests that they are: one for each sample of the majority.
    pub(super) fn take(&mut self, replies: &[Reply]) -> Vec<TestSample> {
        self.answers.clear();
        self.refused.clear();
        for reply in replies {
            let (counts, key) = match self.value(reply) {
                Ok(value) => (&mut self.answers, value),
                Err(reason) => (&mut self.refused, reason),
            };
            *counts.entry(key).or_default() += 1;
        }
        let asked = replies.len();
        let majority = self.answers.iter().find(|(_, said)| 2 * **said > asked);
        self.used = majority.map(|(value, _)| value.clone());
        let Some((value, said)) = majority else {
            return Vec::new();
        };
        let test = TestSample {
            sources: vec![format!("assert {} == {value}", self.call)],
            origin: DISTINGUISH.to_owned(),
            ..TestSample::default()
        };
        vec![test; *said]
    }

    /// The value in a reply, as Python, or why there is none that can be used.
    fn value(&self, reply: &Reply) -> Result<String, String> {
        if let Some(reason) = not_an_answer(reply) {
            return Err(reason.to_owned());
        }
        if reply.is_cut() {
            return Err("cut".to_owned());
        }
        let value = extract::answer(&text(reply)).map_err(|reason| reason.to_string())?;
        let value = value.to_string();
        let mut given = self.outputs.iter().filter(|it| is_value(it));
        if !given.any(|it| kind(it) == kind(&value)) {
            return Err("of a type that no candidate gives".to_owned());
        }
        Ok(value)
    }
}

/// The questions of all problems whose best behaviours disagree: at most so many of each.
pub(super) fn questions(
    run: &Run,
    loaded: &Loaded,
    ranking: Ranking,
    most: usize,
) -> Result<Vec<Question>, EngineError> {
    let matrices = matrices(run, loaded)?;
    let calls = read_calls(run)?.unwrap_or_default();
    let agreement = agreement_by(loaded, &matrices, ranking);
    let rows: Vec<MatrixRow> = read_jsonl(&run.path("matrix.jsonl"))?;
    let mut outputs: HashMap<(&str, usize), &[String]> = HashMap::new();
    for row in &rows {
        outputs.insert((row.task_id.as_str(), row.candidate_id), &row.outputs);
    }
    let mut questions = Vec::new();
    for (place, problem) in loaded.problems.iter().enumerate() {
        let (matrix, selected) = (&matrices[place], agreement.selected[place]);
        let calls = calls.get(&problem.task_id).map(|it| it.calls.as_slice());
        let calls = calls.filter(|it| it.len() == matrix.outputs.width());
        let Some(calls) = calls.filter(|_| takes_calls(problem)) else {
            continue;
        };
        let best = contenders(matrix, selected, ranking.examples);
        let given = |call: usize| -> BTreeSet<&str> {
            let rows = best.iter().filter_map(|it| {
                let id = loaded.candidates[place][it.candidate].candidate_id;
                outputs.get(&(problem.task_id.as_str(), id))
            });
            rows.filter_map(|row| Some(row.get(call)?.as_str()))
                .collect()
        };
        let is_askable = |call: &usize| {
            is_sayable(&calls[*call], problem) && given(*call).iter().all(|it| is_short(it))
        };
        let askable: Vec<usize> = (0..calls.len()).filter(is_askable).collect();
        let chosen = telling_calls(matrix, &best, &askable, most);
        questions.extend(chosen.into_iter().map(|call| Question {
            task_id: problem.task_id.clone(),
            call: calls[call].clone(),
            outputs: given(call).into_iter().map(str::to_owned).collect(),
            selected,
            answers: BTreeMap::new(),
            refused: BTreeMap::new(),
            used: None,
        }));
    }
    Ok(questions)
}

/// Says whether a problem's tests are calls of a function of which the prompt says everything.
pub(super) fn takes_calls(problem: &Problem) -> bool {
    !problem.is_program() && !problem.snippet && problem.repository.is_none()
}

fn is_sayable(call: &str, problem: &Problem) -> bool {
    let begin = format!("{}(", problem.entry_point);
    call.starts_with(&begin) && !call.ends_with('…') && call.chars().count() <= LONGEST_CALL
}

/// Says whether a model can be expected to write an output exactly.
fn is_short(output: &str) -> bool {
    let mut numbers = output.split(|mark: char| !(mark.is_ascii_digit() || mark == '.'));
    let is_long = |number: &str| number.split_once('.').is_some_and(|it| it.1.len() > DIGITS);
    output.chars().count() <= LONGEST_OUTPUT && !numbers.any(is_long)
}

fn is_value(output: &str) -> bool {
    !output.starts_with('!') && output != Report::NOT_RUN
}

/// What begins the text of a value of one type; an integer equals a float, and `True` equals 1.
fn kind(value: &str) -> &str {
    let number = |mark: char| mark.is_ascii_digit() || mark == '-';
    match value {
        "True" | "False" | "NaN" | "inf" => "number",
        "None" => "None",
        "set()" => "{",
        _ if value.starts_with(number) => "number",
        _ if value.starts_with("dict(") => "dict",
        _ if value.starts_with('{') && is_dictionary(value) => "dict",
        _ if value.starts_with("frozenset(") => "{",
        _ if value.starts_with("b\"") => "b\"",
        _ => value.get(..1).unwrap_or_default(),
    }
}

/// Says whether a text in braces, as values are written, holds entries: outside of all strings and brackets a colon.
fn is_dictionary(value: &str) -> bool {
    let (mut depth, mut is_quoted, mut is_escaped) = (0_i32, false, false);
    for mark in value.chars() {
        match mark {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '[' | '{' | '(' => depth += 1,
            ']' | '}' | ')' => depth -= 1,
            ':' if depth == 1 => return true,
            _ => {}
        }
    }
    value == "{}"
}

#[cfg(test)]
mod tests {
    use super::{is_short, kind};

    #[test]
    fn values_that_may_be_equal_are_of_one_kind() {
        for (one, other) in [
            ("1", "1.0"),
            ("True", "1"),
            ("-3", "0x10"),
            ("{1, 2}", "set()"),
            ("{1: {2}}", "dict(1: {2})"),
            ("{}", "dict()"),
            ("\"a\"", "\"\""),
        ] {
            assert_eq!(kind(one), kind(other), "{one} {other}");
        }
        for (one, other) in [
            ("\"1\"", "1"),
            ("[1]", "(1,)"),
            ("{\":\"}", "{1: 2}"),
            ("None", "0"),
            ("b\"a\"", "\"a\""),
        ] {
            assert_ne!(kind(one), kind(other), "{one} {other}");
        }
    }

    #[test]
    fn floats_that_nobody_writes_exactly_are_not_asked_about() {
        assert!(is_short("[0.5, 12.25]") && is_short("!ValueError"));
        assert!(!is_short("0.333333") && !is_short(&"1".repeat(201)));
    }
}
