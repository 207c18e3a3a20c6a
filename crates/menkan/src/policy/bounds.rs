//! How far quantities can reach: interval analysis over the declared ranges of facts and the figures of parameters.
//!
//! Each quantity gets an interval that holds all its values, how fine it is, whether it can be *none* or unlimited,
//! and how many digits its exact value can need. Sound, not tight: conditions are not looked into.

use super::model::{
    Answer, Body, Constant, Fact, FactId, Figure, Fold, FoldKind, Key, Model, Parameter, Quantity, QuantityType, Row,
    Type, TypeKind,
};
use crate::value::Number;

/// The digits past which an exact value is refused; far past what any law computes.
pub(crate) const MAX_DIGITS: u32 = 4000;

/// What a quantity can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// Whether it can be a number at all.
    pub(crate) number: bool,
    /// The least value; `None`: no bound is known.
    pub(crate) min: Option<Number>,
    /// The greatest value; likewise.
    pub(crate) max: Option<Number>,
    /// It is a whole number of `10^-places`; `None`: anything.
    pub(crate) places: Option<u8>,
    /// Whether it can be *none*.
    pub(crate) none: bool,
    /// Whether it can be unlimited.
    pub(crate) unlimited: bool,
    /// How many digits its numerator and denominator can need.
    pub(crate) digits: u32,
}

/// The facts: of a model, or those that are being checked.
#[derive(Clone, Copy)]
pub(crate) enum Facts<'m> {
    /// A model's.
    Of(&'m Model),
    /// `None` is at fault.
    Checked(&'m [Option<Fact>]),
}

impl<'m> Facts<'m> {
    /// A fact or field by id.
    pub(crate) fn get(self, id: FactId) -> Option<&'m Fact> {
        match self {
            Self::Of(model) => model.fact_or_field(id),
            Self::Checked(facts) => facts.get(id.index())?.as_ref(),
        }
    }
}

/// What is known of facts, parameters and definitions while bounds are computed.
pub(crate) struct Reach<'m> {
    pub(crate) facts: Facts<'m>,
    pub(crate) parameters: &'m [Option<Bounds>],
    pub(crate) definitions: &'m [Option<Bounds>],
}

impl Bounds {
    /// Nothing yet: the union of no values.
    fn empty() -> Self {
        Self { number: false, min: None, max: None, places: Some(0), none: false, unlimited: false, digits: 0 }
    }

    fn constant(number: &Number) -> Self {
        Self::between(Some(number.clone()), Some(number.clone()), places_of(number), digits_of(number))
    }

    fn between(min: Option<Number>, max: Option<Number>, places: Option<u8>, digits: u32) -> Self {
        Self { number: true, min, max, places, none: false, unlimited: false, digits }
    }

    /// What a value of a type can be.
    pub(crate) fn of_type(ty: &QuantityType) -> Self {
        let digits = ty.places.map_or(40, |places| 14 + u32::from(places));
        Self::between(ty.min.clone(), ty.max.clone(), ty.places, digits)
    }

    /// Whether 0 lies within.
    pub(crate) fn holds_zero(&self) -> bool {
        self.number
            && self.min.as_ref().is_none_or(|min| *min <= Number::ZERO)
            && self.max.as_ref().is_none_or(|max| *max >= Number::ZERO)
    }

    /// What is one or the other.
    fn or(self, other: Self) -> Self {
        if !self.number || !other.number {
            let (none, unlimited) = (self.none || other.none, self.unlimited || other.unlimited);
            return Self { none, unlimited, ..if self.number { self } else { other } };
        }
        Self {
            number: true,
            min: self.min.zip(other.min).map(|(a, b)| a.min(b)),
            max: self.max.zip(other.max).map(|(a, b)| a.max(b)),
            places: self.places.zip(other.places).map(|(a, b)| a.max(b)),
            none: self.none || other.none,
            unlimited: self.unlimited || other.unlimited,
            digits: self.digits.max(other.digits),
        }
    }

    /// The result of arithmetic on two: *none* where one is.
    fn with(self, other: &Self, min: Option<Number>, max: Option<Number>, places: Option<u8>) -> Self {
        let (min, max) = (min.and_then(capped), max.and_then(capped));
        let digits = match (&min, &max, places) {
            // A decimal within bounds needs no more digits than these.
            (Some(min), Some(max), Some(places)) => {
                digits_of(&min.floor()).max(digits_of(&max.ceil())).saturating_add(2 * u32::from(places) + 1)
            }
            _ => self.digits.saturating_add(other.digits).saturating_add(1),
        };
        let (number, none) = (self.number && other.number, self.none || other.none);
        Self { number, min, max, places, none, unlimited: false, digits }
    }
}

impl Reach<'_> {
    /// What a list can come to: as many of what one item gives as the list can have.
    fn fold(&self, fold: &Fold) -> Option<Bounds> {
        let item = self.of(&fold.item)?;
        let TypeKind::List(list) = self.facts.get(fold.list)?.ty.kind else { return None };
        let most = Number::integer(i64::from(list.max));
        match fold.kind {
            FoldKind::Count => Some(Bounds::between(Some(Number::ZERO), Some(most), Some(0), 4)),
            FoldKind::Sum => {
                let min = item.min.as_ref().map(|min| (min * &most).min(Number::ZERO));
                let max = item.max.as_ref().map(|max| (max * &most).max(Number::ZERO));
                let places = item.places;
                Some(Bounds { none: false, ..item.with(&Bounds::constant(&most), min, max, places) })
            }
            FoldKind::Largest | FoldKind::Smallest => Some(item.or(self.of(&fold.otherwise)?)),
        }
    }

    /// What a quantity can be; `None` where something in it is at fault.
    pub(crate) fn of(&self, quantity: &Quantity) -> Option<Bounds> {
        Some(match quantity {
            Quantity::None => Bounds { none: true, ..Bounds::empty() },
            Quantity::Number(number) => Bounds::constant(number),
            Quantity::Unlimited => Bounds { unlimited: true, ..Bounds::empty() },
            Quantity::AsOf => Bounds::between(None, None, Some(0), 8),
            Quantity::Fact(id) => self.of_fact(*id)?,
            Quantity::Definition(id) => self.definitions.get(id.index())?.clone()?,
            Quantity::Figure(id) => self.parameters.get(id.index())?.clone()?,
            Quantity::Add(left, right) => {
                let (left, right) = (self.of(left)?, self.of(right)?);
                let min = sum(left.min.as_ref(), right.min.as_ref());
                let max = sum(left.max.as_ref(), right.max.as_ref());
                let places = finer(left.places, right.places);
                left.with(&right, min, max, places)
            }
            Quantity::Subtract(left, right) => {
                let (left, right) = (self.of(left)?, self.of(right)?);
                let min = left.min.as_ref().zip(right.max.as_ref()).map(|(a, b)| a - b);
                let max = left.max.as_ref().zip(right.min.as_ref()).map(|(a, b)| a - b);
                let places = finer(left.places, right.places);
                left.with(&right, min, max, places)
            }
            Quantity::Multiply(left, right) => {
                let (left, right) = (self.of(left)?, self.of(right)?);
                let places = left.places.zip(right.places).and_then(|(a, b)| a.checked_add(b)).filter(|&p| p <= 18);
                let (min, max) = product(&left, &right);
                left.with(&right, min, max, places)
            }
            Quantity::Divide(left, right) => {
                let (left, right) = (self.of(left)?, self.of(right)?);
                let (min, max) = quotient(&left, &right);
                left.with(&right, min, max, None)
            }
            Quantity::Min(parts) => self.extreme(parts, Number::min)?,
            Quantity::Max(parts) => self.extreme(parts, Number::max)?,
            Quantity::Round(inner, step, mode) => {
                let inner = self.of(inner)?;
                let round = |end: Option<Number>| end.map(|end| end.round_to(step, *mode));
                let (min, max) = (round(inner.min), round(inner.max));
                let digits = match (&min, &max) {
                    (Some(min), Some(max)) => digits_of(min).max(digits_of(max)).saturating_add(digits_of(step)),
                    _ => inner.digits.saturating_add(digits_of(step)),
                };
                Bounds { min, max, places: places_of(step), digits, ..inner }
            }
            Quantity::If(_, then, otherwise) => self.of(then)?.or(self.of(otherwise)?),
            Quantity::Fold(fold) => self.fold(fold)?,
            Quantity::Years(from, to) => self.calendar(from, to, 365)?,
            Quantity::Months(from, to) => self.calendar(from, to, 28)?,
        })
    }

    fn of_fact(&self, id: FactId) -> Option<Bounds> {
        let fact = self.facts.get(id)?;
        let TypeKind::Quantity(ty) = &fact.ty.kind else { return None };
        let bounds = Bounds::of_type(ty);
        Some(match fact.guard.as_ref().map(|guard| &guard.otherwise) {
            None => bounds,
            Some(Constant::Number(number)) => bounds.or(Bounds::constant(number)),
            Some(Constant::None | Constant::Truth(_) | Constant::Symbol(_) | Constant::Set(_)) => {
                Bounds { none: true, ..bounds }
            }
        })
    }

    /// `min` and `max`: *none* where one is *none*; unlimited where all are, for `min`, or any is, for `max`.
    fn extreme(&self, parts: &[Quantity], pick: fn(Number, Number) -> Number) -> Option<Bounds> {
        let greatest = pick(Number::ZERO, Number::ONE) == Number::ONE;
        let mut whole: Option<Bounds> = None;
        for part in parts {
            let part = self.of(part)?;
            whole = Some(match whole {
                None => part,
                Some(whole) => extreme_of_two(whole, part, greatest),
            });
        }
        whole
    }

    fn calendar(&self, from: &Quantity, to: &Quantity, days: i64) -> Option<Bounds> {
        let (from, to) = (self.of(from)?, self.of(to)?);
        let length = Number::integer(days);
        let count = |first: &Option<Number>, last: &Option<Number>| {
            first.as_ref().zip(last.as_ref()).and_then(|(first, last)| (last - first).checked_div(&length))
        };
        // A year has at least 365 days, a month at least 28; one more for the part that is cut off.
        let min = count(&from.max, &to.min).map(|least| (&least.floor() - &Number::ONE).min(Number::ZERO));
        let max = count(&from.min, &to.max).map(|most| (&most.ceil() + &Number::ONE).max(Number::ZERO));
        Some(Bounds { digits: 8, ..from.with(&to, min, max, Some(0)) })
    }
}

fn extreme_of_two(left: Bounds, right: Bounds, greatest: bool) -> Bounds {
    let none = left.none || right.none;
    let digits = left.digits.max(right.digits);
    let places = finer(left.places, right.places);
    let (unlimited, number) = if greatest {
        (left.unlimited || right.unlimited, left.number && right.number)
    } else {
        (left.unlimited && right.unlimited, left.number || right.number)
    };
    // The side that bounds alone: the greatest of two is at least either's least, however far the other reaches.
    let alone = |a: Option<Number>, b: Option<Number>, pick: fn(Number, Number) -> Number| match (a, b) {
        (Some(a), Some(b)) => Some(pick(a, b)),
        (Some(only), None) | (None, Some(only)) => Some(only),
        (None, None) => None,
    };
    let both =
        |a: Option<Number>, b: Option<Number>, pick: fn(Number, Number) -> Number| a.zip(b).map(|(a, b)| pick(a, b));
    let (min, max) = if greatest {
        (alone(left.min, right.min, Number::max), both(left.max, right.max, Number::max))
    } else {
        // A side that may be unlimited gives way to the other, so its own end does not bound.
        let left_max = if left.number { left.max } else { None };
        let right_max = if right.number { right.max } else { None };
        let max = match (left.unlimited, right.unlimited) {
            (false, false) => alone(left_max, right_max, Number::min),
            (true, false) => right_max,
            (false, true) => left_max,
            (true, true) => both(left_max, right_max, Number::max),
        };
        let min = match (left.number, right.number) {
            (true, true) => both(left.min, right.min, Number::min),
            (true, false) => left.min,
            (false, true) => right.min,
            (false, false) => None,
        };
        (min, max)
    };
    Bounds { number, min, max, places, none, unlimited, digits }
}

/// What a parameter's figure can be. What the caller may set can be anything of the type.
pub(crate) fn of_parameter(parameter: &Parameter, settable: impl Fn(&Row) -> bool, key_none: bool) -> Bounds {
    let mut whole = Bounds::empty();
    for row in &parameter.rows {
        if settable(row) {
            whole = whole.or(Bounds::of_type(&parameter.ty));
        }
        for figure in &row.cells {
            whole = whole.or(match figure {
                Figure::Known(number) => Bounds::constant(number),
                Figure::Unlimited => Bounds { unlimited: true, ..Bounds::empty() },
                Figure::Unknown(_) => Bounds::of_type(&parameter.ty),
            });
        }
    }
    Bounds { none: whole.none || key_none, ..whole }
}

/// What a definition's figure can be: what its body or any of its rules gives.
pub(crate) fn of_body(body: &Body, ty: &Type, reach: &Reach<'_>) -> Option<Bounds> {
    let bounds = match body {
        Body::Quantity(quantity) => reach.of(quantity)?,
        Body::Rules(rules) => {
            let mut whole = Bounds::empty();
            for rule in rules {
                match &rule.answer {
                    Answer::Quantity(quantity) => whole = whole.or(reach.of(quantity)?),
                    Answer::Truth(_)
                    | Answer::Choice(_)
                    | Answer::Include(_)
                    | Answer::IncludeWhere(_)
                    | Answer::Exclude(_) => return None,
                }
            }
            whole
        }
        Body::When(_) | Body::Choice(_) | Body::Clauses { .. } => return None,
    };
    // What may be none without saying so has its diagnostic where it is written.
    Some(Bounds { none: ty.or_none, ..bounds })
}

/// Whether the key of a table can be *none*, so that its figure is.
pub(crate) fn key_may_be_none(key: &Key, reach: &Reach<'_>, choice: &dyn Fn(&super::model::Choice) -> bool) -> bool {
    match key {
        Key::Whole | Key::Truth(_) => false,
        Key::Choice(by, _) => choice(by),
        Key::Bands { by, .. } | Key::Numbers { by, .. } => reach.of(by).is_some_and(|bounds| bounds.none),
        Key::Pair { outer, inner, width: _ } => {
            key_may_be_none(outer, reach, choice) || key_may_be_none(inner, reach, choice)
        }
    }
}

fn sum(left: Option<&Number>, right: Option<&Number>) -> Option<Number> {
    left.zip(right).map(|(a, b)| a + b)
}

fn finer(left: Option<u8>, right: Option<u8>) -> Option<u8> {
    left.zip(right).map(|(a, b)| a.max(b))
}

fn product(left: &Bounds, right: &Bounds) -> (Option<Number>, Option<Number>) {
    let zero = |bounds: &Bounds| {
        bounds.min.as_ref().is_some_and(Number::is_zero) && bounds.max.as_ref().is_some_and(Number::is_zero)
    };
    if zero(left) || zero(right) {
        return (Some(Number::ZERO), Some(Number::ZERO));
    }
    if let (Some(a), Some(b), Some(c), Some(d)) = (&left.min, &left.max, &right.min, &right.max) {
        let corners = [a * c, a * d, b * c, b * d];
        return (corners.iter().min().cloned(), corners.iter().max().cloned());
    }
    // With an open end only what does not change sign keeps a bound.
    let positive = |bounds: &Bounds| bounds.min.as_ref().is_some_and(|min| *min >= Number::ZERO);
    if positive(left) && positive(right) {
        let min = left.min.as_ref().zip(right.min.as_ref()).map(|(a, b)| a * b);
        return (min, None);
    }
    (None, None)
}

fn quotient(left: &Bounds, right: &Bounds) -> (Option<Number>, Option<Number>) {
    if right.holds_zero() {
        return (None, None);
    }
    if let (Some(a), Some(b), Some(c), Some(d)) = (&left.min, &left.max, &right.min, &right.max) {
        let corners: Vec<Number> =
            [(a, c), (a, d), (b, c), (b, d)].iter().filter_map(|(x, y)| x.checked_div(y)).collect();
        return (corners.iter().min().cloned(), corners.iter().max().cloned());
    }
    let positive = |bounds: &Bounds| bounds.min.as_ref().is_some_and(|min| *min >= Number::ZERO);
    if positive(left) && positive(right) {
        let max = left.max.as_ref().zip(right.min.as_ref()).and_then(|(a, b)| a.checked_div(b));
        return (Some(Number::ZERO), max);
    }
    (None, None)
}

/// A bound, kept short: one with more digits than this is no bound.
fn capped(number: Number) -> Option<Number> {
    (digits_of(&number) <= 80).then_some(number)
}

/// How many decimal places a number has, where it is a decimal of at most 18.
fn places_of(number: &Number) -> Option<u8> {
    (0..=18).find(|&places| number.has_places(places))
}

/// About how many digits numerator and denominator have together.
fn digits_of(number: &Number) -> u32 {
    u32::try_from(number.digits()).unwrap_or(u32::MAX)
}
