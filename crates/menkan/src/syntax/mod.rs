//! Text to syntax tree.
//!
//! [`parse`] never stops at the first mistake: a bad item becomes [`ast::ItemKind::Unparsed`], a bad clause, rule, row
//! or bullet is left out, each with a diagnostic of its own, and all the rest is read.
//!
//! The phases: `scan` cuts a text into lines, `layout` joins lines into items and segments, `lower` gives each
//! segment to the grammar and builds the tree, `explain` turns what the grammar refuses into a diagnostic.

pub mod ast;
pub mod format;
pub mod keywords;
pub mod limits;
pub mod print;

mod explain;
mod findings;
mod guard;
mod layout;
mod lower;
pub(crate) mod numeral;
mod scan;
pub(crate) mod token;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, Span};

/// What a text holds, and what is wrong with it.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The tree. Where there are errors it lacks what could not be read, so that a model built on it would report
    /// names and rules as missing that are not: build none.
    pub file: ast::File,
    /// What is wrong, in the order of the text; at most [`limits::MAX_DIAGNOSTICS`] and one.
    pub diagnostics: Vec<Diagnostic>,
}

impl Parsed {
    /// Whether anything could not be read.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    fn refused(diagnostic: Diagnostic) -> Self {
        let file = ast::File { header: None, items: Vec::new(), comments: Vec::new() };
        Self { file, diagnostics: vec![diagnostic] }
    }
}

/// Reads the text of a policy. `file` is its number among the sources, for the spans.
#[must_use]
pub fn parse(text: &str, file: FileId) -> Parsed {
    if text.len() > limits::MAX_BYTES {
        return Parsed::refused(Diagnostic::file_too_large(Span::new(file, 0, 0), text.len(), limits::MAX_BYTES));
    }
    let mut findings = findings::Findings::default();
    let scan::Scanned { lines, comments } = scan::scan(text, file, &mut findings);
    let chunks = layout::layout(text, file, &lines, &mut findings);
    let (header, items) = lower::lower(&chunks, Span::new(file, 0, 0), &mut findings);
    Parsed { file: ast::File { header, items, comments }, diagnostics: findings.into_sorted() }
}

/// Reads the bytes of a policy file, which ought to be UTF-8.
#[must_use]
pub fn parse_bytes(bytes: &[u8], file: FileId) -> Parsed {
    if bytes.len() > limits::MAX_BYTES {
        return Parsed::refused(Diagnostic::file_too_large(Span::new(file, 0, 0), bytes.len(), limits::MAX_BYTES));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => parse(text, file),
        Err(error) => {
            let at = error.valid_up_to();
            Parsed::refused(Diagnostic::not_utf8(Span::new(file, at, at), bytes.get(at).copied().unwrap_or(0)))
        }
    }
}
