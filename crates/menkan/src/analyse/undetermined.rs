//! Gaps and conflicts: cases in which the rules of a definition give no answer, or two.
//!
//! A diagram says by its ends whether there is such a path. Where axes share what they are made from, a path may be
//! one that no case takes, so each finding is shown by a case that the reference evaluator confirms.

use std::sync::Arc;

use jiff::civil::Date;

use super::witness::{Search, search};
use crate::case::Case;
use crate::decide::{DecideError, Enacted};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalogue::analysis::When;
use crate::diagram::{Leaf, NODE_BUDGET};
use crate::policy::law::{InForce, days_of_laws};
use crate::policy::mentions::Mentions;
use crate::policy::model::{Body, DefinitionId, Model, Name, ParameterId, Period, TypeKind};
use crate::reference::{self, Outcome};

/// A definition whose rules do not give every case one answer.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The definition.
    pub definition: DefinitionId,
    /// What its rules do.
    pub kind: FindingKind,
    /// The first interval of the law in which they do.
    pub period: Period,
    /// A case that shows it; `None` where none was found, so that it could not be ruled out either.
    pub case: Option<Case>,
}

/// What the rules of a definition do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindingKind {
    /// They leave a gap.
    Gap,
    /// They disagree: the rules that hold in the case and answer differently.
    Conflict(Vec<Name>),
    /// Their diagrams are larger than the budget.
    TooLarge,
}

/// Every gap and conflict of a model, the first interval of each definition only.
#[must_use]
pub fn undetermined(model: &Arc<Model>) -> Vec<Finding> {
    let mut findings = Vec::new();
    each_law(model, &mut |period, enacted| note(model, period, enacted, &mut findings));
    findings
}

/// Calls `visit` with the law of each interval of the policy's time, or why its diagrams cannot be built.
pub(super) fn each_law(model: &Arc<Model>, visit: &mut dyn FnMut(Period, &Result<Enacted, DecideError>)) {
    for day in days_of_laws(model) {
        let Ok(law) = InForce::on(model, day, &[]) else { continue };
        visit(law.period, &Enacted::new(law));
    }
}

/// Adds what the law of one interval leaves undetermined, where no earlier interval does.
pub(super) fn note(model: &Model, period: Period, enacted: &Result<Enacted, DecideError>, findings: &mut Vec<Finding>) {
    match enacted {
        Ok(enacted) => {
            // Deciding needs these diagrams too, to tell what rests on assumptions.
            if let Err(DecideError::TooLarge { definition, .. }) = enacted.doubted() {
                note_too_large(model, period, &definition, findings);
            }
            for finding in of_law(enacted) {
                let known = findings.iter().any(|old| {
                    old.definition == finding.definition
                        && std::mem::discriminant(&old.kind) == std::mem::discriminant(&finding.kind)
                });
                if !known {
                    findings.push(finding);
                }
            }
        }
        Err(DecideError::TooLarge { definition, .. }) => note_too_large(model, period, definition, findings),
        Err(_) => {}
    }
}

fn note_too_large(model: &Model, period: Period, definition: &str, findings: &mut Vec<Finding>) {
    let definition = model.definition_named(definition).unwrap_or(DefinitionId(0));
    if !findings.iter().any(|old| old.definition == definition && old.kind == FindingKind::TooLarge) {
        findings.push(Finding { definition, kind: FindingKind::TooLarge, period, case: None });
    }
}

fn of_law(enacted: &Enacted) -> Vec<Finding> {
    let law = &enacted.in_force;
    let mut findings = Vec::new();
    for (place, definition) in law.definitions.iter().enumerate() {
        let by_rules = matches!(definition.body, Body::Rules(_)) && !matches!(definition.ty.kind, TypeKind::Set(_));
        if !by_rules {
            continue;
        }
        let id = DefinitionId::from(place);
        if is_idle(law, id) {
            continue;
        }
        for leaf in [Leaf::Gap, Leaf::Conflict] {
            let confirm = |case: &Case| confirms(law, case, id, leaf);
            let case = match search(law, &enacted.diagrams, id, leaf, &confirm) {
                Search::Unreachable => continue,
                Search::Found(case) => Some(case),
                Search::Unknown => None,
            };
            let kind = if leaf == Leaf::Gap {
                FindingKind::Gap
            } else {
                FindingKind::Conflict(case.as_ref().map_or_else(Vec::new, |case| at_odds(law, case, id)))
            };
            findings.push(Finding { definition: id, kind, period: law.period, case });
        }
    }
    findings
}

/// Whether a helper rests on a figure that does not exist yet: nothing in force uses it.
fn is_idle(law: &InForce, id: DefinitionId) -> bool {
    let missing = |id: ParameterId| law.figures[id.index()].is_empty();
    law.figures.iter().any(Vec::is_empty)
        && Mentions::in_force(law, id).with_dependencies().parameters.into_iter().any(missing)
}

/// Without what could not be ruled out of a definition that rests on one of which it was shown: once that one is
/// mended, nothing of it may be left.
pub(super) fn without_what_follows(model: &Model, findings: Vec<Finding>) -> Vec<Finding> {
    let shown: Vec<(DefinitionId, std::mem::Discriminant<FindingKind>)> = findings
        .iter()
        .filter(|finding| finding.case.is_some())
        .map(|finding| (finding.definition, std::mem::discriminant(&finding.kind)))
        .collect();
    let follows = |finding: &Finding| {
        let behind = Mentions::of_definition(model, finding.definition).with_dependencies().definitions;
        let same = |kind| kind == std::mem::discriminant(&finding.kind);
        shown.iter().any(|(other, kind)| same(*kind) && *other != finding.definition && behind.contains(other))
    };
    findings.into_iter().filter(|finding| finding.case.is_some() || !follows(finding)).collect()
}

/// Whether the reference evaluator sees the same.
fn confirms(law: &InForce, case: &Case, id: DefinitionId, leaf: Leaf) -> bool {
    under(law, case, |law| match reference::evaluate(law, case).reading(id).outcome {
        Outcome::Gap => leaf == Leaf::Gap,
        Outcome::Conflict(..) => leaf == Leaf::Conflict,
        Outcome::Determined => false,
    })
    .unwrap_or(false)
}

/// The two rules that the reference evaluator finds at odds.
fn at_odds(law: &InForce, case: &Case, id: DefinitionId) -> Vec<Name> {
    let found = under(law, case, |law| match reference::evaluate(law, case).reading(id).outcome {
        Outcome::Conflict(one, other) => vec![one, other],
        Outcome::Gap | Outcome::Determined => Vec::new(),
    });
    let Body::Rules(rules) = &law.definition(id).body else { return Vec::new() };
    let named = |place: u32| rules.get(place as usize).map(|rule| rule.name.clone());
    found.unwrap_or_default().into_iter().filter_map(named).collect()
}

/// Asks something of the law under the settings of a case.
fn under<T>(law: &InForce, case: &Case, ask: impl Fn(&InForce) -> T) -> Option<T> {
    if case.settings == law.settings {
        return Some(ask(law));
    }
    let law = InForce::on(&law.model, case.as_of, &case.settings).ok()?;
    Some(ask(&law))
}

impl Finding {
    /// The finding as a diagnostic of the policy's text.
    pub(crate) fn diagnostic(&self, model: &Model) -> Diagnostic {
        let name = &model.definition(self.definition).name;
        let when = When::of(self.period);
        let diagnostic = match (&self.kind, &self.case) {
            (FindingKind::TooLarge, _) => Diagnostic::too_large(name, &when, NODE_BUDGET),
            (FindingKind::Gap, Some(_)) => Diagnostic::gap(name, &when),
            (FindingKind::Conflict(rules), Some(_)) => Diagnostic::conflict(name, &when, rules),
            (FindingKind::Gap | FindingKind::Conflict(_), None) => Diagnostic::not_excluded(name, &when),
        };
        match &self.case {
            Some(case) => diagnostic.witness(case.to_json(model)),
            None => diagnostic,
        }
    }
}

impl When {
    fn of(period: Period) -> Self {
        let (zh, en) = match (period.from == Date::MIN, period.to == Date::MAX) {
            (true, true) => ("任何时候".to_owned(), "at any time".to_owned()),
            (true, false) => (format!("{} 以前", period.to), format!("up to {}", period.to)),
            (false, true) => (format!("自 {} 起", period.from), format!("from {} on", period.from)),
            (false, false) => {
                (format!("{} 至 {} 期间", period.from, period.to), format!("from {} to {}", period.from, period.to))
            }
        };
        Self { zh, en }
    }
}
