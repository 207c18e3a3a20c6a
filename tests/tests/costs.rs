//! Costs, likelihoods and the first questions decide no case, and say the same in either language and any layout.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use menkan::diagnostic::Lang;
use menkan::format::format;
use menkan::policy::Policy;
use menkan::policy::model::{Costs, Likely, Model};
use menkan::source::{FileId, SourceFile};
use menkan::syntax::ast::{File, ItemKind};
use menkan::syntax::{parse, print};
use menkan_tests::cases::Draw;
use menkan_tests::dice::Dice;
use menkan_tests::generate::{Care, Generated, Size, policy};
use menkan_tests::library::{days, load};
use menkan_tests::untidy::untidy;

/// The policies of these tests.
fn generated() -> impl Iterator<Item = (u64, Size, Generated)> {
    let sizes = [Size::Small, Size::Large].into_iter();
    sizes.flat_map(|size| (1..60).map(move |seed| (seed, size, policy(seed, size, Care::Careful))))
}

/// The policy with every layer's tree changed and printed.
fn changed(generated: &Generated, lang: Lang, change: impl Fn(&mut File)) -> Generated {
    let layers = generated.layers.iter().map(|(name, text)| {
        let mut file = parse(text, FileId(0)).file;
        change(&mut file);
        (name.clone(), print::file(&file, lang, &print::as_written))
    });
    Generated { layers: layers.collect() }
}

/// Takes out costs, likelihoods and the first questions.
fn plain(file: &mut File) {
    if let Some(header) = &mut file.header {
        header.asks_first.clear();
    }
    for item in &mut file.items {
        if let ItemKind::Fact(fact) = &mut item.kind {
            (fact.asking_costs, fact.changing_costs, fact.likely) = (None, None, None);
        }
    }
}

fn says_nothing(model: &Model) -> bool {
    let flat = |(costs, likely): (Costs, &Likely)| costs == Costs::default() && *likely == Likely::Flat;
    model.first.is_empty() && model.facts.iter().all(|fact| flat((fact.costs, &fact.likely)))
}

#[test]
fn costs_and_likelihoods_change_no_decision() {
    let (mut weighed, mut decided) = (0, 0);
    for (seed, size, generated) in generated() {
        let with = load(&generated).unwrap();
        let without = load(&changed(&generated, Lang::En, plain)).unwrap();
        assert!(says_nothing(without.model()));
        if says_nothing(with.model()) {
            continue;
        }
        weighed += 1;
        assert_ne!(with.digest(), without.digest());
        let mut dice = Dice::new(seed);
        for day in days(&with) {
            let (one, other) = (with.at(day).unwrap(), without.at(day).unwrap());
            let draw = Draw::new(one.in_force(), &mut dice);
            for case in [draw.whole(&mut dice, day), draw.partial(&mut dice, day), draw.partial(&mut dice, day)] {
                let (one, other) = (one.decide(&case).unwrap().to_json(), other.decide(&case).unwrap().to_json());
                let other = other.replace(without.digest(), with.digest());
                assert_eq!(one, other, "{size:?} {seed} on {day}");
                decided += 1;
            }
        }
    }
    assert!(weighed > 80 && decided > 500, "{weighed} policies with weights, {decided} decisions");
}

/// What a model says of costs, likelihoods and the first questions.
fn weights(policy: &Policy) -> (Vec<(Costs, Likely)>, Vec<String>) {
    let model = policy.model();
    let facts = model.facts.iter().map(|fact| (fact.costs, fact.likely.clone())).collect();
    (facts, model.first.iter().map(|fact| model.fact(*fact).name.key.to_string()).collect())
}

#[test]
fn either_language_and_any_layout_say_the_same() {
    let mut dice = Dice::new(5);
    for (seed, size, generated) in generated() {
        let own = load(&generated).unwrap();
        for lang in [Lang::Zh, Lang::En] {
            let formatted = generated.layers.iter().map(|(name, text)| {
                let untidy = SourceFile::new(name, &untidy(text, &mut dice));
                let formatted = format(&untidy, &generated, Some(lang));
                assert_eq!(formatted.diagnostics, [], "{size:?} {seed}: {}", untidy.text());
                (name.clone(), formatted.text)
            });
            let other = load(&Generated { layers: formatted.collect() }).unwrap();
            assert_eq!(own.digest(), other.digest(), "{size:?} {seed} in {lang:?}");
            assert_eq!(weights(&own), weights(&other), "{size:?} {seed} in {lang:?}");
        }
    }
}

#[test]
fn the_order_of_values_says_nothing_and_that_of_questions_does() {
    let text = |first: &str, kind: &str, truth: &str| {
        format!(
            "policy p / 政策 in force from 2020-01-01\n  answers d\n  asks first {first}\n\
             fact a / 甲 : one of x / 子, y / 丑 ask \"甲?\" / \"A?\" likely {kind}\n\
             fact b / 乙 : boolean ask \"乙?\" / \"B?\" likely {truth}\n\
             decision d / 决定 when b and a is x cite none \"无\" / \"none\"\n"
        )
    };
    let digest = |first: &str, kind: &str, truth: &str| {
        let policy = Policy::parse(SourceFile::new("p.menkan", &text(first, kind, truth)), &()).unwrap();
        policy.digest().to_owned()
    };
    let one = digest("a, b", "x: 3, y: 1", "yes: 2, no: 5");
    assert_eq!(one, digest("甲, b", "y: 1, x: 3", "no: 5, yes: 2"));
    assert_eq!(one, digest("a, 乙", "丑: 1, x: 3", "不成立: 5, yes: 2"));
    assert_ne!(one, digest("b, a", "x: 3, y: 1", "yes: 2, no: 5"));
    assert_ne!(one, digest("a, b", "x: 3, y: 2", "yes: 2, no: 5"));
}

#[test]
fn the_last_layer_that_asks_first_says_what() {
    let parent = "policy up / 上级 in force from 2020-01-01\n  answers d\n  asks first a, b\n\
                  fact a / 甲, b / 乙 : boolean ask \"何?\" / \"Which?\"\n\
                  decision d / 决定 when b and a cite none \"无\" / \"none\"\n";
    let first = |header: &str| {
        let child = format!(
            "policy low / 下级 extends up in force from 2020-01-01{header}\n\
                             fact c / 丙 : boolean ask \"何?\" / \"Which?\"\n"
        );
        let layers = vec![("up".to_owned(), parent.to_owned()), ("low".to_owned(), child)];
        weights(&load(&Generated { layers }).unwrap()).1
    };
    assert_eq!(first(""), ["a", "b"]);
    assert_eq!(first(" asks first 丙, a"), ["c", "a"]);
}
