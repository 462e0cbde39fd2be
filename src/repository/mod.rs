//! Tasks in repositories: which function of which file a candidate replaces, and the tests that then run.

mod labels;

pub use labels::{Labels, label_rank, labels, respelt};

use crate::extract::Target;
use serde::{Deserialize, Serialize};

/// A function or method of a repository, and the tests that say whether it is right.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepositoryTask {
    /// The file, by its path in the repository.
    pub file: String,
    /// The function's name.
    pub function: String,
    /// The class, where it is a method; with dots where that stands in another class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Paths of pytest: folders, files, and tests in files after `::`.
    #[serde(default)]
    pub tests: Vec<String>,
    /// The tests that the repository's own code passes, where this was tried: a candidate passes all of them, or is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passes: Vec<String>,
    /// What the task is about.
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub labels: Labels,
    /// What of the published task was mended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mended: Vec<String>,
}

impl RepositoryTask {
    /// The function or method that is replaced.
    #[must_use]
    pub fn target(&self) -> Target<'_> {
        Target {
            function: &self.function,
            class: self.class.as_deref(),
        }
    }
}

/// The path of a file or of a test, as it is meant: without the place in the file that some have after `#`, without a colon at the end,
/// and from the root of the repository on.
///
/// ```
/// use mutagree::repository::path;
/// assert_eq!(path(" src/rank.py#L26"), "src/rank.py");
/// assert_eq!(path("./tests/test_rank.py::test_all:"), "tests/test_rank.py::test_all");
/// ```
#[must_use]
pub fn path(written: &str) -> String {
    let path = written.trim().split("#L").next().unwrap_or_default();
    let path = path.trim_end_matches(':').trim_start_matches("./");
    path.trim_start_matches('/').to_owned()
}

/// Says whether a path stays in its repository.
#[must_use]
pub fn is_inside(path: &str) -> bool {
    let parts = path.split("::").next().unwrap_or_default();
    !path.is_empty()
        && !path.starts_with(['/', '-'])
        && !path.contains(['\0', '\n'])
        && parts.split('/').all(|part| part != "..")
}
