//! What near misses are told from: the changes, and what they bring about in the law's own terms.

use std::sync::Arc;

use super::goal::Goal;
use super::search::{Doing, Miss, Search};
use super::{Change, Crossing, Kind, MOST_MISSES, NEAR_MISS_STEPS, NearMiss, NearMisses, Never, Turn};
use crate::case::known_json;
use crate::decide::walk::Extent;
use crate::decide::{DecideError, Deciding, Standard, Value, distance_text};
use crate::diagnostic::Text;
use crate::policy::model::{DefinitionId, DefinitionKind, FactId, Known, TypeKind};

/// The near misses of a case for a value of a decision.
pub(super) fn near_misses(
    deciding: &Deciding<'_>,
    decision: DefinitionId,
    value: &Value,
) -> Result<NearMisses, DecideError> {
    deciding.answers(&[decision])?;
    let goal = Goal::new(deciding.model, deciding.diagrams, decision, value)?;
    let model = deciding.model;
    let now = deciding.settled_or_possible(decision)?;
    let mut told = NearMisses {
        policy: model.layer().map_or_else(|| "".into(), |layer| Arc::clone(&layer.name.key)),
        label: model.layer().map_or_else(|| Text::new("", ""), |layer| layer.name.labels()),
        as_of: deciding.case.as_of.to_string(),
        digest: Arc::clone(&model.digest),
        settings: deciding.settings(),
        decision: deciding.key(decision),
        wanted: value.clone(),
        already: now.as_ref() == Ok(value),
        now: now.as_ref().ok().cloned(),
        possible: now.err(),
        misses: Vec::new(),
        complete: true,
        never: None,
        barred: Vec::new(),
    };
    if told.already {
        return Ok(told);
    }
    let (found, items) = Search::new(deciding, &goal, false, NEAR_MISS_STEPS).run(MOST_MISSES);
    told.complete = found.complete;
    let before = Deciding::new(deciding.enacted, deciding.case, Extent::All);
    told.misses = found.misses.iter().map(|miss| told_of(&before, miss, &items)).collect();
    if told.misses.is_empty() && found.complete {
        let (any, items) = Search::new(deciding, &goal, true, NEAR_MISS_STEPS).run(1);
        match any.misses.first() {
            Some(miss) => {
                let facts = miss.items.iter().map(|item| items[*item]);
                let barred = facts.filter(|item| {
                    let fact = model.fact(item.fact);
                    fact.judgement || (fact.fixed && item.doing == Doing::Change)
                });
                told.barred = barred.map(|item| Arc::clone(&model.fact(item.fact).name.key)).collect();
                told.never = Some(Never::OnlyThroughFixed);
            }
            // What other lists would come to was not looked at.
            None => told.never = (any.complete && !gives_lists(deciding)).then_some(Never::InNoCase),
        }
    }
    Ok(told)
}

/// Whether the case gives a list, which stays as it is.
fn gives_lists(deciding: &Deciding<'_>) -> bool {
    let mut facts = (0..deciding.model.facts.len()).map(FactId::from);
    facts.any(|fact| matches!(deciding.case.known(fact), Some(Known::List(_))))
}

fn told_of(before: &Deciding<'_>, miss: &Miss, items: &[super::search::Item]) -> NearMiss {
    let after = Deciding::new(before.enacted, &miss.case, Extent::All);
    let changes = miss.items.iter().map(|item| change(before, &after, items[*item].fact, items[*item].doing));
    let (now, then) = (before.standards(), after.standards());
    let turns = now.iter().zip(&then).filter(|(now, then)| now.status != then.status);
    let exempt = |deciding: &Deciding<'_>| deciding.holding(|kind| matches!(kind, DefinitionKind::Exemption(..)));
    let held = exempt(before);
    NearMiss {
        changes: changes.collect(),
        cost: miss.cost,
        standards: turns
            .map(|(now, then)| Turn { standard: Arc::clone(&now.standard), now: now.status, then: then.status })
            .collect(),
        crossed: now.iter().zip(&then).flat_map(|(now, then)| crossed(now, then)).collect(),
        exemptions: exempt(&after).into_iter().filter(|exemption| !held.contains(exemption)).collect(),
    }
}

/// The comparisons of a standard that come out otherwise.
fn crossed<'s>(now: &'s Standard, then: &'s Standard) -> impl Iterator<Item = Crossing> + 's {
    let pairs = now.comparisons.iter().zip(&then.comparisons).enumerate();
    let turned = pairs.filter(|(_, (now, then))| then.holds.is_some() && now.holds != then.holds);
    turned.map(|(at, (before, after))| Crossing {
        standard: Arc::clone(&now.standard),
        place: now.comparisons[..at].iter().filter(|other| other.clause == before.clause).count(),
        now: before.clone(),
        then: after.clone(),
    })
}

fn change(before: &Deciding<'_>, after: &Deciding<'_>, fact: FactId, doing: Doing) -> Change {
    let model = before.model;
    let declared = model.fact(fact);
    let (from, to) = (before.case.known(fact), after.case.known(fact));
    let json = |known: &Known| serde_json::from_str(&known_json(model, fact, known)).unwrap_or_default();
    let by = match (&declared.ty.kind, from, to) {
        (TypeKind::Quantity(ty), Some(Known::Between(Some(a), Some(b))), Some(Known::Between(Some(c), Some(d))))
            if a == b && c == d =>
        {
            Some(distance_text(&(c - a), &ty.unit))
        }
        _ => None,
    };
    let evidence = declared
        .evidence
        .iter()
        .map(|all| all.iter().map(|one| Arc::clone(&model.evidence[one.index()].key)).collect());
    Change {
        fact: Arc::clone(&declared.name.key),
        label: declared.name.labels(),
        kind: match doing {
            Doing::Answer => Kind::Answer,
            Doing::Change => Kind::Change,
        },
        from: from.filter(|known| **known != Known::Asked).map(json),
        to: to.map(json).unwrap_or_default(),
        by,
        evidence: evidence.collect(),
    }
}
