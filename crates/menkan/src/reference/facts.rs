//! What a fact counts as: what the case says of it, where its guard lets it count.

use super::kleene::{Knowledge, Truth};
use super::value::size;
use super::{Amount, Evaluation, Value};
use crate::policy::model::{Constant, FactId, Known, Type, TypeKind};

impl Evaluation<'_> {
    /// The value that a fact counts as; what its guard needs has been read before.
    pub(super) fn effective_value(&self, id: FactId) -> Value {
        let fact = self.law.model.fact(id);
        let raw = self.raw_value(id);
        let Some(guard) = &fact.guard else { return raw };
        match self.condition(&guard.when) {
            Truth::True => raw,
            Truth::False => self.constant(&guard.otherwise, &fact.ty),
            Truth::Unknown => {
                agreed(raw, self.constant(&guard.otherwise, &fact.ty), Value::unknown(&self.law.model, &fact.ty))
            }
        }
    }

    /// What the case says, whether the fact applies or not.
    fn raw_value(&self, id: FactId) -> Value {
        let ty = &self.law.model.fact(id).ty;
        match (&ty.kind, self.known(id)) {
            (TypeKind::Boolean, Some(Known::Truth(value))) => Value::Truth((*value).into()),
            (TypeKind::Choice(_), Some(Known::Symbol(symbol))) => Value::Choice(Knowledge::Known(Some(*symbol))),
            (TypeKind::Quantity(_), Some(Known::Between(Some(low), Some(high)))) if low == high => {
                Value::Quantity(Knowledge::Known(Amount::Number(low.clone())))
            }
            (TypeKind::Set(values), Some(Known::Set(members))) => {
                let member = |place| members.get(place).copied().flatten().into();
                Value::Set((0..size(&self.law.model, *values)).map(member).collect())
            }
            (TypeKind::List(_), Some(Known::List(items))) => Value::List(Knowledge::Known(items.len())),
            // Not asked, asked in vain, a range, or what `Case` never holds for a fact of this type.
            (
                TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Quantity(_) | TypeKind::Set(_) | TypeKind::List(_),
                _,
            ) => Value::unknown(&self.law.model, ty),
        }
    }

    /// What the case says of a fact, or of a field of the item that is looked at.
    fn known(&self, id: FactId) -> Option<&Known> {
        if !self.law.model.is_field(id) {
            return self.case.known(id);
        }
        let (record, item) = self.item?;
        item.0.get(self.law.model.record(record).place(id)).and_then(Option::as_ref)
    }

    fn constant(&self, constant: &Constant, ty: &Type) -> Value {
        match (&ty.kind, constant) {
            (TypeKind::Boolean, constant) => Value::Truth((*constant == Constant::Truth(true)).into()),
            (TypeKind::Choice(_), Constant::Symbol(symbol)) => Value::Choice(Knowledge::Known(Some(*symbol))),
            (TypeKind::Choice(_), _) => Value::Choice(Knowledge::Known(None)),
            (TypeKind::Quantity(_), Constant::Number(number)) => {
                Value::Quantity(Knowledge::Known(Amount::Number(number.clone())))
            }
            (TypeKind::Quantity(_), _) => Value::Quantity(Knowledge::Known(Amount::None)),
            (TypeKind::List(_), _) => Value::List(Knowledge::Known(0)),
            (TypeKind::Set(values), constant) => {
                let listed: &[u16] = if let Constant::Set(symbols) = constant { symbols } else { &[] };
                let symbols = (0..).take(size(&self.law.model, *values));
                Value::Set(symbols.map(|symbol| listed.contains(&symbol).into()).collect())
            }
        }
    }
}

/// What is known of a fact where it is not known whether it applies: only what is the same either way.
fn agreed(raw: Value, otherwise: Value, unknown: Value) -> Value {
    if let (Value::Set(raw), Value::Set(otherwise)) = (&raw, &otherwise) {
        let member = |(a, b): (&Truth, &Truth)| if a == b { *a } else { Truth::Unknown };
        return Value::Set(raw.iter().zip(otherwise).map(member).collect());
    }
    if raw == otherwise { raw } else { unknown }
}
