//! A prepared law decides every row as the law decides the case: generated and shipped policies, whole and partial cases.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use menkan::decide::{Decision, Reasons, Status, Wanted};
use menkan::policy::Policy;
use menkan::policy::law::InForce;
use menkan::policy::model::{Definition, DefinitionKind, FactId, Known};
use menkan_tests::cases::Draw;
use menkan_tests::dice::Dice;
use menkan_tests::generate::{Care, Size, policy};
use menkan_tests::library::{Shipped, days, load};

/// How many decisions were settled, and how many were open.
#[derive(Debug, Default)]
struct Tally {
    settled: usize,
    open: usize,
    /// Of how many decided cases nothing but values was told.
    alone: usize,
}

/// Whether nothing but values is told of a case, where nobody wants reasons.
fn told_by_values(law: &InForce) -> bool {
    let is_standard = |definition: &Definition| matches!(definition.kind, DefinitionKind::Standard(_));
    law.assumptions.is_empty() && !law.definitions.iter().any(is_standard)
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
            for (((id, outcome), own), other) in outcomes.iter().zip(decided.iter()).zip(prepared.decisions()) {
                let name = &policy.model().definition(*id).name.key;
                assert_eq!(*id, other);
                assert_eq!(own, outcome, "{} on {day}: {name} of {}", policy.name(), case.to_json(policy.model()));
                *(if own.is_settled() { &mut tally.settled } else { &mut tally.open }) += 1;
            }
            assert_eq!(outcomes.len(), decided.len());
            if round % 2 == 1 || !told_by_values(law.in_force()) {
                continue;
            }
            // Without reasons such a law, asked often, decides by a plan of its own.
            let alone = law.decide_as(&case, &Wanted { reasons: Reasons::Omitted, ..Wanted::default() });
            let told = law.decide(&case).map(|decision| Decision { reasons: None, ..decision });
            assert_eq!(alone, told, "{} on {day}: {}", policy.name(), case.to_json(policy.model()));
            tally.alone += usize::from(told.is_ok_and(|told| told.status == Status::Decided));
        }
    }
}

#[test]
fn of_generated_policies() {
    let (mut dice, mut tally) = (Dice::new(41), Tally::default());
    for seed in 0..150 {
        let size = if seed % 2 == 0 { Size::Small } else { Size::Large };
        let Ok(policy) = load(&policy(seed, size, Care::Careful)) else { continue };
        compare(&policy, 2, 40, &mut dice, &mut tally);
    }
    assert!(tally.settled > 3000 && tally.open > 500 && tally.alone > 500, "{tally:?}");
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
            assert!(outcomes.iter().map(|(_, outcome)| outcome).eq(decided.iter()), "{name}: {known:?}");
        }
        let mut row = prepared.row();
        assert!(!row.set_units(fact, i64::MAX) && !row.set_units(fact, i64::MIN), "beyond every range");
    }
}

/// Sums, products and quotients of whole numbers, a cent below each threshold, at it and above it.
#[test]
fn at_every_threshold() {
    let mut text = "policy lines in force from 2020-01-01\n  answers q0\ninstrument law from 2020-01-01\n\
                    fact income, aid : CNY per month\nfact size : integer 1..9\nfact share : integer -4..4\n"
        .to_owned();
    let lines = [
        "income / size",
        "(income + 0.5 * aid) / (size + 1)",
        "income * size - 2 * aid",
        "income - share * size * aid",
    ];
    for (place, line) in lines.iter().enumerate() {
        for (word, comparison) in ["at most", "less than", "at least", "more than"].into_iter().zip(0..) {
            let name = format!("{}{}", char::from(b"qrst"[place]), comparison);
            // Each has its own: at one number the cuts of two comparisons could make up for each other.
            let at = 100 + comparison;
            text += &format!("decision {name} when {line} is {word} {at} cite law\n");
        }
    }
    let policy = Policy::parse(menkan::source::SourceFile::new("lines.menkan", &text), &());
    let policy = policy.unwrap_or_else(|rejected| panic!("{rejected}"));
    let fact = |name| policy.model().fact_named(name).unwrap();
    let law = policy.at(jiff::civil::date(2024, 8, 1)).unwrap();
    let prepared = law.prepare();
    let (mut row, mut answers) = (prepared.row(), prepared.answers());
    let mut differ = std::collections::BTreeSet::new();
    for (size, share, aid) in [(1, 0, 0), (2, 1, 4000), (3, -2, 2500), (4, 4, 10_000), (7, -4, 1)] {
        let edges = (100..104).flat_map(|at| {
            let tied = [100 * at * size, 100 * at * (size + 1) - aid / 2, (100 * at + 2 * aid) / size];
            tied.into_iter().chain([100 * at + share * size * aid / 100]).collect::<Vec<i64>>()
        });
        for cents in edges.flat_map(|edge| [edge - 1, edge, edge + 1]).filter(|cents| *cents >= 0) {
            assert!(row.set_units(fact("income"), cents) && row.set_units(fact("aid"), aid));
            assert!(row.set_units(fact("size"), size) && row.set_units(fact("share"), share));
            let mut case = menkan::case::Case::new(policy.model(), law.day());
            for (name, places, units) in
                [("income", 100, cents), ("aid", 100, aid), ("size", 1, size), ("share", 1, share)]
            {
                let number = menkan::value::Number::ratio(units, places).unwrap();
                case.set(fact(name), Some(Known::Between(Some(number.clone()), Some(number))));
            }
            let outcomes = law.outcomes(&case).unwrap();
            let decided = prepared.decide(&row, &mut answers);
            assert!(outcomes.iter().map(|(_, outcome)| outcome).eq(decided.iter()), "{}", case.to_json(policy.model()));
            differ.insert(format!("{decided:?}"));
        }
    }
    assert!(differ.len() > 8, "{}", differ.len());
}
