//! Programs in what a model wrote.

use crate::error::unusable;
use mutagree::extract::{self, Asked};
use pyo3::prelude::*;

/// The program in a reply.
#[pyfunction]
#[pyo3(signature = (reply, prompt, entry_point))]
pub(crate) fn program(
    py: Python<'_>,
    reply: &str,
    prompt: &str,
    entry_point: &str,
) -> PyResult<String> {
    let asked = Asked {
        prompt,
        entry_point,
    };
    let found = py.detach(|| extract::program(reply, &asked));
    match found {
        Ok(program) => Ok(program.source),
        Err(reason) => Err(unusable(format!("the reply holds no program: {reason}"))),
    }
}
