//! Quantities: arithmetic, figures, the calendar.

use super::{Amount, Evaluation, Knowledge, Truth, Value};
use crate::policy::law::Target;
use crate::policy::model::{Figure, Key, ParameterId, Quantity, ends_of_numbers};
use crate::value::{Number, day_number, day_of, months_between, years_between};
use Knowledge::{Known, Unknown};

impl Evaluation<'_> {
    /// How much a quantity is.
    #[must_use]
    pub fn quantity(&self, quantity: &Quantity) -> Knowledge<Amount> {
        match quantity {
            Quantity::None => Known(Amount::None),
            Quantity::Number(number) => Known(Amount::Number(number.clone())),
            Quantity::Unlimited => Known(Amount::Unlimited),
            Quantity::AsOf => Known(Amount::Number(day_number(self.case.as_of))),
            Quantity::Fact(fact) => as_quantity(&self.facts[fact.index()]),
            Quantity::Definition(definition) => as_quantity(self.value(*definition)),
            Quantity::Figure(parameter) => self.figure(*parameter).clone(),
            Quantity::Add(left, right) => self.arithmetic(left, right, |left, right| Some(left + right)),
            Quantity::Subtract(left, right) => self.arithmetic(left, right, |left, right| Some(left - right)),
            Quantity::Multiply(left, right) => self.arithmetic(left, right, |left, right| Some(left * right)),
            Quantity::Divide(left, right) => self.arithmetic(left, right, Number::checked_div),
            Quantity::Min(parts) => self.extreme(parts, Ord::min),
            Quantity::Max(parts) => self.extreme(parts, Ord::max),
            Quantity::Round(inner, step, mode) => match self.quantity(inner) {
                Known(Amount::Number(number)) => Known(Amount::Number(number.round_to(step, *mode))),
                Known(Amount::None | Amount::Unlimited) => Known(Amount::None),
                Unknown => Unknown,
            },
            Quantity::If(condition, then, otherwise) => {
                Knowledge::choose(self.condition(condition), self.quantity(then), self.quantity(otherwise))
            }
            Quantity::Fold(fold) => self.fold(fold),
            Quantity::Years(from, to) => {
                self.arithmetic(from, to, |from, to| Some(Number::integer(years_between(day_of(from)?, day_of(to)?))))
            }
            Quantity::Months(from, to) => {
                self.arithmetic(from, to, |from, to| Some(Number::integer(months_between(day_of(from)?, day_of(to)?))))
            }
        }
    }

    /// Arithmetic on *none* gives *none*, whatever the other side is.
    fn arithmetic(
        &self,
        left: &Quantity,
        right: &Quantity,
        of_numbers: impl FnOnce(&Number, &Number) -> Option<Number>,
    ) -> Knowledge<Amount> {
        match (self.quantity(left), self.quantity(right)) {
            (Known(Amount::None | Amount::Unlimited), _) | (_, Known(Amount::None | Amount::Unlimited)) => {
                Known(Amount::None)
            }
            (Known(Amount::Number(left)), Known(Amount::Number(right))) => {
                Known(of_numbers(&left, &right).map_or(Amount::None, Amount::Number))
            }
            (Unknown, _) | (_, Unknown) => Unknown,
        }
    }

    fn extreme(&self, parts: &[Quantity], pick: impl Fn(Amount, Amount) -> Amount) -> Knowledge<Amount> {
        let parts: Vec<Knowledge<Amount>> = parts.iter().map(|part| self.quantity(part)).collect();
        if parts.contains(&Known(Amount::None)) {
            return Known(Amount::None);
        }
        let known: Option<Vec<Amount>> = parts.iter().map(|part| part.known().cloned()).collect();
        match known {
            Some(amounts) => Known(amounts.into_iter().reduce(pick).unwrap_or(Amount::None)),
            None => Unknown,
        }
    }

    /// The figure of the cell that the key picks; what the key needs has been read before.
    pub(super) fn look_up(&self, id: ParameterId) -> Knowledge<Amount> {
        if self.law.figures[id.index()].is_empty() {
            // It does not exist yet: nothing in force uses it.
            return Known(Amount::None);
        }
        let cell = match self.cell(&self.law.model.parameter(id).key) {
            Known(Some(cell)) => cell,
            Known(None) => return Known(Amount::None),
            Unknown => return Unknown,
        };
        if u16::try_from(cell).is_ok_and(|cell| self.doubts(Target::Figure(id, cell))) {
            return Unknown;
        }
        match self.law.figures[id.index()].get(cell) {
            Some(Figure::Known(number)) => Known(Amount::Number(number.clone())),
            Some(Figure::Unlimited) => Known(Amount::Unlimited),
            Some(Figure::Unknown(_)) | None => Unknown,
        }
    }

    /// The cell that a key picks; `None` where the key is *none*.
    fn cell(&self, key: &Key) -> Knowledge<Option<usize>> {
        match key {
            Key::Whole => Known(Some(0)),
            Key::Choice(choice, _) => match self.choice(choice) {
                Known(symbol) => Known(symbol.map(usize::from)),
                Unknown => Unknown,
            },
            Key::Truth(condition) => match self.condition(condition) {
                Truth::True => Known(Some(0)),
                Truth::False => Known(Some(1)),
                Truth::Unknown => Unknown,
            },
            Key::Bands { by, upper } => self.band(by, upper),
            Key::Numbers { by, first, last } => self.band(by, &ends_of_numbers(*first, *last)),
            Key::Pair { outer, inner, width } => match (self.cell(outer), self.cell(inner)) {
                (Known(None), _) | (_, Known(None)) => Known(None),
                (Known(Some(row)), Known(Some(column))) => Known(Some(row * width + column)),
                (Unknown, _) | (_, Unknown) => Unknown,
            },
        }
    }

    fn band(&self, by: &Quantity, upper: &[Number]) -> Knowledge<Option<usize>> {
        match self.quantity(by) {
            Known(Amount::Number(number)) => {
                Known(Some(upper.iter().position(|end| number <= *end).unwrap_or(upper.len())))
            }
            Known(Amount::Unlimited) => Known(Some(upper.len())),
            Known(Amount::None) => Known(None),
            Unknown => Unknown,
        }
    }
}

fn as_quantity(value: &Value) -> Knowledge<Amount> {
    match value {
        Value::Quantity(quantity) => quantity.clone(),
        Value::Truth(_) | Value::Choice(_) | Value::Set(_) | Value::Standard(_) | Value::List(_) => Unknown,
    }
}
