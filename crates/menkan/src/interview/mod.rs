//! An interview: one question after another, each the one after which the least is expected to be still to ask.
//!
//! An [`Interview`] holds a case and the answers given in it, in their order. Its [`State`] says what is certain by now, which
//! question is next, and how many more there may be. Nothing that can no longer matter is asked, and nothing is asked
//! twice: what was asked and is not known, or not wholly, stays so.

mod board;
mod chances;
mod plan;
mod saved;
mod state;
mod text;

use std::sync::Arc;

pub use plan::SOLVED_FACTS;
pub use saved::SavedError;
pub use state::{Ahead, Answered, Next, State};

use crate::case::Case;
use crate::decide::{DecideError, Law, Refused, Request};
use crate::policy::Policy;
use crate::policy::model::{DefinitionId, FactId, Known};

/// An interview under way.
///
/// ```
/// use menkan::decide::{Request, Status};
/// use menkan::policy::Policy;
/// use menkan::source::SourceFile;
///
/// let text = r#"
/// policy example / 示例
///   answers free
/// fact age / 年龄 : integer 0..130 ask "多大年龄?" / "How old?"
/// fact pass / 通票 : boolean ask "有通票吗?" / "A pass?"
/// decision free / 免费 when age is at least 60 or pass cite none "an example"
/// "#;
/// let policy = Policy::parse(SourceFile::new("example.menkan", text), &()).unwrap();
/// let request = Request { as_of: Some(jiff::civil::date(2024, 8, 1)), ..Request::default() };
/// let mut interview = policy.interview(b"{}", &request).unwrap();
/// assert_eq!(&*interview.state().unwrap().next.unwrap().question.fact, "age");
/// interview.answer("age", "42").unwrap();
/// assert_eq!(&*interview.state().unwrap().next.unwrap().question.fact, "pass");
/// let resumed = policy.resume_interview(interview.to_json().as_bytes()).unwrap();
/// assert_eq!(resumed.state(), interview.state());
/// interview.answer_json("pass", b"true").unwrap();
/// assert_eq!(interview.state().unwrap().status, Status::Decided);
/// ```
#[derive(Debug, Clone)]
pub struct Interview {
    policy: Policy,
    law: Law,
    answers: Vec<DefinitionId>,
    /// What was known before.
    given: Case,
    /// What was answered, in order.
    steps: Vec<(FactId, Known)>,
    /// Both together.
    case: Case,
}

impl Policy {
    /// Begins an interview about what a case leaves open.
    ///
    /// # Errors
    /// As [`Policy::decide_json`].
    pub fn interview(&self, case: &[u8], request: &Request) -> Result<Interview, Refused> {
        let (case, answers) = self.read_request(case, request)?;
        Interview::new(self, case, answers, Vec::new())
    }

    /// Goes on with an interview that [`Interview::to_json`] saved under the same policy.
    ///
    /// # Errors
    /// Where the JSON is no saved interview, or one of another policy or another text of this one; and as
    /// [`Policy::decide_json`].
    pub fn resume_interview(&self, saved: &[u8]) -> Result<Interview, Refused> {
        saved::read(self, saved)
    }
}

impl Interview {
    fn new(
        policy: &Policy,
        given: Case,
        answers: Vec<DefinitionId>,
        steps: Vec<(FactId, Known)>,
    ) -> Result<Self, Refused> {
        let law = policy.at(given.as_of)?;
        let answers = if answers.is_empty() { policy.model().answers.clone() } else { answers };
        let mut interview = Self { policy: policy.clone(), law, answers, case: given.clone(), given, steps };
        interview.case = interview.laid_together();
        interview.check()?;
        Ok(interview)
    }

    /// The policy.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The case as far as it is known by now.
    #[must_use]
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// What is certain, what is asked next, and how much may be ahead.
    ///
    /// # Errors
    /// As [`Law::decide`]; an interview that was begun without an error has none.
    pub fn state(&self) -> Result<State, DecideError> {
        self.law.with(&self.case, |deciding| state::state(deciding, self))
    }

    /// Notes an answer: a value as text, the JSON of a range or a set, or `null` for what is not known, as [`Case::with`]
    /// takes them. A fact that was answered before is corrected where it stands. Any fact may be answered, asked for or not.
    ///
    /// # Errors
    /// Where the policy has no such fact, or the fact no such value; or where the rules leave a gap or disagree then. The
    /// interview stays as it was.
    pub fn answer(&mut self, fact: &str, value: &str) -> Result<(), Refused> {
        let model = self.policy.model();
        let case = Case::new(model, self.case.as_of).with(model, fact, value).map_err(Refused::Case)?;
        self.note(&case)
    }

    /// Notes an answer in JSON, as a case would have the fact's value; otherwise as [`Interview::answer`].
    ///
    /// # Errors
    /// As [`Interview::answer`]; places are those in the value's JSON.
    pub fn answer_json(&mut self, fact: &str, value: &[u8]) -> Result<(), Refused> {
        let model = self.policy.model();
        let case = Case::new(model, self.case.as_of).with_json(model, fact, value).map_err(Refused::Case)?;
        self.note(&case)
    }

    /// Notes the one fact of which a case knows something.
    fn note(&mut self, case: &Case) -> Result<(), Refused> {
        let Some((fact, known)) = first_known(case) else { return Ok(()) };
        let steps = self.steps.clone();
        match self.steps.iter_mut().find(|(other, _)| *other == fact) {
            Some(step) => step.1 = known,
            None => self.steps.push((fact, known)),
        }
        let together = self.laid_together();
        let before = std::mem::replace(&mut self.case, together);
        self.check().inspect_err(|_| (self.steps, self.case) = (steps, before))
    }

    /// Takes the last answer back; gives the fact that it was about, or nothing where there is no answer.
    pub fn undo(&mut self) -> Option<Arc<str>> {
        let (fact, _) = self.steps.pop()?;
        self.case = self.laid_together();
        Some(Arc::clone(&self.policy.model().fact(fact).name.key))
    }

    /// The interview as one line of JSON that [`Policy::resume_interview`] reads back.
    #[must_use]
    pub fn to_json(&self) -> String {
        saved::write(self)
    }

    fn laid_together(&self) -> Case {
        let mut case = self.given.clone();
        for (fact, known) in &self.steps {
            case.set(*fact, Some(known.clone()));
        }
        case
    }

    /// Whether the case can be decided as far as it is known.
    fn check(&self) -> Result<(), Refused> {
        Ok(self.law.with(&self.case, |deciding| {
            deciding.answers(&self.answers)?;
            self.answers.iter().try_for_each(|answer| deciding.settled_or_possible(*answer).map(|_| ()))
        })?)
    }
}

/// The first fact of which a case knows something, and what.
fn first_known(case: &Case) -> Option<(FactId, Known)> {
    let known = |(place, known): (usize, &Option<Known>)| Some((FactId::from(place), known.clone()?));
    case.facts().iter().enumerate().find_map(known)
}
