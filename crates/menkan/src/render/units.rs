//! What a quantity of a diagram measures, and what stands on both sides of a sign: for printing numbers with their unit.

use crate::diagram::quantity::{Expression, Quantities, QuantityId};
use crate::policy::model::{FoldKind, Model, Unit};
use crate::policy::units::{of_fact, product, quotient};
use crate::value::Number;

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
        Expression::Years(..) | Expression::Months(..) | Expression::Fold(FoldKind::Count, _) => Some(Unit::Plain),
        Expression::Walked(walk) => {
            crate::policy::units::of_type(&model.definition(quantities.walk(*walk).definition).ty)
        }
        Expression::Fold(_, body) => crate::policy::units::of_quantity(model, &quantities.body(*body).said.item),
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
