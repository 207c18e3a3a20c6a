//! A case to its notice: all that can still matter, told once, and the smallest sets of it that could settle the case.

mod html;
mod letter;
mod make;
mod markdown;
mod text;

use std::sync::Arc;

pub(crate) use make::question;

use serde::Serialize;
use serde::ser::Serializer;

use crate::case::Case;
use crate::decide::{Assumed, DecideError, Law, Pairs, Possible, Refused, Request, Status, Value};
use crate::diagnostic::{Lang, Text};
use crate::policy::Policy;
use crate::policy::model::{DefinitionId, Model};

/// How many of the smallest sets a notice names.
pub const MOST_SETS: usize = 8;

/// How long the smallest sets are looked for, in states of the search.
pub const SET_STEPS: usize = 20_000;

/// What is still needed of a case, told once: 一次性告知.
///
/// Where [`exact`](Self::exact) is true, everything asked for can change some answer, and nothing else can. Otherwise it is
/// an upper bound. Either way nothing is missing once all of it is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
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
    /// The decisions that the notice is about.
    pub answers: Vec<Arc<str>>,
    /// Whether all of them are settled, so that nothing is needed.
    pub status: Status,
    /// Whether nothing that is asked for is idle.
    pub exact: bool,
    /// The answers that are settled.
    #[serde(serialize_with = "pairs")]
    pub decisions: Vec<(Arc<str>, Value)>,
    /// What the open answers can still be.
    #[serde(serialize_with = "pairs")]
    pub possible: Vec<(Arc<str>, Possible)>,
    /// What the applicant can answer.
    pub applicant: Vec<Question>,
    /// What an officer answers.
    pub officer: Vec<Question>,
    /// The figures and standards that the embedding system owes, and the facts that it knows.
    pub embedder: Vec<Question>,
    /// What papers are wanted, each once.
    pub documents: Vec<Document>,
    /// The smallest sets of what is asked for of which some answer settles everything: by cost, then in canonical order.
    pub settling: Vec<Settling>,
    /// Whether no smaller set, and no other one before the last, is left out.
    pub settling_complete: bool,
    /// What is not certain in the law and bears on what is open.
    pub assumptions: Vec<Assumed>,
}

/// One thing to find out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// The fact, standard or figure.
    pub fact: Arc<str>,
    /// Its label.
    pub label: Text,
    /// The answers that it can matter to.
    #[serde(rename = "for")]
    pub answers: Vec<Arc<str>>,
    /// Whether it was asked, and is not known: it is not asked again, but its evidence is named.
    pub asked: bool,
    /// The question.
    pub ask: Text,
    /// Of a set, the members that are open and matter; empty for what is no set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Labelled>,
    /// Of a number or a day, within what it is known to lie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<Bounds>,
    /// What settles it: any of all.
    pub evidence: Vec<Vec<Arc<str>>>,
}

/// Within what a number or a day is known to lie, ends included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bounds {
    /// No less than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Value>,
    /// No more than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Value>,
}

/// A name and its label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Labelled {
    /// The name.
    pub name: Arc<str>,
    /// The label.
    pub label: Text,
}

/// Papers that settle some of what is asked for: any of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// Any one of these; of each, all.
    pub any_of: Vec<Vec<Labelled>>,
    /// What they settle.
    #[serde(rename = "for")]
    pub facts: Vec<Arc<str>>,
}

/// A set of facts of which some values settle everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settling {
    /// The facts, standards and figures.
    pub facts: Vec<Arc<str>>,
    /// What it costs to find them out, by the policy's costs of asking.
    pub cost: u32,
    /// The papers that they take: places in [`Notice::documents`].
    pub documents: Vec<usize>,
}

impl Notice {
    /// Everything asked for: of the applicant, then of an officer, then of the embedder.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.applicant.iter().chain(&self.officer).chain(&self.embedder)
    }

    /// The notice as one line of JSON, without a line end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Nothing in a notice can fail to serialise: no map has a key that is no string.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The notice in words, for a terminal: lines of at most [`COLUMNS`](crate::render::COLUMNS) columns.
    ///
    /// `model` is that of the policy that gave it; a name that it does not know is printed as it is.
    #[must_use]
    pub fn to_text(&self, model: &Model, lang: Lang) -> String {
        text::text(&letter::letter(self, model, lang))
    }

    /// The notice as a letter in Markdown (CommonMark), with boxes to tick and lines to fill in.
    #[must_use]
    pub fn to_markdown(&self, model: &Model, lang: Lang) -> String {
        markdown::markdown(&letter::letter(self, model, lang))
    }

    /// The notice as a letter: one HTML page, ready to print on A4, that loads nothing.
    #[must_use]
    pub fn to_html(&self, model: &Model, lang: Lang) -> String {
        html::html(&letter::letter(self, model, lang))
    }
}

impl Law {
    /// The notice of a case for some decisions; for the policy's own answers where none is named.
    ///
    /// # Errors
    /// As [`Law::decide_as`]. A missing fact is no error.
    pub fn notice(&self, case: &Case, answers: &[DefinitionId]) -> Result<Notice, DecideError> {
        self.with(case, |deciding| make::notice(deciding, answers))
    }
}

impl Policy {
    /// Reads a case and gives its notice.
    ///
    /// # Errors
    /// As [`Policy::decide_json`].
    ///
    /// ```
    /// use menkan::decide::Request;
    /// use menkan::policy::Policy;
    /// use menkan::source::SourceFile;
    ///
    /// let text = r#"
    /// policy example / 示例
    ///   answers free
    /// fact age / 年龄 : integer 0..130 ask "多大年龄?" / "How old?" evidence identity_card / 身份证
    /// fact pass / 通票 : boolean ask "有通票吗?" / "A pass?"
    /// decision free / 免费 when age is at least 60 or pass cite none "an example"
    /// "#;
    /// let policy = Policy::parse(SourceFile::new("example.menkan", text), &()).unwrap();
    /// let request = Request { as_of: Some(jiff::civil::date(2024, 8, 1)), ..Request::default() };
    /// let notice = policy.notice_json(br#"{ "facts": { "age": { "at_least": 50 } } }"#, &request).unwrap();
    /// assert!(notice.questions().map(|question| &*question.fact).eq(["age", "pass"]));
    /// // Either of them can settle it alone: an age of 60, a pass.
    /// assert_eq!(notice.settling.len(), 2);
    /// ```
    pub fn notice_json(&self, case: &[u8], request: &Request) -> Result<Notice, Refused> {
        let (case, answers) = self.read_request(case, request)?;
        Ok(self.at(case.as_of)?.notice(&case, &answers)?)
    }
}

/// Pairs as an object.
pub(crate) fn pairs<K: Serialize, T: Serialize, S: Serializer>(
    pairs: &[(K, T)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    Pairs(pairs).serialize(serializer)
}
