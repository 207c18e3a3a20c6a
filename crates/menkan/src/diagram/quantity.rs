//! Quantities at the leaves of diagrams: what is left of an expression once its conditions and tables are decided.
//!
//! They are kept once each, in a normal form (a sum of atoms with coefficients), so that two ways of writing the same
//! comparison cut the same axis. Long because building the normal form, its ranges and what it mentions go through every
//! expression alike.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::store::NodeId;
use crate::policy::model::{DefinitionId, FactId, Fold, FoldKind, Model, ParameterId, TypeKind};
use crate::value::{Number, RoundingMode, day_of, months_between, years_between};

/// The place of a quantity in its [`Quantities`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuantityId(pub(crate) u32);

/// A quantity without conditions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Expression {
    /// This number.
    Number(Number),
    /// Above every number.
    Unlimited,
    /// The day whose law applies.
    AsOf,
    /// The value of a fact.
    Fact(FactId),
    /// A figure that the policy does not know, or that is doubted.
    Figure(ParameterId, u16),
    /// A sum of atoms with coefficients, and a constant. The atoms rise, no coefficient is 0.
    Linear(Box<[(QuantityId, Number)]>, Number),
    /// A product of two that are no numbers.
    Product(QuantityId, QuantityId),
    /// A quotient whose divisor is no number.
    Quotient(QuantityId, QuantityId),
    /// The least.
    Min(Box<[QuantityId]>),
    /// The greatest.
    Max(Box<[QuantityId]>),
    /// Rounded to a step.
    Round(QuantityId, Number, RoundingMode),
    /// Whole years between two days.
    Years(QuantityId, QuantityId),
    /// Whole months between two days.
    Months(QuantityId, QuantityId),
    /// What a list comes to.
    Fold(FoldKind, BodyId),
    /// A quantity with conditions, looked up by walking its diagram.
    Walked(WalkId),
}

/// The place of a [`Walk`] in its [`Quantities`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WalkId(pub(crate) u32);

impl WalkId {
    /// Its number, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A quantity whose diagram has so many ends that each comparison with it would have as many axes. It is one axis then,
/// and the diagram is walked for each case. Every end is a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk {
    /// Whose value it is.
    pub definition: DefinitionId,
    /// The diagram; compiled, the walk of the same number.
    pub(crate) node: NodeId,
    /// What it can be, whatever the case.
    pub(crate) range: Range,
    /// Of how many decimal places it is; `None` where it may be of any.
    pub(crate) places: Option<u8>,
    /// What of the case is needed.
    pub(crate) mentions: Vec<Mention>,
}

/// The place of a [`ListBody`] in its [`Quantities`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BodyId(pub(crate) u32);

impl BodyId {
    /// Its number, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What is asked of each item of a list: a diagram that tests its fields only. It ends in yes and no for a count; else in
/// quantities, or in [`Leaf::Gap`](super::Leaf::Gap) where the item does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListBody {
    /// The list.
    pub list: FactId,
    /// The diagram; compiled, the body of the same number.
    pub(crate) node: NodeId,
    /// As the policy says it, whatever the case.
    pub(crate) said: Fold,
    /// How many items the list can have.
    pub(crate) size: (u16, u16),
    /// What one item can give, whatever it is and whatever the case.
    pub(crate) each: Share,
    /// Of how many decimal places what an item gives is; `None` where it may be of any.
    pub(crate) places: Option<u8>,
    /// What of the case is needed beside the list.
    pub(crate) mentions: Vec<Mention>,
}

/// What items can give to what their list comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// How many surely count.
    pub(crate) must: u32,
    /// How many may count.
    pub(crate) may: u32,
    /// What each that counts gives; of a count, nothing is said.
    pub(crate) range: Range,
}

/// A closed range of numbers; `None` is an open end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// The least.
    pub low: Option<Number>,
    /// The greatest.
    pub high: Option<Number>,
}

impl Range {
    /// Any number.
    pub const ANY: Self = Self { low: None, high: None };

    /// One number.
    #[must_use]
    pub fn exactly(number: Number) -> Self {
        Self { low: Some(number.clone()), high: Some(number) }
    }

    /// The number, where there is but one.
    #[must_use]
    pub fn number(&self) -> Option<&Number> {
        match (&self.low, &self.high) {
            (Some(low), Some(high)) if low == high => Some(low),
            _ => None,
        }
    }

    pub(crate) fn negated(&self) -> Self {
        Self { low: self.high.as_ref().map(|end| -end), high: self.low.as_ref().map(|end| -end) }
    }

    /// What lies in either, and between.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            low: self.low.zip(other.low).map(|(a, b)| a.min(b)),
            high: self.high.zip(other.high).map(|(a, b)| a.max(b)),
        }
    }

    /// The sum with another one that is independent of it.
    pub(crate) fn plus(&self, other: &Self) -> Self {
        let add = |a: &Option<Number>, b: &Option<Number>| Some(a.as_ref()? + b.as_ref()?);
        Self { low: add(&self.low, &other.low), high: add(&self.high, &other.high) }
    }

    /// The range times a number.
    pub(crate) fn scaled(&self, factor: &Number) -> Self {
        let scale = |end: &Option<Number>| end.as_ref().map(|end| end * factor);
        match factor.signum() {
            0 => Self::exactly(Number::ZERO),
            1 => Self { low: scale(&self.low), high: scale(&self.high) },
            _ => Self { low: scale(&self.high), high: scale(&self.low) },
        }
    }

    fn times(&self, other: &Self) -> Self {
        if let Some(factor) = other.number() {
            return self.scaled(factor);
        }
        if let Some(factor) = self.number() {
            return other.scaled(factor);
        }
        let (Some(a), Some(b), Some(c), Some(d)) = (&self.low, &self.high, &other.low, &other.high) else {
            // With an open end only the sign can be told.
            let not_negative = |range: &Self| range.low.as_ref().is_some_and(|low| low.signum() >= 0);
            let low = (not_negative(self) && not_negative(other))
                .then(|| self.low.as_ref().zip(other.low.as_ref()).map(|(a, b)| a * b))
                .flatten();
            return Self { low, high: None };
        };
        let corners = [a * c, a * d, b * c, b * d];
        Self { low: corners.iter().min().cloned(), high: corners.iter().max().cloned() }
    }

    fn inverse(&self) -> Self {
        let invert = |end: &Number| Number::ONE.checked_div(end);
        match (&self.low, &self.high) {
            (Some(low), Some(high)) if low.signum() == high.signum() && low.signum() != 0 => {
                Self { low: invert(high), high: invert(low) }
            }
            (Some(low), None) if low.signum() > 0 => Self { low: Some(Number::ZERO), high: invert(low) },
            (None, Some(high)) if high.signum() < 0 => Self { low: invert(high), high: Some(Number::ZERO) },
            _ => Self::ANY,
        }
    }

    fn least<'a>(mut parts: impl Iterator<Item = &'a Self>) -> Self {
        let Some(first) = parts.next().cloned() else { return Self::ANY };
        parts.fold(first, |sum, part| Self {
            low: sum.low.zip(part.low.clone()).map(|(a, b)| a.min(b)),
            high: match (sum.high, part.high.clone()) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            },
        })
    }
}

/// What was worked out by walking, for one case: kept, since one walk asks for another.
#[derive(Debug, Clone, Default)]
pub struct Memo(Option<Rc<RefCell<FxHashMap<QuantityId, Range>>>>);

impl Memo {
    /// An empty one; where nothing is ever walked, nothing is kept.
    #[must_use]
    pub fn new(walks: bool) -> Self {
        Self(walks.then(Rc::default))
    }

    /// Whether anything is kept.
    #[must_use]
    pub fn keeps(&self) -> bool {
        self.0.is_some()
    }
}

/// What the numbers of a case are: for each fact, figure and the day, its range.
pub trait Ranges {
    /// The range of a fact.
    fn fact(&self, fact: FactId) -> Range;
    /// The range of a figure.
    fn figure(&self, parameter: ParameterId, cell: u16) -> Range;
    /// The day whose law applies.
    fn as_of(&self) -> Range;
    /// The case, where this is one item of a list laid over it: what is walked never depends on the item.
    fn case(&self) -> Option<&dyn Ranges> {
        None
    }
    /// What was walked before.
    fn memo(&self) -> Option<&Memo> {
        None
    }
    /// What the items of the list of a body give; `None` where the list is not known.
    fn shares(&self, _quantities: &Quantities, _kind: FoldKind, _body: BodyId) -> Option<Vec<Share>> {
        None
    }

    /// The range of a quantity with conditions; `None` where nothing narrows what is declared.
    fn walked(&self, _quantities: &Quantities, _walk: WalkId) -> Option<Range> {
        None
    }

    /// Likewise, with the numbers of the case as `case` has them.
    fn walked_in(&self, _case: &dyn Ranges, quantities: &Quantities, walk: WalkId) -> Option<Range> {
        self.walked(quantities, walk)
    }

    /// What the items of a list give, with the rest of the case as `case` has it.
    fn shares_in(
        &self,
        _case: &dyn Ranges,
        quantities: &Quantities,
        kind: FoldKind,
        body: BodyId,
    ) -> Option<Vec<Share>> {
        self.shares(quantities, kind, body)
    }

    /// The range of what is mentioned; a list has none.
    fn of(&self, mention: Mention) -> Range {
        match mention {
            Mention::Fact(fact) => self.fact(fact),
            Mention::Figure(parameter, cell) => self.figure(parameter, cell),
            Mention::NoNumber(_) => Range::ANY,
        }
    }
}

/// Every quantity, once each.
#[derive(Debug, Clone, Default)]
pub struct Quantities {
    pub(super) all: Vec<Expression>,
    pub(super) places: FxHashMap<Expression, QuantityId>,
    pub(super) bodies: Vec<ListBody>,
    pub(super) body_places: FxHashMap<(FactId, NodeId), BodyId>,
    pub(super) walks: Vec<Walk>,
}

impl Quantities {
    /// A quantity by id.
    #[must_use]
    pub fn get(&self, id: QuantityId) -> &Expression {
        &self.all[id.0 as usize]
    }

    pub(crate) fn intern(&mut self, expression: Expression) -> QuantityId {
        if let Some(&id) = self.places.get(&expression) {
            return id;
        }
        let id = QuantityId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push(expression.clone());
        self.places.insert(expression, id);
        id
    }

    /// A body by id.
    #[must_use]
    pub fn body(&self, id: BodyId) -> &ListBody {
        &self.bodies[id.index()]
    }

    /// Every body, in the order of their ids.
    pub(crate) fn bodies(&self) -> &[ListBody] {
        &self.bodies
    }

    /// The body that asks this of each item of a list, where there is one.
    pub(crate) fn find_body(&self, list: FactId, node: NodeId) -> Option<BodyId> {
        self.body_places.get(&(list, node)).copied()
    }

    pub(crate) fn add_body(&mut self, body: ListBody) -> BodyId {
        let id = BodyId(u32::try_from(self.bodies.len()).unwrap_or(u32::MAX));
        self.body_places.insert((body.list, body.node), id);
        self.bodies.push(body);
        id
    }

    /// A quantity with conditions by id.
    #[must_use]
    pub fn walk(&self, id: WalkId) -> &Walk {
        &self.walks[id.index()]
    }

    /// All of them, in the order of their ids.
    pub(crate) fn walks(&self) -> &[Walk] {
        &self.walks
    }

    pub(crate) fn add_walk(&mut self, walk: Walk) -> WalkId {
        let id = WalkId(u32::try_from(self.walks.len()).unwrap_or(u32::MAX));
        self.walks.push(walk);
        id
    }

    /// What a list comes to, by what its items give.
    fn folded(kind: FoldKind, shares: &[Share]) -> Range {
        let count = |counted: fn(&Share) -> u32| {
            Number::integer(i64::from(shares.iter().fold(0_u32, |sum, share| sum.saturating_add(counted(share)))))
        };
        match kind {
            FoldKind::Count => Range { low: Some(count(|share| share.must)), high: Some(count(|share| share.may)) },
            FoldKind::Sum => shares.iter().fold(Range::exactly(Number::ZERO), |sum, share| {
                let times = |count: u32| share.range.scaled(&Number::integer(i64::from(count)));
                let (must, may) = (times(share.must), times(share.may));
                // Of those that may count, as many as make the sum least, or greatest.
                let low = must.low.zip(may.low).map(|(a, b)| a.min(b));
                let high = must.high.zip(may.high).map(|(a, b)| a.max(b));
                sum.plus(&Range { low, high })
            }),
            FoldKind::Largest => Self::greatest_of(shares),
            FoldKind::Smallest => {
                let turned: Vec<Share> =
                    shares.iter().map(|share| Share { range: share.range.negated(), ..share.clone() }).collect();
                Self::greatest_of(&turned).negated()
            }
        }
    }

    /// The range of the greatest of those that count; at least one does.
    fn greatest_of(shares: &[Share]) -> Range {
        let may = shares.iter().filter(|share| share.may > 0);
        let lows = |share: &&Share| share.range.low.clone();
        // At least as great as each that surely counts; where none does, as the least that may.
        let sure = may.clone().filter(|share| share.must > 0).filter_map(|share| lows(&share)).max();
        let any: Option<Vec<Number>> = may.clone().map(|share| lows(&share)).collect();
        let low = sure.or_else(|| any.and_then(|lows| lows.into_iter().min()));
        let highs: Option<Vec<Number>> = may.map(|share| share.range.high.clone()).collect();
        Range { low, high: highs.and_then(|highs| highs.into_iter().max()) }
    }

    pub(crate) fn number(&mut self, number: Number) -> QuantityId {
        self.intern(Expression::Number(number))
    }

    /// The quantity that is this number, where some diagram mentions it.
    pub(crate) fn find_number(&self, number: &Number) -> Option<QuantityId> {
        self.places.get(&Expression::Number(number.clone())).copied()
    }

    /// The number that a quantity is, where it is one.
    #[must_use]
    pub fn as_number(&self, id: QuantityId) -> Option<&Number> {
        match self.get(id) {
            Expression::Number(number) => Some(number),
            _ => None,
        }
    }

    /// `left + factor * right`, in normal form. Unlimited stays unlimited.
    pub(crate) fn add_scaled(&mut self, left: QuantityId, right: QuantityId, factor: &Number) -> QuantityId {
        if matches!(self.get(left), Expression::Unlimited) || matches!(self.get(right), Expression::Unlimited) {
            return self.intern(Expression::Unlimited);
        }
        let (mut terms, constant) = self.linear(left);
        let (others, other_constant) = self.linear(right);
        for (atom, coefficient) in others {
            let coefficient = &coefficient * factor;
            match terms.binary_search_by_key(&atom, |term| term.0) {
                Ok(place) => {
                    terms[place].1 = &terms[place].1 + &coefficient;
                    if terms[place].1.is_zero() {
                        terms.remove(place);
                    }
                }
                Err(place) if !coefficient.is_zero() => terms.insert(place, (atom, coefficient)),
                Err(_) => {}
            }
        }
        self.of_linear(terms, &constant + &(&other_constant * factor))
    }

    pub(crate) fn scale(&mut self, value: QuantityId, factor: &Number) -> QuantityId {
        if matches!(self.get(value), Expression::Unlimited) {
            return value;
        }
        let zero = self.number(Number::ZERO);
        self.add_scaled(zero, value, factor)
    }

    pub(crate) fn multiply(&mut self, left: QuantityId, right: QuantityId) -> QuantityId {
        if let Some(factor) = self.as_number(left).cloned() {
            return self.scale(right, &factor);
        }
        if let Some(factor) = self.as_number(right).cloned() {
            return self.scale(left, &factor);
        }
        if matches!(self.get(left), Expression::Unlimited) || matches!(self.get(right), Expression::Unlimited) {
            return self.intern(Expression::Unlimited);
        }
        self.intern(Expression::Product(left.min(right), left.max(right)))
    }

    /// `None` where the divisor is the number 0, which the checker has ruled out.
    pub(crate) fn divide(&mut self, left: QuantityId, right: QuantityId) -> Option<QuantityId> {
        if let Some(divisor) = self.as_number(right).cloned() {
            return Some(self.scale(left, &Number::ONE.checked_div(&divisor)?));
        }
        if self.as_number(left).is_some_and(Number::is_zero) {
            return Some(left);
        }
        Some(self.intern(Expression::Quotient(left, right)))
    }

    pub(crate) fn least(&mut self, parts: &[QuantityId]) -> QuantityId {
        self.extreme(parts, Expression::Min, |a, b| a < b)
    }

    pub(crate) fn greatest(&mut self, parts: &[QuantityId]) -> QuantityId {
        self.extreme(parts, Expression::Max, |a, b| a > b)
    }

    fn extreme(
        &mut self,
        parts: &[QuantityId],
        make: fn(Box<[QuantityId]>) -> Expression,
        better: fn(&Number, &Number) -> bool,
    ) -> QuantityId {
        let is_max = matches!(make(Box::default()), Expression::Max(_));
        let mut number: Option<Number> = None;
        let mut others: Vec<QuantityId> = Vec::new();
        for &part in parts {
            match self.get(part) {
                Expression::Number(value) => {
                    if number.as_ref().is_none_or(|best| better(value, best)) {
                        number = Some(value.clone());
                    }
                }
                Expression::Unlimited if is_max => return part,
                Expression::Unlimited => {}
                _ => others.push(part),
            }
        }
        if let Some(number) = number {
            others.push(self.number(number));
        }
        others.sort_unstable();
        others.dedup();
        match others.as_slice() {
            [] => self.intern(Expression::Unlimited),
            [only] => *only,
            _ => self.intern(make(others.into())),
        }
    }

    pub(crate) fn round(&mut self, value: QuantityId, step: &Number, mode: RoundingMode) -> QuantityId {
        match self.get(value) {
            Expression::Number(number) => {
                let rounded = number.round_to(step, mode);
                self.number(rounded)
            }
            Expression::Unlimited => value,
            _ => self.intern(Expression::Round(value, step.clone(), mode)),
        }
    }

    /// The atoms with their coefficients, and the constant.
    fn linear(&self, id: QuantityId) -> (Vec<(QuantityId, Number)>, Number) {
        match self.get(id) {
            Expression::Number(number) => (Vec::new(), number.clone()),
            Expression::Linear(terms, constant) => (terms.to_vec(), constant.clone()),
            _ => (vec![(id, Number::ONE)], Number::ZERO),
        }
    }

    fn of_linear(&mut self, terms: Vec<(QuantityId, Number)>, constant: Number) -> QuantityId {
        match terms.as_slice() {
            [] => self.number(constant),
            [(atom, factor)] if *factor == Number::ONE && constant.is_zero() => *atom,
            _ => self.intern(Expression::Linear(terms.into(), constant)),
        }
    }

    /// Turns `left - right` into an axis and a cut: the axis without a constant, its first coefficient 1. The sign is
    /// -1 where the comparison turns round; the axis is `None` where the difference is a number, which is the cut then.
    pub(crate) fn axis(&mut self, left: QuantityId, right: QuantityId) -> (Option<QuantityId>, Number, i8) {
        let difference = self.add_scaled(left, right, &Number::integer(-1));
        let (terms, constant) = self.linear(difference);
        let Some((_, lead)) = terms.first().cloned() else { return (None, constant, 1) };
        let divide = |number: &Number| number.checked_div(&lead).unwrap_or(Number::ZERO);
        let scaled = terms.iter().map(|(atom, factor)| (*atom, divide(factor))).collect();
        let cut = -&divide(&constant);
        (Some(self.of_linear(scaled, Number::ZERO)), cut, lead.signum())
    }

    /// The range of a quantity, by interval arithmetic: never too narrow.
    pub fn range(&self, id: QuantityId, ranges: &dyn Ranges) -> Range {
        match self.get(id) {
            Expression::Number(number) => Range::exactly(number.clone()),
            Expression::Unlimited => Range::ANY,
            Expression::AsOf => ranges.as_of(),
            Expression::Fact(fact) => ranges.fact(*fact),
            Expression::Figure(parameter, cell) => ranges.figure(*parameter, *cell),
            Expression::Linear(terms, constant) => {
                terms.iter().fold(Range::exactly(constant.clone()), |sum, (atom, factor)| {
                    sum.plus(&self.range(*atom, ranges).scaled(factor))
                })
            }
            Expression::Product(left, right) => self.range(*left, ranges).times(&self.range(*right, ranges)),
            Expression::Quotient(left, right) => {
                let (left, right) = (self.range(*left, ranges), self.range(*right, ranges));
                if let (Some(left), Some(right)) = (left.number(), right.number()) {
                    return left.checked_div(right).map_or(Range::ANY, Range::exactly);
                }
                left.times(&right.inverse())
            }
            Expression::Min(parts) => {
                let parts: Vec<Range> = parts.iter().map(|part| self.range(*part, ranges)).collect();
                Range::least(parts.iter())
            }
            Expression::Max(parts) => {
                let parts: Vec<Range> = parts.iter().map(|part| self.range(*part, ranges).negated()).collect();
                Range::least(parts.iter()).negated()
            }
            Expression::Round(value, step, mode) => {
                let range = self.range(*value, ranges);
                let round = |end: Option<Number>| end.map(|end| end.round_to(step, *mode));
                Range { low: round(range.low), high: round(range.high) }
            }
            Expression::Fold(..) | Expression::Walked(_) => {
                let ranges = ranges.case().unwrap_or(ranges);
                let Some(Memo(Some(known))) = ranges.memo() else { return self.walked_range(id, ranges) };
                if let Some(range) = known.borrow().get(&id) {
                    return range.clone();
                }
                let range = self.walked_range(id, ranges);
                known.borrow_mut().insert(id, range.clone());
                range
            }
            Expression::Years(from, to) => self.between(*from, *to, ranges, years_between),
            Expression::Months(from, to) => self.between(*from, *to, ranges, months_between),
        }
    }

    /// The range of what is worked out by walking.
    fn walked_range(&self, id: QuantityId, ranges: &dyn Ranges) -> Range {
        match self.get(id) {
            Expression::Fold(kind, body) => match ranges.shares(self, *kind, *body) {
                Some(shares) => Self::folded(*kind, &shares),
                None => {
                    let ListBody { size: (least, most), each, .. } = self.body(*body);
                    let times = |each: u32, size: u16| each.saturating_mul(u32::from(size));
                    let (must, may) = (times(each.must, *least), times(each.may, *most));
                    Self::folded(*kind, &[Share { must, may, range: each.range.clone() }])
                }
            },
            Expression::Walked(walk) => ranges.walked(self, *walk).unwrap_or_else(|| self.walk(*walk).range.clone()),
            _ => Range::ANY,
        }
    }

    fn between(
        &self,
        from: QuantityId,
        to: QuantityId,
        ranges: &dyn Ranges,
        count: fn(jiff::civil::Date, jiff::civil::Date) -> i64,
    ) -> Range {
        let (from, to) = (self.range(from, ranges), self.range(to, ranges));
        let count =
            |from: Option<&Number>, to: Option<&Number>| Some(Number::integer(count(day_of(from?)?, day_of(to?)?)));
        Range { low: count(from.high.as_ref(), to.low.as_ref()), high: count(from.low.as_ref(), to.high.as_ref()) }
    }

    /// Of how many decimal places every value of the quantity is; `None` where it may have any.
    pub(crate) fn places_of(&self, id: QuantityId, model: &Model) -> Option<u8> {
        match self.get(id) {
            Expression::Number(number) => places(number),
            Expression::Unlimited => None,
            Expression::AsOf | Expression::Years(..) | Expression::Months(..) => Some(0),
            Expression::Fold(FoldKind::Count, _) => Some(0),
            Expression::Fold(_, body) => self.body(*body).places,
            Expression::Walked(walk) => self.walk(*walk).places,
            Expression::Fact(fact) => match &model.fact(*fact).ty.kind {
                TypeKind::Quantity(ty) => ty.places,
                TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_) | TypeKind::List(_) => None,
            },
            Expression::Figure(parameter, _) => model.parameter(*parameter).ty.places,
            Expression::Linear(terms, constant) => terms.iter().try_fold(places(constant)?, |most, (atom, factor)| {
                Some(most.max(self.places_of(*atom, model)?.checked_add(places(factor)?)?))
            }),
            Expression::Product(left, right) => {
                self.places_of(*left, model)?.checked_add(self.places_of(*right, model)?)
            }
            Expression::Quotient(..) => None,
            Expression::Min(parts) | Expression::Max(parts) => {
                parts.iter().try_fold(0, |most, part| Some(self.places_of(*part, model)?.max(most)))
            }
            Expression::Round(_, step, _) => places(step),
        }
    }

    /// Calls `visit` for each mention of a fact or a figure.
    pub fn mentions(&self, id: QuantityId, visit: &mut dyn FnMut(Mention)) {
        self.own_mentions(id, visit);
        self.walked_in(id, &mut |walked| match walked {
            Ok(body) => {
                let body = self.body(body);
                visit(Mention::NoNumber(body.list));
                body.mentions.iter().for_each(|mention| visit(*mention));
            }
            Err(walk) => self.walk(walk).mentions.iter().for_each(|mention| visit(*mention)),
        });
    }

    /// Likewise, without what is mentioned only where something is walked.
    pub(crate) fn own_mentions(&self, id: QuantityId, visit: &mut dyn FnMut(Mention)) {
        match self.get(id) {
            Expression::Number(_)
            | Expression::Unlimited
            | Expression::AsOf
            | Expression::Fold(..)
            | Expression::Walked(_) => {}
            Expression::Fact(fact) => visit(Mention::Fact(*fact)),
            Expression::Figure(parameter, cell) => visit(Mention::Figure(*parameter, *cell)),
            Expression::Linear(terms, _) => terms.iter().for_each(|(atom, _)| self.own_mentions(*atom, visit)),
            Expression::Product(left, right)
            | Expression::Quotient(left, right)
            | Expression::Years(left, right)
            | Expression::Months(left, right) => {
                self.own_mentions(*left, visit);
                self.own_mentions(*right, visit);
            }
            Expression::Min(parts) | Expression::Max(parts) => {
                parts.iter().for_each(|part| self.own_mentions(*part, visit));
            }
            Expression::Round(value, ..) => self.own_mentions(*value, visit),
        }
    }

    /// Calls `visit` with what a quantity is worked out from by walking: lists by what is asked of their items, and
    /// quantities with conditions.
    pub(crate) fn walked_in(&self, id: QuantityId, visit: &mut dyn FnMut(Result<BodyId, WalkId>)) {
        match self.get(id) {
            Expression::Number(_)
            | Expression::Unlimited
            | Expression::AsOf
            | Expression::Fact(_)
            | Expression::Figure(..) => {}
            Expression::Linear(terms, _) => terms.iter().for_each(|(atom, _)| self.walked_in(*atom, visit)),
            Expression::Product(left, right)
            | Expression::Quotient(left, right)
            | Expression::Years(left, right)
            | Expression::Months(left, right) => {
                self.walked_in(*left, visit);
                self.walked_in(*right, visit);
            }
            Expression::Min(parts) | Expression::Max(parts) => {
                parts.iter().for_each(|part| self.walked_in(*part, visit));
            }
            Expression::Round(value, ..) => self.walked_in(*value, visit),
            Expression::Fold(_, body) => visit(Ok(*body)),
            Expression::Walked(walk) => visit(Err(*walk)),
        }
    }

    /// Whether the range of the quantity is all there is to know while each mention stands alone: nothing in it can
    /// hide a part of its input or leave a hole in its values.
    pub(crate) fn is_plain(&self, id: QuantityId) -> bool {
        match self.get(id) {
            Expression::Number(_)
            | Expression::Unlimited
            | Expression::AsOf
            | Expression::Fact(_)
            | Expression::Figure(..) => true,
            Expression::Linear(terms, _) => terms.iter().all(|(atom, _)| self.is_plain(*atom)),
            Expression::Quotient(left, right) => self.is_plain(*left) && self.is_plain(*right),
            Expression::Product(..)
            | Expression::Min(_)
            | Expression::Max(_)
            | Expression::Round(..)
            | Expression::Years(..)
            | Expression::Months(..)
            | Expression::Fold(..)
            | Expression::Walked(_) => false,
        }
    }
}

/// What a quantity is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mention {
    /// A fact.
    Fact(FactId),
    /// A figure that is not known.
    Figure(ParameterId, u16),
    /// A fact that no number stands for: a list, or what a quantity with conditions asks for.
    NoNumber(FactId),
}

fn places(number: &Number) -> Option<u8> {
    (0..=12).find(|&places| number.has_places(places))
}
