//! A logical line as words, numbers, strings and signs: for the guards before pest, and to explain what pest refuses.

use super::scan::closing_quote;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Word,
    /// Digits, with a point perhaps.
    Number,
    /// Three runs of digits with `-` between them: a date, or meant as one.
    Date,
    String,
    /// The mark of a list of bullets.
    List,
    /// The mark before a period that begins a line.
    OwnLine,
    /// Anything else: one character, or two that are meant as one sign.
    Sign,
}

/// A token and the bytes that it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'t> {
    pub(crate) kind: TokenKind,
    pub(crate) start: usize,
    pub(crate) text: &'t str,
}

impl Token<'_> {
    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// Whether a character may stand in a word.
pub(crate) fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '〇' || (!c.is_ascii() && c.is_alphabetic())
}

/// Whether a text has a Chinese character.
pub(crate) fn has_han(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c, '\u{4E00}'..='\u{9FFF}' | '〇' | '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
    })
}

/// Cuts a logical line into tokens, blanks left out.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text[at..].trim_start_matches(' ');
        at = text.len() - rest.len();
        let first = rest.chars().next()?;
        let (kind, len) = match first {
            '\u{1}' => (TokenKind::List, 1),
            '\u{2}' => (TokenKind::OwnLine, 1),
            '0'..='9' => numeral(rest),
            _ if is_letter(first) => (TokenKind::Word, word(rest)),
            _ if closing_quote(first).is_some() => (TokenKind::String, string(rest)),
            _ => (TokenKind::Sign, sign(rest, first)),
        };
        let token = Token { kind, start: at, text: &rest[..len] };
        at += len;
        Some(token)
    })
}

/// The length of the run of letters, digits, `_` and inner points that a text begins with.
fn word(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let inner_point = c == '.' && chars.peek().is_some_and(|&(_, next)| is_letter(next));
        if !is_letter(c) && !inner_point {
            return at;
        }
    }
    text.len()
}

fn numeral(text: &str) -> (TokenKind, usize) {
    let run = word(text);
    let is_number = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            && text.bytes().filter(|&b| b == b'.').count() <= 1
    };
    if !is_number(&text[..run]) {
        return (TokenKind::Word, run);
    }
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut end = digits(text);
    for _ in 0..2 {
        let Some(rest) = text[end..].strip_prefix('-') else { return (TokenKind::Number, run) };
        let more = digits(rest);
        if more == 0 {
            return (TokenKind::Number, run);
        }
        end += 1 + more;
    }
    (TokenKind::Date, end)
}

fn string(text: &str) -> usize {
    let mut chars = text.char_indices();
    let close = chars.next().and_then(|(_, open)| closing_quote(open));
    while let Some((at, c)) = chars.next() {
        if Some(c) == close {
            return at + c.len_utf8();
        }
        if c == '\\' {
            chars.next();
        }
    }
    text.len()
}

/// Signs of two characters, ours and those of other languages.
const LONG_SIGNS: &[&str] = &["..", "．．", "<=", ">=", "==", "!=", "<>", "=<", "=>", "&&", "||", "//"];

fn sign(text: &str, first: char) -> usize {
    LONG_SIGNS.iter().find(|sign| text.starts_with(**sign)).map_or(first.len_utf8(), |sign| sign.len())
}
