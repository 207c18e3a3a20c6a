//! Into which cells of a term the facts that may move can bring it for sure, whatever the rest is.

use crate::decide::bind::{Numbers, cells_of};
use crate::decide::bits::Bits;
use crate::decide::walk::Span;
use crate::diagram::quantity::{Expression, Mention, Quantities, QuantityId, Range, Ranges};
use crate::diagram::{Term, Test};
use crate::value::Number;

/// The choices that free facts have about a term.
#[derive(Debug, Clone)]
pub(super) struct Choices {
    /// Each the cells that are then left to what is unknown. None of them holds another one.
    pub(super) spans: Vec<Span>,
    /// Whether something that is unknown moves the term, too.
    pub(super) is_shared: bool,
}

/// The choices that free facts have about a term which reads one: never too few, as long as nothing else waits for what
/// moves it too.
///
/// An axis such as `income - 2 * subsistence` is no free choice of its cells where the income is free and the subsistence
/// is unknown: the income decides where the axis begins, and what is unknown how far it reaches from there.
pub(super) fn choices(term: &Term, quantities: &Quantities, numbers: &Numbers<'_>, free: &Bits) -> Choices {
    let (first, last) = cells_of(term, quantities, numbers);
    let parts = match term.test {
        Test::Axis(quantity) => parts(quantities, quantity, numbers, free),
        Test::Fact(_) | Test::Member(..) | Test::Open(_) | Test::Doubt(_) => None,
    };
    match parts {
        None => Choices { spans: (first..=last).map(|cell| (cell, cell)).collect(), is_shared: false },
        Some((free, rest)) => Choices { spans: reached(term, (first, last), &free, &rest), is_shared: true },
    }
}

/// The ranges of a sum's part that is free and of its rest, where these are independent and the rest is not known.
fn parts(quantities: &Quantities, axis: QuantityId, numbers: &Numbers<'_>, free: &Bits) -> Option<(Range, Range)> {
    let Expression::Linear(terms, _) = quantities.get(axis) else { return None };
    let mut sums = [Range::exactly(Number::ZERO), Range::exactly(Number::ZERO)];
    let mut is_free = true;
    for (atom, factor) in terms {
        let (mut moved, mut unknown) = (false, false);
        quantities.mentions(*atom, &mut |mention| match mention {
            Mention::Fact(fact) | Mention::NoNumber(fact) if free.contains(fact.index()) => moved = true,
            Mention::Fact(fact) => unknown |= numbers.fact(fact).number().is_none(),
            Mention::NoNumber(list) => unknown |= numbers.case.known(list).is_none(),
            Mention::Figure(parameter, cell) => unknown |= numbers.figure(parameter, cell).number().is_none(),
        });
        is_free &= !(moved && unknown);
        let sum = &mut sums[usize::from(!moved)];
        *sum = sum.plus(&quantities.range(*atom, numbers).scaled(factor));
    }
    let [free, rest] = sums;
    (is_free && rest.number().is_none()).then_some((free, rest))
}

/// A point of an axis: a number, or just above it.
type Point = (Number, bool);

/// The least spans of cells, for all that the free part can be.
fn reached(term: &Term, (first, last): Span, free: &Range, rest: &Range) -> Vec<Span> {
    let cell = |(number, above): &Point| {
        let passed =
            term.cuts.partition_point(|cut| cut.at < *number || (cut.at == *number && (*above || !cut.included)));
        u16::try_from(passed).unwrap_or(u16::MAX).clamp(first, last)
    };
    let end = |free: &Option<Number>, rest: &Option<Number>| Some((free.as_ref()? + rest.as_ref()?, false));
    let (Some(low), Some(high)) = (&rest.low, &rest.high) else {
        // An open end of the rest is open whatever is chosen: only the other end can be drawn in.
        return match (&rest.low, &rest.high) {
            (None, Some(_)) => vec![(first, end(&free.low, &rest.high).map_or(first, |least| cell(&least)))],
            (Some(_), None) => vec![(end(&free.high, &rest.low).map_or(last, |most| cell(&most)), last)],
            _ => vec![(first, last)],
        };
    };
    let width = high - low;
    let (least, most) = (end(&free.low, &rest.low), end(&free.high, &rest.low));
    let mut spans: Vec<Span> = Vec::new();
    for start in first..=last {
        let edge = usize::from(start).checked_sub(1).and_then(|below| term.cuts.get(below));
        let edge = edge.map(|cut| (cut.at.clone(), cut.included));
        // Where nothing bounds it from below, it can lie as far down as one likes.
        let Some(from) = edge.max(least.clone()) else {
            spans.push((start, start));
            continue;
        };
        if most.as_ref().is_some_and(|most| from > *most) {
            break;
        }
        let span = (cell(&from), cell(&(&from.0 + &width, from.1)));
        spans.pop_if(|before| before.1 >= span.1);
        spans.push(span);
    }
    spans
}
