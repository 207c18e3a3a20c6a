//! The comparisons of numbers within conditions, and on which side of each a case lies.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::Reach;
use crate::diagnostic::{Lang, Text};
use crate::policy::model::{Choice, Condition, Key, Model, Order, Parameter, Quantity};
use crate::reference::{Amount, Evaluation, Knowledge};
use crate::render::{Naming, Writer};
use crate::value::Number;

/// A comparison of two quantities.
pub(super) struct Compared<'a> {
    condition: Cow<'a, Condition>,
}

impl Compared<'_> {
    /// As it is written, in both languages.
    pub(super) fn text(&self, model: &Model) -> Text {
        let written = |lang| Writer { model, naming: Naming::Declared, lang }.condition_text(&self.condition);
        Text::new(written(Lang::Zh), written(Lang::En))
    }

    /// What tests should reach of it; an equality holds nowhere but at its boundary.
    pub(super) fn wanted(&self) -> &'static [Reach] {
        match self.sides() {
            Some((Some(_), _, _)) => &[Reach::Held, Reach::Failed, Reach::Boundary],
            Some((None, _, _)) | None => &[Reach::Held, Reach::Failed],
        }
    }

    /// What a case reaches of it. What has no number, or is not known, lies on neither side.
    pub(super) fn reached(&self, evaluation: &Evaluation<'_>) -> Vec<Reach> {
        let Some((order, left, right)) = self.sides() else { return Vec::new() };
        let (Knowledge::Known(left), Knowledge::Known(right)) = (evaluation.quantity(left), evaluation.quantity(right))
        else {
            return Vec::new();
        };
        if left == Amount::None || right == Amount::None {
            return Vec::new();
        }
        let ordering = left.cmp(&right);
        let holds = match order {
            Some(Order::AtMost) => ordering.is_le(),
            Some(Order::LessThan) => ordering.is_lt(),
            Some(Order::AtLeast) => ordering.is_ge(),
            Some(Order::MoreThan) => ordering.is_gt(),
            None => ordering.is_eq(),
        };
        let boundary = (order.is_some() && ordering == Ordering::Equal).then_some(Reach::Boundary);
        std::iter::once(if holds { Reach::Held } else { Reach::Failed }).chain(boundary).collect()
    }

    fn sides(&self) -> Option<(Option<Order>, &Quantity, &Quantity)> {
        match &*self.condition {
            Condition::Order(order, left, right) => Some((Some(*order), left, right)),
            Condition::Equal(left, right) => Some((None, left, right)),
            Condition::Truth(_)
            | Condition::Not(_)
            | Condition::All(_)
            | Condition::Any(_)
            | Condition::If(..)
            | Condition::Fact(_)
            | Condition::Holds(_)
            | Condition::Status(..)
            | Condition::Duty(..)
            | Condition::Absent(_)
            | Condition::Chosen(..)
            | Condition::Same(..)
            | Condition::Member(..)
            | Condition::Empty(_)
            | Condition::Exactly(..) => None,
        }
    }
}

/// The comparisons within a condition and a quantity, as they are met.
pub(super) fn thresholds_in<'a>(
    (condition, quantity): (Option<&'a Condition>, Option<&'a Quantity>),
) -> Vec<Compared<'a>> {
    let mut found = Found(Vec::new());
    if let Some(condition) = condition {
        found.condition(condition);
    }
    if let Some(quantity) = quantity {
        found.quantity(quantity);
    }
    found.0
}

/// The edges of the bands that a parameter is a table of.
pub(super) fn of_band(parameter: &Parameter) -> Vec<Compared<'static>> {
    edges(&parameter.key)
}

fn edges(key: &Key) -> Vec<Compared<'static>> {
    match key {
        Key::Bands { by, upper } => {
            let edge = |end: &Number| Compared {
                condition: Cow::Owned(Condition::Order(Order::AtMost, by.clone(), Quantity::Number(end.clone()))),
            };
            upper.iter().map(edge).collect()
        }
        // Each number is a value by itself, as of a choice.
        Key::Whole | Key::Choice(..) | Key::Truth(_) | Key::Numbers { .. } => Vec::new(),
        Key::Pair { outer, inner, width: _ } => [outer, inner].into_iter().flat_map(|key| edges(key)).collect(),
    }
}

struct Found<'a>(Vec<Compared<'a>>);

impl<'a> Found<'a> {
    fn condition(&mut self, condition: &'a Condition) {
        match condition {
            Condition::Truth(_)
            | Condition::Fact(_)
            | Condition::Holds(_)
            | Condition::Status(..)
            | Condition::Duty(..)
            | Condition::Member(..)
            | Condition::Empty(_)
            | Condition::Exactly(..) => {}
            Condition::Not(inner) => self.condition(inner),
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| self.condition(part)),
            Condition::If(condition, then, otherwise) => {
                [condition, then, otherwise].into_iter().for_each(|part| self.condition(part));
            }
            Condition::Order(_, left, right) | Condition::Equal(left, right) => {
                self.0.push(Compared { condition: Cow::Borrowed(condition) });
                self.quantity(left);
                self.quantity(right);
            }
            Condition::Absent(quantity) => self.quantity(quantity),
            Condition::Chosen(choice, _) => self.choice(choice),
            Condition::Same(left, right) => {
                self.choice(left);
                self.choice(right);
            }
        }
    }

    fn choice(&mut self, choice: &'a Choice) {
        match choice {
            Choice::None | Choice::Symbol(_) | Choice::Fact(_) | Choice::Definition(_) => {}
            Choice::If(condition, then, otherwise) => {
                self.condition(condition);
                self.choice(then);
                self.choice(otherwise);
            }
        }
    }

    fn quantity(&mut self, quantity: &'a Quantity) {
        match quantity {
            Quantity::None
            | Quantity::Number(_)
            | Quantity::Unlimited
            | Quantity::AsOf
            | Quantity::Fact(_)
            | Quantity::Definition(_)
            | Quantity::Figure(_) => {}
            Quantity::Add(left, right)
            | Quantity::Subtract(left, right)
            | Quantity::Multiply(left, right)
            | Quantity::Divide(left, right)
            | Quantity::Years(left, right)
            | Quantity::Months(left, right) => {
                self.quantity(left);
                self.quantity(right);
            }
            Quantity::Min(parts) | Quantity::Max(parts) => parts.iter().for_each(|part| self.quantity(part)),
            // What an item is compared with stands in the list.
            Quantity::Fold(fold) => self.quantity(&fold.otherwise),
            Quantity::Round(inner, ..) => self.quantity(inner),
            Quantity::If(condition, then, otherwise) => {
                self.condition(condition);
                self.quantity(then);
                self.quantity(otherwise);
            }
        }
    }
}
