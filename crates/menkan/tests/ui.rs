//! What authors are told: each policy in `tests/ui` beside what the checker says of it, in both languages.
//!
//! `MENKAN_UPDATE=1 cargo test -p menkan --test ui` writes the expected texts anew.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test may fail")]

use std::path::{Path, PathBuf};

use menkan::diagnostic::render::{Color, render_text};
use menkan::diagnostic::{Diagnostic, Lang};
use menkan::policy::{Library, Policy};
use menkan::source::{SourceFile, Sources};
use menkan::syntax::parse;

fn policies(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui").join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder is part of the repository")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "menkan"))
        .collect();
    paths.sort();
    paths
}

fn source(path: &Path) -> SourceFile {
    let text = std::fs::read_to_string(path).expect("it can be read");
    SourceFile::new(&path.file_name().expect("it has a name").to_string_lossy(), &text)
}

fn told(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    [Lang::En, Lang::Zh].map(|lang| render_text(diagnostics, sources, lang, Color::Plain)).concat()
}

/// What the parser says of a file.
fn told_by_the_parser(path: &Path) -> String {
    let file = source(path);
    let mut sources = Sources::default();
    let id = sources.add(file.clone());
    told(&parse(file.text(), id).diagnostics, &sources)
}

/// The policies beside a policy, under the names of their files.
struct Beside<'p>(&'p Path);

impl Library for Beside<'_> {
    fn source(&self, name: &str) -> Option<SourceFile> {
        let path = self.0.with_file_name(format!("{name}.menkan"));
        path.exists().then(|| source(&path))
    }

    fn names(&self) -> Vec<String> {
        let names = policies("model").into_iter().filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()));
        names.collect()
    }
}

/// What the checker says of a policy and its parents.
fn told_by_the_checker(path: &Path) -> String {
    match Policy::parse(source(path), &Beside(path)) {
        Ok(policy) => told(policy.warnings(), policy.sources()),
        Err(rejected) => told(&rejected.diagnostics, &rejected.sources),
    }
}

#[test]
fn syntax_errors_are_told_as_expected() {
    compare("syntax", told_by_the_parser);
}

#[test]
fn what_is_wrong_with_a_policy_is_told_as_expected() {
    compare("model", told_by_the_checker);
}

type Text = fn() -> String;

/// Kinds that take more text than anyone wants to read here.
const LIMITS: [(&str, Text); 6] = [
    ("M0105", || "policy l0 / 零 extends l1\n".to_owned()),
    ("M0111", || {
        let values: Vec<String> = (0..201).map(|value| format!("v{value} / 值{value}")).collect();
        format!("policy t / 甲\n  answers d\nfact f / 事 : one of {}\n  ask \"?\" / \"?\"\n", values.join(", "))
    }),
    ("M0239", || {
        let values: Vec<String> = (0..200).map(|value| format!("v{value} / 值{value}")).collect();
        let facts = "fact f / 事, g / 物 : set of ";
        let same = vec!["f is g"; 1300].join(" or ");
        format!(
            "policy t / 甲\n  answers d\n{facts}{}\n  ask \"?\" / \"?\"\ndefine d / 乙 when {same}\n",
            values.join(", ")
        )
    }),
    ("M0324", || {
        let row = |year: u32| {
            let bands: Vec<String> = (1..=600).map(|band| format!("at most {}: 1", band * 1200 + year)).collect();
            format!("  from {year}-01-01 {}, above: 2\n", bands.join(", "))
        };
        let fact = "fact f / 事 : CNY\n  ask \"?\" / \"?\"\n";
        format!("policy t / 甲\n  answers d\n{fact}parameter p / 数 by f : CNY\n{}{}", row(2020), row(2021))
    }),
    ("M0402", || {
        let chain = (1..300).map(|place| format!("define d{place} / 第{place}号 when d{}\n", place - 1));
        format!("policy t / 甲\n  answers d\ndefine d0 / 第0号 when yes\n{}", chain.collect::<String>())
    }),
    ("M0422", || {
        let rules = (0..1001).map(|rule| format!("  rule r{rule}: 1 cite none \"no\"\n"));
        format!("policy t / 甲\n  answers d\ndecision d / 乙 : integer\n{}", rules.collect::<String>())
    }),
];

/// The deepest expression of every kind, on the stack that a test has.
#[test]
fn deep_expressions_do_not_overflow_the_stack() {
    let nested = |open: &str, inner: &str, close: &str| open.repeat(190) + inner + &close.repeat(190);
    let bodies = [
        format!("when {}", nested("not (", "a", ")")),
        format!("when {}", nested("(a is ", "a", ")")),
        format!("when {}", nested("(", "a", " is yes)")),
        format!("when {}", nested("if a then a else ", "a", "")),
        format!("when {}", nested("if ", "a", " then a else a")),
        format!("when {} is 3", nested("-", "x", "")),
        format!(": integer is {}", nested("if a then x else ", "3", "")),
        format!(": integer is {}", nested("x + ", "3", "")),
        format!(": integer is {}", nested("min(x, ", "3", ")")),
        format!(": integer is round({} to 1 up)", nested("(2 * ", "x", ")")),
        format!(": one of p / 丙, q / 丁 is {}", nested("if a then p else ", "q", "")),
    ];
    for body in bodies {
        let facts = "fact a / 事 : boolean\nfact x / 数 : integer 1..30\n";
        let text = format!("policy t / 甲\n  answers d\n{facts}decision d / 乙 {body} cite none \"no\"\n");
        match Policy::parse(SourceFile::new("deep.menkan", &text), &()) {
            Ok(_) => {}
            Err(rejected) => {
                let told = |diagnostic: &Diagnostic| ["M0239", "M0229", "M0004"].contains(&diagnostic.code.0);
                assert!(rejected.diagnostics.iter().any(told), "{body}: {rejected}");
            }
        }
    }
}

/// A chain of layers without an end.
struct Endless;

impl Library for Endless {
    fn source(&self, name: &str) -> Option<SourceFile> {
        let next: u32 = name.trim_start_matches('l').parse().ok()?;
        Some(SourceFile::new(name, &format!("policy {name} / 层 extends l{}\n", next + 1)))
    }
}

#[test]
fn limits_are_told() {
    for (code, text) in LIMITS {
        let found = match Policy::parse(SourceFile::new("limit.menkan", &text()), &Endless) {
            Ok(policy) => policy.warnings().to_vec(),
            Err(rejected) => rejected.diagnostics,
        };
        assert!(found.iter().any(|diagnostic| diagnostic.code.0 == code), "{code}: {found:?}");
    }
}

/// Every kind of diagnostic of the checker is shown by some policy here.
#[test]
fn every_kind_of_diagnostic_is_shown() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shown: String = policies("model")
        .into_iter()
        .filter_map(|path| std::fs::read_to_string(path.with_extension("txt")).ok())
        .collect();
    let mut missing = Vec::new();
    for topic in ["names", "types", "units", "figures", "dates", "rules", "tests"] {
        let path = root.join(format!("src/diagnostic/catalogue/model/{topic}.rs"));
        let text = std::fs::read_to_string(path).expect("the catalogue is there");
        for code in text.split("Code(\"").skip(1).filter_map(|rest| rest.get(..5)) {
            if !shown.contains(&format!("[{code}]")) && LIMITS.iter().all(|(limit, _)| *limit != code) {
                missing.push(code.to_owned());
            }
        }
    }
    assert!(missing.is_empty(), "no policy in tests/ui/model shows {missing:?}");
}

fn compare(folder: &str, told: fn(&Path) -> String) {
    let mut wrong = Vec::new();
    for path in policies(folder) {
        let told = told(&path);
        let expected = path.with_extension("txt");
        if std::env::var_os("MENKAN_UPDATE").is_some() {
            std::fs::write(&expected, &told).expect("it can be written");
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != told {
            wrong.push(format!("{}\n{told}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
