//! What a quantity measures, told from what it is made of, and what a condition compares: for writing figures.

use super::model::{Condition, FactId, FoldKind, Model, Order, Per, Quantity, Type, TypeKind, Unit};
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
        Quantity::Multiply(left, right) | Quantity::Divide(left, right) if is_twelve(right) => {
            let yearly = matches!(quantity, Quantity::Multiply(..));
            other_period(of(left), yearly)
        }
        Quantity::Multiply(left, right) => product(of(left), of(right)),
        Quantity::Divide(left, right) => quotient(of(left), of(right)),
        Quantity::Min(parts) | Quantity::Max(parts) => parts.iter().find_map(of),
        Quantity::Fold(fold) => match fold.kind {
            FoldKind::Count => Some(Unit::Plain),
            FoldKind::Sum | FoldKind::Largest | FoldKind::Smallest => of(&fold.item).or_else(|| of(&fold.otherwise)),
        },
        Quantity::Round(value, ..) => of(value),
        Quantity::If(_, then, otherwise) => of(then).or_else(|| of(otherwise)),
        Quantity::Years(..) | Quantity::Months(..) => Some(Unit::Plain),
    }
}

/// Whether money of a period is brought into the other one by this: `per month` is a twelfth, `per year` twelve times.
pub(crate) fn is_twelve(quantity: &Quantity) -> bool {
    matches!(quantity, Quantity::Number(number) if *number == Number::integer(12))
}

/// The unit of money times twelve, or of a twelfth of it: what is written `per year`, `per month`.
fn other_period(unit: Option<Unit>, yearly: bool) -> Option<Unit> {
    match unit {
        Some(Unit::Money(currency, Some(Per::Month))) if yearly => Some(Unit::Money(currency, Some(Per::Year))),
        Some(Unit::Money(currency, Some(Per::Year))) if !yearly => Some(Unit::Money(currency, Some(Per::Month))),
        other => other,
    }
}

/// The unit in which both sides of a comparison are written. A day beside a sum of days is a day; a share beside a
/// percentage is written as one; where the sides differ otherwise, the bare numbers are.
pub(crate) fn of_comparison(model: &Model, left: &Quantity, right: &Quantity) -> Unit {
    match [left, right].map(|side| of_quantity(model, side)) {
        [Some(Unit::Date), _] | [_, Some(Unit::Date)] => Unit::Date,
        [Some(Unit::Percent), _] | [_, Some(Unit::Percent)] => Unit::Percent,
        [Some(left), Some(right)] if left == right => left,
        // The sum was given a period by `per`, which makes no other number of it.
        [Some(Unit::Money(one, per)), Some(Unit::Money(other, None))]
        | [Some(Unit::Money(other, None)), Some(Unit::Money(one, per))]
            if one == other =>
        {
            Unit::Money(one, per)
        }
        [Some(one), None] | [None, Some(one)] => one,
        [Some(_), Some(_)] | [None, None] => Unit::Plain,
    }
}

/// The comparisons by size that a condition makes itself, in the order written: other definitions are not looked into.
pub(crate) fn comparisons(condition: &Condition) -> Vec<(Order, &Quantity, &Quantity)> {
    let mut found = Vec::new();
    add_comparisons(condition, &mut found);
    found
}

fn add_comparisons<'c>(condition: &'c Condition, found: &mut Vec<(Order, &'c Quantity, &'c Quantity)>) {
    match condition {
        Condition::Order(order, left, right) => found.push((*order, left, right)),
        Condition::Not(inner) => add_comparisons(inner, found),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| add_comparisons(part, found)),
        Condition::If(condition, then, otherwise) => {
            [condition, then, otherwise].into_iter().for_each(|part| add_comparisons(part, found));
        }
        Condition::Truth(_)
        | Condition::Fact(_)
        | Condition::Holds(_)
        | Condition::Status(..)
        | Condition::Duty(..)
        | Condition::Equal(..)
        | Condition::Absent(_)
        | Condition::Chosen(..)
        | Condition::Same(..)
        | Condition::Member(..)
        | Condition::Empty(_)
        | Condition::Exactly(..) => {}
    }
}

/// The unit of a type.
pub(crate) fn of_type(ty: &Type) -> Option<Unit> {
    match &ty.kind {
        TypeKind::Quantity(ty) => Some(ty.unit.clone()),
        TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_) | TypeKind::List(_) => None,
    }
}

/// The unit of a fact.
pub(crate) fn of_fact(model: &Model, fact: FactId) -> Option<Unit> {
    of_type(&model.fact(fact).ty)
}

fn sum(left: Option<Unit>, right: Option<Unit>) -> Option<Unit> {
    match (&left, &right) {
        // The left was given the period of the right.
        (_, Some(Unit::Date)) | (Some(Unit::Money(_, None)), Some(Unit::Money(_, Some(_)))) => right,
        _ => left.or(right),
    }
}

fn difference(left: Option<Unit>, right: Option<Unit>) -> Option<Unit> {
    match (&left, &right) {
        (Some(Unit::Date), Some(Unit::Date)) => Some(Unit::Days),
        _ => left.or(right),
    }
}

/// The unit of a product.
pub(crate) fn product(left: Option<Unit>, right: Option<Unit>) -> Option<Unit> {
    let bare = |unit: &Option<Unit>| matches!(unit, None | Some(Unit::Plain | Unit::Percent));
    if bare(&left) && !bare(&right) { right } else { left.or(right) }
}

/// The unit of a quotient.
pub(crate) fn quotient(left: Option<Unit>, right: Option<Unit>) -> Option<Unit> {
    match (&left, &right) {
        (Some(Unit::Money(..) | Unit::Days), Some(Unit::Money(..) | Unit::Days)) => Some(Unit::Plain),
        _ => left,
    }
}
