//! Errors of mutagree as exceptions of Python.

use mutagree::engine::EngineError;
use pyo3::PyErr;
use pyo3::exceptions::PyKeyboardInterrupt;

/// The classes, which are written in Python so that they may inherit from two others.
mod classes {
    pyo3::import_exception!(mutagree.errors, InputError);
    pyo3::import_exception!(mutagree.errors, ModelError);
    pyo3::import_exception!(mutagree.errors, SandboxError);
}

/// An exception that says that an argument or an input cannot be used.
#[expect(
    clippy::needless_pass_by_value,
    reason = "`map_err` hands over what it has"
)]
pub(crate) fn unusable(said: impl ToString) -> PyErr {
    classes::InputError::new_err(said.to_string())
}

/// A failure of a job.
pub(crate) struct Failure(EngineError);

impl<E: Into<EngineError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl From<Failure> for PyErr {
    fn from(Failure(error): Failure) -> Self {
        let said = error.to_string();
        match error {
            EngineError::Interrupted => PyKeyboardInterrupt::new_err(said),
            EngineError::Input(_) | EngineError::Store(_) | EngineError::Merge(_) => unusable(said),
            EngineError::Client(_) => classes::ModelError::new_err(said),
            EngineError::Sandbox(_) | EngineError::Environments(_) => {
                classes::SandboxError::new_err(said)
            }
        }
    }
}
