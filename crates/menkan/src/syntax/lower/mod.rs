//! Segments to syntax tree. The types of pest never leave this module, `explain` and `format`.

mod items;
mod promises;

mod parts;
mod types;
mod weights;

mod expr;
mod precedence;

use std::sync::Arc;

use jiff::civil::Date;
use pest::Parser as _;

use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::value::Number;

use super::ast::{Header, Ident, Item, ItemKind, Names, Period, Spot, Words};
use super::findings::Findings;
use super::keywords::Kw;
use super::layout::{Chunk, Segment, first_word};
use super::limits::MAX_ITEMS;
use super::token::has_han;
use super::{explain, guard};

pub(super) use expr::phrase;
pub(super) use grammar::{MenkanParser, Rule};

mod grammar {
    #![allow(missing_docs, unreachable_pub, reason = "pest derives it")]

    #[derive(pest_derive::Parser)]
    #[grammar = "../grammar/menkan.pest"]
    pub struct MenkanParser;
}

pub(super) type Pair<'t> = pest::iterators::Pair<'t, Rule>;

/// Reads the chunks of one file: the `policy` line, and the items.
pub(super) fn lower(chunks: &[Chunk], start: Span, findings: &mut Findings) -> (Option<Header>, Vec<Item>) {
    let mut lower = Lower { findings, depth: 0 };
    if let Some(extra) = chunks.get(MAX_ITEMS) {
        lower.report(Diagnostic::too_many_items(extra.head.span(), MAX_ITEMS));
    }
    let chunks = chunks.get(..MAX_ITEMS).unwrap_or(chunks);
    let mut header = None;
    let mut items = Vec::with_capacity(chunks.len());
    for (at, chunk) in chunks.iter().enumerate() {
        if chunk.keyword == Some(Kw::Policy) {
            if at == 0 {
                header = lower.header(chunk);
            } else {
                lower.report(Diagnostic::late_policy_line(chunk.head.span()));
            }
        } else {
            if at == 0 && !is_misspelt_policy(chunk) {
                let span = chunk.head.span();
                lower.report(Diagnostic::no_policy_line(Span { end: span.start, ..span }));
            }
            items.push(lower.item(chunk));
        }
    }
    if chunks.is_empty() {
        lower.report(Diagnostic::no_policy_line(start));
    }
    (header, items)
}

/// Whether an item that begins with no keyword was meant as the `policy` line: it has a diagnostic of its own.
fn is_misspelt_policy(chunk: &Chunk) -> bool {
    let near = |word| explain::distance(word, Kw::Policy.entry().en) <= 2;
    chunk.keyword.is_none() && first_word(&chunk.head.text).is_some_and(near)
}

struct Lower<'d> {
    findings: &'d mut Findings,
    /// In how many expressions the one being read stands.
    depth: usize,
}

impl Lower<'_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.findings.push(diagnostic);
    }

    /// Reports what keeps something from being read. Apart, so that the frames of deep expressions stay small.
    #[cold]
    #[inline(never)]
    fn refuse<T>(&mut self, diagnostic: impl FnOnce() -> Diagnostic) -> Option<T> {
        self.report(diagnostic());
        None
    }

    /// Gives a segment to a rule of the grammar; `None` where it has had a diagnostic, now or before.
    #[inline(never)]
    fn read<'s>(&mut self, rule: Rule, segment: &'s Segment) -> Option<Pair<'s>> {
        if segment.spoiled {
            return None;
        }
        if self.findings.is_full() {
            self.findings.skip();
            return None;
        }
        if let Some(diagnostic) = guard::check(segment, self.depth) {
            self.report(diagnostic);
            return None;
        }
        match MenkanParser::parse(rule, &segment.text) {
            Ok(mut pairs) => pairs.next(),
            Err(error) => {
                let diagnostic = explain::explain(segment, &error);
                self.report(diagnostic);
                None
            }
        }
    }

    fn item(&mut self, chunk: &Chunk) -> Item {
        let span = Spot(chunk.span());
        let kind = match chunk.keyword {
            Some(Kw::Instrument) => self.instrument(chunk),
            Some(Kw::Enum) => self.enumeration(chunk),
            Some(Kw::Record) => self.record(chunk),
            Some(Kw::Fact | Kw::Judgement) => self.fact(chunk),
            Some(Kw::Parameter) => self.parameter(chunk),
            Some(Kw::Define | Kw::Standard | Kw::Decision) => self.definition(chunk),
            Some(Kw::Exemption) => self.exemption(chunk),
            Some(Kw::Group) => self.group(chunk),
            Some(Kw::Action) => self.action(chunk),
            Some(Kw::Trigger) => self.trigger(chunk),
            Some(Kw::Assert) => self.assert(chunk),
            Some(Kw::Test) => self.test(chunk),
            Some(Kw::Amend) => self.amend(chunk),
            Some(_) | None => {
                if !chunk.head.spoiled {
                    self.report(explain::unknown_item(&chunk.head));
                }
                None
            }
        };
        Item { kind: kind.unwrap_or(ItemKind::Unparsed), span }
    }

    #[inline(never)]
    fn ident(&mut self, segment: &Segment, pair: &Pair<'_>) -> Ident {
        let span = place(segment, pair);
        let text = pair.as_str();
        if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            self.report(Diagnostic::number_as_name(span, text));
        }
        Ident { text: text.into(), span }
    }

    fn names(&mut self, segment: &Segment, pair: Pair<'_>) -> Names {
        let span = place(segment, &pair);
        let mut names = Names { ascii: None, han: None };
        for word in pair.into_inner().filter(|inner| inner.as_rule() == Rule::word) {
            let ident = self.ident(segment, &word);
            let form = if has_han(&ident.text) { &mut names.han } else { &mut names.ascii };
            if let Some(other) = form {
                self.findings.push(Diagnostic::two_forms_of_one_script(span, &other.text, &ident.text));
            }
            *form = Some(ident);
        }
        names
    }

    /// One string or a pair. The side with Han is Chinese; where that does not tell, Chinese stands first.
    fn words(&mut self, segment: &Segment, pair: Pair<'_>) -> Words {
        let span = Spot(place(segment, &pair));
        let mut texts = pair.into_inner().filter(|inner| inner.as_rule() == Rule::string).map(|inner| unquoted(&inner));
        let (first, second) = (texts.next().unwrap_or_else(|| "".into()), texts.next());
        match second {
            None if has_han(&first) => Words { zh: Some(first), en: None, span },
            None => Words { zh: None, en: Some(first), span },
            Some(second) if has_han(&second) && !has_han(&first) => Words { zh: Some(second), en: Some(first), span },
            Some(second) => Words { zh: Some(first), en: Some(second), span },
        }
    }

    #[inline(never)]
    fn number(&mut self, segment: &Segment, pair: &Pair<'_>) -> Option<Number> {
        let digits = pair.as_str().trim_end_matches(['%', '％', ' ']);
        match Number::parse(digits) {
            Ok(number) if pair.as_rule() == Rule::percent => number.checked_div(&Number::integer(100)),
            Ok(number) => Some(number),
            Err(_) => {
                self.report(Diagnostic::number_too_long(place(segment, pair), Number::MAX_DIGITS));
                None
            }
        }
    }

    /// A whole number that counts something: an article, a rank, decimal places.
    #[inline(never)]
    fn count(&mut self, segment: &Segment, pair: &Pair<'_>) -> Option<u32> {
        let count = pair.as_str().parse().ok();
        if count.is_none() {
            self.report(Diagnostic::not_a_count(place(segment, pair), pair.as_str()));
        }
        count
    }

    #[inline(never)]
    fn date(&mut self, segment: &Segment, pair: &Pair<'_>) -> Option<Date> {
        let date = pair.as_str().parse().ok();
        if date.is_none() {
            self.report(Diagnostic::bad_date(place(segment, pair), pair.as_str()));
        }
        date
    }

    fn period(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Period> {
        let mut period = Period { from: None, to: None, span: Spot(place(segment, &pair)) };
        let mut ends = false;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::kw_to => ends = true,
                Rule::date if ends => period.to = Some(self.date(segment, &inner)?),
                Rule::date => period.from = Some(self.date(segment, &inner)?),
                _ => {}
            }
        }
        Some(period)
    }
}

fn place(segment: &Segment, pair: &Pair<'_>) -> Span {
    let span = pair.as_span();
    // A rule that ends in optional parts may have taken the blank before them.
    let end = span.start() + span.as_str().trim_end_matches([' ', '\u{2}']).len();
    segment.place(span.start(), end)
}

/// The text of a string, without its quotes and escapes.
fn unquoted(pair: &Pair<'_>) -> Arc<str> {
    unquoted_text(pair.as_str())
}

/// The same of the text of a string.
pub(super) fn unquoted_text(text: &str) -> Arc<str> {
    let mut chars = text.chars();
    chars.next();
    chars.next_back();
    let inner = chars.as_str();
    if !inner.contains('\\') {
        return inner.into();
    }
    let mut plain = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        plain.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
    }
    plain.into()
}
