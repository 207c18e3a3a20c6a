//! How far a number must move: the values of a fact at which something that is tested changes, the others as they are.
//!
//! Between two such values no answer changes, so the nearest value that does it is one of them.

use crate::case::Case;
use crate::decide::bind::{Numbers, cells_of};
use crate::decide::walk::Span;
use crate::decide::{Deciding, certain};
use crate::diagram::quantity::{QuantityId, Ranges as _};
use crate::diagram::{Cut, Declared, Term, Test};
use crate::policy::model::{FactId, Known, TypeKind};
use crate::value::{Number, RoundingMode};

/// How far from zero a number without an end is looked for, in steps of its type.
const FAR: i64 = 100_000_000_000_000;

/// What is tested of numbers: the axes, and the quantities that must be a number wanted.
pub(super) struct Tested {
    terms: Vec<Term>,
}

impl Tested {
    pub(super) fn new(deciding: &Deciding<'_>, terms: &[usize], ends: &[(QuantityId, Number)]) -> Self {
        let axes = terms.iter().map(|term| &deciding.diagrams.compiled.terms[*term]);
        let mut terms: Vec<Term> = axes.filter(|term| term.quantity().is_some()).cloned().collect();
        terms.extend(ends.iter().map(|(quantity, wanted)| Term {
            test: Test::Axis(*quantity),
            cells: 3,
            cuts: [false, true].map(|included| Cut { at: wanted.clone(), included }).into(),
        }));
        Self { terms }
    }

    /// The values of a fact beside which something tested changes, and the ends of what it can be; rising.
    pub(super) fn edges(&self, deciding: &Deciding<'_>, case: &Case, fact: FactId) -> Vec<Number> {
        let mut probe = Probe { deciding, case: case.clone(), fact, step: step(deciding, fact), edges: Vec::new() };
        let range = probe.range();
        // An end that lies on no step is looked for from the next one within.
        let place = |end: Option<Number>, far: i64, mode: RoundingMode| {
            let steps = end.and_then(|end| end.checked_div(&probe.step));
            steps.map_or(Number::integer(far), |steps| steps.round_to(&Number::ONE, mode))
        };
        let low = place(range.0, -FAR, RoundingMode::Up);
        let high = place(range.1, FAR, RoundingMode::Down);
        probe.edges.extend([low.clone(), high.clone()]);
        for term in &self.terms {
            let mut reads = false;
            if let Some(quantity) = term.quantity() {
                deciding.diagrams.quantities.mentions(quantity, &mut |mention| {
                    reads |= mention == crate::diagram::quantity::Mention::Fact(fact);
                });
            }
            if reads && low < high {
                let (first, last) = (probe.at(term, &low), probe.at(term, &high));
                probe.between(term, (low.clone(), first), (high.clone(), last));
            }
        }
        probe.edges.sort_unstable();
        probe.edges.dedup();
        probe.edges.iter().map(|place| place * &probe.step).collect()
    }
}

/// The step between two values of a fact; a hundredth where it may be anything.
pub(super) fn step(deciding: &Deciding<'_>, fact: FactId) -> Number {
    let places = match &deciding.model.fact(fact).ty.kind {
        TypeKind::Quantity(ty) => ty.places,
        TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_) | TypeKind::List(_) => None,
    };
    Number::ONE.checked_div(&Number::power_of_ten(places.unwrap_or(2))).unwrap_or(Number::ONE)
}

/// This number and no other.
pub(super) fn exactly(number: Number) -> Known {
    Known::Between(Some(number.clone()), Some(number))
}

struct Probe<'a> {
    deciding: &'a Deciding<'a>,
    case: Case,
    fact: FactId,
    step: Number,
    /// In steps of the fact's type.
    edges: Vec<Number>,
}

impl Probe<'_> {
    /// What the fact can be: within what is known of it where that is part, else as declared.
    fn range(&self) -> (Option<Number>, Option<Number>) {
        let partly =
            matches!(self.case.known(self.fact), Some(Known::Between(low, high)) if low.is_none() || low != high);
        let range = if partly {
            Numbers {
                law: self.deciding.law,
                case: &self.case,
                compiled: &self.deciding.diagrams.compiled,
                memo: self.deciding.diagrams.compiled.memo(),
                unknown: &certain,
            }
            .fact(self.fact)
        } else {
            Declared(self.deciding.law).fact(self.fact)
        };
        (range.low, range.high)
    }

    fn at(&mut self, term: &Term, place: &Number) -> Span {
        self.case.set(self.fact, Some(exactly(place * &self.step)));
        let numbers = Numbers {
            law: self.deciding.law,
            case: &self.case,
            compiled: &self.deciding.diagrams.compiled,
            memo: self.deciding.diagrams.compiled.memo(),
            unknown: &certain,
        };
        cells_of(term, &self.deciding.diagrams.quantities, &numbers)
    }

    /// Notes both sides of every change between two places.
    fn between(&mut self, term: &Term, low: (Number, Span), high: (Number, Span)) {
        if low.1 == high.1 {
            return;
        }
        if &high.0 - &low.0 <= Number::ONE {
            self.edges.extend([low.0, high.0]);
            return;
        }
        let sum = &low.0 + &high.0;
        let middle = sum.checked_div(&Number::integer(2)).unwrap_or(sum).round_to(&Number::ONE, RoundingMode::Down);
        let middle = (middle.clone(), self.at(term, &middle));
        self.between(term, low, middle.clone());
        self.between(term, middle, high);
    }
}
