//! What pest refuses, told to an author: what was expected, what stands there, and the slip behind it where one is
//! known. Only pest's byte offset and its expected rules are used, never its own words.

mod expected;
mod slips;

use crate::diagnostic::{Diagnostic, Lang, Text};
use crate::near;
use crate::source::Span;

use super::keywords::{KEYWORDS, Place, RESERVED};
use super::layout::{Segment, first_word};
use super::limits::MAX_DEPTH;
use super::lower::Rule;
use super::token::{Token, TokenKind, has_han, tokens};

/// A refusal: the tokens of the segment, the one that does not fit, and the rules that would have fitted.
struct Refusal<'s> {
    segment: &'s Segment,
    tokens: Vec<Token<'s>>,
    /// The first token that does not fit; past the last where the text ends too soon.
    index: usize,
    rules: &'s [Rule],
}

/// The diagnostic for a segment that the grammar refuses.
pub(super) fn explain(segment: &Segment, error: &pest::error::Error<Rule>) -> Diagnostic {
    let at = match error.location {
        pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
    };
    let rules: &[Rule] = match &error.variant {
        pest::error::ErrorVariant::ParsingError { positives, .. } => positives,
        // The grammar has no errors of its own: pest has refused to go on near the end of the stack.
        pest::error::ErrorVariant::CustomError { .. } => {
            return Diagnostic::too_deep(segment.place(at, at), MAX_DEPTH);
        }
    };
    let tokens: Vec<_> = tokens(&segment.text).collect();
    let mut index = tokens.partition_point(|token| token.end() <= at);
    // The mark before a period is nothing that an author wrote: what does not fit is the period.
    if tokens.get(index).is_some_and(|token| token.kind == TokenKind::OwnLine) {
        index += 1;
    }
    let refusal = Refusal { segment, tokens, index, rules };
    slips::find(&refusal).unwrap_or_else(|| refusal.unexpected())
}

impl Refusal<'_> {
    fn found(&self) -> Option<Token<'_>> {
        self.tokens.get(self.index).copied()
    }

    /// The token so many places before the one that does not fit.
    fn before(&self, places: usize) -> Option<Token<'_>> {
        self.index.checked_sub(places).and_then(|index| self.tokens.get(index)).copied()
    }

    fn place(&self, token: Token<'_>) -> Span {
        if token.kind == TokenKind::List
            && let Some(first) = self.segment.lists.iter().find(|list| list.at == token.start)
            && let Some(bullet) = first.bullets.first()
        {
            return bullet.span();
        }
        self.segment.place(token.start, token.end())
    }

    /// The language around the token that does not fit.
    fn lang(&self) -> Lang {
        let words = [self.tokens.first().copied(), self.before(1), self.found()];
        if words.into_iter().flatten().any(|token| has_han(token.text) && token.kind == TokenKind::Word) {
            Lang::Zh
        } else {
            Lang::En
        }
    }

    /// Whether one of the rules that would have fitted satisfies a test.
    fn wants(&self, rule: Rule) -> bool {
        self.rules.contains(&rule)
    }

    /// Whether a name, a number, a condition would have fitted.
    fn wants_operand(&self) -> bool {
        [Rule::expr, Rule::prefix, Rule::arith, Rule::expectation, Rule::condition, Rule::answer]
            .iter()
            .any(|rule| self.wants(*rule))
    }

    /// Whether `is`, `and`, `+` and the like would have fitted.
    fn wants_sign(&self) -> bool {
        [Rule::infix, Rule::suffix, Rule::sign].iter().any(|rule| self.wants(*rule))
    }

    fn unexpected(&self) -> Diagnostic {
        let expected = expected::describe(self);
        let Some(found) = self.found() else {
            let end = self.segment.text.trim_end().len();
            return Diagnostic::unexpected(self.segment.place(end, end), "", expected);
        };
        let span = self.place(found);
        match found.kind {
            TokenKind::List => Diagnostic::unexpected(span, "-", expected),
            TokenKind::Word if RESERVED.contains(&found.text) && (self.wants_operand() || self.wants(Rule::word)) => {
                Diagnostic::reserved_word(span, found.text, expected)
            }
            TokenKind::Word => {
                let near = nearest(found.text, self.candidates());
                Diagnostic::unexpected(span, found.text, expected).nearest(near)
            }
            _ => Diagnostic::unexpected(span, found.text, expected),
        }
    }

    /// The keywords that would have fitted, in both languages.
    fn candidates(&self) -> Vec<&'static str> {
        let mut words: Vec<_> = self
            .rules
            .iter()
            .flat_map(|rule| expected::keywords(*rule))
            .flat_map(|keyword| [keyword.entry().en, keyword.entry().zh])
            .filter(|word| !word.contains(' '))
            .collect();
        if self.wants_sign() {
            words.extend(["is", "and", "or", "in", "not", "是", "不是", "且", "或", "属于", "不属于"]);
            words.extend(["不超过", "低于", "不低于", "高于"]);
        }
        // A line that begins with a misspelt keyword has been joined to the line above.
        if self.wants(Rule::EOI) {
            words.extend(
                KEYWORDS.iter().filter(|entry| entry.place == Place::Line).flat_map(|entry| [entry.en, entry.zh]),
            );
        }
        words
    }
}

/// The diagnostic for a line at column 0 that begins no item.
pub(super) fn unknown_item(segment: &Segment) -> Diagnostic {
    let first = tokens(&segment.text).next();
    let word = first_word(&segment.text).or(first.map(|token| token.text)).unwrap_or("");
    let span = segment.place(0, word.len());
    let continues = word == "-"
        || word == "－"
        || KEYWORDS.iter().any(|entry| {
            matches!(entry.place, Place::Line | Place::Part)
                && [entry.en, entry.zh].iter().any(|text| text.split(' ').next() == Some(word))
        });
    if continues {
        let start = Span { end: span.start, ..span };
        return Diagnostic::unknown_item(span, word)
            .help(Text::new("它属于上面的条目时,须缩进", "where it belongs to the item above, it is indented"))
            .fix(start, "  ");
    }
    let items = KEYWORDS.iter().filter(|entry| entry.place == Place::Item).flat_map(|entry| [entry.en, entry.zh]);
    Diagnostic::unknown_item(span, word).nearest(nearest(word, items))
}

/// The word that was probably meant.
fn nearest(word: &str, candidates: impl IntoIterator<Item = &'static str>) -> Option<&'static str> {
    let allowed = |candidate: &str| match candidate.chars().count() {
        _ if !candidate.is_ascii() => usize::from(candidate.chars().count() > 1),
        0..=2 => 0,
        3..=4 => 1,
        _ => 2,
    };
    candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|&(distance, candidate)| distance > 0 && distance <= allowed(candidate))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be changed, put in, left out or swapped to turn one word into the other
/// (optimal string alignment); words of very unlike length are just far apart.
pub(super) fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(40).collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 3 { usize::MAX } else { near::distance(&a, &b) }
}
