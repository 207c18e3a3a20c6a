//! What is timed answers alike: the policy, the prepared law and the function written by hand, on every case.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeSet;

use menkan::decide::Outcome;
use menkan::policy::Policy;
use menkan::policy::model::DefinitionId;
use menkan::source::SourceFile;
use menkan_benches::workload::{Answers, DAY, Facts, decide, policy};
use menkan_tests::dice::Dice;

fn load(regions: u16) -> Policy {
    let text = policy(regions);
    Policy::parse(SourceFile::new("workload.menkan", &text), &()).unwrap_or_else(|rejected| panic!("{rejected}"))
}

/// The answers as the policy's outcomes.
fn expected(answers: &Answers, names: &[&str]) -> Vec<Outcome> {
    let of = |name: &&str| match *name {
        "outcome" => Outcome::Symbol(answers.outcome as u16),
        "means_test" => Outcome::Symbol(answers.means_test as u16),
        "channel" => Outcome::Symbol(answers.channel as u16),
        "priority" => Outcome::Number(answers.priority.into()),
        other => panic!("{other}"),
    };
    names.iter().map(of).collect()
}

#[test]
fn the_policy_and_the_function_written_by_hand_answer_alike() {
    for (regions, cases) in [(1, 20_000), (10, 5_000), (100, 2_000)] {
        let policy = load(regions);
        let law = policy.at(DAY).unwrap();
        let prepared = law.prepare();
        let (mut row, mut answers) = (prepared.row(), prepared.answers());
        let ids: Vec<DefinitionId> = prepared.decisions().collect();
        let names: Vec<&str> = ids.iter().map(|id| &*policy.model().definition(*id).name.key).collect();
        let mut dice = Dice::new(7);
        let mut seen = BTreeSet::new();
        for _ in 0..cases {
            let facts = Facts::draw(&mut dice, regions);
            let by_hand = decide(&facts);
            seen.insert(by_hand.outcome);
            facts.ids(policy.model()).into_iter().for_each(|(fact, known)| row.set(fact, Some(known)));
            let wanted = expected(&by_hand, &names);
            assert!(prepared.decide(&row, &mut answers).iter().eq(&wanted), "{facts:?}");
            let outcomes = law.outcomes(&facts.case(policy.model())).unwrap();
            assert!(outcomes.iter().map(|(_, outcome)| outcome).eq(&wanted), "{facts:?}");
        }
        assert_eq!(seen.len(), 8, "every outcome occurs");
    }
}
