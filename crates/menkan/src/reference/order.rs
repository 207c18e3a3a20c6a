//! The order in which facts, figures and definitions can be read: each after all that it needs.
//!
//! They never go in a circle, but a chain of them may be as long as the policy, so that the search keeps its own
//! stack. Within one expression recursion is safe: the parser bounds how deep it goes.

use crate::policy::law::InForce;
use crate::policy::model::{
    Answer, Body, Choice, Condition, Definition, DefinitionId, DefinitionKind, FactId, Key, ParameterId, Quantity, Set,
};

/// What is read in one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    Fact(FactId),
    Figure(ParameterId),
    Definition(DefinitionId),
}

/// Every fact, parameter and definition once, each after what it needs.
pub(super) fn in_order_of_need(law: &InForce) -> Vec<Item> {
    // The fields of records stand behind the facts.
    let facts = (0..law.model.facts.len() + law.model.fields.len()).map(|place| Item::Fact(FactId::from(place)));
    let figures = (0..law.model.parameters.len()).map(|place| Item::Figure(ParameterId::from(place)));
    let definitions = (0..law.definitions.len()).map(|place| Item::Definition(DefinitionId::from(place)));
    let mut seen = Seen {
        facts: vec![false; facts.len()],
        figures: vec![false; figures.len()],
        definitions: vec![false; definitions.len()],
    };
    let mut ordered = Vec::with_capacity(facts.len() + figures.len() + definitions.len());
    for item in facts.chain(figures).chain(definitions) {
        let mut open = Vec::new();
        if seen.first_time(item) {
            open.push((item, needs(law, item)));
        }
        while let Some((item, waiting)) = open.last_mut() {
            match waiting.pop() {
                Some(need) if seen.first_time(need) => open.push((need, needs(law, need))),
                Some(_) => {}
                None => {
                    ordered.push(*item);
                    open.pop();
                }
            }
        }
    }
    ordered
}

struct Seen {
    facts: Vec<bool>,
    figures: Vec<bool>,
    definitions: Vec<bool>,
}

impl Seen {
    fn first_time(&mut self, item: Item) -> bool {
        let seen = match item {
            Item::Fact(id) => &mut self.facts[id.index()],
            Item::Figure(id) => &mut self.figures[id.index()],
            Item::Definition(id) => &mut self.definitions[id.index()],
        };
        !std::mem::replace(seen, true)
    }
}

/// What an item mentions.
fn needs(law: &InForce, item: Item) -> Vec<Item> {
    let mut needs = Needs { law, found: Vec::new() };
    match item {
        Item::Fact(id) => {
            if let Some(guard) = &law.model.fact(id).guard {
                needs.condition(&guard.when);
            }
        }
        Item::Figure(id) => needs.key(&law.model.parameter(id).key),
        Item::Definition(id) => {
            needs.body(law.definition(id));
            if let DefinitionKind::Standard(_) = law.definition(id).kind {
                needs.every(|kind| matches!(kind, DefinitionKind::Exemption(_, standard) if *standard == id));
            }
        }
    }
    needs.found
}

struct Needs<'a> {
    law: &'a InForce,
    found: Vec<Item>,
}

impl Needs<'_> {
    fn every(&mut self, wanted: impl Fn(&DefinitionKind) -> bool) {
        let all = self.law.definitions.iter().enumerate();
        let wanted = all.filter(|(_, definition)| wanted(&definition.kind));
        self.found.extend(wanted.map(|(place, _)| Item::Definition(DefinitionId::from(place))));
    }

    fn body(&mut self, definition: &Definition) {
        match &definition.body {
            Body::When(condition) => self.condition(condition),
            Body::Choice(choice) => self.choice(choice),
            Body::Quantity(quantity) => self.quantity(quantity),
            Body::Clauses { clauses, barred, open: _ } => {
                clauses.iter().chain(barred).for_each(|clause| self.condition(&clause.when));
            }
            Body::Rules(rules) => {
                for rule in rules {
                    self.condition(&rule.when);
                    match &rule.answer {
                        Answer::Truth(condition) => self.condition(condition),
                        Answer::Choice(choice) => self.choice(choice),
                        Answer::Quantity(quantity) => self.quantity(quantity),
                        Answer::IncludeWhere(conditions) => {
                            conditions.iter().for_each(|condition| self.condition(condition));
                        }
                        Answer::Include(_) | Answer::Exclude(_) => {}
                    }
                }
            }
        }
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Truth(_) => {}
            Condition::Not(inner) => self.condition(inner),
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| self.condition(part)),
            Condition::If(condition, then, otherwise) => {
                [condition, then, otherwise].into_iter().for_each(|part| self.condition(part));
            }
            Condition::Fact(fact) => self.found.push(Item::Fact(*fact)),
            Condition::Holds(definition) | Condition::Status(definition, _) => {
                self.found.push(Item::Definition(*definition));
            }
            Condition::Duty(duty, action) => self.every(|kind| *kind == DefinitionKind::Trigger(*duty, *action)),
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

    fn set(&mut self, set: Set) {
        self.found.push(match set {
            Set::Fact(fact) => Item::Fact(fact),
            Set::Definition(definition) => Item::Definition(definition),
        });
    }

    fn choice(&mut self, choice: &Choice) {
        match choice {
            Choice::None | Choice::Symbol(_) => {}
            Choice::Fact(fact) => self.found.push(Item::Fact(*fact)),
            Choice::Definition(definition) => self.found.push(Item::Definition(*definition)),
            Choice::If(condition, then, otherwise) => {
                self.condition(condition);
                self.choice(then);
                self.choice(otherwise);
            }
        }
    }

    fn quantity(&mut self, quantity: &Quantity) {
        match quantity {
            Quantity::None | Quantity::Number(_) | Quantity::Unlimited | Quantity::AsOf => {}
            Quantity::Fact(fact) => self.found.push(Item::Fact(*fact)),
            Quantity::Definition(definition) => self.found.push(Item::Definition(*definition)),
            Quantity::Figure(parameter) => self.found.push(Item::Figure(*parameter)),
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
            Quantity::Fold(fold) => {
                self.found.push(Item::Fact(fold.list));
                self.quantity(&fold.item);
                self.condition(&fold.when);
                self.quantity(&fold.otherwise);
            }
            Quantity::Round(inner, _, _) => self.quantity(inner),
            Quantity::If(condition, then, otherwise) => {
                self.condition(condition);
                self.quantity(then);
                self.quantity(otherwise);
            }
        }
    }

    fn key(&mut self, key: &Key) {
        match key {
            Key::Whole => {}
            Key::Choice(choice, _) => self.choice(choice),
            Key::Truth(condition) => self.condition(condition),
            Key::Bands { by, .. } | Key::Numbers { by, .. } => self.quantity(by),
            Key::Pair { outer, inner, width: _ } => {
                self.key(outer);
                self.key(inner);
            }
        }
    }
}
