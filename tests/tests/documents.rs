//! What documents show is so: policies, the README's decision, the example applications, the table of keywords.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use menkan::case::Case;
use menkan::diagnostic::render::{Color, render_text};
use menkan::diagnostic::{Lang, Severity};
use menkan::policy::{Library, Policy};
use menkan::source::SourceFile;
use menkan::syntax::keywords::KEYWORDS;
use menkan_tests::documents::{Shown, blocks, policies, root};
use serde_json::Value;

/// The documents that show policies.
const DOCUMENTS: [&str; 3] = ["README.md", "docs/language.md", "docs/language.zh.md"];

/// The policies of one document: a later one may extend an earlier one.
struct OfDocument(Vec<Shown>);

impl Library for OfDocument {
    fn source(&self, name: &str) -> Option<SourceFile> {
        let shown = self.0.iter().find(|shown| shown.name == name)?;
        Some(SourceFile::new(&shown.place, &shown.text))
    }
}

#[test]
fn every_policy_that_a_document_shows_passes_check() {
    for document in DOCUMENTS {
        let markdown = fs::read_to_string(root().join(document)).unwrap();
        let library = OfDocument(policies(&blocks(Path::new(document), &markdown)).unwrap());
        assert!(!library.0.is_empty(), "{document} shows no policy");
        for shown in &library.0 {
            let policy = Policy::load(&shown.name, &library).unwrap_or_else(|rejected| {
                panic!("{}", render_text(&rejected.diagnostics, &rejected.sources, Lang::En, Color::Plain))
            });
            let mut found = policy.check();
            found.retain(|diagnostic| diagnostic.severity == Severity::Error);
            let warned = policy.warnings();
            let told = render_text(&found, policy.sources(), Lang::En, Color::Plain);
            assert!(found.is_empty() && warned.is_empty(), "{}: {told}{warned:?}", shown.place);
        }
    }
}

#[test]
fn the_decision_in_the_readme_is_the_one_of_the_wage_claim() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let shown = readme.split("```json").nth(1).and_then(|behind| behind.split("```").next()).unwrap();
    let policy = Policy::load("cn.gansu.jiayuguan", &menkan_policies::library()).unwrap();
    let case = fs::read(root().join("examples/wage-claim.json")).unwrap();
    let case = Case::read(policy.model(), &case).unwrap();
    let decision = policy.at(case.as_of).unwrap().decide(&case).unwrap();
    let (shown, real): (Value, Value) =
        (serde_json::from_str(shown).unwrap(), serde_json::from_str(&decision.to_json()).unwrap());
    assert!(within(&shown, &real), "README.md shows\n{shown}\nbut the decision is\n{real}");
}

/// Whether everything that is shown is really so: fields and list members may be left out.
fn within(shown: &Value, real: &Value) -> bool {
    match (shown, real) {
        (Value::Object(shown), Value::Object(real)) => {
            shown.iter().all(|(key, value)| real.get(key).is_some_and(|real| within(value, real)))
        }
        (Value::Array(shown), Value::Array(real)) if shown.iter().all(Value::is_object) && !shown.is_empty() => {
            shown.iter().all(|value| real.iter().any(|real| within(value, real)))
        }
        (shown, real) => shown == real,
    }
}

#[test]
fn every_example_is_decided() {
    let policy = Policy::load("cn.gansu.jiayuguan", &menkan_policies::library()).unwrap();
    let mut outcomes = Vec::new();
    for entry in fs::read_dir(root().join("examples")).unwrap() {
        let path = entry.unwrap().path();
        let case = Case::read(policy.model(), &fs::read(&path).unwrap()).unwrap();
        let decision = policy.at(case.as_of).unwrap().decide(&case).unwrap();
        let outcome = decision.get("outcome").map(|outcome| serde_json::to_string(outcome).unwrap());
        outcomes.push(format!("{}: {}", path.file_stem().unwrap().display(), outcome.unwrap_or_default()));
    }
    outcomes.sort();
    let expected = [
        "death-review: \"appoint\"",
        "family-above-the-line: \"refused\"",
        "family-at-the-line: \"granted\"",
        "family-below-the-line: \"granted\"",
        "incomplete: ",
        "ordinary-trial: \"appoint\"",
        "wage-claim: \"granted\"",
        "young-suspect: \"appoint\"",
    ];
    assert_eq!(outcomes, expected);
}

#[test]
fn the_language_page_lists_every_keyword() {
    let markdown = fs::read_to_string(root().join("docs/language.md")).unwrap();
    let lacks: Vec<&str> = KEYWORDS
        .iter()
        .filter(|keyword| !markdown.contains(&format!("| `{}` | `{}` |", keyword.en, keyword.zh)))
        .map(|keyword| keyword.en)
        .collect();
    assert!(lacks.is_empty(), "docs/language.md lacks {lacks:?}");
}
