//! The parser over whole policies.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::path::Path;

use menkan::diagnostic::Lang;
use menkan::source::FileId;
use menkan::syntax::ast::{ExprKind, File, Ident, ItemKind, Names};
use menkan::syntax::{parse, parse_bytes, print};

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The example and the shipped policies.
fn policies() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shipped = std::fs::read_dir(root.join("../menkan-policies/policies")).expect("it is part of the repository");
    let paths = shipped.map(|entry| entry.expect("it can be listed").path());
    let mut policies: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "menkan"))
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("it can be read")))
        .collect();
    policies.push(("example".to_owned(), fixture("example.menkan")));
    policies
}

#[test]
fn the_example_policy_reads_without_a_word_of_complaint() {
    let parsed = parse(&fixture("example.menkan"), FileId(0));
    assert_eq!(parsed.diagnostics, []);
    assert_eq!(parsed.file.items.len(), 25);
}

#[test]
fn shipped_policies_read_back_from_either_print() {
    for (name, text) in policies() {
        let mut written = parse(&text, FileId(0));
        assert_eq!(written.diagnostics, [], "{name}");
        written.file.comments.clear();
        for lang in [Lang::En, Lang::Zh] {
            let printed = print::file(&written.file, lang, &print::as_written);
            let read = parse(&printed, FileId(0));
            assert_eq!(read.diagnostics, [], "{printed}");
            assert!(read.file == written.file, "{printed}");
            let wide = printed.lines().find(|line| unicode_width::UnicodeWidthStr::width(*line) > print::WIDTH);
            // A string is never broken.
            assert!(wide.is_none_or(|line| line.contains('"')), "{wide:?}");
        }
    }
}

#[test]
fn the_guide_lists_every_keyword() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/language.md");
    let guide = std::fs::read_to_string(path).expect("the guide is part of the repository");
    let listed =
        |entry: &menkan::syntax::keywords::Keyword| guide.contains(&format!("| `{}` | `{}` |", entry.en, entry.zh));
    let unlisted: Vec<_> = menkan::syntax::keywords::KEYWORDS.iter().filter(|entry| !listed(entry)).collect();
    assert!(unlisted.is_empty(), "{unlisted:?}");
}

/// The tree of a text that has nothing wrong with it, without its comments.
fn tree(text: &str) -> File {
    let parsed = parse(text, FileId(0));
    assert_eq!(parsed.diagnostics, [], "{text}");
    File { comments: Vec::new(), ..parsed.file }
}

/// Every name that a file declares in both forms, by either form.
fn dictionary(file: &File) -> BTreeMap<String, Names> {
    let mut names = Vec::new();
    names.extend(file.header.iter().map(|header| header.names.clone()));
    for item in &file.items {
        match &item.kind {
            ItemKind::Instrument(instrument) => names.push(instrument.names.clone()),
            ItemKind::Fact(fact) => {
                names.extend(fact.names.clone());
                names.extend(values(&fact.ty.kind));
            }
            ItemKind::Parameter(parameter) => names.push(parameter.names.clone()),
            ItemKind::Definition(definition) => {
                names.push(definition.names.clone());
                names.extend(definition.ty.iter().flat_map(|ty| values(&ty.kind)));
            }
            ItemKind::Exemption(exemption) => names.push(exemption.names.clone()),
            ItemKind::Action(action) => names.push(action.clone()),
            _ => {}
        }
    }
    let forms = |names: Names| {
        [names.ascii.clone(), names.han.clone()]
            .into_iter()
            .flatten()
            .map(move |form| (form.text.to_string(), names.clone()))
    };
    names.into_iter().flat_map(forms).collect()
}

fn values(ty: &menkan::syntax::ast::TypeKind) -> Vec<Names> {
    match ty {
        menkan::syntax::ast::TypeKind::OneOf(values) | menkan::syntax::ast::TypeKind::SetOf(values) => values.clone(),
        _ => Vec::new(),
    }
}

#[test]
fn either_language_gives_the_same_policy() {
    let english = tree(&fixture("example.menkan"));
    let dictionary = dictionary(&english);
    let han = |ident: &Ident| dictionary.get(&*ident.text)?.han.as_ref().map(|form| form.text.to_string());
    let ascii = |ident: &Ident| dictionary.get(&*ident.text)?.ascii.as_ref().map(|form| form.text.to_string());
    let chinese = tree(&print::file(&english, Lang::Zh, &han));
    assert_ne!(chinese, english, "references were translated");
    assert_eq!(print::file(&chinese, Lang::En, &ascii), print::file(&english, Lang::En, &ascii));
}

#[test]
fn full_width_punctuation_and_blanks_read_as_ascii() {
    let text = fixture("example.menkan");
    let mut wide = String::new();
    let (mut inside, mut comment) = (false, false);
    for c in text.chars() {
        match c {
            '"' if !comment => inside = !inside,
            '#' if !inside => comment = true,
            '\n' => comment = false,
            _ => {}
        }
        wide.push(match c {
            _ if inside || comment => c,
            ',' => '，',
            ':' => '：',
            ';' => '；',
            '(' => '（',
            ')' => '）',
            '{' => '｛',
            '}' => '｝',
            '/' => '／',
            '*' => '×',
            '"' => '"',
            c => c,
        });
    }
    let wide = wide.replace("    ", "\u{3000}\u{3000}").replace("  ", "\u{3000}");
    assert!(wide.contains('｛') && wide.contains('\u{3000}'));
    assert_eq!(tree(&wide), tree(&text));
}

#[test]
fn line_breaks_and_a_byte_order_mark_do_not_matter() {
    let text = fixture("example.menkan");
    assert_eq!(tree(&text.replace('\n', "\r\n")), tree(&text));
    assert_eq!(tree(&format!("\u{FEFF}{text}")), tree(&text));
    assert_eq!(parse_bytes(text.as_bytes(), FileId(0)).diagnostics, []);
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_place() {
    let parsed = parse_bytes(b"policy p\naction \xFF\n", FileId(0));
    assert_eq!(parsed.diagnostics.len(), 1);
    assert_eq!((parsed.diagnostics[0].code.0, parsed.diagnostics[0].span.start), ("M0001", 16));
    let parsed = parse_bytes(b"policy p\naction a\0\n", FileId(0));
    assert_eq!((parsed.diagnostics[0].code.0, parsed.diagnostics[0].span.start), ("M0002", 17));
}

#[test]
fn citations_are_read_as_the_law_writes_them() {
    let cite = |text: &str| {
        let file = tree(&format!("policy p\ndefine d when a cite law {text}\n"));
        match &file.items[0].kind {
            ItemKind::Definition(definition) => {
                let cite = &definition.source.cites[0];
                (cite.article, cite.paragraph, cite.item)
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(cite(""), (None, None, None));
    for text in ["31", "第三十一条", "第31条"] {
        assert_eq!(cite(text), (Some(31), None, None), "{text}");
    }
    for text in [
        "42(1)(3)",
        "42 (1) (3)",
        "42（1）（3）",
        "第四十二条第一款第三项",
        "第四十二条 第一款 第（三）项",
        "第42条第1款第3项",
    ] {
        assert_eq!(cite(text), (Some(42), Some(1), Some(3)), "{text}");
    }
    for text in ["32 item 2", "32 项 2", "第三十二条第二项", "第三十二条第(二)项"] {
        assert_eq!(cite(text), (Some(32), None, Some(2)), "{text}");
    }
    assert_eq!(cite("43(2)"), (Some(43), Some(2), None));
}

#[test]
fn keywords_are_names_where_a_name_stands() {
    let file = tree(
        "policy p\n\
         fact rule, when, cite, from.x / 规则, shall, days, test / 依据 : boolean\n\
         define open / 待定 when rule and when and not cite cite law 3\n\
         define given when shall is days and shall rule\n\
         decision say : one of shall / 应当, may / 可以\n  \
         rule rule: shall when shall act cite law\n  \
         otherwise may cite law\n",
    );
    assert_eq!(file.items.len(), 4);
}

#[test]
fn a_period_behind_a_citation_limits_it_and_on_a_line_of_its_own_the_clause() {
    let file =
        tree("policy p\ndefine d\n  clause a when b cite law 3 from 2020-01-01\n    from 2021-01-01 to 2022-12-31\n");
    let ItemKind::Definition(definition) = &file.items[0].kind else { panic!("{file:?}") };
    let source = &definition.body.clauses[0].source;
    assert!(source.cites[0].period.is_some());
    assert_eq!(source.periods.len(), 1);
    assert_eq!(source.periods[0].to.map(|day| day.to_string()).as_deref(), Some("2022-12-31"));
}

#[test]
fn a_dash_is_a_bullet_only_where_a_list_is_open() {
    let file = tree("policy p\ndefine d : CNY is a\n  - b\n  - c\n");
    let ItemKind::Definition(definition) = &file.items[0].kind else { panic!("{file:?}") };
    assert!(matches!(definition.body.is.as_ref().map(|is| &is.kind), Some(ExprKind::Arithmetic { .. })));
    let file =
        tree("policy p\ndefine d when not any of\n  - a\n  - any of\n    - b\n      or c\n    - d\n  cite law\n");
    let ItemKind::Definition(definition) = &file.items[0].kind else { panic!("{file:?}") };
    assert_eq!(definition.source.cites.len(), 1);
    assert_eq!(
        definition.body.when.as_ref().map(|when| print::expr(when, Lang::En, &print::as_written)).as_deref(),
        Some("not (a or ((b or c) or d))")
    );
}
