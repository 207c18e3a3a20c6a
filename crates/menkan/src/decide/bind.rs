//! A case laid over the terms of diagrams: for each term, the cells in which it can still lie.

use super::items::{shares, walked};
use super::walk::Span;
use crate::case::Case;
use crate::diagram::quantity::{BodyId, Quantities, Range, Ranges, Share, WalkId};
use crate::diagram::{Compiled, Declared, Term, Test};
use crate::policy::law::{InForce, Target};
use crate::policy::model::{FactId, Figure, FoldKind, Known, ParameterId};
use crate::value::day_number;

/// The numbers of a case: what is known, within what is declared.
pub(crate) struct Numbers<'a> {
    pub(crate) law: &'a InForce,
    pub(crate) case: &'a Case,
    /// Where what is asked of the items of lists stands.
    pub(crate) compiled: &'a Compiled,
    /// Which doubtful items count as unknown.
    pub(crate) unknown: &'a dyn Fn(Target) -> bool,
}

impl Ranges for Numbers<'_> {
    fn fact(&self, fact: FactId) -> Range {
        match self.case.known(fact) {
            Some(Known::Between(low, high)) if low.is_some() && low == high => {
                Range { low: low.clone(), high: high.clone() }
            }
            known => range_within(known, Declared(self.law).fact(fact)),
        }
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

    fn walked(&self, quantities: &Quantities, walk: WalkId) -> Option<Range> {
        self.walked_in(self, quantities, walk)
    }

    fn walked_in(&self, case: &dyn Ranges, quantities: &Quantities, walk: WalkId) -> Option<Range> {
        Some(walked(self, case, quantities, walk))
    }

    fn shares(&self, quantities: &Quantities, kind: FoldKind, body: BodyId) -> Option<Vec<Share>> {
        self.shares_in(self, quantities, kind, body)
    }

    fn shares_in(&self, case: &dyn Ranges, quantities: &Quantities, _: FoldKind, body: BodyId) -> Option<Vec<Share>> {
        shares(self, case, quantities, body)
    }
}

/// What is known of a number, within what is declared.
pub(crate) fn range_within(known: Option<&Known>, declared: Range) -> Range {
    let Some(Known::Between(low, high)) = known else { return declared };
    Range {
        low: low.clone().max(declared.low),
        high: match (high.clone(), declared.high) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        },
    }
}

/// The cells in which a term can still lie.
pub(crate) fn cells_of(term: &Term, quantities: &Quantities, numbers: &Numbers<'_>) -> Span {
    cells_in(term, quantities, numbers, numbers)
}

/// Likewise, with the numbers of the case as `case` has them.
pub(super) fn cells_in(term: &Term, quantities: &Quantities, numbers: &Numbers<'_>, case: &dyn Ranges) -> Span {
    match term.test {
        Test::Doubt(target) => {
            if (numbers.unknown)(target) {
                (1, 2)
            } else {
                (0, 0)
            }
        }
        Test::Fact(_) | Test::Member(..) | Test::Open(_) | Test::Axis(_) => {
            cells_within(term, quantities, &|fact| numbers.case.known(fact), case)
        }
    }
}

/// Likewise, by what is known of each fact and of the numbers; where items may be doubted, everything can still be.
pub(crate) fn cells_within<'k>(
    term: &Term,
    quantities: &Quantities,
    known: &dyn Fn(FactId) -> Option<&'k Known>,
    numbers: &dyn Ranges,
) -> Span {
    let last = term.cells.saturating_sub(1);
    match term.test {
        Test::Fact(fact) => match known(fact) {
            Some(Known::Truth(value)) => (u16::from(*value), u16::from(*value)),
            Some(Known::Symbol(symbol)) => (*symbol.min(&last), *symbol.min(&last)),
            Some(Known::Between(..) | Known::Set(_) | Known::List(_) | Known::Asked) | None => (0, last),
        },
        Test::Member(fact, symbol) => match known(fact) {
            Some(Known::Set(members)) => match members.get(usize::from(symbol)).copied().flatten() {
                Some(value) => (u16::from(value), u16::from(value)),
                None => (0, last),
            },
            Some(Known::Truth(_) | Known::Symbol(_) | Known::Between(..) | Known::List(_) | Known::Asked) | None => {
                (0, last)
            }
        },
        Test::Open(_) | Test::Doubt(_) => (0, last),
        Test::Axis(quantity) => {
            let range = quantities.range(quantity, numbers);
            let cell = |number| term.cell_of(number);
            (range.low.as_ref().map_or(0, cell), range.high.as_ref().map_or(last, cell))
        }
    }
}
