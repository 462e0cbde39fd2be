//! The ways in which a model is asked for programs and tests.

use super::template::{Template, fence};
use crate::client::{Content, Message};
use crate::prompting::stage::{self, Stage};
use minijinja::{Value, context};
use serde::{Deserialize, Serialize};

/// How programs are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// The task alone.
    #[default]
    ZeroShot,
    /// After three examples of any kind (Brown et al. 2020, arXiv 2005.14165).
    FewShot,
    /// With a request to think before (Wei et al. 2022, arXiv 2201.11903).
    Cot,
    /// After three examples of the same stage of a deep-learning pipeline, as a classifier sees it.
    StageFewShot,
    /// As text to continue, as in `CodeT` (Chen et al. 2022, arXiv 2207.10397).
    Codet,
}

/// The form in which tests are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TestForm {
    /// Single assertions.
    #[default]
    Asserts,
    /// Functions for pytest.
    Pytest,
    /// Methods of a `unittest.TestCase`.
    Unittest,
}

/// The protocol by which a model is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Api {
    /// A conversation.
    #[default]
    Chat,
    /// A text to continue.
    Completions,
}

/// A task as a model is asked for it.
#[derive(Clone, Copy, Debug)]
pub struct Task<'a> {
    /// The text, in the words and names of a variant.
    pub prompt: &'a str,
    /// The function's name in it.
    pub entry_point: &'a str,
    /// The text of the original, which decides which examples are shown.
    pub original: &'a str,
    /// The seed with which examples are drawn.
    pub seed: u64,
}

/// What is sent, and what its reply goes on from.
#[derive(Clone, Debug, PartialEq)]
pub struct Prompted {
    /// What the model reads.
    pub content: Content,
    /// The end of it that belongs to the reply.
    pub lead: String,
    /// Texts at which a reply ends.
    pub stop: Vec<String>,
}

/// The examples that are shown.
const EXAMPLES: usize = 3;

/// Where a continuation of a function or of a list of assertions ends: the texts of Chen et al. 2021
/// (arXiv 2107.03374).
const AFTER_CODE: [&str; 5] = ["\nclass", "\ndef", "\n#", "\nif", "\nprint"];

macro_rules! template {
    ($folder:literal, $name:literal) => {
        Template {
            name: $name,
            source: include_str!(concat!("templates/", $folder, "/", $name, ".jinja")),
        }
    };
}

impl Method {
    fn template(self) -> Template {
        match self {
            Self::ZeroShot => template!("solution", "zero-shot.v1"),
            Self::FewShot | Self::StageFewShot => template!("solution", "few-shot.v1"),
            Self::Cot => template!("solution", "cot.v1"),
            Self::Codet => template!("solution", "codet.v1"),
        }
    }

    /// The protocol that suits the method.
    #[must_use]
    pub fn api(self) -> Api {
        match self {
            Self::Codet => Api::Completions,
            _ => Api::Chat,
        }
    }

    /// The name and version of the template for programs.
    #[must_use]
    pub fn solution_template(self) -> &'static str {
        self.template().name
    }

    /// The name and version of the template for tests.
    #[must_use]
    pub fn tests_template(self, form: TestForm) -> &'static str {
        self.for_tests(form).name
    }

    fn for_tests(self, form: TestForm) -> Template {
        match (self, form) {
            (Self::Codet, _) => template!("tests", "codet.v1"),
            (_, TestForm::Asserts) => template!("tests", "asserts.v1"),
            (_, TestForm::Pytest) => template!("tests", "pytest.v1"),
            (_, TestForm::Unittest) => template!("tests", "unittest.v1"),
        }
    }

    /// Asks for a program.
    #[must_use]
    pub fn solution(self, api: Api, task: &Task<'_>) -> Prompted {
        let examples = match self {
            Self::FewShot => self::examples(None, task),
            Self::StageFewShot => self::examples(stage::predict(task.original).sure(), task),
            _ => Vec::new(),
        };
        let places = context! { examples, ..places(task) };
        let is_codet = self == Self::Codet;
        let lead = if is_codet && !is_code(task) {
            format!("def {}(", task.entry_point)
        } else {
            String::new()
        };
        let stop = if is_codet { &AFTER_CODE[..] } else { &[] };
        self.prompted(self.template(), api, &places, lead, stop)
    }

    /// Asks for a number of tests.
    #[must_use]
    pub fn tests(self, api: Api, task: &Task<'_>, form: TestForm, count: usize) -> Prompted {
        let places = context! { count, ..places(task) };
        let lead = if self == Self::Codet { "assert" } else { "" };
        let stop = if self == Self::Codet {
            &AFTER_CODE[..]
        } else {
            &[]
        };
        self.prompted(self.for_tests(form), api, &places, lead.to_owned(), stop)
    }

    fn prompted(
        self,
        template: Template,
        api: Api,
        places: &Value,
        lead: String,
        stop: &[&str],
    ) -> Prompted {
        if self != Self::Codet {
            return fenced(template, api, places);
        }
        Prompted {
            content: content(api, template.text(places)),
            lead,
            stop: stop.iter().map(|it| (*it).to_owned()).collect(),
        }
    }
}

/// The beginning of an answer that a plain model goes on from.
const OPEN: &str = "```python\n";

/// Asks for an answer in a fenced block; of a plain model the text that follows its opening.
pub(super) fn fenced(template: Template, api: Api, places: &Value) -> Prompted {
    match api {
        Api::Chat => Prompted {
            content: Content::Messages(template.messages(places)),
            lead: String::new(),
            stop: Vec::new(),
        },
        Api::Completions => Prompted {
            content: Content::Prompt(template.text(places) + "\n\n" + OPEN),
            lead: OPEN.to_owned(),
            stop: vec!["\n```".to_owned()],
        },
    }
}

fn content(api: Api, text: String) -> Content {
    match api {
        Api::Completions => Content::Prompt(text),
        Api::Chat => Content::Messages(vec![Message {
            role: "user".to_owned(),
            content: text,
        }]),
    }
}

pub(super) fn places(task: &Task<'_>) -> Value {
    context! {
        prompt => task.prompt.trim_end(),
        original => task.prompt,
        entry_point => task.entry_point,
        code => is_code(task),
        fence => fence(task.prompt),
    }
}

/// Says whether a prompt is the beginning of the function itself.
fn is_code(task: &Task<'_>) -> bool {
    let begins = |line: &str| {
        let line = line.trim_start().trim_start_matches("async ");
        let name = line
            .strip_prefix("def ")
            .and_then(|rest| rest.split('(').next());
        name.map(str::trim) == Some(task.entry_point)
    };
    task.prompt.lines().any(begins) && !task.prompt.contains("```")
}

fn examples(stage: Option<Stage>, task: &Task<'_>) -> Vec<Value> {
    stage::examples(stage, task.entry_point, task.seed, EXAMPLES)
        .into_iter()
        .map(|it| context! { prompt => it.prompt.trim_end(), solution => it.solution.trim_end() })
        .collect()
}
