//! The oracle: what every definition is in a case, found by walking the law in force plainly.
//!
//! It shares nothing with the diagrams but the law itself ([`InForce`]), exact numbers and the calendar, so that the two
//! can be held against each other: they must agree on every whole case, and on a partial one what is known here must
//! never be contradicted there. (The diagrams may know more: they see that two unknowns cancel out.)
//!
//! # Three values
//!
//! A condition is [`Truth::True`], [`Truth::False`] or [`Truth::Unknown`] (Kleene's strong logic); a choice or quantity is
//! a [`Knowledge`]; a set is a truth for each symbol. More facts never change what is known.
//!
//! - **A fact** that the case leaves out, or that was asked in vain, is unknown. A range with equal ends is a value; any
//!   other range is unknown here, even where its ends would decide a comparison. A set is known member by member.
//! - **A guard** (`only when C, else V`): where `C` is false the fact is `V`; where it is true, what the case says; where
//!   it is unknown, the fact is known only if the case says `V`.
//! - ***None***: a comparison with it is false, so that its negation is true; it equals nothing, is in no set, and makes
//!   arithmetic *none*. A boolean *none* counts as false, a set *none* as empty.
//! - ***Unlimited*** is above every number and equal to itself. Only `min`, `max` and comparisons take it; elsewhere,
//!   where the checker lets none come, it counts as *none*.
//! - **A list** is known as a whole or not at all; an item's fields are facts of their own. What a list comes to is known
//!   where for every item it is known whether it counts and, where it does, what it gives. Inside, definitions of the
//!   record are read for one item after the other.
//! - **If** with an unknown condition is known where both branches are known and equal.
//! - **A figure** of a table whose key is unknown is unknown; of one whose key is *none*, *none*.
//! - **Clauses**: some clause holds and none that bars. **A standard** has the first status that holds of waived,
//!   presumed, met, unmet; it is known by the statuses that it can still have.
//! - **Rules**: a rule that holds counts unless one that overrides it holds. Equal answers never conflict. No rule left
//!   is a gap, two answers a conflict; neither is a value. The answer is known where some rule surely holds and all that
//!   can still count give it. **A set** has a symbol where some rule that includes it holds, and no rule that overrides
//!   that one and excludes the symbol does.

mod conditions;
mod facts;
mod folds;
mod kleene;
mod order;
mod quantities;
mod rules;
mod standards;
mod value;

#[cfg(test)]
mod tests;

pub use kleene::{Knowledge, Truth};
pub use value::{Amount, Outcome, Reading, Value};

use std::sync::Arc;

use crate::case::Case;
use crate::policy::law::{InForce, Target};
use crate::policy::model as policy_model;
use crate::policy::model::{Body, Definition, DefinitionId, DefinitionKind, FactId, ParameterId, RecordId, Status};
use order::{Item, in_order_of_need};
use value::Parts;

/// What every definition of a law is in a case. The settings are those that the law was made under.
#[must_use]
pub fn evaluate<'a>(law: &'a InForce, case: &'a Case) -> Evaluation<'a> {
    evaluate_doubting(law, case, &[])
}

/// As [`evaluate`], with these items counting as unknown: what they assume is not taken for granted.
#[must_use]
pub fn evaluate_doubting<'a>(law: &'a InForce, case: &'a Case, doubted: &'a [Target]) -> Evaluation<'a> {
    let facts = law.model.facts.iter().chain(&law.model.fields);
    let mut evaluation = Evaluation {
        law,
        case,
        doubted,
        order: in_order_of_need(law).into(),
        item: None,
        figures: vec![Knowledge::Unknown; law.model.parameters.len()],
        facts: facts.map(|fact| Value::unknown(&law.model, &fact.ty)).collect(),
        definitions: law.definitions.iter().map(|definition| Reading::unknown(&law.model, definition)).collect(),
    };
    let is_of_an_item = |item: &Item| match *item {
        Item::Fact(id) => law.model.is_field(id),
        Item::Definition(id) => law.definition(id).record.is_some(),
        Item::Figure(_) => false,
    };
    for item in Arc::clone(&evaluation.order).iter().filter(|item| !is_of_an_item(item)) {
        evaluation.read_item(*item);
    }
    evaluation
}

impl Evaluation<'_> {
    fn read_item(&mut self, item: Item) {
        let evaluation = self;
        match item {
            Item::Fact(id) => {
                let value = evaluation.effective_value(id);
                evaluation.facts[id.index()] = value;
            }
            Item::Figure(id) => {
                let figure = evaluation.look_up(id);
                evaluation.figures[id.index()] = figure;
            }
            Item::Definition(id) => {
                let reading = evaluation.read(id);
                evaluation.definitions[id.index()] = reading;
            }
        }
    }
}

/// The values of all facts, figures and definitions in one case.
#[derive(Debug, Clone)]
pub struct Evaluation<'a> {
    law: &'a InForce,
    case: &'a Case,
    doubted: &'a [Target],
    order: Arc<[Item]>,
    /// The item of a list that is looked at.
    item: Option<(RecordId, &'a policy_model::Item)>,
    facts: Vec<Value>,
    figures: Vec<Knowledge<Amount>>,
    definitions: Vec<Reading>,
}

impl Evaluation<'_> {
    /// The law that was applied.
    #[must_use]
    pub fn law(&self) -> &InForce {
        self.law
    }

    /// What a definition is, with what made it so.
    #[must_use]
    pub fn reading(&self, id: DefinitionId) -> &Reading {
        &self.definitions[id.index()]
    }

    /// What a definition is.
    #[must_use]
    pub fn value(&self, id: DefinitionId) -> &Value {
        &self.reading(id).value
    }

    /// What a fact counts as, its guard considered.
    #[must_use]
    pub fn fact(&self, id: FactId) -> &Value {
        &self.facts[id.index()]
    }

    /// The statuses that a standard can still have: one where it is known. Empty for what is no standard.
    #[must_use]
    pub fn statuses(&self, id: DefinitionId) -> &[Status] {
        match self.value(id) {
            Value::Standard(statuses) => statuses,
            Value::Truth(_) | Value::Choice(_) | Value::Quantity(_) | Value::Set(_) | Value::List(_) => &[],
        }
    }

    /// The figure that a parameter gives.
    #[must_use]
    pub fn figure(&self, id: ParameterId) -> &Knowledge<Amount> {
        &self.figures[id.index()]
    }

    fn doubts(&self, target: Target) -> bool {
        self.doubted.contains(&target)
    }

    /// Reads a definition; all that it needs has been read before.
    fn read(&self, id: DefinitionId) -> Reading {
        let definition = self.law.definition(id);
        let parts = self.parts(id, definition);
        let whole = |value| (value, Outcome::Determined);
        let (value, outcome) = match &definition.body {
            Body::When(_) if self.doubts(Target::Definition(id)) => whole(Value::Truth(Truth::Unknown)),
            Body::When(condition) => whole(Value::Truth(self.condition(condition))),
            Body::Choice(choice) => whole(Value::Choice(self.choice(choice))),
            Body::Quantity(quantity) => whole(Value::Quantity(self.quantity(quantity))),
            Body::Clauses { .. } => whole(Value::Truth(self.grounds(id, &parts))),
            Body::Rules(rules) => self.answer(definition, rules, &parts.rules),
        };
        let value = match (&definition.kind, value) {
            (DefinitionKind::Standard(_), Value::Truth(met)) => Value::Standard(self.possible_statuses(id, met)),
            (_, value) => value,
        };
        Reading { value, outcome, clauses: parts.clauses, barred: parts.barred, rules: parts.rules }
    }

    /// Whether each clause and each rule holds.
    fn parts(&self, id: DefinitionId, definition: &Definition) -> Parts {
        let holds = |condition, target| if self.doubts(target) { Truth::Unknown } else { self.condition(condition) };
        match &definition.body {
            Body::When(_) | Body::Choice(_) | Body::Quantity(_) => Parts::default(),
            Body::Clauses { clauses, barred, open: _ } => Parts {
                clauses: (0..).zip(clauses).map(|(at, part)| holds(&part.when, Target::Clause(id, at))).collect(),
                barred: (0..).zip(barred).map(|(at, part)| holds(&part.when, Target::Barred(id, at))).collect(),
                rules: Vec::new(),
            },
            Body::Rules(rules) => Parts {
                rules: (0..).zip(rules).map(|(at, part)| holds(&part.when, Target::Rule(id, at))).collect(),
                ..Parts::default()
            },
        }
    }
}
