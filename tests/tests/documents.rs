//! Every policy that a document shows can be read, and the table of keywords is the library's.
#![allow(missing_docs)]

use std::fs;
use std::path::Path;

use menkan::source::FileId;
use menkan::syntax;
use menkan::syntax::keywords::KEYWORDS;
use menkan_tests::documents::{blocks, policies, root};

/// The documents that show policies.
const DOCUMENTS: [&str; 2] = ["docs/language.md", "docs/language.zh.md"];

#[test]
fn every_policy_that_a_document_shows_can_be_read() {
    for document in DOCUMENTS {
        let markdown = fs::read_to_string(root().join(document)).unwrap();
        let shown = policies(&blocks(Path::new(document), &markdown)).unwrap();
        assert!(!shown.is_empty(), "{document} shows no policy");
        for policy in shown {
            let parsed = syntax::parse(&policy.text, FileId::default());
            let messages: Vec<&str> = parsed.diagnostics.iter().map(|each| each.message.en.as_str()).collect();
            assert!(messages.is_empty(), "{}: {}", policy.place, messages.join("; "));
        }
    }
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
