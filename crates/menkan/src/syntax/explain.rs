//! What pest refuses, told to an author: what was expected, what stands there, and the slip behind it where one is
//! known. Only pest's byte offset and its expected rules are used, never its own words.

use crate::diagnostic::{Diagnostic, Text};

use super::keywords::{KEYWORDS, Kw, Place};
use super::layout::{Segment, first_word};
use super::lower::Rule;
use super::token::tokens;

/// The diagnostic for a segment that the grammar refuses.
pub(super) fn explain(segment: &Segment, error: &pest::error::Error<Rule>) -> Diagnostic {
    let at = match error.location {
        pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
    };
    let rules: &[Rule] = match &error.variant {
        pest::error::ErrorVariant::ParsingError { positives, .. } => positives,
        pest::error::ErrorVariant::CustomError { .. } => &[],
    };
    let tokens: Vec<_> = tokens(&segment.text).collect();
    let index = tokens.partition_point(|token| token.end() <= at);
    let found = tokens.get(index);
    let span = match found {
        Some(token) => segment.place(token.start, token.end()),
        None => {
            let end = segment.text.trim_end().len();
            segment.place(end, end)
        }
    };
    let expected = expected(rules);
    let found_text = found.map_or("", |token| token.text);
    Diagnostic::unexpected(span, found_text, expected)
}

/// The diagnostic for a line at column 0 that begins no item.
pub(super) fn unknown_item(segment: &Segment) -> Diagnostic {
    let word = first_word(&segment.text).unwrap_or_else(|| segment.text.split(' ').next().unwrap_or(""));
    let span = segment.place(0, word.len());
    let near = KEYWORDS
        .iter()
        .filter(|entry| entry.place == Place::Item)
        .flat_map(|entry| [entry.en, entry.zh])
        .find(|keyword| distance(word, keyword) <= 1 + usize::from(keyword.is_ascii()));
    if word == "record" {
        return Diagnostic::not_in_this_version(span, Kw::Record);
    }
    Diagnostic::unknown_item(span, word).nearest(near)
}

fn expected(rules: &[Rule]) -> Text {
    let names: Vec<_> = rules.iter().map(|rule| format!("{rule:?}")).collect();
    Text::new(names.join("、"), names.join(", "))
}

/// How many letters must be changed, put in, left out or swapped to turn one word into the other.
pub(super) fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 3 {
        return usize::MAX;
    }
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = change.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}
