//! Order never matters: the shipped policies say the same however their items, clauses and rules are ordered.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use menkan::policy::{Library, Policy};
use menkan::source::SourceFile;
use menkan_tests::conformance;
use menkan_tests::dice::Dice;
use menkan_tests::shuffle::shuffled;
use menkan_tests::surface::Rust;

/// The shipped policies, each in another order.
struct Shuffled(BTreeMap<&'static str, String>);

impl Shuffled {
    fn by(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let texts = menkan_policies::names().filter_map(|name| Some((name, menkan_policies::source(name)?)));
        Self(texts.map(|(name, text)| (name, shuffled(text, &mut dice))).collect())
    }
}

impl Library for Shuffled {
    fn source(&self, name: &str) -> Option<SourceFile> {
        self.0.get(name).map(|text| SourceFile::new(name, text))
    }
}

#[test]
fn shuffling_every_policy_changes_no_digest() {
    for seed in 1..=5 {
        let library = Shuffled::by(seed);
        for name in menkan_policies::names() {
            let (one, other) = (Policy::load(name, &menkan_policies::library()), Policy::load(name, &library));
            assert_ne!(library.0[name], menkan_policies::source(name).unwrap());
            assert_eq!(one.unwrap().digest(), other.unwrap().digest(), "{name}, seed {seed}");
        }
    }
}

#[test]
fn shuffling_every_policy_changes_no_byte_of_any_decision() {
    let mut seen = BTreeSet::new();
    let mut cases = conformance::all().unwrap();
    // Cases of one file and one day ask the same laws; each law is built anew for each order.
    cases.retain(|case| {
        menkan_policies::source(&case.policy).is_some() && (case.golden || seen.insert(case.file.clone()))
    });
    assert!(cases.len() > 20, "{} cases", cases.len());
    let (shipped, library) = (menkan_policies::library(), Shuffled::by(7));
    let (mut one, mut other) = (Rust::new(&shipped), Rust::new(&library));
    for case in cases {
        assert_eq!(one.decide(&case).unwrap(), other.decide(&case).unwrap(), "{}", case.title());
    }
}

/// A law of so many matters, each with rules and facts of its own.
fn of_matters(count: usize) -> String {
    let matters: Vec<String> = (0..=count).map(|at| format!("m{at} / 事项{at}")).collect();
    let facts: String = (0..count)
        .map(|at| format!("fact a{at} / 甲{at}, b{at} / 乙{at} : boolean\n  ask \"?\" / \"?\"\nstandard s{at} / 标准{at}\n  clause c / 款 when a{at} or b{at} cite none \"-\"\n"))
        .collect();
    let rules: String = (0..count)
        .map(|at| {
            format!("  rule r{at} / 规则{at}: granted when matter is m{at} and s{at} is satisfied cite none \"-\"\n")
        })
        .collect();
    format!(
        "policy many / 众\n  answers d\nfact matter / 事项 : one of {}\n  ask \"?\" / \"?\"\n{facts}decision d / 决定 : one of granted / 给予, refused / 不予\n{rules}  otherwise refused cite none \"-\"\n",
        matters.join(", ")
    )
}

#[test]
fn diagrams_grow_with_the_matters_that_one_choice_tells_apart_and_not_faster() {
    let size = |count: usize| {
        let text = of_matters(count);
        let policy = Policy::parse(SourceFile::new("many.menkan", &text), &()).unwrap();
        policy.at(date(2024, 8, 1)).unwrap().diagrams().compiled.size()
    };
    let sizes = [10, 30, 90].map(size);
    assert!(sizes[1] < 4 * sizes[0] && sizes[2] < 4 * sizes[1], "{sizes:?} nodes for 10, 30 and 90 matters");
}
