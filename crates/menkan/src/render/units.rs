//! What a quantity measures, told from what it is made of: for printing its numbers with their unit.

use crate::diagram::quantity::{Expression, Quantities, QuantityId};
use crate::policy::model::{FactId, Model, Quantity, Type, TypeKind, Unit};
use crate::value::Number;

/// The unit of a quantity of the model; `None` where it has no say, as a bare number.
pub(crate) fn of_quantity(model: &Model, quantity: &Quantity) -> Option<Unit> {
    let of = |quantity: &Quantity| of_quantity(model, quantity);
    match quantity {
        Quantity::None | Quantity::Number(_) | Quantity::Unlimited => None,
        Quantity::AsOf => Some(Unit::Date),
        Quantity::Fact(fact) => of_fact(model, *fact),
        Quantity::Definition(id) => of_type(&model.definition(*id).ty),
        Quantity::Figure(parameter) => Some(model.parameter(*parameter).ty.unit.clone()),
        Quantity::Add(left, right) => sum(of(left), of(right)),
        Quantity::Subtract(left, right) => difference(of(left), of(right)),
        Quantity::Multiply(left, right) => product(of(left), of(right)),
        Quantity::Divide(left, right) => quotient(of(left), of(right)),
        Quantity::Min(parts) | Quantity::Max(parts) => parts.iter().find_map(of),
        Quantity::Round(value, ..) => of(value),
        Quantity::If(_, then, otherwise) => of(then).or_else(|| of(otherwise)),
        Quantity::Years(..) | Quantity::Months(..) => Some(Unit::Plain),
    }
}

/// The unit of a quantity of a diagram.
pub(crate) fn of_expression(model: &Model, quantities: &Quantities, id: QuantityId) -> Option<Unit> {
    let of = |id: QuantityId| of_expression(model, quantities, id);
    match quantities.get(id) {
        Expression::Number(_) | Expression::Unlimited => None,
        Expression::AsOf => Some(Unit::Date),
        Expression::Fact(fact) => of_fact(model, *fact),
        Expression::Figure(parameter, _) => Some(model.parameter(*parameter).ty.unit.clone()),
        Expression::Linear(terms, _) => {
            let dates = terms.iter().filter(|(atom, _)| of(*atom) == Some(Unit::Date));
            let (count, balance) =
                dates.fold((0, Number::ZERO), |(count, sum), (_, factor)| (count + 1, &sum + factor));
            match count {
                0 => terms.iter().find_map(|(atom, _)| of(*atom)),
                _ if balance.is_zero() => Some(Unit::Days),
                _ => Some(Unit::Date),
            }
        }
        Expression::Product(left, right) => product(of(*left), of(*right)),
        Expression::Quotient(left, right) => quotient(of(*left), of(*right)),
        Expression::Min(parts) | Expression::Max(parts) => parts.iter().find_map(|part| of(*part)),
        Expression::Round(value, ..) => of(*value),
        Expression::Years(..) | Expression::Months(..) => Some(Unit::Plain),
    }
}

/// The units in which two summands are written, given what is known of them and of their sum.
pub(crate) fn of_summands(known: &[Option<Unit>; 2], sum: Option<&Unit>) -> [Option<Unit>; 2] {
    match (known, sum) {
        ([Some(Unit::Date), _], _) => [Some(Unit::Date), Some(Unit::Days)],
        ([_, Some(Unit::Date)], _) => [Some(Unit::Days), Some(Unit::Date)],
        (_, Some(Unit::Date)) => [Some(Unit::Date), Some(Unit::Days)],
        ([left, right], _) => [left, right].map(|side| side.clone().or_else(|| sum.cloned())),
    }
}

/// Likewise of a difference.
pub(crate) fn of_difference(known: &[Option<Unit>; 2], difference: Option<&Unit>) -> [Option<Unit>; 2] {
    match (known, difference) {
        ([_, Some(Unit::Date)], _) | ([Some(Unit::Date), _], Some(Unit::Days)) => [Some(Unit::Date), Some(Unit::Date)],
        ([Some(Unit::Date), _], _) | (_, Some(Unit::Date)) => [Some(Unit::Date), Some(Unit::Days)],
        ([left, right], _) => [left, right].map(|side| side.clone().or_else(|| difference.cloned())),
    }
}

pub(crate) fn of_type(ty: &Type) -> Option<Unit> {
    match &ty.kind {
        TypeKind::Quantity(ty) => Some(ty.unit.clone()),
        TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_) => None,
    }
}

fn of_fact(model: &Model, fact: FactId) -> Option<Unit> {
    of_type(&model.fact(fact).ty)
}

fn sum(left: Option<Unit>, right: Option<Unit>) -> Option<Unit> {
    if right == Some(Unit::Date) { right } else { left.or(right) }
}

fn difference(left: Option<Unit>, right: Option<Unit>) -> Option<Unit> {
    match (&left, &right) {
        (Some(Unit::Date), Some(Unit::Date)) => Some(Unit::Days),
        _ => left.or(right),
    }
}

fn product(left: Option<Unit>, right: Option<Unit>) -> Option<Unit> {
    let bare = |unit: &Option<Unit>| matches!(unit, None | Some(Unit::Plain | Unit::Percent));
    if bare(&left) && !bare(&right) { right } else { left.or(right) }
}

fn quotient(left: Option<Unit>, right: Option<Unit>) -> Option<Unit> {
    match (&left, &right) {
        (Some(Unit::Money(..) | Unit::Days), Some(Unit::Money(..) | Unit::Days)) => Some(Unit::Plain),
        _ => left,
    }
}
