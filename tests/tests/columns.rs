//! Columns decide every case as the law decides it alone: generated and shipped policies, whole and partial cases.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use menkan::case::Case;
use menkan::decide::columns::{Block, ROWS};
use menkan::policy::Policy;
use menkan::policy::model::{FactId, Known, Model};
use menkan::value::Number;
use menkan_tests::cases::Draw;
use menkan_tests::dice::Dice;
use menkan_tests::generate::{Care, Size, policy};
use menkan_tests::library::{Shipped, days, load};

/// Tells a block one case, as far as columns can say it; forgets of the case what they cannot.
fn tell(block: &mut Block, model: &Model, at: usize, case: &mut Case) {
    let (word, bit) = (at / 64, 1_u64 << (at % 64));
    let put = |mask: &mut [u64; ROWS / 64], to: bool| if to { mask[word] |= bit } else { mask[word] &= !bit };
    for fact in (0..model.facts.len()).map(FactId::from) {
        let known = case.known(fact).cloned();
        if let Some(symbols) = block.symbols_mut(fact) {
            symbols[at] = match known {
                Some(Known::Symbol(symbol)) => symbol + 1,
                _ => 0,
            };
        } else if let Some((least, greatest, places)) = block.units(fact) {
            let (numbers, is_known) = block.numbers_mut(fact).unwrap();
            let unit = Number::power_of_ten(places);
            let units = match &known {
                Some(Known::Between(Some(low), Some(high))) if low == high => (low * &unit).to_i64(),
                _ => None,
            };
            let units = units.filter(|units| (least..=greatest).contains(units));
            put(is_known, units.is_some());
            // What is not known may stand there as anything.
            numbers[at] = units.unwrap_or(i64::MAX - 7);
            if units.is_none() {
                case.set(fact, None);
            }
        } else {
            match known {
                Some(Known::Truth(_) | Known::Set(_)) => {}
                _ => case.set(fact, None),
            }
        }
    }
}

/// Tells a block all booleans and sets of some cases.
fn tell_bits(block: &mut Block, model: &Model, cases: &[Case]) {
    let mask = |holds: &dyn Fn(&Case) -> bool| {
        let mut mask = [0; ROWS / 64];
        cases.iter().enumerate().for_each(|(at, case)| mask[at / 64] |= u64::from(holds(case)) << (at % 64));
        mask
    };
    for fact in (0..model.facts.len()).map(FactId::from) {
        let truth = |case: &Case| match case.known(fact) {
            Some(Known::Truth(truth)) => Some(*truth),
            _ => None,
        };
        let (is, known) = (mask(&|case| truth(case) == Some(true)), mask(&|case| truth(case).is_some()));
        block.set_truth(fact, &is, &known);
        for symbol in 0..64 {
            let member = |case: &Case| match case.known(fact) {
                Some(Known::Set(members)) => members.get(usize::from(symbol)).copied().flatten(),
                _ => None,
            };
            let (is, known) = (mask(&|case| member(case) == Some(true)), mask(&|case| member(case).is_some()));
            block.set_member(fact, symbol, &is, &known);
        }
    }
}

#[derive(Debug, Default)]
struct Tally {
    settled: usize,
    open: usize,
}

fn compare(policy: &Policy, days_of: usize, cases: usize, dice: &mut Dice, tally: &mut Tally) {
    let model = policy.model();
    let all = days(policy);
    let step = all.len().div_ceil(days_of).max(1);
    for day in all.into_iter().step_by(step) {
        let Ok(law) = policy.at(day) else { continue };
        let columns = law.columns();
        let (mut block, mut found) = (columns.block(), columns.found());
        let draw = Draw::new(law.in_force(), dice);
        // A block that is full, and one that is not: nothing of the first may be left.
        for rows in [cases, cases / 3] {
            let mut drawn: Vec<Case> = Vec::new();
            for at in 0..rows {
                let mut case = if at % 3 == 0 { draw.whole(dice, day) } else { draw.partial(dice, day) };
                case.settings.clear();
                tell(&mut block, model, at, &mut case);
                drawn.push(case);
            }
            tell_bits(&mut block, model, &drawn);
            columns.decide(&block, rows, &mut found);
            for (at, case) in drawn.iter().enumerate() {
                let outcomes = law.outcomes(case).unwrap();
                for (place, ((id, outcome), other)) in outcomes.iter().zip(columns.decisions()).enumerate() {
                    assert_eq!(*id, other);
                    let own = found.outcome(place, at);
                    let name = &model.definition(*id).name.key;
                    let whole = |outcome: &menkan::decide::Outcome| {
                        matches!(outcome, menkan::decide::Outcome::Set(_)) || outcome.is_settled()
                    };
                    let wanted = Some(outcome).filter(|outcome| whole(outcome));
                    assert_eq!(own.as_ref(), wanted, "{} on {day}: {name} of {}", policy.name(), case.to_json(model));
                    *(if outcome.is_settled() { &mut tally.settled } else { &mut tally.open }) += 1;
                }
            }
        }
    }
}

#[test]
fn of_generated_policies() {
    let (mut dice, mut tally) = (Dice::new(51), Tally::default());
    for seed in 0..150 {
        let size = if seed % 2 == 0 { Size::Small } else { Size::Large };
        let Ok(policy) = load(&policy(seed, size, Care::Careful)) else { continue };
        compare(&policy, 2, 90, &mut dice, &mut tally);
    }
    assert!(tally.settled > 10_000 && tally.open > 2000, "{tally:?}");
}

#[test]
fn of_shipped_policies() {
    let (mut dice, mut tally) = (Dice::new(53), Tally::default());
    for name in Shipped::names() {
        let policy = Policy::load(&name, &Shipped).unwrap_or_else(|_| panic!("{name}"));
        compare(&policy, 2, 130, &mut dice, &mut tally);
    }
    assert!(tally.settled > 20_000 && tally.open > 5000, "{tally:?}");
}
