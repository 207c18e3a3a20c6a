//! Interviews as Python objects.

use std::sync::{Mutex, MutexGuard, PoisonError};

use menkan::policy::Policy;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::case::value_text;
use crate::convert::{language, loads, part, status_name};
use crate::errors::refused;

/// How wide the lines of a state in words are.
const COLUMNS: usize = menkan::render::COLUMNS;

/// An interview under way: one question after another, each the one after which the least is expected to be still to ask.
///
/// It may be used from several threads; each answer is noted whole.
#[pyclass(frozen, module = "menkan")]
pub(crate) struct Interview {
    interview: Mutex<menkan::interview::Interview>,
}

impl Interview {
    pub(crate) fn new(interview: menkan::interview::Interview) -> Self {
        Self { interview: Mutex::new(interview) }
    }

    /// The interview; one that a panic left behind is whole, for an answer is noted whole or not at all.
    fn lock(&self) -> MutexGuard<'_, menkan::interview::Interview> {
        self.interview.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Interview {
    /// What is certain by now, what is asked next, and how much may be ahead.
    #[getter]
    fn state(&self, py: Python<'_>) -> PyResult<InterviewState> {
        let found = py.detach(|| {
            let interview = self.lock();
            interview.state().map(|state| InterviewState { state, policy: interview.policy().clone() })
        });
        found.map_err(|error| refused(py, &error.into()))
    }

    /// The case as far as it is known by now, as a dict.
    #[getter]
    fn case<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let json = py.detach(|| {
            let interview = self.lock();
            interview.case().to_json(interview.policy().model())
        });
        loads(py, &json)
    }

    /// Notes an answer: any value that a case may hold for the fact; None is *not known*.
    ///
    /// A fact that was answered before is corrected. Any fact may be answered, asked for or not. Raises `CaseError` where
    /// the policy has no such fact or the fact no such value, and `DecideError` where the rules leave a gap or disagree
    /// then; the interview stays as it was.
    fn answer(&self, py: Python<'_>, fact: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let json = value_text(fact, value)?;
        let noted = py.detach(|| self.lock().answer_json(fact, json.as_bytes()));
        noted.map_err(|error| refused(py, &error.without_places()))
    }

    /// Takes the last answer back; gives the fact that it was about, or None where there is no answer.
    fn undo(&self, py: Python<'_>) -> Option<String> {
        py.detach(|| self.lock().undo().map(|fact| fact.to_string()))
    }

    /// The interview as one line of JSON that `Policy.resume_interview` reads back.
    fn to_json(&self, py: Python<'_>) -> String {
        py.detach(|| self.lock().to_json())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let InterviewState { state, .. } = self.state(py)?;
        let next =
            state.next.as_ref().map_or_else(|| "nothing to ask".to_owned(), |next| next.question.fact.to_string());
        Ok(format!(
            "<Interview {} as of {}: {} answered, next {next}>",
            state.policy,
            state.as_of,
            state.answered.len()
        ))
    }
}

/// Where an interview stands.
///
/// The attributes are keys of its JSON form; `to_json` gives the same bytes as every other surface of Menkan.
#[pyclass(frozen, eq, module = "menkan")]
pub(crate) struct InterviewState {
    state: menkan::interview::State,
    policy: Policy,
}

impl PartialEq for InterviewState {
    fn eq(&self, other: &Self) -> bool {
        self.state == other.state
    }
}

#[pymethods]
impl InterviewState {
    /// "decided", or "incomplete" while an answer is open.
    #[getter]
    fn status(&self) -> &'static str {
        status_name(self.state.status)
    }

    /// All decisions that are certain by now, whatever is answered later, by name.
    #[getter]
    fn decisions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        part(py, &self.to_json(), "decisions")
    }

    /// What the open answers can still be, by name.
    #[getter]
    fn possible<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        part(py, &self.to_json(), "possible")
    }

    /// What was answered, in order: a list of dicts with `fact`, `label` and `value`.
    #[getter]
    fn answered<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        part(py, &self.to_json(), "answered")
    }

    /// The next question, as a dict with `fact`, `label`, `ask`, `of`, `ahead` and more; None where none is left that
    /// could matter.
    #[getter]
    fn next<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        part(py, &self.to_json(), "next")
    }

    /// What can still matter but is not asked here: what was asked and is not known, and what the embedding system owes.
    #[getter]
    fn waiting<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        part(py, &self.to_json(), "waiting")
    }

    /// The state as one line of JSON, without a line end.
    fn to_json(&self) -> String {
        self.state.to_json()
    }

    /// The state as dicts and lists, with the keys of its JSON form in the same order.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        loads(py, &self.to_json())
    }

    /// The state in words, for a terminal: `lang` is "zh" or "en".
    #[pyo3(signature = (lang = "zh"))]
    fn to_text(&self, lang: &str) -> PyResult<String> {
        Ok(self.state.to_text(None, self.policy.model(), language(lang)?, COLUMNS))
    }

    fn __repr__(&self) -> String {
        let next = self.state.next.as_ref().map_or("nothing to ask", |next| &*next.question.fact);
        format!("<InterviewState {} as of {}: {}, next {next}>", self.state.policy, self.state.as_of, self.status())
    }
}
