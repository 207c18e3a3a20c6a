//! What a test gives: facts, as values, members or ranges.

use std::collections::BTreeMap;

use super::check::{Checker, Shape};
use super::model::{EnumId, FactId, Item, Known, ListType, QuantityType, TypeKind};
use super::names::{Found, Referent};
use crate::diagnostic::{Diagnostic, Text};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Ident, Order};
use crate::value::Number;

/// The facts that one test gives itself.
#[derive(Debug, Default)]
pub(crate) struct Givens {
    facts: BTreeMap<FactId, Known>,
}

impl Givens {
    pub(crate) fn known(self) -> BTreeMap<FactId, Known> {
        self.facts
    }

    /// Adds what one condition says. False where it contradicts or repeats what another said.
    fn add(&mut self, fact: FactId, known: Known) -> bool {
        let Some(before) = self.facts.get(&fact) else {
            self.facts.insert(fact, known);
            return true;
        };
        let merged = match (before, known) {
            (Known::Between(low, high), Known::Between(least, most)) => {
                let low = greater(low.clone(), least, Number::max);
                let high = greater(high.clone(), most, Number::min);
                if low.as_ref().zip(high.as_ref()).is_some_and(|(low, high)| low > high) {
                    return false;
                }
                Known::Between(low, high)
            }
            (Known::Set(before), Known::Set(known)) => {
                let both = before.iter().zip(&known).map(|pair| match pair {
                    (Some(_), Some(_)) => Err(()),
                    (Some(member), None) | (None, Some(member)) => Ok(Some(*member)),
                    (None, None) => Ok(None),
                });
                match both.collect() {
                    Ok(members) => Known::Set(members),
                    Err(()) => return false,
                }
            }
            (
                Known::Truth(_) | Known::Symbol(_) | Known::Between(..) | Known::Set(_) | Known::List(_) | Known::Asked,
                Known::Truth(_) | Known::Symbol(_) | Known::Between(..) | Known::Set(_) | Known::List(_) | Known::Asked,
            ) => return false,
        };
        self.facts.insert(fact, merged);
        true
    }
}

fn greater(a: Option<Number>, b: Option<Number>, pick: fn(Number, Number) -> Number) -> Option<Number> {
    match (a, b) {
        (Some(a), Some(b)) => Some(pick(a, b)),
        (Some(only), None) | (None, Some(only)) => Some(only),
        (None, None) => None,
    }
}

impl Checker<'_> {
    /// Adds what one condition of `given` says.
    pub(crate) fn given(&mut self, expr: &Expr, givens: &mut Givens) {
        if let ExprKind::All(parts) = &expr.kind {
            for part in parts {
                self.given(part, givens);
            }
            return;
        }
        let Some((fact, known)) = self.given_fact(expr) else { return };
        if !givens.add(fact, known) {
            let name = self.declarations.facts[fact.index()].name.key.to_string();
            self.report(Diagnostic::given_twice(expr.span, &name));
        }
    }

    fn given_fact(&mut self, expr: &Expr) -> Option<(FactId, Known)> {
        match &expr.kind {
            ExprKind::Name(word) => self.given_truth(word, expr.span, true),
            ExprKind::Not(inner) => match &inner.kind {
                ExprKind::Name(word) => self.given_truth(word, expr.span, false),
                ExprKind::In { negated, left, right } => self.given_in(left, right, !negated, expr.span),
                _ => self.refuse_given(expr.span),
            },
            ExprKind::Is { negated, left, right } => self.given_is(left, right, *negated, expr.span),
            ExprKind::IsEmpty { negated: false, set } => {
                let (fact, ty) = self.given_name(set, expr.span)?;
                match ty {
                    TypeKind::Set(values) => Some((fact, Known::Set(vec![Some(false); self.count(values)]))),
                    TypeKind::List(list) => self.given_items(fact, list, &[], expr.span),
                    TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Quantity(_) => self.refuse_given(expr.span),
                }
            }
            ExprKind::In { negated, left, right } => self.given_in(left, right, *negated, expr.span),
            ExprKind::Order { op, left, right } => self.given_order(*op, left, right, expr.span),
            _ => self.refuse_given(expr.span),
        }
    }

    fn refuse_given<T>(&mut self, span: Span) -> Option<T> {
        self.report(Diagnostic::given_form(span));
        None
    }

    /// The fact that an expression names.
    fn given_name(&mut self, expr: &Expr, span: Span) -> Option<(FactId, TypeKind)> {
        let ExprKind::Name(word) = &expr.kind else { return self.refuse_given(span) };
        self.given_word(word)
    }

    fn given_word(&mut self, word: &Ident) -> Option<(FactId, TypeKind)> {
        let referent = self.resolve(word, |referent| matches!(referent, Referent::Fact(_)))?;
        if let Referent::Fact(id) = referent {
            return Some((id, self.facts[id.index()].clone()?.kind));
        }
        self.wrong_kind(word, referent, Text::new("事实", "a fact"));
        None
    }

    fn given_truth(&mut self, word: &Ident, span: Span, truth: bool) -> Option<(FactId, Known)> {
        match self.given_word(word)? {
            (fact, TypeKind::Boolean) => Some((fact, Known::Truth(truth))),
            (_, TypeKind::Choice(_) | TypeKind::Set(_) | TypeKind::Quantity(_) | TypeKind::List(_)) => {
                self.refuse_given(span)
            }
        }
    }

    fn given_is(&mut self, left: &Expr, right: &Expr, negated: bool, span: Span) -> Option<(FactId, Known)> {
        let (fact, ty) = self.given_name(left, span)?;
        match (ty, &right.kind) {
            (TypeKind::Boolean, ExprKind::Yes) => Some((fact, Known::Truth(!negated))),
            (TypeKind::Boolean, ExprKind::No) => Some((fact, Known::Truth(negated))),
            (TypeKind::Choice(values), _) if !negated => {
                if matches!(right.kind, ExprKind::None) && self.declarations.value_none(values).is_none() {
                    self.report(Diagnostic::given_none(right.span));
                    return None;
                }
                self.value(right, values).map(|symbol| (fact, Known::Symbol(symbol)))
            }
            (TypeKind::Set(values), _) if !negated => {
                let members = self.members(right, values)?;
                let mut known = vec![Some(false); self.count(values)];
                for symbol in members {
                    if let Some(place) = known.get_mut(usize::from(symbol)) {
                        *place = Some(true);
                    }
                }
                Some((fact, Known::Set(known)))
            }
            (TypeKind::List(list), ExprKind::Items(items)) if !negated => self.given_items(fact, list, items, span),
            (TypeKind::Quantity(_), ExprKind::None) => {
                self.report(Diagnostic::given_none(right.span));
                None
            }
            (TypeKind::Quantity(quantity), _) if !negated => {
                let number = self.constant_number(right, &quantity, Text::new("事实", "the fact"))?;
                Some((fact, Known::Between(Some(number.clone()), Some(number))))
            }
            (
                TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_) | TypeKind::Quantity(_) | TypeKind::List(_),
                _,
            ) => self.refuse_given(span),
        }
    }

    /// `[a is 1 and b, a is 2 and not b]`: all items of a list.
    fn given_items(&mut self, fact: FactId, list: ListType, written: &[Expr], span: Span) -> Option<(FactId, Known)> {
        if !(usize::from(list.min)..=usize::from(list.max)).contains(&written.len()) {
            self.report(Diagnostic::list_of_another_size(span, written.len(), list.min, list.max));
            return None;
        }
        let fields = self.declarations.fields.1.iter();
        let first = self.declarations.fields.0 + fields.clone().filter(|record| **record < list.record).count();
        let size = fields.filter(|record| **record == list.record).count();
        let outer = self.look_inside(Some(list.record));
        let mut items = Vec::with_capacity(written.len());
        for expr in written {
            let mut givens = Givens::default();
            self.given(expr, &mut givens);
            let mut item = Item(vec![None; size]);
            for (field, known) in givens.known() {
                // A word that is no field has had its diagnostic.
                if let Some(slot) = field.index().checked_sub(first).and_then(|place| item.0.get_mut(place)) {
                    *slot = Some(known);
                } else {
                    self.report(Diagnostic::given_form(expr.span));
                }
            }
            items.push(item);
        }
        self.look_inside(outer);
        if let Some(field) = list.distinct {
            let mut seen = Vec::new();
            for item in &items {
                let known = field.index().checked_sub(first).and_then(|place| item.0.get(place)).cloned().flatten();
                if known.is_some() && seen.contains(&known) {
                    let name = &self.declarations.facts[field.index()].name;
                    let name = Text::new(&*name.zh, &*name.key);
                    self.report(Diagnostic::items_alike(span, &name));
                    return None;
                }
                seen.push(known);
            }
        }
        Some((fact, Known::List(items)))
    }

    /// `VALUE in SET`, `NUMBER in a..b`
    fn given_in(&mut self, left: &Expr, right: &Expr, negated: bool, span: Span) -> Option<(FactId, Known)> {
        if let (ExprKind::Range(first, last), false) = (&right.kind, negated) {
            let (fact, ty) = self.given_name(left, span)?;
            let TypeKind::Quantity(quantity) = ty else { return self.refuse_given(span) };
            let of = || Text::new("事实", "the fact");
            let first = self.constant_number(first, &quantity, of());
            let last = self.constant_number(last, &quantity, of());
            let (first, last) = (first?, last?);
            if first > last {
                self.report(Diagnostic::range_crossed(right.span, &first, &last));
                return None;
            }
            return Some((fact, Known::Between(Some(first), Some(last))));
        }
        if !matches!(self.shape(right), Shape::Set(_)) {
            return match &right.kind {
                ExprKind::Name(word) => match self.find(&word.text) {
                    Found::Item(_) => self.refuse_given(span),
                    Found::Below(_) | Found::Nothing => self.given_word(word).and(None),
                },
                _ => self.refuse_given(span),
            };
        }
        let (fact, ty) = self.given_name(right, span)?;
        let TypeKind::Set(values) = ty else { return self.refuse_given(span) };
        let mut known = vec![None; self.count(values)];
        let elements = match &left.kind {
            ExprKind::Set(elements) => elements.iter().collect(),
            _ => vec![left],
        };
        for element in elements {
            let symbol = self.value(element, values)?;
            if let Some(place) = known.get_mut(usize::from(symbol)) {
                *place = Some(!negated);
            }
        }
        Some((fact, Known::Set(known)))
    }

    fn given_order(&mut self, op: Order, left: &Expr, right: &Expr, span: Span) -> Option<(FactId, Known)> {
        let (fact, ty) = self.given_name(left, span)?;
        let TypeKind::Quantity(quantity) = ty else { return self.refuse_given(span) };
        let number = self.constant_number(right, &quantity, Text::new("事实", "the fact"))?;
        let step = |sign: &Number| self.step(&quantity).map(|step| &number + &(&step * sign));
        let known = match op {
            Order::AtMost => Known::Between(None, Some(number)),
            Order::AtLeast => Known::Between(Some(number), None),
            Order::LessThan => Known::Between(None, step(&Number::integer(-1))),
            Order::MoreThan => Known::Between(step(&Number::ONE), None),
        };
        match known {
            Known::Between(None, None) => {
                self.report(Diagnostic::given_open_end(span));
                None
            }
            known => Some((fact, known)),
        }
    }

    /// The distance between two neighbouring values of a type.
    fn step(&self, ty: &QuantityType) -> Option<Number> {
        Number::ONE.checked_div(&Number::power_of_ten(ty.places?))
    }

    fn count(&self, values: EnumId) -> usize {
        self.declarations.enums[values.index()].values.len()
    }
}
