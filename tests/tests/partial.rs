//! Small policies whose comparisons share numbers, counted out: what is settled, possible, missing and exact of a case that
//! is known in part.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use menkan::decide::{Possible, Value};
use menkan::policy::model::FactId;
use menkan_tests::dice::Dice;
use menkan_tests::small::{Table, policy};

#[test]
fn what_shares_numbers_is_decided_as_counting_out_decides() {
    let mut dice = Dice::new(31);
    let (mut settled, mut exact, mut inexact) = (0, 0, 0);
    for _ in 0..120 {
        let (policy, when) = policy(&mut dice).unwrap();
        let model = policy.model();
        let law = policy.at(jiff::civil::date(2024, 8, 1)).unwrap();
        let table = Table::new(&law);
        for known in [10, 30, 50, 70] {
            let case = table.case(&law, &mut dice, known);
            let decision = law.decide(&case).unwrap();
            let possible = table.possible(&case);
            let about = || format!("{when} of {}", case.to_json(model));
            if let Some(value) = decision.get("d") {
                assert_eq!(
                    possible.iter().map(|holds| Value::Truth(*holds)).collect::<Vec<_>>(),
                    std::slice::from_ref(value),
                    "{}",
                    about()
                );
                settled += 1;
                continue;
            }
            let Some(Possible::Values(told)) = decision.possible("d") else { panic!("{}", about()) };
            assert!(possible.iter().all(|holds| told.contains(&Value::Truth(*holds))), "{}", about());
            let listed = |fact: FactId| decision.missing.iter().any(|one| one.fact == model.fact(fact).name.key);
            for fact in (0..model.facts.len()).map(FactId::from) {
                let matters = table.matters(&case, fact);
                assert!(!matters || listed(fact), "{}: {:?} matters", about(), model.fact(fact).name.key);
                assert!(
                    !decision.exact || matters || !listed(fact),
                    "{}: {:?} is idle",
                    about(),
                    model.fact(fact).name.key
                );
            }
            assert!(!decision.exact || possible.len() == 2, "{}", about());
            exact += usize::from(decision.exact);
            inexact += usize::from(!decision.exact);
        }
    }
    // Of so few whole numbers some contradict each other in ways that rational numbers do not.
    assert!(settled > 150 && exact > 150 && inexact < exact / 2, "{settled} settled, {exact} exact, {inexact} not");
}
