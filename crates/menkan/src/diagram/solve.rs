//! Numbers that put quantities where they are wanted: a search, since axes may share what they are made from.
//!
//! A number that stands alone is picked at once. Otherwise each quantity that is not yet where it should be is moved
//! there by changing one of its numbers along the line through two of its values, and the search starts anew from
//! other numbers a bounded number of times. A result is always checked; finding none proves nothing.

use std::collections::BTreeMap;

use super::Cut;
use super::quantity::{BodyId, Mention, Quantities, QuantityId, Range, Ranges, Share, WalkId};
use crate::policy::model::{FactId, FoldKind, Model, ParameterId, TypeKind};
use crate::value::Number;

const RESTARTS: usize = 40;
const MOVES: usize = 40;

/// A quantity between two cuts.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) quantity: QuantityId,
    /// It does not lie below this.
    pub(crate) from: Option<Cut>,
    /// It lies below this.
    pub(crate) below: Option<Cut>,
}

impl Wanted {
    fn holds(&self, value: &Number) -> bool {
        self.from.as_ref().is_none_or(|cut| !cut.is_above(value))
            && self.below.as_ref().is_none_or(|cut| cut.is_above(value))
    }

    /// Some values that lie there, the edges first; `step` is how finely to look.
    fn targets(&self, step: &Number) -> Vec<Number> {
        let mut targets = Vec::new();
        if let Some(cut) = &self.from {
            targets.push(cut.at.clone());
            targets.push(&cut.at + step);
        }
        if let Some(cut) = &self.below {
            targets.push(cut.at.clone());
            targets.push(&cut.at - step);
        }
        if let (Some(from), Some(below)) = (&self.from, &self.below) {
            targets.extend((&from.at + &below.at).checked_div(&Number::integer(2)));
        }
        if targets.is_empty() {
            targets.push(Number::ZERO);
        }
        targets.retain(|target| self.holds(target));
        targets
    }
}

/// The numbers found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Numbers(pub(crate) BTreeMap<Mention, Number>);

/// The ranges of a case with some of its numbers chosen.
pub(crate) struct Assigned<'a> {
    pub(crate) base: &'a dyn Ranges,
    pub(crate) numbers: &'a BTreeMap<Mention, Number>,
}

impl Assigned<'_> {
    fn chosen(&self, mention: Mention) -> Range {
        self.numbers.get(&mention).map_or_else(|| self.base.of(mention), |number| Range::exactly(number.clone()))
    }
}

impl Ranges for Assigned<'_> {
    fn fact(&self, fact: FactId) -> Range {
        self.chosen(Mention::Fact(fact))
    }

    fn figure(&self, parameter: ParameterId, cell: u16) -> Range {
        self.chosen(Mention::Figure(parameter, cell))
    }

    fn as_of(&self) -> Range {
        self.base.as_of()
    }

    fn walked(&self, quantities: &Quantities, walk: WalkId) -> Option<Range> {
        self.base.walked_in(self, quantities, walk)
    }

    fn shares(&self, quantities: &Quantities, kind: FoldKind, body: BodyId) -> Option<Vec<Share>> {
        // What of the case the items need may be among the numbers chosen.
        self.base.shares_in(self, quantities, kind, body)
    }
}

/// Numbers under which every quantity lies where it is wanted, each within its range; those that are known stay.
pub(crate) fn solve(model: &Model, quantities: &Quantities, base: &dyn Ranges, wanted: &[Wanted]) -> Option<Numbers> {
    let mut mentions: Vec<Mention> = Vec::new();
    for one in wanted {
        quantities.mentions(one.quantity, &mut |mention| mentions.push(mention));
    }
    mentions.sort_unstable();
    mentions.dedup();
    let solving = Solving { model, quantities, base };
    // No number stands for a list: one that is not known leaves what it comes to unknown.
    mentions.retain(|mention| !matches!(mention, Mention::NoNumber(_)) && base.of(*mention).number().is_none());
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    (0..RESTARTS).find_map(|round| {
        let mut numbers: BTreeMap<Mention, Number> = mentions
            .iter()
            .map(|mention| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (*mention, solving.start(*mention, if round == 0 { 1 } else { seed >> 33 }))
            })
            .collect();
        for _ in 0..MOVES {
            let Some(next) = wanted.iter().find(|one| !solving.satisfied(&numbers, one)) else {
                return Some(Numbers(numbers));
            };
            if !solving.step(&mut numbers, next, wanted) {
                return None;
            }
        }
        None
    })
}

/// The step between two values of what is mentioned; a hundredth where it may be anything.
pub(crate) fn grid(model: &Model, mention: Mention) -> Number {
    let places = match mention {
        Mention::Fact(fact) => match &model.fact(fact).ty.kind {
            TypeKind::Quantity(ty) => ty.places,
            TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_) | TypeKind::List(_) => None,
        },
        Mention::Figure(parameter, _) => model.parameter(parameter).ty.places,
        Mention::NoNumber(_) => None,
    };
    Number::ONE.checked_div(&Number::power_of_ten(places.unwrap_or(2))).unwrap_or(Number::ONE)
}

struct Solving<'a> {
    model: &'a Model,
    quantities: &'a Quantities,
    base: &'a dyn Ranges,
}

impl Solving<'_> {
    fn satisfied(&self, numbers: &BTreeMap<Mention, Number>, one: &Wanted) -> bool {
        self.value(numbers, one.quantity).is_some_and(|value| one.holds(&value))
    }

    fn value(&self, numbers: &BTreeMap<Mention, Number>, quantity: QuantityId) -> Option<Number> {
        self.quantities.range(quantity, &Assigned { base: self.base, numbers }).number().cloned()
    }

    /// Moves one number so that a quantity comes to lie where it is wanted, keeping as many others there as it can.
    fn step(&self, numbers: &mut BTreeMap<Mention, Number>, wanted: &Wanted, all: &[Wanted]) -> bool {
        let Some(now) = self.value(numbers, wanted.quantity) else { return false };
        let mut mentions = Vec::new();
        self.quantities.mentions(wanted.quantity, &mut |mention| mentions.push(mention));
        let mut best: Option<(usize, Mention, Number)> = None;
        for mention in mentions {
            let Some(old) = numbers.get(&mention).cloned() else { continue };
            let grid = grid(self.model, mention);
            for nudge in [grid.clone(), &grid * &Number::integer(1000)] {
                numbers.insert(mention, &old + &nudge);
                let moved = self.value(numbers, wanted.quantity);
                numbers.insert(mention, old.clone());
                let Some(slope) = moved.and_then(|moved| (&moved - &now).checked_div(&nudge)) else { continue };
                for target in wanted.targets(&grid) {
                    let Some(distance) = (&target - &now).checked_div(&slope) else { continue };
                    let aim = &old + &distance;
                    let down = aim.round_to(&grid, crate::value::RoundingMode::Down);
                    for candidate in [down.clone(), &down + &grid, &down - &grid] {
                        let candidate = self.clamp(mention, candidate);
                        numbers.insert(mention, candidate.clone());
                        if self.satisfied(numbers, wanted) {
                            let score = all.iter().filter(|one| self.satisfied(numbers, one)).count();
                            if best.as_ref().is_none_or(|(most, ..)| score > *most) {
                                best = Some((score, mention, candidate));
                            }
                        }
                        numbers.insert(mention, old.clone());
                    }
                }
            }
        }
        match best {
            Some((_, mention, number)) => {
                numbers.insert(mention, number);
                true
            }
            None => false,
        }
    }

    fn clamp(&self, mention: Mention, number: Number) -> Number {
        let range = self.base.of(mention);
        let number = range.low.map_or(number.clone(), |low| number.max(low));
        range.high.map_or(number.clone(), |high| number.min(high))
    }

    fn start(&self, mention: Mention, random: u64) -> Number {
        let spread = i64::try_from(random % 10_000).unwrap_or(0);
        let low = self.base.of(mention).low.unwrap_or(Number::ZERO);
        self.clamp(mention, &low + &Number::integer(spread))
    }
}
