//! A case laid over the terms of diagrams: for each term, the cells in which it can still lie.

use super::walk::Span;
use crate::case::Case;
use crate::diagram::quantity::{Quantities, Range, Ranges};
use crate::diagram::{Declared, Term, Test};
use crate::policy::law::{InForce, Target};
use crate::policy::model::{FactId, Figure, Known, ParameterId};
use crate::value::day_number;

/// The numbers of a case: what is known, within what is declared.
pub(crate) struct Numbers<'a> {
    pub(crate) law: &'a InForce,
    pub(crate) case: &'a Case,
    /// Which doubtful items count as unknown.
    pub(crate) unknown: &'a dyn Fn(Target) -> bool,
}

impl Ranges for Numbers<'_> {
    fn fact(&self, fact: FactId) -> Range {
        if let Some(Known::Between(low, high)) = self.case.known(fact) {
            if low.is_some() && low == high {
                return Range { low: low.clone(), high: high.clone() };
            }
            let declared = Declared(self.law).fact(fact);
            return Range {
                low: low.clone().max(declared.low),
                high: match (high.clone(), declared.high) {
                    (Some(one), Some(other)) => Some(one.min(other)),
                    (one, other) => one.or(other),
                },
            };
        }
        Declared(self.law).fact(fact)
    }

    fn figure(&self, parameter: ParameterId, cell: u16) -> Range {
        match self.law.figures[parameter.index()].get(usize::from(cell)) {
            Some(Figure::Known(number)) if !(self.unknown)(Target::Figure(parameter, cell)) => {
                Range::exactly(number.clone())
            }
            Some(Figure::Known(_) | Figure::Unlimited | Figure::Unknown(_)) | None => {
                Declared(self.law).figure(parameter, cell)
            }
        }
    }

    fn as_of(&self) -> Range {
        Range::exactly(day_number(self.case.as_of))
    }
}

/// The cells in which a term can still lie.
pub(crate) fn cells_of(term: &Term, quantities: &Quantities, numbers: &Numbers<'_>) -> Span {
    let last = term.cells.saturating_sub(1);
    match term.test {
        Test::Fact(fact) => match numbers.case.known(fact) {
            Some(Known::Truth(value)) => (u16::from(*value), u16::from(*value)),
            Some(Known::Symbol(symbol)) => (*symbol.min(&last), *symbol.min(&last)),
            Some(Known::Between(..) | Known::Set(_) | Known::Asked) | None => (0, last),
        },
        Test::Member(fact, symbol) => match numbers.case.known(fact) {
            Some(Known::Set(members)) => match members.get(usize::from(symbol)).copied().flatten() {
                Some(value) => (u16::from(value), u16::from(value)),
                None => (0, last),
            },
            Some(Known::Truth(_) | Known::Symbol(_) | Known::Between(..) | Known::Asked) | None => (0, last),
        },
        Test::Open(_) => (0, last),
        Test::Doubt(target) => {
            if (numbers.unknown)(target) {
                (1, 2)
            } else {
                (0, 0)
            }
        }
        Test::Axis(quantity) => {
            let range = quantities.range(quantity, numbers);
            let cell = |number| term.cell_of(number);
            (range.low.as_ref().map_or(0, cell), range.high.as_ref().map_or(last, cell))
        }
    }
}
