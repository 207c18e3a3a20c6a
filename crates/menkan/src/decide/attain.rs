//! Whether what is unknown can bring a quantity into one cell of its axis.
//!
//! Interval arithmetic says within which cells a quantity lies. Not every cell between need be reached: twice a whole
//! number is never odd, and no amount in fen divided by three is one third. Where nobody can say, the answer is no.

use super::bind::Numbers;
use crate::diagram::quantity::{Expression, Quantities, QuantityId, Range, Ranges as _};
use crate::diagram::{Cut, Term};
use crate::policy::model::{Model, TypeKind};
use crate::value::Number;

/// How many divisors are tried.
const DIVISORS: usize = 64;

/// The numbers between two ends.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stretch {
    low: Option<End>,
    high: Option<End>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct End {
    at: Number,
    included: bool,
}

/// What an unknown number can be: the multiples of a step in a range; every number of it where the step is 0. The range
/// ends on such a number, or is open.
#[derive(Debug, Clone)]
struct Grid {
    range: Range,
    step: Number,
}

/// Whether each of these cells of an axis is reached by some value of what is unknown.
pub(crate) fn reaches_all(
    model: &Model,
    quantities: &Quantities,
    numbers: &Numbers<'_>,
    term: &Term,
    (first, last): (u16, u16),
) -> bool {
    (first..=last).all(|cell| reaches(model, quantities, numbers, term, cell))
}

/// Whether a cell of an axis is surely reached by some value of what is unknown.
pub(crate) fn reaches(model: &Model, quantities: &Quantities, numbers: &Numbers<'_>, term: &Term, cell: u16) -> bool {
    let Some(axis) = term.quantity() else { return true };
    let asking = Asking { model, quantities, numbers };
    asking.reaches(axis, &Stretch::of_cell(&term.cuts, usize::from(cell)))
}

struct Asking<'a> {
    model: &'a Model,
    quantities: &'a Quantities,
    numbers: &'a Numbers<'a>,
}

impl Asking<'_> {
    fn known(&self, id: QuantityId) -> Option<Number> {
        self.quantities.range(id, self.numbers).number().cloned()
    }

    /// Whether some value of what is unknown brings a quantity into a stretch.
    fn reaches(&self, id: QuantityId, stretch: &Stretch) -> bool {
        if let Some(number) = self.known(id) {
            return stretch.contains(&number);
        }
        if let Some(grid) = self.grid(id) {
            return grid.meets(stretch);
        }
        match self.quantities.get(id) {
            Expression::Linear(terms, constant) => self.sum_reaches(terms, constant, stretch),
            Expression::Quotient(dividend, divisor) => match self.known(*divisor) {
                Some(divisor) => self.quotient_reaches(*dividend, &divisor, stretch),
                None => {
                    let divisors = self.grid(*divisor).map(|grid| grid.first(DIVISORS)).unwrap_or_default();
                    divisors.iter().any(|divisor| self.quotient_reaches(*dividend, divisor, stretch))
                }
            },
            Expression::Number(_)
            | Expression::Unlimited
            | Expression::AsOf
            | Expression::Fact(_)
            | Expression::Figure(..)
            | Expression::Product(..)
            | Expression::Min(_)
            | Expression::Max(_)
            | Expression::Round(..)
            | Expression::Years(..)
            | Expression::Months(..)
            | Expression::Fold(..)
            | Expression::Walked(_) => false,
        }
    }

    fn quotient_reaches(&self, dividend: QuantityId, divisor: &Number, stretch: &Stretch) -> bool {
        !divisor.is_zero() && self.reaches(dividend, &stretch.scaled(divisor))
    }

    fn sum_reaches(&self, terms: &[(QuantityId, Number)], constant: &Number, stretch: &Stretch) -> bool {
        let mut known = constant.clone();
        let mut unknown = Vec::new();
        for (atom, factor) in terms {
            match self.known(*atom) {
                Some(number) => known = &known + &(&number * factor),
                None => unknown.push((*atom, factor)),
            }
        }
        let rest = stretch.shifted(&-&known);
        if let [(atom, factor)] = unknown[..] {
            let Some(inverse) = Number::ONE.checked_div(factor) else { return false };
            return self.reaches(atom, &rest.scaled(&inverse));
        }
        let grids: Option<Vec<Grid>> =
            unknown.iter().map(|(atom, factor)| Some(self.grid(*atom)?.scaled(factor))).collect();
        grids.and_then(Grid::sum).is_some_and(|sum| sum.meets(&rest))
    }

    /// What an unknown fact or figure can be.
    fn grid(&self, id: QuantityId) -> Option<Grid> {
        let (range, places) = match self.quantities.get(id) {
            Expression::Fact(fact) => match &self.model.fact(*fact).ty.kind {
                TypeKind::Quantity(ty) => (self.numbers.fact(*fact), ty.places),
                TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_) | TypeKind::List(_) => return None,
            },
            Expression::Figure(parameter, cell) => {
                (self.numbers.figure(*parameter, *cell), self.model.parameter(*parameter).ty.places)
            }
            _ => return None,
        };
        let step = match places {
            Some(places) => Number::ONE.checked_div(&Number::power_of_ten(places))?,
            None => Number::ZERO,
        };
        Some(Grid { range, step })
    }
}

impl Stretch {
    fn of_cell(cuts: &[Cut], cell: usize) -> Self {
        Self {
            low: cell.checked_sub(1).map(|below| End { at: cuts[below].at.clone(), included: !cuts[below].included }),
            high: cuts.get(cell).map(|cut| End { at: cut.at.clone(), included: cut.included }),
        }
    }

    fn contains(&self, number: &Number) -> bool {
        let above = self.low.as_ref().is_none_or(|end| *number > end.at || (end.included && *number == end.at));
        above && self.high.as_ref().is_none_or(|end| *number < end.at || (end.included && *number == end.at))
    }

    fn shifted(&self, by: &Number) -> Self {
        let shift = |end: &Option<End>| end.as_ref().map(|end| End { at: &end.at + by, included: end.included });
        Self { low: shift(&self.low), high: shift(&self.high) }
    }

    /// By a factor that is not 0.
    fn scaled(&self, by: &Number) -> Self {
        let scale = |end: &Option<End>| end.as_ref().map(|end| End { at: &end.at * by, included: end.included });
        let (low, high) = (scale(&self.low), scale(&self.high));
        if by.signum() < 0 { Self { low: high, high: low } } else { Self { low, high } }
    }
}

impl Grid {
    fn scaled(&self, by: &Number) -> Self {
        let scale = |end: &Option<Number>| end.as_ref().map(|end| end * by);
        let (low, high) = (scale(&self.range.low), scale(&self.range.high));
        if by.signum() < 0 {
            Self { range: Range { low: high, high: low }, step: -&(&self.step * by) }
        } else {
            Self { range: Range { low, high }, step: &self.step * by }
        }
    }

    /// A number on the grid.
    fn anchor(&self) -> Number {
        self.range.low.as_ref().or(self.range.high.as_ref()).cloned().unwrap_or(Number::ZERO)
    }

    /// How far it reaches; `None` without an end.
    fn width(&self) -> Option<Number> {
        Some(self.range.high.as_ref()? - self.range.low.as_ref()?)
    }

    /// The first numbers of the grid, where it has a first one.
    fn first(&self, most: usize) -> Vec<Number> {
        let Some(low) = self.range.low.as_ref().filter(|_| !self.step.is_zero()) else { return Vec::new() };
        let mut all = Vec::new();
        let mut next = low.clone();
        while all.len() < most && self.range.high.as_ref().is_none_or(|high| next <= *high) {
            let more = &next + &self.step;
            all.push(std::mem::replace(&mut next, more));
        }
        all
    }

    /// The sum of several, where it has no hole: a wider step must fit into what the finer ones cover.
    fn sum(mut grids: Vec<Self>) -> Option<Self> {
        grids.sort_by(|one, other| one.step.cmp(&other.step));
        let mut all = grids.into_iter();
        let first = all.next()?;
        all.try_fold(first, |sum, next| {
            let fits = sum.width().is_none_or(|width| next.step <= &width + &sum.step);
            let on_grid = sum.step.is_zero() || next.step.checked_div(&sum.step)?.is_integer();
            let add = |one: &Option<Number>, other: &Option<Number>| Some(one.as_ref()? + other.as_ref()?);
            let range =
                Range { low: add(&sum.range.low, &next.range.low), high: add(&sum.range.high, &next.range.high) };
            // Without an end on either side nothing says where on the line the grid lies.
            let placed = range.low.is_some() || range.high.is_some() || sum.step.is_zero();
            (fits && on_grid && placed).then(|| Self { range, step: sum.step.clone() })
        })
    }

    /// Whether a number of the grid lies in a stretch.
    fn meets(&self, stretch: &Stretch) -> bool {
        let closed = |end: &Option<Number>| end.as_ref().map(|at| End { at: at.clone(), included: true });
        let low = tighter(closed(&self.range.low), stretch.low.clone(), |one, other| one > other);
        let high = tighter(closed(&self.range.high), stretch.high.clone(), |one, other| one < other);
        let (Some(low), Some(high)) = (&low, &high) else { return true };
        if self.step.is_zero() {
            return low.at < high.at || (low.at == high.at && low.included && high.included);
        }
        let anchor = self.anchor();
        let Some(steps) = (&low.at - &anchor).checked_div(&self.step) else { return false };
        let mut first = &anchor + &(&steps.ceil() * &self.step);
        if first == low.at && !low.included {
            first = &first + &self.step;
        }
        first < high.at || (first == high.at && high.included)
    }
}

/// The end that leaves less.
fn tighter(one: Option<End>, other: Option<End>, further: fn(&Number, &Number) -> bool) -> Option<End> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if one.at == other.at {
            End { included: one.included && other.included, ..one }
        } else if further(&one.at, &other.at) {
            one
        } else {
            other
        }),
        (one, other) => one.or(other),
    }
}
