//! A decision as a Python object.

use menkan::decide::Status;
use menkan::policy::Policy;
use menkan::render::decision_text;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::convert::{language, loads, part, status_name};

/// What was decided of a case, or what is still open and missing.
///
/// The attributes are the keys of its JSON form; `to_json` gives the same bytes as every other surface of Menkan.
#[pyclass(frozen, eq, module = "menkan")]
pub(crate) struct Decision {
    decision: menkan::decide::Decision,
    policy: Policy,
}

impl Decision {
    pub(crate) fn new(decision: menkan::decide::Decision, policy: Policy) -> Self {
        Self { decision, policy }
    }
}

impl PartialEq for Decision {
    fn eq(&self, other: &Self) -> bool {
        self.decision == other.decision
    }
}

#[pymethods]
impl Decision {
    /// "decided", or "incomplete" while an answer is open.
    #[getter]
    fn status(&self) -> &'static str {
        status_name(self.decision.status)
    }

    /// Whether nothing that is listed as missing is idle.
    #[getter]
    fn exact(&self) -> bool {
        self.decision.exact
    }

    /// The names of the decisions that `status`, `exact` and `missing` are about.
    #[getter]
    fn answers(&self) -> Vec<String> {
        self.decision.answers.iter().map(ToString::to_string).collect()
    }

    /// The settled decisions by name: text, bool, int, a list of texts, or None for a policy's own *none*.
    #[getter]
    fn decisions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        part(py, &self.to_json(), "decisions")
    }

    /// What the open decisions can still be, by name.
    #[getter]
    fn possible<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        part(py, &self.to_json(), "possible")
    }

    /// Everything that can still matter to the answers: the complete one-time notice, as a list of dicts.
    #[getter]
    fn missing<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        part(py, &self.to_json(), "missing")
    }

    /// The reasons of the settled decisions, as a list of dicts; None where the caller wanted none.
    #[getter]
    fn reasons<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        part(py, &self.to_json(), "reasons")
    }

    /// For each settled answer, known facts under which nothing else could change it, as a list of dicts; None where the
    /// caller did not ask for them.
    #[getter]
    fn sufficient<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        part(py, &self.to_json(), "sufficient")
    }

    /// The decision as one line of JSON, without a line end.
    fn to_json(&self) -> String {
        self.decision.to_json()
    }

    /// The decision as dicts and lists, with the keys of its JSON form in the same order.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        loads(py, &self.to_json())
    }

    /// The decision in words, for people: `lang` is "zh" or "en".
    #[pyo3(signature = (lang = "zh"))]
    fn to_text(&self, lang: &str) -> PyResult<String> {
        Ok(decision_text(&self.decision, self.policy.model(), language(lang)?))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let menkan::decide::Decision { policy, as_of, missing, .. } = &self.decision;
        let told = match self.decision.status {
            Status::Decided => {
                let decisions = self.decisions(py)?;
                let one =
                    |answer: &std::sync::Arc<str>| Ok(format!("{answer}={}", decisions.get_item(&**answer)?.repr()?));
                self.decision.answers.iter().map(one).collect::<PyResult<Vec<_>>>()?.join(", ")
            }
            Status::Incomplete => {
                let missing: Vec<&str> = missing.iter().map(|missing| &*missing.fact).collect();
                format!("missing {}", missing.join(", "))
            }
        };
        Ok(format!("<Decision {policy} as of {as_of}: {}, {told}>", self.status()))
    }
}
