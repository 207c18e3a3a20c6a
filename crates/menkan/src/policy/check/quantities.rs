//! Quantities: numbers, money, days, dates, and the units that they are counted in.
//!
//! A bare number takes the unit that its place wants; every other quantity has one. Only equal units add, subtract and
//! compare (a percentage is a plain number, 50% is 0.5); a unit is multiplied and divided by plain numbers; two equal
//! units divided are a plain number. The difference of two dates is a number of days, which moves a date.

use super::conditions::is_value;
use super::measures::{Measure, Scalar, Typed, measure_text, scalar};
use super::{Checker, Obligation, Shape};
use crate::diagnostic::{Diagnostic, Text};
use crate::policy::model::{Per, Quantity, Unit};
use crate::policy::names::Referent;
use crate::source::Span;
use crate::syntax::ast::{Arithmetic, Expr, ExprKind, Fold, Ident, Rounding};
use crate::value::{Number, RoundingMode, day_number};

impl Checker<'_> {
    /// An expression that is a number, money, a date, a number of days, or *none*.
    pub(crate) fn quantity(&mut self, expr: &Expr) -> Option<Typed> {
        let typed = |quantity, measure| Some(Typed { quantity, measure, span: expr.span });
        match &expr.kind {
            ExprKind::Number(number) => typed(Quantity::Number(number.clone()), Measure::Bare),
            ExprKind::Percent(share) => typed(Quantity::Number(share.clone()), Measure::Share),
            ExprKind::Date(day) => typed(Quantity::Number(day_number(*day)), Measure::Unit(Unit::Date)),
            ExprKind::AsOf => typed(Quantity::AsOf, Measure::Unit(Unit::Date)),
            ExprKind::Unlimited => typed(Quantity::Unlimited, Measure::Bare),
            ExprKind::None => typed(Quantity::None, Measure::Bare),
            ExprKind::Days(inner) => self.days(inner, expr.span),
            ExprKind::Name(word) => self.named_quantity(word),
            ExprKind::Negative(inner) => self.negative(inner, expr.span),
            ExprKind::Arithmetic { op, left, right } => self.arithmetic(*op, left, right, expr.span),
            ExprKind::Min(parts) => self.extreme(parts, Quantity::Min, expr.span),
            ExprKind::Max(parts) => self.extreme(parts, Quantity::Max, expr.span),
            ExprKind::Round { value, to, mode } => self.round(value, to, *mode, expr.span),
            ExprKind::If { condition, then, otherwise } => self.branch_of(condition, then, otherwise, expr.span),
            ExprKind::YearsBetween(from, to) => self.between(from, to, Quantity::Years, expr.span),
            ExprKind::MonthsBetween(from, to) => self.between(from, to, Quantity::Months, expr.span),
            ExprKind::Per(inner, per) => self.per(inner, *per, expr.span),
            ExprKind::Fold(folded) if !matches!(folded.fold, Fold::Any | Fold::All) => self.folded(folded, expr.span),
            ExprKind::Fold(_)
            | ExprKind::Items(_)
            | ExprKind::Yes
            | ExprKind::No
            | ExprKind::Empty
            | ExprKind::Set(_)
            | ExprKind::Range(..)
            | ExprKind::All(_)
            | ExprKind::Any(_)
            | ExprKind::Not(_)
            | ExprKind::Order { .. }
            | ExprKind::Is { .. }
            | ExprKind::In { .. }
            | ExprKind::IsEmpty { .. }
            | ExprKind::Satisfied { .. }
            | ExprKind::Shall(_)
            | ExprKind::May(_) => self.refuse_quantity(expr),
        }
    }

    fn refuse_quantity(&mut self, expr: &Expr) -> Option<Typed> {
        let found = self.expr_text(expr);
        self.report(Diagnostic::no_quantity(expr.span, &found));
        None
    }

    fn negative(&mut self, inner: &Expr, span: Span) -> Option<Typed> {
        let inner = self.operand(inner)?;
        if inner.measure == Measure::Unit(Unit::Date) {
            self.report(Diagnostic::date_arithmetic(span));
            return None;
        }
        let quantity = match inner.quantity {
            Quantity::Number(number) => Quantity::Number(-&number),
            other => Quantity::Subtract(Box::new(Quantity::Number(Number::ZERO)), Box::new(other)),
        };
        Some(Typed { quantity, measure: inner.measure, span })
    }

    fn round(&mut self, value: &Expr, to: &Number, mode: Rounding, span: Span) -> Option<Typed> {
        let inner = self.operand(value);
        if to.signum() <= 0 {
            self.report(Diagnostic::round_to_nothing(span));
            return None;
        }
        let inner = inner?;
        if inner.measure == Measure::Unit(Unit::Date) {
            self.report(Diagnostic::date_arithmetic(span));
            return None;
        }
        let quantity = Quantity::Round(Box::new(inner.quantity), to.clone(), mode_of(mode));
        Some(Typed { quantity, measure: inner.measure, span })
    }

    /// `if C then X else Y` of quantities.
    fn branch_of(&mut self, condition: &Expr, then: &Expr, otherwise: &Expr, span: Span) -> Option<Typed> {
        let condition = self.condition(condition);
        let (then, otherwise) = (self.quantity(then), self.quantity(otherwise));
        let (then, otherwise) = (then?, otherwise?);
        let measure = self.unify(&then, &otherwise)?;
        let (then, otherwise) = (Box::new(then.quantity), Box::new(otherwise.quantity));
        Some(Typed { quantity: Quantity::If(Box::new(condition?), then, otherwise), measure, span })
    }

    fn named_quantity(&mut self, word: &Ident) -> Option<Typed> {
        let referent = self.resolve(word, is_value)?;
        let (quantity, unit) = match (referent, self.shape_of(referent)) {
            (Referent::Fact(id), Shape::Quantity) => {
                let unit = self.facts[id.index()].as_ref().and_then(Self::unit_of);
                (Quantity::Fact(id), unit)
            }
            (Referent::Definition(id), Shape::Quantity) => {
                let unit = self.definitions[id.index()].as_ref().and_then(Self::unit_of);
                (Quantity::Definition(id), unit)
            }
            (Referent::Parameter(id), Shape::Quantity) => {
                (Quantity::Figure(id), self.parameters[id.index()].as_ref().map(|ty| &ty.unit))
            }
            (
                referent,
                Shape::Condition
                | Shape::Choice(_)
                | Shape::Set(_)
                | Shape::Quantity
                | Shape::Standard(_)
                | Shape::None
                | Shape::Word
                | Shape::Elements
                | Shape::List
                | Shape::Other,
            ) => {
                if !self.is_broken(referent) {
                    self.wrong_kind(word, referent, Text::new("数值", "a figure"));
                }
                return None;
            }
        };
        Some(Typed { quantity, measure: Measure::Unit(unit?.clone()), span: word.span })
    }

    /// A quantity that arithmetic works on: not unlimited, and not `none` as written.
    fn operand(&mut self, expr: &Expr) -> Option<Typed> {
        let typed = self.quantity(expr)?;
        if typed.quantity == Quantity::None {
            self.report(Diagnostic::none_in_arithmetic(expr.span));
            return None;
        }
        if !matches!(typed.quantity, Quantity::Number(_)) {
            self.obligations.push(Obligation::Finite(typed.quantity.clone(), expr.span));
        }
        Some(typed)
    }

    /// `3 days`
    fn days(&mut self, inner: &Expr, span: Span) -> Option<Typed> {
        let inner = self.operand(inner)?;
        match inner.measure {
            Measure::Bare | Measure::Unit(Unit::Plain | Unit::Days) => {
                Some(Typed { quantity: inner.quantity, measure: Measure::Unit(Unit::Days), span })
            }
            Measure::By(_) | Measure::Share | Measure::Unit(Unit::Percent | Unit::Money(..) | Unit::Date) => {
                let found = measure_text(&inner.measure);
                self.report(Diagnostic::unfit(inner.span, &Text::new("整数", "a whole number"), &found));
                None
            }
        }
    }

    /// `x per month`: money of one period in the other; a sum without a period as so much in each.
    fn per(&mut self, inner: &Expr, per: Per, span: Span) -> Option<Typed> {
        let inner = self.operand(inner)?;
        let twelve = || Box::new(Quantity::Number(Number::integer(12)));
        let changed = |quantity: Quantity, from: Per| match (from, per) {
            (Per::Month, Per::Month) | (Per::Year, Per::Year) => quantity,
            (Per::Month, Per::Year) => Quantity::Multiply(Box::new(quantity), twelve()),
            (Per::Year, Per::Month) => Quantity::Divide(Box::new(quantity), twelve()),
        };
        let money = |currency| Measure::Unit(Unit::Money(currency, Some(per)));
        match inner.measure {
            Measure::Bare => Some(Typed { quantity: inner.quantity, measure: Measure::By(per), span }),
            Measure::By(from) => {
                Some(Typed { quantity: changed(inner.quantity, from), measure: Measure::By(per), span })
            }
            Measure::Unit(Unit::Money(currency, None)) => {
                Some(Typed { quantity: inner.quantity, measure: money(currency), span })
            }
            Measure::Unit(Unit::Money(currency, Some(from))) => {
                Some(Typed { quantity: changed(inner.quantity, from), measure: money(currency), span })
            }
            Measure::Share | Measure::Unit(Unit::Plain | Unit::Percent | Unit::Date | Unit::Days) => {
                let found = measure_text(&inner.measure);
                self.report(Diagnostic::not_by_period(inner.span, &found));
                None
            }
        }
    }

    fn between(
        &mut self,
        from: &Expr,
        to: &Expr,
        make: fn(Box<Quantity>, Box<Quantity>) -> Quantity,
        span: Span,
    ) -> Option<Typed> {
        let (from, to) = (self.operand(from), self.operand(to));
        let (from, to) = (from?, to?);
        let date = Unit::Date;
        let (first, second) = (self.fits(&from, &date), self.fits(&to, &date));
        first.and(second)?;
        let quantity = make(Box::new(from.quantity), Box::new(to.quantity));
        Some(Typed { quantity, measure: Measure::Unit(Unit::Plain), span })
    }

    fn extreme(&mut self, parts: &[Expr], make: fn(Vec<Quantity>) -> Quantity, span: Span) -> Option<Typed> {
        let parts: Vec<_> = parts.iter().map(|part| self.quantity(part)).collect();
        let parts = super::all_or_none(parts)?;
        let mut parts = parts.into_iter();
        let mut whole = parts.next()?;
        let mut quantities = vec![whole.quantity.clone()];
        for part in parts {
            whole.measure = self.unify(&whole, &part)?;
            quantities.push(part.quantity);
        }
        if let Some(none) = quantities.iter().find(|quantity| **quantity == Quantity::None) {
            debug_assert_eq!(*none, Quantity::None);
            self.report(Diagnostic::none_in_arithmetic(span));
            return None;
        }
        Some(Typed { quantity: make(quantities), measure: whole.measure, span })
    }

    fn arithmetic(&mut self, op: Arithmetic, left: &Expr, right: &Expr, span: Span) -> Option<Typed> {
        let (left, right) = (self.operand(left), self.operand(right));
        let (left, right) = (left?, right?);
        let measure = match op {
            Arithmetic::Add | Arithmetic::Subtract => self.sum(op, &left, &right, span)?,
            Arithmetic::Multiply => self.product(&left, &right, span)?,
            Arithmetic::Divide => self.quotient(&left, &right, span)?,
        };
        let divisor = (right.quantity.clone(), right.span);
        let (left, right) = (Box::new(left.quantity), Box::new(right.quantity));
        let quantity = match op {
            Arithmetic::Add => Quantity::Add(left, right),
            Arithmetic::Subtract => Quantity::Subtract(left, right),
            Arithmetic::Multiply => Quantity::Multiply(left, right),
            Arithmetic::Divide => {
                self.obligations.push(Obligation::Divisor(divisor.0, divisor.1));
                Quantity::Divide(left, right)
            }
        };
        Some(Typed { quantity, measure, span })
    }

    fn sum(&mut self, op: Arithmetic, left: &Typed, right: &Typed, span: Span) -> Option<Measure> {
        let date = Measure::Unit(Unit::Date);
        let moves = |measure: &Measure| matches!(measure, Measure::Bare | Measure::Unit(Unit::Days));
        if left.measure != date && right.measure != date {
            return self.unify(left, right);
        }
        match op {
            Arithmetic::Subtract if left.measure == date && right.measure == date => Some(Measure::Unit(Unit::Days)),
            Arithmetic::Add | Arithmetic::Subtract if left.measure == date && moves(&right.measure) => Some(date),
            Arithmetic::Add if right.measure == date && moves(&left.measure) => Some(date),
            Arithmetic::Add | Arithmetic::Subtract | Arithmetic::Multiply | Arithmetic::Divide => {
                self.report(Diagnostic::date_arithmetic(span));
                None
            }
        }
    }

    fn product(&mut self, left: &Typed, right: &Typed, span: Span) -> Option<Measure> {
        match (scalar(&left.measure), scalar(&right.measure)) {
            (Some(left), Some(right)) => Some(left.max(right).measure()),
            (Some(_), None) if right.measure != Measure::Unit(Unit::Date) => Some(right.measure.clone()),
            (None, Some(_)) if left.measure != Measure::Unit(Unit::Date) => Some(left.measure.clone()),
            (Some(_) | None, None) | (None, Some(_)) => {
                let units = (measure_text(&left.measure), measure_text(&right.measure));
                self.report(Diagnostic::product_of_units(span, (left.span, &units.0), (right.span, &units.1)));
                None
            }
        }
    }

    fn quotient(&mut self, left: &Typed, right: &Typed, span: Span) -> Option<Measure> {
        match (scalar(&left.measure), scalar(&right.measure)) {
            (Some(Scalar::Bare), Some(Scalar::Bare)) => Some(Measure::Bare),
            (Some(left), Some(Scalar::Bare)) => Some(left.measure()),
            (Some(_), Some(_)) => Some(Measure::Unit(Unit::Plain)),
            (None, Some(_)) if left.measure != Measure::Unit(Unit::Date) => Some(left.measure.clone()),
            (None, None) if left.measure != Measure::Unit(Unit::Date) && right.measure != Measure::Unit(Unit::Date) => {
                self.unify(left, right).map(|_| Measure::Unit(Unit::Plain))
            }
            (Some(_) | None, None) | (None, Some(_)) => {
                let units = (measure_text(&left.measure), measure_text(&right.measure));
                self.report(Diagnostic::quotient_of_units(span, (left.span, &units.0), (right.span, &units.1)));
                None
            }
        }
    }
}

fn mode_of(mode: Rounding) -> RoundingMode {
    match mode {
        Rounding::HalfUp => RoundingMode::HalfUp,
        Rounding::HalfDown => RoundingMode::HalfDown,
        Rounding::HalfEven => RoundingMode::HalfEven,
        Rounding::Up => RoundingMode::Up,
        Rounding::Down => RoundingMode::Down,
    }
}
