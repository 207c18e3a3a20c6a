//! The parser over whole policies.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;

use menkan::diagnostic::Lang;
use menkan::source::FileId;
use menkan::syntax::{parse, print};

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_example_policy_reads_without_a_word_of_complaint() {
    let parsed = parse(&fixture("example.menkan"), FileId(0));
    assert_eq!(parsed.diagnostics, []);
    assert_eq!(parsed.file.items.len(), 25);
}

#[test]
fn the_example_policy_reads_back_from_either_print() {
    let mut written = parse(&fixture("example.menkan"), FileId(0)).file;
    written.comments.clear();
    for lang in [Lang::En, Lang::Zh] {
        let printed = print::file(&written, lang, &print::as_written);
        let read = parse(&printed, FileId(0));
        assert_eq!(read.diagnostics, [], "{printed}");
        assert_eq!(read.file, written, "{printed}");
    }
}
