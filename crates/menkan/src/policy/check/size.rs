//! How many nodes expressions of the model have, for what is written out twice must be small; and how deep they are, for
//! whoever walks them calls itself.

use crate::policy::model::{Answer, Body, Choice, Condition, Key, Quantity};

/// How deep the expressions of a definition's body nest.
pub(crate) fn depth_of_body(body: &Body) -> usize {
    match body {
        Body::When(condition) => depth_of_condition(condition),
        Body::Choice(choice) => depth_of_choice(choice),
        Body::Quantity(quantity) => depth_of_quantity(quantity),
        Body::Clauses { clauses, barred, open: _ } => {
            deepest(clauses.iter().chain(barred).map(|clause| depth_of_condition(&clause.when)))
        }
        Body::Rules(rules) => deepest(rules.iter().map(|rule| {
            let answer = match &rule.answer {
                Answer::Truth(condition) => depth_of_condition(condition),
                Answer::Choice(choice) => depth_of_choice(choice),
                Answer::Quantity(quantity) => depth_of_quantity(quantity),
                Answer::IncludeWhere(conditions) => deepest(conditions.iter().map(depth_of_condition)),
                Answer::Include(_) | Answer::Exclude(_) => 1,
            };
            answer.max(depth_of_condition(&rule.when))
        })),
    }
}

/// How deep the expression of a table's key nests.
pub(crate) fn depth_of_key(key: &Key) -> usize {
    match key {
        Key::Whole => 0,
        Key::Choice(choice, _) => depth_of_choice(choice),
        Key::Truth(condition) => depth_of_condition(condition),
        Key::Bands { by, .. } | Key::Numbers { by, .. } => depth_of_quantity(by),
        Key::Pair { outer, inner, width: _ } => depth_of_key(outer).max(depth_of_key(inner)),
    }
}

fn deepest(depths: impl Iterator<Item = usize>) -> usize {
    depths.max().unwrap_or(0)
}

/// How deep a condition nests; a leaf is 1 deep.
pub(crate) fn depth_of_condition(condition: &Condition) -> usize {
    1 + match condition {
        Condition::Truth(_)
        | Condition::Fact(_)
        | Condition::Holds(_)
        | Condition::Status(..)
        | Condition::Duty(..)
        | Condition::Member(..)
        | Condition::Empty(_)
        | Condition::Exactly(..) => 0,
        Condition::Not(inner) => depth_of_condition(inner),
        Condition::All(parts) | Condition::Any(parts) => deepest(parts.iter().map(depth_of_condition)),
        Condition::If(condition, then, otherwise) => {
            deepest([condition, then, otherwise].into_iter().map(|part| depth_of_condition(part)))
        }
        Condition::Order(_, left, right) | Condition::Equal(left, right) => {
            depth_of_quantity(left).max(depth_of_quantity(right))
        }
        Condition::Absent(inner) => depth_of_quantity(inner),
        Condition::Chosen(inner, _) => depth_of_choice(inner),
        Condition::Same(left, right) => depth_of_choice(left).max(depth_of_choice(right)),
    }
}

fn depth_of_choice(choice: &Choice) -> usize {
    1 + match choice {
        Choice::None | Choice::Symbol(_) | Choice::Fact(_) | Choice::Definition(_) => 0,
        Choice::If(when, then, otherwise) => {
            depth_of_condition(when).max(depth_of_choice(then)).max(depth_of_choice(otherwise))
        }
    }
}

fn depth_of_quantity(quantity: &Quantity) -> usize {
    1 + match quantity {
        Quantity::None
        | Quantity::Number(_)
        | Quantity::Unlimited
        | Quantity::AsOf
        | Quantity::Fact(_)
        | Quantity::Definition(_)
        | Quantity::Figure(_) => 0,
        Quantity::Add(left, right)
        | Quantity::Subtract(left, right)
        | Quantity::Multiply(left, right)
        | Quantity::Divide(left, right)
        | Quantity::Years(left, right)
        | Quantity::Months(left, right) => depth_of_quantity(left).max(depth_of_quantity(right)),
        Quantity::Min(parts) | Quantity::Max(parts) => deepest(parts.iter().map(depth_of_quantity)),
        Quantity::Fold(fold) => {
            depth_of_quantity(&fold.item).max(depth_of_condition(&fold.when)).max(depth_of_quantity(&fold.otherwise))
        }
        Quantity::Round(inner, _, _) => depth_of_quantity(inner),
        Quantity::If(when, then, otherwise) => {
            depth_of_condition(when).max(depth_of_quantity(then)).max(depth_of_quantity(otherwise))
        }
    }
}

/// The nodes of a condition.
pub(super) fn condition(condition: &Condition) -> usize {
    1 + match condition {
        Condition::Truth(_)
        | Condition::Fact(_)
        | Condition::Holds(_)
        | Condition::Status(..)
        | Condition::Duty(..)
        | Condition::Member(..)
        | Condition::Empty(_)
        | Condition::Exactly(..) => 0,
        Condition::Not(inner) => self::condition(inner),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().map(self::condition).sum(),
        Condition::If(condition, then, otherwise) => {
            self::condition(condition) + self::condition(then) + self::condition(otherwise)
        }
        Condition::Order(_, left, right) | Condition::Equal(left, right) => quantity(left) + quantity(right),
        Condition::Absent(inner) => quantity(inner),
        Condition::Chosen(inner, _) => choice(inner),
        Condition::Same(left, right) => choice(left) + choice(right),
    }
}

/// The nodes of a choice.
pub(super) fn choice(choice: &Choice) -> usize {
    1 + match choice {
        Choice::None | Choice::Symbol(_) | Choice::Fact(_) | Choice::Definition(_) => 0,
        Choice::If(when, then, otherwise) => condition(when) + self::choice(then) + self::choice(otherwise),
    }
}

/// The nodes of a quantity.
pub(super) fn quantity(quantity: &Quantity) -> usize {
    1 + match quantity {
        Quantity::None
        | Quantity::Number(_)
        | Quantity::Unlimited
        | Quantity::AsOf
        | Quantity::Fact(_)
        | Quantity::Definition(_)
        | Quantity::Figure(_) => 0,
        Quantity::Add(left, right)
        | Quantity::Subtract(left, right)
        | Quantity::Multiply(left, right)
        | Quantity::Divide(left, right)
        | Quantity::Years(left, right)
        | Quantity::Months(left, right) => self::quantity(left) + self::quantity(right),
        Quantity::Min(parts) | Quantity::Max(parts) => parts.iter().map(self::quantity).sum(),
        Quantity::Fold(fold) => self::quantity(&fold.item) + condition(&fold.when) + self::quantity(&fold.otherwise),
        Quantity::Round(inner, _, _) => self::quantity(inner),
        Quantity::If(when, then, otherwise) => condition(when) + self::quantity(then) + self::quantity(otherwise),
    }
}
