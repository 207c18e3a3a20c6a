//! The diagrams and the oracle agree. `cargo run --release -p menkan-tests --bin differential` asks for far more.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use menkan::case::Case;
use menkan::policy::Policy;
use menkan::policy::model::{DefinitionId, FactId};
use menkan::reference::{Value, evaluate};
use menkan_tests::cases::Draw;
use menkan_tests::compare::{Comparison, Depth, Tally};
use menkan_tests::dice::Dice;
use menkan_tests::exhaustive::{Counted, count_out};
use menkan_tests::flaws::hunt;
use menkan_tests::generate::{Care, Size, policy};
use menkan_tests::library::{Shipped, days, load};

/// Compares whole and partial cases on every day on which the law changes.
fn agree(policy: &Policy, name: &str, seed: u64, cases: u64) -> (Tally, u64) {
    let mut dice = Dice::new(seed);
    let (mut tally, mut counted_out) = (Tally::default(), 0);
    for day in days(policy) {
        let law = policy.at(day).unwrap();
        let comparison = Comparison::new(&law, &mut dice);
        let check = |result: Result<Tally, menkan_tests::compare::Fault>| match result {
            Ok(tally) => tally,
            Err(fault) => panic!("{name} on {day}: {}\n{}", fault.what, fault.case),
        };
        for _ in 0..cases {
            let whole = comparison.draw.whole(&mut dice, day);
            tally.add(check(comparison.compare(&whole, &mut dice, 0, Depth::Doubting)));
            let partial = comparison.draw.partial(&mut dice, day);
            tally.add(check(comparison.compare(&partial, &mut dice, 2, Depth::Doubting)));
            match count_out(&comparison, &partial) {
                Ok(Counted::Out) => counted_out += 1,
                Ok(Counted::TooMany) => {}
                Err(fault) => panic!("{name} on {day}: {}\n{}", fault.what, fault.case),
            }
        }
    }
    (tally, counted_out)
}

#[test]
fn shipped_policies_are_decided_as_the_oracle_decides() {
    for name in Shipped::names() {
        let policy = Policy::load(&name, &Shipped).unwrap();
        let (tally, _) = agree(&policy, &name, 1, if name == "gb.ew.civil" { 1 } else { 4 });
        assert!(tally.both * 4 > tally.decisions, "{name}: {tally:?}");
        assert!(tally.both > 500 || !Shipped::layered().contains(&name), "{name}: {tally:?}");
    }
}

#[test]
fn generated_policies_are_decided_as_the_oracle_decides() {
    let (mut tally, mut counted_out) = (Tally::default(), 0);
    for seed in 1..25 {
        for size in [Size::Small, Size::Large] {
            let policy = load(&policy(seed, size, Care::Careful)).unwrap();
            let (more, counted) = agree(&policy, &format!("{size:?} {seed}"), seed, 4);
            tally.add(more);
            counted_out += counted;
        }
    }
    assert!(tally.both > 1_500 && tally.diagrams > 50 && counted_out > 50, "{tally:?}, {counted_out} counted out");
}

#[test]
fn every_gap_and_conflict_is_found() {
    let mut flaws = 0;
    for seed in 1..40 {
        match hunt(&load(&policy(seed, Size::Small, Care::Careless)).unwrap()) {
            Ok((_, found)) => flaws += found,
            Err(fault) => panic!("careless {seed}: {}\n{}", fault.what, fault.case),
        }
    }
    assert!(flaws > 10, "only {flaws}");
}

#[test]
fn careful_policies_have_neither_gaps_nor_conflicts() {
    for seed in 1..20 {
        for size in [Size::Small, Size::Large] {
            let mut findings = load(&policy(seed, size, Care::Careful)).unwrap().check();
            // Conditions drawn at random may contradict themselves; care is taken of what follows from them only.
            findings.retain(|finding| !["M0505", "M0506"].contains(&finding.code.0));
            assert!(findings.is_empty(), "{size:?} {seed}: {findings:?}");
        }
    }
}

/// The values that the oracle knows, by definition.
fn known(law: &menkan::policy::law::InForce, case: &Case) -> Vec<Option<Value>> {
    let evaluation = evaluate(law, case);
    let values = (0..law.definitions.len()).map(|place| evaluation.value(DefinitionId::from(place)));
    values.map(|value| value.is_known().then(|| value.clone())).collect()
}

#[test]
fn more_facts_never_change_what_the_oracle_knows() {
    for seed in 100..130 {
        let policy = load(&policy(seed, Size::Large, Care::Careless)).unwrap();
        let mut dice = Dice::new(seed);
        for day in days(&policy) {
            let law = policy.at(day).unwrap();
            let law = law.in_force();
            let draw = Draw::new(law, &mut dice);
            for _ in 0..10 {
                let mut case = draw.partial(&mut dice, day);
                case.settings.clear();
                let whole = draw.completed(&mut dice, &case);
                let mut before = known(law, &case);
                for place in 0..law.model.facts.len() {
                    let fact = FactId::from(place);
                    case.set(fact, whole.known(fact).cloned());
                    let after = known(law, &case);
                    for (place, (old, new)) in before.iter().zip(&after).enumerate() {
                        let name = &law.definitions[place].name.key;
                        let json = case.to_json(&law.model);
                        assert!(
                            old.is_none() || old == new,
                            "{name} of seed {seed} on {day}: {old:?}, {new:?} in {json}"
                        );
                    }
                    before = after;
                }
            }
        }
    }
}
