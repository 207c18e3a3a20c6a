//! Near misses: each does it, none of its changes can be spared, nothing fixed is touched; and where it is said, none is left out.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use menkan::case::Case;
use menkan::decide::{DecideError, Law, Reasons, Request, Value, Wanted};
use menkan::diagnostic::Lang;
use menkan::near_miss::{Kind, MOST_MISSES, NearMiss, NearMisses, Never};
use menkan::policy::Policy;
use menkan::policy::model::{DefinitionId, FactId, Known, Model, TypeKind};
use menkan::source::SourceFile;
use menkan_tests::cases::Draw;
use menkan_tests::dice::Dice;
use menkan_tests::generate::{Care, Size, policy};
use menkan_tests::library::{Shipped, days, load};
use menkan_tests::oracle::ask;
use menkan_tests::small::{self, Table};

/// How often each thing was seen.
#[derive(Debug, Default)]
struct Seen {
    told: usize,
    complete: usize,
    misses: usize,
    numbers: usize,
    never: usize,
    others: usize,
}

fn has(law: &Law, case: &Case, decision: &str, value: &Value) -> bool {
    let wanted = Wanted { reasons: Reasons::Omitted, ..Wanted::default() };
    law.decide_as(case, &wanted).is_ok_and(|decided| decided.get(decision) == Some(value))
}

/// What a case would know of a fact, as JSON writes it.
fn known(model: &Model, fact: &str, json: &serde_json::Value) -> Known {
    let text = json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    let case = Case::new(model, jiff::civil::date(2024, 1, 1)).with(model, fact, &text).unwrap();
    case.known(model.fact_named(fact).unwrap()).unwrap().clone()
}

fn changes(model: &Model, miss: &NearMiss) -> Vec<(FactId, Known)> {
    let one = |change: &menkan::near_miss::Change| {
        (model.fact_named(&change.fact).unwrap(), known(model, &change.fact, &change.to))
    };
    miss.changes.iter().map(one).collect()
}

fn changed<'c>(case: &Case, changes: impl IntoIterator<Item = &'c (FactId, Known)>) -> Case {
    let mut case = case.clone();
    changes.into_iter().for_each(|(fact, known)| case.set(*fact, Some(known.clone())));
    case
}

fn is_whole(model: &Model, case: &Case) -> bool {
    (0..model.facts.len()).map(FactId::from).all(|fact| match case.known(fact) {
        // Only shipped policies without lists are searched so.
        Some(Known::List(_)) => false,
        Some(Known::Between(low, high)) => low.is_some() && low == high,
        Some(Known::Set(members)) => members.iter().all(Option::is_some),
        Some(Known::Truth(_) | Known::Symbol(_)) => true,
        Some(Known::Asked) | None => false,
    })
}

fn check_miss(law: &Law, case: &Case, near: &NearMisses, miss: &NearMiss, seen: &mut Seen) {
    let model = &law.in_force().model;
    let told = || format!("{} {:?} {:?} of {}", near.decision, near.wanted, miss.changes, case.to_json(model));
    let changes = changes(model, miss);
    let then = changed(case, &changes);
    assert!(has(law, &then, &near.decision, &near.wanted), "{}: it does not do", told());
    if is_whole(model, &then) && case.settings == law.in_force().settings {
        let said = ask(law.in_force(), &then);
        let said = said.iter().find(|said| *said.decision == *near.decision).unwrap();
        if let Some(value) = &said.value {
            assert_eq!(value, &near.wanted, "{}", told());
        }
    }
    for (fact, _) in &changes {
        let others = changes.iter().filter(|(other, _)| other != fact);
        let spared = has(law, &changed(case, others), &near.decision, &near.wanted);
        assert!(!spared, "{}: {} can be spared", told(), model.fact(*fact).name.key);
    }
    let mut cost = 0;
    for (change, (fact, to)) in miss.changes.iter().zip(&changes) {
        let declared = model.fact(*fact);
        assert!(!declared.judgement && (change.kind == Kind::Answer || !declared.fixed), "{}", told());
        cost += u32::from(if change.kind == Kind::Change { declared.costs.changing } else { declared.costs.asking });
        // One step less far does not do.
        let (Some(Known::Between(Some(from), Some(high))), Known::Between(Some(at), _), TypeKind::Quantity(ty)) =
            (case.known(*fact), to, &declared.ty.kind)
        else {
            continue;
        };
        if from != high || change.kind == Kind::Answer {
            continue;
        }
        let Some(places) = ty.places else { continue };
        let step = menkan::value::Number::ONE.checked_div(&menkan::value::Number::power_of_ten(places)).unwrap();
        let back = if at > from { at - &step } else { at + &step };
        let nearer = changed(&then, [&(*fact, Known::Between(Some(back.clone()), Some(back)))]);
        assert!(!has(law, &nearer, &near.decision, &near.wanted), "{}: a step nearer does it too", told());
        seen.numbers += 1;
    }
    assert_eq!(cost, miss.cost, "{}", told());
    seen.misses += 1;
}

/// Where nothing is said to be left out, cases that have the answer differ from this one in all of some set told.
fn check_complete(law: &Law, case: &Case, near: &NearMisses, dice: &mut Dice, draw: &Draw<'_>, seen: &mut Seen) {
    let model = &law.in_force().model;
    if !near.complete || near.misses.len() >= MOST_MISSES || !is_whole(model, case) {
        return;
    }
    for round in 0..60 {
        let drawn = draw.whole(dice, case.as_of);
        let mut other = case.clone();
        for fact in (0..model.facts.len()).map(FactId::from) {
            let declared = model.fact(fact);
            if !(declared.fixed || declared.judgement) && (round % 3 == 0 || dice.chance(25)) {
                other.set(fact, drawn.known(fact).cloned());
            }
        }
        if !has(law, &other, &near.decision, &near.wanted) {
            continue;
        }
        seen.others += 1;
        let differs = |fact: &str| {
            let fact = model.fact_named(fact).unwrap();
            other.known(fact) != case.known(fact)
        };
        let is_told = near.misses.iter().any(|miss| miss.changes.iter().all(|change| differs(&change.fact)));
        assert!(
            is_told,
            "{} {:?} of {}: {} does it, but {:?} was told",
            near.decision,
            near.wanted,
            case.to_json(model),
            other.to_json(model),
            near.misses
        );
    }
}

/// Some values that a decision can have.
fn values(law: &Law, decision: DefinitionId, draw: &Draw<'_>, dice: &mut Dice, case: &Case) -> Vec<Value> {
    let model = &law.in_force().model;
    let name = &model.definition(decision).name.key;
    let wanted = Wanted { reasons: Reasons::Omitted, ..Wanted::default() };
    let mut values = Vec::new();
    for _ in 0..12 {
        let mut other = draw.whole(dice, case.as_of);
        other.settings.clone_from(&case.settings);
        if let Ok(decided) = law.decide_as(&other, &wanted) {
            values.extend(decided.get(name).cloned());
        }
    }
    values.sort();
    values.dedup();
    values.truncate(3);
    values
}

fn check_policy(policy: &Policy, seed: u64, cases: usize, seen: &mut Seen) {
    let mut dice = Dice::new(seed);
    for day in days(policy).into_iter().take(3) {
        let Ok(law) = policy.at(day) else { continue };
        let draw = Draw::new(law.in_force(), &mut dice);
        for _ in 0..cases {
            for case in [draw.whole(&mut dice, day), draw.partial(&mut dice, day)] {
                for decision in policy.model().answers.clone() {
                    for value in values(&law, decision, &draw, &mut dice, &case) {
                        let Ok(near) = law.near_misses(&case, decision, &value) else { continue };
                        assert_eq!(near.already, has(&law, &case, &near.decision, &value));
                        near.misses.iter().for_each(|miss| check_miss(&law, &case, &near, miss, seen));
                        assert!(near.misses.is_sorted_by_key(|miss| miss.cost));
                        if !near.already {
                            seen.told += 1;
                            seen.complete += usize::from(near.complete);
                            seen.never += usize::from(near.never.is_some());
                            check_complete(&law, &case, &near, &mut dice, &draw, seen);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn of_shipped_policies_each_does_it_and_none_of_its_changes_can_be_spared() {
    let mut seen = Seen::default();
    for name in Shipped::layered() {
        check_policy(&Policy::load(&name, &Shipped).unwrap(), 5, 2, &mut seen);
    }
    assert!(seen.misses > 50 && seen.complete > 20, "{seen:?}");
}

#[test]
fn of_generated_policies_none_is_left_out_where_it_is_said() {
    let mut seen = Seen::default();
    for seed in 1..40 {
        for size in [Size::Small, Size::Large] {
            check_policy(&load(&policy(seed, size, Care::Careful)).unwrap(), seed, 1, &mut seen);
        }
    }
    assert!(seen.misses > 100 && seen.complete > 50 && seen.others > 100 && seen.numbers > 20, "{seen:?}");
}

const FREE: &str = r#"
policy example / 示例
  answers free, grade
fact income / 收入 : CNY per month ask "收入多少?" / "What income?" evidence payslip / 工资单
fact pass / 通票 : boolean fixed ask "有通票吗?" / "A pass?"
judgement poor / 贫困 : boolean ask "贫困吗?" / "Poor?"
standard means / 标准
  clause line / 线 when income is at most 800.00 cite none "an example"
decision free / 免费 when means is satisfied or (pass and poor) cite none "an example"
decision grade / 等级 : one of low / 低, high / 高
  rule always / 总是: low when pass cite none "an example"
  otherwise low cite none "an example"
"#;

fn example() -> Policy {
    Policy::parse(SourceFile::new("example.menkan", FREE), &()).unwrap()
}

fn near(case: &[u8], decision: &str, value: &str) -> NearMisses {
    example().why_not_json(case, decision, value, &Request::default()).unwrap()
}

#[test]
fn a_number_over_the_line_moves_to_the_line_and_no_further() {
    let case = br#"{ "as_of": "2024-08-01", "facts": { "income": "812.00", "pass": false, "poor": false } }"#;
    let near = near(case, "free", "true");
    let [miss] = near.misses.as_slice() else { panic!("{near:?}") };
    assert_eq!((miss.changes[0].by.as_deref(), &miss.changes[0].to), (Some("-12"), &serde_json::json!("800")));
    assert_eq!(miss.crossed[0].now.margin.as_deref(), Some("-12"));
    assert!(near.complete);
    let text = near.to_text(example().model(), Lang::En);
    assert!(text.contains("over by CNY 12 per month") && text.contains("payslip"), "{text}");
    assert!(near.to_text(example().model(), Lang::Zh).contains("12 元/月"));
}

#[test]
fn what_was_not_known_is_answered_by_all_values_that_do() {
    let near = near(br#"{ "as_of": "2024-08-01", "facts": { "pass": false } }"#, "free", "true");
    let change = &near.misses[0].changes[0];
    assert_eq!((change.kind, &change.to), (Kind::Answer, &serde_json::json!({ "at_least": "0", "at_most": "800" })));
}

#[test]
fn what_no_case_has_is_told_apart_from_what_only_fixed_facts_bar() {
    let whole = br#"{ "as_of": "2024-08-01", "facts": { "income": "800.00", "pass": true, "poor": true } }"#;
    assert_eq!(near(whole, "grade", "high").never, Some(Never::InNoCase));
    assert!(near(whole, "free", "true").already);
}

/// A policy of one decision and these items.
fn of(facts: &str, when: &str) -> Policy {
    let text = format!("policy p / 政策\n  answers d\n{facts}decision d / 决定 when {when} cite none \"-\"\n");
    Policy::parse(SourceFile::new("p.menkan", &text), &()).unwrap_or_else(|rejected| panic!("{rejected}\n{text}"))
}

#[test]
fn what_only_fixed_facts_and_judgements_bar_is_told_with_them() {
    let facts = "fact born / 本地出生, other / 其他 : boolean fixed ask \"?\" / \"?\"\njudgement grave / 严重 : boolean ask \"?\" / \"?\"\n";
    let policy = of(facts, "born and grave");
    let case = br#"{ "as_of": "2024-08-01", "facts": { "born": false, "grave": false, "other": false } }"#;
    let near = policy.why_not_json(case, "d", "true", &Request::default()).unwrap();
    assert!(near.misses.is_empty() && near.complete);
    assert_eq!(near.never, Some(Never::OnlyThroughFixed));
    assert_eq!(near.barred, ["born".into(), "grave".into()]);
    assert!(near.to_text(policy.model(), Lang::Zh).contains("本地出生"));
}

#[test]
fn the_widest_range_of_a_number_is_no_trouble() {
    let policy = of(
        "fact n / 数 : integer -9200000000000000000..9200000000000000000 ask \"?\" / \"?\"\n",
        "n is at least 9100000000000000000",
    );
    let case = br#"{ "as_of": "2024-08-01", "facts": { "n": -9200000000000000000 } }"#;
    let near = policy.why_not_json(case, "d", "true", &Request::default()).unwrap();
    let [miss] = near.misses.as_slice() else { panic!("{near:?}") };
    assert_eq!(miss.changes[0].to, serde_json::json!(9_100_000_000_000_000_000_i64));
    // Past what a machine word holds, too.
    let policy = of(
        "fact n / 数 : integer 100000000000000000000..300000000000000000000 ask \"?\" / \"?\"\n",
        "n is at least 200000000000000000000",
    );
    let case = br#"{ "as_of": "2024-08-01", "facts": { "n": 100000000000000000000 } }"#;
    let near = policy.why_not_json(case, "d", "true", &Request::default()).unwrap();
    let [miss] = near.misses.as_slice() else { panic!("{near:?}") };
    assert_eq!(miss.changes[0].by.as_deref(), Some("100000000000000000000"));
}

/// The sets of facts in which a case differs from another with the answer, none a part of which would do.
fn least_by_brute_force(law: &Law, case: &Case, facts: &[FactId], value: &Value) -> Vec<Vec<FactId>> {
    let mut least: Vec<Vec<FactId>> = Vec::new();
    let mut all: Vec<u32> = (0..1 << facts.len()).collect();
    all.sort_by_key(|bits| bits.count_ones());
    for bits in all {
        let moved: Vec<FactId> =
            facts.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, f)| *f).collect();
        if least.iter().any(|less| less.iter().all(|fact| moved.contains(fact))) {
            continue;
        }
        let mut other = case.clone();
        for fact in &moved {
            other.set(*fact, Some(Known::Truth(case.known(*fact) != Some(&Known::Truth(true)))));
        }
        if has(law, &other, "d", value) {
            least.push(moved);
        }
    }
    least
}

#[test]
fn of_yes_or_no_facts_they_are_those_that_brute_force_finds() {
    let mut dice = Dice::new(4);
    let (mut all, mut cut) = (0, 0);
    for round in 0..150 {
        let names: Vec<String> = (0..8).map(|at| format!("f{at}")).collect();
        let facts: String =
            names.iter().map(|name| format!("fact {name} / 事{name} : boolean\n  ask \"?\" / \"?\"\n")).collect();
        let mut ways: Vec<String> = (0..dice.number(3..=12))
            .map(|_| {
                let not = |dice: &mut Dice| if dice.chance(40) { "not " } else { "" };
                let part = |dice: &mut Dice| format!("{}{}", not(dice), dice.pick(&names).unwrap());
                let some: Vec<String> = (0..dice.number(2..=4)).map(|_| part(&mut dice)).collect();
                format!("({})", some.join(" and "))
            })
            .collect();
        // Four pairs that all hold are undone in sixteen ways, more than are told.
        let of_pairs = round % 10 == 0;
        if of_pairs {
            ways = names.chunks(2).map(|pair| format!("({})", pair.join(" and "))).collect();
        }
        let policy = of(&facts, &ways.join(" or "));
        let law = policy.at(jiff::civil::date(2024, 8, 1)).unwrap();
        let facts: Vec<FactId> = (0..names.len()).map(FactId::from).collect();
        let mut case = Case::new(policy.model(), law.day());
        facts.iter().for_each(|fact| case.set(*fact, Some(Known::Truth(of_pairs || dice.chance(50)))));
        let id = policy.model().definition_named("d").unwrap();
        let value = Value::Truth(!has(&law, &case, "d", &Value::Truth(true)));
        let near = law.near_misses(&case, id, &value).unwrap();
        let least = least_by_brute_force(&law, &case, &facts, &value);
        let named = |fact: &FactId| policy.model().fact(*fact).name.key.clone();
        let told: Vec<Vec<_>> =
            near.misses.iter().map(|miss| miss.changes.iter().map(|change| change.fact.clone()).collect()).collect();
        let mut wanted: Vec<Vec<_>> = least.iter().map(|set| set.iter().map(named).collect()).collect();
        wanted.sort_by_key(|set: &Vec<std::sync::Arc<str>>| (set.len(), set.clone()));
        assert!(near.complete, "{} of {}", ways.join(" or "), case.to_json(policy.model()));
        if wanted.len() <= MOST_MISSES {
            assert_eq!(told, wanted, "{} of {}", ways.join(" or "), case.to_json(policy.model()));
            all += 1;
        } else {
            let costs = |sets: &[Vec<_>]| sets.iter().take(MOST_MISSES).map(Vec::len).collect::<Vec<_>>();
            assert_eq!(costs(&told), costs(&wanted));
            assert!(told.iter().all(|set| wanted.contains(set)));
            cut += 1;
        }
        assert_eq!(near.never == Some(Never::InNoCase), wanted.is_empty());
    }
    assert!(all > 60 && cut > 5, "{all}, {cut}");
}

/// Where one number alone would change, none that is nearer does it.
fn check_nearest(law: &Law, table: &Table, case: &Case, value: &Value, miss: &NearMiss) {
    let model = &law.in_force().model;
    let changes = changes(model, miss);
    let ([(fact, Known::Between(Some(to), _))], Kind::Change) = (changes.as_slice(), miss.changes[0].kind) else {
        return;
    };
    let Some(Known::Between(Some(from), Some(high))) = case.known(*fact) else { return };
    for known in &table.domains[fact.index()] {
        let Known::Between(Some(at), _) = known else { continue };
        let far = |other: &menkan::value::Number| std::cmp::max(from - other, other - high);
        let nearer = changed(case, [&(*fact, known.clone())]);
        let is_nearer = far(at) < far(to);
        assert!(!(is_nearer && has(law, &nearer, "d", value)), "{at} is nearer than {to}: {}", case.to_json(model));
    }
}

#[test]
fn of_numbers_choices_and_sets_they_are_those_that_brute_force_finds() {
    let mut dice = Dice::new(9);
    let mut seen = Seen::default();
    for _ in 0..60 {
        let (policy, when) = small::policy(&mut dice).unwrap();
        let model = policy.model();
        let law = policy.at(jiff::civil::date(2024, 8, 1)).unwrap();
        let table = Table::new(&law);
        let wanted = dice.chance(50);
        let value = Value::Truth(wanted);
        let id = model.definition_named("d").unwrap();
        for known in [100, 100, 75, 50] {
            let case = table.case(&law, &mut dice, known);
            let near = law.near_misses(&case, id, &value).unwrap();
            if near.already {
                continue;
            }
            let named = |fact: &FactId| model.fact(*fact).name.key.clone();
            let told: Vec<Vec<_>> = near
                .misses
                .iter()
                .map(|miss| miss.changes.iter().map(|change| change.fact.clone()).collect())
                .collect();
            let mut least: Vec<Vec<_>> =
                table.least(&case, wanted).iter().map(|set| set.iter().map(named).collect()).collect();
            least.sort_by_key(|set: &Vec<std::sync::Arc<str>>| (set.len(), set.clone()));
            seen.told += 1;
            for miss in &near.misses {
                check_miss(&law, &case, &near, miss, &mut seen);
                check_nearest(&law, &table, &case, &value, miss);
            }
            if near.complete && least.len() <= MOST_MISSES {
                assert_eq!(told, least, "{when} of {}", case.to_json(model));
                seen.complete += 1;
            }
        }
    }
    assert!(seen.told > 100 && seen.complete > 80 && seen.numbers > 30, "{seen:?}");
}

#[test]
fn an_unknown_decision_or_value_is_an_error() {
    let case = br#"{ "as_of": "2024-08-01" }"#;
    let code = |decision: &str, value: &str| {
        let refused = example().why_not_json(case, decision, value, &Request::default()).unwrap_err();
        match refused {
            menkan::decide::Refused::Decide(error @ (DecideError::NoDecision { .. } | DecideError::NoValue { .. })) => {
                (error.code(), error.nearest().map(str::to_owned))
            }
            other => panic!("{other}"),
        }
    };
    assert_eq!(code("fre", "true"), ("C0306", Some("free".to_owned())));
    assert_eq!(code("grade", "hihg"), ("C0307", Some("high".to_owned())));
}
