//! The parts that may stand behind many heads, in any order: `when`, `cite`, `say`, `assumed`, `overrides`, a period.

use crate::diagnostic::Diagnostic;
use crate::source::Span;

use super::super::ast::{Children, Cite, Expr, Ident, Source, Spot, Words};
use super::super::keywords::Kw;
use super::super::layout::Segment;
use super::super::numeral;
use super::expr::idents;
use super::{Lower, Pair, Rule, place};

/// The parts of one head, gathered; each may stand once, but for periods.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) when: Option<Expr>,
    pub(super) is: Option<Expr>,
    pub(super) source: Source,
    pub(super) say: Option<Words>,
    pub(super) overrides: Vec<Ident>,
    pub(super) open: Option<Words>,
    pub(super) children: Option<Children>,
    seen: Vec<(Kw, Span)>,
    faulty: bool,
}

impl Parts {
    /// Notes that a part stands at a place; false where it stood before.
    pub(super) fn once(&mut self, lower: &mut Lower<'_>, keyword: Kw, span: Span) -> bool {
        let before = self.seen.iter().find(|(seen, _)| *seen == keyword).map(|(_, span)| *span);
        self.seen.push((keyword, span));
        if let Some(before) = before {
            lower.report(Diagnostic::part_twice(span, before, keyword));
            self.faulty = true;
        }
        before.is_none()
    }

    /// Reports each part that has no place behind `head`. Gives back the parts where all were in order.
    pub(super) fn only(self, lower: &mut Lower<'_>, head: Kw, fitting: &[Kw]) -> Option<Self> {
        let mut fits = !self.faulty;
        for (keyword, span) in &self.seen {
            if !fitting.contains(keyword) {
                lower.report(Diagnostic::part_misplaced(*span, *keyword, head, fitting));
                fits = false;
            }
        }
        fits.then_some(self)
    }
}

/// What any clause, rule or figure may say of its sources.
pub(super) const SOURCE: [Kw; 3] = [Kw::Cite, Kw::Assumed, Kw::From];

impl Lower<'_> {
    /// The parts among the children of a head; the others are left to the caller.
    pub(super) fn parts(&mut self, segment: &Segment, head: Pair<'_>) -> Parts {
        let mut parts = Parts::default();
        self.more_parts(segment, head, &mut parts);
        parts
    }

    /// The parts on one more line of the same item.
    pub(super) fn more_parts(&mut self, segment: &Segment, line: Pair<'_>, parts: &mut Parts) {
        for pair in line.into_inner() {
            self.part(segment, pair, parts);
        }
    }

    fn part(&mut self, segment: &Segment, pair: Pair<'_>, parts: &mut Parts) {
        let span = place(segment, &pair);
        match pair.as_rule() {
            Rule::when if parts.once(self, Kw::When, span) => {
                parts.when = self.inner_expr(segment, pair);
                parts.faulty |= parts.when.is_none();
            }
            Rule::is | Rule::amend_is if parts.once(self, Kw::Is, span) => {
                parts.is = self.inner_expr(segment, pair);
                parts.faulty |= parts.is.is_none();
            }
            Rule::cite if parts.once(self, Kw::Cite, span) => {
                parts.faulty |= self.cite(segment, pair, &mut parts.source).is_none();
            }
            Rule::say if parts.once(self, Kw::Say, span) => parts.say = self.inner_words(segment, pair),
            Rule::assumed if parts.once(self, Kw::Assumed, span) => {
                parts.source.assumed = self.inner_words(segment, pair);
            }
            Rule::open if parts.once(self, Kw::Open, span) => parts.open = self.inner_words(segment, pair),
            Rule::overrides if parts.once(self, Kw::Overrides, span) => parts.overrides = idents(self, segment, pair),
            Rule::children if parts.once(self, Kw::Widen, span) => {
                let raise = pair.into_inner().any(|inner| inner.as_rule() == Rule::kw_raise);
                parts.children = Some(if raise { Children::Raise } else { Children::Widen });
            }
            Rule::own_period => {
                parts.seen.push((Kw::From, span));
                let period = pair.into_inner().find(|inner| inner.as_rule() == Rule::period);
                match period.and_then(|period| self.period(segment, period)) {
                    Some(period) => parts.source.periods.push(period),
                    None => parts.faulty = true,
                }
            }
            _ => {}
        }
    }

    pub(super) fn inner_words(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Words> {
        let words = pair.into_inner().find(|inner| inner.as_rule() == Rule::words)?;
        Some(self.words(segment, words))
    }

    pub(super) fn cite(&mut self, segment: &Segment, pair: Pair<'_>, source: &mut Source) -> Option<()> {
        let mut whole = Some(());
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::cite_none => source.none = self.inner_words(segment, inner),
                Rule::citation => match self.citation(segment, inner) {
                    Some(cite) => source.cites.push(cite),
                    None => whole = None,
                },
                _ => {}
            }
        }
        whole
    }

    fn citation(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Cite> {
        let span = Spot(place(segment, &pair));
        let mut inner = pair.into_inner();
        let word = inner.next()?;
        let instrument = self.ident(segment, &word);
        if let Some(at) = instrument.text.find('第')
            && at > 0
            && instrument.text[at..].contains('条')
        {
            let place = Span { start: instrument.span.start + u32::try_from(at).unwrap_or(0), ..instrument.span };
            self.report(Diagnostic::article_joined_to_name(place, &instrument.text[..at], &instrument.text[at..]));
            return None;
        }
        let mut cite = Cite { instrument, article: None, paragraph: None, item: None, period: None, span };
        for inner in inner {
            match inner.as_rule() {
                Rule::article => self.article(segment, inner, &mut cite)?,
                Rule::article_zh => self.article_zh(segment, &inner, &mut cite)?,
                Rule::period => cite.period = Some(self.period(segment, inner)?),
                _ => {}
            }
        }
        Some(cite)
    }

    /// `25(1)(4)`: article, paragraph, item; `32 item 2`: article and item.
    fn article(&mut self, segment: &Segment, pair: Pair<'_>, cite: &mut Cite) -> Option<()> {
        let span = place(segment, &pair);
        let mut item = false;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::kw_item => item = true,
                Rule::number => {
                    let count = Some(self.count(segment, &inner)?);
                    let slot = match (&cite.article, &cite.paragraph, &cite.item) {
                        (None, ..) => &mut cite.article,
                        (_, None, None) if !item => &mut cite.paragraph,
                        (_, _, None) => &mut cite.item,
                        _ => {
                            self.report(Diagnostic::citation_too_deep(span));
                            return None;
                        }
                    };
                    *slot = count;
                }
                _ => {}
            }
        }
        Some(())
    }

    /// 第四十二条第一款第三项
    fn article_zh(&mut self, segment: &Segment, pair: &Pair<'_>, cite: &mut Cite) -> Option<()> {
        let text = pair.as_str();
        let mut rest = text.trim_start_matches('第');
        while let Some(end) = rest.find(['条', '款', '项']) {
            let (count, behind) = rest.split_at(end);
            let Some(count) = numeral::parse(count.trim_matches(['(', ')', '（', '）'])) else {
                self.report(Diagnostic::not_a_count(place(segment, pair), count));
                return None;
            };
            match behind.chars().next() {
                Some('条') => cite.article = Some(count),
                Some('款') => cite.paragraph = Some(count),
                _ => cite.item = Some(count),
            }
            rest = behind['条'.len_utf8()..].trim_start_matches([' ', '第']);
        }
        Some(())
    }
}
