//! What rules answer together.

use super::value::size;
use super::{Evaluation, Outcome, Truth, Value};
use crate::policy::model::{Answer, Definition, Rule, TypeKind};

impl Evaluation<'_> {
    /// What the rules of a definition answer, given which of them hold.
    pub(super) fn answer(&self, definition: &Definition, rules: &[Rule], holds: &[Truth]) -> (Value, Outcome) {
        if let TypeKind::Set(values) = definition.ty.kind {
            let symbols = (0..).take(size(&self.law.model, values));
            let members = symbols.map(|symbol| self.is_member(symbol, rules, holds)).collect();
            return (Value::Set(members), Outcome::Determined);
        }
        let answers: Vec<Value> = rules.iter().map(|rule| self.answer_of(rule, definition)).collect();
        let count: Vec<Truth> = (0..rules.len()).map(|place| counts(place, rules, holds)).collect();
        let unknown = Value::unknown(&self.law.model, &definition.ty);

        // A rule that holds is overridden only by one that holds, so that where one surely holds, one surely counts.
        match Truth::any(holds.iter().copied()) {
            Truth::False => (unknown, Outcome::Gap),
            Truth::Unknown => (unknown, Outcome::Determined),
            Truth::True => {
                if let Some(outcome) = conflict(&count, &answers) {
                    return (unknown, outcome);
                }
                let possible: Vec<&Value> =
                    count.iter().zip(&answers).filter(|(counts, _)| **counts != Truth::False).map(|(_, a)| a).collect();
                match possible.split_first() {
                    Some((first, others)) if first.is_known() && others.iter().all(|other| other == first) => {
                        ((*first).clone(), Outcome::Determined)
                    }
                    Some(_) | None => (unknown, Outcome::Determined),
                }
            }
        }
    }

    /// Whether a symbol is in the set that the rules make.
    fn is_member(&self, symbol: u16, rules: &[Rule], holds: &[Truth]) -> Truth {
        Truth::any(rules.iter().enumerate().zip(holds).map(|((place, rule), held)| {
            let included = match &rule.answer {
                Answer::Include(symbols) => symbols.contains(&symbol).into(),
                Answer::IncludeWhere(conditions) => {
                    conditions.get(usize::from(symbol)).map_or(Truth::False, |condition| self.condition(condition))
                }
                Answer::Exclude(_) | Answer::Truth(_) | Answer::Choice(_) | Answer::Quantity(_) => Truth::False,
            };
            let excluding = rules.iter().zip(holds).filter(|(other, _)| {
                overrides(other, place, rules)
                    && matches!(&other.answer, Answer::Exclude(excluded) if excluded.contains(&symbol))
            });
            Truth::all([included, *held, !Truth::any(excluding.map(|(_, held)| *held))])
        }))
    }

    fn answer_of(&self, rule: &Rule, definition: &Definition) -> Value {
        match &rule.answer {
            Answer::Truth(condition) => Value::Truth(self.condition(condition)),
            Answer::Choice(choice) => Value::Choice(self.choice(choice)),
            Answer::Quantity(quantity) => Value::Quantity(self.quantity(quantity)),
            Answer::Include(_) | Answer::IncludeWhere(_) | Answer::Exclude(_) => {
                Value::unknown(&self.law.model, &definition.ty)
            }
        }
    }
}

/// Whether a rule holds and no rule that overrides it does.
fn counts(place: usize, rules: &[Rule], holds: &[Truth]) -> Truth {
    let overriding = rules.iter().zip(holds).filter(|(other, _)| overrides(other, place, rules)).map(|(_, held)| *held);
    Truth::all([holds[place], !Truth::any(overriding)])
}

fn overrides(rule: &Rule, place: usize, rules: &[Rule]) -> bool {
    rule.overrides.iter().any(|&other| other as usize == place) || (rules[place].otherwise && !rule.otherwise)
}

/// Two rules that surely count and surely answer differently.
fn conflict(count: &[Truth], answers: &[Value]) -> Option<Outcome> {
    let sure: Vec<(u32, &Value)> = (0..)
        .zip(count.iter().zip(answers))
        .filter(|(_, (counts, answer))| **counts == Truth::True && answer.is_known())
        .map(|(place, (_, answer))| (place, answer))
        .collect();
    let (first, others) = sure.split_first()?;
    let other = others.iter().find(|(_, answer)| *answer != first.1)?;
    Some(Outcome::Conflict(first.0, other.0))
}
