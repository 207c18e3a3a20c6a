//! Cases and decisions, by the schemas of their policies.

use std::collections::{BTreeMap, BTreeSet};

use menkan::case::Case;
use menkan::decide::{Reasons, Request};
use menkan::describe::describe;
use menkan::policy::{Policy, Texts};
use menkan::render::tree::Tree;
use menkan::source::SourceFile;
use menkan_tests::cases::Draw;
use menkan_tests::conformance::{self, Conformance};
use menkan_tests::dice::Dice;
use menkan_tests::generate::{Care, Size, policy};
use menkan_tests::library::{days, load};
use menkan_tests::surface::{Files, Rust};

use crate::OfPolicy;
use crate::held::Held;

const GENERATED: u64 = 40;

/// What the schema of cases cannot say of a case, by the code of the error: the order of two ends, where a range lies,
/// that a key stands twice or two items are alike, and that the policy is in force.
const BEYOND_CASES: [&str; 5] = ["C0108", "C0109", "C0111", "C0113", "C0301"];

/// Other cases of which it cannot say what is wrong, by name: the bounds of a number that is written as a text.
const BEYOND_BY_NAME: [&str; 1] = ["below_a_written_range_of_money"];

/// Every conformance case with the schemas of its policy.
fn each_case(mut look: impl FnMut(&Conformance, &mut Rust<'_>, &OfPolicy)) {
    let library = Files(menkan_policies::library());
    let mut rust = Rust::new(&library);
    let mut schemas: BTreeMap<String, OfPolicy> = BTreeMap::new();
    for case in conformance::all().unwrap() {
        if !schemas.contains_key(&case.policy) {
            let policy = rust.policy(&case.policy).unwrap_or_else(|_| panic!("{}", case.policy));
            schemas.insert(case.policy.clone(), OfPolicy::new(policy));
        }
        look(&case, &mut rust, &schemas[&case.policy]);
    }
}

#[test]
fn every_case_that_is_decided_and_its_decision_are_as_the_schemas_say() {
    let of_all = Held::of_form("decision").unwrap();
    let (mut wrong, mut count) = (Vec::new(), 0);
    each_case(|case, rust, schemas| {
        let model = rust.policy(&case.policy).unwrap_or_else(|_| panic!("{}", case.policy));
        for reasons in [Reasons::Given, Reasons::Omitted] {
            let request = Request { reasons, sufficient: reasons == Reasons::Given, ..Request::default() };
            let Ok(decision) = model.decide_json(case.text().as_bytes(), &request) else { continue };
            let json = decision.to_json();
            let said = [schemas.cases.against(case.text()), schemas.decisions.against(&json), of_all.against(&json)];
            wrong.extend(said.into_iter().flatten().map(|said| format!("{}: {said}", case.title())));
            count += 1;
        }
    });
    assert!(count > 600, "{count}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_notice_is_as_its_schema_says() {
    let notices = Held::of_form("notice").unwrap();
    let (mut wrong, mut asking, mut count) = (Vec::new(), 0, 0);
    each_case(|case, rust, _| {
        let policy = rust.policy(&case.policy).unwrap_or_else(|_| panic!("{}", case.policy));
        // The case as it is, and with nothing known: most that are decided have nothing left to ask.
        for text in [case.text().as_bytes(), br#"{ "as_of": "2024-08-01" }"#] {
            let Ok(notice) = policy.notice_json(text, &Request::default()) else { continue };
            wrong.extend(notices.against(&notice.to_json()).map(|said| format!("{}: {said}", case.title())));
            asking += usize::from(notice.questions().count() > 0);
            count += 1;
        }
    });
    assert!(count > 600 && asking > 300, "{asking} of {count}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_near_miss_is_as_its_schema_says() {
    let schema = Held::of_form("near-miss").unwrap();
    let (mut wrong, mut told, mut count, mut met) = (Vec::new(), 0, 0, 0_usize);
    each_case(|case, rust, _| {
        // A search over a large policy takes its time without optimisation.
        met += 1;
        if !met.is_multiple_of(16) {
            return;
        }
        let policy = rust.policy(&case.policy).unwrap_or_else(|_| panic!("{}", case.policy));
        for (decision, value) in [("outcome", "granted"), ("outcome", "refused")] {
            let near = policy.why_not_json(case.text().as_bytes(), decision, value, &Request::default());
            let Ok(near) = near else { continue };
            wrong.extend(schema.against(&near.to_json()).map(|said| format!("{}: {said}", case.title())));
            told += usize::from(!near.misses.is_empty());
            count += 1;
        }
    });
    assert!(count > 20 && told > 5, "{told} of {count}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_interview_is_as_its_schemas_say() {
    let (states, saved) = (Held::of_form("interview").unwrap(), Held::of_form("saved-interview").unwrap());
    let (mut wrong, mut asking, mut ended, mut met) = (Vec::new(), 0, 0, 0_usize);
    each_case(|case, rust, _| {
        // One of a few is enough: an interview of a large policy takes its time without optimisation.
        met += 1;
        if !met.is_multiple_of(4) {
            return;
        }
        let policy = rust.policy(&case.policy).unwrap_or_else(|_| panic!("{}", case.policy));
        for text in [case.text().as_bytes(), br#"{ "as_of": "2024-08-01" }"#] {
            let Ok(mut interview) = policy.interview(text, &Request::default()) else { continue };
            for _ in 0..3 {
                let state = interview.state().unwrap();
                let told = [states.against(&state.to_json()), saved.against(&interview.to_json())];
                wrong.extend(told.into_iter().flatten().map(|said| format!("{}: {said}", case.title())));
                let Some(next) = state.next else {
                    ended += 1;
                    break;
                };
                asking += 1;
                let value = if next.question.members.is_empty() { "null" } else { "[]" };
                interview.answer(&next.question.fact, value).unwrap();
            }
        }
    });
    assert!(asking > 100 && ended > 100, "{asking}, {ended}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_refused_in_a_case_the_schema_refuses_too_but_for_what_it_cannot_say() {
    let errors = Held::of_form("errors").unwrap();
    let (mut wrong, mut beyond, mut named) = (Vec::new(), BTreeSet::new(), 0);
    each_case(|case, rust, schemas| {
        let Some(code) = &case.expect.error else { return };
        let told = rust.decide(case).unwrap_or_else(|_| panic!("{}", case.policy));
        wrong.extend(errors.against(&told).map(|said| format!("{}: {said}", case.title())));
        let takes = schemas.cases.against(case.text()).is_none();
        let by_code = BEYOND_CASES.contains(&code.as_str());
        let by_name = BEYOND_BY_NAME.contains(&case.name.as_str());
        if by_code {
            beyond.insert(code.clone());
        }
        if by_name {
            named += 1;
        }
        if takes != (by_code || by_name) {
            wrong.push(format!(
                "{}: {code}: the schema {}",
                case.title(),
                if takes { "takes it" } else { "refuses it" }
            ));
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(beyond.into_iter().collect::<Vec<_>>(), BEYOND_CASES, "each is shown by a case");
    assert_eq!(named, BEYOND_BY_NAME.len());
}

#[test]
fn the_schema_is_as_strict_as_the_reader_on_every_kind_of_value() {
    let texts = r#"policy kinds / 种类 in force from 2020-01-01
  answers small
instrument law / 法 from 2020-01-01
fact truth / 真假 : boolean ask "?" / "?"
fact area / 地区 : one of urban / 城镇, rural / 农村 ask "?" / "?"
fact among / 类别 : set of a / 甲, b / 乙 ask "?" / "?"
fact size / 人口 : integer 1..30 ask "?" / "?"
fact ratio / 系数 : number -9.5..9.5 ask "?" / "?"
fact share / 比例 : percent ask "?" / "?"
fact pay / 收入 : CNY ask "?" / "?"
fact born / 出生日 : date ask "?" / "?"
parameter rate / 倍数 : number 0..10 from 2020-01-01 unknown "?" / "?" cite law 1
parameter line / 线 : CNY from 2020-01-01 1500 cite law 1
decision small / 数额小 when pay is at most line cite law 2
decision low / 比例低 when ratio is at most rate cite law 3
"#;
    let policy = Policy::parse(SourceFile::new("kinds.menkan", texts), &Texts::default());
    let policy = policy.unwrap_or_else(|rejected| panic!("{:?}", rejected.diagnostics));
    let cases = OfPolicy::new(&policy).cases;
    let accepts = |part: &str, name: &str, value: &str| {
        let text = format!(r#"{{ "as_of": "2024-08-01", "{part}": {{ "{name}": {value} }} }}"#);
        let read = Case::read(policy.model(), text.as_bytes());
        (read.is_ok(), cases.against(&text).is_none(), text)
    };
    let values = [
        "null",
        "true",
        "\"true\"",
        "0",
        "1",
        "31",
        "2.5",
        "-2.5",
        "-3",
        "\"2.5\"",
        "\"-2.50\"",
        "\"-0\"",
        "\"-1\"",
        "\"+1\"",
        "\"1.\"",
        "\".5\"",
        "\"007\"",
        "\"1.005\"",
        "\"1.500\"",
        "\"1e3\"",
        "\"1,000\"",
        "\" 1\"",
        "\"\"",
        "-1",
        "\"12345678901234567890123456789012345678901234567890\"",
        "\"urban\"",
        "\"城镇\"",
        "[]",
        "[\"a\"]",
        "[\"a\", \"a\"]",
        "[\"c\"]",
        "[null]",
        "{}",
        "{ \"a\": true }",
        "{ \"a\": null, \"b\": false }",
        "{ \"a\": 1 }",
        "{ \"c\": true }",
        "{ \"at_least\": 2 }",
        "{ \"at_least\": \"2\" }",
        "{ \"at_most\": \"2.5\", \"at_least\": -1 }",
        "{ \"at_most\": null }",
        "{ \"at_most\": 1, \"min\": 1 }",
        "{ \"at_least\": \"2001-02-03\" }",
        "\"2024-02-29\"",
        "\"2023-02-29\"",
        "\"2024-2-9\"",
        "\"2024/02/09\"",
        "\"2024-0209\"",
        "20240209",
        "\"met\"",
        "\"unlimited\"",
    ];
    let mut taken = BTreeMap::new();
    for fact in ["truth", "area", "among", "size", "ratio", "share", "pay", "born"] {
        for value in values {
            let (read, schema, text) = accepts("facts", fact, value);
            assert_eq!(read, schema, "{text}: the reader says {read}, the schema {schema}");
            *taken.entry(fact).or_insert(0) += i32::from(read);
        }
    }
    assert!(taken.values().all(|count| (2..40).contains(count)), "{taken:?}");
    for value in values {
        let (read, schema, text) = accepts("settings", "rate", value);
        assert_eq!(read, schema, "{text}: the reader says {read}, the schema {schema}");
        assert!(!accepts("settings", "line", value).1, "a known figure is no setting");
    }
    // What only the reader says: bounds of numbers that are texts, decimals and exponents of those that are none, days.
    for (fact, value) in [
        ("ratio", "\"9.6\""),
        ("share", "\"1000001\""),
        ("pay", "\"1000000000001\""),
        ("pay", "1.005"),
        ("size", "1e1"),
        ("pay", "1e1"),
        ("size", "{ \"at_least\": 31 }"),
        ("pay", "{ \"at_least\": 2, \"at_most\": 1 }"),
    ] {
        let (read, schema, text) = accepts("facts", fact, value);
        assert_eq!((read, schema), (false, true), "{text}");
    }
}

#[test]
fn drawn_cases_of_generated_policies_and_their_decisions_are_as_the_schemas_say() {
    let (of_all, descriptions, trees) =
        (Held::of_form("decision").unwrap(), Held::of_form("description").unwrap(), Held::of_form("tree").unwrap());
    let mut dice = Dice::new(11);
    let (mut wrong, mut count) = (Vec::new(), 0);
    for seed in 0..GENERATED {
        let Ok(policy) = load(&policy(seed, Size::Large, Care::Careful)) else { continue };
        let schemas = OfPolicy::new(&policy);
        let day = days(&policy)[0];
        let law = policy.at(day).unwrap();
        let draw = Draw::new(law.in_force(), &mut dice);
        wrong.extend(descriptions.against(&describe(policy.model()).to_json()));
        wrong.extend(trees.against(&Tree::of(&law, &[]).to_json()));
        for _ in 0..20 {
            let case = draw.partial(&mut dice, day);
            wrong.extend(schemas.cases.against(&case.to_json(policy.model())));
            let Ok(decision) = policy.decide(&case) else { continue };
            let json = decision.to_json();
            wrong.extend([schemas.decisions.against(&json), of_all.against(&json)].into_iter().flatten());
            count += 1;
        }
    }
    assert!(count > 300, "{count}");
    assert!(wrong.is_empty(), "{} are not\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}
