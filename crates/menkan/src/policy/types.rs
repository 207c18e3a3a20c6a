//! Types as written to types of the model: which values there are, in which unit, within which range.
//!
//! Where no range is written, an `integer`, `number` or `decimal(n)` lies within ±10^12; an amount of money is 0 or
//! more, at most 10^12, with the decimal places of its currency; a `percent` is 0 or more, at most 1,000,000 %; `days`
//! lie within ±1,000,000; a `date` lies within the years 1 to 2999. A definition has these types without the ranges:
//! how far its figure can reach follows from what it is computed from.

use jiff::civil::date;

use super::check::Checker;
use super::currency::{currency_codes, currency_places};
use super::declare::Declarations;
use super::model::{EnumId, LayerId, ListType, Per, QuantityType, RecordId, Type, TypeKind, Unit};
use super::names::{Found, Referent};
use crate::diagnostic::{Diagnostic, Lang, Text};
use crate::near::nearest_word;
use crate::source::Span;
use crate::syntax::ast;
use crate::syntax::keywords::Kw;
use crate::value::{Number, day_number};

/// How many items a list may have.
pub(crate) const MAX_LIST: u32 = 1000;

/// What a type is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TypeRole {
    /// A fact: values come from outside.
    Fact,
    /// A parameter: figures stand in the policy.
    Parameter,
    /// A definition: values are computed.
    Definition,
}

impl Checker<'_> {
    /// A type of the model from a type as written; `None` where it has had a diagnostic.
    pub(crate) fn type_of(&mut self, ty: &ast::Type, role: TypeRole, layer: LayerId) -> Option<Type> {
        let span = ty.span.0;
        let quantity = |unit, places, min: Option<Number>, max: Option<Number>| {
            TypeKind::Quantity(QuantityType { unit, places, min, max })
        };
        let bounded = |unit, places, range: &Option<(Number, Number)>| {
            let limit = Number::power_of_ten(12);
            match range {
                Some((min, max)) => quantity(unit, places, Some(min.clone()), Some(max.clone())),
                None => quantity(unit, places, Some(-&limit), Some(limit)),
            }
        };
        let inline = self.declarations.inline.get(&span).copied();
        let mut kind = match &ty.kind {
            ast::TypeKind::Boolean => TypeKind::Boolean,
            ast::TypeKind::Integer(range) => {
                check_range(range.as_ref(), Some(0), span, &mut self.diagnostics)?;
                bounded(Unit::Plain, Some(0), range)
            }
            ast::TypeKind::Number(range) => {
                check_range(range.as_ref(), None, span, &mut self.diagnostics)?;
                bounded(Unit::Plain, None, range)
            }
            ast::TypeKind::Decimal(places, range) => {
                check_range(range.as_ref(), Some(*places), span, &mut self.diagnostics)?;
                bounded(Unit::Plain, Some(*places), range)
            }
            // Kept as a fraction of 1.
            ast::TypeKind::Percent(places) => quantity(
                Unit::Percent,
                places.map(|places| places.saturating_add(2)),
                Some(Number::ZERO),
                Some(Number::power_of_ten(4)),
            ),
            ast::TypeKind::Money { currency, places: written, per, bounds } => {
                let Some(places) = currency_places(currency) else {
                    let near = nearest_word(currency, currency_codes());
                    self.diagnostics.push(Diagnostic::unknown_currency(currency, span, near));
                    return None;
                };
                let places = written.unwrap_or(places);
                check_range(bounds.as_ref(), Some(places), span, &mut self.diagnostics)?;
                let unit = Unit::Money(currency.clone(), *per);
                let (min, max) = bounds.clone().unwrap_or_else(|| (Number::ZERO, Number::power_of_ten(12)));
                quantity(unit, Some(places), Some(min), Some(max))
            }
            ast::TypeKind::Date => {
                let (first, last) = (day_number(date(1, 1, 1)), day_number(date(2999, 12, 31)));
                quantity(Unit::Date, Some(0), Some(first), Some(last))
            }
            ast::TypeKind::Days => {
                let limit = Number::power_of_ten(6);
                quantity(Unit::Days, Some(0), Some(-&limit), Some(limit))
            }
            ast::TypeKind::OneOf(_) => TypeKind::Choice(inline?),
            ast::TypeKind::SetOf(_) => TypeKind::Set(inline?),
            ast::TypeKind::SetOfNamed(name) => TypeKind::Set(self.named(name, layer)?),
            ast::TypeKind::Named(name) => TypeKind::Choice(self.named(name, layer)?),
            ast::TypeKind::ListOf(list) => TypeKind::List(self.list_type(list, span, role, layer)?),
        };
        let written = matches!(
            &ty.kind,
            ast::TypeKind::Integer(Some(_))
                | ast::TypeKind::Number(Some(_))
                | ast::TypeKind::Decimal(_, Some(_))
                | ast::TypeKind::Money { bounds: Some(_), .. }
        );
        if let (TypeKind::Quantity(quantity), TypeRole::Definition, false) = (&mut kind, role, written) {
            (quantity.min, quantity.max) = (None, None);
        }
        let admits_none = match (role, &kind) {
            (TypeRole::Definition, TypeKind::Choice(_) | TypeKind::Quantity(_)) => true,
            (TypeRole::Definition, TypeKind::Boolean | TypeKind::Set(_) | TypeKind::List(_))
            | (TypeRole::Fact | TypeRole::Parameter, _) => false,
        };
        if ty.or_none && !admits_none {
            self.diagnostics.push(Diagnostic::none_in_type(span, role, &kind));
        }
        Some(Type { kind, or_none: ty.or_none && admits_none })
    }

    /// `list of R up to 20 at least 1 distinct by F`; the field that items differ by is found once fields have types.
    fn list_type(&mut self, list: &ast::ListOf, span: Span, role: TypeRole, layer: LayerId) -> Option<ListType> {
        if role != TypeRole::Fact {
            self.diagnostics.push(Diagnostic::list_misplaced(span));
            return None;
        }
        let record = self.record_named(&list.record, layer)?;
        let Some(most) = list.up_to.filter(|most| (1..=MAX_LIST).contains(most)) else {
            self.diagnostics.push(Diagnostic::list_without_size(span, MAX_LIST));
            return None;
        };
        let least = list.at_least.unwrap_or(0);
        if least > most {
            self.diagnostics.push(Diagnostic::list_sizes_crossed(span, least, most));
            return None;
        }
        self.enter(layer, None);
        let distinct = match &list.distinct {
            Some(field) => Some(self.field_named(field, record)?),
            None => None,
        };
        let size = |count: u32| u16::try_from(count).unwrap_or(u16::MAX);
        Some(ListType { record, min: size(least), max: size(most), distinct })
    }

    fn record_named(&mut self, name: &ast::Ident, layer: LayerId) -> Option<RecordId> {
        match self.declarations.names.find(&name.text, layer) {
            Found::Item(entry) => match entry.referent {
                Referent::Record(id) => {
                    self.references.insert(name.span, entry.referent);
                    return Some(id);
                }
                Referent::Instrument(_)
                | Referent::Enum(_)
                | Referent::Fact(_)
                | Referent::Parameter(_)
                | Referent::Action(_)
                | Referent::Definition(_) => {
                    let record = Text::new("记录", "a record");
                    self.diagnostics.push(Diagnostic::no_type(name, entry.name.span).expected(record));
                }
            },
            Found::Below(entry) => self.diagnostics.push(Diagnostic::declared_below(name, entry.name.span)),
            Found::Nothing => {
                let names = &self.declarations.names;
                let near = names.nearest(&name.text, layer, |referent| matches!(referent, Referent::Record(_)));
                self.diagnostics.push(Diagnostic::unknown_type(name, near));
            }
        }
        None
    }

    /// Finds a named enumeration.
    fn named(&mut self, name: &ast::Ident, layer: LayerId) -> Option<EnumId> {
        match self.declarations.names.find(&name.text, layer) {
            Found::Item(entry) => match entry.referent {
                Referent::Enum(id) => {
                    self.references.insert(name.span, entry.referent);
                    return Some(id);
                }
                Referent::Instrument(_)
                | Referent::Record(_)
                | Referent::Fact(_)
                | Referent::Parameter(_)
                | Referent::Action(_)
                | Referent::Definition(_) => {
                    self.diagnostics.push(Diagnostic::no_type(name, entry.name.span));
                }
            },
            Found::Below(entry) => self.diagnostics.push(Diagnostic::declared_below(name, entry.name.span)),
            Found::Nothing => {
                let near = self
                    .declarations
                    .names
                    .nearest(&name.text, layer, |referent| matches!(referent, Referent::Enum(_)));
                self.diagnostics.push(Diagnostic::unknown_type(name, near));
            }
        }
        None
    }
}

fn check_range(
    range: Option<&(Number, Number)>,
    places: Option<u8>,
    span: Span,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<()> {
    let Some((min, max)) = range else { return Some(()) };
    if min > max {
        diagnostics.push(Diagnostic::range_crossed(span, min, max));
        return None;
    }
    if let Some(places) = places
        && let Some(odd) = [min, max].into_iter().find(|end| !end.has_places(places))
    {
        diagnostics.push(Diagnostic::range_too_fine(span, odd, places));
        return None;
    }
    Some(())
}

/// How a currency is called in Chinese: the language's own word where it has one.
fn currency_zh(code: &str) -> &str {
    [Kw::Cny, Kw::Gbp, Kw::Usd, Kw::Eur, Kw::Hkd]
        .into_iter()
        .find(|keyword| keyword.text(Lang::En) == code)
        .map_or(code, |keyword| keyword.text(Lang::Zh))
}

/// How a unit is called.
pub(crate) fn unit_text(unit: &Unit) -> Text {
    match unit {
        Unit::Plain => Text::new("数值", "a plain number"),
        Unit::Percent => Text::new("百分比", "a percentage"),
        Unit::Money(currency, per) => {
            let (zh, en) = match per {
                None => ("一笔", ""),
                Some(Per::Month) => ("每月", " per month"),
                Some(Per::Year) => ("每年", " per year"),
            };
            let sum = if per.is_none() { "a sum of " } else { "" };
            Text::new(format!("{}({zh})", currency_zh(currency)), format!("{sum}{currency}{en}"))
        }
        Unit::Date => Text::new("日期", "a date"),
        Unit::Days => Text::new("天数", "a number of days"),
    }
}

/// How a type is called.
pub(crate) fn type_text(kind: &TypeKind, declarations: &Declarations<'_>) -> Text {
    match kind {
        TypeKind::Boolean => Text::new("是否", "yes or no"),
        TypeKind::Choice(id) => {
            let name = &declarations.enums[id.index()].name;
            Text::new(format!("分类 `{}` 的一个值", name.zh), format!("one of `{}`", name.key))
        }
        TypeKind::Set(id) => {
            let name = &declarations.enums[id.index()].name;
            Text::new(format!("分类 `{}` 的若干值", name.zh), format!("a set of `{}`", name.key))
        }
        TypeKind::Quantity(quantity) => unit_text(&quantity.unit),
        TypeKind::List(list) => {
            let name = &declarations.records[list.record.index()].name;
            Text::new(format!("`{}` 的列表", name.zh), format!("a list of `{}`", name.key))
        }
    }
}
