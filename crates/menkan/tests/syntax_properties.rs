//! The parser and the printer over trees and texts made at random, and at the limits of size and depth.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test may fail")]

mod trees;

use std::path::Path;
use std::time::{Duration, Instant};

use menkan::diagnostic::Lang;
use menkan::diagnostic::render::{Color, render_text, to_json};
use menkan::source::{FileId, SourceFile, Sources};
use menkan::syntax::{limits, parse, parse_bytes, print};
use proptest::prelude::*;

fn example() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/example.menkan");
    std::fs::read_to_string(path).expect("the example is part of the repository")
}

/// Parses a text, and renders and prints all that came of it: nothing may panic, and every span lies in the text.
fn survive(text: &str) {
    let mut sources = Sources::default();
    let file = sources.add(SourceFile::new("random.menkan", text));
    let parsed = parse(text, file);
    for diagnostic in &parsed.diagnostics {
        let spans = std::iter::once(diagnostic.span)
            .chain(diagnostic.labels.iter().map(|label| label.span))
            .chain(diagnostic.fix.iter().map(|fix| fix.span));
        for span in spans {
            assert!(text.get(span.range()).is_some(), "{diagnostic:?}");
        }
    }
    let _ = render_text(&parsed.diagnostics, &sources, Lang::Zh, Color::Plain);
    let _ = to_json(&parsed.diagnostics, &sources);
    let _ = print::file(&parsed.file, Lang::En, &print::as_written);
}

proptest! {
    // A quarter of what PROPTEST_CASES says: each case is a whole file, in both languages.
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases / 4,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_printed_reads_back(file in trees::file()) {
        for lang in [Lang::En, Lang::Zh] {
            let printed = print::file(&file, lang, &print::as_written);
            let read = parse(&printed, FileId(0));
            prop_assert!(read.diagnostics.is_empty(), "{:?}\n{printed}", read.diagnostics);
            let again = print::file(&read.file, lang, &print::as_written);
            prop_assert_eq!(&again, &printed);
            prop_assert!(read.file == file, "{printed}");
        }
    }

    #[test]
    fn an_expression_is_printed_alone(expr in trees::expr()) {
        for lang in [Lang::En, Lang::Zh] {
            let printed = print::expr(&expr, lang, &print::as_written);
            let read = parse(&format!("policy p\ndefine d is {printed}\n"), FileId(0));
            prop_assert!(read.diagnostics.is_empty(), "{:?}\n{printed}", read.diagnostics);
            prop_assert_eq!(print::expr(&expr, lang, &print::as_written), printed);
        }
    }

    #[test]
    fn bytes_at_random_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = parse_bytes(&bytes, FileId(0));
        survive(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn words_at_random_never_panic(lines in proptest::collection::vec((0_usize..6, soup()), 0..30)) {
        let text: String = lines.iter().map(|(indent, words)| format!("{:indent$}{}\n", "", words.join(" "))).collect();
        survive(&text);
    }

    #[test]
    fn a_policy_with_changes_never_panics(changes in proptest::collection::vec((any::<prop::sample::Index>(), change()), 1..6)) {
        let mut text = example();
        for (index, change) in changes {
            let places: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
            if places.is_empty() { break; }
            let at = places[index.index(places.len())];
            match change {
                Change::Insert(word) => text.insert_str(at, word),
                Change::Delete(count) => {
                    let end = text[at..].char_indices().nth(count).map_or(text.len(), |(offset, _)| at + offset);
                    text.replace_range(at..end, "");
                }
            }
        }
        survive(&text);
    }
}

#[derive(Debug, Clone)]
enum Change {
    Insert(&'static str),
    Delete(usize),
}

const SCRAPS: &[&str] = &[
    "policy",
    "fact",
    "define",
    "decision",
    "amend",
    "test",
    "parameter",
    "instrument",
    "rule",
    "clause",
    "otherwise",
    "when",
    "cite",
    "say",
    "all of",
    "any of",
    "- ",
    "given",
    "expect",
    "from",
    "to",
    "2024-08-01",
    "2024-13-01",
    "1..3",
    "3.5",
    "50%",
    "(",
    ")",
    "{",
    "}",
    "\"",
    "“",
    "”",
    "「",
    "\"甲\" / \"b\"",
    ":",
    ",",
    "、",
    ";",
    "/",
    "is",
    "is at most",
    "is not",
    "not",
    "in",
    "and",
    "or",
    "if",
    "then",
    "else",
    "else if",
    "years between",
    "min(",
    "round(x to 1 up)",
    "事实",
    "定义",
    "当",
    "同时满足",
    "满足任一",
    "依据",
    "第四十二条第一款",
    "不超过",
    "属于",
    "是",
    "且",
    "或",
    "非",
    "a",
    "a.b",
    "年龄",
    "a..b",
    ".",
    "..",
    "#",
    "\t",
    "\u{3000}",
    "\n",
    "\r\n",
    "\u{0}",
    "\u{202E}",
    "\\",
    "<=",
    "==",
    "unless",
    "record",
    "list of R up to 3",
    "sum x of y",
    "none",
    "unknown \"\"",
    "one of",
    "set of",
    "CNY",
    "per month",
    "days",
    "\n  ",
    "\n    - ",
];

fn soup() -> impl Strategy<Value = Vec<&'static str>> {
    proptest::collection::vec(prop::sample::select(SCRAPS), 0..10)
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![prop::sample::select(SCRAPS).prop_map(Change::Insert), (1_usize..30).prop_map(Change::Delete),]
}

/// Parses a text on the stack that a thread has by default, and gives its codes and how long it took.
fn codes(text: String) -> Vec<&'static str> {
    let start = Instant::now();
    let codes = std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(move || {
            let parsed = parse(&text, FileId(0));
            let _ = print::file(&parsed.file, Lang::Zh, &print::as_written);
            parsed.diagnostics.iter().map(|diagnostic| diagnostic.code.0).collect::<Vec<_>>()
        })
        .expect("a thread can be started")
        .join()
        .expect("the parser does not overflow its stack");
    // A debug build on a busy machine; a release build takes milliseconds.
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    codes
}

fn condition(text: &str) -> String {
    format!("policy p\ndefine d when {text}\n")
}

#[test]
fn what_nests_to_the_limit_is_read() {
    let deep = limits::MAX_DEPTH - 1;
    for text in [
        format!("{}a{}", "(".repeat(deep), ")".repeat(deep)),
        format!("{}a", "not ".repeat(deep)),
        format!("{}a", "-".repeat(deep)),
        format!("a{}", " + b".repeat(deep)),
        format!("a{}", " days".repeat(deep)),
        format!("{}else c", "if a then b ".to_owned() + &"else if a then b ".repeat(deep - 1)),
        format!("{}a else b{}", "if a then (".repeat(deep / 2), ") else b".repeat(deep / 2)),
        format!("{}a{}", "min(".repeat(deep), ")".repeat(deep)),
        format!("{}{}", "{".repeat(deep), "}".repeat(deep)),
    ] {
        let text = if text.starts_with("if a then (") { text.replacen("a else b", "a", 1) } else { text };
        assert_eq!(codes(condition(&text)), Vec::<&str>::new(), "{}", text.get(..40).unwrap_or(&text));
    }
}

#[test]
fn what_nests_too_deep_has_one_diagnostic() {
    for many in [limits::MAX_DEPTH + 1, 2_000, 10_000] {
        for text in [
            format!("{}a{}", "(".repeat(many), ")".repeat(many)),
            format!("{}{}", "{".repeat(many), "}".repeat(many)),
            format!("{}a", "not ".repeat(many)),
            format!("{}a", "-".repeat(many)),
            format!("a{}", " + b".repeat(many)),
            format!("a{}", " days".repeat(many)),
            format!("{}else c", "if a then b ".to_owned() + &"else if a then b ".repeat(many)),
            format!("{}a", "if ".repeat(many)),
            format!("{}a", "years between ".repeat(many)),
        ] {
            let codes = codes(condition(&text));
            assert!(codes == ["M0004"] || codes == ["M0005"], "{codes:?} {}", &text[..20]);
        }
    }
    assert_eq!(codes(condition(&"(".repeat(100_000))), ["M0005"]);
    let bullets: String = (1..=1_000).map(|depth| format!("{:depth$}- all of\n", "")).collect();
    let codes = codes(format!("policy p\ndefine d when all of\n{bullets}"));
    assert_eq!(codes, ["M0004"]);
}

#[test]
fn brackets_count_the_bullets_around_them() {
    let brackets = |count| format!("{}a{}", "(".repeat(count), ")".repeat(count));
    let nested = |bullets: usize, inner: &str| {
        let lists: String = (1..=bullets).map(|depth| format!("{:depth$}- all of\n", "")).collect();
        format!("policy p\ndefine d when all of\n{lists}{:indent$}- {inner}\n", "", indent = bullets + 1)
    };
    assert_eq!(codes(nested(100, &brackets(90))), Vec::<&str>::new());
    assert_eq!(codes(nested(150, &brackets(100))), ["M0004"]);
}

#[test]
fn size_is_refused_at_once() {
    let start = Instant::now();
    let parsed = parse_bytes(&vec![b' '; 50 << 20], FileId(0));
    assert_eq!(parsed.diagnostics.len(), 1);
    assert_eq!(parsed.diagnostics[0].code.0, "M0003");
    assert!(start.elapsed() < Duration::from_secs(1));
    assert_eq!(codes("policy p\n".to_owned() + &"action a\n".repeat(limits::MAX_ITEMS + 5)), ["M0006"]);
}

#[test]
fn many_errors_are_cut_short() {
    let codes = codes("policy p\n".to_owned() + &"nonsense\n".repeat(15_000));
    assert_eq!(codes.len(), limits::MAX_DIAGNOSTICS + 1);
    assert_eq!(codes.last(), Some(&"M0007"));
}

#[test]
fn twenty_bad_rules_have_twenty_diagnostics_and_the_good_ones_are_read() {
    let rules: String = (0..20).map(|n| format!("  rule bad{n}: x when a and\n  rule good{n}: x when a\n")).collect();
    let parsed = parse(&format!("policy p\ndecision d : one of x, y\n{rules}  otherwise y\n"), FileId(0));
    assert_eq!(parsed.diagnostics.len(), 20);
    match &parsed.file.items[0].kind {
        menkan::syntax::ast::ItemKind::Definition(definition) => assert_eq!(definition.body.rules.len(), 21),
        other => panic!("{other:?}"),
    }
}
