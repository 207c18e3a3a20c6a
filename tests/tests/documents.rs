//! What documents show is so: policies and their tests, decisions, the example applications, the table of keywords.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use menkan::case::Case;
use menkan::decide::Request;
use menkan::describe::describe;
use menkan::diagnostic::render::{Color, render_text};
use menkan::diagnostic::{Lang, Severity};
use menkan::policy::{Library, Policy};
use menkan::source::SourceFile;
use menkan::syntax::keywords::KEYWORDS;
use menkan::trial;
use menkan_tests::documents::{Block, Shown, blocks, policies, root};
use serde_json::Value;

/// The documents that show policies.
const DOCUMENTS: [&str; 9] = [
    "README.md",
    "docs/language.md",
    "docs/language.zh.md",
    "docs/semantics.md",
    "docs/json.md",
    "docs/guide/en/check.md",
    "docs/guide/en/first-policy.md",
    "docs/guide/zh/check.md",
    "docs/guide/zh/first-policy.md",
];

/// The policies of one document: a later one may extend an earlier one.
struct OfDocument(Vec<Shown>);

impl OfDocument {
    fn read(document: &str) -> (Vec<Block>, Self) {
        let blocks = blocks(Path::new(document), &page(document));
        let shown = policies(&blocks).unwrap();
        (blocks, Self(shown))
    }

    fn load(&self, name: &str) -> Policy {
        Policy::load(name, self).unwrap_or_else(|rejected| {
            panic!("{}", render_text(&rejected.diagnostics, &rejected.sources, Lang::En, Color::Plain))
        })
    }
}

impl Library for OfDocument {
    fn source(&self, name: &str) -> Option<SourceFile> {
        match self.0.iter().find(|shown| shown.name == name) {
            Some(shown) => Some(SourceFile::new(&shown.place, &shown.text)),
            None => menkan_policies::library().source(name),
        }
    }

    fn names(&self) -> Vec<String> {
        self.0.iter().map(|shown| shown.name.clone()).collect()
    }
}

#[test]
fn every_policy_that_a_document_shows_passes_check() {
    for document in DOCUMENTS {
        let (_, library) = OfDocument::read(document);
        assert!(!library.0.is_empty(), "{document} shows no policy");
        for shown in &library.0 {
            let policy = library.load(&shown.name);
            let mut found = policy.check();
            found.retain(|diagnostic| diagnostic.severity == Severity::Error);
            let warned = policy.warnings();
            let told = render_text(&found, policy.sources(), Lang::En, Color::Plain);
            assert!(found.is_empty() && warned.is_empty(), "{}: {told}{warned:?}", shown.place);
        }
    }
}

#[test]
fn every_test_that_a_document_shows_passes() {
    for document in DOCUMENTS {
        let (_, library) = OfDocument::read(document);
        for shown in &library.0 {
            let policy = library.load(&shown.name);
            for trial in trial::run(&policy) {
                let told = render_text(&trial.diagnostics(), policy.sources(), Lang::En, Color::Plain);
                assert!(trial.passes(), "{}: {told}", shown.place);
            }
        }
    }
}

#[test]
fn every_decision_that_a_document_shows_is_the_one_of_its_case() {
    let mut compared = 0;
    for document in DOCUMENTS {
        let (blocks, library) = OfDocument::read(document);
        let mut case: Option<(&str, &str)> = None;
        for block in blocks.iter().filter(|block| block.language == "json") {
            if let Some(policy) = block.value("case") {
                case = Some((policy, &block.text));
            }
            if !block.has("decision") && !block.has("errors") {
                continue;
            }
            let (policy, case) = case.unwrap_or_else(|| panic!("{}: no case stands before", block.place()));
            let real = answer(&library.load(policy), case);
            if block.has("part") {
                let (shown, whole): (Value, Value) =
                    (serde_json::from_str(&block.text).unwrap(), serde_json::from_str(&real).unwrap());
                assert!(within(&shown, &whole), "{}: the decision is\n{real}", block.place());
            } else {
                assert_eq!(compact(&block.text), compact(&real), "{}", block.place());
            }
            compared += 1;
        }
    }
    assert!(compared > 0, "no document shows a decision");
}

#[test]
fn every_letter_that_is_pictured_is_the_one_of_its_case() {
    let pictured = [
        ("notice-cn-zh", "cn", "support-begun", Lang::Zh),
        ("notice-gansu-zh", "cn.gansu", "support-begun", Lang::Zh),
        ("notice-jiayuguan-zh", "cn.gansu.jiayuguan", "wage-claim-begun", Lang::Zh),
        ("notice-jiayuguan-en", "cn.gansu.jiayuguan", "wage-claim-begun", Lang::En),
    ];
    let letters = fs::read_dir(root().join("docs/pictures")).unwrap().map(|file| file.unwrap().path());
    assert_eq!(letters.filter(|path| path.extension().is_some_and(|end| end == "html")).count(), pictured.len());
    for (name, policy, case, lang) in pictured {
        let policy = Policy::load(policy, &menkan_policies::library()).unwrap();
        let case = fs::read(root().join(format!("examples/{case}.json"))).unwrap();
        let notice = policy.notice_json(&case, &Request::default()).unwrap();
        let folder = root().join("docs/pictures");
        let kept = fs::read_to_string(folder.join(format!("{name}.html"))).unwrap();
        assert_eq!(kept, notice.to_html(policy.model(), lang), "{name} is old: `cargo xtask pictures` draws it anew");
        assert!(folder.join(format!("{name}.png")).is_file(), "{name} has no picture");
    }
}

#[test]
fn the_guides_build_one_policy_in_two_languages_and_keep_its_files_beside_them() {
    let digests = ["en", "zh"].map(|lang| {
        let (_, library) = OfDocument::read(&format!("docs/guide/{lang}/first-policy.md"));
        for shown in &library.0 {
            let file = root().join(format!("docs/guide/{lang}/{}.menkan", shown.name));
            assert_eq!(fs::read_to_string(file).unwrap(), shown.text, "{}", shown.place);
        }
        ["nation", "nation.city"].map(|name| library.load(name).digest().to_owned())
    });
    assert_eq!(digests[0], digests[1]);
}

/// What any surface says of a case, the digest left out.
fn answer(policy: &Policy, case: &str) -> String {
    let said = match Case::read(policy.model(), case.as_bytes()) {
        Err(errors) => errors.to_json(None),
        Ok(case) => policy.decide(&case).unwrap().to_json(),
    };
    said.replace(policy.digest(), "sha256:…")
}

/// JSON without the blanks between its parts.
fn compact(json: &str) -> String {
    let (mut inside, mut escaped) = (false, false);
    let keep = |c: &char| {
        let kept = inside || !c.is_whitespace();
        inside ^= *c == '"' && !escaped;
        escaped = inside && *c == '\\' && !escaped;
        kept
    };
    json.chars().filter(keep).collect()
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
        "support-begun: ",
        "wage-claim-begun: ",
        "wage-claim: \"granted\"",
        "young-suspect: \"appoint\"",
    ];
    assert_eq!(outcomes, expected);
}

#[test]
fn the_language_pages_list_every_keyword() {
    let (en, zh) = (page("docs/language.md"), page("docs/language.zh.md"));
    let lacks: Vec<&str> = KEYWORDS
        .iter()
        .filter(|keyword| {
            !en.contains(&format!("| `{}` | `{}` |", keyword.en, keyword.zh))
                || !zh.contains(&format!("| `{}` | `{}` |", keyword.zh, keyword.en))
        })
        .map(|keyword| keyword.en)
        .collect();
    assert!(lacks.is_empty(), "a language page lacks {lacks:?}");
}

#[test]
fn the_language_pages_show_the_same_tour() {
    let said = ["docs/language.md", "docs/language.zh.md"].map(|document| {
        let (_, library) = OfDocument::read(document);
        ["tour", "tour.town", "tour.checked"].map(|name| {
            let policy = library.load(name);
            describe(policy.model()).to_json().replace(policy.digest(), "")
        })
    });
    assert_eq!(said[0], said[1]);
}

#[test]
fn the_page_of_json_forms_lists_every_code() {
    let listed = page("docs/json.md");
    for source in [
        "crates/menkan/src/case/error.rs",
        "crates/menkan/src/decide/error.rs",
        "crates/menkan/src/interview/saved.rs",
        "crates/menkan-files/src/error.rs",
    ] {
        let text = page(source);
        let codes: Vec<&str> = text.split('"').filter(|word| is_code(word)).collect();
        assert!(!codes.is_empty(), "{source} has no code");
        for code in codes {
            assert!(listed.contains(&format!("`{code}`")), "docs/json.md lacks {code}");
        }
    }
}

/// Whether a word is the code of an error: `C0101`.
fn is_code(word: &str) -> bool {
    word.len() == 5 && word.starts_with(['C', 'F']) && word[1..].bytes().all(|byte| byte.is_ascii_digit())
}

fn page(document: &str) -> String {
    fs::read_to_string(root().join(document)).unwrap()
}
