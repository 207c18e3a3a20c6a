//! Which facts a condition depends on, through the definitions that it uses.

use crate::policy::model::{
    Answer, Body, Choice, Condition, DefinitionId, DefinitionKind, FactId, Key, Model, Quantity, Set,
};

/// The names of the facts that a condition depends on, in canonical order.
pub(super) fn mentioned_facts(model: &Model, condition: &Condition) -> Vec<String> {
    let mut walk =
        Mentions { model, facts: vec![false; model.facts.len()], definitions: vec![false; model.definitions.len()] };
    walk.condition(condition);
    let facts = model.facts.iter().zip(walk.facts).filter(|(_, mentioned)| *mentioned);
    facts.map(|(fact, _)| fact.name.key.to_string()).collect()
}

struct Mentions<'a> {
    model: &'a Model,
    facts: Vec<bool>,
    definitions: Vec<bool>,
}

impl Mentions<'_> {
    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Truth(_) => {}
            Condition::Not(inner) => self.condition(inner),
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| self.condition(part)),
            Condition::If(condition, then, otherwise) => {
                [condition, then, otherwise].into_iter().for_each(|part| self.condition(part));
            }
            Condition::Fact(fact) => self.fact(*fact),
            Condition::Holds(id) => self.definition(*id),
            Condition::Status(standard, _) => {
                self.definition(*standard);
                self.kind(|kind| matches!(kind, DefinitionKind::Exemption(_, relieved) if relieved == standard));
            }
            Condition::Duty(duty, action) => {
                self.kind(|kind| *kind == DefinitionKind::Trigger(*duty, *action));
            }
            Condition::Order(_, left, right) | Condition::Equal(left, right) => {
                self.quantity(left);
                self.quantity(right);
            }
            Condition::Absent(quantity) => self.quantity(quantity),
            Condition::Chosen(choice, _) => self.choice(choice),
            Condition::Same(left, right) => {
                self.choice(left);
                self.choice(right);
            }
            Condition::Member(_, set) | Condition::Empty(set) | Condition::Exactly(set, _) => self.set(*set),
        }
    }

    fn kind(&mut self, wanted: impl Fn(&DefinitionKind) -> bool) {
        for (place, definition) in self.model.definitions.iter().enumerate() {
            if wanted(&definition.kind) {
                self.definition(DefinitionId::from(place));
            }
        }
    }

    fn fact(&mut self, id: FactId) {
        if !std::mem::replace(&mut self.facts[id.index()], true)
            && let Some(guard) = &self.model.fact(id).guard
        {
            self.condition(&guard.when);
        }
    }

    fn definition(&mut self, id: DefinitionId) {
        if std::mem::replace(&mut self.definitions[id.index()], true) {
            return;
        }
        match &self.model.definition(id).body {
            Body::When(condition) => self.condition(condition),
            Body::Choice(choice) => self.choice(choice),
            Body::Quantity(quantity) => self.quantity(quantity),
            Body::Clauses { clauses, barred, .. } => {
                clauses.iter().chain(barred).for_each(|clause| self.condition(&clause.when));
            }
            Body::Rules(rules) => {
                for rule in rules {
                    self.condition(&rule.when);
                    match &rule.answer {
                        Answer::Truth(condition) => self.condition(condition),
                        Answer::Choice(choice) => self.choice(choice),
                        Answer::Quantity(quantity) => self.quantity(quantity),
                        Answer::Include(_) | Answer::Exclude(_) => {}
                    }
                }
            }
        }
    }

    fn choice(&mut self, choice: &Choice) {
        match choice {
            Choice::None | Choice::Symbol(_) => {}
            Choice::Fact(fact) => self.fact(*fact),
            Choice::Definition(id) => self.definition(*id),
            Choice::If(condition, then, otherwise) => {
                self.condition(condition);
                self.choice(then);
                self.choice(otherwise);
            }
        }
    }

    fn set(&mut self, set: Set) {
        match set {
            Set::Fact(fact) => self.fact(fact),
            Set::Definition(id) => self.definition(id),
        }
    }

    fn quantity(&mut self, quantity: &Quantity) {
        match quantity {
            Quantity::None | Quantity::Number(_) | Quantity::Unlimited | Quantity::AsOf => {}
            Quantity::Fact(fact) => self.fact(*fact),
            Quantity::Definition(id) => self.definition(*id),
            Quantity::Figure(parameter) => match &self.model.parameter(*parameter).key {
                Key::Whole => {}
                Key::Choice(choice, _) => self.choice(choice),
                Key::Truth(condition) => self.condition(condition),
                Key::Bands { by, .. } => self.quantity(by),
            },
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
            Quantity::Round(value, ..) => self.quantity(value),
            Quantity::If(condition, then, otherwise) => {
                self.condition(condition);
                self.quantity(then);
                self.quantity(otherwise);
            }
        }
    }
}
