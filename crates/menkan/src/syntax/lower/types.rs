//! Types and figures.

use crate::diagnostic::Diagnostic;
use crate::value::Number;

use super::super::ast::{Cell, CellKey, Figure, Holds, ListOf, Names, Row, Spot, Type, TypeKind};
use super::super::keywords::{Kw, Place};
use super::super::layout::Segment;
use super::expr::unit;
use super::parts::Parts;
use super::{Lower, Pair, Rule, place};

/// How many places a `decimal(n)` may have.
const MAX_PLACES: u32 = 18;

impl Lower<'_> {
    /// The type among the children of a head: `None` where there is none, `Some(None)` where it is at fault.
    pub(super) fn inner_type(&mut self, segment: &Segment, head: Pair<'_>) -> Option<Option<Type>> {
        let ty = head.into_inner().find(|inner| inner.as_rule() == Rule::ty)?;
        Some(self.ty(segment, ty))
    }

    fn ty(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Type> {
        let span = Spot(place(segment, &pair));
        let mut inner = pair.into_inner();
        let kind = self.type_kind(segment, inner.next()?)?;
        let or_none = inner.any(|inner| inner.as_rule() == Rule::or_none);
        Some(Type { kind, or_none, span })
    }

    fn type_kind(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<TypeKind> {
        match pair.as_rule() {
            Rule::one_of => Some(TypeKind::OneOf(self.names_of(segment, pair))),
            Rule::set_of => {
                let mut names = self.names_of(segment, pair);
                // A single bare name is an enum's; a set of one value is written as a pair.
                let single = match &mut names[..] {
                    [Names { ascii: ascii @ Some(_), han: None }] => ascii.take(),
                    [Names { ascii: None, han: han @ Some(_) }] => han.take(),
                    _ => None,
                };
                Some(single.map_or(TypeKind::SetOf(names), TypeKind::SetOfNamed))
            }
            Rule::list_of => self.list_of(segment, pair).map(TypeKind::ListOf),
            Rule::decimal => {
                let places = pair.clone().into_inner().find(|inner| inner.as_rule() == Rule::number)?;
                let count = self.count(segment, &places)?;
                if count > MAX_PLACES {
                    self.report(Diagnostic::too_many_places(place(segment, &places), MAX_PLACES));
                    return None;
                }
                let bounds = self.inner_bounds(segment, pair)?;
                Some(TypeKind::Decimal(u8::try_from(count).unwrap_or(0), bounds))
            }
            Rule::ranged => {
                let integer = pair.clone().into_inner().any(|inner| inner.as_rule() == Rule::kw_integer);
                let bounds = self.inner_bounds(segment, pair)?;
                Some(if integer { TypeKind::Integer(bounds) } else { TypeKind::Number(bounds) })
            }
            Rule::money | Rule::named => {
                let mut inner = pair.clone().into_inner();
                let word = inner.next()?;
                let per = inner.find(|inner| inner.as_rule() == Rule::per).and_then(|per| unit(per.as_str()));
                let bounds = self.inner_bounds(segment, pair)?;
                self.named_type(segment, &word, per, bounds)
            }
            _ => None,
        }
    }

    fn named_type(
        &mut self,
        segment: &Segment,
        word: &Pair<'_>,
        per: Option<super::super::ast::Unit>,
        bounds: Option<(Number, Number)>,
    ) -> Option<TypeKind> {
        let text = word.as_str();
        let currency = match Kw::find(Place::Type, text) {
            Some(currency @ (Kw::Cny | Kw::Gbp | Kw::Usd | Kw::Eur | Kw::Hkd)) => Some(currency.entry().en),
            _ if text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()) => Some(text),
            _ => None,
        };
        if let Some(currency) = currency {
            return Some(TypeKind::Money { currency: currency.into(), per, bounds });
        }
        if per.is_some() {
            self.report(Diagnostic::period_of_no_money(place(segment, word), text));
            return None;
        }
        Some(match Kw::find(Place::Type, text) {
            Some(Kw::Boolean) => TypeKind::Boolean,
            Some(Kw::Percent) => TypeKind::Percent,
            Some(Kw::Date) => TypeKind::Date,
            Some(Kw::Days) => TypeKind::Days,
            _ => TypeKind::Named(self.ident(segment, word)),
        })
    }

    /// `list of R up to 20 at least 1 distinct by F`
    fn list_of(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<ListOf> {
        let (mut record, mut sizes, mut distinct) = (None, Vec::new(), None);
        let mut least = false;
        let mut parts = Parts::default();
        for inner in pair.into_inner() {
            let span = place(segment, &inner);
            match inner.as_rule() {
                Rule::operand_word => record = Some(self.ident(segment, &inner)),
                Rule::kw_up_to if parts.once(self, Kw::UpTo, span) => least = false,
                Rule::kw_at_least_items if parts.once(self, Kw::AtLeastItems, span) => least = true,
                Rule::number => sizes.push((least, self.count(segment, &inner)?)),
                Rule::distinct if parts.once(self, Kw::DistinctBy, span) => {
                    distinct = super::expr::idents(self, segment, inner).pop();
                }
                _ => {}
            }
        }
        let size = |wanted: bool| sizes.iter().find(|(least, _)| *least == wanted).map(|(_, count)| *count);
        Some(ListOf { record: record?, up_to: size(false), at_least: size(true), distinct })
    }

    pub(super) fn names_of(&mut self, segment: &Segment, pair: Pair<'_>) -> Vec<Names> {
        pair.into_inner()
            .filter(|inner| inner.as_rule() == Rule::names)
            .map(|names| self.names(segment, names))
            .collect()
    }

    fn inner_bounds(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Option<(Number, Number)>> {
        let Some(bounds) = pair.into_inner().find(|inner| inner.as_rule() == Rule::bounds) else { return Some(None) };
        let mut ends = bounds.into_inner().filter(|inner| inner.as_rule() == Rule::signed);
        let (low, high) = (ends.next()?, ends.next()?);
        Some(Some((self.signed(segment, low)?, self.signed(segment, high)?)))
    }

    pub(super) fn signed(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Number> {
        let mut negative = false;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::minus => negative = true,
                Rule::number | Rule::percent => {
                    let number = self.number(segment, &inner)?;
                    return Some(if negative { -&number } else { number });
                }
                _ => {}
            }
        }
        None
    }

    /// `from D assumed "why" cell, cell`
    pub(super) fn row(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Row> {
        let span = Spot(place(segment, &pair));
        let (mut from, mut assumed) = (None, None);
        let mut cells = Vec::new();
        let mut whole = true;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::date => from = self.date(segment, &inner),
                Rule::assumed => assumed = Some(self.inner_words(segment, inner)?),
                Rule::cell => match self.cell(segment, inner) {
                    Some(cell) => cells.push(cell),
                    None => whole = false,
                },
                _ => {}
            }
        }
        whole.then_some(Row { from: from?, assumed, cells, span })
    }

    fn cell(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Cell> {
        let span = Spot(place(segment, &pair));
        let (mut key, mut figure, mut assumed) = (CellKey::Whole, None, None);
        let mut cells = None;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::word => key = CellKey::Value(self.ident(segment, &inner)),
                Rule::signed => key = CellKey::Number(self.signed(segment, inner)?),
                Rule::kw_above => key = CellKey::Above,
                Rule::at_most => {
                    let limit = inner.into_inner().find(|inner| inner.as_rule() == Rule::signed)?;
                    key = CellKey::AtMost(self.signed(segment, limit)?);
                }
                Rule::figure => figure = Some(self.figure(segment, inner.into_inner().next()?)?),
                Rule::assumed => assumed = Some(self.inner_words(segment, inner)?),
                Rule::cells => {
                    let all = inner.into_inner().filter(|inner| inner.as_rule() == Rule::cell);
                    cells = Some(all.map(|cell| self.cell(segment, cell)).collect::<Option<Vec<_>>>()?);
                }
                _ => {}
            }
        }
        let holds = match cells {
            Some(cells) => Holds::Cells(cells),
            None => Holds::Figure(figure?, assumed),
        };
        Some(Cell { key, holds, span })
    }

    fn figure(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Figure> {
        match pair.as_rule() {
            Rule::date => self.date(segment, &pair).map(Figure::Date),
            Rule::kw_unlimited => Some(Figure::Unlimited),
            Rule::unknown => self.inner_words(segment, pair).map(Figure::Unknown),
            _ => self.signed(segment, pair).map(Figure::Number),
        }
    }
}
