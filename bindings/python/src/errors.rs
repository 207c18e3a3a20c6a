//! The library's errors to exceptions of `menkan.errors`, which carry the JSON that every surface gives.

use menkan::analyse::Checked;
use menkan::compiled_form::CompiledError;
use menkan::decide::Refused;
use menkan::diagnostic::render::{Offsets, to_json, to_json_with};
use menkan::policy::Rejected;
use menkan_files::LoadError;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};

/// The exception for a policy that is not there or not accepted.
pub(crate) fn load_error(py: Python<'_>, error: &LoadError) -> PyErr {
    match error {
        LoadError::File(error) => exception(py, "LoadError", &[error.to_json()]),
        LoadError::Policy(rejected) => policy_error(py, rejected),
        LoadError::Compiled(error) => compiled_error(py, error),
    }
}

/// The exception for a compiled policy that cannot be used, or not for this.
pub(crate) fn compiled_error(py: Python<'_>, error: &CompiledError) -> PyErr {
    exception(py, "CompiledError", &[error.to_json()])
}

/// The exception for a policy that is not accepted.
pub(crate) fn policy_error(py: Python<'_>, rejected: &Rejected) -> PyErr {
    let Rejected { diagnostics, sources } = rejected;
    let placed = to_json_with(diagnostics, sources, Offsets::CodePoints);
    exception(py, "PolicyError", &[to_json(diagnostics, sources), placed])
}

/// The exception for a case that has no decision.
pub(crate) fn refused(py: Python<'_>, refused: &Refused) -> PyErr {
    let class = match refused {
        Refused::Case(_) | Refused::Setting(_) => "CaseError",
        Refused::Decide(_) => "DecideError",
        Refused::Saved(_) => "SavedError",
    };
    exception(py, class, &[refused.to_json()])
}

/// What was found in a policy's texts, as a list of `menkan.Diagnostic`.
pub(crate) fn diagnostics<'py>(py: Python<'py>, checked: &Checked) -> PyResult<Bound<'py, PyList>> {
    let read = py.import("menkan.diagnostics")?.getattr("read")?;
    Ok(read.call1((checked.to_json(Offsets::CodePoints),))?.cast_into()?)
}

fn exception(py: Python<'_>, class: &str, json: &[String]) -> PyErr {
    let made = || py.import("menkan.errors")?.getattr(class)?.call1(PyTuple::new(py, json)?);
    match made() {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}
