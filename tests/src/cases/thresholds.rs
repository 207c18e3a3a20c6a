//! The numbers of a law: constants, figures, ends of bands.

use menkan::policy::law::InForce;
use menkan::policy::model::{Answer, Body, Choice, Condition, Constant, Figure, Key, Quantity};
use menkan::value::Number;

/// Every number that the law names, each once.
pub(super) fn thresholds(law: &InForce) -> Vec<Number> {
    let mut found = Found(vec![Number::ZERO, Number::ONE]);
    for fact in &law.model.facts {
        if let Some(guard) = &fact.guard {
            found.condition(&guard.when);
            if let Constant::Number(number) = &guard.otherwise {
                found.0.push(number.clone());
            }
        }
    }
    for parameter in &law.model.parameters {
        found.key(&parameter.key);
    }
    for figure in law.figures.iter().flatten() {
        if let Figure::Known(number) = figure {
            found.0.push(number.clone());
        }
    }
    law.definitions.iter().for_each(|definition| found.body(&definition.body));
    found.0.sort();
    found.0.dedup();
    found.0
}

struct Found(Vec<Number>);

impl Found {
    fn key(&mut self, key: &Key) {
        match key {
            Key::Whole => {}
            Key::Choice(choice, _) => self.choice(choice),
            Key::Truth(condition) => self.condition(condition),
            Key::Bands { by, upper } => {
                self.quantity(by);
                self.0.extend(upper.iter().cloned());
            }
            Key::Numbers { by, first, last } => {
                self.quantity(by);
                self.0.extend((*first..=*last).map(Number::integer));
            }
            Key::Pair { outer, inner, width: _ } => {
                self.key(outer);
                self.key(inner);
            }
        }
    }

    fn body(&mut self, body: &Body) {
        match body {
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

    fn choice(&mut self, choice: &Choice) {
        match choice {
            Choice::None | Choice::Symbol(_) | Choice::Fact(_) | Choice::Definition(_) => {}
            Choice::If(condition, then, otherwise) => {
                self.condition(condition);
                self.choice(then);
                self.choice(otherwise);
            }
        }
    }

    fn quantity(&mut self, quantity: &Quantity) {
        match quantity {
            Quantity::Number(number) => self.0.push(number.clone()),
            Quantity::None
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
            Quantity::Fold(fold) => {
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
}
