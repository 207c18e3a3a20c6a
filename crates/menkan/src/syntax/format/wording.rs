//! Words of a text in the language asked for.

use crate::diagnostic::Lang;
use crate::source::Span;
use crate::syntax::ast::Ident;
use crate::syntax::keywords::{KEYWORDS, Kw, Place};
use crate::syntax::lower::{phrase, unquoted_text};
use crate::syntax::print::{article, quoted};
use crate::syntax::token::has_han;
use crate::syntax::{numeral, token};

use super::Wording;

/// The article, paragraph and item that a citation names.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Article {
    pub(super) article: Option<u32>,
    pub(super) paragraph: Option<u32>,
    pub(super) item: Option<u32>,
}

impl Wording<'_> {
    /// A keyword that stands in one of these places, the first that knows it.
    pub(super) fn keyword(&self, written: &str, places: &[Place]) -> String {
        let written = phrase(written);
        match (self, places.iter().find_map(|place| Kw::find(*place, &written))) {
            (Self::In(lang, _), Some(keyword)) => keyword.text(*lang).to_owned(),
            (Self::In(..), None) | (Self::AsWritten, _) => written.into_owned(),
        }
    }

    /// One keyword, whatever was written for it.
    pub(super) fn said(&self, keyword: Kw, written: &str) -> String {
        match self {
            Self::In(lang, _) => keyword.text(*lang).to_owned(),
            Self::AsWritten => phrase(written).into_owned(),
        }
    }

    /// A word that refers to something, or is a value of the language.
    pub(super) fn reference(&self, written: &str, span: Span, place: Place) -> String {
        let Self::In(_, names) = self else { return written.to_owned() };
        match names(&Ident { text: written.into(), span }) {
            Some(name) => name,
            None => self.keyword(written, &[place]),
        }
    }

    /// A name that is mentioned by one of its forms, or declared with one.
    pub(super) fn mention(&self, written: &str, span: Span) -> String {
        match self {
            Self::In(_, names) => names(&Ident { text: written.into(), span }).unwrap_or_else(|| written.to_owned()),
            Self::AsWritten => written.to_owned(),
        }
    }

    /// Both forms of a declared name, the language's own first.
    pub(super) fn pair<'f>(&self, first: &'f str, second: &'f str) -> [&'f str; 2] {
        let turned = match self {
            Self::In(Lang::Zh, _) => !has_han(first) && has_han(second),
            Self::In(Lang::En, _) => has_han(first) && !has_han(second),
            Self::AsWritten => false,
        };
        if turned { [second, first] } else { [first, second] }
    }

    /// An article as the language cites it; as it was written, where nothing else was asked for.
    pub(super) fn article(&self, cited: Article, written: Lang) -> String {
        let lang = match self {
            Self::In(lang, _) => *lang,
            Self::AsWritten => written,
        };
        article(lang, cited.article, cited.paragraph, cited.item)
    }
}

/// A string between the plain quotes.
pub(super) fn string(written: &str) -> String {
    quoted(&unquoted_text(written))
}

/// A sign in its ASCII form.
pub(super) fn sign(written: &str) -> &str {
    match written {
        "＋" => "+",
        "－" => "-",
        "＊" | "×" => "*",
        "／" | "÷" => "/",
        "．．" => "..",
        "：" => ":",
        "，" | "、" => ",",
        "；" => ";",
        "（" => "(",
        "）" => ")",
        "［" | "【" => "[",
        "］" | "】" => "]",
        "｛" => "{",
        "｝" => "}",
        other => other,
    }
}

/// 第四十二条第一款第三项
pub(super) fn article_in_chinese(written: &str) -> Option<Article> {
    let mut cited = Article::default();
    let mut rest = written.trim_start_matches('第');
    while let Some(end) = rest.find(['条', '款', '项']) {
        let (count, behind) = rest.split_at(end);
        let count = numeral::parse(count.trim_matches(['(', ')', '（', '）']));
        match behind.chars().next() {
            Some('条') => cited.article = Some(count?),
            Some('款') => cited.paragraph = Some(count?),
            _ => cited.item = Some(count?),
        }
        rest = behind['条'.len_utf8()..].trim_start_matches([' ', '第']);
    }
    Some(cited)
}

/// `25(1)(4)`: article, paragraph, item; `32 item 2`: article and item.
pub(super) fn article_in_numbers(written: &str) -> Option<Article> {
    let mut cited = Article::default();
    let mut item = false;
    for token in token::tokens(written) {
        match token.kind {
            token::TokenKind::Word => item = true,
            token::TokenKind::Number => {
                let count = Some(token.text.parse().ok()?);
                let slot = match (cited.article, cited.paragraph) {
                    (None, _) => &mut cited.article,
                    (Some(_), None) if !item => &mut cited.paragraph,
                    (Some(_), _) => &mut cited.item,
                };
                *slot = count;
            }
            token::TokenKind::Date
            | token::TokenKind::String
            | token::TokenKind::List
            | token::TokenKind::OwnLine
            | token::TokenKind::Sign => {}
        }
    }
    Some(cited)
}

/// Where the keywords of heads and parts are looked for, in this order: 不超过 is a band before it is a comparison.
pub(super) const KEYWORD_PLACES: &[Place] =
    &[Place::Item, Place::Line, Place::Part, Place::Operator, Place::Value, Place::Type];

/// Whether a text at the beginning of a line would be read as something else than more of the line above.
pub(super) fn begins_anew(text: &str) -> bool {
    match crate::syntax::layout::first_word(text) {
        Some(word) => {
            matches!(word, "from" | "to" | "自" | "至" | "as")
                || KEYWORDS.iter().any(|entry| entry.place == Place::Line && (entry.en == word || entry.zh == word))
        }
        None => text.starts_with(['-', '－']),
    }
}
