//! Texts before and after they are laid out: each policy in `tests/ui/format` beside what comes of it in both languages.
//!
//! `MENKAN_UPDATE=1 cargo test -p menkan --test format` writes the expected texts anew.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test may fail")]

mod trees;

use std::path::{Path, PathBuf};

use menkan::diagnostic::Lang;
use menkan::diagnostic::render::{Color, render_text};
use menkan::format::format;
use menkan::source::{FileId, SourceFile};
use menkan::syntax::ast::File;
use menkan::syntax::format::{Wording, file, language};
use menkan::syntax::{limits, parse, print};
use proptest::prelude::*;

fn texts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/format");
    let entries = std::fs::read_dir(folder).expect("the folder is part of the repository");
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|it| it == "menkan")).collect();
    paths.sort();
    paths
}

/// What comes of a text in its own language and in either, and what is said of it.
fn after(name: &str, text: &str) -> String {
    let languages = [("own language", None), ("English", Some(Lang::En)), ("Chinese", Some(Lang::Zh))];
    let mut all = String::new();
    for (title, lang) in languages {
        let formatted = format(&SourceFile::new(name, text), &(), lang);
        let told =
            [Lang::En, Lang::Zh].map(|to| render_text(&formatted.diagnostics, &formatted.sources, to, Color::Plain));
        all += &format!("==== {title}\n{}{}", formatted.text, told.concat());
        let again = format(&SourceFile::new(name, &formatted.text), &(), lang);
        assert_eq!(again.text, formatted.text, "{name} laid out twice");
    }
    all
}

#[test]
fn texts_are_laid_out_as_expected() {
    let mut wrong = Vec::new();
    for path in texts() {
        let text = std::fs::read_to_string(&path).expect("it can be read");
        let found = after(&path.file_name().expect("it has a name").to_string_lossy(), &text);
        let expected = path.with_extension("txt");
        if std::env::var_os("MENKAN_UPDATE").is_some() {
            std::fs::write(&expected, &found).expect("it can be written");
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != found {
            wrong.push(format!("{}\n{found}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn laid_out(text: &str, wording: Wording<'_>) -> String {
    file(text, &parse(text, FileId(0)), wording)
}

fn tree(text: &str) -> File {
    let parsed = parse(text, FileId(0));
    assert_eq!(parsed.diagnostics, [], "{text}");
    File { comments: Vec::new(), ..parsed.file }
}

/// The comments of a text in order, by their words.
fn comments(text: &str) -> Vec<String> {
    parse(text, FileId(0)).file.comments.iter().map(|comment| comment.text.to_string()).collect()
}

/// A text with comments behind some of its lines and between others.
fn commented(text: &str, throws: &[u8]) -> String {
    let mut out = String::new();
    for (number, (line, throw)) in text.lines().zip(throws.iter().cycle()).enumerate() {
        let indent = usize::from(throw >> 4);
        match throw % 4 {
            0 => out += &format!("{:indent$}# above {number}\n{line}\n", ""),
            1 => out += &format!("{line} # behind {number}\n"),
            2 => out += &format!("\n{line}\n\n"),
            _ => out += &format!("{line}\n"),
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases / 4,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn trees_at_random_are_laid_out_without_loss(
        written in trees::file(),
        throws in proptest::collection::vec(any::<u8>(), 1..40),
        chinese in any::<bool>(),
    ) {
        let text = print::file(&written, if chinese { Lang::Zh } else { Lang::En }, &print::as_written);
        let text = commented(&text, &throws);
        let [as_written, english] = [Wording::AsWritten, Wording::In(Lang::En, &print::as_written)].map(|wording| laid_out(&text, wording));
        let chinese = laid_out(&text, Wording::In(Lang::Zh, &print::as_written));
        for (after, wording) in [
            (&as_written, Wording::AsWritten),
            (&english, Wording::In(Lang::En, &print::as_written)),
            (&chinese, Wording::In(Lang::Zh, &print::as_written)),
        ] {
            prop_assert!(tree(after) == tree(&text), "{text}\n{after}");
            prop_assert_eq!(comments(after), comments(&text), "{}\n{}", text, after);
            prop_assert_eq!(&laid_out(after, wording), after);
        }
        prop_assert_eq!(&laid_out(&chinese, Wording::In(Lang::En, &print::as_written)), &english);
        prop_assert_eq!(&laid_out(&english, Wording::In(Lang::Zh, &print::as_written)), &chinese);
    }
}

#[test]
fn a_text_has_the_language_of_the_keyword_that_begins_it() {
    assert_eq!(language("# 注释\n\npolicy p / 甲\n"), Lang::En);
    assert_eq!(language("# a comment\n政策 p / 甲\n"), Lang::Zh);
    assert_eq!(language("\u{FEFF}政策 甲 / p\n"), Lang::Zh);
    assert_eq!(language(""), Lang::En);
}

#[test]
fn what_is_too_large_or_too_broken_is_left_as_it_is() {
    let many = "policy p\n".to_owned() + &"action   a\n".repeat(limits::MAX_ITEMS + 5);
    let broken = "policy p\n".to_owned() + &"nonsense   here\n".repeat(limits::MAX_DIAGNOSTICS + 5);
    for text in [many, broken, " ".repeat(limits::MAX_BYTES + 1)] {
        assert_eq!(laid_out(&text, Wording::AsWritten), text);
    }
    assert_eq!(laid_out("", Wording::AsWritten), "");
    assert_eq!(laid_out("\n\n# alone\n\n\n", Wording::AsWritten), "# alone\n");
}

#[test]
fn what_nests_to_the_limit_is_laid_out() {
    let deep = limits::MAX_DEPTH - 1;
    for condition in [
        format!("{}a{}", "(".repeat(deep), ")".repeat(deep)),
        format!("{}a", "not ".repeat(deep)),
        format!("{}else c", "if a then b ".to_owned() + &"else if a then b ".repeat(deep - 1)),
        format!(
            "all of\n{}",
            (1..deep).map(|depth| format!("{:depth$}- all of\n", "")).collect::<String>() + &" ".repeat(deep) + "- a"
        ),
    ] {
        let text = format!("policy p\ndefine d when {condition}\n");
        let after = laid_out(&text, Wording::In(Lang::Zh, &print::as_written));
        assert!(tree(&after) == tree(&text), "{after}");
        assert_eq!(laid_out(&after, Wording::In(Lang::Zh, &print::as_written)), after);
    }
}
