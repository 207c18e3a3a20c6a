//! Conditions: what holds or does not.

use super::{Checker, Node, Obligation, Shape, all_or_none, any_of, size};
use crate::diagnostic::{Diagnostic, Text};
use crate::policy::model::{Condition, FactId, Quantity, Type, TypeKind};
use crate::policy::names::{Found, Referent};
use crate::source::Span;
use crate::syntax::ast::{Duty, Expr, ExprKind, Fold, Ident, Order};

impl Checker<'_> {
    /// An expression that holds or does not.
    pub(crate) fn condition(&mut self, expr: &Expr) -> Option<Condition> {
        match &expr.kind {
            ExprKind::Yes => Some(Condition::Truth(true)),
            ExprKind::No => Some(Condition::Truth(false)),
            ExprKind::Name(word) => self.named_condition(word),
            ExprKind::All(parts) => self.conditions(parts).map(Condition::All),
            ExprKind::Any(parts) => self.conditions(parts).map(Condition::Any),
            ExprKind::Not(part) => self.condition(part).map(not),
            ExprKind::If { condition, then, otherwise } => self.branch([condition, then, otherwise]),
            ExprKind::Order { op, left, right } => self.ordered(*op, left, right, expr.span),
            ExprKind::Is { negated, left, right } => negate_if(*negated, self.equal(left, right, expr.span)),
            ExprKind::In { negated, left, right } => negate_if(*negated, self.within(left, right)),
            ExprKind::IsEmpty { negated, set } => negate_if(*negated, self.empty(set)),
            ExprKind::Satisfied { negated, standard } => negate_if(*negated, self.satisfied(standard)),
            ExprKind::Fold(folded) if matches!(folded.fold, Fold::Any | Fold::All) => {
                self.quantified(folded, expr.span)
            }
            ExprKind::Shall(action) => self.duty(Duty::Shall, action),
            ExprKind::May(action) => self.duty(Duty::May, action),
            ExprKind::Number(_)
            | ExprKind::Percent(_)
            | ExprKind::Date(_)
            | ExprKind::Days(_)
            | ExprKind::None
            | ExprKind::Unlimited
            | ExprKind::Empty
            | ExprKind::AsOf
            | ExprKind::Set(_)
            | ExprKind::Items(_)
            | ExprKind::Fold(_)
            | ExprKind::Range(..)
            | ExprKind::Arithmetic { .. }
            | ExprKind::Negative(_)
            | ExprKind::Min(_)
            | ExprKind::Max(_)
            | ExprKind::Round { .. }
            | ExprKind::YearsBetween(..)
            | ExprKind::MonthsBetween(..)
            | ExprKind::Per(..) => self.refuse_condition(expr),
        }
    }

    fn refuse_condition(&mut self, expr: &Expr) -> Option<Condition> {
        let found = self.expr_text(expr);
        self.report(Diagnostic::no_condition(expr.span, &found));
        None
    }

    fn conditions(&mut self, parts: &[Expr]) -> Option<Vec<Condition>> {
        let parts: Vec<_> = parts.iter().map(|part| self.condition(part)).collect();
        all_or_none(parts)
    }

    /// `if C then A else B` of conditions.
    fn branch(&mut self, parts: [&Expr; 3]) -> Option<Condition> {
        let [condition, then, otherwise] = parts.map(|part| self.condition(part));
        Some(Condition::If(Box::new(condition?), Box::new(then?), Box::new(otherwise?)))
    }

    fn named_condition(&mut self, word: &Ident) -> Option<Condition> {
        let referent = self.resolve(word, is_value)?;
        match (referent, self.shape_of(referent)) {
            (Referent::Fact(id), Shape::Condition) => Some(Condition::Fact(id)),
            (Referent::Definition(id), Shape::Condition) => Some(Condition::Holds(id)),
            (_, Shape::Standard(id)) => {
                let declared = self.declared_at(Referent::Definition(id));
                self.report(Diagnostic::standard_as_condition(word, declared));
                None
            }
            (
                referent,
                Shape::Condition
                | Shape::Choice(_)
                | Shape::Set(_)
                | Shape::Quantity
                | Shape::None
                | Shape::Word
                | Shape::Elements
                | Shape::List
                | Shape::Other,
            ) => {
                if !self.is_broken(referent) {
                    self.wrong_kind(word, referent, Text::new("条件", "a condition"));
                }
                None
            }
        }
    }

    /// `shall ACTION`, `may ACTION`.
    fn duty(&mut self, duty: Duty, action: &Ident) -> Option<Condition> {
        let referent = self.resolve(action, |referent| matches!(referent, Referent::Action(_)))?;
        if let Referent::Action(id) = referent {
            self.uses(Node::Duty(duty, id), action.span);
            return Some(Condition::Duty(duty, id));
        }
        self.wrong_kind(action, referent, Text::new("措施", "an action"));
        None
    }

    fn ordered(&mut self, op: Order, left: &Expr, right: &Expr, span: Span) -> Option<Condition> {
        let (left_typed, right_typed) = (self.quantity(left), self.quantity(right));
        let (left_typed, right_typed) = (left_typed?, right_typed?);
        self.comparable(&left_typed, &right_typed)?;
        for side in [&left_typed, &right_typed] {
            if side.quantity == Quantity::None {
                self.report(Diagnostic::none_compared(side.span));
                return None;
            }
        }
        self.note_comparison(&left_typed.quantity, Some(op), &right_typed.quantity, span);
        Some(Condition::Order(op, left_typed.quantity, right_typed.quantity))
    }

    /// What compares a fact with a constant ought to be neither always nor never true.
    fn note_comparison(&mut self, left: &Quantity, op: Option<Order>, right: &Quantity, span: Span) {
        let is_fact = |side: &Quantity| matches!(side, Quantity::Fact(_));
        let is_constant = |side: &Quantity| matches!(side, Quantity::Number(_) | Quantity::Unlimited);
        if (is_fact(left) && is_constant(right)) || (is_constant(left) && is_fact(right)) {
            self.obligations.push(Obligation::Compared { left: left.clone(), op, right: right.clone(), span });
        }
    }

    /// `LEFT is RIGHT`
    // Each case has a function of its own, so that the frames of what calls itself stay small.
    fn equal(&mut self, left: &Expr, right: &Expr, span: Span) -> Option<Condition> {
        match (self.shape(left), self.shape(right)) {
            (Shape::Standard(_), _) => self.standard_is(left, right),
            (Shape::Choice(values), _) => self.choice_is(left, right, values),
            (Shape::Word | Shape::None, Shape::Choice(values)) => self.choice_is(right, left, values),
            (Shape::Set(_), Shape::Set(_)) => self.same_set(left, right),
            (Shape::Set(_), Shape::Elements) => self.set_is(left, right),
            (Shape::Set(values), _) => self.refuse_set_is(left, right, values, span),
            (Shape::Condition, Shape::None) => self.is_absent(left),
            (Shape::Condition, _) => self.truth_is(left, right, span),
            (Shape::Quantity, Shape::None) => self.quantity_is_none(left),
            (Shape::None, Shape::Quantity) => self.quantity_is_none(right),
            (Shape::Word, _) => self.unknown_is(left, right),
            (Shape::List, _) => self.list_is(left, right),
            (Shape::Quantity | Shape::None | Shape::Elements | Shape::Other, _) => self.quantity_is(left, right, span),
        }
    }

    /// A list is compared with nothing but `empty`, which has a form of its own.
    fn list_is(&mut self, left: &Expr, right: &Expr) -> Option<Condition> {
        if let ExprKind::Items(_) = right.kind {
            self.report(Diagnostic::items_misplaced(right.span));
            return None;
        }
        let condition = self.condition(left);
        debug_assert!(condition.is_none(), "a list is no condition, and has had its diagnostic");
        None
    }

    fn truth_is(&mut self, left: &Expr, right: &Expr, span: Span) -> Option<Condition> {
        if let (ExprKind::Name(word), ExprKind::No) = (&left.kind, &right.kind)
            && let Some(id) = self.sometimes_absent(word)
        {
            // *None* is not equal to `no`.
            let (fact, applies) = (self.condition(left), self.applies(id));
            return Some(Condition::All(vec![applies?, not(fact?)]));
        }
        let (left, right) = (self.condition(left), self.condition(right));
        match (left?, right?) {
            (left, Condition::Truth(true)) => Some(left),
            (left, Condition::Truth(false)) => Some(not(left)),
            (left, right) => {
                self.expand(size::condition(&right), span)?;
                Some(Condition::If(Box::new(left), Box::new(right.clone()), Box::new(not(right))))
            }
        }
    }

    fn unknown_is(&mut self, left: &Expr, right: &Expr) -> Option<Condition> {
        let left = self.quantity(left);
        debug_assert!(left.is_none(), "a word that names nothing has had its diagnostic");
        if self.shape(right) != Shape::Word {
            self.look_at(right);
        }
        None
    }

    fn quantity_is(&mut self, left: &Expr, right: &Expr, span: Span) -> Option<Condition> {
        let (left, right) = (self.quantity(left), self.quantity(right));
        let (left, right) = (left?, right?);
        self.comparable(&left, &right)?;
        self.note_comparison(&left.quantity, None, &right.quantity, span);
        Some(Condition::Equal(left.quantity, right.quantity))
    }

    /// Looks at an expression for its diagnostics only.
    fn look_at(&mut self, expr: &Expr) {
        match self.shape(expr) {
            Shape::Condition => drop(self.condition(expr)),
            Shape::Quantity => drop(self.quantity(expr)),
            Shape::Choice(values) => drop(self.choice(expr, values)),
            Shape::Set(_) => drop(self.set(expr)),
            Shape::Standard(_) => drop(self.standard(expr)),
            Shape::None | Shape::Word | Shape::Elements | Shape::List | Shape::Other => {}
        }
    }

    fn quantity_is_none(&mut self, expr: &Expr) -> Option<Condition> {
        let quantity = self.quantity(expr)?.quantity;
        self.obligations.push(Obligation::Absent(quantity.clone(), expr.span));
        Some(Condition::Absent(quantity))
    }

    /// The fact that a word names, where it is boolean and may be *none*.
    fn sometimes_absent(&self, word: &Ident) -> Option<FactId> {
        match self.find(&word.text) {
            Found::Item(entry) => match entry.referent {
                Referent::Fact(id) => match self.facts.get(id.index()) {
                    Some(Some(Type { kind: TypeKind::Boolean, or_none: true })) => Some(id),
                    Some(_) | None => None,
                },
                Referent::Instrument(_)
                | Referent::Enum(_)
                | Referent::Record(_)
                | Referent::Parameter(_)
                | Referent::Action(_)
                | Referent::Definition(_) => None,
            },
            Found::Below(_) | Found::Nothing => None,
        }
    }

    /// `FACT is none` for a boolean fact: its guard does not hold.
    fn is_absent(&mut self, expr: &Expr) -> Option<Condition> {
        if let ExprKind::Name(word) = &expr.kind
            && let Some(id) = self.sometimes_absent(word)
        {
            self.resolve(word, is_value)?;
            return self.applies(id).map(not);
        }
        let condition = self.condition(expr);
        if condition.is_some() {
            self.report(Diagnostic::never_none(expr.span));
        }
        None
    }

    /// The guard of a fact, as a condition; it has its diagnostics where it is declared.
    fn applies(&mut self, id: FactId) -> Option<Condition> {
        if self.applying.contains(&id) {
            // The words that lead back here tell of the circle.
            return None;
        }
        let declared = &self.declarations.facts[id.index()];
        let (fact, layer) = (declared.item, declared.layer);
        let guard = fact.guard.as_ref()?;
        self.expand(100, guard.when.span)?;
        let here = (self.layer, self.node.take(), self.diagnostics.len(), self.obligations.len());
        let scope = std::mem::replace(&mut self.scope, self.declarations.record_of(id));
        self.applying.push(id);
        self.layer = layer;
        let condition = self.condition(&guard.when);
        self.applying.pop();
        // The guard is its fact's own: what it uses and what is wrong with it is noted there.
        (self.layer, self.node, self.scope) = (here.0, here.1, scope);
        self.diagnostics.truncate(here.2);
        self.obligations.truncate(here.3);
        condition
    }

    /// `LEFT in RIGHT`
    fn within(&mut self, left: &Expr, right: &Expr) -> Option<Condition> {
        match (self.shape(left), self.shape(right)) {
            (Shape::Standard(_), _) => self.standard_in(left, right),
            (_, Shape::Set(_)) => self.member(left, right),
            (Shape::Choice(values), Shape::Elements) => self.choice_in(left, right, values),
            (
                Shape::Quantity
                | Shape::List
                | Shape::Other
                | Shape::None
                | Shape::Elements
                | Shape::Set(_)
                | Shape::Condition
                | Shape::Word,
                Shape::Elements,
            ) => self.quantity_in(left, right),
            (
                _,
                Shape::Condition
                | Shape::Choice(_)
                | Shape::Quantity
                | Shape::Standard(_)
                | Shape::None
                | Shape::Word
                | Shape::List
                | Shape::Other,
            ) => self.refuse_in(right),
        }
    }

    /// Something that has no members, or a word that names nothing.
    fn refuse_in(&mut self, right: &Expr) -> Option<Condition> {
        if let (ExprKind::Name(word), Shape::Word) = (&right.kind, self.shape(right)) {
            let set = self.resolve(word, is_value);
            debug_assert!(set.is_none(), "a word that names nothing has had its diagnostic");
            return None;
        }
        let found = self.expr_text(right);
        self.report(Diagnostic::no_set(right.span, &found));
        None
    }

    fn quantity_in(&mut self, left: &Expr, right: &Expr) -> Option<Condition> {
        match &right.kind {
            ExprKind::Range(first, last) => self.quantity_in_range(left, first, last, right.span),
            ExprKind::Set(elements) => self.quantity_among(left, elements, right.span),
            _ => {
                let left = self.quantity(left);
                left.and_then(|_| self.refuse_in(right))
            }
        }
    }

    fn quantity_in_range(&mut self, left: &Expr, first: &Expr, last: &Expr, span: Span) -> Option<Condition> {
        let typed = self.quantity(left);
        let (low, high) = (self.quantity(first), self.quantity(last));
        let (typed, low, high) = (typed?, low?, high?);
        self.comparable(&typed, &low)?;
        self.comparable(&typed, &high)?;
        if let (Quantity::Number(low), Quantity::Number(high)) = (&low.quantity, &high.quantity)
            && low > high
        {
            self.report(Diagnostic::range_crossed(span, low, high));
            return None;
        }
        self.expand(size::quantity(&typed.quantity), left.span)?;
        self.note_comparison(&typed.quantity, Some(Order::AtLeast), &low.quantity, first.span);
        self.note_comparison(&typed.quantity, Some(Order::AtMost), &high.quantity, last.span);
        Some(Condition::All(vec![
            Condition::Order(Order::AtLeast, typed.quantity.clone(), low.quantity),
            Condition::Order(Order::AtMost, typed.quantity, high.quantity),
        ]))
    }

    fn quantity_among(&mut self, left: &Expr, elements: &[Expr], span: Span) -> Option<Condition> {
        let typed = self.quantity(left);
        if elements.is_empty() {
            self.report(Diagnostic::empty_list(span));
            return None;
        }
        let mut parts = Vec::new();
        for element in elements {
            if matches!(element.kind, ExprKind::None) {
                parts.push(typed.as_ref().and_then(|typed| {
                    self.expand(size::quantity(&typed.quantity), element.span)?;
                    self.obligations.push(Obligation::Absent(typed.quantity.clone(), element.span));
                    Some(Condition::Absent(typed.quantity.clone()))
                }));
                continue;
            }
            let element_typed = self.quantity(element);
            parts.push(typed.as_ref().zip(element_typed).and_then(|(typed, element)| {
                self.expand(size::quantity(&typed.quantity), element.span)?;
                self.comparable(typed, &element)?;
                self.note_comparison(&typed.quantity, None, &element.quantity, element.span);
                Some(Condition::Equal(typed.quantity.clone(), element.quantity))
            }));
        }
        all_or_none(parts).map(any_of)
    }
}

/// Items that stand for a value.
pub(crate) fn is_value(referent: Referent) -> bool {
    matches!(referent, Referent::Fact(_) | Referent::Parameter(_) | Referent::Definition(_))
}

pub(crate) fn not(condition: Condition) -> Condition {
    match condition {
        Condition::Truth(truth) => Condition::Truth(!truth),
        condition => Condition::Not(Box::new(condition)),
    }
}

fn negate_if(negated: bool, condition: Option<Condition>) -> Option<Condition> {
    if negated { condition.map(not) } else { condition }
}
