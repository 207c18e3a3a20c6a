//! Whether numbers can lie where several axes want them together: linear arithmetic over the rationals.
//!
//! Each axis is a sum of atoms; an atom that is no plain number (a product, the greater of two) counts as one of its own,
//! within its range; a quotient that is compared with a number is multiplied out. Atoms are eliminated one after another (Fourier 1826, Motzkin 1936); what is left says whether the
//! demands contradict each other. Of whole numbers and steps only the ends of each demand are seen, so that no contradiction
//! proves nothing.

use super::Cut;
use super::quantity::{Expression, Quantities, QuantityId, Ranges};
use super::solve::Wanted;
use crate::policy::model::Model;
use crate::value::{Number, RoundingMode};

/// How many demands may stand at once; with more, nothing is said.
const ROWS: usize = 128;

/// A sum of atoms with coefficients, and a constant. The atoms rise, no coefficient is 0.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sum {
    terms: Vec<(QuantityId, Number)>,
    constant: Number,
}

/// A sum that is above 0, or at least 0.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    sum: Sum,
    is_strict: bool,
}

/// Whether no numbers can lie where these demands want them.
pub(crate) fn contradict(model: &Model, quantities: &Quantities, ranges: &dyn Ranges, wanted: &[Wanted]) -> bool {
    let mut rows = Vec::new();
    for one in wanted {
        let (sum, unit) = sides(quantities, one.quantity, ranges);
        let step = quantities.places_of(one.quantity, model).and_then(step_of);
        if let Some(from) = &one.from {
            let (at, is_strict) = edge(from, step.as_ref(), RoundingMode::Up);
            rows.push(Row { sum: sum.plus(&unit.scaled(&-&at)), is_strict });
        }
        if let Some(below) = &one.below {
            let (at, is_strict) = edge(below, step.as_ref(), RoundingMode::Down);
            rows.push(Row { sum: unit.scaled(&at).plus(&sum.scaled(&Number::integer(-1))), is_strict });
        }
    }
    let mut atoms: Vec<QuantityId> = rows.iter().flat_map(|row| row.sum.terms.iter().map(|(atom, _)| *atom)).collect();
    atoms.sort_unstable();
    atoms.dedup();
    for atom in &atoms {
        let range = quantities.range(*atom, ranges);
        let at = |factor: i64| Sum { terms: vec![(*atom, Number::integer(factor))], constant: Number::ZERO };
        let low = range.low.map(|low| at(1).plus(&Sum::number(-&low)));
        let high = range.high.map(|high| at(-1).plus(&Sum::number(high)));
        rows.extend(low.into_iter().chain(high).map(|sum| Row { sum, is_strict: false }));
    }
    is_contradiction(rows, atoms)
}

fn step_of(places: u8) -> Option<Number> {
    Number::ONE.checked_div(&Number::power_of_ten(places))
}

/// Where what lies on one side of a cut ends, and whether it does not reach there; of multiples of a step the last one.
fn edge(cut: &Cut, step: Option<&Number>, side: RoundingMode) -> (Number, bool) {
    let is_up = side == RoundingMode::Up;
    let is_strict = cut.included == is_up;
    let Some(step) = step else { return (cut.at.clone(), is_strict) };
    let nearest = cut.at.round_to(step, side);
    if is_strict && nearest == cut.at {
        return (if is_up { &nearest + step } else { &nearest - step }, false);
    }
    (nearest, false)
}

/// A quantity as a fraction of sums that is compared with a number: of a quotient by what is surely above 0 both its
/// sides, of anything else itself and 1.
fn sides(quantities: &Quantities, id: QuantityId, ranges: &dyn Ranges) -> (Sum, Sum) {
    if let Expression::Quotient(left, right) = quantities.get(id)
        && quantities.range(*right, ranges).low.is_some_and(|low| low.signum() > 0)
    {
        return (Sum::of(quantities, *left, ranges), Sum::of(quantities, *right, ranges));
    }
    (Sum::of(quantities, id, ranges), Sum::number(Number::ONE))
}

fn is_contradiction(mut rows: Vec<Row>, mut atoms: Vec<QuantityId>) -> bool {
    loop {
        if rows.iter().any(Row::is_false) {
            return true;
        }
        let cost = |atom: &QuantityId| {
            let signs = rows.iter().map(|row| row.sum.factor(*atom).map_or(0, Number::signum));
            let (mut above, mut below) = (0_usize, 0_usize);
            signs.for_each(|sign| {
                above += usize::from(sign > 0);
                below += usize::from(sign < 0);
            });
            above * below
        };
        let Some(place) = (0..atoms.len()).min_by_key(|place| cost(&atoms[*place])) else { return false };
        let atom = atoms.swap_remove(place);
        rows = eliminated(&rows, atom);
        if rows.len() > ROWS {
            return false;
        }
    }
}

/// What the rows say of the other atoms: each that bounds this one from below with each that bounds it from above.
fn eliminated(rows: &[Row], atom: QuantityId) -> Vec<Row> {
    let of_sign = |wanted: i8| {
        rows.iter().filter_map(move |row| {
            let factor = row.sum.factor(atom)?;
            (factor.signum() == wanted).then_some((row, factor))
        })
    };
    let mut left: Vec<Row> = rows.iter().filter(|row| row.sum.factor(atom).is_none()).cloned().collect();
    for (below, up) in of_sign(1) {
        for (above, down) in of_sign(-1) {
            let sum = below.sum.scaled(&-down).plus(&above.sum.scaled(up));
            let row = Row { sum, is_strict: below.is_strict || above.is_strict };
            if !row.is_true() && !left.contains(&row) {
                left.push(row);
            }
        }
    }
    left
}

impl Row {
    fn is_false(&self) -> bool {
        let sign = self.sum.constant.signum();
        self.sum.terms.is_empty() && (sign < 0 || (sign == 0 && self.is_strict))
    }

    fn is_true(&self) -> bool {
        self.sum.terms.is_empty() && !self.is_false()
    }
}

impl Sum {
    fn number(number: Number) -> Self {
        Self { terms: Vec::new(), constant: number }
    }

    /// A quantity as a sum of what is not known of it.
    fn of(quantities: &Quantities, id: QuantityId, ranges: &dyn Ranges) -> Self {
        let known = |id: QuantityId| quantities.range(id, ranges).number().cloned();
        if let Some(number) = known(id) {
            return Self::number(number);
        }
        let atom = || Self { terms: vec![(id, Number::ONE)], constant: Number::ZERO };
        match quantities.get(id) {
            Expression::Linear(terms, constant) => {
                terms.iter().fold(Self::number(constant.clone()), |sum, (atom, factor)| {
                    sum.plus(&Self::of(quantities, *atom, ranges).scaled(factor))
                })
            }
            Expression::Product(left, right) => match (known(*left), known(*right)) {
                (Some(factor), _) => Self::of(quantities, *right, ranges).scaled(&factor),
                (_, Some(factor)) => Self::of(quantities, *left, ranges).scaled(&factor),
                (None, None) => atom(),
            },
            Expression::Quotient(left, right) => {
                match known(*right).and_then(|divisor| Number::ONE.checked_div(&divisor)) {
                    Some(factor) => Self::of(quantities, *left, ranges).scaled(&factor),
                    None => atom(),
                }
            }
            Expression::Number(_)
            | Expression::Unlimited
            | Expression::AsOf
            | Expression::Fact(_)
            | Expression::Figure(..)
            | Expression::Min(_)
            | Expression::Max(_)
            | Expression::Round(..)
            | Expression::Years(..)
            | Expression::Months(..)
            | Expression::Fold(..)
            | Expression::Walked(_) => atom(),
        }
    }

    fn factor(&self, atom: QuantityId) -> Option<&Number> {
        let place = self.terms.binary_search_by_key(&atom, |(atom, _)| *atom).ok()?;
        Some(&self.terms[place].1)
    }

    fn scaled(&self, by: &Number) -> Self {
        if by.is_zero() {
            return Self::number(Number::ZERO);
        }
        let terms = self.terms.iter().map(|(atom, factor)| (*atom, factor * by)).collect();
        Self { terms, constant: &self.constant * by }
    }

    fn plus(&self, other: &Self) -> Self {
        let mut terms = self.terms.clone();
        for (atom, factor) in &other.terms {
            match terms.binary_search_by_key(atom, |(atom, _)| *atom) {
                Ok(place) => terms[place].1 = &terms[place].1 + factor,
                Err(place) => terms.insert(place, (*atom, factor.clone())),
            }
        }
        terms.retain(|(_, factor)| !factor.is_zero());
        Self { terms, constant: &self.constant + &other.constant }
    }
}
