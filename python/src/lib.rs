//! The compiled half of the Python module `mutagree`: what it gives Python is plain data, and the half in Python (`python/mutagree`) makes
//! it pleasant.

mod boosting;
mod calling;
mod engine;
mod error;
mod evaluation;
mod extraction;
mod function;
mod mutation;
mod ranking;
mod sandbox;

use pyo3::prelude::*;

/// The compiled half of `mutagree`.
#[pymodule(gil_used = false)]
fn _mutagree(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_function(wrap_pyfunction!(mutation::mutate, module)?)?;
    module.add_function(wrap_pyfunction!(mutation::certify, module)?)?;
    module.add_function(wrap_pyfunction!(extraction::program, module)?)?;
    module.add_function(wrap_pyfunction!(ranking::rank, module)?)?;
    module.add_function(wrap_pyfunction!(ranking::scorers, module)?)?;
    module.add_function(wrap_pyfunction!(evaluation::evaluate, module)?)?;
    module.add_function(wrap_pyfunction!(boosting::boost, module)?)?;
    module.add_class::<engine::Place>()?;
    module.add_class::<sandbox::Workers>()
}
