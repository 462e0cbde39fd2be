//! Problems of repositories: mutagree's own rows, and those of DL-Bench.

use super::InputError;
use super::labels::of_task;
use super::rows::Row;
use crate::problem::{Labels, Problem};
use crate::repository::{RepositoryTask, is_inside, labels, path};

/// What a published task says, as it was written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written {
    pub(crate) repository: String,
    pub(crate) file: String,
    pub(crate) function: String,
    pub(crate) class: String,
    pub(crate) tests: Vec<String>,
    pub(crate) stage: String,
    pub(crate) task: String,
    pub(crate) input: String,
}

/// Says whether a row is a problem of a repository.
pub(crate) fn is_one(row: &Row) -> bool {
    row.has("repository") || row.has("test_cases") || row.has("repo") && row.has("function")
}

/// Reads such a row.
pub(crate) fn problem(row: &Row) -> Result<Problem, InputError> {
    // Some published rows have a name that is null beside another.
    let task_id = match row.raw("task_id") {
        Some("null") => row.name("id")?,
        _ => row.task()?.1,
    };
    let prompt = text(row, &["prompt"])?;
    if row.has("repository") {
        return own(row, task_id, prompt);
    }
    let written = Written {
        repository: text(row, &["repo"])?,
        file: text(row, &["path", "ground_truth"])?,
        function: text(row, &["function"])?,
        class: text(row, &["cls", "class"])?,
        tests: match row.first(&["tests", "test_cases"]) {
            field if row.has(field) => row.texts(field)?,
            _ => Vec::new(),
        },
        stage: text(row, &["stage"])?,
        task: text(row, &["task"])?,
        input: text(row, &["input", "input_type"])?,
    };
    Ok(written.into_problem(task_id, prompt))
}

/// Reads a row of mutagree's own form.
fn own(row: &Row, task_id: String, prompt: String) -> Result<Problem, InputError> {
    const FIELD: &str = "repository";
    let task: RepositoryTask = row.read(FIELD).map_err(|error| {
        error.hint(
            "it is an object with `file`, `function`, `tests`, and `class` where it is a method",
        )
    })?;
    if task.function.is_empty() {
        return Err(row.wrong(FIELD, "names no `function`"));
    }
    let paths = task.tests.iter().chain([&task.file]);
    for path in paths {
        if !is_inside(path) {
            let said = format!("has the path `{path}`, which is not in the repository");
            return Err(row
                .wrong(FIELD, &said)
                .hint("paths begin at the root of the repository, without `..`"));
        }
    }
    let entry_point = text(row, &["entry_point"])?;
    Ok(Problem {
        task_id,
        prompt,
        entry_point: if entry_point.is_empty() {
            task.function.clone()
        } else {
            entry_point
        },
        snippet: false,
        reference_tests: Vec::new(),
        reference_imports: String::new(),
        reference: None,
        environment: Some(text(row, &["environment"])?).filter(|it| !it.is_empty()),
        repository: Some(Box::new(task)),
        labels: Labels::new(),
    })
}

impl Written {
    /// The problem that is meant; what cannot be used of it stays out, and is missed where the problem is validated.
    pub(crate) fn into_problem(self, task_id: String, prompt: String) -> Problem {
        let (labels, mut mended) = labels(&self.stage, &self.task, &self.input);
        let repository = self.repository.trim().to_lowercase();
        let file = path(&self.file);
        let file = file
            .strip_prefix(&format!("blob/master/{repository}/"))
            .unwrap_or(&file);
        let is_path = |it: &String| is_inside(it) && it != "?";
        let written = self.tests.iter().flat_map(|it| it.split_whitespace());
        let tests: Vec<String> = written.map(path).filter(is_path).collect();
        let is_changed = file != self.file || tests != self.tests;
        if is_changed {
            mended.push("paths".to_owned());
        }
        let of_task = of_task(&labels);
        let function = self.function.trim().trim_end_matches("()").to_owned();
        let class = self.class.trim();
        let task = RepositoryTask {
            file: Some(file)
                .filter(|it| is_inside(it))
                .unwrap_or_default()
                .to_owned(),
            function: function.clone(),
            class: Some(class.to_owned()).filter(|it| !it.is_empty()),
            tests,
            passes: Vec::new(),
            labels,
            mended,
        };
        Problem {
            task_id,
            prompt,
            entry_point: if function.is_empty() {
                "?".to_owned()
            } else {
                function
            },
            snippet: false,
            reference_tests: Vec::new(),
            reference_imports: String::new(),
            reference: None,
            environment: Some(repository).filter(|it| !it.is_empty()),
            repository: Some(Box::new(task)),
            labels: of_task,
        }
    }
}

/// The text of the first field that the row has; nothing where it has none, or null.
pub(super) fn text(row: &Row, fields: &[&'static str]) -> Result<String, InputError> {
    let field = row.first(fields);
    let is_null = matches!(row.raw(field), None | Some("null"));
    if is_null {
        Ok(String::new())
    } else {
        row.text(field)
    }
}
