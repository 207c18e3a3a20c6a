//! What is still missing, and how near another answer is, as Python objects.

use menkan::policy::Policy;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::convert::{language, loads, part, status_name};

/// The one-time notice of a case: all that can still matter, by who can answer, with its papers.
///
/// The attributes are keys of its JSON form; `to_json` gives the same bytes as every other surface of Menkan.
#[pyclass(frozen, eq, module = "menkan")]
pub(crate) struct Notice {
    notice: menkan::notice::Notice,
    policy: Policy,
}

impl Notice {
    pub(crate) fn new(notice: menkan::notice::Notice, policy: Policy) -> Self {
        Self { notice, policy }
    }
}

impl PartialEq for Notice {
    fn eq(&self, other: &Self) -> bool {
        self.notice == other.notice
    }
}

#[pymethods]
impl Notice {
    /// "decided", or "incomplete" while an answer is open.
    #[getter]
    fn status(&self) -> &'static str {
        status_name(self.notice.status)
    }

    /// Whether nothing that is asked for is idle.
    #[getter]
    fn exact(&self) -> bool {
        self.notice.exact
    }

    /// What the applicant is asked: a list of dicts, each with `fact`, `label`, `ask`, `evidence` and more.
    #[getter]
    fn applicant<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        part(py, &self.to_json(), "applicant")
    }

    /// What an officer is asked.
    #[getter]
    fn officer<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        part(py, &self.to_json(), "officer")
    }

    /// What the embedding system owes: figures and standards that the policy leaves open.
    #[getter]
    fn embedder<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        part(py, &self.to_json(), "embedder")
    }

    /// The papers that settle what is asked, each choice of them once: a list of dicts with `any_of` and `for`.
    #[getter]
    fn documents<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        part(py, &self.to_json(), "documents")
    }

    /// The smallest sets of facts of which some values settle everything: a list of dicts with `facts`, `cost` and
    /// `documents`, which are places in `documents`.
    #[getter]
    fn settling<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        part(py, &self.to_json(), "settling")
    }

    /// The notice as one line of JSON, without a line end.
    fn to_json(&self) -> String {
        self.notice.to_json()
    }

    /// The notice as dicts and lists, with the keys of its JSON form in the same order.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        loads(py, &self.to_json())
    }

    /// The notice in words, for a terminal: `lang` is "zh" or "en".
    #[pyo3(signature = (lang = "zh"))]
    fn to_text(&self, lang: &str) -> PyResult<String> {
        Ok(self.notice.to_text(self.policy.model(), language(lang)?))
    }

    /// The notice as a letter in Markdown, with boxes to tick.
    #[pyo3(signature = (lang = "zh"))]
    fn to_markdown(&self, lang: &str) -> PyResult<String> {
        Ok(self.notice.to_markdown(self.policy.model(), language(lang)?))
    }

    /// The notice as a letter: one HTML page, ready to print on A4, that loads nothing.
    #[pyo3(signature = (lang = "zh"))]
    fn to_html(&self, lang: &str) -> PyResult<String> {
        Ok(self.notice.to_html(self.policy.model(), language(lang)?))
    }

    /// What notebooks show: the letter, in Chinese.
    fn _repr_markdown_(&self) -> PyResult<String> {
        self.to_markdown("zh")
    }

    fn __repr__(&self) -> String {
        let facts: Vec<&str> = self.notice.questions().map(|question| &*question.fact).collect();
        let told =
            if facts.is_empty() { "nothing is missing".to_owned() } else { format!("asks {}", facts.join(", ")) };
        format!("<Notice {} as of {}: {}, {told}>", self.notice.policy, self.notice.as_of, self.status())
    }
}

/// The least changes to a case that would give a decision another value.
///
/// The attributes are keys of its JSON form; `to_json` gives the same bytes as every other surface of Menkan.
#[pyclass(frozen, eq, module = "menkan")]
pub(crate) struct NearMisses {
    near: menkan::near_miss::NearMisses,
    policy: Policy,
}

impl NearMisses {
    pub(crate) fn new(near: menkan::near_miss::NearMisses, policy: Policy) -> Self {
        Self { near, policy }
    }
}

impl PartialEq for NearMisses {
    fn eq(&self, other: &Self) -> bool {
        self.near == other.near
    }
}

#[pymethods]
impl NearMisses {
    /// The decision's name.
    #[getter]
    fn decision(&self) -> String {
        self.near.decision.to_string()
    }

    /// The value wanted of it.
    #[getter]
    fn wanted<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        part(py, &self.to_json(), "wanted")
    }

    /// Whether the case has it already.
    #[getter]
    fn already(&self) -> bool {
        self.near.already
    }

    /// The least sets of changes, by cost: a list of dicts with `changes`, `cost`, `standards`, `crossed`, `exemptions`.
    #[getter]
    fn misses<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        part(py, &self.to_json(), "misses")
    }

    /// Whether it was proved that no other set of changes costs less than the last, and that there are no more where
    /// there are fewer than eight.
    #[getter]
    fn complete(&self) -> bool {
        self.near.complete
    }

    /// Why no change gives the value, as far as that was proved: "only_through_fixed", "in_no_case", or None.
    #[getter]
    fn never<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        part(py, &self.to_json(), "never")
    }

    /// The near misses as one line of JSON, without a line end.
    fn to_json(&self) -> String {
        self.near.to_json()
    }

    /// The near misses as dicts and lists, with the keys of their JSON form in the same order.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        loads(py, &self.to_json())
    }

    /// The near misses in words, for a terminal: `lang` is "zh" or "en".
    #[pyo3(signature = (lang = "zh"))]
    fn to_text(&self, lang: &str) -> PyResult<String> {
        Ok(self.near.to_text(self.policy.model(), language(lang)?))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let menkan::near_miss::NearMisses { decision, misses, .. } = &self.near;
        let told: Vec<String> = misses
            .iter()
            .map(|miss| miss.changes.iter().map(|change| &*change.fact).collect::<Vec<_>>().join(" and "))
            .collect();
        let told = match (self.near.already, told.is_empty()) {
            (true, _) => "it is so already".to_owned(),
            (false, true) => "no change was found".to_owned(),
            (false, false) => told.join("; or "),
        };
        Ok(format!("<NearMisses {decision}={}: {told}>", self.wanted(py)?.repr()?))
    }
}
