//! Where an interview stands.
#![allow(
    clippy::float_arithmetic,
    reason = "chances choose questions and decide nothing; the same order of IEEE operations gives the same everywhere"
)]

use std::sync::Arc;

use serde::Serialize;

use super::plan::Plan;
use super::{Interview, text};
use crate::decide::{Assumed, DecideError, Deciding, Possible, Status, Value, decisions};
use crate::diagnostic::{Lang, Text};
use crate::notice::{Question, pairs, question};
use crate::policy::model::{Asked, DefinitionId, FactId, Model};
use crate::render::Wording;

/// Where an interview stands: what is certain, what is asked next, and how much may be ahead.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct State {
    /// The policy's name.
    pub policy: Arc<str>,
    /// The day whose law is applied, as ISO 8601.
    pub as_of: String,
    /// The policy's digest.
    pub digest: Arc<str>,
    /// What the caller set, as a case sets it.
    #[serde(serialize_with = "pairs")]
    pub settings: Vec<(String, Value)>,
    /// The decisions that the interview is about.
    pub answers: Vec<Arc<str>>,
    /// Whether all of them are settled.
    pub status: Status,
    /// All decisions that are certain by now, whatever is answered later.
    #[serde(serialize_with = "pairs")]
    pub decisions: Vec<(Arc<str>, Value)>,
    /// What the open answers can still be.
    #[serde(serialize_with = "pairs")]
    pub possible: Vec<(Arc<str>, Possible)>,
    /// What was answered, in order.
    pub answered: Vec<Answered>,
    /// The next question; nothing where none is left that could matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Next>,
    /// What can still matter, but is not asked here: what was asked and is not known, or not whole; and the figures and
    /// standards that the embedding system owes.
    pub waiting: Vec<Question>,
    /// What is not certain in the law and bears on what is open.
    pub assumptions: Vec<Assumed>,
}

/// An answer that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// The fact.
    pub fact: Arc<str>,
    /// Its label.
    pub label: Text,
    /// The JSON of the answer, as a case has it.
    #[serde(serialize_with = "raw")]
    pub value: String,
}

/// The next question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Next {
    /// What is asked.
    #[serde(flatten)]
    pub question: Question,
    /// Who can answer: `applicant`, `officer` or `embedder`.
    pub of: &'static str,
    /// How many questions may be ahead, this one included.
    pub ahead: Ahead,
}

/// How many questions may be ahead, the next one included: exactly, where no more than
/// [`SOLVED_FACTS`](super::SOLVED_FACTS) facts are open; otherwise if those after the next were asked in the order of the
/// diagrams, which as a rule asks more.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ahead {
    /// At best.
    pub fewest: u32,
    /// On average, by what is declared to be likely; to hundredths.
    pub expected: f64,
    /// At worst.
    pub most: u32,
}

/// Where an interview stands, its case walked.
pub(super) fn state(deciding: &Deciding<'_>, interview: &Interview) -> Result<State, DecideError> {
    let (model, answers) = (deciding.model, &interview.answers);
    let (mut settled, mut possible, mut open) = (Vec::new(), Vec::new(), Vec::new());
    let others = decisions(deciding.law).filter(|id| !answers.contains(id));
    for id in answers.iter().copied().chain(others) {
        match deciding.settled_or_possible(id) {
            Ok(Ok(value)) => settled.push((deciding.key(id), value)),
            Ok(Err(still)) if answers.contains(&id) => {
                possible.push((deciding.key(id), still));
                open.push(id);
            }
            Err(error) if answers.contains(&id) => return Err(error),
            // What nobody asked for may stay open.
            Ok(Err(_)) | Err(_) => {}
        }
    }
    let (missing, _) = deciding.missing(answers);
    let members = deciding.open_members(&deciding.residual(&open).0);
    let steps: Vec<FactId> = interview.steps.iter().map(|(fact, _)| *fact).collect();
    let next = next(deciding, &open, &steps);
    let (mut waiting, mut asked) = (Vec::new(), None);
    for one in missing {
        let fact = model.fact_named(&one.fact);
        if let (Some(fact), Some((next, ahead))) = (fact, next)
            && fact == next
        {
            let (of, question) = question(deciding, one, &members);
            let of = match of {
                Asked::Applicant => "applicant",
                Asked::Officer => "officer",
                Asked::Embedder => "embedder",
            };
            asked = Some(Next { question, of, ahead });
        } else if one.asked || fact.is_none_or(|fact| steps.contains(&fact)) {
            waiting.push(question(deciding, one, &members).1);
        }
    }
    let answered = interview.steps.iter().map(|(fact, known)| {
        let declared = model.fact(*fact);
        let value = crate::case::known_json(model, *fact, known);
        Answered { fact: Arc::clone(&declared.name.key), label: declared.name.labels(), value }
    });
    Ok(State {
        policy: model.layer().map_or_else(|| "".into(), |layer| Arc::clone(&layer.name.key)),
        as_of: deciding.case.as_of.to_string(),
        digest: Arc::clone(&model.digest),
        settings: deciding.settings(),
        answers: answers.iter().map(|id| deciding.key(*id)).collect(),
        status: if open.is_empty() { Status::Decided } else { Status::Incomplete },
        decisions: settled,
        possible,
        answered: answered.collect(),
        next: asked,
        waiting,
        assumptions: deciding.bearing(&open)?,
    })
}

/// The fact to ask for next, and what is then ahead.
fn next(deciding: &Deciding<'_>, open: &[DefinitionId], answered: &[FactId]) -> Option<(FactId, Ahead)> {
    let (fact, ahead) = Plan::new(deciding, open, answered).next(&deciding.model.first)?;
    let expected = (ahead.questions * 100.0).round() / 100.0;
    Some((fact, Ahead { fewest: ahead.fewest, expected, most: ahead.most }))
}

fn raw<S: serde::Serializer>(json: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let value: &serde_json::value::RawValue = serde_json::from_str(json).map_err(serde::ser::Error::custom)?;
    value.serialize(serializer)
}

impl State {
    /// The next question in words, with what has become certain since the state `before`; where nothing is left to ask, an
    /// empty text. Lines are of at most `columns` columns.
    ///
    /// `model` is that of the interview's policy.
    #[must_use]
    pub fn to_text(&self, before: Option<&Self>, model: &Model, lang: Lang, columns: usize) -> String {
        text::text(self, before, Wording { model, lang }, columns)
    }

    /// The state as one line of JSON, without a line end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Nothing in a state can fail to serialise: values are JSON, and no map has a key that is no string.
        serde_json::to_string(self).unwrap_or_default()
    }
}
