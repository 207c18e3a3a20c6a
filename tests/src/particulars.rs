//! What a decision says beside its values, held against the oracle: statuses and comparisons of standards, exemptions,
//! triggers, ignored facts, and the rules given as reasons.

use std::collections::BTreeSet;

use menkan::case::Case;
use menkan::decide::{Comparison, Decision, Reason};
use menkan::policy::law::InForce;
use menkan::policy::model::{
    Body, Definition, DefinitionId, DefinitionKind, FactId, Known, Order, Rule, Status, TypeKind,
};
use menkan::reference::{Evaluation, Truth, Value, evaluate};

use crate::compare::number;

/// Whether every fact of the case is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Every fact is.
    Whole,
    /// Some facts are not.
    Partial,
}

/// What a decision says that the oracle does not agree with, if anything.
#[must_use]
pub fn disagreement(law: &InForce, case: &Case, decision: &Decision, extent: Extent) -> Option<String> {
    let oracle = evaluate(law, case);
    let particulars = Particulars { law, case, decision, extent, oracle: &oracle };
    particulars.standards().or_else(|| particulars.conditions()).or_else(|| particulars.ignored()).or_else(|| {
        let by_rules = particulars.definitions().filter(|(_, one)| one.kind == DefinitionKind::Decision);
        by_rules
            .filter(|(_, definition)| decision.get(&definition.name.key).is_some())
            .find_map(|(id, definition)| particulars.reasons(id, definition))
    })
}

struct Particulars<'a> {
    law: &'a InForce,
    case: &'a Case,
    decision: &'a Decision,
    extent: Extent,
    oracle: &'a Evaluation<'a>,
}

impl<'a> Particulars<'a> {
    fn definitions(&self) -> impl Iterator<Item = (DefinitionId, &'a Definition)> {
        let all = self.law.definitions.iter().enumerate();
        all.map(|(place, definition)| (DefinitionId::from(place), definition))
    }

    /// Whether what is said agrees with a truth: on a whole case wholly, else as far as the oracle knows.
    fn agrees(&self, listed: bool, truth: Truth) -> bool {
        match truth {
            Truth::True => listed || self.extent == Extent::Partial,
            Truth::Unknown => true,
            Truth::False => !listed,
        }
    }

    fn standards(&self) -> Option<String> {
        let standards = self.definitions().filter(|(_, one)| matches!(one.kind, DefinitionKind::Standard(_)));
        for (id, definition) in standards {
            let key = &*definition.name.key;
            let Some(said) = self.decision.standards.iter().find(|said| *said.standard == *key) else {
                return Some(format!("the standard {key} is not reported"));
            };
            let possible: Vec<&str> = self.oracle.statuses(id).iter().map(|status| word(*status)).collect();
            let open = said.status.is_none() && self.extent == Extent::Whole && possible.len() == 1;
            if open || said.status.is_some_and(|status| !possible.contains(&status)) {
                return Some(format!("{key} is {:?}, says the diagram; the oracle {possible:?}", said.status));
            }
            if let Some(wrong) = said.comparisons.iter().find(|comparison| !is_coherent(comparison)) {
                return Some(format!("{key}: {wrong:?} does not add up"));
            }
        }
        None
    }

    /// Exemptions and triggers.
    fn conditions(&self) -> Option<String> {
        self.definitions().find_map(|(id, definition)| {
            let said = match definition.kind {
                DefinitionKind::Exemption(..) => &self.decision.exemptions,
                DefinitionKind::Trigger(..) => &self.decision.triggers,
                DefinitionKind::Define
                | DefinitionKind::Decision
                | DefinitionKind::Standard(_)
                | DefinitionKind::Group(_) => return None,
            };
            let Value::Truth(truth) = self.oracle.value(id) else { return None };
            let listed = said.contains(&definition.name.key);
            let wrong = !self.agrees(listed, *truth);
            wrong.then(|| format!("{} is listed: {listed}; the oracle says {truth:?}", definition.name.key))
        })
    }

    fn ignored(&self) -> Option<String> {
        self.law.model.facts.iter().enumerate().find_map(|(place, fact)| {
            let given = !matches!(self.case.known(FactId::from(place)), None | Some(Known::Asked));
            let outside = fact.guard.as_ref().map_or(Truth::False, |guard| !self.oracle.condition(&guard.when));
            let truth = if given { outside } else { Truth::False };
            let listed = self.decision.ignored.contains(&fact.name.key);
            let wrong = !self.agrees(listed, truth);
            wrong.then(|| format!("{} is ignored: {listed}; the oracle says {truth:?}", fact.name.key))
        })
    }

    /// The rules given as reasons hold; the ground is one that no holding rule overrides.
    fn reasons(&self, id: DefinitionId, definition: &Definition) -> Option<String> {
        let Body::Rules(rules) = &definition.body else { return None };
        let key = &*definition.name.key;
        let all = self.decision.reasons.as_deref().unwrap_or_default();
        let given: Vec<&Reason> = all.iter().filter(|reason| *reason.decision == *key).collect();
        let holds = &self.oracle.reading(id).rules;
        let place = |name: &str| rules.iter().position(|rule| *rule.name.key == *name);
        for reason in &given {
            let Some(place) = place(&reason.rule) else { return Some(format!("{key} has no rule {}", reason.rule)) };
            if holds[place] == Truth::False {
                return Some(format!("{key}: the rule {} is a reason, but does not hold", reason.rule));
            }
            let overridden =
                (0..rules.len()).any(|other| holds[other] == Truth::True && overrides(rules, other, place));
            let is_set = matches!(definition.ty.kind, TypeKind::Set(_));
            if reason.ground && overridden && !is_set {
                return Some(format!("{key}: the rule {} is the ground, but overridden", reason.rule));
            }
        }
        if self.extent == Extent::Partial {
            return None;
        }
        let unlisted: BTreeSet<&str> = rules
            .iter()
            .zip(holds)
            .filter(|(rule, holds)| **holds == Truth::True && !rule.otherwise)
            .map(|(rule, _)| &*rule.name.key)
            .filter(|name| !given.iter().any(|reason| *reason.rule == **name))
            .collect();
        if !unlisted.is_empty() {
            return Some(format!("{key}: {unlisted:?} hold, but are no reasons"));
        }
        let grounds = given.iter().filter(|reason| reason.ground).count();
        let is_set = matches!(definition.ty.kind, TypeKind::Set(_));
        (!is_set && grounds != 1).then(|| format!("{key} has {grounds} grounds"))
    }
}

fn overrides(rules: &[Rule], rule: usize, other: usize) -> bool {
    rules[rule].overrides.iter().any(|place| *place as usize == other) || (rules[other].otherwise && rule != other)
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Waived => "waived",
        Status::Presumed => "presumed",
        Status::Met => "met",
        Status::Unmet => "unmet",
    }
}

/// What is said of a comparison follows from its two sides.
fn is_coherent(comparison: &Comparison) -> bool {
    let margin = comparison.margin.as_deref().and_then(number);
    let sides = (comparison.left.as_deref(), comparison.right.as_deref());
    let compared = match sides {
        (Some(left), Some(right)) => number(left).zip(number(right)).map(|(left, right)| match comparison.op {
            Order::AtMost => left <= right,
            Order::LessThan => left < right,
            Order::AtLeast => left >= right,
            Order::MoreThan => left > right,
        }),
        (None, _) | (_, None) => None,
    };
    let by_margin = margin.map(|margin| match comparison.op {
        Order::AtMost | Order::AtLeast => margin.signum() >= 0,
        Order::LessThan | Order::MoreThan => margin.signum() > 0,
    });
    let agree = |one: Option<bool>, other: Option<bool>| one.is_none() || other.is_none() || one == other;
    agree(comparison.holds, compared) && agree(comparison.holds, by_margin)
}
