//! The kinds of data sets that `SandboxFusion` judges, as far as they are Python, with their rows in the request.

use super::extraction::code_of;
use serde_json::{Map, Value};

/// What decides whether a completion is accepted.
#[derive(Debug)]
pub(super) enum Question {
    /// The program is run on each input, and prints what is expected.
    Exchanges(Vec<Case>),
    /// The tests pass with the program, which they are kept apart from.
    Tests(String),
    /// The script, which holds program and tests, runs to its end.
    Script(String),
}

/// An input, and what is to be printed.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) input: String,
    pub(super) output: String,
    /// As it stands in the row.
    pub(super) row: Value,
}

/// A completion of a row: its code, the whole program, and the question.
#[derive(Debug)]
pub(super) struct Judgement {
    pub(super) code: String,
    pub(super) full_code: Option<String>,
    pub(super) question: Question,
    /// Seconds, where the request says nothing.
    pub(super) seconds: f64,
}

/// The kinds, with the ids of data sets that are of each there.
const KINDS: [(&str, &[&str]); 5] = [
    ("CommonOJDataset", &["code_contests", "oj"]),
    ("AutoEvalDataset", &["autoeval"]),
    (
        "HumanEvalDataset",
        &["humaneval_python", "shadow_humaneval_python", "evoeval"],
    ),
    ("MBPPDataset", &["mbpp"]),
    ("LiveCodeBenchDataset", &["live_code_bench_v1"]),
];

/// Seconds that a program may take, where nothing is said.
const SECONDS: f64 = 20.0;

/// Why a request cannot be judged.
pub(super) type Unjudged = String;

/// What is to be judged of a completion.
pub(super) fn judgement(
    dataset: &str,
    config: &Map<String, Value>,
    row: &Map<String, Value>,
    completion: &str,
) -> Result<Judgement, Unjudged> {
    let own = KINDS.iter().find(|(_, ids)| ids.contains(&dataset));
    let named = config.get("dataset_type").and_then(Value::as_str);
    let kind = match (own, named) {
        (Some((kind, _)), _) => kind,
        (None, Some(named)) => {
            let known = KINDS.iter().find(|(kind, _)| *kind == named);
            known
                .map(|(kind, _)| kind)
                .ok_or_else(|| format!("eval class {named} not found"))?
        }
        (None, None) => return Err(format!("no eval class found for dataset {dataset}")),
    };
    let row = Row(row);
    check_languages(config, &row)?;
    match *kind {
        "CommonOJDataset" => exchanges(&row, completion),
        "LiveCodeBenchDataset" => programs(&row, completion),
        "AutoEvalDataset" => assertions(&row, config, completion),
        "HumanEvalDataset" => check(&row, config, dataset, completion),
        _ => asserts(&row, completion),
    }
}

/// An error where another language than Python is named.
fn check_languages(config: &Map<String, Value>, row: &Row<'_>) -> Result<(), Unjudged> {
    let labels = row.value("labels").unwrap_or_default();
    let said = [
        config.get("language").and_then(Value::as_str),
        labels["programming_language"].as_str(),
        labels["execution_language"].as_str(),
    ];
    match said.into_iter().flatten().find(|it| *it != "python") {
        Some(other) => Err(format!(
            "programs in {other} do not run here, only those in Python"
        )),
        None => Ok(()),
    }
}

/// A row, whose values may be JSON in a text.
struct Row<'a>(&'a Map<String, Value>);

impl Row<'_> {
    fn value(&self, name: &str) -> Result<Value, Unjudged> {
        let value = self
            .0
            .get(name)
            .ok_or_else(|| format!("provided_data has no `{name}`"))?;
        Ok(match value {
            Value::String(text) => serde_json::from_str(text).unwrap_or_else(|_| value.clone()),
            other => other.clone(),
        })
    }

    fn text(&self, name: &str) -> Result<String, Unjudged> {
        let value = self.0.get(name).and_then(Value::as_str);
        value
            .map(str::to_owned)
            .ok_or_else(|| format!("provided_data has no text `{name}`"))
    }
}

/// Inputs and outputs of a program.
fn exchanges(row: &Row<'_>, completion: &str) -> Result<Judgement, Unjudged> {
    let cases = row.value("test")?;
    let cases = cases
        .as_array()
        .ok_or("`test` of provided_data is no list")?;
    let case = |row: &Value| {
        let input = match &row["input"]["stdin"] {
            Value::Null => "",
            input => input.as_str().ok_or("`input.stdin` of a test is no text")?,
        };
        let output = row["output"]["stdout"]
            .as_str()
            .ok_or("a test has no `output.stdout`")?;
        Ok::<_, Unjudged>(Case {
            input: input.to_owned(),
            output: output.to_owned(),
            row: row.clone(),
        })
    };
    let cases: Vec<Case> = cases.iter().map(case).collect::<Result<_, _>>()?;
    check_some(&cases)?;
    Ok(Judgement {
        code: code_of(completion),
        full_code: None,
        question: Question::Exchanges(cases),
        seconds: SECONDS,
    })
}

/// An error where nothing would be asked of a program: it would pass.
fn check_some<T>(tests: &[T]) -> Result<(), Unjudged> {
    if tests.is_empty() {
        return Err("`test` of provided_data holds no test".to_owned());
    }
    Ok(())
}

/// The inputs and outputs of `LiveCodeBench`, whose programs read standard input.
fn programs(row: &Row<'_>, completion: &str) -> Result<Judgement, Unjudged> {
    let test = row.value("test")?;
    let written = test["input_output"]
        .as_str()
        .ok_or("`test` of provided_data has no text `input_output`")?;
    let written: Value = serde_json::from_str(written)
        .map_err(|_| "`input_output` is no JSON: nothing that is pickled is read")?;
    if !written["fn_name"].is_null() {
        return Err("tests that call a function (`fn_name`) cannot be judged".to_owned());
    }
    let texts = |name: &str| -> Option<Vec<String>> {
        let texts = written[name].as_array()?.iter();
        texts.map(|it| it.as_str().map(str::to_owned)).collect()
    };
    let (inputs, outputs) = texts("inputs")
        .zip(texts("outputs"))
        .filter(|(inputs, outputs)| inputs.len() == outputs.len())
        .ok_or("`input_output` has not as many `inputs` as `outputs`")?;
    check_some(&inputs)?;
    let cases = inputs.into_iter().zip(outputs).map(|(input, output)| Case {
        row: serde_json::json!({"input": {"stdin": input}, "output": {"stdout": output}}),
        input,
        output,
    });
    let code = code_of(completion);
    Ok(Judgement {
        full_code: Some(code.clone()),
        code,
        question: Question::Exchanges(cases.collect()),
        seconds: 6.0,
    })
}

/// Assertions behind the program, or around it.
fn assertions(
    row: &Row<'_>,
    config: &Map<String, Value>,
    completion: &str,
) -> Result<Judgement, Unjudged> {
    const PLACE: &str = "#<INSERT>";
    let test = row.value("test")?;
    let tests = test["code"]
        .as_str()
        .ok_or("`test` of provided_data has no `code`")?;
    let code = code_of(completion);
    let own = code
        .split("\nif __name__ ==")
        .next()
        .unwrap_or_default()
        .to_owned();
    let has_files = test["asset"].as_object().is_some_and(|it| !it.is_empty());
    if has_files {
        return Err("tests with files in `asset` cannot be judged".to_owned());
    }
    if tests.contains(PLACE) {
        let is_quoted = config
            .get("extra")
            .is_some_and(|it| it["repr_code"] == true);
        // A text of JSON is a literal of Python.
        let placed = if is_quoted {
            Value::from(own).to_string()
        } else {
            own
        };
        let full = tests.replace(PLACE, &placed);
        return Ok(Judgement {
            code,
            question: Question::Script(full.clone()),
            full_code: Some(full),
            seconds: SECONDS,
        });
    }
    Ok(Judgement {
        full_code: Some(format!("{own}\n{tests}")),
        code: own,
        question: Question::Tests(tests.to_owned()),
        seconds: SECONDS,
    })
}

/// A function `check`, called with the entry point.
fn check(
    row: &Row<'_>,
    config: &Map<String, Value>,
    dataset: &str,
    completion: &str,
) -> Result<Judgement, Unjudged> {
    let is_chat = config
        .get("extra")
        .is_some_and(|it| it["is_freeform"] == true);
    let mut tests = row.text("test")?;
    let (prompt, entry_point) = (row.text("prompt")?, row.text("entry_point")?);
    let calls = KINDS
        .iter()
        .any(|(kind, ids)| *kind == "HumanEvalDataset" && ids.contains(&dataset));
    if calls || !tests.contains(&format!("check({entry_point})")) {
        tests = format!("{tests}\ncheck({entry_point})\n");
    }
    let code = if is_chat {
        code_of(completion)
    } else {
        format!("{prompt}\n{}", continuation(completion))
    };
    Ok(Judgement {
        full_code: Some(format!("{code}\n{tests}")),
        code,
        question: Question::Tests(tests),
        seconds: SECONDS,
    })
}

/// A continuation up to the first line that is none of its function.
fn continuation(completion: &str) -> String {
    let is_own = |line: &&str| line.is_empty() || line.starts_with([' ', '\t']);
    let lines: Vec<&str> = completion.lines().take_while(is_own).collect();
    lines.join("\n")
}

/// A list of assertions, after what sets them up.
fn asserts(row: &Row<'_>, completion: &str) -> Result<Judgement, Unjudged> {
    let tests = row.value("test")?;
    let tests = tests
        .as_array()
        .ok_or("`test` of provided_data is no list")?;
    check_some(tests)?;
    let tests: Option<Vec<&str>> = tests.iter().map(Value::as_str).collect();
    let tests = tests.ok_or("`test` of provided_data holds what is no text")?;
    let labels = row.value("labels").unwrap_or_default();
    let before = labels["test_setup_code"].as_str().unwrap_or_default();
    let tests = format!("{before}\n{}", tests.join("\n"));
    let code = code_of(completion);
    Ok(Judgement {
        full_code: Some(format!("{code}\n{tests}")),
        code,
        question: Question::Tests(tests),
        seconds: SECONDS,
    })
}

/// Says whether what was printed is what is expected: as many lines, each the same without the space around it and whatever its
/// case, or numbers a hundred-thousandth of the expected one apart at most.
pub(super) fn accepts(expected: &str, printed: &str) -> bool {
    const PRECISION: f64 = 1e-5;
    let lines = |text: &str| -> Vec<String> {
        text.trim()
            .lines()
            .map(|line| line.trim().to_lowercase())
            .collect()
    };
    let (expected, printed) = (lines(expected), lines(printed));
    let same = |(expected, printed): (&String, &String)| {
        expected == printed
            || match (expected.parse::<f64>(), printed.parse::<f64>()) {
                (Ok(one), Ok(two)) if one.is_finite() && two.is_finite() => {
                    (one - two).abs() <= PRECISION * one.abs()
                }
                _ => false,
            }
    };
    expected.len() == printed.len() && expected.iter().zip(&printed).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_are_compared_as_there() {
        for (expected, printed, is_same) in [
            ("1\n2\n", "1\n2", true),
            ("YES", "yes ", true),
            ("0.333333", "0.3333334", true),
            ("1 2", "1\n2", false),
            ("10", "11", false),
            ("", "", true),
            ("nan", "NAN", true),
            ("42", "inf", false),
            ("inf", "1", false),
            ("42", "1e999", false),
        ] {
            assert_eq!(
                accepts(expected, printed),
                is_same,
                "{expected:?} {printed:?}"
            );
        }
    }

    #[test]
    fn a_kind_that_is_not_known_is_refused_in_their_words() {
        let empty = Map::new();
        let said = judgement("x", &empty, &empty, "").unwrap_err();
        assert_eq!(said, "no eval class found for dataset x");
    }
}
