//! The pages that say what of the law is encoded, and the names that others use, held against the shipped policies.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use menkan::describe::{Description, Type, describe};
use menkan::policy::Policy;
use menkan::policy::model::{Body, Model};
use menkan_tests::documents::root;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The pages that go through the law, article by article.
const PAGES: [&str; 2] = ["docs/coverage.md", "docs/coverage.zh.md"];

#[test]
fn every_item_that_a_coverage_page_names_is_in_the_policies() {
    let (items, tests) = (shipped(items), shipped(tests));
    for page in PAGES {
        let unknown: Vec<String> = code(page)
            .into_iter()
            .filter(|name| !name.starts_with("menkan "))
            .filter(|name| !items.contains(name) && !tests.contains(name))
            .collect();
        assert!(unknown.is_empty(), "{page} names what no policy has:\n{}", unknown.join("\n"));
    }
}

#[test]
fn both_coverage_pages_name_the_same_in_the_same_rows() {
    let [english, chinese] = PAGES.map(|page| {
        let named = rows(page).into_iter().map(|(_, cells)| cells.into_iter().flat_map(|cell| cell.code).collect());
        named.collect::<Vec<Vec<String>>>()
    });
    assert_eq!(english, chinese);
}

#[test]
fn everything_that_decides_who_gets_aid_is_on_the_coverage_pages() {
    // The pages go through the law of China; what the other means tests rest on, their guides say.
    let china = menkan_policies::names().filter(|name| is_within(name, "cn"));
    let all: BTreeSet<String> = china.flat_map(|name| deciding(load(name).model())).collect();
    for page in PAGES {
        let named: BTreeSet<String> = code(page).into_iter().collect();
        let missing: Vec<&String> = all.difference(&named).collect();
        assert!(missing.is_empty(), "{page} leaves out {missing:?}");
    }
}

#[test]
fn every_worked_case_and_trap_has_its_test_or_says_why_not() {
    let tests = shipped(tests);
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (section, cells) in rows("docs/worked-cases.md") {
        let [number, .., last] = cells.as_slice() else { panic!("a row without cells") };
        let number: u32 = number.text.parse().unwrap();
        let kind = if section == "Traps" { "trap" } else { "case" };
        seen.insert((kind, number));
        let named: Vec<&String> = last.code.iter().filter(|name| name.contains(' ')).collect();
        let explained = last.text.starts_with("not expressible: ");
        if named.is_empty() != explained {
            wrong.push(format!("{kind} {number}: names a test, or says why there is none"));
        }
        for name in named {
            if !tests.contains(name) {
                wrong.push(format!("{kind} {number}: no test is called {name:?}"));
            } else if !numbers(name).contains(&(kind, number)) {
                wrong.push(format!("{kind} {number}: the test {name:?} does not bear its number"));
            }
        }
    }
    let named = tests.iter().flat_map(|name| numbers(name));
    wrong
        .extend(named.filter(|number| !seen.contains(number)).map(|(kind, number)| format!("{kind} {number}: no row")));
    let traps = seen.iter().filter(|(kind, _)| *kind == "trap").count();
    assert_eq!(traps, 46, "the traps are numbered from 1 to 46");
    assert!(wrong.is_empty(), "docs/worked-cases.md:\n{}", wrong.join("\n"));
}

#[test]
fn every_name_of_the_vocabulary_is_declared() {
    let described: BTreeMap<&str, Description> =
        menkan_policies::names().map(|name| (name, describe(load(name).model()))).collect();
    let mut wrong = Vec::new();
    let mut facts: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let vocabulary = fs::read_to_string(root().join("tests/vocabulary.txt")).unwrap();
    for line in vocabulary.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split(' ').collect();
        let [layer, sort, name, kind, values @ ..] = words.as_slice() else { panic!("{line}") };
        for (policy, description) in described.iter().filter(|(policy, _)| is_within(policy, layer)) {
            let ty = match *sort {
                "fact" => description.facts.iter().find(|fact| fact.declared.name == *name).map(|fact| &fact.ty),
                _ => description.decisions.iter().find(|each| each.declared.name == *name).map(|each| &each.ty),
            };
            match ty {
                None => wrong.push(format!("{policy}: {sort} {name} is not declared")),
                Some(ty) => {
                    if *sort == "fact" {
                        facts.entry(policy).or_default().insert((*name).to_owned());
                    }
                    wrong.extend(differs(ty, kind, values).map(|how| format!("{policy}: {sort} {name}: {how}")))
                }
            }
        }
    }
    for (policy, description) in &described {
        let unlisted =
            description.facts.iter().map(|fact| &fact.declared.name).filter(|name| !facts[policy].contains(*name));
        wrong.extend(unlisted.map(|name| format!("tests/vocabulary.txt leaves out {name} of {policy}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_fact_and_value_has_its_chinese_term_its_question_and_its_evidence() {
    let mut wrong = Vec::new();
    let shipped = menkan_policies::names().map(|name| (name, describe(load(name).model())));
    for (policy, all) in shipped {
        wrong.extend(lacking(&all).into_iter().map(|what| format!("{policy}: {what}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The labels, questions, evidence and reasons that a policy lacks in a language.
fn lacking(all: &Description) -> Vec<String> {
    let mut wrong = Vec::new();
    for fact in &all.facts {
        let name = &fact.declared.name;
        let values = fact.ty.values.iter().map(|value| &value.label);
        let texts = values.chain([&fact.declared.label, &fact.ask]);
        if texts.into_iter().any(|text| !is_han(&text.zh) || is_han(&text.en) || text.en.is_empty()) {
            wrong.push(format!("{name}: a label or a question lacks a language"));
        }
        // Of other countries only the means tests are shipped, not what proves them.
        if all.policy.starts_with("cn") && fact.evidence.is_empty() {
            wrong.push(format!("{name}: no evidence"));
        }
    }
    for decision in &all.decisions {
        let labels = decision.ty.values.iter().map(|value| &value.label).chain([&decision.declared.label]);
        if labels.into_iter().any(|label| !is_han(&label.zh)) {
            wrong.push(format!("{}: a label is not Chinese", decision.declared.name));
        }
    }
    for reliance in &all.assumptions {
        if !is_han(&reliance.why.zh) || is_han(&reliance.why.en) || reliance.why.en.is_empty() {
            wrong.push(format!("{}: why it is assumed lacks a language", reliance.name));
        }
    }
    wrong
}

/// What every shipped policy gives, together.
fn shipped(of: impl Fn(&Model) -> BTreeSet<String>) -> BTreeSet<String> {
    menkan_policies::names().flat_map(|name| of(load(name).model())).collect()
}

/// Whether a policy is a layer or stands on it: `cn.gansu.jiayuguan` on `cn.gansu`.
fn is_within(policy: &str, layer: &str) -> bool {
    policy.strip_prefix(layer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What decides who gets aid: scope, standards, exemptions, triggers, groups and figures.
fn deciding(model: &Model) -> Vec<String> {
    let scope = model.definitions.iter().find(|definition| &*definition.name.key == "in_scope").unwrap();
    let Body::Clauses { clauses, barred, .. } = &scope.body else { panic!("in_scope has clauses") };
    let clauses = clauses.iter().chain(barred).map(|clause| format!("in_scope.{}", clause.name.key));
    let description = describe(model);
    let standards = description.standards.iter().flat_map(|standard| {
        let name = &standard.declared.name;
        standard.clauses.iter().map(move |clause| format!("{name}.{}", clause.provision.declared.name))
    });
    let exemptions = description.exemptions.iter().map(|exemption| exemption.provision.declared.name.clone());
    let triggers = description.triggers.iter().map(|trigger| trigger.provision.declared.name.clone());
    let groups = description.groups.iter().map(|group| group.provision.declared.name.clone());
    let groups = groups.filter(|name| name != "farm_operator"); // a key group of practice: no provision speaks of it
    let parameters = description.parameters.iter().map(|parameter| parameter.declared.name.clone());
    clauses.chain(standards).chain(exemptions).chain(triggers).chain(groups).chain(parameters).collect()
}

fn load(name: &str) -> Policy {
    Policy::load(name, &menkan_policies::library()).unwrap_or_else(|rejected| panic!("{name}: {rejected}"))
}

/// The names of all items, clauses and rules: `hardship`, `hardship.household`.
fn items(model: &Model) -> BTreeSet<String> {
    let mut items: BTreeSet<String> = model.layers.iter().map(|layer| layer.name.key.to_string()).collect();
    items.extend(model.instruments.iter().map(|instrument| instrument.name.key.to_string()));
    items.extend(model.facts.iter().map(|fact| fact.name.key.to_string()));
    items.extend(model.parameters.iter().map(|parameter| parameter.name.key.to_string()));
    for definition in &model.definitions {
        let name = &definition.name.key;
        items.insert(name.to_string());
        match &definition.body {
            Body::Clauses { clauses, barred, .. } => {
                items.extend(clauses.iter().chain(barred).map(|clause| format!("{name}.{}", clause.name.key)));
            }
            Body::Rules(rules) => items.extend(rules.iter().map(|rule| format!("{name}.{}", rule.name.key))),
            Body::When(_) | Body::Choice(_) | Body::Quantity(_) => {}
        }
    }
    items
}

/// The titles of all tests.
fn tests(model: &Model) -> BTreeSet<String> {
    model.tests.iter().map(|test| test.title.en.clone()).collect()
}

/// The cases and traps whose numbers a test's title bears: `Gansu, case 95, trap 29: the accepting …`.
fn numbers(title: &str) -> Vec<(&'static str, u32)> {
    let head = title.split(':').next().unwrap_or_default();
    let mut numbers = Vec::new();
    for part in head.split(", ") {
        let kind = match part.split(' ').next() {
            Some("case" | "cases") => "case",
            Some("trap" | "traps") => "trap",
            Some(_) | None => continue,
        };
        numbers.extend(part.split(' ').filter_map(|word| word.parse().ok()).map(|number| (kind, number)));
    }
    numbers
}

/// How a type is not the one of the vocabulary.
fn differs<'a>(ty: &'a Type, kind: &'a str, values: &'a [&'a str]) -> impl Iterator<Item = String> + 'a {
    let found = (ty.kind != kind).then(|| format!("{} where {kind} is expected", ty.kind));
    let names: BTreeSet<&str> = ty.values.iter().map(|value| value.name.as_str()).collect();
    let lacking = values.iter().filter(move |_| kind != "integer").filter(move |value| !names.contains(**value));
    let (least, greatest) = (bound(ty.min.as_ref()), bound(ty.max.as_ref()));
    let bounds = match values {
        [min, max] if kind == "integer" && (least != *min || greatest != *max) => {
            Some(format!("{least} to {greatest}"))
        }
        _ => None,
    };
    found.into_iter().chain(lacking.map(|value| format!("{value} is not a value"))).chain(bounds)
}

fn bound(value: Option<&menkan::decide::Value>) -> String {
    serde_json::to_string(&value).unwrap().trim_matches('"').to_owned()
}

fn is_han(text: &str) -> bool {
    text.chars().any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character))
}

/// A cell of a table: its text, and what stands in it as code.
#[derive(Debug, Default)]
struct Cell {
    text: String,
    code: Vec<String>,
}

/// The code spans of a document.
fn code(document: &str) -> Vec<String> {
    let markdown = fs::read_to_string(root().join(document)).unwrap();
    let events = Parser::new_ext(&markdown, Options::ENABLE_TABLES);
    let spans = events.filter_map(|event| match event {
        Event::Code(code) => Some(code.replace('\n', " ")),
        _ => None,
    });
    spans.collect()
}

/// The rows of all tables of a document, each with the heading above it; the rows of headings are left out.
fn rows(document: &str) -> Vec<(String, Vec<Cell>)> {
    let markdown = fs::read_to_string(root().join(document)).unwrap();
    let (mut rows, mut heading, mut in_heading) = (Vec::new(), String::new(), false);
    let mut row: Option<Vec<Cell>> = None;
    for event in Parser::new_ext(&markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                heading.clear();
                in_heading = true;
            }
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Start(Tag::TableRow) => row = Some(Vec::new()),
            Event::End(TagEnd::TableRow) => rows.extend(row.take().map(|cells| (heading.clone(), cells))),
            Event::Start(Tag::TableCell) => row.iter_mut().for_each(|cells| cells.push(Cell::default())),
            Event::Text(text) if in_heading => heading.push_str(&text),
            Event::Text(text) => {
                if let Some(cell) = row.as_mut().and_then(|cells| cells.last_mut()) {
                    cell.text.push_str(&text);
                }
            }
            Event::Code(code) => {
                if let Some(cell) = row.as_mut().and_then(|cells| cells.last_mut()) {
                    cell.code.push(code.to_string());
                }
            }
            _ => {}
        }
    }
    rows
}
