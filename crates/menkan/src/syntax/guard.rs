//! What a segment must keep to before pest sees it: bounded size and nesting, brackets in pairs, numbers and dates
//! that read as one thing only.

use crate::diagnostic::Diagnostic;

use super::layout::Segment;
use super::limits::{MAX_DEPTH, MAX_PART_BYTES};
use super::token::{Token, TokenKind, tokens};

/// The first thing that keeps a segment from the grammar, where there is one. `depth` is how deep it stands itself:
/// a bullet stands in the brackets and bullets around it.
pub(crate) fn check(segment: &Segment, depth: usize) -> Option<Diagnostic> {
    if segment.text.len() > MAX_PART_BYTES {
        let span = segment.place(0, 0);
        return Some(Diagnostic::part_too_long(span, segment.text.len(), MAX_PART_BYTES));
    }
    let mut brackets: Vec<Token<'_>> = Vec::new();
    let mut branches = depth;
    // The two tokens before.
    let mut before: [Option<Token<'_>>; 2] = [None, None];
    for token in tokens(&segment.text) {
        match (token.kind, token.text) {
            (TokenKind::Sign, "(" | "（" | "{" | "｛" | "[" | "［" | "【") => {
                brackets.push(token);
                branches += 1;
            }
            (TokenKind::Sign, close @ (")" | "）" | "}" | "｝" | "]" | "］" | "】")) => match brackets.pop() {
                Some(open) if shape(open.text) == shape(close) => branches -= 1,
                open => {
                    let open = open.map(|open| segment.place(open.start, open.end()));
                    return Some(Diagnostic::stray_bracket(segment.place(token.start, token.end()), close, open));
                }
            },
            (TokenKind::Word, "if" | "如果" | "between" | "相距年数" | "相距月数" | "where" | "其中") => {
                branches += 1
            }
            (TokenKind::Date, text) if looks_like_date(text) && !is_date(text) => {
                return Some(Diagnostic::bad_date(segment.place(token.start, token.end()), text));
            }
            (TokenKind::Number, text) => {
                if let [Some(whole), Some(comma)] = before
                    && is_grouped(whole, comma, token)
                {
                    let span = segment.place(whole.start, token.end());
                    return Some(Diagnostic::grouped_digits(span, whole.text, text));
                }
            }
            _ => {}
        }
        if branches > MAX_DEPTH {
            return Some(Diagnostic::too_deep(segment.place(token.start, token.end()), MAX_DEPTH));
        }
        before = [before[1], Some(token)];
    }
    let open = brackets.first()?;
    Some(Diagnostic::unclosed_bracket(segment.place(open.start, open.end()), open.text))
}

/// Which brackets go together.
fn shape(bracket: &str) -> u8 {
    match bracket {
        "{" | "}" | "｛" | "｝" => 1,
        "[" | "]" | "［" | "］" | "【" | "】" => 2,
        _ => 0,
    }
}

/// `2024-8-1` is meant as a date; without this it would be read as a subtraction.
fn looks_like_date(text: &str) -> bool {
    let lengths: Vec<_> = text.split('-').map(str::len).collect();
    matches!(lengths[..], [4, 1..=2, 1..=2])
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

/// `1,000` is meant as a thousand; without this it would be read as 1 and 0.
fn is_grouped(whole: Token<'_>, comma: Token<'_>, rest: Token<'_>) -> bool {
    whole.kind == TokenKind::Number
        && matches!(comma.text, "," | "，")
        && whole.end() == comma.start
        && comma.end() == rest.start
        && (1..=3).contains(&whole.text.len())
        && rest.text.split('.').next().is_some_and(|digits| digits.len() == 3)
}
