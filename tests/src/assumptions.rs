//! Assumptions tried out: what a decision does not list as assumed may be otherwise, and the decision stays.

use menkan::case::Case;
use menkan::decide::Decision;
use menkan::policy::law::{InForce, Target};
use menkan::policy::model::{Body, Condition, Figure, QuantityType};
use menkan::reference::evaluate_doubting;
use menkan::value::Number;

use crate::dice::Dice;
use crate::oracle::{Said, ask, in_words, said};

/// A settled decision that changes with an assumption it does not list, or that lists one in vain.
#[must_use]
pub fn disagreement(law: &InForce, case: &Case, decision: &Decision, dice: &mut Dice) -> Option<String> {
    for (name, settled) in &decision.decisions {
        let listed: Vec<usize> =
            (0..law.assumptions.len()).filter(|place| lists(law, decision, name, *place)).collect();
        let unlisted = |place: usize| !listed.contains(&place);
        let doubted = doubted(law, &unlisted);
        let otherwise = overturned(law, &doubted, dice);
        if let Some(Said { value: Some(value), .. }) = said(&ask(&otherwise, case), name)
            && value != settled
        {
            return Some(format!(
                "{name} is {settled:?}, but {value:?} where {doubted:?} are otherwise, none of which it lists as assumed"
            ));
        }
        for &vain in &listed {
            let doubted = self::doubted(law, &|place| place == vain || unlisted(place));
            let oracle = evaluate_doubting(law, case, &doubted);
            let id = law.model.definition_named(name)?;
            if in_words(&law.model, law.definition(id), oracle.value(id)).is_some() {
                let assumed = &law.assumptions[vain].name;
                return Some(format!("{name} lists {assumed} as assumed, but does not rest on it"));
            }
        }
    }
    None
}

fn lists(law: &InForce, decision: &Decision, name: &str, place: usize) -> bool {
    let assumption = &law.assumptions[place];
    decision.assumptions.iter().any(|listed| {
        listed.kind == assumption.kind.key()
            && listed.name == assumption.name
            && listed.decisions.iter().any(|other| **other == *name)
    })
}

/// What counts as unknown where these assumptions do.
fn doubted(law: &InForce, unknown: &dyn Fn(usize) -> bool) -> Vec<Target> {
    law.doubtful.iter().filter(|item| item.is_unknown(unknown)).map(|item| item.target).collect()
}

/// The law with these items otherwise than they stand.
fn overturned(law: &InForce, doubted: &[Target], dice: &mut Dice) -> InForce {
    let mut other = law.clone();
    for target in doubted {
        let mut truth = || Condition::Truth(dice.chance(50));
        match *target {
            Target::Definition(id) => other.definitions[id.index()].body = Body::When(truth()),
            Target::Clause(id, at) => {
                if let Body::Clauses { clauses, .. } = &mut other.definitions[id.index()].body {
                    clauses[at as usize].when = truth();
                }
            }
            Target::Barred(id, at) => {
                if let Body::Clauses { barred, .. } = &mut other.definitions[id.index()].body {
                    barred[at as usize].when = truth();
                }
            }
            Target::Rule(id, at) => {
                if let Body::Rules(rules) = &mut other.definitions[id.index()].body {
                    rules[at as usize].when = truth();
                }
            }
            Target::Figure(id, cell) => {
                let number = figure(&law.model.parameter(id).ty, dice);
                other.figures[id.index()][usize::from(cell)] = Figure::Known(number);
            }
        }
    }
    other
}

fn figure(ty: &QuantityType, dice: &mut Dice) -> Number {
    let number = Number::integer(dice.number(0..=25)) * Number::integer(if dice.chance(50) { 1 } else { 50 });
    let low = ty.min.clone().map_or(number.clone(), |min| min.max(number.clone()));
    ty.max.clone().map_or(low.clone(), |max| max.min(low))
}
