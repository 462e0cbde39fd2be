//! Tests of programs, and the forms in which `LiveCodeBench`, APPS and `CodeContests` publish them. Where these test a
//! function, its tests become assertions.

use super::InputError;
use super::literal::{elements, literal};
use super::packed::unpack;
use super::rows::Row;
use crate::exchange::to_source;
use mutagree_sandbox::{Compare, Exchange};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

/// What a row holds of tests.
pub(crate) struct Published {
    /// What the tests call; programs have nothing to call.
    pub(crate) entry_point: Option<String>,
    /// The tests, as sources.
    pub(crate) sources: Vec<String>,
}

/// The forms, for a hint.
pub(crate) const FORMS: &str = "a test of a program is `input` and `output`, `inputs` and `outputs`, APPS' `input_output`, \
     LiveCodeBench's `public_test_cases` or CodeContests' `public_tests`";

/// Reads the tests of a row, where it is of one of the forms; those that the authors hid from models only where
/// they are wanted.
pub(crate) fn published(row: &Row, hidden: bool) -> Result<Option<Published>, InputError> {
    let has = |fields: [&str; 2]| fields.iter().any(|field| row.has(field));
    if row.has("input_output") {
        return apps(row).map(Some);
    }
    if has(["public_test_cases", "private_test_cases"]) {
        return livecodebench(row, hidden).map(Some);
    }
    let pairs = if has(["public_tests", "private_tests"]) {
        (codecontests(row, hidden)?, Compare::Tokens)
    } else if has(["inputs", "outputs"]) {
        let [inputs, outputs] = ["inputs", "outputs"].map(|field| row.texts(field));
        (paired(row, "outputs", inputs?, outputs?)?, compare(row)?)
    } else if has(["input", "output"]) {
        let pair = (row.text("input")?, row.text("output")?);
        (vec![pair], compare(row)?)
    } else {
        return Ok(None);
    };
    Ok(Some(programs(pairs.0, pairs.1)))
}

fn programs(pairs: Vec<(String, String)>, compare: Compare) -> Published {
    let source = |(input, output)| {
        to_source(&Exchange {
            compare,
            ..Exchange::new(input, output)
        })
    };
    Published {
        entry_point: None,
        sources: pairs.into_iter().map(source).collect(),
    }
}

/// How outputs are compared, where the row says it.
fn compare(row: &Row) -> Result<Compare, InputError> {
    if row.has("compare") {
        row.read("compare")
    } else {
        Ok(Compare::default())
    }
}

/// Puts inputs and outputs together, of which there must be as many.
fn paired<T>(
    row: &Row,
    field: &str,
    inputs: Vec<T>,
    outputs: Vec<T>,
) -> Result<Vec<(T, T)>, InputError> {
    if inputs.len() == outputs.len() {
        return Ok(inputs.into_iter().zip(outputs).collect());
    }
    let (inputs, outputs) = (inputs.len(), outputs.len());
    Err(row
        .wrong(field, &format!("has {inputs} inputs and {outputs} outputs"))
        .hint("every input needs an output"))
}

/// A field that holds JSON, or a text that does.
fn json<T: DeserializeOwned>(row: &Row, field: &str) -> Result<T, InputError> {
    let raw = row.raw(field).unwrap_or("null");
    let text: String = serde_json::from_str(raw).unwrap_or_else(|_| raw.to_owned());
    serde_json::from_str(&text).map_err(|error| row.wrong(field, &error.to_string()).hint(FORMS))
}

/// `input_output` of APPS (Hendrycks et al. 2021, arXiv 2105.09938).
#[derive(Deserialize)]
struct InputOutput {
    inputs: Vec<Box<RawValue>>,
    outputs: Vec<Box<RawValue>>,
    fn_name: Option<String>,
}

fn apps(row: &Row) -> Result<Published, InputError> {
    const FIELD: &str = "input_output";
    let InputOutput {
        inputs,
        outputs,
        fn_name,
    } = json(row, FIELD)?;
    let pairs = paired(row, FIELD, inputs, outputs)?;
    let wrong = || row.wrong(FIELD, "holds a test that is neither texts nor a call");
    let Some(name) = fn_name else {
        let pairs = pairs
            .iter()
            .map(|(input, output)| Some((lines(input)?, lines(output)?)));
        let pairs = pairs.collect::<Option<Vec<_>>>().ok_or_else(wrong)?;
        return Ok(programs(pairs, Compare::Tokens));
    };
    let (entry_point, callee) = callee(row, name)?;
    let source = |(input, output): &(Box<RawValue>, Box<RawValue>)| {
        let arguments: Option<Vec<String>> = elements(input.get())?
            .iter()
            .map(|it| literal(it))
            .collect();
        let mut expected = answers(output.get())?;
        // A list may also stand around the value that is expected.
        if let Some(inner) = elements(output.get()).and_then(|it| it.into_iter().next()) {
            expected.extend(answers(&inner)?);
        }
        Some(assertion(&callee, &arguments?, &expected))
    };
    let sources = pairs.iter().map(source).collect::<Option<_>>();
    Ok(Published {
        entry_point: Some(entry_point),
        sources: sources.ok_or_else(wrong)?,
    })
}

/// A text, or a list of lines.
fn lines(value: &RawValue) -> Option<String> {
    let lines: Vec<String> = match serde_json::from_str::<String>(value.get()) {
        Ok(text) => return Some(text),
        Err(_) => serde_json::from_str(value.get()).ok()?,
    };
    Some(lines.join("\n"))
}

/// A test case of `LiveCodeBench` (Jain et al. 2024, arXiv 2403.07974).
#[derive(Deserialize)]
struct TestCase {
    input: String,
    output: String,
    testtype: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    func_name: Option<String>,
}

fn livecodebench(row: &Row, hidden: bool) -> Result<Published, InputError> {
    const PRIVATE: &str = "private_test_cases";
    let mut cases: Vec<TestCase> = Vec::new();
    if row.has("public_test_cases") {
        cases.append(&mut json(row, "public_test_cases")?);
    }
    if hidden && row.has(PRIVATE) {
        let text = row.text(PRIVATE).unwrap_or_default();
        cases.append(&mut match unpack(&text) {
            Some(list) => serde_json::from_str(&list)
                .map_err(|error| row.wrong(PRIVATE, &error.to_string()))?,
            None => json(row, PRIVATE)?,
        });
    }
    let calls = |case: &TestCase| case.testtype.as_deref() == Some("functional");
    if !cases.iter().any(calls) {
        let pairs = cases.into_iter().map(|case| (case.input, case.output));
        return Ok(programs(pairs.collect(), Compare::Lines));
    }
    let metadata: Metadata = json(row, "metadata")?;
    let name = metadata
        .func_name
        .ok_or_else(|| row.wrong("metadata", "names no `func_name`, which the tests call"))?;
    let (entry_point, callee) = callee(row, name)?;
    let source = |case: &TestCase| {
        let arguments = case
            .input
            .split('\n')
            .map(literal)
            .collect::<Option<Vec<_>>>();
        Some(assertion(&callee, &arguments?, &answers(&case.output)?))
    };
    let sources = cases.iter().map(source).collect::<Option<_>>();
    Ok(Published {
        entry_point: Some(entry_point),
        sources: sources
            .ok_or_else(|| row.wrong("public_test_cases", "holds a call that is not JSON"))?,
    })
}

/// `public_tests` and the like of `CodeContests` (Li et al. 2022, arXiv 2203.07814).
#[derive(Deserialize)]
struct Lists {
    input: Vec<String>,
    output: Vec<String>,
}

fn codecontests(row: &Row, hidden: bool) -> Result<Vec<(String, String)>, InputError> {
    let fields: &[&str] = if hidden {
        &["public_tests", "private_tests", "generated_tests"]
    } else {
        &["public_tests"]
    };
    let mut pairs = Vec::new();
    for field in fields.iter().filter(|field| row.has(field)) {
        let Lists { input, output } = json(row, field)?;
        pairs.append(&mut paired(row, field, input, output)?);
    }
    Ok(pairs)
}

/// The name that the candidate must define, and what is called: a method where the code that was given to begin with
/// has the class `Solution`.
fn callee(row: &Row, name: String) -> Result<(String, String), InputError> {
    let is_method = row
        .raw("starter_code")
        .is_some_and(|code| code.contains("class Solution"));
    if !name.chars().all(|it| it == '_' || it.is_alphanumeric()) {
        return Err(row.wrong("fn_name", &format!("`{name}` is no name")));
    }
    Ok(if is_method {
        ("Solution".to_owned(), format!("Solution().{name}"))
    } else {
        (name.clone(), name)
    })
}

/// The values that are right where one is expected: a tuple is as good as a list.
fn answers(json: &str) -> Option<Vec<String>> {
    let value = literal(json)?;
    Some(if value.starts_with('[') {
        vec![value.clone(), format!("tuple({value})")]
    } else {
        vec![value]
    })
}

fn assertion(callee: &str, arguments: &[String], expected: &[String]) -> String {
    let call = format!("{callee}({})", arguments.join(", "));
    match expected {
        [one] => format!("assert {call} == {one}"),
        several => format!("assert {call} in ({})", several.join(", ")),
    }
}
