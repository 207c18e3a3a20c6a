//! Syntax tree to text, in either language: the canonical form that digests are taken of and people are shown.
//!
//! What is printed reads back as the same tree. Declared names are printed in both their forms, the language's own
//! first; a reference is printed as [`Names`] translates it, else as it was written. Comments are not printed.

mod expr;
mod fill;
mod item;

use crate::diagnostic::Lang;
pub(super) use item::article;

use super::ast::{Expr, File, Header, Ident, Item, Words};
use super::keywords::Kw;

/// How many columns a printed line may take, as a terminal shows them (a Chinese character takes two).
pub const WIDTH: usize = 120;

/// Translates a reference into the language of the print; `None` leaves it as it was written.
pub type Names<'n> = &'n dyn Fn(&Ident) -> Option<String>;

/// The translation that leaves every reference as it was written.
#[must_use]
pub fn as_written(_: &Ident) -> Option<String> {
    None
}

/// A whole file: the `policy` line, then the items in the order of the tree.
#[must_use]
pub fn file(file: &File, lang: Lang, names: Names<'_>) -> String {
    let header = file.header.iter().map(|this| header(this, lang, names));
    let items = file.items.iter().map(|this| item(this, lang, names));
    header.chain(items).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The `policy` line and its `answers`, with a line break at the end.
#[must_use]
pub fn header(header: &Header, lang: Lang, names: Names<'_>) -> String {
    let printer = Printer { lang, names };
    printer.header(header).text()
}

/// One item, with a line break at the end; nothing for an item that could not be read.
#[must_use]
pub fn item(item: &Item, lang: Lang, names: Names<'_>) -> String {
    let printer = Printer { lang, names };
    printer.item(&item.kind).map(|block| block.text()).unwrap_or_default()
}

/// One expression, on one line.
#[must_use]
pub fn expr(expr: &Expr, lang: Lang, names: Names<'_>) -> String {
    Printer { lang, names }.expr(expr)
}

/// The language and the names of one print.
#[derive(Clone, Copy)]
struct Printer<'n> {
    lang: Lang,
    names: Names<'n>,
}

impl Printer<'_> {
    fn kw(&self, keyword: Kw) -> &'static str {
        keyword.text(self.lang)
    }

    fn name(&self, ident: &Ident) -> String {
        (self.names)(ident).unwrap_or_else(|| ident.text.to_string())
    }

    fn name_list(&self, idents: &[Ident]) -> String {
        idents.iter().map(|ident| self.name(ident)).collect::<Vec<_>>().join(", ")
    }

    /// Chinese first, as where neither side or both have Han the first is the Chinese one.
    fn words(&self, words: &Words) -> String {
        let texts: Vec<_> = [&words.zh, &words.en].into_iter().flatten().map(|text| quoted(text)).collect();
        texts.join(" / ")
    }
}

pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
