//! `menkan decide`: decisions, and cases that are at fault.

use crate::run::{Said, folder, menkan, menkan_in};

const PAY_CLAIM: &str = r#"{ "as_of": "2024-08-01", "facts": {
    "request.kind": "civil", "request.by": "self", "request.papers": "complete", "request.agency_competent": true,
    "applicant.natural_person": true, "applicant.migrant_worker": true, "matter.kind": "labour_pay",
    "matter.challenges_final_judgment": false, "matter.acquitted_on_retrial": true } }"#;

fn decide(case: &str) -> Said {
    menkan(&["decide", "cn.gansu.jiayuguan", "-", "--format", "json"], case.as_bytes())
}

/// The codes for facts of a case as of a day on which all is in force.
fn facts(facts: &str) -> Vec<String> {
    decide(&format!(r#"{{ "as_of": "2024-08-01", "facts": {{ {facts} }} }}"#)).codes()
}

#[test]
fn a_case_is_decided_in_json_on_one_line() {
    let said = decide(PAY_CLAIM);
    assert!(said.done().ends_with("}\n") && said.out.lines().count() == 1, "{}", said.out);
    let decision = said.json();
    assert_eq!(decision["decisions"]["outcome"], "granted");
    assert_eq!(decision["status"], "decided");
    assert_eq!(decision["ignored"], serde_json::json!(["matter.acquitted_on_retrial"]));
    assert!(decision["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty()));
}

#[test]
fn people_read_the_answer_first_in_their_language() {
    let english = menkan(&["decide", "cn.gansu.jiayuguan", "-"], PAY_CLAIM.as_bytes());
    let chinese = menkan(&["decide", "cn.gansu.jiayuguan", "-", "--lang", "zh"], PAY_CLAIM.as_bytes());
    assert!(english.done().lines().nth(2).is_some_and(|line| line == "outcome: granted"), "{}", english.out);
    assert!(chinese.done().lines().nth(2).is_some_and(|line| line == "援助决定:予以援助"), "{}", chinese.out);
    assert!(chinese.out.contains("《法律援助法》第四十三条第一款"), "{}", chinese.out);
}

#[test]
fn the_facts_that_suffice_are_told_on_request() {
    let asked = ["decide", "cn.gansu.jiayuguan", "-", "--sufficient", "--decision", "channel"];
    let json = menkan(&[&asked[..], &["--format", "json"]].concat(), PAY_CLAIM.as_bytes()).json();
    assert_eq!(
        json["sufficient"],
        serde_json::json!([{ "decision": "channel", "smallest": true,
                             "facts": ["applicant.migrant_worker", "matter.kind", "request.kind"] }])
    );
    let chinese = menkan(&[&asked[..], &["--lang", "zh"]].concat(), PAY_CLAIM.as_bytes());
    assert!(chinese.done().contains("仅凭这些事实即可确定:农民工、事项、请求类别"), "{}", chinese.out);
    assert!(decide(PAY_CLAIM).json().get("sufficient").is_none());
}

#[test]
fn no_line_is_wider_than_a_hundred_columns() {
    use unicode_width::UnicodeWidthStr as _;
    let incomplete = r#"{ "as_of": "2024-08-01", "facts": { "request.kind": "civil" } }"#;
    for case in [PAY_CLAIM, incomplete] {
        for lang in ["zh", "en"] {
            let said = menkan(&["decide", "cn.gansu.jiayuguan", "-", "--lang", lang], case.as_bytes());
            for line in said.done().lines() {
                assert!(line.width() <= 100, "{} columns: {line}", line.width());
            }
        }
    }
}

#[test]
fn brief_leaves_out_the_reasons() {
    let said = menkan(&["decide", "cn", "-", "--format", "json", "--brief"], PAY_CLAIM.as_bytes());
    assert!(said.json().get("reasons").is_none(), "{}", said.out);
    let text = menkan(&["decide", "cn", "-", "--brief"], PAY_CLAIM.as_bytes());
    assert!(!text.done().contains("法律援助法"), "{}", text.out);
}

#[test]
fn nothing_known_is_a_case_too_given_its_day() {
    let arguments = ["decide", "cn", "--as-of", "2024-08-01", "--format", "json"];
    let decision = menkan(&arguments, b"");
    decision.done();
    assert_eq!(decision.json()["status"], "incomplete");
    assert_eq!(menkan(&["decide", "cn", "--format", "json"], b"").codes(), ["C0126"]);
}

#[test]
fn other_decisions_can_be_asked_for() {
    let said = menkan(
        &["decide", "cn", "-", "--decision", "duty", "--decision", "groups", "--format", "json"],
        PAY_CLAIM.as_bytes(),
    );
    said.done();
    assert_eq!(said.json()["answers"], serde_json::json!(["duty", "groups"]));
    let unknown = menkan(&["decide", "cn", "-", "--decision", "outcom", "--format", "json"], PAY_CLAIM.as_bytes());
    assert_eq!(unknown.codes(), ["C0306"]);
    assert_eq!(unknown.json()["errors"][0]["nearest"], "outcome");
}

#[test]
fn settings_settle_what_the_policy_leaves_open() {
    let set =
        |setting: &str| menkan(&["decide", "cn", "--as-of", "2024-08-01", "--set", setting, "--format", "json"], b"");
    let said = set("hardship=met");
    said.done();
    assert_eq!(said.json()["settings"], serde_json::json!({ "hardship": "met" }));
    assert_eq!(set("hardshp=met").codes(), ["C0131"]);
    assert_eq!(set("hardship").status, Some(2));
}

#[test]
fn a_fact_that_does_not_fit_is_told_with_what_would() {
    assert_eq!(facts(r#""houshold.income": "3040""#), ["C0101"]);
    assert_eq!(facts(r#""household.income": true"#), ["C0102"]);
    assert_eq!(facts(r#""request.kind": "civl""#), ["C0103"]);
    assert_eq!(facts(r#""household.size": 31"#), ["C0104"]);
    assert_eq!(facts(r#""household.income": 3040.1234567890123"#), ["C0105"]);
    assert_eq!(facts(r#""household.income": "3040.001""#), ["C0105"]);
    assert_eq!(facts(r#""household.income": 1e400"#), ["C0106"]);
    assert_eq!(facts(r#""request.received": "2024-02-30""#), ["C0107"]);
    assert_eq!(facts(r#""request.received": "01/08/2024""#), ["C0107"]);
    assert_eq!(facts(r#""household.size": 2, "household.size": 2"#), ["C0111"]);
    assert_eq!(facts(r#""request.kind": "civil\u0000""#), ["C0103"]);
    let digits = "9".repeat(100_000);
    assert_eq!(facts(&format!(r#""household.income": {digits}"#)), ["C0106"]);
}

#[test]
fn the_nearest_name_is_offered() {
    let said = decide(r#"{ "as_of": "2024-08-01", "facts": { "houshold.income": 1, "request.kind": "civl" } }"#);
    assert_eq!(said.codes(), ["C0101", "C0103"]);
    let errors = said.json();
    assert_eq!(errors["errors"][0]["nearest"], "household.income");
    assert_eq!(errors["errors"][1]["nearest"], "civil");
    assert_eq!(errors["errors"][0]["at"]["line"], 1);
}

#[test]
fn a_day_is_needed_and_must_have_law() {
    assert_eq!(decide("{}").codes(), ["C0126"]);
    assert_eq!(decide(r#"{ "as_of": "2024-13-01" }"#).codes(), ["C0107"]);
    assert_eq!(decide(r#"{ "as_of": "2012-12-31" }"#).codes(), ["C0301"]);
    let other =
        menkan(&["decide", "cn", "-", "--as-of", "2024-08-02", "--format", "json"], br#"{ "as_of": "2024-08-01" }"#);
    assert_eq!(other.codes(), ["C0128"]);
    assert_eq!(menkan(&["decide", "cn", "--as-of", "yesterday"], b"").status, Some(2));
}

#[test]
fn people_are_told_on_standard_error() {
    let folder = folder("people_are_told");
    std::fs::write(folder.join("case.json"), "{\n  \"as_of\": \"2024-08-01\",\n  \"facts\": { \"age\": 3 }\n}")
        .unwrap();
    for (lang, word) in [("zh", "政策中没有"), ("en", "is not a fact of the policy")] {
        let said = menkan_in(&folder, &["decide", "cn", "case.json", "--lang", lang], b"");
        assert_eq!((said.status, said.out.as_str()), (Some(1), ""));
        assert!(said.err.starts_with("case.json:3:14: [C0101]") && said.err.contains(word), "{}", said.err);
    }
}

#[test]
fn the_language_is_that_of_the_environment() {
    for (locale, word) in [("zh_CN.UTF-8", "援助决定"), ("en_GB.UTF-8", "outcome"), ("C", "outcome")] {
        let mut command = crate::run::command(std::path::Path::new("."), &["decide", "cn", "--as-of", "2024-08-01"]);
        let output = command.env("LC_ALL", locale).output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        assert!(out.contains(word), "{locale}: {out}");
    }
}
