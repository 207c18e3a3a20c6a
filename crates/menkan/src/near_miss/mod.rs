//! Near misses: for an answer that a case does not have, the least changes that would give it, in the law's own terms.

mod choices;
mod game;
mod goal;
mod make;
mod numbers;
mod search;
mod text;

use std::sync::Arc;

use serde::Serialize;

use crate::case::Case;
use crate::decide::{Comparison, DecideError, Law, Possible, Refused, Request, Value, definitions_named};
use crate::diagnostic::{Lang, Text};
use crate::notice::pairs;
use crate::policy::Policy;
use crate::policy::model::{DefinitionId, DefinitionKind, Model};

/// How many near misses are told at most.
pub const MOST_MISSES: usize = 8;

/// How long near misses are looked for: sets of changes, and fronts of diagrams, looked at.
pub const NEAR_MISS_STEPS: usize = 20_000;

/// The least changes to a case that would give a decision another value. Each was decided; each does it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NearMisses {
    /// The policy's name.
    pub policy: Arc<str>,
    /// Its label.
    pub label: Text,
    /// The day whose law was applied, as ISO 8601.
    pub as_of: String,
    /// The policy's digest.
    pub digest: Arc<str>,
    /// What the caller set, as a case sets it.
    #[serde(serialize_with = "pairs")]
    pub settings: Vec<(String, Value)>,
    /// The decision.
    pub decision: Arc<str>,
    /// The value wanted of it.
    pub wanted: Value,
    /// Whether the case has it already.
    pub already: bool,
    /// What the decision is; left out while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<Value>,
    /// What it can still be, while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub possible: Option<Possible>,
    /// The least sets of changes, by cost, then in canonical order. None of a set's changes can be spared.
    pub misses: Vec<NearMiss>,
    /// Whether no other set of changes costs less than the last, and there is no other where there are fewer than
    /// [`MOST_MISSES`].
    pub complete: bool,
    /// Where there is no near miss, why, as far as that was proved.
    pub never: Option<Never>,
    /// The fixed facts and judgements of a least change that would do it if they could be otherwise.
    pub barred: Vec<Arc<str>>,
}

/// Why no change gives the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Never {
    /// Only facts that nobody can change, or a judgement, stand in its way.
    OnlyThroughFixed,
    /// No case has it, with what the law and the settings leave open.
    InNoCase,
}

/// A least set of changes that gives the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NearMiss {
    /// The changes, in the order of the model.
    pub changes: Vec<Change>,
    /// What they cost together, by the policy's costs.
    pub cost: u32,
    /// The standards whose status would be another.
    pub standards: Vec<Turn>,
    /// The comparisons of standards that would come out otherwise: which line is crossed, and by how much.
    pub crossed: Vec<Crossing>,
    /// The exemptions that would hold, and do not now.
    pub exemptions: Vec<Arc<str>>,
}

/// A fact that would be otherwise, or be known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The fact.
    pub fact: Arc<str>,
    /// Its label.
    pub label: Text,
    /// Whether it is changed, or only found out.
    pub kind: Kind,
    /// What is known of it, as a case writes it; left out where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<serde_json::Value>,
    /// What it would be, as a case writes it: of a number that is changed, the nearest; of one found out, a range that
    /// does it.
    pub to: serde_json::Value,
    /// Of a number, how far it would move: below 0 where it falls; of a day, in days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What settles the fact: any of all.
    pub evidence: Vec<Vec<Arc<str>>>,
}

/// What is done about a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It becomes otherwise.
    Change,
    /// It is found out, within what is known of it.
    Answer,
}

/// A standard whose status would be another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Turn {
    /// The standard.
    pub standard: Arc<str>,
    /// What it is; `None` while open.
    pub now: Option<&'static str>,
    /// What it would be.
    pub then: Option<&'static str>,
}

/// A comparison that would come out otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Crossing {
    /// The standard.
    pub standard: Arc<str>,
    /// Its place among the comparisons of its clause.
    #[serde(skip)]
    pub place: usize,
    /// As it is.
    pub now: Comparison,
    /// As it would be.
    pub then: Comparison,
}

impl NearMisses {
    /// The near misses as one line of JSON, without a line end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Nothing in them can fail to serialise: no map has a key that is no string.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The near misses in words, for a terminal: lines of at most [`COLUMNS`](crate::render::COLUMNS) columns.
    ///
    /// `model` is that of the policy that gave them; a name that it does not know is printed as it is.
    #[must_use]
    pub fn to_text(&self, model: &Model, lang: Lang) -> String {
        text::text(self, model, lang)
    }
}

impl Law {
    /// The least changes to a case that would give a decision a value.
    ///
    /// # Errors
    /// As [`Law::decide_as`]; and where the decision never has such a value. A missing fact is no error.
    pub fn near_misses(&self, case: &Case, decision: DefinitionId, value: &Value) -> Result<NearMisses, DecideError> {
        self.with(case, |deciding| make::near_misses(deciding, decision, value))
    }
}

impl Policy {
    /// Reads a case and gives the least changes that would give a decision, by name, a value, as text: `true`, `approve`,
    /// `2024-08-01`, `none`, the values of a set with commas between. What `request` says of answers and reasons is not
    /// used.
    ///
    /// # Errors
    /// As [`Policy::decide_json`]; and where there is no such decision, or it never has such a value.
    ///
    /// ```
    /// use menkan::decide::Request;
    /// use menkan::policy::Policy;
    /// use menkan::source::SourceFile;
    ///
    /// let text = r#"
    /// policy example / 示例
    ///   answers free
    /// fact income / 收入 : CNY per month ask "收入多少?" / "What income?"
    /// decision free / 免费 when income is at most 800 cite none "an example"
    /// "#;
    /// let policy = Policy::parse(SourceFile::new("example.menkan", text), &()).unwrap();
    /// let request = Request { as_of: Some(jiff::civil::date(2024, 8, 1)), ..Request::default() };
    /// let near = policy.why_not_json(br#"{ "facts": { "income": "812" } }"#, "free", "true", &request).unwrap();
    /// assert_eq!(near.misses[0].changes[0].by.as_deref(), Some("-12"));
    /// ```
    pub fn why_not_json(
        &self,
        case: &[u8],
        decision: &str,
        value: &str,
        request: &Request,
    ) -> Result<NearMisses, Refused> {
        let (case, _) = self.read_request(case, &Request { answers: Vec::new(), ..request.clone() })?;
        let law = self.at(case.as_of)?;
        let named = definitions_named(self.model(), &[decision.to_owned()], |kind| *kind == DefinitionKind::Decision)?;
        let no_decision = || DecideError::NoDecision { decision: decision.to_owned(), nearest: None };
        let id = named.first().copied().ok_or_else(no_decision)?;
        let value = goal::value_named(self.model(), id, value)?;
        Ok(law.near_misses(&case, id, &value)?)
    }
}
