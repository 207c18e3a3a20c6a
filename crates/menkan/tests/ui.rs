//! What authors are told: each policy in `tests/ui` beside what the checker says of it, in both languages.
//!
//! `MENKAN_UPDATE=1 cargo test -p menkan --test ui` writes the expected texts anew.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test may fail")]

use std::path::{Path, PathBuf};

use menkan::diagnostic::Lang;
use menkan::diagnostic::render::{Color, render_text};
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

fn told(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("it can be read");
    let name = path.file_name().expect("it has a name").to_string_lossy();
    let mut sources = Sources::default();
    let file = sources.add(SourceFile::new(&name, &text));
    let diagnostics = parse(&text, file).diagnostics;
    [Lang::En, Lang::Zh].map(|lang| render_text(&diagnostics, &sources, lang, Color::Plain)).concat()
}

#[test]
fn syntax_errors_are_told_as_expected() {
    let mut wrong = Vec::new();
    for path in policies("syntax") {
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
