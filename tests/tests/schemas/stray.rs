//! No schema is laxer than the form it is of.

use std::fs;

use jiff::civil::Date;
use menkan::analyse::Checked;
use menkan::decide::Request;
use menkan::describe::describe;
use menkan::diagnostic::render::to_json;
use menkan::policy::{Policy, Texts};
use menkan::render::tree::Tree;
use menkan::source::SourceFile;
use menkan_tests::documents::root;
use menkan_tests::library::Shipped;
use serde_json::{Value, json};

use crate::OfPolicy;
use crate::held::Held;

/// The place of every object within a value, as a JSON pointer.
fn objects(value: &Value, place: &str) -> Vec<String> {
    match value {
        Value::Object(members) => {
            let within = members.iter().flat_map(|(key, member)| objects(member, &format!("{place}/{key}")));
            std::iter::once(place.to_owned()).chain(within).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(at, item)| objects(item, &format!("{place}/{at}"))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

#[test]
fn no_schema_takes_a_member_too_many_anywhere() {
    let policy = Policy::load("cn.gansu.jiayuguan", &Shipped).unwrap_or_else(|_| panic!("it is shipped"));
    let schemas = OfPolicy::new(&policy);
    let text = fs::read_to_string(root().join("examples/incomplete.json")).unwrap();
    let decision = policy.decide_json(text.as_bytes(), &Request::default()).unwrap_or_else(|_| panic!()).to_json();
    let law = policy.at(Date::constant(2024, 8, 1)).unwrap();
    let town =
        "policy town / 镇 in force from 2024-01-01\n  answers a\ndecision a / 甲 wen b cite none \"例\" / \"x\"\n";
    let Checked { diagnostics, sources } =
        Checked::of(Policy::parse(SourceFile::new("town.menkan", town), &Texts::default()));
    let form = |name| Held::of_form(name).unwrap();
    let samples = [
        (schemas.cases, text),
        (schemas.decisions, decision.clone()),
        (form("decision"), decision),
        (form("description"), describe(policy.model()).to_json()),
        (form("tree"), Tree::of(&law, &[]).to_json()),
        (form("errors"), to_json(&diagnostics, &sources)),
    ];
    for (schema, sample) in samples {
        assert_eq!(schema.against(&sample), None);
        let value: Value = serde_json::from_str(&sample).unwrap();
        let places = objects(&value, "");
        assert!(places.len() > 2, "{}", schema.name);
        // Of long lists some are enough.
        for place in places.iter().step_by(1 + places.len() / 50) {
            let mut changed = value.clone();
            changed.pointer_mut(place).unwrap()["stray"] = json!({ "stray": {} });
            assert!(!schema.takes(&changed), "{}: a stray member at `{place}` is taken", schema.name);
        }
    }
}
