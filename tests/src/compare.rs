//! The diagrams held against the oracle.
//!
//! On a whole case both must say the same. On a partial one:
//!
//! - what either knows, the other never contradicts;
//! - whatever the facts still missing turn out to be, a settled decision stays as it is, and an open one becomes
//!   something that was said to be possible;
//! - a fact that is not listed as missing for an answer never matters to it;
//! - what a decision does not list as assumed may be otherwise, and the decision stays.

use std::sync::Arc;

use menkan::case::Case;
use menkan::decide::{DecideError, Decision, Law, Missing, Possible, Value};
use menkan::policy::law::InForce;
use menkan::policy::model::{Fact, FactId, Known, TypeKind};
use menkan::reference::Outcome;

use crate::assumptions;
use crate::cases::Draw;
use crate::dice::Dice;
use crate::exhaustive::has_open_items;
use crate::oracle::{Said, ask, said};
use crate::particulars::{self, Extent};

/// What of a decision is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// All but what it assumes.
    AsStated,
    /// All; what is not listed as assumed is turned round, for which the oracle decides anew for every decision.
    Doubting,
}

/// Where the two differ, or a promise is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub what: String,
    /// The case that shows it, as JSON.
    pub case: String,
}

/// What a comparison counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Decisions compared.
    pub decisions: u64,
    /// Those that both know.
    pub both: u64,
    /// Those that only the diagrams know.
    pub diagrams: u64,
    /// Those that only the oracle knows: allowed where the diagrams say that they are not exact.
    pub oracle: u64,
}

impl Tally {
    /// Adds another tally.
    pub fn add(&mut self, other: Self) {
        self.decisions += other.decisions;
        self.both += other.both;
        self.diagrams += other.diagrams;
        self.oracle += other.oracle;
    }
}

/// One law, ready to be compared.
#[derive(Debug)]
pub struct Comparison<'a> {
    law: &'a Law,
    /// Draws the cases that it can be asked about.
    pub draw: Draw<'a>,
    /// The law under each of the settings that cases are drawn with.
    in_force: Vec<InForce>,
}

impl<'a> Comparison<'a> {
    /// Prepares a law.
    #[must_use]
    pub fn new(law: &'a Law, dice: &mut Dice) -> Self {
        let draw = Draw::new(law.in_force(), dice);
        let model = Arc::clone(&law.in_force().model);
        let settings = draw.all_settings().iter();
        let in_force = settings.filter_map(|settings| InForce::on(&model, law.day(), settings).ok()).collect();
        Self { law, draw, in_force }
    }

    /// The law of a case with its settings.
    pub(crate) fn in_force(&self, case: &Case) -> Result<&InForce, Fault> {
        let found = self.in_force.iter().find(|law| law.settings == case.settings);
        found.ok_or_else(|| Fault {
            what: "what the law says may be set cannot be set".to_owned(),
            case: case.to_json(&self.law.in_force().model),
        })
    }

    pub(crate) fn decide(&self, case: &Case) -> Result<Decision, DecideError> {
        self.law.decide(case)
    }

    pub(crate) fn notice(&self, case: &Case) -> Result<menkan::notice::Notice, DecideError> {
        self.law.notice(case, &[])
    }

    /// Compares whatever the diagrams and the oracle say of one case, and tries `completions` of it.
    ///
    /// # Errors
    /// The first promise found broken.
    pub fn compare(&self, case: &Case, dice: &mut Dice, completions: usize, depth: Depth) -> Result<Tally, Fault> {
        let in_force = self.in_force(case)?;
        let fault = |what: String| Fault { what, case: case.to_json(&in_force.model) };
        let oracle = ask(in_force, case);
        let whole = is_whole(in_force, case);
        let decision = match self.decide(case) {
            Ok(decision) => decision,
            Err(DecideError::Undetermined { decision, what }) => {
                let confirmed = said(&oracle, &decision).is_some_and(|said| said.outcome != Outcome::Determined);
                return if confirmed || !whole {
                    Ok(Tally::default())
                } else {
                    Err(fault(format!("the rules of {decision} {what}, says the diagram; the oracle does not")))
                };
            }
            Err(error) => return Err(fault(format!("no decision: {error}"))),
        };
        let mut tally = Tally::default();
        for said in &oracle {
            let value = decision.get(&said.decision);
            tally.decisions += 1;
            match (value, &said.value) {
                (Some(diagram), Some(oracle)) if diagram == oracle => tally.both += 1,
                (Some(diagram), Some(oracle)) => {
                    return Err(fault(format!("{}: diagram {diagram:?}, oracle {oracle:?}", said.decision)));
                }
                (Some(_), None) if said.outcome != Outcome::Determined => {
                    return Err(fault(format!("{}: diagram {value:?}, oracle {:?}", said.decision, said.outcome)));
                }
                (Some(_), None) => tally.diagrams += 1,
                (None, Some(oracle)) if whole => {
                    return Err(fault(format!("{}: diagram open, oracle {oracle:?}", said.decision)));
                }
                (None, Some(_)) => tally.oracle += 1,
                (None, None) => {}
            }
        }
        let extent = if whole { Extent::Whole } else { Extent::Partial };
        let doubted = |dice: &mut Dice| match depth {
            Depth::AsStated => None,
            Depth::Doubting => assumptions::disagreement(in_force, case, &decision, dice),
        };
        if let Some(what) = particulars::disagreement(in_force, case, &decision, extent).or_else(|| doubted(&mut *dice))
        {
            return Err(fault(what));
        }
        for _ in 0..completions {
            let completed = self.draw.completed(dice, case);
            complete(in_force, &decision, &completed)?;
            unlisted(in_force, &decision, &self.draw, case, &completed, dice)?;
        }
        Ok(tally)
    }
}

/// Whether nothing at all is open: no fact, and nothing of the law either.
fn is_whole(law: &InForce, case: &Case) -> bool {
    !has_open_items(law)
        && law.model.facts.iter().enumerate().all(|(place, fact)| is_known(law, fact, case.known(FactId::from(place))))
}

fn is_known(law: &InForce, fact: &Fact, known: Option<&Known>) -> bool {
    match (&fact.ty.kind, known) {
        (TypeKind::Quantity(_), Some(Known::Between(low, high))) => low.is_some() && low == high,
        (TypeKind::Set(_), Some(Known::Set(members))) => members.iter().all(Option::is_some),
        (TypeKind::List(list), Some(Known::List(items))) => items.iter().all(|item| {
            let fields = law.model.record(list.record).fields().zip(&item.0);
            fields.into_iter().all(|(field, known)| is_known(law, law.model.fact(field), known.as_ref()))
        }),
        (_, Some(Known::Truth(_) | Known::Symbol(_))) => true,
        (_, Some(Known::Between(..) | Known::Set(_) | Known::List(_) | Known::Asked) | None) => false,
    }
}

/// What a completion of a case comes to was settled so, or was possible.
fn complete(law: &InForce, decision: &Decision, completed: &Case) -> Result<(), Fault> {
    let fault = |what: String| Fault { what, case: completed.to_json(&law.model) };
    for said in ask(law, completed) {
        let Some(value) = &said.value else { continue };
        let fits = match (decision.get(&said.decision), decision.possible(&said.decision)) {
            (Some(settled), _) => settled == value,
            (None, Some(possible)) => is_possible(possible, value),
            (None, None) => false,
        };
        if !fits {
            let had = (decision.get(&said.decision), decision.possible(&said.decision));
            return Err(fault(format!("{}: a completion gives {value:?}, said was {had:?}", said.decision)));
        }
    }
    Ok(())
}

fn is_possible(possible: &Possible, value: &Value) -> bool {
    match (possible, value) {
        (Possible::Values(values), value) => values.contains(value),
        (Possible::Set { certain, open }, Value::Set(members)) => {
            certain.iter().all(|member| members.contains(member))
                && members.iter().all(|member| certain.contains(member) || open.contains(member))
        }
        (Possible::Between { none, .. }, Value::None) => *none,
        (Possible::Between { min, max, .. }, value) => {
            let above = min.as_ref().is_none_or(|min| at_most(min, value));
            let below = max.as_ref().is_none_or(|max| at_most(value, max));
            above && below
        }
        (Possible::Set { .. }, Value::None | Value::Truth(_) | Value::Integer(_) | Value::Text(_)) => false,
    }
}

/// Numbers by size, days by the calendar; `unlimited` is above every number.
fn at_most(low: &Value, high: &Value) -> bool {
    match (low, high) {
        (Value::Integer(low), Value::Integer(high)) => low <= high,
        (_, Value::Text(high)) if **high == *"unlimited" => true,
        (Value::Text(low), _) if **low == *"unlimited" => false,
        (Value::Text(low), Value::Text(high)) => match (number(low), number(high)) {
            (Some(low), Some(high)) => low <= high,
            (None, _) | (_, None) => low <= high,
        },
        (
            Value::None | Value::Truth(_) | Value::Integer(_) | Value::Text(_) | Value::Set(_),
            Value::None | Value::Truth(_) | Value::Integer(_) | Value::Text(_) | Value::Set(_),
        ) => false,
    }
}

pub(crate) fn number(text: &str) -> Option<menkan::value::Number> {
    use menkan::value::Number;
    match text.split_once('/') {
        Some((above, below)) => Number::parse(above).ok()?.checked_div(&Number::parse(below).ok()?),
        None => Number::parse(text).ok(),
    }
}

/// Changing a fact that is not listed as missing for an answer does not change that answer.
fn unlisted(
    law: &InForce,
    decision: &Decision,
    draw: &Draw<'_>,
    case: &Case,
    completed: &Case,
    dice: &mut Dice,
) -> Result<(), Fault> {
    let place = dice.place(law.model.facts.len());
    let Some(fact) = law.model.facts.get(place) else { return Ok(()) };
    let id = FactId::from(place);
    if is_known(law, fact, case.known(id)) {
        return Ok(());
    }
    // Of a list what is missing may be fields of its items.
    let of_item = format!("{}[", fact.name.key);
    let is_listed = |missing: &&Missing| missing.fact == fact.name.key || missing.fact.starts_with(&of_item);
    let listed: Vec<&Missing> = decision.missing.iter().filter(is_listed).collect();
    let mut changed = completed.clone();
    changed.set(id, Some(draw.filled(dice, fact, case.known(id), case.as_of)));
    let (before, after): (Vec<Said>, Vec<Said>) = (ask(law, completed), ask(law, &changed));
    for answer in &decision.answers {
        if listed.iter().any(|missing| missing.answers.contains(answer)) {
            continue;
        }
        let values = [&before, &after].map(|all| said(all, answer).and_then(|said| said.value.clone()));
        if let [Some(before), Some(after)] = &values
            && before != after
        {
            let what = format!(
                "{} is not missing for {answer}, yet changes it from {before:?} to {after:?}, in {}",
                fact.name.key,
                case.to_json(&law.model)
            );
            return Err(Fault { what, case: completed.to_json(&law.model) });
        }
    }
    Ok(())
}
