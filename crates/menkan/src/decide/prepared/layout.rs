//! Cases as rows of machine words: a small one for each boolean, choice and element of a set, a whole one for each number.

use std::sync::Arc;

use crate::policy::model::{Fact, FactId, Known, Model, QuantityType, TypeKind, Unit};
use crate::value::Number;

/// What stands where no single number is known.
pub(in crate::decide) const OPEN: i64 = i64::MIN;

/// No amount has more of its smallest units, nor a date more days: what is made of two of them fits a machine word, or is
/// told not to.
const MOST: i64 = 1 << 53;

/// Where the values of facts stand in a row.
#[derive(Debug)]
pub(in crate::decide) struct Layout {
    facts: Vec<Place>,
    codes: usize,
    numbers: usize,
}

/// The slots of a fact: of numbers where it holds one, and else of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    first: usize,
    holds: Holds,
}

/// What the slots of a fact hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::decide) enum Holds {
    /// 0 for no, 1 for yes.
    Truth,
    /// A place in an enumeration of so many.
    Symbol(u16),
    /// For each value of an enumeration, whether it is in the set.
    Members(usize),
    /// A number in units.
    Units(Units),
    /// There is none: it is never a machine word.
    Nothing,
}

/// A number in units of 10^-places, between two, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::decide) struct Units {
    pub(in crate::decide) places: u8,
    pub(in crate::decide) least: i64,
    pub(in crate::decide) greatest: i64,
}

impl Units {
    fn of(ty: &QuantityType) -> Option<Self> {
        let places = ty.places?;
        let unit = Number::power_of_ten(places);
        let ends = match ty.unit {
            // A day that is written has a year of four digits.
            Unit::Date => (Some(-1_000_000), Some(3_000_000)),
            Unit::Plain | Unit::Percent | Unit::Money(..) | Unit::Days => {
                let end = |end: &Option<Number>| (end.as_ref()? * &unit).to_i64().filter(|end| end.abs() <= MOST);
                (end(&ty.min), end(&ty.max))
            }
        };
        let (Some(least), Some(greatest)) = ends else { return None };
        Some(Self { places, least, greatest })
    }

    /// A number in units, where it is a whole one of them and within the ends.
    fn number(self, number: &Number) -> Option<i64> {
        let units = number * &Number::power_of_ten(self.places);
        units.to_i64().filter(|units| (self.least..=self.greatest).contains(units))
    }

    /// The number that so many units are.
    pub(super) fn value(self, units: i64) -> Number {
        let number = Number::integer(units);
        number.checked_div(&Number::power_of_ten(self.places)).unwrap_or(number)
    }
}

impl Layout {
    pub(super) fn new(model: &Model) -> Self {
        let (mut codes, mut numbers) = (0, 0);
        let place = |fact: &Fact| {
            let count = |of| model.enumeration(of).values.len();
            let (holds, slots, size) = match &fact.ty.kind {
                TypeKind::Boolean => (Holds::Truth, &mut codes, 1),
                TypeKind::Choice(of) => match u16::try_from(count(*of)) {
                    Ok(count) if count < u16::MAX => (Holds::Symbol(count), &mut codes, 1),
                    _ => (Holds::Nothing, &mut codes, 0),
                },
                TypeKind::Set(of) => (Holds::Members(count(*of)), &mut codes, count(*of)),
                TypeKind::Quantity(ty) => match Units::of(ty) {
                    Some(units) => (Holds::Units(units), &mut numbers, 1),
                    None => (Holds::Nothing, &mut numbers, 0),
                },
                TypeKind::List(_) => (Holds::Nothing, &mut numbers, 0),
            };
            let first = *slots;
            *slots += size;
            Place { first, holds }
        };
        let facts = model.facts.iter().map(place).collect();
        Self { facts, codes, numbers }
    }

    fn place(&self, fact: FactId) -> Place {
        self.facts.get(fact.index()).copied().unwrap_or(Place { first: 0, holds: Holds::Nothing })
    }

    /// How many slots of numbers there are.
    pub(in crate::decide) fn numbers(&self) -> usize {
        self.numbers
    }

    /// How many slots of codes there are.
    pub(in crate::decide) fn codes(&self) -> usize {
        self.codes
    }

    /// The first slot of a fact, and what its slots hold.
    pub(in crate::decide) fn of(&self, fact: FactId) -> (usize, Holds) {
        let Place { first, holds } = self.place(fact);
        (first, holds)
    }

    /// The slots of choices.
    pub(in crate::decide) fn choices(&self) -> impl Iterator<Item = usize> + '_ {
        self.facts.iter().filter(|place| matches!(place.holds, Holds::Symbol(_))).map(|place| place.first)
    }

    /// The slot of a boolean or a choice, where it holds no number from `cells` on.
    pub(in crate::decide) fn code(&self, fact: FactId, cells: u16) -> Option<usize> {
        let place = self.place(fact);
        let count = match place.holds {
            Holds::Truth => 2,
            Holds::Symbol(count) => count,
            Holds::Members(_) | Holds::Units(_) | Holds::Nothing => return None,
        };
        (count <= cells).then_some(place.first)
    }

    /// The slot of a value of a set.
    pub(in crate::decide) fn member_code(&self, fact: FactId, symbol: u16) -> Option<usize> {
        let place = self.place(fact);
        match place.holds {
            Holds::Members(count) if usize::from(symbol) < count => Some(place.first + usize::from(symbol)),
            Holds::Truth | Holds::Symbol(_) | Holds::Members(_) | Holds::Units(_) | Holds::Nothing => None,
        }
    }

    /// The slot of a number, and its units.
    pub(in crate::decide) fn units(&self, fact: FactId) -> Option<(usize, Units)> {
        let place = self.place(fact);
        match place.holds {
            Holds::Units(units) => Some((place.first, units)),
            Holds::Truth | Holds::Symbol(_) | Holds::Members(_) | Holds::Nothing => None,
        }
    }
}

/// What is known of the facts of a case, as a row of machine words: of a [`Prepared`](super::Prepared) law.
#[derive(Debug, Clone)]
pub struct Row {
    layout: Arc<Layout>,
    /// For each boolean, choice and element of a set one more than its cell; 0 where it is open.
    codes: Vec<u16>,
    numbers: Vec<i64>,
    /// What is known of facts that the slots do not say.
    others: Vec<(FactId, Known)>,
}

impl Row {
    pub(in crate::decide) fn new(layout: Arc<Layout>) -> Self {
        let (codes, numbers) = (vec![0; layout.codes], vec![OPEN; layout.numbers]);
        Self { codes, numbers, others: Vec::new(), layout }
    }

    /// Nothing is known any more.
    pub fn clear(&mut self) {
        self.codes.fill(0);
        self.numbers.fill(OPEN);
        self.others.clear();
    }

    /// Sets what is known of a fact; `None`: it was not asked. The caller answers for its type and range, as for
    /// [`Case::set`](crate::case::Case::set).
    pub fn set(&mut self, fact: FactId, known: Option<Known>) {
        self.put(fact, known.as_ref());
    }

    /// Likewise; gives whether its slots say all of it.
    pub(in crate::decide) fn put(&mut self, fact: FactId, known: Option<&Known>) -> bool {
        self.others.retain(|(other, _)| *other != fact);
        let Place { first, holds } = self.layout.place(fact);
        let size = match holds {
            Holds::Truth | Holds::Symbol(_) => 1,
            Holds::Members(count) => count,
            Holds::Units(_) | Holds::Nothing => 0,
        };
        let codes = self.codes.get_mut(first..first + size).unwrap_or_default();
        codes.fill(0);
        if let Holds::Units(_) = holds {
            self.numbers[first] = OPEN;
        }
        let Some(known) = known else { return true };
        let said = match (holds, known, codes) {
            (Holds::Truth, Known::Truth(truth), [code]) => {
                *code = 1 + u16::from(*truth);
                true
            }
            (Holds::Symbol(count), Known::Symbol(symbol), [code]) if *symbol < count => {
                *code = 1 + symbol;
                true
            }
            (Holds::Members(count), Known::Set(members), codes) if members.len() == count => {
                for (code, member) in codes.iter_mut().zip(members) {
                    *code = member.map_or(0, |member| 1 + u16::from(member));
                }
                true
            }
            (Holds::Units(units), Known::Between(Some(low), Some(high)), _) if low == high => {
                self.numbers[first] = units.number(low).unwrap_or(OPEN);
                self.numbers[first] != OPEN
            }
            _ => false,
        };
        if !said {
            self.others.push((fact, known.clone()));
        }
        said
    }

    /// Sets a number in the smallest units of its fact: whole numbers, cents, days since 1970. Gives whether it is within
    /// the fact's range, and otherwise leaves the row as it is.
    #[must_use]
    pub fn set_units(&mut self, fact: FactId, units: i64) -> bool {
        match self.layout.units(fact) {
            Some((slot, of)) if (of.least..=of.greatest).contains(&units) => {
                self.others.retain(|(other, _)| *other != fact);
                self.numbers[slot] = units;
                true
            }
            _ => false,
        }
    }

    /// Sets all slots; nothing else is known.
    pub(in crate::decide) fn fill(&mut self, codes: impl Iterator<Item = u16>, numbers: impl Iterator<Item = i64>) {
        self.others.clear();
        self.codes.iter_mut().zip(codes).for_each(|(own, code)| *own = code);
        self.numbers.iter_mut().zip(numbers).for_each(|(own, number)| *own = number);
    }

    /// What is known of a fact that its slots do not say.
    pub(super) fn other(&self, fact: FactId) -> Option<&Known> {
        self.others.iter().find(|(other, _)| *other == fact).map(|(_, known)| known)
    }

    /// What all slots of booleans, choices and elements say.
    #[inline]
    pub(in crate::decide) fn codes(&self) -> &[u16] {
        &self.codes
    }

    /// What all slots of numbers say.
    #[inline]
    pub(in crate::decide) fn numbers(&self) -> &[i64] {
        &self.numbers
    }

    /// The number that is known of a fact, where it is a single one.
    pub(super) fn number(&self, fact: FactId) -> Option<Number> {
        if let Some((slot, units)) = self.layout.units(fact)
            && self.numbers[slot] != OPEN
        {
            return Some(units.value(self.numbers[slot]));
        }
        match self.other(fact)? {
            Known::Between(Some(low), Some(high)) if low == high => Some(low.clone()),
            _ => None,
        }
    }

    /// What is known of each fact.
    pub(in crate::decide) fn known(&self) -> impl Iterator<Item = (FactId, Known)> + '_ {
        let of_slots = self.layout.facts.iter().enumerate().filter_map(|(fact, place)| {
            let cell = |at: usize| self.codes[place.first + at].checked_sub(1);
            let known = match place.holds {
                Holds::Truth => Known::Truth(cell(0)? != 0),
                Holds::Symbol(_) => Known::Symbol(cell(0)?),
                Holds::Members(count) => {
                    let members: Vec<Option<bool>> = (0..count).map(|at| cell(at).map(|cell| cell != 0)).collect();
                    members.iter().any(Option::is_some).then_some(Known::Set(members))?
                }
                Holds::Units(units) => {
                    let number = Some(self.numbers[place.first]).filter(|number| *number != OPEN)?;
                    let number = units.value(number);
                    Known::Between(Some(number.clone()), Some(number))
                }
                Holds::Nothing => return None,
            };
            Some((FactId::from(fact), known))
        });
        of_slots.chain(self.others.iter().cloned())
    }
}
