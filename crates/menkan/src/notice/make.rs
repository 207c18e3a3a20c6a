//! What a notice is made from: what is missing, its papers, and the smallest sets of it.

use std::sync::Arc;

use super::{Bounds, Document, Labelled, MOST_SETS, Notice, Question, SET_STEPS, Settling};
use crate::decide::missing::item_name;
use crate::decide::unknown::Unknown;
use crate::decide::{DecideError, Deciding, Missing, Status, number_value};
use crate::diagnostic::{Lang, Text};
use crate::policy::law::cell_name;
use crate::policy::model::{Asked, DefinitionId, FactId, Known, Model, TypeKind};
use crate::render::figure_label;

/// The notice of a case; of the policy's own answers where none is named.
pub(super) fn notice(deciding: &Deciding<'_>, answers: &[DefinitionId]) -> Result<Notice, DecideError> {
    let answers = deciding.answers(answers)?;
    let model = deciding.model;
    let (mut decisions, mut possible, mut open) = (Vec::new(), Vec::new(), Vec::new());
    for &answer in answers {
        match deciding.settled_or_possible(answer)? {
            Ok(value) => decisions.push((deciding.key(answer), value)),
            Err(still) => {
                possible.push((deciding.key(answer), still));
                open.push(answer);
            }
        }
    }
    let (missing, exact) = deciding.missing(answers);
    let mut documents = Documents::default();
    let (mut applicant, mut officer, mut embedder) = (Vec::new(), Vec::new(), Vec::new());
    let (residual, links) = deciding.residual(&open);
    let members = deciding.open_members(&residual);
    for one in missing {
        let (of, question) = question(deciding, one, &members);
        documents.note(deciding, &question);
        match of {
            Asked::Applicant => applicant.push(question),
            Asked::Officer => officer.push(question),
            Asked::Embedder => embedder.push(question),
        }
    }
    let found = deciding.settling(&residual, &links, MOST_SETS, SET_STEPS);
    let settling = if open.is_empty() { Vec::new() } else { found.sets };
    let settling = settling.into_iter().map(|set| {
        let cost = set.iter().map(|unknown| deciding.asking_cost(*unknown)).sum();
        let facts: Vec<Arc<str>> = set.iter().map(|unknown| name(deciding, *unknown)).collect();
        let documents = documents.of(&facts);
        Settling { facts, cost, documents }
    });
    Ok(Notice {
        policy: model.layer().map_or_else(|| "".into(), |layer| Arc::clone(&layer.name.key)),
        label: model.layer().map_or_else(|| Text::new("", ""), |layer| layer.name.labels()),
        as_of: deciding.case.as_of.to_string(),
        digest: Arc::clone(&model.digest),
        settings: deciding.settings(),
        answers: answers.iter().map(|id| deciding.key(*id)).collect(),
        status: if open.is_empty() { Status::Decided } else { Status::Incomplete },
        exact: open.is_empty() || exact,
        decisions,
        possible,
        applicant,
        officer,
        embedder,
        settling: settling.collect(),
        documents: documents.all,
        settling_complete: found.complete,
        assumptions: deciding.bearing(&open)?,
    })
}

fn name(deciding: &Deciding<'_>, unknown: Unknown) -> Arc<str> {
    match unknown {
        Unknown::Fact(id) => Arc::clone(&deciding.model.fact(id).name.key),
        Unknown::Standard(id) => deciding.key(id),
        Unknown::Item(list, place, field) => {
            item_name(&deciding.model.fact(list).name.key, place, &deciding.model.fact(field).name.key)
        }
        Unknown::Figure(id, cell) => cell_name(deciding.model, id, usize::from(cell)).into(),
    }
}

/// What is missing, as a question, and who can answer it; `members` are those of sets that matter.
pub(crate) fn question(deciding: &Deciding<'_>, missing: Missing, members: &[(FactId, u16)]) -> (Asked, Question) {
    let model = deciding.model;
    let fact = model.fact_named(&missing.fact);
    let (of, label) = match (fact, item_label(model, &missing.fact)) {
        (Some(id), _) => (model.fact(id).of, model.fact(id).name.labels()),
        (None, Some((list, label))) => (model.fact(list).of, label),
        (None, None) => {
            let standard = model.definition_named(&missing.fact).map(|id| model.definition(id).name.labels());
            (Asked::Embedder, standard.unwrap_or_else(|| figure_label(model, &missing.fact)))
        }
    };
    let members = members.iter().filter(|(of, _)| Some(*of) == fact).filter_map(|(of, symbol)| {
        let TypeKind::Set(values) = model.fact(*of).ty.kind else { return None };
        let name = model.enumeration(values).values.get(usize::from(*symbol))?;
        Some(Labelled { name: Arc::clone(&name.key), label: name.labels() })
    });
    let known = fact.and_then(|id| match (deciding.case.known(id), &model.fact(id).ty.kind) {
        (Some(Known::Between(low, high)), TypeKind::Quantity(ty)) => {
            let value = |end: &Option<_>| end.as_ref().map(|end| number_value(end, ty));
            Some(Bounds { at_least: value(low), at_most: value(high) })
        }
        _ => None,
    });
    let question = Question {
        label,
        answers: missing.answers,
        asked: missing.asked,
        ask: missing.ask,
        members: members.collect(),
        known,
        evidence: missing.evidence,
        fact: missing.fact,
    };
    (of, question)
}

/// The list of an item, and the label of one of its fields: that of `dependants[0].income`.
fn item_label(model: &Model, name: &str) -> Option<(FactId, Text)> {
    let (list, rest) = name.split_once('[')?;
    let (place, field) = rest.split_once("].")?;
    let list = model.fact_named(list)?;
    let number = place.parse::<u32>().ok()?.checked_add(1)?;
    let record = model.record(model.list(list)?.record);
    let field = record.fields().map(|field| &model.fact(field).name).find(|name| *name.key == *field)?;
    let of = &model.fact(list).name;
    let label = Text::new(
        format!("{}第 {number} 项的{}", of.zh, field.zh),
        format!("{} {number}: {}", of.label(Lang::En), field.label(Lang::En)),
    );
    Some((list, label))
}

/// The papers wanted so far, each choice of them once.
#[derive(Default)]
struct Documents {
    all: Vec<Document>,
}

impl Documents {
    fn note(&mut self, deciding: &Deciding<'_>, question: &Question) {
        if question.evidence.is_empty() {
            return;
        }
        let label = |key: &Arc<str>| {
            let known = deciding.model.evidence.iter().find(|name| name.key == *key);
            let label = known.map_or_else(|| Text::new(&**key, &**key), |name| name.labels());
            Labelled { name: Arc::clone(key), label }
        };
        let any_of: Vec<Vec<Labelled>> = question.evidence.iter().map(|all| all.iter().map(label).collect()).collect();
        match self.all.iter_mut().find(|document| document.any_of == any_of) {
            Some(document) => document.facts.push(Arc::clone(&question.fact)),
            None => self.all.push(Document { any_of, facts: vec![Arc::clone(&question.fact)] }),
        }
    }

    /// The places of what settles these facts.
    fn of(&self, facts: &[Arc<str>]) -> Vec<usize> {
        let wanted = |document: &Document| document.facts.iter().any(|fact| facts.contains(fact));
        (0..self.all.len()).filter(|place| wanted(&self.all[*place])).collect()
    }
}
