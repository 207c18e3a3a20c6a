//! Expressions of a model that was read: each has a type, and all that it names is there. A field may be named only where
//! an item of its record is looked at.

use super::{Checked, Soundness, ensure, list_of, set_of};
use crate::codec::Malformed;
use crate::policy::model::{
    ActionId, Choice, Condition, DefinitionId, DefinitionKind, Duty, EnumId, FactId, Fold, Key, ParameterId, Quantity,
    RecordId, Set, TypeKind,
};

/// What an expression names.
#[derive(Debug, Clone, Copy)]
pub(super) enum Named {
    /// A fact.
    Fact(FactId),
    /// A definition.
    Definition(DefinitionId),
    /// A parameter.
    Parameter(ParameterId),
    /// The triggers that call for an action so.
    Duty(Duty, ActionId),
}

impl Soundness<'_> {
    /// What is worked out over a list, wherever it stands.
    pub(crate) fn fold(&self, fold: &Fold) -> Checked {
        let list = list_of(self.model, fold).ok_or(Malformed("a list is none"))?;
        self.quantity(&fold.item, Some(list.record))?;
        self.condition(&fold.when, Some(list.record))?;
        self.quantity(&fold.otherwise, None)
    }

    pub(super) fn condition(&self, condition: &Condition, record: Option<RecordId>) -> Checked {
        match condition {
            Condition::Truth(_) => Ok(()),
            Condition::Not(inner) => self.condition(inner, record),
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().try_for_each(|part| self.condition(part, record))
            }
            Condition::If(when, then, otherwise) => {
                [when, then, otherwise].into_iter().try_for_each(|part| self.condition(part, record))
            }
            Condition::Fact(fact) => self.fact_of(*fact, record, |kind| *kind == TypeKind::Boolean),
            Condition::Holds(id) => {
                self.definition_of(*id, record, |kind| *kind == TypeKind::Boolean)?;
                let is_standard = matches!(self.model.definition(*id).kind, DefinitionKind::Standard(_));
                ensure(!is_standard, "a standard has a status")
            }
            Condition::Status(id, _) => self.standard(*id),
            Condition::Duty(_, action) => ensure(action.index() < self.model.actions.len(), "an action is not there"),
            Condition::Order(_, left, right) | Condition::Equal(left, right) => {
                self.quantity(left, record)?;
                self.quantity(right, record)
            }
            Condition::Absent(quantity) => self.quantity(quantity, record),
            Condition::Chosen(choice, values) => {
                let of = self.values_of(choice);
                self.choice(choice, of, record)?;
                of.map_or(Ok(()), |of| self.symbols(of, values.iter().copied().flatten()))
            }
            Condition::Same(left, right) => {
                let of = self.values_of(left).or_else(|| self.values_of(right));
                self.choice(left, of, record)?;
                self.choice(right, of, record)
            }
            Condition::Member(symbol, set) => {
                self.set(*set, record).and_then(|of| self.symbols(of, [*symbol].into_iter()))
            }
            Condition::Empty(set) => self.set(*set, record).map(drop),
            Condition::Exactly(set, symbols) => {
                self.set(*set, record).and_then(|of| self.symbols(of, symbols.iter().copied()))
            }
        }
    }

    /// A choice among the values of an enumeration, where it is known.
    pub(super) fn choice(&self, choice: &Choice, of: Option<EnumId>, record: Option<RecordId>) -> Checked {
        let fits = |kind: &TypeKind| matches!(kind, TypeKind::Choice(other) if of.is_none_or(|of| of == *other));
        match choice {
            Choice::None => Ok(()),
            Choice::Symbol(symbol) => of.map_or(Ok(()), |of| self.symbols(of, [*symbol].into_iter())),
            Choice::Fact(fact) => self.fact_of(*fact, record, fits),
            Choice::Definition(id) => self.definition_of(*id, record, fits),
            Choice::If(when, then, otherwise) => {
                self.condition(when, record)?;
                self.choice(then, of, record)?;
                self.choice(otherwise, of, record)
            }
        }
    }

    /// The enumeration of a choice; `None` where it names nothing but values.
    fn values_of(&self, choice: &Choice) -> Option<EnumId> {
        let kind = match choice {
            Choice::None | Choice::Symbol(_) => return None,
            Choice::Fact(fact) => &self.model.fact_or_field(*fact)?.ty.kind,
            Choice::Definition(id) => &self.model.definitions.get(id.index())?.ty.kind,
            Choice::If(_, then, otherwise) => return self.values_of(then).or_else(|| self.values_of(otherwise)),
        };
        match kind {
            TypeKind::Choice(of) => Some(*of),
            TypeKind::Boolean | TypeKind::Set(_) | TypeKind::Quantity(_) | TypeKind::List(_) => None,
        }
    }

    fn set(&self, set: Set, record: Option<RecordId>) -> Result<EnumId, Malformed> {
        let (ty, own) = set_of(self.model, set).ok_or(Malformed("a set is not there"))?;
        ensure(own.is_none() || own == record, OUTSIDE)?;
        match ty.kind {
            TypeKind::Set(of) => Ok(of),
            TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Quantity(_) | TypeKind::List(_) => {
                Err(Malformed("a set is none"))
            }
        }
    }

    pub(super) fn quantity(&self, quantity: &Quantity, record: Option<RecordId>) -> Checked {
        let is_quantity = |kind: &TypeKind| matches!(kind, TypeKind::Quantity(_));
        match quantity {
            Quantity::None | Quantity::Number(_) | Quantity::Unlimited | Quantity::AsOf => Ok(()),
            Quantity::Fact(fact) => self.fact_of(*fact, record, is_quantity),
            Quantity::Definition(id) => self.definition_of(*id, record, is_quantity),
            Quantity::Figure(id) => {
                let own = self.keys.get(id.index()).ok_or(Malformed("a parameter is not there"))?;
                ensure(own.is_none() || *own == record, OUTSIDE)
            }
            Quantity::Add(left, right)
            | Quantity::Subtract(left, right)
            | Quantity::Multiply(left, right)
            | Quantity::Divide(left, right)
            | Quantity::Years(left, right)
            | Quantity::Months(left, right) => {
                self.quantity(left, record)?;
                self.quantity(right, record)
            }
            Quantity::Min(parts) | Quantity::Max(parts) => {
                ensure(!parts.is_empty(), "the least of nothing")?;
                parts.iter().try_for_each(|part| self.quantity(part, record))
            }
            Quantity::Round(value, step, _) => {
                ensure(step.signum() > 0, "a step is not above 0")?;
                self.quantity(value, record)
            }
            Quantity::If(when, then, otherwise) => {
                self.condition(when, record)?;
                self.quantity(then, record)?;
                self.quantity(otherwise, record)
            }
            Quantity::Fold(fold) => self.fold(fold),
        }
    }

    pub(super) fn standard(&self, id: DefinitionId) -> Checked {
        let of = self.model.definitions.get(id.index());
        ensure(of.is_some_and(|of| matches!(of.kind, DefinitionKind::Standard(_))), "a standard is none")
    }

    pub(super) fn fact_of(&self, id: FactId, record: Option<RecordId>, fits: impl Fn(&TypeKind) -> bool) -> Checked {
        let fact = self.model.fact_or_field(id).ok_or(Malformed("a fact is not there"))?;
        ensure(fact.record.is_none() || fact.record == record, OUTSIDE)?;
        ensure(fits(&fact.ty.kind), "a fact is of another type")
    }

    pub(super) fn definition_of(
        &self,
        id: DefinitionId,
        record: Option<RecordId>,
        fits: impl Fn(&TypeKind) -> bool,
    ) -> Checked {
        let definition = self.model.definitions.get(id.index()).ok_or(Malformed("a definition is not there"))?;
        ensure(definition.record.is_none() || definition.record == record, OUTSIDE)?;
        ensure(fits(&definition.ty.kind), "a definition is of another type")
    }
}

const OUTSIDE: &str = "what is said of an item stands where there is none";

/// What a condition names itself.
pub(super) fn named_in_condition(condition: &Condition, name: &mut dyn FnMut(Named)) {
    match condition {
        Condition::Truth(_) => {}
        Condition::Not(inner) => named_in_condition(inner, name),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| named_in_condition(part, name)),
        Condition::If(when, then, otherwise) => {
            [when, then, otherwise].into_iter().for_each(|part| named_in_condition(part, name));
        }
        Condition::Fact(fact) => name(Named::Fact(*fact)),
        Condition::Holds(id) | Condition::Status(id, _) => name(Named::Definition(*id)),
        Condition::Duty(duty, action) => name(Named::Duty(*duty, *action)),
        Condition::Order(_, left, right) | Condition::Equal(left, right) => {
            named_in_quantity(left, name);
            named_in_quantity(right, name);
        }
        Condition::Absent(quantity) => named_in_quantity(quantity, name),
        Condition::Chosen(choice, _) => named_in_choice(choice, name),
        Condition::Same(left, right) => {
            named_in_choice(left, name);
            named_in_choice(right, name);
        }
        Condition::Member(_, set) | Condition::Empty(set) | Condition::Exactly(set, _) => match set {
            Set::Fact(fact) => name(Named::Fact(*fact)),
            Set::Definition(id) => name(Named::Definition(*id)),
        },
    }
}

/// What a choice names itself.
pub(super) fn named_in_choice(choice: &Choice, name: &mut dyn FnMut(Named)) {
    match choice {
        Choice::None | Choice::Symbol(_) => {}
        Choice::Fact(fact) => name(Named::Fact(*fact)),
        Choice::Definition(id) => name(Named::Definition(*id)),
        Choice::If(when, then, otherwise) => {
            named_in_condition(when, name);
            named_in_choice(then, name);
            named_in_choice(otherwise, name);
        }
    }
}

/// What a key names itself.
pub(super) fn named_in_key(key: &Key, name: &mut dyn FnMut(Named)) {
    match key {
        Key::Whole => {}
        Key::Choice(choice, _) => named_in_choice(choice, name),
        Key::Truth(condition) => named_in_condition(condition, name),
        Key::Bands { by, .. } | Key::Numbers { by, .. } => named_in_quantity(by, name),
        Key::Pair { outer, inner, width: _ } => {
            named_in_key(outer, name);
            named_in_key(inner, name);
        }
    }
}

/// What a quantity names itself.
pub(super) fn named_in_quantity(quantity: &Quantity, name: &mut dyn FnMut(Named)) {
    match quantity {
        Quantity::None | Quantity::Number(_) | Quantity::Unlimited | Quantity::AsOf => {}
        Quantity::Fact(fact) => name(Named::Fact(*fact)),
        Quantity::Definition(id) => name(Named::Definition(*id)),
        Quantity::Figure(parameter) => name(Named::Parameter(*parameter)),
        Quantity::Add(left, right)
        | Quantity::Subtract(left, right)
        | Quantity::Multiply(left, right)
        | Quantity::Divide(left, right)
        | Quantity::Years(left, right)
        | Quantity::Months(left, right) => {
            named_in_quantity(left, name);
            named_in_quantity(right, name);
        }
        Quantity::Min(parts) | Quantity::Max(parts) => parts.iter().for_each(|part| named_in_quantity(part, name)),
        Quantity::Round(value, ..) => named_in_quantity(value, name),
        Quantity::If(when, then, otherwise) => {
            named_in_condition(when, name);
            named_in_quantity(then, name);
            named_in_quantity(otherwise, name);
        }
        Quantity::Fold(fold) => {
            name(Named::Fact(fold.list));
            named_in_quantity(&fold.item, name);
            named_in_condition(&fold.when, name);
            named_in_quantity(&fold.otherwise, name);
        }
    }
}
