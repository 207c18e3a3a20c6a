//! A decision as data, and as JSON: the same bytes on every surface.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use std::sync::Arc;

use super::Sufficient;
use crate::diagnostic::Text;
use crate::policy::model::Order;

/// What was decided of a case, or what is still open and missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The policy's name.
    pub policy: Arc<str>,
    /// The day whose law was applied, as ISO 8601.
    pub as_of: String,
    /// The policy's digest.
    pub digest: Arc<str>,
    /// What the caller set, as a case sets it.
    pub settings: Vec<(String, Value)>,
    /// The decisions that `status`, `exact` and `missing` are about.
    pub answers: Vec<Arc<str>>,
    /// Whether all answers are settled.
    pub status: Status,
    /// Whether nothing that is listed as missing is idle.
    pub exact: bool,
    /// The settled decisions: answers first, then by layer and name.
    pub decisions: Vec<(Arc<str>, Value)>,
    /// The reasons of settled decisions; `None` where the caller wanted none.
    pub reasons: Option<Vec<Reason>>,
    /// The standards.
    pub standards: Vec<Standard>,
    /// The exemptions that hold.
    pub exemptions: Vec<Arc<str>>,
    /// The triggers that hold.
    pub triggers: Vec<Arc<str>>,
    /// What the settled decisions rest on that is not certain.
    pub assumptions: Vec<Assumed>,
    /// Facts given where they surely do not apply.
    pub ignored: Vec<Arc<str>>,
    /// What the open decisions can still be.
    pub possible: Vec<(Arc<str>, Possible)>,
    /// Everything that can still matter to the answers.
    pub missing: Vec<Missing>,
    /// For each settled answer, the facts that suffice for it; `None` where the caller did not ask.
    pub sufficient: Option<Vec<Sufficient>>,
}

/// Whether all answers are settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// They are.
    Decided,
    /// Some are open.
    Incomplete,
}

/// The value of a decision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// The policy's own *none*.
    None,
    /// A boolean.
    Truth(bool),
    /// A whole number: of an integer or of days.
    Integer(i64),
    /// A value of an enumeration, a decimal or fraction, a day, `unlimited`.
    Text(Arc<str>),
    /// A set, its values as declared.
    Set(Vec<Arc<str>>),
}

/// What an open decision can still be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Possible {
    /// These values; *none* last.
    Values(Vec<Value>),
    /// These are in the set surely, those perhaps.
    Set {
        /// Surely.
        certain: Vec<Arc<str>>,
        /// Perhaps.
        open: Vec<Arc<str>>,
    },
    /// A figure or a day within bounds, which may be wide.
    Between {
        /// At least this; `None`: an open end.
        min: Option<Value>,
        /// At most this; `None`: an open end.
        max: Option<Value>,
        /// Whether it may be *none*.
        none: bool,
    },
}

/// Why a decision is as it is: a rule that holds.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Reason {
    /// The decision.
    pub decision: Arc<str>,
    /// The rule.
    pub rule: Arc<str>,
    /// The policy that the rule stands in.
    pub layer: Arc<str>,
    /// Whether it is the one that no rule which holds overrides.
    pub ground: bool,
    /// Its sources in force, then those of the provisions that made it hold.
    pub cite: Vec<Cite>,
    /// In words.
    pub say: Arc<Text>,
    /// The facts that the walk to it read.
    pub facts: Vec<Arc<str>>,
}

/// A place in a source.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Cite {
    /// The instrument's own title.
    pub instrument: Arc<str>,
    /// 第…条
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<u32>,
    /// 第…款
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<u32>,
    /// 第…项
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<u32>,
}

/// The status of a standard, and its comparisons.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Standard {
    /// The standard.
    pub standard: Arc<str>,
    /// `waived`, `presumed`, `met`, `unmet`; `None` while open.
    pub status: Option<&'static str>,
    /// The comparisons of its clauses in force.
    pub comparisons: Vec<Comparison>,
}

/// One comparison of a standard.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Comparison {
    /// The clause.
    pub clause: Arc<str>,
    /// The left side, where it is known.
    pub left: Option<String>,
    /// The comparison word.
    #[serde(serialize_with = "order_key")]
    pub op: Order,
    /// The right side, where it is known.
    pub right: Option<String>,
    /// Whether it holds; `None` where a side is unknown or the standard is waived.
    pub holds: Option<bool>,
    /// At least 0 exactly where an inclusive comparison holds, above 0 where a strict one does.
    pub margin: Option<String>,
}

/// Something assumed that settled decisions rest on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Assumed {
    /// `instrument`, `parameter`, `exemption`, `group`, `trigger`, `define`, `clause`, `rule`.
    pub kind: &'static str,
    /// Its name.
    pub name: Arc<str>,
    /// Why it is not certain.
    pub why: Arc<str>,
    /// The decisions that rest on it.
    pub decisions: Vec<Arc<str>>,
}

/// A fact, standard or figure that can still matter.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Missing {
    /// Its name.
    pub fact: Arc<str>,
    /// `applicant`, `officer`, `embedder`.
    pub of: &'static str,
    /// The answers that it can matter to.
    #[serde(rename = "for")]
    pub answers: Vec<Arc<str>>,
    /// Whether it was asked, and is not known.
    pub asked: bool,
    /// The question.
    pub ask: Text,
    /// What settles it: any of all.
    pub evidence: Vec<Vec<Arc<str>>>,
}

impl Decision {
    /// The settled value of a decision.
    #[must_use]
    pub fn get(&self, decision: &str) -> Option<&Value> {
        self.decisions.iter().find(|(name, _)| **name == *decision).map(|(_, value)| value)
    }

    /// What an open decision can still be.
    #[must_use]
    pub fn possible(&self, decision: &str) -> Option<&Possible> {
        self.possible.iter().find(|(name, _)| **name == *decision).map(|(_, possible)| possible)
    }

    /// The decision as one line of JSON, without a line end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Nothing in a decision can fail to serialise: no map has a key that is no string. Few are shorter than this.
        let mut json = Vec::with_capacity(1024);
        let written = serde_json::to_writer(&mut json, self);
        written.ok().and_then(|()| String::from_utf8(json).ok()).unwrap_or_default()
    }
}

impl Serialize for Decision {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_struct("Decision", 17)?;
        map.serialize_field("policy", &self.policy)?;
        map.serialize_field("as_of", &self.as_of)?;
        map.serialize_field("digest", &self.digest)?;
        map.serialize_field("settings", &Pairs(&self.settings))?;
        map.serialize_field("answers", &self.answers)?;
        map.serialize_field("status", &self.status)?;
        map.serialize_field("exact", &self.exact)?;
        map.serialize_field("decisions", &Pairs(&self.decisions))?;
        if let Some(reasons) = &self.reasons {
            map.serialize_field("reasons", reasons)?;
        }
        map.serialize_field("standards", &self.standards)?;
        map.serialize_field("exemptions", &self.exemptions)?;
        map.serialize_field("triggers", &self.triggers)?;
        map.serialize_field("assumptions", &self.assumptions)?;
        map.serialize_field("ignored", &self.ignored)?;
        map.serialize_field("possible", &Pairs(&self.possible))?;
        map.serialize_field("missing", &self.missing)?;
        if let Some(sufficient) = &self.sufficient {
            map.serialize_field("sufficient", sufficient)?;
        }
        map.end()
    }
}

/// Pairs as an object, in their order.
pub(crate) struct Pairs<'a, K, T>(pub(crate) &'a [(K, T)]);

impl<K: Serialize, T: Serialize> Serialize for Pairs<'_, K, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_none(),
            Self::Truth(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serializer.serialize_i64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::Set(values) => values.serialize(serializer),
        }
    }
}

impl Serialize for Possible {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Values(values) => {
                let mut list = serializer.serialize_seq(Some(values.len()))?;
                for value in values {
                    list.serialize_element(value)?;
                }
                list.end()
            }
            Self::Set { certain, open } => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("certain", certain)?;
                map.serialize_entry("open", open)?;
                map.end()
            }
            Self::Between { min, max, none } => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("min", min)?;
                map.serialize_entry("max", max)?;
                if *none {
                    map.serialize_entry("none", &true)?;
                }
                map.end()
            }
        }
    }
}

fn order_key<S: Serializer>(order: &Order, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match order {
        Order::AtMost => "at_most",
        Order::LessThan => "less_than",
        Order::AtLeast => "at_least",
        Order::MoreThan => "more_than",
    })
}
