//! What people read of decisions and diagrams: each case in `tests/ui/render` beside it, in both languages.
//!
//! `MENKAN_UPDATE=1 cargo test -p menkan --test render` writes the expected texts anew.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::path::{Path, PathBuf};

use menkan::case::Case;
use menkan::describe::describe;
use menkan::diagnostic::Lang;
use menkan::policy::Policy;
use menkan::render::tree::Tree;
use menkan::render::{COLUMNS, decision_text};
use menkan::source::SourceFile;
use unicode_width::UnicodeWidthStr as _;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/render")
}

fn sample() -> Policy {
    let text = std::fs::read_to_string(folder().join("sample.menkan")).unwrap();
    Policy::parse(SourceFile::new("sample.menkan", &text), &()).unwrap_or_else(|rejected| panic!("{rejected}"))
}

fn compare(name: &str, shown: &str) {
    let path = folder().join(name);
    if std::env::var_os("MENKAN_UPDATE").is_some() {
        std::fs::write(&path, shown).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(expected, shown, "{name} is shown otherwise; MENKAN_UPDATE=1 accepts it");
}

fn both(show: impl Fn(Lang) -> String) -> String {
    format!("{}\n{}\n{}", show(Lang::En), "=".repeat(COLUMNS), show(Lang::Zh))
}

#[test]
fn decisions_are_told_as_expected() {
    let policy = sample();
    for name in ["granted", "open", "refused", "waived"] {
        let json = std::fs::read(folder().join(format!("{name}.json"))).unwrap();
        let case = Case::read(policy.model(), &json).unwrap_or_else(|errors| panic!("{name}: {errors}"));
        let decision = policy.decide(&case).unwrap();
        let shown = both(|lang| decision_text(&decision, policy.model(), lang));
        assert!(shown.lines().all(|line| line.width() <= COLUMNS), "{shown}");
        compare(&format!("{name}.txt"), &shown);
    }
}

#[test]
fn diagrams_are_drawn_as_expected() {
    let policy = sample();
    let law = policy.at(jiff::civil::date(2024, 8, 1)).unwrap();
    let named = ["means", "outcome", "fee", "forms", "review_by"];
    let definitions = named.map(|name| policy.model().definition_named(name).unwrap());
    let tree = Tree::of(&law, &definitions);
    compare("tree.txt", &both(|lang| tree.to_text(lang)));
    let small = Tree::of(&law, &definitions[4..]);
    compare("tree.mmd", &both(|lang| small.to_mermaid(lang)));
    compare("tree.dot", &both(|lang| small.to_dot(lang)));
    compare("tree.json", &format!("{}\n", small.to_json()));
}

#[test]
fn a_policy_is_described_as_expected() {
    let description = describe(sample().model());
    compare("sample.txt", &both(|lang| description.to_text(lang)));
    compare("sample.json", &format!("{}\n", description.to_json()));
}
