//! The slips that authors make often, each with a message of its own: signs and words of other languages, `unless`,
//! a full stop, full-width digits, a keyword in the middle of a line.

use crate::diagnostic::{Diagnostic, Lang, Text};
use crate::syntax::keywords::{Kw, Place};
use crate::syntax::lower::Rule;
use crate::syntax::token::TokenKind;

use super::{Refusal, nearest};

/// The slip behind a refusal, where it is a known one.
pub(super) fn find(refusal: &Refusal<'_>) -> Option<Diagnostic> {
    sign(refusal).or_else(|| comparison(refusal)).or_else(|| misspelt_comparison(refusal)).or_else(|| word(refusal))
}

/// Signs of other languages and of prose.
fn sign(refusal: &Refusal<'_>) -> Option<Diagnostic> {
    let found = refusal.found().filter(|found| found.kind == TokenKind::Sign)?;
    let span = refusal.place(found);
    let written = |en, zh| {
        let own = if refusal.lang() == Lang::Zh { zh } else { en };
        Some(Diagnostic::foreign_sign(span, found.text, own))
    };
    match found.text {
        "<=" | "=<" | "≤" | "≦" => written("is at most", "不超过"),
        ">=" | "=>" | "≥" | "≧" => written("is at least", "不低于"),
        "<" | "＜" => written("is less than", "低于"),
        ">" | "＞" => written("is more than", "高于"),
        "=" | "==" | "＝" => written("is", "是"),
        "!=" | "<>" | "≠" => written("is not", "不是"),
        "&&" | "&" | "＆" => written("and", "且"),
        "||" | "|" | "｜" => written("or", "或"),
        "!" | "！" => written("not", "非"),
        "//" => written("#", "#"),
        "'" | "‘" | "’" => written("\"", "\""),
        "." | "。" | "．" | "｡" => Some(Diagnostic::full_stop(span, found.text)),
        "," | "，" | "、" if refusal.wants(Rule::semicolon) => Some(Diagnostic::citations_by_comma(span, found.text)),
        _ => full_width(refusal),
    }
}

/// A run of full-width digits, which is no number.
fn full_width(refusal: &Refusal<'_>) -> Option<Diagnostic> {
    let found = refusal.found()?;
    let rest = refusal.segment.text.get(found.start..)?;
    let is_wide = |c: char| matches!(c, '０'..='９');
    let len = rest.find(|c: char| !(is_wide(c) || c == '．')).unwrap_or(rest.len());
    let run = rest.get(..len)?;
    if !run.starts_with(is_wide) {
        return None;
    }
    // Full-width forms stand at one distance from their ASCII ones.
    let ascii: String = run.chars().filter_map(|c| char::from_u32(u32::from(c).wrapping_sub(0xFEE0))).collect();
    Some(Diagnostic::full_width(refusal.segment.place(found.start, found.start + len), run, &ascii))
}

/// Comparisons in words that are not the language's own.
const COMPARISONS: &[(&[&str], Kw)] = &[
    (&["is", "not", "more", "than"], Kw::AtMost),
    (&["is", "no", "more", "than"], Kw::AtMost),
    (&["is", "not", "greater", "than"], Kw::AtMost),
    (&["is", "no", "greater", "than"], Kw::AtMost),
    (&["is", "less", "than", "or", "equal", "to"], Kw::AtMost),
    (&["is", "up", "to"], Kw::AtMost),
    (&["is", "not", "less", "than"], Kw::AtLeast),
    (&["is", "no", "less", "than"], Kw::AtLeast),
    (&["is", "not", "fewer", "than"], Kw::AtLeast),
    (&["is", "no", "fewer", "than"], Kw::AtLeast),
    (&["is", "greater", "than"], Kw::MoreThan),
    (&["is", "larger", "than"], Kw::MoreThan),
    (&["is", "higher", "than"], Kw::MoreThan),
    (&["is", "above"], Kw::MoreThan),
    (&["is", "over"], Kw::MoreThan),
    (&["exceeds"], Kw::MoreThan),
    (&["is", "fewer", "than"], Kw::LessThan),
    (&["is", "smaller", "than"], Kw::LessThan),
    (&["is", "lower", "than"], Kw::LessThan),
    (&["is", "below"], Kw::LessThan),
    (&["is", "under"], Kw::LessThan),
    (&["is", "less", "then"], Kw::LessThan),
    (&["is", "more", "then"], Kw::MoreThan),
    (&["is", "most"], Kw::AtMost),
    (&["is", "least"], Kw::AtLeast),
    (&["is", "equal", "to"], Kw::Is),
    (&["is", "not", "equal", "to"], Kw::IsNot),
    (&["equals"], Kw::Is),
    (&["is", "one", "of"], Kw::In),
    (&["is", "not", "in"], Kw::NotIn),
    (&["is", "in"], Kw::In),
    (&["小于等于"], Kw::AtMost),
    (&["不大于"], Kw::AtMost),
    (&["不高于"], Kw::AtMost),
    (&["不多于"], Kw::AtMost),
    (&["至多"], Kw::AtMost),
    (&["最多"], Kw::AtMost),
    (&["大于等于"], Kw::AtLeast),
    (&["不小于"], Kw::AtLeast),
    (&["不少于"], Kw::AtLeast),
    (&["至少"], Kw::AtLeast),
    (&["最少"], Kw::AtLeast),
    (&["大于"], Kw::MoreThan),
    (&["超过"], Kw::MoreThan),
    (&["多于"], Kw::MoreThan),
    (&["小于"], Kw::LessThan),
    (&["少于"], Kw::LessThan),
    (&["不满"], Kw::LessThan),
    (&["不足"], Kw::LessThan),
    (&["等于"], Kw::Is),
    (&["为"], Kw::Is),
    (&["不等于"], Kw::IsNot),
    (&["不为"], Kw::IsNot),
    (&["在"], Kw::In),
    (&["是", "属于"], Kw::In),
    (&["并且"], Kw::And),
    (&["而且"], Kw::And),
    (&["和"], Kw::And),
    (&["以及"], Kw::And),
    (&["或者"], Kw::Or),
    (&["不是", "为空"], Kw::IsNotEmpty),
];

fn comparison(refusal: &Refusal<'_>) -> Option<Diagnostic> {
    // A phrase may begin before the token that does not fit, since `is` fits by itself; a single word is that token.
    let (begin, len, keyword) = (refusal.index.saturating_sub(3)..=refusal.index).find_map(|begin| {
        COMPARISONS.iter().find_map(|&(phrase, keyword)| {
            let behind = begin + phrase.len();
            let words = refusal.tokens.get(begin..behind)?;
            let same = words.iter().zip(phrase).all(|(token, word)| token.text == *word);
            let meant = if phrase.len() == 1 {
                begin == refusal.index && refusal.wants_sign()
            } else {
                behind >= refusal.index
            };
            (same && meant).then_some((begin, phrase.len(), keyword))
        })
    })?;
    let (first, last) = (refusal.tokens.get(begin)?, refusal.tokens.get(begin + len - 1)?);
    let span = refusal.segment.place(first.start, last.end());
    let written = refusal.segment.text.get(first.start..last.end())?;
    Some(Diagnostic::foreign_sign(span, written, keyword.text(refusal.lang())))
}

/// `is at leats`, `is mor than`: the last words of a comparison, misspelt.
fn misspelt_comparison(refusal: &Refusal<'_>) -> Option<Diagnostic> {
    let found = refusal.found().filter(|found| found.kind == TokenKind::Word)?;
    let (before, is) = (refusal.before(1)?, refusal.before(2)?);
    let endings: &[&str] = match (is.text, before.text) {
        ("is", "at") => &["most", "least"],
        ("is", "less" | "more") => &["than"],
        _ => return None,
    };
    let near = nearest(found.text, endings.iter().copied())?;
    Some(refusal.unexpected().nearest(Some(near)))
}

/// Words that stand where they cannot.
fn word(refusal: &Refusal<'_>) -> Option<Diagnostic> {
    let found = refusal.found().filter(|found| found.kind == TokenKind::Word)?;
    let span = refusal.place(found);
    if matches!(found.text, "unless" | "except" | "除非") {
        return Some(Diagnostic::bare_unless(span, found.text));
    }
    if let Some(iso) = date_in_words(found.text) {
        return Some(Diagnostic::date_in_words(span, found.text, iso));
    }
    let begins_line = matches!(Kw::find(Place::Line, found.text), Some(keyword) if keyword != Kw::SetLine);
    if begins_line && refusal.wants(Rule::EOI) && refusal.index > 0 {
        return Some(Diagnostic::line_keyword_inside(span, found.text));
    }
    if matches!(found.text, "and" | "且") && refusal.wants(Rule::EOI) {
        return None;
    }
    // A rule without its colon.
    let first = refusal.tokens.first()?.text;
    if matches!(first, "rule" | "规则") && refusal.wants(Rule::colon) && refusal.index <= 4 {
        let gap = refusal.before(1).map(|before| refusal.segment.place(before.end(), before.end()))?;
        let this =
            Diagnostic::unexpected(span, found.text, Text::new("`:` 和规则的结果", "`:` and what the rule answers"));
        return Some(this.fix(gap, ":"));
    }
    None
}

/// 2024年8月1日 as 2024-08-01; `Some(None)` where it is a date in words but no day of the calendar.
fn date_in_words(text: &str) -> Option<Option<String>> {
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let day = rest.strip_suffix('日').or_else(|| rest.strip_suffix('号'))?;
    let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    Some(jiff::civil::Date::new(year, month, day).ok().map(|date| date.to_string()))
}
