//! An interview as JSON, to be gone on with later.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Interview, first_known};
use crate::case::{Case, known_json};
use crate::decide::{Refused, definitions_named};
use crate::diagnostic::Text;
use crate::policy::Policy;
use crate::policy::model::{DefinitionKind, FactId};

/// Why a text is not an interview that can be gone on with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SavedError {
    /// C0401: it is no saved interview at all.
    #[error("this is no saved interview: {why}")]
    Malformed {
        /// What is wrong, with line and column.
        why: String,
    },
    /// C0402: it was saved under another policy, or under another text of this one.
    #[error("the interview was saved under {saved}, but the policy is {own}; begin anew with its case")]
    OtherPolicy {
        /// The policy and digest that it names.
        saved: String,
        /// Those of the policy in hand.
        own: String,
    },
}

impl SavedError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "C0401",
            Self::OtherPolicy { .. } => "C0402",
        }
    }

    /// The message in both languages.
    #[must_use]
    pub fn message(&self) -> Text {
        let zh = match self {
            Self::Malformed { why } => format!("这不是所保存的询问:{why}"),
            Self::OtherPolicy { saved, own } => {
                format!("询问是按 {saved} 保存的,而现在的政策是 {own};请用其中的案件重新开始")
            }
        };
        Text::new(zh, self.to_string())
    }

    /// `{ "errors": [ … ] }` with this one error.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::json!({ "errors": [{ "code": self.code(), "message": self.message() }] }).to_string()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved<'a> {
    policy: String,
    digest: String,
    answers: Vec<String>,
    /// The case before the first answer.
    #[serde(borrow)]
    case: &'a RawValue,
    #[serde(borrow)]
    steps: Vec<Step<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step<'a> {
    fact: String,
    #[serde(borrow)]
    value: &'a RawValue,
}

pub(super) fn write(interview: &Interview) -> String {
    let model = interview.policy.model();
    let case = interview.given.to_json(model);
    let values: Vec<String> = interview.steps.iter().map(|(fact, known)| known_json(model, *fact, known)).collect();
    let mut steps = Vec::new();
    for ((fact, _), value) in interview.steps.iter().zip(&values) {
        // A value is written as JSON; so none is left out.
        if let Ok(value) = serde_json::from_str(value) {
            steps.push(Step { fact: model.fact(*fact).name.key.to_string(), value });
        }
    }
    let answers = interview.answers.iter().map(|id| model.definition(*id).name.key.to_string()).collect();
    let saved = serde_json::from_str(&case).map(|case| Saved {
        policy: interview.policy.name().to_owned(),
        digest: model.digest.to_string(),
        answers,
        case,
        steps,
    });
    saved.and_then(|saved| serde_json::to_string(&saved)).unwrap_or_default()
}

pub(super) fn read(policy: &Policy, saved: &[u8]) -> Result<Interview, Refused> {
    let model = policy.model();
    let malformed = |why: String| Refused::Saved(SavedError::Malformed { why });
    let saved: Saved<'_> = serde_json::from_slice(saved).map_err(|error| malformed(error.to_string()))?;
    if saved.digest != *model.digest || saved.policy != policy.name() {
        let named = |name: &str, digest: &str| format!("{name} {digest}");
        return Err(Refused::Saved(SavedError::OtherPolicy {
            saved: named(&saved.policy, &saved.digest),
            own: named(policy.name(), &model.digest),
        }));
    }
    // Places within a part of the text would point nowhere.
    let case = Case::read(model, saved.case.get().as_bytes());
    let case = case.map_err(|errors| Refused::Case(errors.without_places()))?;
    let answers = definitions_named(model, &saved.answers, |kind| *kind == DefinitionKind::Decision)?;
    let mut steps: Vec<(FactId, _)> = Vec::new();
    for step in saved.steps {
        let one = Case::new(model, case.as_of).with_json(model, &step.fact, step.value.get().as_bytes());
        let one = one.map_err(|errors| Refused::Case(errors.without_places()))?;
        let Some((fact, known)) = first_known(&one) else { continue };
        if steps.iter().any(|(other, _)| *other == fact) {
            return Err(malformed(format!("`{}` is answered twice", step.fact)));
        }
        steps.push((fact, known));
    }
    Interview::new(policy, case, answers, steps)
}
