//! How likely what is unknown is what: as declared, and flat where nothing is.
#![allow(
    clippy::float_arithmetic,
    reason = "chances choose questions and decide nothing; the same order of IEEE operations gives the same everywhere"
)]

use crate::decide::Deciding;
use crate::decide::bind::Numbers;
use crate::diagram::quantity::{Mention, QuantityId, Range, Ranges};
use crate::diagram::{Term, Test};
use crate::policy::model::{FactId, Likely, ParameterId, QuantityType, TypeKind};
use crate::value::Number;

/// One answer to a question, as far as it bears on what is open.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    /// How likely it is.
    pub(super) chance: f64,
    /// Where it puts terms, by rising term: the place among the cells that are possible.
    pub(super) places: Vec<(usize, usize)>,
}

/// Up to how many open members of a set every combination is an answer; beyond, none of them and each of them alone.
const COMBINED_MEMBERS: usize = 3;

/// For each cell in which a term may lie, from the first: how likely it lies there.
pub(super) fn of_cells(deciding: &Deciding<'_>, term: usize) -> Vec<f64> {
    let (first, last) = deciding.walked.cells(term);
    let axis = &deciding.diagrams.compiled.terms[term];
    let weight =
        |weights: &[u16], cell: u16, other: u16| f64::from(weights.get(usize::from(cell)).copied().unwrap_or(other));
    let weights: Vec<f64> = match axis.test {
        Test::Fact(fact) => match &deciding.model.fact(fact).likely {
            Likely::Values(weights) => (first..=last).map(|cell| weight(weights, cell, 0)).collect(),
            Likely::Flat | Likely::Bands(..) => Vec::new(),
        },
        Test::Member(fact, symbol) => match &deciding.model.fact(fact).likely {
            Likely::Values(weights) => {
                let inside = weight(weights, symbol, 50).min(100.0);
                vec![100.0 - inside, inside]
            }
            Likely::Flat | Likely::Bands(..) => Vec::new(),
        },
        Test::Axis(quantity) => of_axis(deciding, axis, quantity, (first, last)).unwrap_or_default(),
        Test::Open(_) | Test::Doubt(_) => Vec::new(),
    };
    let count = usize::from(last - first) + 1;
    if weights.len() == count { shared(&weights) } else { shared(&vec![1.0; count]) }
}

/// Weights as shares of one; flat where all are nothing.
fn shared(weights: &[f64]) -> Vec<f64> {
    let all: f64 = weights.iter().sum();
    // There are never so many that a float could not count them.
    let flat = 1.0 / f64::from(u32::try_from(weights.len().max(1)).unwrap_or(u32::MAX));
    weights.iter().map(|weight| if all > 0.0 { weight / all } else { flat }).collect()
}

/// The weights of an axis's cells where it is made from one fact of which something is declared: each band's weight is
/// shared by the cells that it reaches into.
fn of_axis(deciding: &Deciding<'_>, axis: &Term, quantity: QuantityId, span: (u16, u16)) -> Option<Vec<f64>> {
    let mut mentions = Vec::new();
    deciding.diagrams.quantities.mentions(quantity, &mut |mention| mentions.push(mention));
    let [Mention::Fact(fact)] = mentions[..] else { return None };
    let declared = deciding.model.fact(fact);
    let (Likely::Bands(bands, above), TypeKind::Quantity(ty)) = (&declared.likely, &declared.ty.kind) else {
        return None;
    };
    let numbers = deciding.numbers();
    let own = numbers.fact(fact);
    let cell = |at: &Number| {
        let with = With { numbers: &numbers, fact, at };
        let range = deciding.diagrams.quantities.range(quantity, &with);
        let passed = axis.cuts.partition_point(|cut| range.number().is_some_and(|number| !cut.is_above(number)));
        u16::try_from(passed).unwrap_or(span.1).clamp(span.0, span.1)
    };
    let step = step_of(ty);
    let mut weights = vec![0.0; usize::from(span.1 - span.0) + 1];
    let mut low = own.low.clone();
    let tops = bands.iter().map(|(top, weight)| (Some(top.clone()), *weight)).chain([(None, *above)]);
    for (top, weight) in tops {
        // What is already known may leave out whole bands.
        let below = matches!((&top, &own.low), (Some(top), Some(least)) if top < least);
        let past = matches!((&low, &own.high), (Some(low), Some(most)) if low > most);
        if !below && !past {
            let high = match (&top, &own.high) {
                (Some(top), Some(most)) => Some(top.min(most).clone()),
                (top, most) => top.clone().or_else(|| most.clone()),
            };
            let ends = (low.as_ref().map_or(span.0, cell), high.as_ref().map_or(span.1, cell));
            let (from, to) = (ends.0.min(ends.1), ends.0.max(ends.1));
            let each = f64::from(weight) / f64::from(to - from + 1);
            for cell in from..=to {
                weights[usize::from(cell - span.0)] += each;
            }
        }
        let next = top.map(|top| &top + &step);
        low = match (next, &own.low) {
            (Some(next), Some(least)) => Some(next.max(least.clone())),
            (next, _) => next,
        };
    }
    Some(weights)
}

/// The step between two values of a type; a hundredth where it may be anything.
fn step_of(ty: &QuantityType) -> Number {
    Number::ONE.checked_div(&Number::power_of_ten(ty.places.unwrap_or(2))).unwrap_or(Number::ONE)
}

/// The numbers of a case, one fact at a value.
struct With<'a> {
    numbers: &'a Numbers<'a>,
    fact: FactId,
    at: &'a Number,
}

impl Ranges for With<'_> {
    fn fact(&self, fact: FactId) -> Range {
        if fact == self.fact { Range::exactly(self.at.clone()) } else { self.numbers.fact(fact) }
    }

    fn figure(&self, parameter: ParameterId, cell: u16) -> Range {
        self.numbers.figure(parameter, cell)
    }

    fn as_of(&self) -> Range {
        self.numbers.as_of()
    }
}

/// What the answers to a question may be; `alone` are the terms that the fact alone settles, by rising term.
pub(super) fn answers(deciding: &Deciding<'_>, alone: &[usize], chances: &[Vec<f64>]) -> Vec<Answer> {
    let is_member = |term: &usize| matches!(deciding.diagrams.compiled.terms[*term].test, Test::Member(..));
    if alone.len() > COMBINED_MEMBERS && alone.iter().all(is_member) {
        return none_or_one(alone, chances);
    }
    let mut all = vec![Answer { chance: 1.0, places: Vec::new() }];
    for term in alone {
        let more = |before: &Answer| {
            let each = chances[*term].iter().enumerate();
            let with = |(place, chance): (usize, &f64)| {
                let mut places = before.places.clone();
                places.push((*term, place));
                Answer { chance: before.chance * chance, places }
            };
            each.map(with).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(more).collect();
    }
    all
}

/// A set that holds none of its open members, or one.
fn none_or_one(members: &[usize], chances: &[Vec<f64>]) -> Vec<Answer> {
    let ways = std::iter::once(None).chain(members.iter().copied().map(Some));
    let places = |inside: Option<usize>| -> Vec<(usize, usize)> {
        members.iter().map(|term| (*term, usize::from(inside == Some(*term)))).collect()
    };
    let ways: Vec<Vec<(usize, usize)>> = ways.map(places).collect();
    let weight = |way: &Vec<(usize, usize)>| {
        way.iter().map(|(term, place)| chances[*term].get(*place).copied().unwrap_or(0.0)).product()
    };
    let weights: Vec<f64> = ways.iter().map(weight).collect();
    ways.into_iter().zip(shared(&weights)).map(|(places, chance)| Answer { chance, places }).collect()
}
