//! The published forms of problems, by the names that a user gives them.

use super::rows::read_rows;
use super::{InputError, Source, dlbench, table};
use std::fmt;
use std::str::FromStr;

/// A form of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `HumanEval` (Chen et al. 2021, arXiv 2107.03374).
    HumanEval,
    /// EvalPlus' `HumanEval+` (Liu et al. 2023, arXiv 2305.01210).
    HumanEvalPlus,
    /// MBPP, in full and sanitised (Austin et al. 2021, arXiv 2108.07732).
    Mbpp,
    /// EvalPlus' MBPP+.
    MbppPlus,
    /// `BigCodeBench` (Zhuo et al. 2024, arXiv 2406.15877).
    BigCodeBench,
    /// `DS-1000` (Lai et al. 2022, arXiv 2211.11501).
    Ds1000,
    /// `LiveCodeBench`.
    LiveCodeBench,
    /// APPS.
    Apps,
    /// `CodeContests` (Li et al. 2022, arXiv 2203.07814).
    CodeContests,
    /// `ClassEval`.
    ClassEval,
    /// DL-Bench, of which rows have a repository.
    DlBench,
    /// mutagree's own.
    Own,
}

/// The forms with their names and the fields that each row of them has.
const FORMS: [(Form, &str, &[&str]); 12] = [
    (
        Form::HumanEval,
        "humaneval",
        &["prompt", "entry_point", "test"],
    ),
    (
        Form::HumanEvalPlus,
        "humaneval+",
        &["prompt", "entry_point", "base_input", "plus_input"],
    ),
    (Form::Mbpp, "mbpp", &["test_list"]),
    (
        Form::MbppPlus,
        "mbpp+",
        &["prompt", "entry_point", "assertion"],
    ),
    (
        Form::BigCodeBench,
        "bigcodebench",
        &["entry_point", "test", "libs"],
    ),
    (Form::Ds1000, "ds-1000", &["prompt", "code_context"]),
    (
        Form::LiveCodeBench,
        "livecodebench",
        &["question_content", "public_test_cases"],
    ),
    (Form::Apps, "apps", &["question", "input_output"]),
    (
        Form::CodeContests,
        "codecontests",
        &["description", "public_tests"],
    ),
    (
        Form::ClassEval,
        "classeval",
        &["skeleton", "class_name", "test"],
    ),
    (Form::DlBench, "dl-bench", &["prompt", "test_cases"]),
    (Form::Own, "mutagree", &["prompt"]),
];

impl Form {
    fn fields(self) -> &'static [&'static str] {
        let known = FORMS.iter().find(|it| it.0 == self);
        known.map_or(&[], |it| it.2)
    }

    /// An error at the first row that has not the fields of this form. Archives, folders, texts and tables are DL-Bench's.
    ///
    /// # Errors
    /// Where the file cannot be read or is of another form.
    pub fn check(self, source: &Source) -> Result<(), InputError> {
        if dlbench::published(source)?.is_some() || table::tabled(source)?.is_some() {
            let said = format!("holds DL-Bench's tasks, and no rows of {self}");
            return match self {
                Self::DlBench => Ok(()),
                _ => Err(InputError::new(source.path(), said)),
            };
        }
        for row in read_rows(source)? {
            if let Some(field) = self.fields().iter().find(|field| !row.has(field)) {
                let fields = self.fields().iter().map(|it| format!("`{it}`"));
                let fields = fields.collect::<Vec<_>>().join(", ");
                let said = format!("is missing, and rows of {self} have it");
                return Err(row.wrong(field, &said).hint(format!(
                    "rows of {self} have {fields}; without `--format` the form is told by the fields"
                )));
            }
        }
        Ok(())
    }
}

impl fmt::Display for Form {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = FORMS.iter().find(|it| it.0 == *self);
        formatter.write_str(known.map_or("", |it| it.1))
    }
}

impl FromStr for Form {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = FORMS.iter().find(|it| it.1.eq_ignore_ascii_case(name));
        known.map(|it| it.0).ok_or_else(|| {
            let names: Vec<&str> = FORMS.iter().map(|it| it.1).collect();
            format!("is no form that is known: {}", names.join(", "))
        })
    }
}
