//! Choices: one of an enumeration, or *none*.

use super::conditions::is_value;
use super::{Checker, Shape, all_or_none};
use crate::diagnostic::{Diagnostic, Text};
use crate::near::nearest_word;
use crate::policy::model::{Choice, Condition, EnumId, Name, Type, TypeKind};
use crate::policy::names::Referent;
use crate::syntax::ast::{Expr, ExprKind, Ident};
use crate::syntax::keywords::Kw;

impl Checker<'_> {
    /// An expression that is one of an enumeration's values; *none* where it may stand here.
    pub(crate) fn choice(&mut self, expr: &Expr, values: EnumId) -> Option<Choice> {
        match &expr.kind {
            ExprKind::Name(word) => {
                if let Some(symbol) = self.declarations.value_named(values, &word.text) {
                    self.is_value_of(word.span, values, symbol);
                    return Some(Choice::Symbol(symbol));
                }
                self.named_choice(word, values)
            }
            ExprKind::None => Some(match self.declarations.value_none(values) {
                Some(symbol) => {
                    self.is_value_of(expr.span, values, symbol);
                    Choice::Symbol(symbol)
                }
                None => Choice::None,
            }),
            ExprKind::If { condition, then, otherwise } => self.branch_of_choices(condition, then, otherwise, values),
            ExprKind::Yes | ExprKind::No | ExprKind::Unlimited | ExprKind::Empty | ExprKind::AsOf => {
                // A value may be called like a keyword.
                self.value(expr, values).map(Choice::Symbol)
            }
            ExprKind::Number(_)
            | ExprKind::Percent(_)
            | ExprKind::Date(_)
            | ExprKind::Days(_)
            | ExprKind::Set(_)
            | ExprKind::Items(_)
            | ExprKind::Range(..)
            | ExprKind::All(_)
            | ExprKind::Any(_)
            | ExprKind::Not(_)
            | ExprKind::Order { .. }
            | ExprKind::Is { .. }
            | ExprKind::In { .. }
            | ExprKind::IsEmpty { .. }
            | ExprKind::Satisfied { .. }
            | ExprKind::Shall(_)
            | ExprKind::May(_)
            | ExprKind::Arithmetic { .. }
            | ExprKind::Negative(_)
            | ExprKind::Min(_)
            | ExprKind::Max(_)
            | ExprKind::Round { .. }
            | ExprKind::YearsBetween(..)
            | ExprKind::MonthsBetween(..)
            | ExprKind::Fold(_)
            | ExprKind::Per(..) => self.refuse_choice(expr, values),
        }
    }

    fn refuse_choice(&mut self, expr: &Expr, values: EnumId) -> Option<Choice> {
        let (expected, found) = (self.choice_text(values), self.expr_text(expr));
        self.report(Diagnostic::unfit(expr.span, &expected, &found));
        None
    }

    /// `if C then A else B` of choices.
    fn branch_of_choices(&mut self, condition: &Expr, then: &Expr, otherwise: &Expr, values: EnumId) -> Option<Choice> {
        let condition = self.condition(condition);
        let (then, otherwise) = (self.choice(then, values), self.choice(otherwise, values));
        Some(Choice::If(Box::new(condition?), Box::new(then?), Box::new(otherwise?)))
    }

    fn named_choice(&mut self, word: &Ident, values: EnumId) -> Option<Choice> {
        if let Shape::Word = self.shape(&Expr { kind: ExprKind::Name(word.clone()), span: word.span }) {
            self.unknown_value(word, values);
            return None;
        }
        let referent = self.resolve(word, is_value)?;
        self.read_alike(word, referent, values);
        match (referent, self.shape_of(referent)) {
            (Referent::Fact(id), Shape::Choice(of)) if of == values => Some(Choice::Fact(id)),
            (Referent::Definition(id), Shape::Choice(of)) if of == values => Some(Choice::Definition(id)),
            (_, Shape::Choice(of)) => {
                let (expected, found) = (self.choice_text(values), self.choice_text(of));
                self.report(Diagnostic::other_enumeration(word.span, &expected, &found));
                None
            }
            (
                referent,
                Shape::Condition
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
                    let expected = self.choice_text(values);
                    self.wrong_kind(word, referent, expected);
                }
                None
            }
        }
    }

    /// Reports an item whose other form is a value of the enumeration that stands opposite: written so, the word would
    /// be that value.
    fn read_alike(&mut self, word: &Ident, referent: Referent, values: EnumId) {
        let name = self.name_of_referent(referent);
        let other = [&name.key, &name.zh].into_iter().find(|form| ***form != *word.text);
        let value = other.and_then(|form| self.declarations.value_named(values, form));
        if let (Some(form), Some(symbol)) = (other, value) {
            let place = self.declarations.enums[values.index()].values[usize::from(symbol)].span;
            self.report(Diagnostic::read_alike(word, form, place));
        }
    }

    /// A word that is one of an enumeration's values.
    pub(crate) fn value(&mut self, expr: &Expr, values: EnumId) -> Option<u16> {
        let text = match &expr.kind {
            ExprKind::Name(word) => Some((&*word.text, &*word.text)),
            ExprKind::Yes => Some(both(Kw::Yes)),
            ExprKind::No => Some(both(Kw::No)),
            ExprKind::None => Some(both(Kw::None)),
            ExprKind::Unlimited => Some(both(Kw::Unlimited)),
            ExprKind::Empty => Some(both(Kw::Empty)),
            ExprKind::AsOf => Some(both(Kw::AsOf)),
            ExprKind::Number(_)
            | ExprKind::Percent(_)
            | ExprKind::Date(_)
            | ExprKind::Days(_)
            | ExprKind::Set(_)
            | ExprKind::Items(_)
            | ExprKind::Range(..)
            | ExprKind::All(_)
            | ExprKind::Any(_)
            | ExprKind::Not(_)
            | ExprKind::Order { .. }
            | ExprKind::Is { .. }
            | ExprKind::In { .. }
            | ExprKind::IsEmpty { .. }
            | ExprKind::Satisfied { .. }
            | ExprKind::Shall(_)
            | ExprKind::May(_)
            | ExprKind::Arithmetic { .. }
            | ExprKind::Negative(_)
            | ExprKind::Min(_)
            | ExprKind::Max(_)
            | ExprKind::Round { .. }
            | ExprKind::If { .. }
            | ExprKind::YearsBetween(..)
            | ExprKind::MonthsBetween(..)
            | ExprKind::Fold(_)
            | ExprKind::Per(..) => None,
        };
        let Some((en, zh)) = text else {
            let (expected, found) = (self.choice_text(values), self.expr_text(expr));
            self.report(Diagnostic::unfit(expr.span, &expected, &found));
            return None;
        };
        let symbol = self.declarations.value_named(values, en).or_else(|| self.declarations.value_named(values, zh));
        match (symbol, &expr.kind) {
            (Some(symbol), _) => {
                self.is_value_of(expr.span, values, symbol);
            }
            (None, ExprKind::Name(word)) => self.unknown_value(word, values),
            (None, _) => self.unknown_value(&Ident { text: en.into(), span: expr.span }, values),
        }
        symbol
    }

    /// The values that a list of bare words means.
    pub(crate) fn symbols(&mut self, words: &[Ident], values: EnumId) -> Option<Vec<u16>> {
        let symbols: Vec<_> = words
            .iter()
            .map(|word| {
                let symbol = self.declarations.value_named(values, &word.text);
                match symbol {
                    Some(symbol) => self.is_value_of(word.span, values, symbol),
                    None => self.unknown_value(word, values),
                }
                symbol
            })
            .collect();
        let mut symbols = all_or_none(symbols)?;
        symbols.sort_unstable();
        symbols.dedup();
        Some(symbols)
    }

    /// The values in braces, sorted; `empty` has none.
    pub(crate) fn members(&mut self, expr: &Expr, values: EnumId) -> Option<Vec<u16>> {
        let elements: &[Expr] = match &expr.kind {
            ExprKind::Set(elements) => elements,
            ExprKind::Empty => &[],
            _ => {
                let (expected, found) = (self.set_text(values), self.expr_text(expr));
                self.report(Diagnostic::unfit(expr.span, &expected, &found));
                return None;
            }
        };
        let symbols: Vec<_> = elements.iter().map(|element| self.value(element, values)).collect();
        let mut symbols = all_or_none(symbols)?;
        symbols.sort_unstable();
        symbols.dedup();
        Some(symbols)
    }

    pub(crate) fn unknown_value(&mut self, word: &Ident, values: EnumId) {
        let enumeration = &self.declarations.enums[values.index()];
        let forms = enumeration.values.iter().flat_map(|value| [&*value.key, &*value.zh]);
        let near = nearest_word(&word.text, forms);
        let list = |pick: fn(&Name) -> &str, comma: &str| {
            let words: Vec<_> = enumeration.values.iter().take(12).map(|value| format!("`{}`", pick(value))).collect();
            words.join(comma) + if enumeration.values.len() > 12 { " …" } else { "" }
        };
        let expected = Text::new(list(|value| &value.zh, "、"), list(|value| &value.key, ", "));
        let diagnostic = Diagnostic::unknown_value(word, &enumeration.name, expected, near);
        self.report(diagnostic);
    }

    /// `CHOICE is VALUE`
    pub(super) fn choice_is(&mut self, left: &Expr, right: &Expr, values: EnumId) -> Option<Condition> {
        let (left_choice, right_choice) = (self.choice(left, values), self.choice(right, values));
        let (left_choice, right_choice) = (left_choice?, right_choice?);
        let (choice, other) =
            if is_constant(&left_choice) { (right_choice, left_choice) } else { (left_choice, right_choice) };
        match other {
            Choice::Symbol(symbol) => Some(Condition::Chosen(choice, vec![Some(symbol)])),
            Choice::None if self.may_be_none(&choice) => Some(Condition::Chosen(choice, vec![None])),
            Choice::None => {
                let place = if matches!(right.kind, ExprKind::None) { right.span } else { left.span };
                self.report(Diagnostic::never_none(place));
                None
            }
            other @ (Choice::Fact(_) | Choice::Definition(_) | Choice::If(..)) => Some(Condition::Same(choice, other)),
        }
    }

    /// `CHOICE in {VALUE, VALUE}`
    pub(super) fn choice_in(&mut self, left: &Expr, right: &Expr, values: EnumId) -> Option<Condition> {
        let choice = self.choice(left, values);
        let ExprKind::Set(elements) = &right.kind else {
            let found = self.expr_text(right);
            self.report(Diagnostic::no_set(right.span, &found));
            return None;
        };
        if elements.is_empty() {
            self.report(Diagnostic::empty_list(right.span));
            return None;
        }
        let mut among = Vec::new();
        for element in elements {
            let is_none = matches!(element.kind, ExprKind::None) && self.declarations.value_none(values).is_none();
            if !is_none {
                among.push(self.value(element, values).map(Some));
                continue;
            }
            if choice.as_ref().is_some_and(|choice| !self.may_be_none(choice)) {
                self.report(Diagnostic::never_none(element.span));
            }
            among.push(Some(None));
        }
        let mut among = all_or_none(among)?;
        among.sort_unstable();
        among.dedup();
        Some(Condition::Chosen(choice?, among))
    }

    /// Whether a choice can be *none*, as its declarations tell.
    pub(crate) fn may_be_none(&self, choice: &Choice) -> bool {
        let admits = |ty: Option<&Option<Type>>| match ty {
            Some(Some(ty)) => ty.or_none,
            Some(None) | None => true,
        };
        let mut open = vec![choice];
        while let Some(choice) = open.pop() {
            match choice {
                Choice::None => return true,
                Choice::Symbol(_) => {}
                Choice::Fact(id) if admits(self.facts.get(id.index())) => return true,
                Choice::Definition(id) if admits(self.definitions.get(id.index())) => return true,
                Choice::Fact(_) | Choice::Definition(_) => {}
                Choice::If(_, then, otherwise) => open.extend([&**then, &**otherwise]),
            }
        }
        false
    }

    pub(crate) fn choice_text(&self, values: EnumId) -> Text {
        crate::policy::types::type_text(&TypeKind::Choice(values), &self.declarations)
    }

    pub(crate) fn set_text(&self, values: EnumId) -> Text {
        crate::policy::types::type_text(&TypeKind::Set(values), &self.declarations)
    }
}

fn is_constant(choice: &Choice) -> bool {
    matches!(choice, Choice::Symbol(_) | Choice::None)
}

fn both(keyword: Kw) -> (&'static str, &'static str) {
    use crate::diagnostic::Lang;
    (keyword.text(Lang::En), keyword.text(Lang::Zh))
}
