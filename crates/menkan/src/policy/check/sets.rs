//! Sets: their members, and when they are equal.

use super::conditions::{is_value, not};
use super::{Checker, Shape, all_or_none, size};
use crate::diagnostic::{Diagnostic, Text};
use crate::policy::model::{Condition, EnumId, Set};
use crate::policy::names::Referent;
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind};

impl Checker<'_> {
    pub(super) fn empty(&mut self, set: &Expr) -> Option<Condition> {
        if self.shape(set) == Shape::List {
            return self.no_items(set);
        }
        self.set(set).map(|(set, _)| Condition::Empty(set))
    }

    pub(super) fn set_is(&mut self, left: &Expr, right: &Expr) -> Option<Condition> {
        let (set, values) = self.set(left)?;
        let members = self.members(right, values)?;
        Some(if members.is_empty() { Condition::Empty(set) } else { Condition::Exactly(set, members) })
    }

    pub(super) fn refuse_set_is(&mut self, left: &Expr, right: &Expr, values: EnumId, span: Span) -> Option<Condition> {
        let expected = self.set_text(values);
        let value = match &right.kind {
            ExprKind::Name(word) => self.declarations.value_named(values, &word.text).map(|_| &word.text),
            _ => None,
        };
        let diagnostic = match (value, &left.kind) {
            (Some(value), ExprKind::Name(set)) => Diagnostic::set_is_a_value(span, value, &set.text),
            (Some(_) | None, _) => Diagnostic::set_is(right.span, &expected, &self.expr_text(right)),
        };
        self.report(diagnostic);
        None
    }

    /// `ELEMENT in SET`
    pub(super) fn member(&mut self, left: &Expr, right: &Expr) -> Option<Condition> {
        let (set, values) = self.set(right)?;
        if let ExprKind::Set(elements) = &left.kind {
            let members: Vec<_> = elements.iter().map(|element| self.value(element, values)).collect();
            let members = all_or_none(members)?.into_iter().map(|symbol| Condition::Member(symbol, set));
            return Some(Condition::All(members.collect()));
        }
        // A bare word opposite a set is one of its values, even where an item is called so.
        if let ExprKind::Name(word) = &left.kind
            && let Some(symbol) = self.declarations.value_named(values, &word.text)
        {
            self.is_value_of(word.span, values, symbol);
            return Some(Condition::Member(symbol, set));
        }
        match self.shape(left) {
            Shape::Choice(of) if of == values => {
                let choice = self.choice(left, values)?;
                let count = self.declarations.enums[values.index()].values.len();
                self.expand((3 + size::choice(&choice)) * count, left.span)?;
                let each = (0..count).filter_map(|symbol| u16::try_from(symbol).ok()).map(|symbol| {
                    Condition::All(vec![
                        Condition::Chosen(choice.clone(), vec![Some(symbol)]),
                        Condition::Member(symbol, set),
                    ])
                });
                Some(Condition::Any(each.collect()))
            }
            Shape::Condition
            | Shape::Choice(_)
            | Shape::Set(_)
            | Shape::Quantity
            | Shape::Standard(_)
            | Shape::None
            | Shape::Word
            | Shape::Elements
            | Shape::List
            | Shape::Other => self.value(left, values).map(|symbol| Condition::Member(symbol, set)),
        }
    }

    /// Two sets of one enumeration have the same members.
    pub(super) fn same_set(&mut self, left: &Expr, right: &Expr) -> Option<Condition> {
        let ((first, values), (second, others)) = (self.set(left)?, self.set(right)?);
        if values != others {
            let (expected, found) = (self.set_text(values), self.set_text(others));
            self.report(Diagnostic::unfit(right.span, &expected, &found));
            return None;
        }
        let count = self.declarations.enums[values.index()].values.len();
        self.expand(4 * count, left.span)?;
        let each = (0..count).filter_map(|symbol| u16::try_from(symbol).ok()).map(|symbol| {
            let (left, right) = (Condition::Member(symbol, first), Condition::Member(symbol, second));
            Condition::If(Box::new(left), Box::new(right.clone()), Box::new(not(right)))
        });
        Some(Condition::All(each.collect()))
    }

    /// The set that an expression names, and of what it is.
    pub(crate) fn set(&mut self, expr: &Expr) -> Option<(Set, EnumId)> {
        let expected = Text::new("若干值的集合", "a set");
        let ExprKind::Name(word) = &expr.kind else {
            let found = self.expr_text(expr);
            self.report(Diagnostic::unfit(expr.span, &expected, &found));
            return None;
        };
        let referent = self.resolve(word, is_value)?;
        match (referent, self.shape_of(referent)) {
            (Referent::Fact(id), Shape::Set(values)) => Some((Set::Fact(id), values)),
            (Referent::Definition(id), Shape::Set(values)) => Some((Set::Definition(id), values)),
            (
                referent,
                Shape::Condition
                | Shape::Choice(_)
                | Shape::Set(_)
                | Shape::Quantity
                | Shape::Standard(_)
                | Shape::None
                | Shape::Word
                | Shape::Elements
                | Shape::List
                | Shape::Other,
            ) => {
                if !self.is_broken(referent) {
                    self.wrong_kind(word, referent, expected);
                }
                None
            }
        }
    }
}
