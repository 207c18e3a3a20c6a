//! Policies and the law of a day, as Python objects.

use jiff::civil::Date;
use menkan::analyse::Checked;
use menkan::decide::{Reasons, Request};
use menkan::describe::describe;
use menkan::policy::{Library, Rejected, Texts, names_in_header};
use menkan::source::SourceFile;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};

use crate::case::{CaseText, day, setting_text};
use crate::decision::{Decision, loads};
use crate::errors::{diagnostics, load_error, policy_error, refused};

/// A checked policy with all its layers: immutable, and safe to use from several threads.
#[pyclass(frozen, module = "menkan")]
pub(crate) struct Policy {
    policy: menkan::policy::Policy,
}

#[pymethods]
impl Policy {
    /// Loads a shipped policy by name, or a policy from a `.menkan` file by path.
    ///
    /// A file's parents are looked for beside it and in the folders above that hold policies, then among the shipped.
    /// Raises `LoadError` where there is no such policy, and `PolicyError` where one is at fault.
    #[staticmethod]
    fn load(py: Python<'_>, name: std::path::PathBuf) -> PyResult<Self> {
        let named = name.to_string_lossy();
        match py.detach(|| menkan_files::load(&named)) {
            Ok(policy) => Ok(Self { policy }),
            Err(error) => Err(load_error(py, &error)),
        }
    }

    /// Reads a policy from its text. Its parents are among `parents`, also texts, or among the shipped policies.
    ///
    /// `name` is what diagnostics call the text. Raises `PolicyError` with all that is wrong.
    #[staticmethod]
    #[pyo3(signature = (text, *parents, name = "policy.menkan"))]
    fn parse(py: Python<'_>, text: &str, parents: &Bound<'_, PyTuple>, name: &str) -> PyResult<Self> {
        let library = library(parents)?;
        match py.detach(|| parse(text, name, &library)) {
            Ok(policy) => Ok(Self { policy }),
            Err(rejected) => Err(policy_error(py, &rejected)),
        }
    }

    /// The policy's name, as in JSON.
    #[getter]
    fn name(&self) -> &str {
        self.policy.name()
    }

    /// `sha256:…`: the same for two policies that say the same, in whatever order and language.
    #[getter]
    fn digest(&self) -> &str {
        self.policy.digest()
    }

    /// The law in force on a day: a `datetime.date`, or text such as "2024-08-01".
    ///
    /// Raises `DecideError` where the policy is not in force on that day.
    fn at(&self, py: Python<'_>, date: &Bound<'_, PyAny>) -> PyResult<Law> {
        let day = day(date)?;
        let found = py.detach(|| self.policy.at(day));
        found.map_err(|error| refused(py, &error.into()))?;
        Ok(Law { policy: self.policy.clone(), day })
    }

    /// Decides a case: a dict with `as_of`, `facts` and `settings`, or the same as JSON in str or bytes.
    ///
    /// Money and decimals are best given as `Decimal` or text; a float counts as its shortest decimal digits. None is
    /// a fact that was asked and is not known. `as_of` is the day of a case that names none, `decisions` what to answer
    /// in place of the policy's own answers, `settings` figures that the policy leaves open, by name, and `reasons`
    /// whether reasons are given. Raises `CaseError` with all that is wrong with the case, and `DecideError` where it
    /// cannot be decided. A missing fact is neither: the decision says what is missing.
    #[pyo3(signature = (case, *, as_of = None, decisions = None, reasons = true, settings = None))]
    fn decide(
        &self,
        case: &Bound<'_, PyAny>,
        as_of: Option<&Bound<'_, PyAny>>,
        decisions: Option<Vec<String>>,
        reasons: bool,
        settings: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Decision> {
        let as_of = as_of.map(day).transpose()?;
        decide(&self.policy, case, &request(as_of, decisions, wanted(reasons), settings)?)
    }

    /// All that the policy declares, as dicts and lists: enough to draw a whole form from.
    fn describe<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let json = py.detach(|| describe(self.policy.model()).to_json());
        loads(py, &json)
    }

    /// What its author should look at: warnings, and gaps and conflicts of rules that some case can reach.
    fn check<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let checked = py.detach(|| Checked::of(Ok(self.policy.clone())));
        diagnostics(py, &checked)
    }

    fn __repr__(&self) -> String {
        let digest: String = self.digest().chars().take("sha256:".len() + 12).collect();
        format!("<Policy {} {digest}…>", self.name())
    }
}

/// The law of a policy that is in force on one day.
#[pyclass(frozen, module = "menkan")]
pub(crate) struct Law {
    policy: menkan::policy::Policy,
    day: Date,
}

#[pymethods]
impl Law {
    /// The day whose law this is.
    #[getter]
    fn day<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("datetime")?.getattr("date")?.call_method1("fromisoformat", (self.day.to_string(),))
    }

    /// Decides a case of this day, as `Policy.decide` does; the case may leave out `as_of`.
    #[pyo3(signature = (case, *, decisions = None, reasons = true, settings = None))]
    fn decide(
        &self,
        case: &Bound<'_, PyAny>,
        decisions: Option<Vec<String>>,
        reasons: bool,
        settings: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Decision> {
        decide(&self.policy, case, &request(Some(self.day), decisions, wanted(reasons), settings)?)
    }

    fn __repr__(&self) -> String {
        format!("<Law {} as of {}>", self.policy.name(), self.day)
    }
}

/// The names of the shipped policies, parents first.
#[pyfunction]
pub(crate) fn policies() -> Vec<&'static str> {
    menkan_policies::names().collect()
}

/// All that is wrong with a policy's text, errors and warnings, as `Policy.parse` takes it: an empty list where nothing is.
#[pyfunction]
#[pyo3(signature = (text, *parents, name = "policy.menkan"))]
pub(crate) fn check<'py>(
    py: Python<'py>,
    text: &str,
    parents: &Bound<'py, PyTuple>,
    name: &str,
) -> PyResult<Bound<'py, PyList>> {
    let library = library(parents)?;
    let checked = py.detach(|| Checked::of(parse(text, name, &library)));
    diagnostics(py, &checked)
}

fn parse(text: &str, name: &str, library: &dyn Library) -> Result<menkan::policy::Policy, Rejected> {
    menkan::policy::Policy::parse(SourceFile::new(name, text), library)
}

/// The parents that were given, each called by its policy's name, then the shipped policies.
fn library(parents: &Bound<'_, PyTuple>) -> PyResult<impl Library + Sync + use<>> {
    let texts: Vec<String> = parents.extract::<Vec<String>>()?;
    let file = |text: &String| {
        let name = names_in_header(text).into_iter().next().unwrap_or_else(|| "parent.menkan".to_owned());
        SourceFile::new(&name, text)
    };
    Ok((Texts::new(texts.iter().map(file)), menkan_policies::library()))
}

fn request(
    as_of: Option<Date>,
    decisions: Option<Vec<String>>,
    reasons: Reasons,
    settings: Option<&Bound<'_, PyDict>>,
) -> PyResult<Request> {
    let mut set = Vec::new();
    for (name, value) in settings.into_iter().flatten() {
        let name: String = name.extract()?;
        let text = setting_text(&name, &value)?;
        set.push((name, text));
    }
    Ok(Request { as_of, settings: set, answers: decisions.unwrap_or_default(), reasons, sufficient: false })
}

fn wanted(reasons: bool) -> Reasons {
    if reasons { Reasons::Given } else { Reasons::Omitted }
}

fn decide(policy: &menkan::policy::Policy, case: &Bound<'_, PyAny>, request: &Request) -> PyResult<Decision> {
    let py = case.py();
    let text = CaseText::of(case)?;
    match (py.detach(|| policy.decide_json(text.json(), request)), text) {
        (Ok(decision), _) => Ok(Decision::new(decision, policy.clone())),
        (Err(error), CaseText::Given(_)) => Err(refused(py, &error)),
        (Err(error), CaseText::Made(_)) => Err(refused(py, &error.without_places())),
    }
}
