//! A case in JSON to its decision in one call, with what the caller asks for beside it, by name.

use jiff::civil::Date;

use super::{DecideError, Decision, Reasons, Wanted};
use crate::case::{Case, CaseErrors};
use crate::interview::SavedError;
use crate::near::nearest_word;
use crate::policy::Policy;
use crate::policy::model::{DefinitionId, DefinitionKind, Model};

/// What is asked for beside a case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// The day whose law applies; the case may then leave it out, but may not name another.
    pub as_of: Option<Date>,
    /// Settings by name, as [`Case::with_setting`] takes them. They win over the case's own.
    pub settings: Vec<(String, String)>,
    /// The decisions that `status`, `exact` and `missing` are about, by name in either language; empty: the policy's own.
    pub answers: Vec<String>,
    /// Whether reasons are given.
    pub reasons: Reasons,
    /// Whether the facts that suffice for each settled answer are looked for.
    pub sufficient: bool,
}

/// Why a request has no decision.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The JSON of the case is at fault.
    #[error("{0}")]
    Case(CaseErrors),
    /// A setting of the request is at fault.
    #[error("{0}")]
    Setting(CaseErrors),
    /// The case cannot be decided.
    #[error("[{code}] {0}", code = .0.code())]
    Decide(#[from] DecideError),
    /// A saved interview cannot be gone on with.
    #[error("[{code}] {0}", code = .0.code())]
    Saved(#[from] SavedError),
}

impl Refused {
    /// Without the places in the JSON of the case: for a caller who gave objects and never saw the text.
    #[must_use]
    pub fn without_places(self) -> Self {
        match self {
            Self::Case(errors) => Self::Case(errors.without_places()),
            other @ (Self::Setting(_) | Self::Decide(_) | Self::Saved(_)) => other,
        }
    }

    /// `{ "errors": [ … ] }`.
    #[must_use]
    pub fn to_json(&self) -> String {
        match self {
            Self::Case(errors) | Self::Setting(errors) => errors.to_json(None),
            Self::Decide(error) => error.to_json(),
            Self::Saved(error) => error.to_json(),
        }
    }
}

impl Policy {
    /// Reads a case and decides it.
    ///
    /// # Errors
    /// All that is wrong with the case; or the first setting that is; or as [`Policy::at`] and
    /// [`decide_as`](super::Law::decide_as). A missing fact is no error.
    ///
    /// ```
    /// use menkan::decide::Request;
    /// use menkan::policy::Policy;
    /// use menkan::source::SourceFile;
    ///
    /// let text = r#"
    /// policy example / 示例
    ///   answers adult
    /// fact age / 年龄 : integer 0..130 ask "多大年龄?" / "How old?"
    /// decision adult / 成年 when age is at least 18 cite none "an example"
    /// "#;
    /// let policy = Policy::parse(SourceFile::new("example.menkan", text), &()).unwrap();
    /// let request = Request { as_of: Some(jiff::civil::date(2024, 8, 1)), ..Request::default() };
    /// let decision = policy.decide_json(br#"{ "facts": { "age": 17 } }"#, &request).unwrap();
    /// assert_eq!(decision.get("adult"), Some(&menkan::decide::Value::Truth(false)));
    /// ```
    pub fn decide_json(&self, case: &[u8], request: &Request) -> Result<Decision, Refused> {
        let (case, answers) = self.read_request(case, request)?;
        let wanted = Wanted { answers, reasons: request.reasons, sufficient: request.sufficient };
        Ok(self.at(case.as_of)?.decide_as(&case, &wanted)?)
    }

    /// Reads a case with what is asked for beside it: the case, and the decisions named.
    pub(crate) fn read_request(&self, case: &[u8], request: &Request) -> Result<(Case, Vec<DefinitionId>), Refused> {
        let model = self.model();
        let read = match request.as_of {
            Some(day) => Case::read_as_of(model, case, day),
            None => Case::read(model, case),
        };
        let mut case = read.map_err(Refused::Case)?;
        for (name, value) in &request.settings {
            case = case.with_setting(model, name, value).map_err(Refused::Setting)?;
        }
        let is_decision = |kind: &DefinitionKind| *kind == DefinitionKind::Decision;
        let answers = definitions_named(model, &request.answers, is_decision)?;
        Ok((case, answers))
    }
}

/// The definitions of these names, in either language, each of a wanted kind.
///
/// # Errors
/// [`DecideError::NoDecision`] for the first name that is none.
pub fn definitions_named(
    model: &Model,
    names: &[String],
    wanted: fn(&DefinitionKind) -> bool,
) -> Result<Vec<DefinitionId>, DecideError> {
    let known = || model.definitions.iter().filter(|definition| wanted(&definition.kind));
    names
        .iter()
        .map(|name| {
            let found = (0..model.definitions.len()).map(DefinitionId::from).find(|id| {
                let definition = model.definition(*id);
                wanted(&definition.kind) && (*definition.name.key == **name || *definition.name.zh == **name)
            });
            found.ok_or_else(|| {
                let nearest = nearest_word(name, known().map(|definition| &*definition.name.key)).map(str::to_owned);
                DecideError::NoDecision { decision: name.clone(), nearest }
            })
        })
        .collect()
}
