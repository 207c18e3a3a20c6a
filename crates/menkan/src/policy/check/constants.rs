//! Constants: a guard's other value.

use super::Checker;
use crate::diagnostic::{Diagnostic, Text};
use crate::policy::model::{Constant, Quantity, QuantityType, TypeKind};
use crate::syntax::ast::{Expr, ExprKind};
use crate::value::Number;

impl Checker<'_> {
    /// The constant value of a type that an expression writes.
    pub(crate) fn constant(&mut self, expr: &Expr, ty: &TypeKind) -> Option<Constant> {
        match (ty, &expr.kind) {
            (TypeKind::Boolean, ExprKind::Yes) => Some(Constant::Truth(true)),
            (TypeKind::Boolean, ExprKind::No) => Some(Constant::Truth(false)),
            (TypeKind::Choice(values), ExprKind::None) => Some(match self.declarations.value_none(*values) {
                Some(symbol) => {
                    self.is_value_of(expr.span, *values, symbol);
                    Constant::Symbol(symbol)
                }
                None => Constant::None,
            }),
            (TypeKind::Boolean | TypeKind::Quantity(_) | TypeKind::Set(_), ExprKind::None) => Some(Constant::None),
            (TypeKind::Choice(values), _) => self.value(expr, *values).map(Constant::Symbol),
            (TypeKind::Set(values), _) => self.members(expr, *values).map(Constant::Set),
            (TypeKind::List(_), ExprKind::Empty) => Some(Constant::Set(Vec::new())),
            (TypeKind::List(_), _) => {
                let found = self.expr_text(expr);
                self.report(Diagnostic::unfit(expr.span, &Text::new("`空`", "`empty`"), &found));
                None
            }
            (TypeKind::Quantity(quantity), _) => {
                self.constant_number(expr, quantity, Text::new("事实", "the fact")).map(Constant::Number)
            }
            (TypeKind::Boolean, _) => {
                let found = self.expr_text(expr);
                self.report(Diagnostic::unfit(expr.span, &Text::new("`成立` 或 `不成立`", "`yes` or `no`"), &found));
                None
            }
        }
    }

    /// A constant number of a type, within its range and no finer than it.
    pub(crate) fn constant_number(&mut self, expr: &Expr, ty: &QuantityType, of: Text) -> Option<Number> {
        let before = self.diagnostics.len();
        let typed = self.quantity(expr)?;
        let Quantity::Number(number) = fold(&typed.quantity) else {
            if self.diagnostics.len() == before {
                self.report(Diagnostic::not_constant(expr.span));
            }
            return None;
        };
        self.fits(&typed, &ty.unit)?;
        self.check_number(&number, ty, expr.span, &of)?;
        Some(number)
    }

    /// Reports a number outside a type's range, or finer than it.
    pub(crate) fn check_number(
        &mut self,
        number: &Number,
        ty: &QuantityType,
        span: crate::source::Span,
        of: &Text,
    ) -> Option<()> {
        if ty.min.as_ref().is_some_and(|min| number < min) || ty.max.as_ref().is_some_and(|max| number > max) {
            self.report(Diagnostic::outside_the_range(span, number, ty, of));
            return None;
        }
        if let Some(places) = ty.places.filter(|&places| !number.has_places(places)) {
            self.report(Diagnostic::too_fine(span, number, places, of));
            return None;
        }
        Some(())
    }
}

/// A constant expression as one number, where its parts are constants.
pub(crate) fn fold(quantity: &Quantity) -> Quantity {
    let pair = |left: &Quantity, right: &Quantity| match (fold(left), fold(right)) {
        (Quantity::Number(left), Quantity::Number(right)) => Some((left, right)),
        _ => None,
    };
    let folded = match quantity {
        Quantity::Add(left, right) => pair(left, right).map(|(left, right)| &left + &right),
        Quantity::Subtract(left, right) => pair(left, right).map(|(left, right)| &left - &right),
        Quantity::Multiply(left, right) => pair(left, right).map(|(left, right)| &left * &right),
        Quantity::Divide(left, right) => pair(left, right).and_then(|(left, right)| left.checked_div(&right)),
        Quantity::None
        | Quantity::Number(_)
        | Quantity::Unlimited
        | Quantity::AsOf
        | Quantity::Fact(_)
        | Quantity::Definition(_)
        | Quantity::Figure(_)
        | Quantity::Min(_)
        | Quantity::Max(_)
        | Quantity::Round(..)
        | Quantity::If(..)
        | Quantity::Years(..)
        | Quantity::Months(..)
        | Quantity::Fold(_) => None,
    };
    folded.map_or_else(|| quantity.clone(), Quantity::Number)
}
