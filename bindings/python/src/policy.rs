//! Policies and the law of a day, as Python objects.

use jiff::civil::Date;
use menkan::analyse::Checked;
use menkan::decide::{Reasons, Refused, Request};
use menkan::describe::describe;
use menkan::policy::{Library, Rejected, Texts, names_in_header};
use menkan::source::SourceFile;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyTuple};

use crate::case::{CaseText, day, decided_text, setting_text};
use crate::convert::loads;
use crate::decision::Decision;
use crate::errors::{compiled_error, diagnostics, load_error, policy_error, refused};
use crate::interview::Interview;
use crate::notice::{NearMisses, Notice};

/// A checked policy with all its layers: immutable, and safe to use from several threads.
#[pyclass(frozen, module = "menkan")]
pub(crate) struct Policy {
    policy: menkan::policy::Policy,
}

#[pymethods]
impl Policy {
    /// Loads a shipped policy by name, or a policy from a `.menkan` file or a compiled one by path.
    ///
    /// A file's parents are looked for beside it and in the folders above that hold policies, then among the shipped.
    /// Raises `LoadError` where there is no such policy, `PolicyError` where one is at fault, and `CompiledError` where a
    /// compiled one is.
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

    /// Reads a compiled policy from its bytes. Raises `CompiledError` where they are none.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: &[u8]) -> PyResult<Self> {
        match py.detach(|| menkan::policy::Policy::from_compiled(data)) {
            Ok(policy) => Ok(Self { policy }),
            Err(error) => Err(compiled_error(py, &error)),
        }
    }

    /// The compiled form of the policy, which every surface loads; with `as_of`, of that day's law alone, without texts
    /// and tests. Raises `DecideError` where the policy is not in force on that day, or was compiled for another.
    #[pyo3(signature = (*, as_of = None))]
    fn to_bytes<'py>(&self, py: Python<'py>, as_of: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyBytes>> {
        let day = as_of.map(day).transpose()?;
        let compiled = py.detach(|| match day {
            Some(day) => self.policy.to_compiled_for(day),
            None => self.policy.to_compiled(),
        });
        compiled.map(|bytes| PyBytes::new(py, &bytes)).map_err(|error| refused(py, &error.into()))
    }

    /// For `pickle` and `copy`: the compiled form.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let compiled = py.detach(|| match self.policy.compiled_for() {
            Some(period) => self.policy.to_compiled_for(period.from),
            None => self.policy.to_compiled(),
        });
        let bytes = compiled.map_err(|error| refused(py, &error.into()))?;
        Ok((py.get_type::<Self>().getattr("from_bytes")?, (PyBytes::new(py, &bytes),)))
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
    /// whether reasons are given. With `sufficient`, the decision says of each settled answer which facts suffice
    /// for it. Raises `CaseError` with all that is wrong with the case, and `DecideError` where it cannot be decided. A
    /// missing fact is neither: the decision says what is missing.
    #[pyo3(signature = (case, *, as_of = None, decisions = None, reasons = true, settings = None, sufficient = false))]
    fn decide(
        &self,
        case: &Bound<'_, PyAny>,
        as_of: Option<&Bound<'_, PyAny>>,
        decisions: Option<Vec<String>>,
        reasons: bool,
        settings: Option<&Bound<'_, PyDict>>,
        sufficient: bool,
    ) -> PyResult<Decision> {
        let asked = request(as_of.map(day).transpose()?, decisions, settings)?;
        decide(&self.policy, case, &Request { reasons: wanted(reasons), sufficient, ..asked })
    }

    /// The one-time notice of a case: all that can still matter, by who can answer, with its papers.
    ///
    /// The case and the rest are given as to `decide`, and the same is raised.
    #[pyo3(signature = (case, *, as_of = None, decisions = None, settings = None))]
    fn notice(
        &self,
        case: &Bound<'_, PyAny>,
        as_of: Option<&Bound<'_, PyAny>>,
        decisions: Option<Vec<String>>,
        settings: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Notice> {
        notice(&self.policy, case, &request(as_of.map(day).transpose()?, decisions, settings)?)
    }

    /// The least changes to a case that would give a decision a value: never through a fact that is fixed, or a judgement.
    ///
    /// The value is bool, int, text as `decisions` has it, a list of texts, or None for a policy's own *none*; or text of
    /// any of these, as the command line takes it. Raises what `decide` raises, and `DecideError` where there is no such
    /// decision, or it never has such a value.
    #[pyo3(signature = (case, decision, value, *, as_of = None, settings = None))]
    fn why_not(
        &self,
        case: &Bound<'_, PyAny>,
        decision: &str,
        value: &Bound<'_, PyAny>,
        as_of: Option<&Bound<'_, PyAny>>,
        settings: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<NearMisses> {
        let request = request(as_of.map(day).transpose()?, None, settings)?;
        why_not(&self.policy, case, (decision, value), &request)
    }

    /// Begins an interview about what a case leaves open.
    ///
    /// The case and the rest are given as to `decide`, and the same is raised.
    #[pyo3(signature = (case, *, as_of = None, decisions = None, settings = None))]
    fn interview(
        &self,
        case: &Bound<'_, PyAny>,
        as_of: Option<&Bound<'_, PyAny>>,
        decisions: Option<Vec<String>>,
        settings: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Interview> {
        interview(&self.policy, case, &request(as_of.map(day).transpose()?, decisions, settings)?)
    }

    /// Goes on with an interview that `Interview.to_json` saved under the same policy.
    ///
    /// Raises `SavedError` where the text is no saved interview, or one of another policy or another text of this one.
    fn resume_interview(&self, py: Python<'_>, saved: &str) -> PyResult<Interview> {
        let resumed = py.detach(|| self.policy.resume_interview(saved.as_bytes()));
        resumed.map(Interview::new).map_err(|error| refused(py, &error))
    }

    /// All that the policy declares, as dicts and lists: enough to draw a whole form from.
    fn describe<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let json = py.detach(|| describe(self.policy.model()).to_json());
        loads(py, &json)
    }

    /// What its author should look at: warnings, and gaps and conflicts of rules that some case can reach.
    ///
    /// Raises `CompiledError` where the policy was compiled without its texts.
    fn check<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        self.policy.require_texts().map_err(|error| compiled_error(py, &error))?;
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
    #[pyo3(signature = (case, *, decisions = None, reasons = true, settings = None, sufficient = false))]
    fn decide(
        &self,
        case: &Bound<'_, PyAny>,
        decisions: Option<Vec<String>>,
        reasons: bool,
        settings: Option<&Bound<'_, PyDict>>,
        sufficient: bool,
    ) -> PyResult<Decision> {
        let asked = request(Some(self.day), decisions, settings)?;
        decide(&self.policy, case, &Request { reasons: wanted(reasons), sufficient, ..asked })
    }

    /// The notice of a case of this day, as `Policy.notice` gives it.
    #[pyo3(signature = (case, *, decisions = None, settings = None))]
    fn notice(
        &self,
        case: &Bound<'_, PyAny>,
        decisions: Option<Vec<String>>,
        settings: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Notice> {
        notice(&self.policy, case, &request(Some(self.day), decisions, settings)?)
    }

    /// The least changes to a case of this day that would give a decision a value, as `Policy.why_not` gives them.
    #[pyo3(signature = (case, decision, value, *, settings = None))]
    fn why_not(
        &self,
        case: &Bound<'_, PyAny>,
        decision: &str,
        value: &Bound<'_, PyAny>,
        settings: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<NearMisses> {
        why_not(&self.policy, case, (decision, value), &request(Some(self.day), None, settings)?)
    }

    /// Begins an interview about what a case of this day leaves open, as `Policy.interview` does.
    #[pyo3(signature = (case, *, decisions = None, settings = None))]
    fn interview(
        &self,
        case: &Bound<'_, PyAny>,
        decisions: Option<Vec<String>>,
        settings: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Interview> {
        interview(&self.policy, case, &request(Some(self.day), decisions, settings)?)
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
    settings: Option<&Bound<'_, PyDict>>,
) -> PyResult<Request> {
    let mut set = Vec::new();
    for (name, value) in settings.into_iter().flatten() {
        let name: String = name.extract()?;
        let text = setting_text(&name, &value)?;
        set.push((name, text));
    }
    Ok(Request { as_of, settings: set, answers: decisions.unwrap_or_default(), ..Request::default() })
}

fn wanted(reasons: bool) -> Reasons {
    if reasons { Reasons::Given } else { Reasons::Omitted }
}

/// Asks about a case, without holding up other threads.
fn ask<T: Send>(case: &Bound<'_, PyAny>, ask: impl Fn(&[u8]) -> Result<T, Refused> + Send + Sync) -> PyResult<T> {
    let py = case.py();
    let text = CaseText::of(case)?;
    match (py.detach(|| ask(text.json())), text) {
        (Ok(answer), _) => Ok(answer),
        (Err(error), CaseText::Given(_)) => Err(refused(py, &error)),
        (Err(error), CaseText::Made(_)) => Err(refused(py, &error.without_places())),
    }
}

fn decide(policy: &menkan::policy::Policy, case: &Bound<'_, PyAny>, request: &Request) -> PyResult<Decision> {
    let decision = ask(case, |json| policy.decide_json(json, request))?;
    Ok(Decision::new(decision, policy.clone()))
}

fn notice(policy: &menkan::policy::Policy, case: &Bound<'_, PyAny>, request: &Request) -> PyResult<Notice> {
    let notice = ask(case, |json| policy.notice_json(json, request))?;
    Ok(Notice::new(notice, policy.clone()))
}

fn why_not(
    policy: &menkan::policy::Policy,
    case: &Bound<'_, PyAny>,
    (decision, value): (&str, &Bound<'_, PyAny>),
    request: &Request,
) -> PyResult<NearMisses> {
    let value = decided_text(value)?;
    let near = ask(case, |json| policy.why_not_json(json, decision, &value, request))?;
    Ok(NearMisses::new(near, policy.clone()))
}

fn interview(policy: &menkan::policy::Policy, case: &Bound<'_, PyAny>, request: &Request) -> PyResult<Interview> {
    ask(case, |json| policy.interview(json, request)).map(Interview::new)
}
