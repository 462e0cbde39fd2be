//! Problems, in the forms of `HumanEval`, EvalPlus, MBPP, `BigCodeBench`, `DS-1000`, benchmarks of programs and mutagree
//! itself.

use super::published::{FORMS, Published, published};
use super::rows::{Row, read_rows};
use super::{
    InputError, Source, classeval, dlbench, evalplus, labels, length, mbpp, repository, snippets,
    table, unittest,
};
use crate::extract::unfit;
use crate::problem::{Labels, Problem, Reference};
use std::collections::HashMap;

/// Reads problems. The form of each row is told by its fields: `test` is `HumanEval`'s, or `BigCodeBench`'s where it
/// is a suite, `base_input` EvalPlus', `test_list` MBPP's, `code_context` `DS-1000`'s, `skeleton` `ClassEval`'s, `reference_tests` mutagree's own, `repository` and `repo` those
/// of repositories. Archives, folders of texts, texts that begin with a stage, and tables are DL-Bench's.
///
/// # Errors
/// Where the file cannot be read, a field is missing, or two problems share a name.
pub fn read_problems(source: &Source) -> Result<Vec<Problem>, InputError> {
    if let Some(tasks) = dlbench::published(source)? {
        return Ok(tasks
            .into_iter()
            .map(dlbench::Published::into_problem)
            .collect());
    }
    if let Some(problems) = table::tabled(source)? {
        return Ok(problems);
    }
    let mut lines: HashMap<String, usize> = HashMap::new();
    let mut problems = Vec::new();
    for row in read_rows(source)? {
        let mut problem = problem(&row)?;
        problem.labels = labels::labels(&row, &problem)?;
        if let Some(first) = lines.insert(problem.task_id.clone(), row.line) {
            let name = &problem.task_id;
            return Err(row
                .wrong(
                    "task_id",
                    &format!("`{name}` stands in line {first} already"),
                )
                .hint("every problem needs a name of its own"));
        }
        length::check(source.path(), &problem.task_id, &problem.prompt)
            .map_err(|error| error.at_line(row.line))?;
        problems.push(problem);
    }
    Ok(problems)
}

/// The fields of the known forms that hold the reference solution.
const SOLUTIONS: [&str; 5] = [
    "canonical_solution",
    "reference_code",
    "solution_code",
    "code",
    "solution",
];

/// Reads the reference solutions of problems, by their names, where rows have them as texts.
///
/// # Errors
/// Where the file cannot be read.
pub fn read_reference_solutions(source: &Source) -> Result<HashMap<String, String>, InputError> {
    if dlbench::published(source)?.is_some() || table::tabled(source)?.is_some() {
        return Ok(HashMap::new());
    }
    let of_row = |row: Row| {
        let field = SOLUTIONS.iter().find(|field| row.is_text(field))?;
        let name = if snippets::is_snippet(&row) {
            snippets::name(&row).ok()?
        } else {
            row.task().ok()?.1
        };
        Some((name, row.text(field).ok()?))
    };
    Ok(read_rows(source)?.into_iter().filter_map(of_row).collect())
}

/// Reads problems of which each has an entry point: what a model is asked for, and what is taken out of its replies,
/// is a function.
///
/// # Errors
/// As for [`read_problems`], and where a problem is a program or asks for a snippet.
pub fn read_problems_with_entry_points(source: &Source) -> Result<Vec<Problem>, InputError> {
    let problems = read_problems(source)?;
    let wrong = |said, hint| Err(InputError::new(source.path(), said).hint(hint));
    let is_other = |problem: &&Problem| problem.is_program() || problem.snippet;
    match problems.iter().find(is_other) {
        None => Ok(problems),
        Some(problem) if problem.snippet => {
            let name = &problem.task_id;
            let said = format!("`{name}` asks for a snippet, and has no entry point to ask for");
            wrong(said, "snippets can be judged: `mutagree evaluate`")
        }
        Some(program) => {
            let name = &program.task_id;
            let said = format!("`{name}` is a program, and has no entry point to ask for");
            let hint = "programs can be run and ranked: `mutagree execute`, `agree` and `evaluate`";
            wrong(said, hint)
        }
    }
}

/// The texts of problems, here, in `LiveCodeBench`, APPS and `CodeContests`, and in both forms of `BigCodeBench`: what can be
/// completed comes before what is an instruction.
const PROMPTS: [&str; 7] = [
    "prompt",
    "complete_prompt",
    "question_content",
    "question",
    "description",
    "instruct_prompt",
    "instruction",
];

fn problem(row: &Row) -> Result<Problem, InputError> {
    if repository::is_one(row) {
        return repository::problem(row);
    }
    if snippets::is_snippet(row) {
        return snippet(row);
    }
    if mbpp::is_one(row) {
        return mbpp::problem(row);
    }
    if classeval::is_one(row) {
        return classeval::problem(row);
    }
    let task_id = row.task()?.1;
    let prompt = row.text(row.first(&PROMPTS))?;
    let own = ["reference_tests", "test", "assertion", "plus_input"];
    let found = if own.iter().any(|field| row.has(field)) {
        None
    } else {
        published(row, true)?
    };
    let (entry_point, reference_tests) = match found {
        Some(published) => entered(row, published)?,
        None if row.raw("entry_point") == Some("null") => (String::new(), Vec::new()),
        None => {
            let entry_point = entry_point(row)?;
            let tests = reference_tests(row, &entry_point)?;
            (entry_point, tests)
        }
    };
    Ok(Problem {
        task_id,
        prompt,
        reference: reference(row, &entry_point)?,
        entry_point,
        snippet: row.has("snippet") && row.read("snippet")?,
        reference_tests,
        reference_imports: unittest::imports(row)?,
        environment: environment(row)?.or_else(|| unittest::environment(row)),
        repository: None,
        labels: Labels::new(),
    })
}

/// A problem of `DS-1000`.
fn snippet(row: &Row) -> Result<Problem, InputError> {
    let environment = environment(row)?;
    Ok(Problem {
        task_id: snippets::name(row)?,
        prompt: row.text("prompt")?,
        entry_point: snippets::NAME.to_owned(),
        snippet: true,
        reference_tests: snippets::tests(row)?,
        reference_imports: String::new(),
        reference: None,
        environment: environment.or_else(|| Some(snippets::ENVIRONMENT.to_owned())),
        repository: None,
        labels: Labels::new(),
    })
}

/// The environment that a row names, where it names one.
fn environment(row: &Row) -> Result<Option<String>, InputError> {
    if matches!(row.raw("environment"), None | Some("null")) {
        return Ok(None);
    }
    let name = row.text("environment")?;
    if name.trim().is_empty() {
        return Err(row
            .wrong("environment", "is empty")
            .hint("name one of `mutagree environment list`, a folder, or `wasm`"));
    }
    Ok(Some(name))
}

/// The entry point and the tests of a problem in one of the published forms.
fn entered(row: &Row, published: Published) -> Result<(String, Vec<String>), InputError> {
    let entry_point = published.entry_point.unwrap_or_default();
    if matches!(row.raw("entry_point"), None | Some("null")) {
        return Ok((entry_point, published.sources));
    }
    let said = self::entry_point(row)?;
    if said != entry_point {
        return Err(row
            .wrong("entry_point", "is there, but the tests are not of it")
            .hint("a program, whose tests are inputs and outputs, has no `entry_point`"));
    }
    Ok((entry_point, published.sources))
}

fn entry_point(row: &Row) -> Result<String, InputError> {
    let entry_point = row.text("entry_point").map_err(|error| {
        let fields = error.hint.clone().unwrap_or_default();
        error.hint(format!("{fields}; without an entry point, {FORMS}"))
    })?;
    if entry_point.trim().is_empty() {
        return Err(row.wrong("entry_point", "is empty"));
    }
    Ok(entry_point)
}

fn reference_tests(row: &Row, entry_point: &str) -> Result<Vec<String>, InputError> {
    if row.has("reference_tests") {
        return row.texts("reference_tests");
    }
    // The harness of MBPP+ has `math`.
    if row.has("assertion") {
        let assertion = fit(row, "assertion", None)?;
        return Ok(vec![format!("import math\n{assertion}")]);
    }
    if let Some(tests) = unittest::suite(row)?.filter(|_| !has_inputs(row)) {
        return Ok(tests);
    }
    if row.has("test") && !has_inputs(row) {
        let test = fit(row, "test", Some("check"))?;
        is_named(row, entry_point)?;
        return Ok(vec![check(&test, entry_point)]);
    }
    Ok(Vec::new())
}

/// A test that some program can pass.
fn fit(row: &Row, field: &str, called: Option<&'static str>) -> Result<String, InputError> {
    let test = row.text(field)?;
    match unfit(&test, called) {
        Some(unfit) => Err(row
            .wrong(field, &unfit.to_string())
            .hint("no program could pass it; a problem without tests has no such field, or null")),
        None => Ok(test),
    }
}

/// An error where nothing in a row says the name that its test is called with.
fn is_named(row: &Row, entry_point: &str) -> Result<(), InputError> {
    let fields = ["test", "canonical_solution"].into_iter().chain(PROMPTS);
    let mut texts = fields.filter_map(|field| row.text(field).ok());
    if texts.any(|text| text.contains(entry_point)) {
        return Ok(());
    }
    let said = format!("`{entry_point}` is named by neither prompt, solution nor test");
    Err(row
        .wrong("entry_point", &said)
        .hint("it is the name of the function that the prompt asks for"))
}

fn reference(row: &Row, entry_point: &str) -> Result<Option<Reference>, InputError> {
    if !has_inputs(row) {
        return Ok(None);
    }
    evalplus::reference(row, entry_point).map(Some)
}

/// Says whether the inputs of EvalPlus decide. What MBPP+ adds is lists that EvalPlus turns into tuples and sets by the
/// task's name, so its assertions are used instead.
fn has_inputs(row: &Row) -> bool {
    row.has("plus_input") && !row.has("reference_tests") && !row.has("assertion")
}

/// The tests of `HumanEval` define `check`, and leave it to the harness to call it.
fn check(test: &str, entry_point: &str) -> String {
    format!("{test}\ncheck({entry_point})")
}
