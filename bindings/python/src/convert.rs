//! What all results have in common at the border.

use menkan::diagnostic::Lang;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// A language by its tag.
pub(crate) fn language(tag: &str) -> PyResult<Lang> {
    match tag {
        "zh" => Ok(Lang::Zh),
        "en" => Ok(Lang::En),
        other => Err(PyValueError::new_err(format!("the languages are \"zh\" and \"en\", not {other:?}"))),
    }
}

/// JSON as dicts and lists.
pub(crate) fn loads<'py>(py: Python<'py>, json: &str) -> PyResult<Bound<'py, PyDict>> {
    Ok(py.import("json")?.getattr("loads")?.call1((json,))?.cast_into()?)
}

/// One key of a JSON form; None where it is left out.
pub(crate) fn part<'py>(py: Python<'py>, json: &str, key: &str) -> PyResult<Bound<'py, PyAny>> {
    loads(py, json)?.as_any().call_method1("get", (key,))
}

/// Whether everything asked for is settled, as JSON says it.
pub(crate) fn status_name(status: menkan::decide::Status) -> &'static str {
    match status {
        menkan::decide::Status::Decided => "decided",
        menkan::decide::Status::Incomplete => "incomplete",
    }
}
