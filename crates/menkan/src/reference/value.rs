//! What the walk finds: values, and what made them so.

use super::kleene::{Knowledge, Truth};
use crate::policy::model::{Definition, DefinitionKind, EnumId, Model, Status, Type, TypeKind};
use crate::value::Number;

/// What a fact or a definition is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A condition.
    Truth(Truth),
    /// A place in the enumeration, or `None` for *none*.
    Choice(Knowledge<Option<u16>>),
    /// A number, a day.
    Quantity(Knowledge<Amount>),
    /// For each symbol of the enumeration, whether it is in the set.
    Set(Vec<Truth>),
    /// The statuses that a standard can still have: sorted, at least one.
    Standard(Vec<Status>),
    /// How many items a list has.
    List(Knowledge<usize>),
}

/// A known number, or what stands in the place of one. The order is that of comparisons, where neither is *none*.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Amount {
    /// *None*.
    None,
    /// This number.
    Number(Number),
    /// Above every number.
    Unlimited,
}

/// A definition's value, and the truth of its parts, by their places among those in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What it is.
    pub value: Value,
    /// Whether its rules determine a value.
    pub outcome: Outcome,
    /// Whether each clause holds.
    pub clauses: Vec<Truth>,
    /// Whether each clause that bars holds.
    pub barred: Vec<Truth>,
    /// Whether each rule holds, overridden or not.
    pub rules: Vec<Truth>,
}

/// Whether the rules of a definition determine a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// They do, or more facts may tell. What has no rules always does.
    Determined,
    /// Certainly no rule holds.
    Gap,
    /// These two certainly hold, are not overridden and give different answers: their places.
    Conflict(u32, u32),
}

/// The truth of a definition's parts.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) clauses: Vec<Truth>,
    pub(super) barred: Vec<Truth>,
    pub(super) rules: Vec<Truth>,
}

impl Value {
    /// Whether nothing about it is unknown.
    #[must_use]
    pub fn is_known(&self) -> bool {
        match self {
            Self::Truth(truth) => truth.known().is_some(),
            Self::Choice(choice) => choice.known().is_some(),
            Self::Quantity(quantity) => quantity.known().is_some(),
            Self::Set(members) => members.iter().all(|member| member.known().is_some()),
            Self::Standard(statuses) => statuses.len() == 1,
            Self::List(items) => items.known().is_some(),
        }
    }

    /// A value of this type of which nothing is known.
    pub(super) fn unknown(model: &Model, ty: &Type) -> Self {
        match &ty.kind {
            TypeKind::Boolean => Self::Truth(Truth::Unknown),
            TypeKind::Choice(_) => Self::Choice(Knowledge::Unknown),
            TypeKind::Quantity(_) => Self::Quantity(Knowledge::Unknown),
            TypeKind::List(_) => Self::List(Knowledge::Unknown),
            TypeKind::Set(values) => Self::Set(vec![Truth::Unknown; size(model, *values)]),
        }
    }
}

impl Reading {
    pub(super) fn unknown(model: &Model, definition: &Definition) -> Self {
        let value = match definition.kind {
            DefinitionKind::Standard(_) => {
                Value::Standard(vec![Status::Waived, Status::Presumed, Status::Met, Status::Unmet])
            }
            DefinitionKind::Define
            | DefinitionKind::Decision
            | DefinitionKind::Exemption(..)
            | DefinitionKind::Group(_)
            | DefinitionKind::Trigger(..) => Value::unknown(model, &definition.ty),
        };
        let (clauses, barred, rules) = (Vec::new(), Vec::new(), Vec::new());
        Self { value, outcome: Outcome::Determined, clauses, barred, rules }
    }
}

/// How many symbols an enumeration has.
pub(super) fn size(model: &Model, values: EnumId) -> usize {
    model.enumeration(values).values.len()
}
