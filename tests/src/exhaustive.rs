//! Small cases counted out: what is settled, possible and missing, by trying every completion.

use std::collections::{BTreeMap, BTreeSet};

use menkan::case::Case;
use menkan::decide::{Status, Value};
use menkan::notice::{MOST_SETS, Notice};
use menkan::policy::law::{InForce, Openness};
use menkan::policy::model::{FactId, Figure, Known, Model, QuantityType, TypeKind};
use menkan::value::Number;

use crate::compare::{Comparison, Fault};
use crate::oracle::ask;

/// How many completions are tried at most.
const COMPLETIONS: usize = 4_000;

/// Whether a case could be counted out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// It could.
    Out,
    /// It has too many completions, or something open that is no fact.
    TooMany,
}

/// Tries every completion of a case: what is called settled is, and what is called exact is exact.
///
/// # Errors
/// The first promise found broken.
pub fn count_out(law: &Comparison<'_>, case: &Case) -> Result<Counted, Fault> {
    let in_force = law.in_force(case)?;
    let fault = |what: String| Fault { what, case: case.to_json(&in_force.model) };
    if has_open_items(in_force) {
        return Ok(Counted::TooMany);
    }
    let Some(completions) = completions(&in_force.model, case) else { return Ok(Counted::TooMany) };
    let Ok(decision) = law.decide(case) else { return Ok(Counted::TooMany) };
    let answers: Vec<Answers> = completions.iter().map(|(_, completed)| answers(in_force, completed)).collect();
    // A completion in which rules disagree has no answer; `check` would have refused the policy.
    if answers.iter().any(|all| all.values().any(Option::is_none)) {
        return Ok(Counted::TooMany);
    }
    for (name, settled) in &decision.decisions {
        if let Some(other) =
            answers.iter().find_map(|all| all.get(&**name).filter(|value| value.as_ref() != Some(settled)))
        {
            return Err(fault(format!("{name} is settled as {settled:?}, but a completion gives {other:?}")));
        }
    }
    for answer in &decision.answers {
        let listed: BTreeSet<&str> = decision
            .missing
            .iter()
            .filter(|missing| missing.answers.contains(answer))
            .map(|missing| &*missing.fact)
            .collect();
        let matter = matter(&in_force.model, &completions, &answers, answer);
        if let Some(fact) = matter.iter().find(|fact| !listed.contains(**fact)) {
            return Err(fault(format!("{fact} matters to {answer}, but is not missing")));
        }
        if !decision.exact {
            continue;
        }
        if let Some(idle) = listed.iter().find(|fact| !matter.contains(**fact)) {
            return Err(fault(format!("{idle} is missing for {answer}, exactly so, but does not matter")));
        }
        let different: BTreeSet<&Option<Value>> = answers.iter().filter_map(|all| all.get(&**answer)).collect();
        if decision.get(answer).is_none() && different.len() == 1 {
            return Err(fault(format!("{answer} is open, exactly so, but every completion gives {different:?}")));
        }
    }
    let notice = match law.notice(case) {
        Ok(notice) => notice,
        Err(error) => return Err(fault(format!("no notice: {error}"))),
    };
    settling(&in_force.model, &notice, &completions, &answers).map_err(fault)?;
    Ok(Counted::Out)
}

/// How many missing facts there may be for their subsets to be tried.
const SUBSETS_OF: usize = 12;

/// The sets that a notice calls enough are; where it is exact and complete, they are the smallest.
fn settling(
    model: &Model,
    notice: &Notice,
    completions: &[(Vec<usize>, Case)],
    answers: &[Answers],
) -> Result<(), String> {
    let place = |fact: &str| model.fact_named(fact).map(menkan::policy::model::FactId::index);
    let asked: Option<Vec<usize>> = notice.questions().map(|question| place(&question.fact)).collect();
    let Some(asked) = asked else { return Ok(()) };
    if notice.status == Status::Decided {
        return if notice.settling.is_empty() { Ok(()) } else { Err("what is settled needs no set".to_owned()) };
    }
    let settles = |set: &[usize]| {
        let mut groups: BTreeMap<Vec<usize>, Option<Vec<&Option<Value>>>> = BTreeMap::new();
        for ((values, _), all) in completions.iter().zip(answers) {
            let key = set.iter().filter_map(|place| values.get(*place).copied()).collect();
            let answer: Vec<&Option<Value>> = notice.answers.iter().filter_map(|name| all.get(&**name)).collect();
            let known = groups.entry(key).or_insert_with(|| Some(answer.clone()));
            if known.as_ref() != Some(&answer) {
                *known = None;
            }
        }
        groups.values().any(Option::is_some)
    };
    let mut told: Vec<Vec<usize>> = Vec::new();
    for set in &notice.settling {
        let facts: Option<Vec<usize>> = set.facts.iter().map(|fact| place(fact)).collect();
        let Some(facts) = facts else { return Ok(()) };
        if !settles(&facts) {
            return Err(format!("{:?} are said to be enough, but no values of theirs are", set.facts));
        }
        told.push(facts);
    }
    if !notice.exact || !notice.settling_complete || asked.len() > SUBSETS_OF {
        return Ok(());
    }
    let mut least: Vec<Vec<usize>> = Vec::new();
    let mut subsets: Vec<Vec<usize>> = (0..1_usize << asked.len())
        .map(|bits| asked.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, fact)| *fact).collect())
        .collect();
    subsets.sort_by_key(Vec::len);
    for subset in subsets {
        let covers = |smaller: &Vec<usize>| smaller.iter().all(|fact| subset.contains(fact));
        if !least.iter().any(covers) && settles(&subset) {
            least.push(subset);
        }
    }
    let expected: Vec<usize> = least.iter().map(Vec::len).take(MOST_SETS).collect();
    let sizes: Vec<usize> = told.iter().map(Vec::len).collect();
    let known =
        |set: &Vec<usize>| least.iter().any(|one| one.len() == set.len() && set.iter().all(|f| one.contains(f)));
    if sizes == expected && told.iter().all(known) {
        Ok(())
    } else {
        Err(format!("the smallest sets are {least:?}, told are {told:?}"))
    }
}

/// The value of each decision, where there is one.
type Answers = BTreeMap<String, Option<Value>>;

fn answers(law: &InForce, case: &Case) -> Answers {
    ask(law, case).into_iter().map(|said| (said.decision, said.value)).collect()
}

/// The facts in which alone two completions can differ that have different answers.
fn matter<'m>(
    model: &'m Model,
    completions: &[(Vec<usize>, Case)],
    answers: &[Answers],
    answer: &str,
) -> BTreeSet<&'m str> {
    let mut matter = BTreeSet::new();
    for (place, fact) in model.facts.iter().enumerate() {
        // Completions that agree in all other facts stand together.
        let mut alike: BTreeMap<Vec<usize>, Option<&Option<Value>>> = BTreeMap::new();
        for ((values, _), all) in completions.iter().zip(answers) {
            let mut others = values.clone();
            if let Some(own) = others.get_mut(place) {
                *own = 0;
            }
            let value = all.get(answer);
            if *alike.entry(others).or_insert(value) != value {
                matter.insert(&*fact.name.key);
                break;
            }
        }
    }
    matter
}

pub(crate) fn has_open_items(law: &InForce) -> bool {
    law.figures.iter().flatten().any(|figure| matches!(figure, Figure::Unknown(_)))
        || law.openness.iter().any(|openness| matches!(openness, Openness::Open(_)))
}

/// Every completion of a case, with the place of each fact's value among its possible values.
pub(crate) fn completions(model: &Model, case: &Case) -> Option<Vec<(Vec<usize>, Case)>> {
    let mut all = vec![(Vec::new(), case.clone())];
    for (place, fact) in model.facts.iter().enumerate() {
        let id = FactId::from(place);
        let values = values(model, &fact.ty.kind, case.known(id))?;
        if all.len() * values.len() > COMPLETIONS {
            return None;
        }
        all = all
            .into_iter()
            .flat_map(|(places, case)| {
                values.iter().enumerate().map(move |(value_place, value)| {
                    let (mut places, mut case) = (places.clone(), case.clone());
                    places.push(value_place);
                    case.set(id, Some(value.clone()));
                    (places, case)
                })
            })
            .collect();
    }
    Some(all)
}

/// Every value that a fact can have, within what is known of it.
fn values(model: &Model, kind: &TypeKind, known: Option<&Known>) -> Option<Vec<Known>> {
    match (kind, known) {
        (_, Some(known @ (Known::Truth(_) | Known::Symbol(_)))) => Some(vec![known.clone()]),
        (TypeKind::Boolean, _) => Some(vec![Known::Truth(false), Known::Truth(true)]),
        (TypeKind::Choice(values), _) => {
            let count = u16::try_from(model.enumeration(*values).values.len()).ok()?;
            Some((0..count).map(Known::Symbol).collect())
        }
        (TypeKind::Set(values), known) => {
            let said = match known {
                Some(Known::Set(members)) => members.clone(),
                Some(Known::Truth(_) | Known::Symbol(_) | Known::Between(..) | Known::List(_) | Known::Asked)
                | None => {
                    vec![None; model.enumeration(*values).values.len()]
                }
            };
            let mut all = vec![Vec::new()];
            for member in said {
                let options = member.map_or_else(|| vec![false, true], |known| vec![known]);
                all = all
                    .into_iter()
                    .flat_map(|members: Vec<Option<bool>>| {
                        options.iter().map(move |option| [members.clone(), vec![Some(*option)]].concat())
                    })
                    .collect();
            }
            Some(all.into_iter().map(Known::Set).collect())
        }
        // Too many to list.
        (TypeKind::List(_), _) => None,
        (TypeKind::Quantity(ty), known) => {
            let (low, high) = match known {
                Some(Known::Between(low, high)) => (low.clone(), high.clone()),
                Some(Known::Truth(_) | Known::Symbol(_) | Known::Set(_) | Known::List(_) | Known::Asked) | None => {
                    (None, None)
                }
            };
            numbers(ty, low, high)
        }
    }
}

fn numbers(ty: &QuantityType, low: Option<Number>, high: Option<Number>) -> Option<Vec<Known>> {
    let exactly = |number: Number| Known::Between(Some(number.clone()), Some(number));
    if let (Some(low), Some(high)) = (&low, &high)
        && low == high
    {
        return Some(vec![exactly(low.clone())]);
    }
    let (low, high) = (low.or_else(|| ty.min.clone())?.to_i64()?, high.or_else(|| ty.max.clone())?.to_i64()?);
    if ty.places != Some(0) || high - low > 10 {
        return None;
    }
    Some((low..=high).map(|number| exactly(number.into())).collect())
}
