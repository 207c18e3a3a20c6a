//! Which provisions stand behind a rule: the exemptions, triggers and clauses that can make its condition hold.

use crate::policy::law::InForce;
use crate::policy::model::{Body, Condition, DefinitionId, DefinitionKind, Relief, Status};

/// The provisions behind a condition, in the shape of the condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ground {
    /// A definition with sources of its own: an exemption, a trigger, a group, a cited define.
    Definition(DefinitionId),
    /// A clause in force, by its place.
    Clause(DefinitionId, usize),
    /// Whatever gives a standard its status.
    Standard(DefinitionId),
    /// All of these.
    All(Vec<Ground>),
    /// Those whose condition holds: its place among the conditions built beside the definitions.
    Any(Vec<(usize, Ground)>),
}

/// The grounds of every rule and clause of a law.
#[derive(Debug, Clone, Default)]
pub(crate) struct Grounds {
    /// By definition, by rule in force. A definition that is no list of rules has one entry.
    pub(crate) of: Vec<Vec<Option<Ground>>>,
    /// By definition: the exemptions from it, if it is a standard.
    pub(crate) reliefs: Vec<Vec<(Relief, DefinitionId)>>,
}

impl Grounds {
    /// The grounds, and the conditions that must be built beside to tell which hold.
    pub(crate) fn new(law: &InForce) -> (Self, Vec<&Condition>) {
        let mut grounds = Self::default();
        let mut beside = Beside { law, conditions: Vec::new() };
        for definition in &law.definitions {
            let of = match &definition.body {
                Body::When(condition) => vec![beside.behind(condition)],
                Body::Rules(rules) => rules.iter().map(|rule| beside.behind(&rule.when)).collect(),
                Body::Clauses { .. } | Body::Choice(_) | Body::Quantity(_) => Vec::new(),
            };
            grounds.of.push(of);
        }
        grounds.reliefs = vec![Vec::new(); law.definitions.len()];
        for (place, definition) in law.definitions.iter().enumerate() {
            if let DefinitionKind::Exemption(relief, standard) = definition.kind {
                grounds.reliefs[standard.index()].push((relief, DefinitionId::from(place)));
            }
        }
        (grounds, beside.conditions)
    }
}

/// The conditions found so far that must be built beside.
struct Beside<'l> {
    law: &'l InForce,
    conditions: Vec<&'l Condition>,
}

impl<'l> Beside<'l> {
    fn behind(&mut self, condition: &'l Condition) -> Option<Ground> {
        match condition {
            Condition::All(parts) => {
                let grounds: Vec<Ground> = parts.iter().filter_map(|part| self.behind(part)).collect();
                (!grounds.is_empty()).then_some(Ground::All(grounds))
            }
            Condition::Any(parts) => self.any(parts.iter()),
            Condition::If(_, then, otherwise) => self.any([&**then, &**otherwise].into_iter()),
            Condition::Holds(id) => self.definition(*id),
            Condition::Status(standard, _) => Some(Ground::Standard(*standard)),
            Condition::Duty(duty, action) => {
                let triggers = self.law.definitions.iter().enumerate();
                let grounds: Vec<Ground> = triggers
                    .filter(|(_, definition)| definition.kind == DefinitionKind::Trigger(*duty, *action))
                    .map(|(place, _)| Ground::Definition(DefinitionId::from(place)))
                    .collect();
                Some(Ground::All(grounds))
            }
            // What does not hold brings no provision with it, and a bare fact has none.
            Condition::Truth(_)
            | Condition::Not(_)
            | Condition::Fact(_)
            | Condition::Order(..)
            | Condition::Equal(..)
            | Condition::Absent(_)
            | Condition::Chosen(..)
            | Condition::Same(..)
            | Condition::Member(..)
            | Condition::Empty(_)
            | Condition::Exactly(..) => None,
        }
    }

    fn any(&mut self, parts: impl Iterator<Item = &'l Condition>) -> Option<Ground> {
        let mut grounds = Vec::new();
        for part in parts {
            if let Some(ground) = self.behind(part) {
                self.conditions.push(part);
                grounds.push((self.conditions.len() - 1, ground));
            }
        }
        (!grounds.is_empty()).then_some(Ground::Any(grounds))
    }

    fn definition(&mut self, id: DefinitionId) -> Option<Ground> {
        let definition = self.law.definition(id);
        match (&definition.kind, &definition.body) {
            (DefinitionKind::Exemption(..) | DefinitionKind::Group(_) | DefinitionKind::Trigger(..), _) => {
                Some(Ground::Definition(id))
            }
            (DefinitionKind::Standard(_), _) => Some(Ground::Standard(id)),
            // A decision gives its own reasons.
            (DefinitionKind::Decision, _) => None,
            (DefinitionKind::Define, Body::When(condition)) => {
                let behind = self.behind(condition);
                let own = (!definition.backing.cites.is_empty()).then_some(Ground::Definition(id));
                match (own, behind) {
                    (Some(own), Some(behind)) => Some(Ground::All(vec![own, behind])),
                    (own, behind) => own.or(behind),
                }
            }
            (DefinitionKind::Define, Body::Clauses { clauses, .. }) => {
                Some(Ground::All((0..clauses.len()).map(|place| Ground::Clause(id, place)).collect()))
            }
            (DefinitionKind::Define, Body::Rules(_) | Body::Choice(_) | Body::Quantity(_)) => None,
        }
    }
}

/// Which kind of relief gives a status.
pub(crate) fn relief_of(status: Status) -> Option<Relief> {
    match status {
        Status::Waived => Some(Relief::Waives),
        Status::Presumed => Some(Relief::Presumes),
        Status::Met | Status::Unmet => None,
    }
}
