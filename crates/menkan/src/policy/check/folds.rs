//! What is worked out from the items of a list. Inside, the fields and definitions of its record are seen as well.

use super::conditions::not;
use super::measures::{Measure, Typed};
use super::{Checker, Obligation};
use crate::diagnostic::{Diagnostic, Text};
use crate::policy::model::{
    Condition, EnumId, FactId, Fold, FoldKind, ListType, Order, Quantity, RecordId, TypeKind, Unit,
};
use crate::policy::names::{Found, Referent};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, ExprKind, Folded, Ident};
use crate::value::Number;

impl Checker<'_> {
    /// `any L where C`, `all L where C`
    pub(super) fn quantified(&mut self, folded: &Folded, span: Span) -> Option<Condition> {
        let (list, ty) = self.list_named(&folded.list)?;
        let when = self.picked(ty.record, folded.condition.as_ref())?;
        if folded.fold == ast::Fold::All {
            if folded.condition.is_none() {
                self.report(Diagnostic::all_of_nothing(span));
                return None;
            }
            return Some(Condition::Order(Order::AtMost, count(list, not(when)), Quantity::Number(Number::ZERO)));
        }
        Some(at_least_one(list, when))
    }

    /// `sum E of L where C`, `count L where C`, `largest E of L where C, else D`
    pub(super) fn folded(&mut self, folded: &Folded, span: Span) -> Option<Typed> {
        let (list, ty) = self.list_named(&folded.list)?;
        let when = self.picked(ty.record, folded.condition.as_ref());
        let kind = match folded.fold {
            ast::Fold::Sum => FoldKind::Sum,
            ast::Fold::Largest => FoldKind::Largest,
            ast::Fold::Smallest => FoldKind::Smallest,
            ast::Fold::Count | ast::Fold::Any | ast::Fold::All => {
                let quantity = count(list, when?);
                return Some(Typed { quantity, measure: Measure::Unit(Unit::Plain), span });
            }
        };
        let item = folded.item.as_ref().and_then(|item| self.inside(ty.record, |this| this.quantity(item)));
        let otherwise = match &folded.otherwise {
            Some(otherwise) => self.quantity(otherwise),
            None => {
                let quantity = Quantity::Number(Number::ZERO);
                Some(Typed { quantity, measure: Measure::Bare, span })
            }
        };
        let (item, otherwise) = (item?, otherwise?);
        if kind == FoldKind::Sum {
            if item.measure == Measure::Unit(Unit::Date) {
                self.report(Diagnostic::date_arithmetic(item.span));
                return None;
            }
            self.obligations.push(Obligation::Finite(item.quantity.clone(), item.span));
        }
        self.obligations.push(Obligation::Present(item.quantity.clone(), item.span));
        let measure = self.unify(&item, &otherwise)?;
        let fold = Fold { kind, list, item: item.quantity, when: when?, otherwise: otherwise.quantity };
        Some(Typed { quantity: Quantity::Fold(Box::new(fold)), measure, span })
    }

    /// `L is empty`
    pub(super) fn no_items(&mut self, list: &Expr) -> Option<Condition> {
        let ExprKind::Name(word) = &list.kind else { return None };
        let (list, _) = self.list_named(word)?;
        let count = count(list, Condition::Truth(true));
        Some(Condition::Order(Order::AtMost, count, Quantity::Number(Number::ZERO)))
    }

    /// For each value of an enumeration, whether `field` of some item picked is that value.
    pub(crate) fn values_of_items(
        &mut self,
        field: &Ident,
        list: &Ident,
        condition: Option<&Expr>,
        values: EnumId,
    ) -> Option<Vec<Condition>> {
        let (id, ty) = self.list_named(list)?;
        let when = self.picked(ty.record, condition);
        let name = Expr { kind: ExprKind::Name(field.clone()), span: field.span };
        let choice = self.inside(ty.record, |this| this.choice(&name, values))?;
        let when = when?;
        let size = self.declarations.enums[values.index()].values.len();
        self.expand(size * (3 + super::size::condition(&when)), list.span)?;
        let each = (0..size).filter_map(|symbol| u16::try_from(symbol).ok()).map(|symbol| {
            let is = Condition::Chosen(choice.clone(), vec![Some(symbol)]);
            at_least_one(id, Condition::All(vec![is, when.clone()]))
        });
        Some(each.collect())
    }

    /// A condition on the items; without one, all of them.
    fn picked(&mut self, record: RecordId, condition: Option<&Expr>) -> Option<Condition> {
        match condition {
            Some(condition) => self.inside(record, |this| this.condition(condition)),
            None => Some(Condition::Truth(true)),
        }
    }

    /// Looks at what is said of one item. Of an item around it nothing is seen.
    fn inside<T>(&mut self, record: RecordId, look: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.scope.replace(record);
        let seen = look(self);
        self.scope = outer;
        seen
    }

    /// The list that a word names.
    pub(crate) fn list_named(&mut self, word: &Ident) -> Option<(FactId, ListType)> {
        let referent = self.resolve(word, |referent| matches!(referent, Referent::Fact(_)))?;
        if let Referent::Fact(id) = referent {
            match self.facts.get(id.index()).and_then(Option::as_ref).map(|ty| &ty.kind) {
                Some(TypeKind::List(ty)) => return Some((id, *ty)),
                None => return None,
                Some(TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_) | TypeKind::Quantity(_)) => {}
            }
        }
        self.wrong_kind(word, referent, Text::new("列表", "a list"));
        None
    }

    /// The field of a record that a word names.
    pub(crate) fn field_named(&mut self, word: &Ident, record: RecordId) -> Option<FactId> {
        let found = match self.declarations.members.get(record.index())?.find(&word.text, self.layer) {
            Found::Item(entry) | Found::Below(entry) => Some(entry.referent),
            Found::Nothing => None,
        };
        if let Some(referent @ Referent::Fact(id)) = found {
            self.references.insert(word.span, referent);
            return Some(id);
        }
        let declared = self.declarations.records[record.index()].name.clone();
        let near = self.declarations.members[record.index()]
            .nearest(&word.text, self.layer, |referent| matches!(referent, Referent::Fact(_)))
            .map(str::to_owned);
        let name = Text::new(&*declared.zh, &*declared.key);
        self.report(Diagnostic::unknown_field(word, &name, declared.span).nearest(near.as_deref()));
        None
    }
}

/// How many items a condition picks.
fn count(list: FactId, when: Condition) -> Quantity {
    let (item, otherwise) = (Quantity::Number(Number::ONE), Quantity::Number(Number::ZERO));
    Quantity::Fold(Box::new(Fold { kind: FoldKind::Count, list, item, when, otherwise }))
}

fn at_least_one(list: FactId, when: Condition) -> Condition {
    Condition::Order(Order::AtLeast, count(list, when), Quantity::Number(Number::ONE))
}
