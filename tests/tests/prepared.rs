//! A prepared law decides every row as the law decides the case: generated and shipped policies, whole and partial cases.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use menkan::policy::Policy;
use menkan::policy::model::{FactId, Known};
use menkan_tests::cases::Draw;
use menkan_tests::dice::Dice;
use menkan_tests::generate::{Care, Size, policy};
use menkan_tests::library::{Shipped, days, load};

/// How many decisions were settled, and how many were open.
#[derive(Debug, Default)]
struct Tally {
    settled: usize,
    open: usize,
}

/// Draws cases on some days of a policy. One row and one room serve all: nothing of one case may reach the next.
fn compare(policy: &Policy, days_of: usize, cases: usize, dice: &mut Dice, tally: &mut Tally) {
    let all = days(policy);
    let step = all.len().div_ceil(days_of).max(1);
    for day in all.into_iter().step_by(step) {
        let Ok(law) = policy.at(day) else { continue };
        let prepared = law.prepare();
        let (mut row, mut answers) = (prepared.row(), prepared.answers());
        let draw = Draw::new(law.in_force(), dice);
        for round in 0..cases {
            let mut case = if round % 2 == 0 { draw.whole(dice, day) } else { draw.partial(dice, day) };
            // A prepared law has no settings.
            case.settings.clear();
            if round % 3 == 0 {
                row = prepared.row_of(&case);
            } else {
                (0..policy.model().facts.len())
                    .map(FactId::from)
                    .for_each(|fact| row.set(fact, case.known(fact).cloned()));
            }
            let outcomes = law.outcomes(&case).unwrap();
            let decided = prepared.decide(&row, &mut answers);
            for (((id, outcome), own), other) in outcomes.iter().zip(decided).zip(prepared.decisions()) {
                let name = &policy.model().definition(*id).name.key;
                assert_eq!(*id, other);
                assert_eq!(own, outcome, "{} on {day}: {name} of {}", policy.name(), case.to_json(policy.model()));
                *(if own.is_settled() { &mut tally.settled } else { &mut tally.open }) += 1;
            }
            assert_eq!(outcomes.len(), decided.len());
        }
    }
}

#[test]
fn of_generated_policies() {
    let (mut dice, mut tally) = (Dice::new(41), Tally::default());
    for seed in 0..150 {
        let size = if seed % 2 == 0 { Size::Small } else { Size::Large };
        let Ok(policy) = load(&policy(seed, size, Care::Careful)) else { continue };
        compare(&policy, 3, 12, &mut dice, &mut tally);
    }
    assert!(tally.settled > 3000 && tally.open > 500, "{tally:?}");
}

#[test]
fn of_shipped_policies() {
    let (mut dice, mut tally) = (Dice::new(43), Tally::default());
    for name in Shipped::names() {
        let policy = Policy::load(&name, &Shipped).unwrap_or_else(|_| panic!("{name}"));
        compare(&policy, 3, 30, &mut dice, &mut tally);
    }
    assert!(tally.settled > 10_000 && tally.open > 3000, "{tally:?}");
}

/// Values that no slot holds, of the wrong kind, out of range or between two, are decided as the law decides them.
#[test]
fn what_no_slot_holds_is_no_loss() {
    let policy = Policy::load("cn.gansu.jiayuguan", &Shipped).unwrap_or_else(|_| panic!("shipped"));
    let day = jiff::civil::date(2024, 8, 1);
    let law = policy.at(day).unwrap();
    let prepared = law.prepare();
    let mut answers = prepared.answers();
    let exactly = |number: menkan::value::Number| Known::Between(Some(number.clone()), Some(number));
    let odd = [
        Known::Truth(true),
        Known::Symbol(7),
        Known::Symbol(u16::MAX),
        exactly(menkan::value::Number::parse("-12345678901234567890.5").unwrap()),
        exactly(menkan::value::Number::ratio(1, 3).unwrap()),
        Known::Between(Some(menkan::value::Number::ONE), None),
        Known::Set(vec![Some(true)]),
        Known::Asked,
    ];
    let draw = Draw::new(law.in_force(), &mut Dice::new(5));
    let mut dice = Dice::new(47);
    for fact in (0..policy.model().facts.len()).map(FactId::from) {
        for known in &odd {
            let mut case = draw.whole(&mut dice, day);
            case.settings.clear();
            case.set(fact, Some(known.clone()));
            let outcomes = law.outcomes(&case).unwrap();
            let decided = prepared.decide(&prepared.row_of(&case), &mut answers);
            let name = &policy.model().fact(fact).name.key;
            assert!(outcomes.iter().map(|(_, outcome)| outcome).eq(decided), "{name}: {known:?}");
        }
        let mut row = prepared.row();
        assert!(!row.set_units(fact, i64::MAX) && !row.set_units(fact, i64::MIN), "beyond every range");
    }
}
