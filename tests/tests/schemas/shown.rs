//! A form can be drawn from a description alone.

use std::collections::BTreeSet;

use menkan::describe::describe;
use menkan::policy::Policy;
use menkan::schema;
use menkan_tests::library::Shipped;
use serde_json::Value;

use crate::policies;

/// The items of a list; none where there is no list.
fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// What a form needs beside what the schema of descriptions already asks of each fact: that nothing is left out of what
/// may be asked, and that what may be set is shown to be so.
#[test]
fn a_description_shows_all_that_a_case_can_say() {
    for policy in policies() {
        let description: Value = serde_json::from_str(&describe(policy.model()).to_json()).unwrap();
        let schema: Value = serde_json::from_str(&schema::of_cases(policy.model()).to_json()).unwrap();
        let keys = |part: &str| -> BTreeSet<String> {
            schema["properties"][part]["properties"].as_object().unwrap().keys().cloned().collect()
        };
        let name = |value: &Value| value["name"].as_str().unwrap().to_owned();
        let facts: Vec<&Value> = list(&description["facts"]).collect();
        assert_eq!(facts.iter().map(|fact| name(fact)).collect::<BTreeSet<_>>(), keys("facts"), "{}", policy.name());
        for fact in &facts {
            for other in fact["guard"]["facts"].as_array().into_iter().flatten() {
                assert!(facts.iter().any(|fact| fact["name"] == *other), "{other}");
            }
        }
        let rows = list(&description["parameters"]).flat_map(|parameter| list(&parameter["rows"]));
        let figures = rows.flat_map(|row| list(&row["figures"]));
        let settable = figures.chain(list(&description["standards"])).filter(|item| item["setting"] == true);
        assert_eq!(settable.map(name).collect::<BTreeSet<_>>(), keys("settings"), "{}", policy.name());
    }
}

/// A question is in both languages, and so is every label, unit and condition: no text of a shipped policy is the same in
/// both, but for what has no words.
#[test]
fn the_shipped_policies_speak_both_languages_on_every_form() {
    fn is_chinese(text: &str) -> bool {
        text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
    }
    let mut all = 0;
    for name in Shipped::names() {
        let policy = Policy::load(&name, &Shipped).unwrap_or_else(|_| panic!("{name}"));
        let description: Value = serde_json::from_str(&describe(policy.model()).to_json()).unwrap();
        let mut texts = 0;
        let facts: Vec<&Value> = list(&description["facts"]).collect();
        let fields = facts.iter().flat_map(|fact| list(&fact["type"]["items"]["fields"]));
        for fact in facts.iter().copied().chain(fields) {
            let values = list(&fact["type"]["values"]).map(|value| &value["label"]);
            let evidence = list(&fact["evidence"]).flat_map(list);
            let said = [&fact["label"], &fact["ask"]].into_iter().chain(values);
            for text in said.chain(evidence.map(|kind| &kind["label"])) {
                let (zh, en) = (text["zh"].as_str().unwrap(), text["en"].as_str().unwrap());
                assert!(is_chinese(zh) && !is_chinese(en), "{}: {text}", fact["name"]);
                texts += 1;
            }
        }
        for decision in description["decisions"].as_array().unwrap() {
            for value in list(&decision["type"]["values"]) {
                let (zh, en) = (value["label"]["zh"].as_str().unwrap(), value["label"]["en"].as_str().unwrap());
                assert!(is_chinese(zh) && !is_chinese(en), "{}: {value}", decision["name"]);
                texts += 1;
            }
        }
        assert!(texts > 2 * facts.len(), "{name}: {texts}");
        assert!(texts > 200 || !Shipped::layered().contains(&name), "{name}: {texts}");
        all += texts;
    }
    assert!(all > 2000, "{all}");
}
