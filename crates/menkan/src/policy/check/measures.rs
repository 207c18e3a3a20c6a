//! Units: which add and compare, and what a bare number becomes.

use super::Checker;
use crate::diagnostic::{Diagnostic, Text};
use crate::policy::model::{Per, Quantity, Unit};
use crate::policy::types::unit_text;
use crate::source::Span;
use crate::value::Number;

/// What a quantity is counted in, as far as its words tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Measure {
    /// A bare number: any unit but a date.
    Bare,
    /// A bare number by month or year: money of that period, in any currency.
    By(Per),
    /// A number written with `%`: a percentage or a plain number.
    Share,
    /// This unit.
    Unit(Unit),
}

/// A quantity with its unit and place.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    pub(crate) quantity: Quantity,
    pub(crate) measure: Measure,
    pub(crate) span: Span,
}

impl Checker<'_> {
    /// The unit that two quantities share; a diagnostic with both places where they share none.
    pub(crate) fn unify(&mut self, left: &Typed, right: &Typed) -> Option<Measure> {
        let unified = match (fits_anywhere(&left.quantity), fits_anywhere(&right.quantity)) {
            (true, _) => Some(right.measure.clone()),
            (false, true) => Some(left.measure.clone()),
            (false, false) => join(&left.measure, &right.measure),
        };
        if unified.is_none() {
            self.units_differ(left, right);
        }
        if unified == Some(Measure::Unit(Unit::Percent)) {
            self.check_share(left);
            self.check_share(right);
        }
        unified
    }

    /// Two sides of a comparison.
    pub(crate) fn comparable(&mut self, left: &Typed, right: &Typed) -> Option<()> {
        self.unify(left, right).map(drop)
    }

    /// Whether a quantity is counted in a unit; a diagnostic where it is not.
    pub(crate) fn fits(&mut self, typed: &Typed, unit: &Unit) -> Option<()> {
        let wanted = Typed { quantity: Quantity::None, measure: Measure::Unit(unit.clone()), span: typed.span };
        if fits_anywhere(&typed.quantity) {
            return Some(());
        }
        match join(&typed.measure, &wanted.measure) {
            Some(_) => {
                if *unit == Unit::Percent {
                    self.check_share(typed);
                }
                Some(())
            }
            None => {
                let found = measure_text(&typed.measure);
                let diagnostic = match (&typed.measure, unit) {
                    (Measure::Unit(Unit::Money(a, _)), Unit::Money(b, _)) if a != b => {
                        Diagnostic::currency_unfit(typed.span, &unit_text(unit), &found)
                    }
                    (Measure::Unit(Unit::Money(..)) | Measure::By(_), Unit::Money(_, per)) => {
                        Diagnostic::period_unfit(typed.span, &unit_text(unit), &found, *per)
                    }
                    (Measure::Unit(Unit::Plain), Unit::Days) => {
                        Diagnostic::unit_unfit(typed.span, &unit_text(unit), &found).in_days(typed.span)
                    }
                    _ => Diagnostic::unit_unfit(typed.span, &unit_text(unit), &found),
                };
                self.report(diagnostic);
                None
            }
        }
    }

    /// A bare number above 1 where a percentage is wanted: `50` for `50%`.
    fn check_share(&mut self, typed: &Typed) {
        if let (Measure::Bare, Quantity::Number(number)) = (&typed.measure, &typed.quantity)
            && *number > Number::ONE
        {
            self.report(Diagnostic::percent_sign_missing(typed.span, number));
        }
    }

    fn units_differ(&mut self, left: &Typed, right: &Typed) {
        let units = (measure_text(&left.measure), measure_text(&right.measure));
        let sides = ((left.span, &units.0), (right.span, &units.1));
        let per = |measure: &Measure| match measure {
            Measure::Unit(Unit::Money(currency, per)) => Some((Some(currency.clone()), *per)),
            Measure::By(per) => Some((None, Some(*per))),
            Measure::Bare | Measure::Share | Measure::Unit(_) => None,
        };
        let diagnostic = match (per(&left.measure), per(&right.measure)) {
            (Some((Some(a), _)), Some((Some(b), _))) if a != b => Diagnostic::currencies_differ(sides.0, sides.1),
            (Some((_, a)), Some((_, b))) => Diagnostic::periods_differ(sides.0, sides.1, a.zip(b).map(|(a, _)| a)),
            (Some(_) | None, Some(_) | None) => {
                let diagnostic = Diagnostic::units_differ(sides.0, sides.1);
                match (&left.measure, &right.measure) {
                    (Measure::Unit(Unit::Days), Measure::Unit(Unit::Plain)) => diagnostic.in_days(right.span),
                    (Measure::Unit(Unit::Plain), Measure::Unit(Unit::Days)) => diagnostic.in_days(left.span),
                    _ => diagnostic,
                }
            }
        };
        self.report(diagnostic);
    }
}

/// Numbers without a dimension, from what fits anywhere to what does not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scalar {
    Bare,
    Share,
    Percent,
    Plain,
}

impl Scalar {
    pub(super) fn measure(self) -> Measure {
        match self {
            Self::Bare => Measure::Bare,
            Self::Share => Measure::Share,
            Self::Percent => Measure::Unit(Unit::Percent),
            Self::Plain => Measure::Unit(Unit::Plain),
        }
    }
}

pub(super) fn scalar(measure: &Measure) -> Option<Scalar> {
    match measure {
        Measure::Bare => Some(Scalar::Bare),
        Measure::Share => Some(Scalar::Share),
        Measure::Unit(Unit::Percent) => Some(Scalar::Percent),
        Measure::Unit(Unit::Plain) => Some(Scalar::Plain),
        Measure::By(_) | Measure::Unit(Unit::Money(..) | Unit::Date | Unit::Days) => None,
    }
}

/// The unit that two measures share.
fn join(left: &Measure, right: &Measure) -> Option<Measure> {
    match (left, right) {
        (Measure::Bare, Measure::Unit(Unit::Date)) | (Measure::Unit(Unit::Date), Measure::Bare) => None,
        (Measure::Bare, other) | (other, Measure::Bare) => Some(other.clone()),
        (Measure::Share, Measure::Share) => Some(Measure::Share),
        (Measure::Share, Measure::Unit(unit @ (Unit::Percent | Unit::Plain)))
        | (Measure::Unit(unit @ (Unit::Percent | Unit::Plain)), Measure::Share) => Some(Measure::Unit(unit.clone())),
        // 50% is 0.5: a share of money, say, is a plain number and a percentage alike.
        (Measure::Unit(Unit::Percent), Measure::Unit(Unit::Plain))
        | (Measure::Unit(Unit::Plain), Measure::Unit(Unit::Percent)) => Some(Measure::Unit(Unit::Plain)),
        (Measure::By(a), Measure::By(b)) if a == b => Some(left.clone()),
        (Measure::By(a), Measure::Unit(unit @ Unit::Money(_, Some(b))))
        | (Measure::Unit(unit @ Unit::Money(_, Some(b))), Measure::By(a))
            if a == b =>
        {
            Some(Measure::Unit(unit.clone()))
        }
        (Measure::Unit(a), Measure::Unit(b)) if a == b => Some(left.clone()),
        (Measure::Share | Measure::By(_) | Measure::Unit(_), Measure::Share | Measure::By(_) | Measure::Unit(_)) => {
            None
        }
    }
}

/// How a measure is called.
pub(crate) fn measure_text(measure: &Measure) -> Text {
    match measure {
        Measure::Bare => Text::new("数值", "a number"),
        Measure::Share => Text::new("百分比", "a percentage"),
        Measure::By(Per::Month) => Text::new("每月的金额", "an amount per month"),
        Measure::By(Per::Year) => Text::new("每年的金额", "an amount per year"),
        Measure::Unit(unit) => unit_text(unit),
    }
}

/// `none` and `unlimited` have no unit.
fn fits_anywhere(quantity: &Quantity) -> bool {
    matches!(quantity, Quantity::None | Quantity::Unlimited)
}
