//! The facts that suffice for a decision: they do, none can be spared, and where it is said, no smaller set would do.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use menkan::case::Case;
use menkan::decide::{DecideError, Decision, Law, Reasons, Sufficient, Wanted};
use menkan::policy::Policy;
use menkan::policy::model::{FactId, Known, Model};
use menkan_tests::cases::Draw;
use menkan_tests::dice::Dice;
use menkan_tests::generate::{Care, Size, policy};
use menkan_tests::library::{Shipped, days, load};
use menkan_tests::oracle::ask;

/// Of how many known facts all smaller parts are tried.
const PARTS_OF: usize = 12;

/// How often each thing was seen.
#[derive(Debug, Default)]
struct Seen {
    sufficient: usize,
    smallest: usize,
    tried: usize,
}

fn decide(law: &Law, case: &Case, sufficient: bool) -> Result<Decision, DecideError> {
    law.decide_as(case, &Wanted { reasons: Reasons::Omitted, sufficient, ..Wanted::default() })
}

fn known(model: &Model, case: &Case) -> Vec<FactId> {
    let all = (0..model.facts.len()).map(FactId::from);
    all.filter(|fact| case.known(*fact).is_some_and(|known| *known != Known::Asked)).collect()
}

/// The case of which these facts alone are known.
fn part(model: &Model, case: &Case, facts: &[FactId]) -> Case {
    let mut part = Case::new(model, case.as_of);
    part.settings.clone_from(&case.settings);
    facts.iter().for_each(|fact| part.set(*fact, case.known(*fact).cloned()));
    part
}

fn check(law: &Law, case: &Case, dice: &mut Dice, draw: &Draw<'_>, seen: &mut Seen) {
    let model = &law.in_force().model;
    let Ok(decision) = decide(law, case, true) else { return };
    for Sufficient { decision: name, facts, smallest } in decision.sufficient.as_ref().unwrap() {
        let told = || format!("{name} {facts:?} of {}", case.to_json(model));
        let value = decision.get(name).unwrap();
        let keeps = |facts: &[FactId]| {
            decide(law, &part(model, case, facts), false).is_ok_and(|decision| decision.get(name) == Some(value))
        };
        let facts: Vec<FactId> = facts.iter().map(|fact| model.fact_named(fact).unwrap()).collect();
        assert!(keeps(&facts), "{}: they do not suffice", told());
        for spared in &facts {
            let others: Vec<FactId> = facts.iter().copied().filter(|fact| fact != spared).collect();
            assert!(!keeps(&others), "{}: {} can be spared", told(), model.fact(*spared).name.key);
        }
        // Whatever the others are, says the plain walk of the law as well.
        for _ in 0..4 {
            let mut other = draw.whole(dice, case.as_of);
            other.settings.clone_from(&case.settings);
            facts.iter().for_each(|fact| other.set(*fact, case.known(*fact).cloned()));
            let whole = facts.iter().all(|fact| match case.known(*fact) {
                Some(Known::Between(low, high)) => low == high,
                Some(Known::Set(members)) => members.iter().all(Option::is_some),
                Some(Known::List(_)) => false,
                Some(Known::Truth(_) | Known::Symbol(_) | Known::Asked) | None => true,
            });
            if whole && case.settings == law.in_force().settings {
                let said = ask(law.in_force(), &other);
                let said = said.iter().find(|said| *said.decision == **name).unwrap();
                if let Some(other_value) = &said.value {
                    assert_eq!(other_value, value, "{}: but {}", told(), other.to_json(model));
                }
            }
        }
        seen.sufficient += 1;
        seen.smallest += usize::from(*smallest);
        let known = known(model, case);
        if *smallest && known.len() <= PARTS_OF {
            seen.tried += 1;
            for bits in 0_u32..1 << known.len() {
                if usize::try_from(bits.count_ones()).unwrap() < facts.len() {
                    let fewer: Vec<FactId> =
                        known.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, fact)| *fact).collect();
                    assert!(!keeps(&fewer), "{}: {fewer:?} suffice", told());
                }
            }
        }
    }
}

fn check_policy(policy: &Policy, seed: u64, cases: usize, seen: &mut Seen) {
    let mut dice = Dice::new(seed);
    for day in days(policy) {
        let Ok(law) = policy.at(day) else { continue };
        let draw = Draw::new(law.in_force(), &mut dice);
        for _ in 0..cases {
            let (whole, partial) = (draw.whole(&mut dice, day), draw.partial(&mut dice, day));
            check(&law, &whole, &mut dice, &draw, seen);
            check(&law, &partial, &mut dice, &draw, seen);
        }
    }
}

#[test]
fn of_shipped_policies_they_suffice_and_none_can_be_spared() {
    let mut seen = Seen::default();
    for name in Shipped::layered() {
        check_policy(&Policy::load(&name, &Shipped).unwrap(), 3, 3, &mut seen);
    }
    assert!(seen.sufficient > 100 && seen.smallest > 100, "{seen:?}");
}

#[test]
fn of_generated_policies_they_are_the_smallest_of_all_parts() {
    let mut seen = Seen::default();
    for seed in 1..40 {
        for size in [Size::Small, Size::Large] {
            check_policy(&load(&policy(seed, size, Care::Careful)).unwrap(), seed, 2, &mut seen);
        }
    }
    assert!(seen.tried > 100, "{seen:?}");
}

#[test]
fn a_settled_answer_may_need_few_of_the_facts() {
    let policy = Policy::load("cn.gansu.jiayuguan", &Shipped).unwrap();
    let case = Case::read(policy.model(), include_bytes!("../../examples/wage-claim.json")).unwrap();
    let decision = decide(&policy.at(case.as_of).unwrap(), &case, true).unwrap();
    for sufficient in decision.sufficient.unwrap() {
        assert!(sufficient.smallest, "{sufficient:?}");
        assert!(!sufficient.facts.iter().any(|fact| fact.starts_with("household")), "{sufficient:?}");
    }
}
