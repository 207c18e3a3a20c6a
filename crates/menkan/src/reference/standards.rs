//! Clauses, and the status of a standard.

use super::value::Parts;
use super::{Evaluation, Truth, Value};
use crate::policy::law::Openness;
use crate::policy::model::{DefinitionId, DefinitionKind, Relief, Status};

impl Evaluation<'_> {
    /// Whether some clause holds and none that bars. An open standard has no clauses: it is what the caller set, or unknown.
    pub(super) fn grounds(&self, id: DefinitionId, parts: &Parts) -> Truth {
        let ground = match &self.law.openness[id.index()] {
            Openness::Closed => Truth::any(parts.clauses.iter().copied()),
            Openness::Open(_) => Truth::Unknown,
            Openness::Set(met) => (*met).into(),
        };
        Truth::all([ground, !Truth::any(parts.barred.iter().copied())])
    }

    /// The statuses that a standard can still have, where `met` tells whether its clauses do.
    pub(super) fn possible_statuses(&self, id: DefinitionId, met: Truth) -> Vec<Status> {
        let steps = [
            (Status::Waived, self.relief(id, Relief::Waives)),
            (Status::Presumed, self.relief(id, Relief::Presumes)),
            (Status::Met, met),
            (Status::Unmet, Truth::True),
        ];
        let mut possible = Vec::new();
        for (status, holds) in steps {
            if holds != Truth::False {
                possible.push(status);
            }
            // Whatever would come later comes too late.
            if holds == Truth::True {
                break;
            }
        }
        possible
    }

    /// Whether some exemption gives this relief from a standard.
    fn relief(&self, id: DefinitionId, relief: Relief) -> Truth {
        let exemptions = self.law.definitions.iter().zip(&self.definitions);
        Truth::any(exemptions.filter(|(definition, _)| definition.kind == DefinitionKind::Exemption(relief, id)).map(
            |(_, reading)| match &reading.value {
                Value::Truth(truth) => *truth,
                Value::Choice(_) | Value::Quantity(_) | Value::Set(_) | Value::Standard(_) | Value::List(_) => {
                    Truth::Unknown
                }
            },
        ))
    }
}
