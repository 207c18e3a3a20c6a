//! How the cell of an axis is read off a row: by whole numbers where what is compared is a sum of products, or a quotient of
//! such sums, and exactly as ever where it is anything else.

use std::ops::Range;

use jiff::civil::Date;

use super::layout::{Layout, OPEN, Row};
use super::table::word;
use crate::decide::bind::range_within;
use crate::diagram::quantity::{Expression, Quantities, QuantityId, Ranges};
use crate::diagram::{Cut, Declared, quantity};
use crate::policy::law::InForce;
use crate::policy::model::{FactId, Figure, ParameterId};
use crate::value::{Number, day_number};

/// How the cells of axes are found.
#[derive(Debug, Clone, Default)]
pub(in crate::decide) struct Readings {
    /// The products of two slots that sums are made of.
    products: Vec<(u32, u32)>,
    /// Factors, each with a number: of a slot, or behind these of a product.
    parts: Vec<(i64, u32)>,
    /// Where sums pass from one cell to the next.
    passed: Vec<i64>,
    sums: Vec<Axis>,
    others: Vec<(usize, Other)>,
    axes: usize,
}

/// Room for what is read off one row.
#[derive(Debug, Clone, Default)]
pub(super) struct Read {
    /// The numbers of the slots, and those of products.
    numbers: Vec<i64>,
    /// The cells of axes; [`OPEN`] where the row does not say all that it takes.
    pub(super) cells: Vec<i64>,
}

/// An axis that is a sum, held against rising whole numbers: as many cuts are passed as are at most the sum.
#[derive(Debug, Clone)]
struct Axis {
    /// Its place among the axes.
    place: usize,
    sum: Sum,
    passed: Range<usize>,
}

/// An axis that is none of the sums.
#[derive(Debug, Clone)]
enum Other {
    /// A quotient of sums, the divisor above 0.
    Quotient(Sum, Sum, Vec<Share>),
    /// By exact numbers.
    Exact(QuantityId, Vec<Cut>),
}

/// A cut of a quotient of sums: passed where dividend × `dividend` is more than divisor × `divisor`, or where `even` as much.
#[derive(Debug, Clone)]
struct Share {
    dividend: i64,
    divisor: i64,
    even: bool,
}

/// A sum of parts, by their places: none of them can pass the ends of a machine word.
#[derive(Debug, Clone)]
struct Sum {
    parts: Range<usize>,
    constant: i64,
}

/// A sum that is held against rising numbers.
pub(in crate::decide) struct OfSum<'r> {
    pub(in crate::decide) constant: i64,
    /// Factors, each with a number: of a slot, or behind these of a product.
    pub(in crate::decide) parts: &'r [(i64, u32)],
    /// The numbers from which on it lies in the next cell.
    pub(in crate::decide) passed: &'r [i64],
}

/// A sum of products of one or two slots, in whole numbers.
struct Whole {
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

impl Readings {
    /// Takes in an axis: the quantity between some cuts, on one day or on any. Gives its place among the axes.
    pub(in crate::decide) fn add(
        &mut self,
        layout: &Layout,
        quantities: &Quantities,
        day: Option<Date>,
        quantity: QuantityId,
        cuts: &[Cut],
    ) -> usize {
        let place = self.axes;
        self.axes += 1;
        let parts = |id| Parts::of(layout, quantities, day, id);
        let known = match quantities.get(quantity) {
            Expression::Quotient(dividend, divisor) => parts(*dividend)
                .zip(parts(*divisor))
                .and_then(|(dividend, divisor)| self.quotient(layout, &dividend, &divisor, cuts))
                .map(|quotient| self.others.push((place, quotient))),
            _ => parts(quantity).and_then(|parts| self.sum(layout, &parts, cuts, place)),
        };
        if known.is_none() {
            self.others.push((place, Other::Exact(quantity, cuts.to_vec())));
        }
        place
    }

    /// Room for what is read.
    pub(super) fn room(&self, layout: &Layout) -> Read {
        Read { numbers: vec![OPEN; layout.numbers() + self.products.len()], cells: vec![OPEN; self.axes] }
    }

    /// Reads the cells of all axes off a row; `exact` finds what has to be found by exact numbers.
    #[inline]
    pub(super) fn read(&self, row: &Row, read: &mut Read, exact: impl Fn(QuantityId) -> Option<Number>) {
        let Read { numbers, cells } = read;
        let of_slots = row.numbers();
        numbers[..of_slots.len()].copy_from_slice(of_slots);
        for (place, &(left, right)) in (of_slots.len()..).zip(&self.products) {
            let (left, right) = (numbers[left as usize], numbers[right as usize]);
            let open = left == OPEN || right == OPEN;
            numbers[place] = if open { OPEN } else { left.wrapping_mul(right) };
        }
        for axis in &self.sums {
            let (value, open) = self.value(&axis.sum, numbers);
            let passed = &self.passed[axis.passed.clone()];
            let cell = passed.iter().fold(0, |cell, least| cell + i64::from(value >= *least));
            cells[axis.place] = if open { OPEN } else { cell };
        }
        for (place, other) in &self.others {
            cells[*place] = self.other(other, numbers, &exact);
        }
    }

    /// The products that sums are made of, each of two slots.
    pub(in crate::decide) fn products(&self) -> &[(u32, u32)] {
        &self.products
    }

    /// The sum that an axis is, where it is one.
    pub(in crate::decide) fn sum_of(&self, axis: usize) -> Option<OfSum<'_>> {
        let Axis { sum, passed, .. } = self.sums.iter().find(|sum| sum.place == axis)?;
        let (parts, passed) = (&self.parts[sum.parts.clone()], &self.passed[passed.clone()]);
        Some(OfSum { constant: sum.constant, parts, passed })
    }

    /// The slots that an axis reads, where it is a sum; some perhaps twice.
    pub(in crate::decide) fn inputs(&self, axis: usize, numbers: usize) -> Option<impl Iterator<Item = usize>> {
        let of_part = move |&(_, number): &(i64, u32)| match (number as usize).checked_sub(numbers) {
            None => [number as usize; 2],
            Some(product) => [self.products[product].0 as usize, self.products[product].1 as usize],
        };
        self.sum_of(axis).map(|sum| sum.parts.iter().flat_map(of_part))
    }

    /// A sum, and whether something of it is open: then it is no number of the case.
    #[inline]
    fn value(&self, sum: &Sum, numbers: &[i64]) -> (i64, bool) {
        let (mut value, mut open) = (sum.constant, false);
        for &(factor, number) in &self.parts[sum.parts.clone()] {
            let number = numbers[number as usize];
            open |= number == OPEN;
            // What is open would pass the ends.
            value = value.wrapping_add(factor.wrapping_mul(number));
        }
        (value, open)
    }

    fn other(&self, other: &Other, numbers: &[i64], exact: &impl Fn(QuantityId) -> Option<Number>) -> i64 {
        match other {
            Other::Quotient(dividend, divisor, shares) => {
                let ((dividend, open), (divisor, also)) = (self.value(dividend, numbers), self.value(divisor, numbers));
                let (dividend, divisor) = (i128::from(dividend), i128::from(divisor));
                let cell = shares.iter().fold(0, |cell, share| {
                    let (left, right) = (dividend * i128::from(share.dividend), divisor * i128::from(share.divisor));
                    cell + i64::from(left > right || (share.even && left == right))
                });
                if open || also { OPEN } else { cell }
            }
            Other::Exact(quantity, cuts) => exact(*quantity).map_or(OPEN, |number| {
                let passed = cuts.partition_point(|cut| !cut.is_above(&number));
                i64::try_from(passed).unwrap_or(OPEN)
            }),
        }
    }

    /// The first whole sum at which each cut is passed.
    fn sum(&mut self, layout: &Layout, parts: &Parts, cuts: &[Cut], place: usize) -> Option<()> {
        let (whole, scale) = parts.whole()?;
        let passed = cuts.iter().map(|cut| {
            let at = &cut.at * &scale;
            // The number itself lies below the cut where it is included.
            if cut.included { (&at.floor() + &Number::ONE).to_i64() } else { at.ceil().to_i64() }
        });
        let passed: Vec<i64> = passed.collect::<Option<_>>()?;
        let first = self.passed.len();
        self.passed.extend(passed);
        let sum = self.take_in(layout, whole);
        self.sums.push(Axis { place, sum, passed: first..self.passed.len() });
        Some(())
    }

    /// A cut at n/d is passed where dividend/divisor is more than that: with dividend = a/s and divisor = b/t, all of s, t,
    /// b and d above 0, where a·t·d is more than b·n·s.
    fn quotient(&mut self, layout: &Layout, dividend: &Parts, divisor: &Parts, cuts: &[Cut]) -> Option<Other> {
        if divisor.sign()? <= 0 {
            return None;
        }
        let ((dividend, s), (divisor, t)) = (dividend.whole()?, divisor.whole()?);
        let shares = cuts.iter().map(|cut| {
            let (n, d) = cut.at.parts()?;
            let factor = |number: i64, scale: &Number| (&Number::integer(number) * scale).to_i64();
            Some(Share { dividend: factor(d, &t)?, divisor: factor(n, &s)?, even: !cut.included })
        });
        let shares = shares.collect::<Option<_>>()?;
        Some(Other::Quotient(self.take_in(layout, dividend), self.take_in(layout, divisor), shares))
    }

    fn take_in(&mut self, layout: &Layout, whole: Whole) -> Sum {
        let first = self.parts.len();
        for (factor, left, right) in whole.products {
            let number = match right {
                None => left,
                Some(right) => {
                    let pair = (word(left.min(right)), word(left.max(right)));
                    let place = self.products.iter().position(|product| *product == pair).unwrap_or_else(|| {
                        self.products.push(pair);
                        self.products.len() - 1
                    });
                    layout.numbers() + place
                }
            };
            self.parts.push((factor, word(number)));
        }
        Sum { parts: first..self.parts.len(), constant: whole.constant }
    }
}

impl Parts {
    /// A quantity as a sum of products, where it is one.
    fn of(layout: &Layout, quantities: &Quantities, day: Option<Date>, id: QuantityId) -> Option<Self> {
        let of = |id| Self::of(layout, quantities, day, id);
        match quantities.get(id) {
            Expression::Number(number) => Some(Self { constant: Some(number.clone()), ..Self::default() }),
            Expression::AsOf => Some(Self { constant: Some(day_number(day?)), ..Self::default() }),
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
    fn whole(&self) -> Option<(Whole, Number)> {
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
        (most < i128::from(i64::MAX)).then_some((Whole { products, constant }, Number::integer(scale)))
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

/// The numbers of a row: what is known, within what is declared.
pub(in crate::decide) struct RowNumbers<'a> {
    pub(in crate::decide) law: &'a InForce,
    pub(in crate::decide) day: Date,
    pub(in crate::decide) row: &'a Row,
}

impl Ranges for RowNumbers<'_> {
    fn fact(&self, fact: FactId) -> quantity::Range {
        let declared = || Declared(self.law).fact(fact);
        match self.row.number(fact) {
            Some(number) => quantity::Range::exactly(number),
            None => range_within(self.row.other(fact), declared()),
        }
    }

    fn figure(&self, parameter: ParameterId, cell: u16) -> quantity::Range {
        match self.law.figures[parameter.index()].get(usize::from(cell)) {
            Some(Figure::Known(number)) => quantity::Range::exactly(number.clone()),
            Some(Figure::Unlimited | Figure::Unknown(_)) | None => Declared(self.law).figure(parameter, cell),
        }
    }

    fn as_of(&self) -> quantity::Range {
        quantity::Range::exactly(day_number(self.day))
    }
}
