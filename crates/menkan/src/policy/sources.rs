//! What stands behind items: citations, periods, assumptions.

use jiff::civil::Date;

use super::check::Checker;
use super::model::{Backing, Citation, Period};
use super::names::Referent;
use crate::diagnostic::{Diagnostic, Text};
use crate::syntax::ast::{self, Words};

impl Checker<'_> {
    /// The backing that a source as written gives.
    pub(crate) fn backing(&mut self, source: &ast::Source) -> Backing {
        let silent = source.cites.is_empty() && source.none.is_none();
        let written = if silent { self.default_cites() } else { source.cites.clone() };
        let cites = written.iter().filter_map(|cite| self.citation(cite)).collect();
        Backing {
            cites,
            none: source.none.as_ref().map(text_of),
            periods: self.periods(&source.periods),
            assumed: source.assumed.as_ref().map(text_of),
        }
    }

    fn citation(&mut self, cite: &ast::Cite) -> Option<Citation> {
        let referent = self.resolve(&cite.instrument, |referent| matches!(referent, Referent::Instrument(_)))?;
        let Referent::Instrument(instrument) = referent else {
            self.wrong_kind(&cite.instrument, referent, Text::new("文件", "an instrument"));
            return None;
        };
        let period = cite.period.as_ref().and_then(|period| self.period(period));
        Some(Citation { instrument, article: cite.article, paragraph: cite.paragraph, item: cite.item, period })
    }

    /// Periods as written, sorted and apart from each other; what overlaps has its diagnostic.
    pub(crate) fn periods(&mut self, written: &[ast::Period]) -> Vec<Period> {
        let mut periods: Vec<(Period, &ast::Period)> = Vec::new();
        for period in written {
            if let Some(whole) = self.period(period) {
                periods.push((whole, period));
            }
        }
        periods.sort_by_key(|(period, _)| *period);
        for pair in periods.windows(2) {
            if let [(first, one), (second, other)] = pair
                && second.from <= first.to
            {
                self.report(Diagnostic::periods_overlap(other.span.0, one.span.0, second.from));
            }
        }
        periods.into_iter().map(|(period, _)| period).collect()
    }

    fn period(&mut self, written: &ast::Period) -> Option<Period> {
        let period = Period { from: written.from.unwrap_or(Date::MIN), to: written.to.unwrap_or(Date::MAX) };
        if period.from > period.to {
            self.report(Diagnostic::period_backwards(written.span.0, period.from, period.to));
            return None;
        }
        Some(period)
    }

    /// Ends a backing on a day, as a child's `amend … to D` does.
    pub(crate) fn end(&mut self, backing: &mut Backing, end: &ast::Period) {
        let Some(to) = end.to else { return };
        if backing.periods.is_empty() {
            backing.periods.push(Period { from: Date::MIN, to });
            return;
        }
        backing.periods.retain(|period| period.from <= to);
        for period in &mut backing.periods {
            period.to = period.to.min(to);
        }
        if backing.periods.is_empty() {
            self.report(Diagnostic::ends_before_it_begins(end.span.0, to));
        }
    }

    /// Whether a source is nothing but `to D`: the end date, where it is.
    pub(crate) fn end_only(source: &ast::Source) -> Option<&ast::Period> {
        match &source.periods[..] {
            [only @ ast::Period { from: None, to: Some(_), .. }]
                if source.cites.is_empty() && source.none.is_none() && source.assumed.is_none() =>
            {
                Some(only)
            }
            _ => None,
        }
    }
}

/// A text in both languages; what is missing in one is as in the other.
pub(crate) fn text_of(words: &Words) -> Text {
    let zh = words.zh.as_ref().or(words.en.as_ref());
    let en = words.en.as_ref().or(words.zh.as_ref());
    let text = |side: Option<&std::sync::Arc<str>>| side.map(|text| text.to_string()).unwrap_or_default();
    Text::new(text(zh), text(en))
}
