//! Conditions, choices and sets in three values.

use super::{Amount, Evaluation, Knowledge, Truth, Value};
use crate::policy::model::{ActionId, Choice, Condition, DefinitionId, DefinitionKind, Duty, Order, Set, Status};

impl Evaluation<'_> {
    /// Whether a condition holds in the case.
    #[must_use]
    pub fn condition(&self, condition: &Condition) -> Truth {
        match condition {
            Condition::Truth(value) => (*value).into(),
            Condition::Not(inner) => !self.condition(inner),
            Condition::All(parts) => Truth::all(parts.iter().map(|part| self.condition(part))),
            Condition::Any(parts) => Truth::any(parts.iter().map(|part| self.condition(part))),
            Condition::If(condition, then, otherwise) => {
                let (then, otherwise) = (self.condition(then), self.condition(otherwise));
                match self.condition(condition) {
                    Truth::True => then,
                    Truth::False => otherwise,
                    Truth::Unknown if then == otherwise => then,
                    Truth::Unknown => Truth::Unknown,
                }
            }
            Condition::Fact(fact) => as_truth(&self.facts[fact.index()]),
            Condition::Holds(definition) => as_truth(self.value(*definition)),
            Condition::Status(standard, statuses) => self.has_status(*standard, statuses),
            Condition::Duty(duty, action) => self.duty(*duty, *action),
            Condition::Order(order, left, right) => {
                let compare = |left: &Amount, right: &Amount| match order {
                    Order::AtMost => left <= right,
                    Order::LessThan => left < right,
                    Order::AtLeast => left >= right,
                    Order::MoreThan => left > right,
                };
                compared(&self.quantity(left), &self.quantity(right), &Amount::None, compare)
            }
            Condition::Equal(left, right) => {
                compared(&self.quantity(left), &self.quantity(right), &Amount::None, |left, right| left == right)
            }
            Condition::Absent(quantity) => self.quantity(quantity).is(|amount| *amount == Amount::None),
            Condition::Chosen(choice, values) => self.choice(choice).is(|value| values.contains(value)),
            Condition::Same(left, right) => {
                compared(&self.choice(left), &self.choice(right), &None, |left, right| left == right)
            }
            Condition::Member(symbol, set) => {
                self.members(*set).get(usize::from(*symbol)).copied().unwrap_or(Truth::False)
            }
            Condition::Empty(set) => !Truth::any(self.members(*set).iter().copied()),
            Condition::Exactly(set, symbols) => {
                let as_listed =
                    |(symbol, member): (u16, &Truth)| if symbols.contains(&symbol) { *member } else { !*member };
                Truth::all((0..).zip(self.members(*set)).map(as_listed))
            }
        }
    }

    /// Which value a choice is.
    #[must_use]
    pub fn choice(&self, choice: &Choice) -> Knowledge<Option<u16>> {
        match choice {
            Choice::None => Knowledge::Known(None),
            Choice::Symbol(symbol) => Knowledge::Known(Some(*symbol)),
            Choice::Fact(fact) => as_choice(&self.facts[fact.index()]),
            Choice::Definition(definition) => as_choice(self.value(*definition)),
            Choice::If(condition, then, otherwise) => {
                Knowledge::choose(self.condition(condition), self.choice(then), self.choice(otherwise))
            }
        }
    }

    /// Which symbols are in a set.
    #[must_use]
    pub fn members(&self, set: Set) -> &[Truth] {
        let value = match set {
            Set::Fact(fact) => &self.facts[fact.index()],
            Set::Definition(definition) => self.value(definition),
        };
        match value {
            Value::Set(members) => members,
            Value::Truth(_) | Value::Choice(_) | Value::Quantity(_) | Value::Standard(_) | Value::List(_) => &[],
        }
    }

    fn has_status(&self, standard: DefinitionId, wanted: &[Status]) -> Truth {
        let possible = self.statuses(standard);
        let inside = possible.iter().filter(|status| wanted.contains(status)).count();
        if inside == 0 {
            Truth::False
        } else if inside == possible.len() {
            Truth::True
        } else {
            Truth::Unknown
        }
    }

    /// Whether some trigger that holds says so. A duty is no power: each is asked for by its own word.
    fn duty(&self, duty: Duty, action: ActionId) -> Truth {
        let triggers = self.law.definitions.iter().zip(&self.definitions);
        Truth::any(
            triggers
                .filter(|(definition, _)| definition.kind == DefinitionKind::Trigger(duty, action))
                .map(|(_, reading)| as_truth(&reading.value)),
        )
    }
}

/// A comparison that is false where a side is *none*, even while the other is unknown.
fn compared<T: PartialEq>(
    left: &Knowledge<T>,
    right: &Knowledge<T>,
    none: &T,
    holds: impl FnOnce(&T, &T) -> bool,
) -> Truth {
    match (left.known(), right.known()) {
        (Some(left), _) if left == none => Truth::False,
        (_, Some(right)) if right == none => Truth::False,
        (Some(left), Some(right)) => holds(left, right).into(),
        (None, _) | (_, None) => Truth::Unknown,
    }
}

fn as_truth(value: &Value) -> Truth {
    match value {
        Value::Truth(truth) => *truth,
        Value::Choice(_) | Value::Quantity(_) | Value::Set(_) | Value::Standard(_) | Value::List(_) => Truth::Unknown,
    }
}

fn as_choice(value: &Value) -> Knowledge<Option<u16>> {
    match value {
        Value::Choice(choice) => choice.clone(),
        Value::Truth(_) | Value::Quantity(_) | Value::Set(_) | Value::Standard(_) | Value::List(_) => {
            Knowledge::Unknown
        }
    }
}
