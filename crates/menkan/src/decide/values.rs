//! Values as JSON writes them.

use std::sync::Arc;

use super::bind::Numbers;
use super::decision::{Possible, Value};
use super::outcome::{Outcome, range_of};
use crate::diagram::quantity::Expression;
use crate::diagram::{Diagrams, Leaf};
use crate::policy::model::{EnumId, Model, QuantityType, Setting, SettingValue, Type, TypeKind, Unit};
use crate::value::{Number, day_of};

/// A number as its type is written: a day, a whole number, a decimal or fraction.
#[must_use]
pub fn number_value(number: &Number, ty: &QuantityType) -> Value {
    let whole = ty.places == Some(0) && matches!(ty.unit, Unit::Plain | Unit::Days);
    match number.to_i64() {
        Some(integer) if whole => Value::Integer(integer),
        _ => Value::Text(number_text(number, &ty.unit).into()),
    }
}

/// A number as a text in its unit: a day, a number of percent, a decimal or fraction.
pub(crate) fn number_text(number: &Number, unit: &Unit) -> String {
    match unit {
        Unit::Date => day_of(number).map_or_else(|| number.to_string(), |day| day.to_string()),
        Unit::Percent => (number * &Number::integer(100)).to_string(),
        Unit::Plain | Unit::Money(..) | Unit::Days => number.to_string(),
    }
}

/// How far two figures of a unit lie apart, as a text: of days, how many they are.
pub(crate) fn distance_text(distance: &Number, unit: &Unit) -> String {
    match unit {
        Unit::Date => distance.to_string(),
        Unit::Plain | Unit::Percent | Unit::Money(..) | Unit::Days => number_text(distance, unit),
    }
}

/// What is set, as a case sets it.
pub(crate) fn setting_value(model: &Model, setting: Setting, value: &SettingValue) -> Value {
    match (value, setting) {
        (SettingValue::Number(number), Setting::Figure(id, _)) => number_value(number, &model.parameter(id).ty),
        (SettingValue::Number(number), Setting::Standard(_)) => Value::Text(number.to_string().into()),
        (SettingValue::Unlimited, _) => Value::Text("unlimited".into()),
        (SettingValue::Met(true), _) => Value::Text("met".into()),
        (SettingValue::Met(false), _) => Value::Text("unmet".into()),
    }
}

pub(crate) fn symbol_key(model: &Model, values: EnumId, symbol: usize) -> Arc<str> {
    model.enumeration(values).values.get(symbol).map_or_else(|| "".into(), |name| Arc::clone(&name.key))
}

/// A settled outcome as a value; `None` where it is not settled.
pub(crate) fn value_of(model: &Model, outcome: &Outcome, ty: &Type) -> Option<Value> {
    match (outcome, &ty.kind) {
        (Outcome::None, _) => Some(Value::None),
        (Outcome::Truth(value), _) => Some(Value::Truth(*value)),
        (Outcome::Symbol(symbol), TypeKind::Choice(values)) => {
            Some(Value::Text(symbol_key(model, *values, usize::from(*symbol))))
        }
        (Outcome::Number(number), TypeKind::Quantity(ty)) => Some(number_value(number, ty)),
        (Outcome::Unlimited, _) => Some(Value::Text("unlimited".into())),
        (Outcome::Set(members), TypeKind::Set(values)) if outcome.is_settled() => {
            Some(Value::Set(picked(model, *values, members, Some(true))))
        }
        _ => None,
    }
}

/// What an open outcome can still be.
pub(crate) fn possible_of(
    model: &Model,
    outcome: &Outcome,
    ty: &Type,
    diagrams: &Diagrams,
    numbers: &Numbers<'_>,
) -> Possible {
    match (outcome, &ty.kind) {
        (Outcome::Set(members), TypeKind::Set(values)) => Possible::Set {
            certain: picked(model, *values, members, Some(true)),
            open: picked(model, *values, members, None),
        },
        (Outcome::Open(leaves), TypeKind::Quantity(ty)) => between(leaves, ty, diagrams, numbers),
        (Outcome::Open(leaves), TypeKind::Choice(values)) => {
            let symbols = leaves.iter().filter_map(|leaf| match leaf {
                Leaf::Symbol(symbol) => Some(Value::Text(symbol_key(model, *values, usize::from(*symbol)))),
                _ => None,
            });
            let none = leaves.contains(&Leaf::None).then_some(Value::None);
            Possible::Values(symbols.chain(none).collect())
        }
        _ => Possible::Values(vec![Value::Truth(false), Value::Truth(true)]),
    }
}

fn picked(model: &Model, values: EnumId, members: &[Option<bool>], wanted: Option<bool>) -> Vec<Arc<str>> {
    members
        .iter()
        .enumerate()
        .filter(|(_, member)| **member == wanted)
        .map(|(symbol, _)| symbol_key(model, values, symbol))
        .collect()
}

fn between(leaves: &[Leaf], ty: &QuantityType, diagrams: &Diagrams, numbers: &Numbers<'_>) -> Possible {
    let mut none = false;
    let (mut low, mut high): (Option<Option<Number>>, Option<Option<Number>>) = (None, None);
    for leaf in leaves {
        let Leaf::Quantity(id) = leaf else {
            none |= *leaf == Leaf::None;
            continue;
        };
        let range = range_of(diagrams, *id, numbers);
        let unlimited = matches!(diagrams.quantities.get(*id), Expression::Unlimited);
        if !unlimited {
            low = Some(match low {
                None => range.low,
                Some(so_far) => so_far.zip(range.low).map(|(a, b)| a.min(b)),
            });
        }
        high = Some(match high {
            _ if unlimited => None,
            None => range.high,
            Some(so_far) => so_far.zip(range.high).map(|(a, b)| a.max(b)),
        });
    }
    let value = |end: Option<Option<Number>>| end.flatten().map(|number| number_value(&number, ty));
    Possible::Between { min: value(low), max: value(high), none }
}
