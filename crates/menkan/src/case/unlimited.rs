//! Whether a figure may be set to *unlimited*: not where the policy computes with it, for arithmetic takes numbers only.

use crate::policy::model::{
    Answer, Body, Choice, Condition, DefinitionId, FoldKind, Key, Model, ParameterId, Quantity,
};

/// Whether no arithmetic of the policy is done with what may be this parameter's figure.
pub(crate) fn takes_unlimited(model: &Model, parameter: ParameterId) -> bool {
    let carriers = carriers(model, parameter);
    let search = Search { parameter, carriers: &carriers };
    let guards = model.facts.iter().filter_map(|fact| fact.guard.as_ref()).any(|guard| search.condition(&guard.when));
    let keys = model.parameters.iter().any(|parameter| search.key(&parameter.key));
    let bodies = model.definitions.iter().any(|definition| match &definition.body {
        Body::When(condition) => search.condition(condition),
        Body::Choice(choice) => search.choice(choice),
        Body::Quantity(quantity) => search.quantity(quantity),
        Body::Clauses { clauses, barred, open: _ } => {
            clauses.iter().chain(barred).any(|clause| search.condition(&clause.when))
        }
        Body::Rules(rules) => rules.iter().any(|rule| {
            search.condition(&rule.when)
                || match &rule.answer {
                    Answer::Truth(condition) => search.condition(condition),
                    Answer::Choice(choice) => search.choice(choice),
                    Answer::Quantity(quantity) => search.quantity(quantity),
                    Answer::IncludeWhere(conditions) => conditions.iter().any(|condition| search.condition(condition)),
                    Answer::Include(_) | Answer::Exclude(_) => false,
                }
        }),
    });
    !(guards || keys || bodies)
}

/// For each definition, whether its value may be the figure itself. A definition's quantities are few, so that looking
/// at all of them until nothing changes is cheap enough.
fn carriers(model: &Model, parameter: ParameterId) -> Vec<bool> {
    let mut carriers = vec![false; model.definitions.len()];
    loop {
        let search = Search { parameter, carriers: &carriers };
        let found: Vec<bool> = model
            .definitions
            .iter()
            .map(|definition| match &definition.body {
                Body::Quantity(quantity) => search.may_be(quantity),
                Body::Rules(rules) => rules.iter().any(|rule| match &rule.answer {
                    Answer::Quantity(quantity) => search.may_be(quantity),
                    Answer::Truth(_)
                    | Answer::Choice(_)
                    | Answer::Include(_)
                    | Answer::IncludeWhere(_)
                    | Answer::Exclude(_) => false,
                }),
                Body::When(_) | Body::Choice(_) | Body::Clauses { .. } => false,
            })
            .collect();
        if found == carriers {
            return carriers;
        }
        carriers = found;
    }
}

/// The search for arithmetic on one parameter's figure.
struct Search<'a> {
    parameter: ParameterId,
    /// By definition: whether its value may be the figure.
    carriers: &'a [bool],
}

impl Search<'_> {
    fn carries(&self, definition: DefinitionId) -> bool {
        self.carriers.get(definition.index()).copied().unwrap_or(false)
    }

    /// Whether the value of a quantity may be the figure itself.
    fn may_be(&self, quantity: &Quantity) -> bool {
        match quantity {
            Quantity::Figure(parameter) => *parameter == self.parameter,
            Quantity::Definition(definition) => self.carries(*definition),
            Quantity::Min(parts) | Quantity::Max(parts) => parts.iter().any(|part| self.may_be(part)),
            Quantity::If(_, then, otherwise) => self.may_be(then) || self.may_be(otherwise),
            Quantity::Fold(fold) => match fold.kind {
                FoldKind::Largest | FoldKind::Smallest => self.may_be(&fold.item) || self.may_be(&fold.otherwise),
                FoldKind::Count | FoldKind::Sum => false,
            },
            Quantity::None
            | Quantity::Number(_)
            | Quantity::Unlimited
            | Quantity::AsOf
            | Quantity::Fact(_)
            | Quantity::Add(..)
            | Quantity::Subtract(..)
            | Quantity::Multiply(..)
            | Quantity::Divide(..)
            | Quantity::Round(..)
            | Quantity::Years(..)
            | Quantity::Months(..) => false,
        }
    }

    /// Whether a quantity computes with the figure somewhere.
    fn quantity(&self, quantity: &Quantity) -> bool {
        match quantity {
            Quantity::None
            | Quantity::Number(_)
            | Quantity::Unlimited
            | Quantity::AsOf
            | Quantity::Fact(_)
            | Quantity::Definition(_)
            | Quantity::Figure(_) => false,
            Quantity::Add(left, right)
            | Quantity::Subtract(left, right)
            | Quantity::Multiply(left, right)
            | Quantity::Divide(left, right)
            | Quantity::Years(left, right)
            | Quantity::Months(left, right) => {
                [left, right].into_iter().any(|side| self.may_be(side) || self.quantity(side))
            }
            Quantity::Fold(fold) => {
                let parts = [&fold.item, &fold.otherwise].into_iter().any(|part| self.quantity(part));
                parts || self.condition(&fold.when) || (fold.kind == FoldKind::Sum && self.may_be(&fold.item))
            }
            Quantity::Round(inner, _, _) => self.may_be(inner) || self.quantity(inner),
            Quantity::Min(parts) | Quantity::Max(parts) => parts.iter().any(|part| self.quantity(part)),
            Quantity::If(condition, then, otherwise) => {
                self.condition(condition) || self.quantity(then) || self.quantity(otherwise)
            }
        }
    }

    fn choice(&self, choice: &Choice) -> bool {
        match choice {
            Choice::None | Choice::Symbol(_) | Choice::Fact(_) | Choice::Definition(_) => false,
            Choice::If(condition, then, otherwise) => {
                self.condition(condition) || self.choice(then) || self.choice(otherwise)
            }
        }
    }

    fn key(&self, key: &Key) -> bool {
        match key {
            Key::Whole => false,
            Key::Choice(choice, _) => self.choice(choice),
            Key::Truth(condition) => self.condition(condition),
            Key::Bands { by, .. } | Key::Numbers { by, .. } => self.quantity(by),
            Key::Pair { outer, inner, width: _ } => self.key(outer) || self.key(inner),
        }
    }

    fn condition(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Truth(_)
            | Condition::Fact(_)
            | Condition::Holds(_)
            | Condition::Status(..)
            | Condition::Duty(..)
            | Condition::Member(..)
            | Condition::Empty(_)
            | Condition::Exactly(..) => false,
            Condition::Not(inner) => self.condition(inner),
            Condition::All(parts) | Condition::Any(parts) => parts.iter().any(|part| self.condition(part)),
            Condition::If(condition, then, otherwise) => {
                [condition, then, otherwise].into_iter().any(|part| self.condition(part))
            }
            Condition::Order(_, left, right) | Condition::Equal(left, right) => {
                self.quantity(left) || self.quantity(right)
            }
            Condition::Absent(quantity) => self.quantity(quantity),
            Condition::Chosen(choice, _) => self.choice(choice),
            Condition::Same(left, right) => self.choice(left) || self.choice(right),
        }
    }
}
