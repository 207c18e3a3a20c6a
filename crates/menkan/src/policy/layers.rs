//! What children add to and change in their parents' items.

use std::collections::BTreeMap;

use super::check::Checker;
use super::declare::{Amendment, Origin};
use super::model::{DefinitionId, FactId, LayerId, ParameterId};
use super::names::Referent;
use crate::diagnostic::{Diagnostic, Text};
use crate::source::Span;
use crate::syntax::ast::{self, Amended, DefinitionKind};

/// The amendments of each item, by layer.
#[derive(Debug, Default)]
pub(crate) struct Amendments<'a> {
    pub(crate) facts: BTreeMap<FactId, Vec<Amendment<'a>>>,
    pub(crate) parameters: BTreeMap<ParameterId, Vec<Amendment<'a>>>,
    pub(crate) definitions: BTreeMap<DefinitionId, Vec<Amendment<'a>>>,
}

/// What an amendment of one kind of item may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Evidence,
    Rows,
    /// Clauses, rules, precedence, an end date.
    Body,
    /// An end date.
    End,
}

impl<'a> Checker<'a> {
    /// Finds what each `amend` amends.
    pub(crate) fn amendments(&mut self) -> Amendments<'a> {
        let mut all = Amendments::default();
        for amendment in self.declarations.amendments.clone() {
            let item = amendment.item;
            self.enter(amendment.layer, None);
            let Some(referent) = self.resolve(&item.name, is_amendable) else { continue };
            let (Some((kind, takes)), layer) = (self.amended_kind(referent), self.layer_of(referent)) else {
                let expected = Text::new("可以修改的事项", "an item that can be amended");
                self.wrong_kind(&item.name, referent, expected);
                continue;
            };
            let declared = self.declared_at(referent);
            if layer == Some(amendment.layer) {
                self.report(Diagnostic::amends_its_own(&item.name, declared));
                continue;
            }
            if let Some(said) = item.kind.filter(|said| *said != kind) {
                let found = self.kind_text(referent);
                self.report(Diagnostic::amends_another_kind(&item.name, &amended_text(said), &found, declared));
                continue;
            }
            self.check_parts(item, takes, declared);
            match referent {
                Referent::Fact(id) => all.facts.entry(id).or_default().push(amendment),
                Referent::Parameter(id) => all.parameters.entry(id).or_default().push(amendment),
                Referent::Definition(id) => all.definitions.entry(id).or_default().push(amendment),
                Referent::Instrument(_) | Referent::Enum(_) | Referent::Record(_) | Referent::Action(_) => {}
            }
        }
        all
    }

    fn layer_of(&self, referent: Referent) -> Option<LayerId> {
        let declarations = &self.declarations;
        match referent {
            Referent::Fact(id) => declarations.facts.get(id.index()).map(|item| item.layer),
            Referent::Parameter(id) => declarations.parameters.get(id.index()).map(|item| item.layer),
            Referent::Definition(id) => declarations.definitions.get(id.index()).map(|item| item.layer),
            Referent::Instrument(_) | Referent::Enum(_) | Referent::Record(_) | Referent::Action(_) => None,
        }
    }

    fn amended_kind(&self, referent: Referent) -> Option<(Amended, Takes)> {
        match referent {
            Referent::Fact(_) => Some((Amended::Fact, Takes::Evidence)),
            Referent::Parameter(_) => Some((Amended::Parameter, Takes::Rows)),
            Referent::Definition(id) => match self.declarations.definitions[id.index()].origin {
                Origin::Definition(definition) => Some(match definition.kind {
                    DefinitionKind::Define => (Amended::Define, Takes::Body),
                    DefinitionKind::Standard => (Amended::Standard, Takes::Body),
                    DefinitionKind::Decision => (Amended::Decision, Takes::Body),
                }),
                Origin::Exemption(_) => Some((Amended::Exemption, Takes::End)),
                Origin::Group(_) => Some((Amended::Group, Takes::End)),
                Origin::Trigger(_) => Some((Amended::Trigger, Takes::End)),
                Origin::Groups | Origin::Priority => None,
            },
            Referent::Instrument(_) | Referent::Enum(_) | Referent::Record(_) | Referent::Action(_) => None,
        }
    }

    /// Reports the parts that the item amended does not take, and an amendment of nothing.
    fn check_parts(&mut self, item: &ast::Amend, takes: Takes, declared: Span) {
        let body = &item.body;
        let holds = [
            (Takes::Evidence, item.evidence.as_ref().map(|evidence| evidence.span.0)),
            (Takes::Rows, item.rows.first().map(|row| row.span.0)),
            (Takes::Body, body.clauses.first().map(|clause| clause.span.0)),
            (Takes::Body, body.rules.first().map(|rule| rule.span.0)),
            (Takes::Body, body.precedence.first().and_then(|names| names.first()).map(|name| name.span)),
        ];
        for (part, span) in holds {
            if let Some(span) = span.filter(|_| part != takes) {
                self.report(Diagnostic::amendment_unfit(span, &takes_text(takes), declared));
            }
        }
        let end = Self::end_only(&item.source).is_some();
        let source = &item.source;
        let sourced =
            !source.cites.is_empty() || source.none.is_some() || source.assumed.is_some() || !source.periods.is_empty();
        match takes {
            Takes::Rows => {}
            Takes::Body | Takes::End if end || !sourced => {}
            Takes::Body | Takes::End | Takes::Evidence => {
                if sourced {
                    self.report(Diagnostic::amendment_unfit(item.name.span, &takes_text(takes), declared));
                }
            }
        }
        if holds.iter().all(|(_, span)| span.is_none()) && !sourced {
            self.report(Diagnostic::amends_nothing(&item.name, &takes_text(takes)));
        }
    }
}

fn is_amendable(referent: Referent) -> bool {
    matches!(referent, Referent::Fact(_) | Referent::Parameter(_) | Referent::Definition(_))
}

fn amended_text(kind: Amended) -> Text {
    match kind {
        Amended::Fact => Text::new("事实", "a fact"),
        Amended::Parameter => Text::new("参数", "a parameter"),
        Amended::Define => Text::new("定义", "a define"),
        Amended::Standard => Text::new("标准", "a standard"),
        Amended::Decision => Text::new("决定", "a decision"),
        Amended::Exemption => Text::new("免除", "an exemption"),
        Amended::Group => Text::new("群体", "a group"),
        Amended::Trigger => Text::new("触发", "a trigger"),
    }
}

/// What an amendment of a kind of item may hold, in words.
pub(super) fn takes_text(takes: Takes) -> Text {
    match takes {
        Takes::Evidence => Text::new("`证明材料`", "`evidence`"),
        Takes::Rows => Text::new("自某日起的数值行", "rows `from D figure`"),
        Takes::Body => {
            Text::new("条款、规则、优先顺序或截止日 `至 日期`", "clauses, rules, precedence or an end date `to D`")
        }
        Takes::End => Text::new("截止日 `至 日期`", "an end date `to D`"),
    }
}
