//! How the cell of an axis is read off a row: by whole numbers where what is compared is a sum of products, or a quotient of
//! such sums, and exactly as ever where it is anything else.

use jiff::civil::Date;

use super::layout::{Layout, OPEN, Row};
use crate::decide::Law;
use crate::diagram::Cut;
use crate::diagram::quantity::{Expression, Quantities, QuantityId, Range, Ranges};
use crate::policy::model::{FactId, Figure, ParameterId};
use crate::value::{Number, day_number};

/// How the cell of an axis is found.
#[derive(Debug, Clone)]
pub(super) enum Reading {
    /// A sum is held against rising whole numbers: as many cuts are passed as are at most the sum.
    Sum(Sum, Vec<i64>),
    /// A quotient of sums, the divisor above 0.
    Quotient(Sum, Sum, Vec<Share>),
    /// By exact numbers.
    Exact(QuantityId),
}

/// A cut of a quotient of sums: passed where dividend × `dividend` is more than divisor × `divisor`, or where `even` as much.
#[derive(Debug, Clone)]
pub(super) struct Share {
    dividend: i64,
    divisor: i64,
    even: bool,
}

/// A sum of products in whole numbers: none of its parts can pass the ends of a machine word.
#[derive(Debug, Clone)]
pub(super) struct Sum {
    /// A factor and one or two slots.
    products: Vec<(i64, usize, Option<usize>)>,
    constant: i64,
}

/// A value of a row, and the numbers between which it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slot {
    at: usize,
    least: i64,
    greatest: i64,
}

/// A sum of products with factors that are any numbers.
#[derive(Debug, Clone, Default)]
struct Parts {
    products: Vec<(Number, Slot, Option<Slot>)>,
    constant: Option<Number>,
}

impl Reading {
    /// How the cells of a quantity between some cuts are found, on one day.
    pub(super) fn of(layout: &Layout, quantities: &Quantities, day: Date, quantity: QuantityId, cuts: &[Cut]) -> Self {
        let parts = |id| Parts::of(layout, quantities, day, id);
        let whole = match quantities.get(quantity) {
            Expression::Quotient(dividend, divisor) => parts(*dividend)
                .zip(parts(*divisor))
                .and_then(|(dividend, divisor)| quotient(&dividend, &divisor, cuts)),
            _ => parts(quantity).and_then(|parts| sum(&parts, cuts)),
        };
        whole.unwrap_or(Self::Exact(quantity))
    }

    /// The cell, where the row says all that it takes; `exact` finds it by exact numbers.
    #[inline]
    pub(super) fn cell(&self, row: &Row, exact: impl FnOnce(QuantityId) -> Option<u16>) -> Option<u16> {
        match self {
            Self::Sum(sum, passed) => {
                let value = sum.value(row)?;
                Some(passed.iter().fold(0, |cell, least| cell + u16::from(value >= *least)))
            }
            Self::Quotient(dividend, divisor, shares) => {
                let (dividend, divisor) = (i128::from(dividend.value(row)?), i128::from(divisor.value(row)?));
                Some(shares.iter().fold(0, |cell, share| {
                    let (left, right) = (dividend * i128::from(share.dividend), divisor * i128::from(share.divisor));
                    cell + u16::from(left > right || (share.even && left == right))
                }))
            }
            Self::Exact(quantity) => exact(*quantity),
        }
    }
}

/// The first whole sum at which each cut is passed.
fn sum(parts: &Parts, cuts: &[Cut]) -> Option<Reading> {
    let (sum, scale) = parts.whole()?;
    let passed = cuts.iter().map(|cut| {
        let at = &cut.at * &scale;
        // The number itself lies below the cut where it is included.
        if cut.included { (&at.floor() + &Number::ONE).to_i64() } else { at.ceil().to_i64() }
    });
    Some(Reading::Sum(sum, passed.collect::<Option<_>>()?))
}

/// A cut at n/d is passed where dividend/divisor is more than that: with dividend = a/s and divisor = b/t, all of s, t, b
/// and d above 0, where a·t·d is more than b·n·s.
fn quotient(dividend: &Parts, divisor: &Parts, cuts: &[Cut]) -> Option<Reading> {
    if divisor.sign()? <= 0 {
        return None;
    }
    let ((dividend, s), (divisor, t)) = (dividend.whole()?, divisor.whole()?);
    let shares = cuts.iter().map(|cut| {
        let (n, d) = cut.at.parts()?;
        let factor = |number: i64, scale: &Number| (&Number::integer(number) * scale).to_i64();
        Some(Share { dividend: factor(d, &t)?, divisor: factor(n, &s)?, even: !cut.included })
    });
    Some(Reading::Quotient(dividend, divisor, shares.collect::<Option<_>>()?))
}

impl Sum {
    /// The sum; nothing where something of it is open.
    #[inline]
    fn value(&self, row: &Row) -> Option<i64> {
        let mut open = false;
        let mut sum = self.constant;
        for (factor, left, right) in &self.products {
            let left = row.value(*left);
            let right = right.map_or(1, |right| row.value(right));
            open |= left == OPEN || right == OPEN;
            // What is open would pass the ends.
            sum = sum.wrapping_add(factor.wrapping_mul(left).wrapping_mul(right));
        }
        (!open).then_some(sum)
    }
}

impl Parts {
    /// A quantity as a sum of products, where it is one.
    fn of(layout: &Layout, quantities: &Quantities, day: Date, id: QuantityId) -> Option<Self> {
        let of = |id| Self::of(layout, quantities, day, id);
        match quantities.get(id) {
            Expression::Number(number) => Some(Self { constant: Some(number.clone()), ..Self::default() }),
            Expression::AsOf => Some(Self { constant: Some(day_number(day)), ..Self::default() }),
            Expression::Fact(fact) => {
                let (at, units) = layout.units(*fact)?;
                let slot = Slot { at, least: units.least, greatest: units.greatest };
                Some(Self { products: vec![(units.value(1), slot, None)], constant: None })
            }
            Expression::Linear(terms, constant) => {
                let mut sum = Self { constant: Some(constant.clone()), ..Self::default() };
                for (atom, factor) in terms {
                    sum.add(&of(*atom)?, factor);
                }
                Some(sum)
            }
            Expression::Product(left, right) => of(*left)?.times(&of(*right)?),
            Expression::Unlimited
            | Expression::Figure(..)
            | Expression::Quotient(..)
            | Expression::Min(_)
            | Expression::Max(_)
            | Expression::Round(..)
            | Expression::Years(..)
            | Expression::Months(..)
            | Expression::Fold(..)
            | Expression::Walked(_) => None,
        }
    }

    fn add(&mut self, other: &Self, factor: &Number) {
        self.products.extend(other.products.iter().map(|(own, left, right)| (own * factor, *left, *right)));
        if let Some(constant) = &other.constant {
            let constant = constant * factor;
            self.constant = Some(self.constant.take().map_or_else(|| constant.clone(), |sum| &sum + &constant));
        }
    }

    /// The product, where no part of it has more than two values.
    fn times(&self, other: &Self) -> Option<Self> {
        let mut product = Self::default();
        for (factor, left, right) in &self.products {
            for (more, third, fourth) in &other.products {
                if right.is_some() || fourth.is_some() {
                    return None;
                }
                product.products.push((factor * more, *left, Some(*third)));
            }
        }
        if let Some(constant) = &other.constant {
            product.add(&Self { products: self.products.clone(), constant: None }, constant);
        }
        if let Some(constant) = &self.constant {
            product.add(other, constant);
        }
        Some(product)
    }

    /// In whole numbers, and by what the sum was multiplied for it; nothing where a part can pass a machine word.
    fn whole(&self) -> Option<(Sum, Number)> {
        let factors = self.products.iter().map(|(factor, ..)| factor).chain(&self.constant);
        let mut scale: i64 = 1;
        for factor in factors {
            let (_, denominator) = factor.parts()?;
            scale = num_integer::lcm(i128::from(scale), i128::from(denominator)).try_into().ok()?;
        }
        let scaled = |number: &Number| (number * &Number::integer(scale)).to_i64();
        let constant = self.constant.as_ref().map_or(Some(0), scaled)?;
        let mut most = i128::from(constant).abs();
        let mut products = Vec::new();
        for (factor, left, right) in &self.products {
            let factor = scaled(factor)?;
            let size = |slot: &Slot| i128::from(slot.least).abs().max(i128::from(slot.greatest).abs());
            let part = i128::from(factor).abs().checked_mul(size(left))?;
            most = most.checked_add(right.as_ref().map_or(Some(part), |right| part.checked_mul(size(right)))?)?;
            products.push((factor, left.at, right.map(|slot| slot.at)));
        }
        (most < i128::from(i64::MAX)).then_some((Sum { products, constant }, Number::integer(scale)))
    }

    /// The sign (1, 0 or -1) of a number that the sum is never below.
    fn sign(&self) -> Option<i8> {
        let mut sum = self.constant.clone().unwrap_or(Number::ZERO);
        for (factor, left, right) in &self.products {
            let ends = |slot: &Slot| [Number::integer(slot.least), Number::integer(slot.greatest)];
            let others = right.as_ref().map_or([Number::ONE, Number::ONE], ends);
            let corners = ends(left).into_iter().flat_map(|one| others.clone().map(|other| &(&one * &other) * factor));
            sum = &sum + &corners.min()?;
        }
        Some(sum.signum())
    }
}

/// The numbers of a row; what is no single number can be any.
pub(super) struct RowNumbers<'a> {
    pub(super) law: &'a Law,
    pub(super) row: &'a Row,
}

impl Ranges for RowNumbers<'_> {
    fn fact(&self, fact: FactId) -> Range {
        self.row.number(fact).map_or(Range::ANY, Range::exactly)
    }

    fn figure(&self, parameter: ParameterId, cell: u16) -> Range {
        match self.law.in_force().figures[parameter.index()].get(usize::from(cell)) {
            Some(Figure::Known(number)) => Range::exactly(number.clone()),
            Some(Figure::Unlimited | Figure::Unknown(_)) | None => Range::ANY,
        }
    }

    fn as_of(&self) -> Range {
        Range::exactly(day_number(self.law.day()))
    }
}
