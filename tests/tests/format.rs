//! `menkan fmt` over policies that nobody wrote for it: generated, shipped, shown in documents; untidy and translated.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use menkan::diagnostic::Lang;
use menkan::format::format;
use menkan::policy::{Library, Policy};
use menkan::source::{FileId, SourceFile};
use menkan::syntax::print::WIDTH;
use menkan::syntax::{ast, parse};
use menkan_tests::dice::Dice;
use menkan_tests::documents::{blocks, policies, root};
use menkan_tests::generate::{Care, Generated, Size, policy};
use menkan_tests::library::Shipped;
use menkan_tests::untidy::untidy;
use unicode_width::UnicodeWidthStr as _;

/// Policies whose parents are found by name.
struct Texts(Vec<(String, String)>);

impl Library for Texts {
    fn source(&self, name: &str) -> Option<SourceFile> {
        self.0.iter().find(|(known, _)| known == name).map(|(name, text)| SourceFile::new(name, text))
    }

    fn names(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| name.clone()).collect()
    }
}

impl Texts {
    fn generated(seed: u64, size: Size) -> Self {
        let Generated { layers } = policy(seed, size, Care::Careful);
        Self(layers)
    }

    fn shipped() -> Self {
        let text = |name: String| {
            let text = Shipped.source(&name)?.text().to_owned();
            Some((name, text))
        };
        Self(Shipped::names().into_iter().filter_map(text).collect())
    }

    fn in_document(document: &str) -> Self {
        let markdown = fs::read_to_string(root().join(document)).unwrap();
        let shown = policies(&blocks(Path::new(document), &markdown)).unwrap();
        Self(shown.into_iter().map(|shown| (shown.name, shown.text)).collect())
    }

    fn digest(&self, name: &str, text: &str) -> String {
        let policy = Policy::parse(SourceFile::new(name, text), self);
        policy.unwrap_or_else(|rejected| panic!("{rejected}\n{text}")).digest().to_owned()
    }

    fn format(&self, name: &str, text: &str, lang: Option<Lang>) -> String {
        let formatted = format(&SourceFile::new(name, text), self, lang);
        assert_eq!(formatted.diagnostics, [], "{text}");
        formatted.text
    }
}

/// The comments of a text, in order, and whether each ends a line.
fn comments(text: &str) -> Vec<(String, bool)> {
    let comments = parse(text, FileId(0)).file.comments;
    comments.iter().map(|comment| (comment.text.to_string(), comment.trailing)).collect()
}

/// How many items a text has, and lines of definitions in them.
fn items(text: &str) -> Vec<String> {
    let parsed = parse(text, FileId(0));
    assert_eq!(parsed.diagnostics, [], "{text}");
    let name = |item: &ast::Item| text[item.span.0.range()].lines().next().unwrap_or("").trim().to_owned();
    parsed.file.items.iter().map(name).collect()
}

/// Every line is narrow enough, unless it is a comment, or has a string or comment that would not fit a line at all.
fn check_width(text: &str) {
    for line in text.lines().filter(|line| line.width() > WIDTH && !line.trim_start().starts_with('#')) {
        let words = line.trim_start().split(' ').count();
        let unbroken = line.contains('"') || line.contains('#');
        assert!(unbroken || words <= 2, "{} columns: {line}", line.width());
    }
}

/// All that is promised of a text that is laid out and translated.
fn check(library: &Texts, name: &str, text: &str) {
    let digest = library.digest(name, text);
    let own = library.format(name, text, None);
    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| library.format(name, text, Some(lang)));
    for laid_out in [&own, &en, &zh] {
        let (before, after) = (comments(text), comments(laid_out));
        let differs = before.iter().zip(&after).find(|(one, other)| one != other);
        assert_eq!((differs, after.len()), (None, before.len()), "{name}:\n{text}\n{laid_out}");
        assert_eq!(items(laid_out).len(), items(text).len());
        assert_eq!(&library.format(name, laid_out, None), laid_out, "laid out twice");
        check_width(laid_out);
        assert!(laid_out.ends_with('\n') && !laid_out.ends_with("\n\n") && !laid_out.contains("\n\n\n"));
        assert!(laid_out.lines().all(|line| line.trim_end() == line));
    }
    // The other two are held to the same digest by `format` itself.
    assert_eq!(library.digest(name, &zh), digest, "{text}\n{zh}");
    assert_ne!(en, zh);
    assert!(own == en || own == zh);
    assert_eq!(library.format(name, &zh, Some(Lang::En)), en, "Chinese to English");
    assert_eq!(library.format(name, &en, Some(Lang::Zh)), zh, "English to Chinese");
}

#[test]
fn generated_policies_are_laid_out_and_translated_without_loss() {
    for seed in 0..6 {
        for size in [Size::Small, Size::Large] {
            let library = Texts::generated(seed, size);
            let mut dice = Dice::new(seed);
            for (name, text) in &library.0 {
                check(&library, name, text);
                check(&library, name, &untidy(text, &mut dice));
            }
        }
    }
}

#[test]
fn shipped_policies_are_laid_out_and_translated_without_loss() {
    let library = Texts::shipped();
    assert!(library.0.len() >= 3);
    for (name, text) in &library.0 {
        check(&library, name, text);
        for seed in 0..1 {
            check(&library, name, &untidy(text, &mut Dice::new(seed)));
        }
    }
}

#[test]
fn policies_that_documents_show_are_laid_out_and_translated_without_loss() {
    for document in ["README.md", "docs/language.md", "docs/language.zh.md"] {
        let library = Texts::in_document(document);
        assert!(!library.0.is_empty(), "{document}");
        for (name, text) in &library.0 {
            check(&library, name, text);
            for seed in 0..3 {
                check(&library, name, &untidy(text, &mut Dice::new(seed)));
            }
        }
    }
}

#[test]
fn the_example_is_laid_out_and_translated_without_loss() {
    let text = fs::read_to_string(root().join("tests/fixtures/example.menkan")).unwrap();
    let library = Texts(Vec::new());
    check(&library, "example", &text);
    for seed in 0..3 {
        check(&library, "example", &untidy(&text, &mut Dice::new(seed)));
    }
}

/// However a text was laid out, it is laid out the same: only comments and blank lines tell two apart.
#[test]
fn where_lines_broke_before_does_not_matter() {
    let library = Texts::shipped();
    let without = |text: &str| -> String {
        let kept = text.lines().map(|line| line.split(" #").next().unwrap_or("").trim_end().to_owned());
        kept.filter(|line| !line.is_empty() && !line.trim_start().starts_with('#')).map(|line| line + "\n").collect()
    };
    for (name, text) in &library.0 {
        let bare = without(text);
        let tidy = library.format(name, &bare, None);
        for seed in 0..2 {
            let untidy: String = untidy(&bare, &mut Dice::new(seed));
            let untidy = without(&untidy);
            assert_eq!(library.format(name, &untidy, None), tidy, "{name}, seed {seed}");
        }
    }
}
