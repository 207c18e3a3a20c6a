//! Conditions and quantities of the model back to the words of the language, in one of its two forms.
//!
//! They are turned into a syntax tree and printed by the printer of the language itself, so that there is one way of
//! writing a condition.

use std::sync::Arc;

use super::{label, units};
use crate::diagnostic::Lang;
use crate::diagram::quantity::{Expression, Quantities, QuantityId};
use crate::policy::law::cell_name;
use crate::policy::model::{
    Choice, Condition, Constant, DefinitionId, EnumId, FactId, Fold, FoldKind, Model, Name, ParameterId, Per, Quantity,
    Set, Status, Type, TypeKind, Unit,
};
use crate::policy::units::{is_twelve, of_quantity};
use crate::source::Span;
use crate::syntax::ast::{self, Arithmetic, Duty, Expr, ExprKind, Ident, Rounding};
use crate::syntax::print;
use crate::value::{Number, RoundingMode, day_of};

/// How names are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Naming {
    /// As declared: what is printed can be written into a policy.
    Declared,
    /// As labels, for people.
    Labels,
}

/// Writes the parts of a model as expressions of the language.
#[derive(Clone, Copy)]
pub(crate) struct Writer<'a> {
    pub(crate) model: &'a Model,
    pub(crate) naming: Naming,
    pub(crate) lang: Lang,
}

impl Writer<'_> {
    /// A condition as text.
    pub(crate) fn condition_text(&self, condition: &Condition) -> String {
        text(&self.condition(condition), self.lang)
    }

    /// A choice as text.
    pub(crate) fn choice_text(&self, choice: &Choice) -> String {
        text(&self.choice(choice, self.values_of(choice)), self.lang)
    }

    /// A quantity of the model as text.
    pub(crate) fn quantity_text(&self, quantity: &Quantity) -> String {
        text(&self.quantity(quantity, None), self.lang)
    }

    /// A quantity of a diagram as text.
    pub(crate) fn expression_text(&self, quantities: &Quantities, id: QuantityId) -> String {
        text(&self.expression(quantities, id, None), self.lang)
    }

    /// A constant of a type as text.
    pub(crate) fn constant_text(&self, constant: &Constant, ty: &Type) -> String {
        let expr = match (constant, &ty.kind) {
            (Constant::None, _) => ExprKind::None,
            (Constant::Truth(value), _) => truth(*value),
            (Constant::Symbol(symbol), TypeKind::Choice(values)) => return self.symbol(*values, *symbol),
            (Constant::Number(number), TypeKind::Quantity(ty)) => literal(number, Some(&ty.unit)),
            (Constant::Set(symbols), TypeKind::Set(_) | TypeKind::List(_)) if symbols.is_empty() => ExprKind::Empty,
            (Constant::Set(symbols), TypeKind::Set(values)) => self.set_of(*values, symbols),
            (Constant::Symbol(_) | Constant::Number(_) | Constant::Set(_), _) => ExprKind::None,
        };
        text(&at(expr), self.lang)
    }

    fn condition(&self, condition: &Condition) -> Expr {
        let all = |parts: &[Condition]| parts.iter().map(|part| self.condition(part)).collect();
        at(match condition {
            Condition::Truth(value) => truth(*value),
            Condition::Not(inner) => negated(self.condition(inner)),
            Condition::All(parts) => ExprKind::All(all(parts)),
            Condition::Any(parts) => ExprKind::Any(all(parts)),
            Condition::If(condition, then, otherwise) => ExprKind::If {
                condition: Box::new(self.condition(condition)),
                then: Box::new(self.condition(then)),
                otherwise: Box::new(self.condition(otherwise)),
            },
            Condition::Fact(fact) => self.fact(*fact),
            Condition::Holds(id) => self.definition(*id),
            Condition::Status(standard, statuses) => self.status(*standard, statuses),
            Condition::Duty(duty, action) => {
                let name = self.ident(&self.model.actions[action.index()].name);
                match duty {
                    Duty::Shall => ExprKind::Shall(name),
                    Duty::May => ExprKind::May(name),
                }
            }
            Condition::Order(order, left, right) => {
                let (left, right) = self.sides(left, right);
                ExprKind::Order { op: *order, left, right }
            }
            Condition::Equal(left, right) => {
                let (left, right) = self.sides(left, right);
                ExprKind::Is { negated: false, left, right }
            }
            Condition::Absent(quantity) => is(at_quantity(self, quantity), at(ExprKind::None)),
            Condition::Chosen(choice, values) => self.chosen(choice, values),
            Condition::Same(left, right) => {
                let values = self.values_of(left).or_else(|| self.values_of(right));
                is(self.choice(left, values), self.choice(right, values))
            }
            Condition::Member(symbol, set) => {
                let left = self.values_of_set(*set).map_or(ExprKind::None, |values| self.symbol_name(values, *symbol));
                ExprKind::In { negated: false, left: Box::new(at(left)), right: Box::new(self.set(*set)) }
            }
            Condition::Empty(set) => ExprKind::IsEmpty { negated: false, set: Box::new(self.set(*set)) },
            Condition::Exactly(set, symbols) => match self.values_of_set(*set) {
                Some(values) if !symbols.is_empty() => is(self.set(*set), at(self.set_of(values, symbols))),
                _ => ExprKind::IsEmpty { negated: false, set: Box::new(self.set(*set)) },
            },
        })
    }

    fn status(&self, standard: DefinitionId, statuses: &[Status]) -> ExprKind {
        let name = Box::new(at(self.definition(standard)));
        let word = |status: &Status| at(ExprKind::Name(ident(status_word(*status, self.lang))));
        match statuses {
            [Status::Waived, Status::Presumed, Status::Met] => ExprKind::Satisfied { negated: false, standard: name },
            [only] => ExprKind::Is { negated: false, left: name, right: Box::new(word(only)) },
            several => {
                let set = ExprKind::Set(several.iter().map(word).collect());
                ExprKind::In { negated: false, left: name, right: Box::new(at(set)) }
            }
        }
    }

    fn chosen(&self, choice: &Choice, values: &[Option<u16>]) -> ExprKind {
        let enumeration = self.values_of(choice);
        let left = self.choice(choice, enumeration);
        let value = |value: &Option<u16>| match (value, enumeration) {
            (Some(symbol), Some(values)) => at(self.symbol_name(values, *symbol)),
            _ => at(ExprKind::None),
        };
        match values {
            [] => ExprKind::No,
            [only] => is(left, value(only)),
            several => {
                let set = Box::new(at(ExprKind::Set(several.iter().map(value).collect())));
                ExprKind::In { negated: false, left: Box::new(left), right: set }
            }
        }
    }

    fn choice(&self, choice: &Choice, values: Option<EnumId>) -> Expr {
        at(match choice {
            Choice::None => ExprKind::None,
            Choice::Symbol(symbol) => values.map_or(ExprKind::None, |values| self.symbol_name(values, *symbol)),
            Choice::Fact(fact) => self.fact(*fact),
            Choice::Definition(id) => self.definition(*id),
            Choice::If(condition, then, otherwise) => ExprKind::If {
                condition: Box::new(self.condition(condition)),
                then: Box::new(self.choice(then, values)),
                otherwise: Box::new(self.choice(otherwise, values)),
            },
        })
    }

    fn values_of(&self, choice: &Choice) -> Option<EnumId> {
        let of = |ty: &Type| match ty.kind {
            TypeKind::Choice(values) | TypeKind::Set(values) => Some(values),
            TypeKind::Boolean | TypeKind::Quantity(_) | TypeKind::List(_) => None,
        };
        match choice {
            Choice::None | Choice::Symbol(_) => None,
            Choice::Fact(fact) => of(&self.model.fact(*fact).ty),
            Choice::Definition(id) => of(&self.model.definition(*id).ty),
            Choice::If(_, then, otherwise) => self.values_of(then).or_else(|| self.values_of(otherwise)),
        }
    }

    fn values_of_set(&self, set: Set) -> Option<EnumId> {
        self.values_of(&match set {
            Set::Fact(fact) => Choice::Fact(fact),
            Set::Definition(id) => Choice::Definition(id),
        })
    }

    fn set(&self, set: Set) -> Expr {
        at(match set {
            Set::Fact(fact) => self.fact(fact),
            Set::Definition(id) => self.definition(id),
        })
    }

    fn set_of(&self, values: EnumId, symbols: &[u16]) -> ExprKind {
        ExprKind::Set(symbols.iter().map(|symbol| at(self.symbol_name(values, *symbol))).collect())
    }

    /// Both sides of a comparison; a bare number on one is of the other's unit.
    fn sides(&self, left: &Quantity, right: &Quantity) -> (Box<Expr>, Box<Expr>) {
        let unit = of_quantity(self.model, left).or_else(|| of_quantity(self.model, right));
        (Box::new(self.quantity(left, unit.as_ref())), Box::new(self.quantity(right, unit.as_ref())))
    }

    fn quantity(&self, quantity: &Quantity, unit: Option<&Unit>) -> Expr {
        let plain = |quantity: &Quantity| Box::new(self.quantity(quantity, of_quantity(self.model, quantity).as_ref()));
        at(match quantity {
            Quantity::None => ExprKind::None,
            Quantity::Number(number) => literal(number, unit),
            Quantity::Unlimited => ExprKind::Unlimited,
            Quantity::AsOf => ExprKind::AsOf,
            Quantity::Fact(fact) => self.fact(*fact),
            Quantity::Definition(id) => self.definition(*id),
            Quantity::Figure(parameter) => ExprKind::Name(self.ident(&self.model.parameter(*parameter).name)),
            Quantity::Add(left, right) => {
                let units = [left, right].map(|side| of_quantity(self.model, side));
                self.sum(Arithmetic::Add, (left, right), &units::of_summands(&units, unit))
            }
            Quantity::Subtract(left, right) => {
                let units = [left, right].map(|side| of_quantity(self.model, side));
                self.sum(Arithmetic::Subtract, (left, right), &units::of_difference(&units, unit))
            }
            Quantity::Multiply(left, right) if is_twelve(right) && by_period(self.model, left) == Some(Per::Month) => {
                ExprKind::Per(plain(left), Per::Year)
            }
            Quantity::Divide(left, right) if is_twelve(right) && by_period(self.model, left) == Some(Per::Year) => {
                ExprKind::Per(plain(left), Per::Month)
            }
            Quantity::Multiply(left, right) => {
                ExprKind::Arithmetic { op: Arithmetic::Multiply, left: plain(left), right: plain(right) }
            }
            Quantity::Divide(left, right) => {
                ExprKind::Arithmetic { op: Arithmetic::Divide, left: plain(left), right: plain(right) }
            }
            Quantity::Min(parts) => ExprKind::Min(parts.iter().map(|part| self.quantity(part, unit)).collect()),
            Quantity::Max(parts) => ExprKind::Max(parts.iter().map(|part| self.quantity(part, unit)).collect()),
            Quantity::Round(value, step, mode) => {
                ExprKind::Round { value: Box::new(self.quantity(value, unit)), to: step.clone(), mode: rounding(*mode) }
            }
            Quantity::If(condition, then, otherwise) => ExprKind::If {
                condition: Box::new(self.condition(condition)),
                then: Box::new(self.quantity(then, unit)),
                otherwise: Box::new(self.quantity(otherwise, unit)),
            },
            Quantity::Fold(fold) => self.fold(fold, unit),
            Quantity::Years(from, to) => ExprKind::YearsBetween(
                Box::new(self.quantity(from, Some(&Unit::Date))),
                Box::new(self.quantity(to, Some(&Unit::Date))),
            ),
            Quantity::Months(from, to) => ExprKind::MonthsBetween(
                Box::new(self.quantity(from, Some(&Unit::Date))),
                Box::new(self.quantity(to, Some(&Unit::Date))),
            ),
        })
    }

    /// `sum E of L where C`; of a count, what is counted.
    fn fold(&self, fold: &Fold, unit: Option<&Unit>) -> ExprKind {
        let own = of_quantity(self.model, &fold.item).or_else(|| unit.cloned());
        let of_item = || self.quantity(&fold.item, own.as_ref());
        let (word, item, otherwise) = match fold.kind {
            FoldKind::Count => (ast::Fold::Count, None, None),
            FoldKind::Sum => (ast::Fold::Sum, Some(of_item()), None),
            FoldKind::Largest | FoldKind::Smallest => {
                let word = if fold.kind == FoldKind::Largest { ast::Fold::Largest } else { ast::Fold::Smallest };
                (word, Some(of_item()), Some(self.quantity(&fold.otherwise, own.as_ref())))
            }
        };
        let condition = (fold.when != Condition::Truth(true)).then(|| self.condition(&fold.when));
        let list = self.ident(&self.model.fact(fold.list).name);
        ExprKind::Fold(Box::new(ast::Folded { fold: word, item, list, condition, otherwise }))
    }

    fn sum(&self, op: Arithmetic, (left, right): (&Quantity, &Quantity), units: &[Option<Unit>; 2]) -> ExprKind {
        let [left_unit, right_unit] = units;
        let left = Box::new(self.quantity(left, left_unit.as_ref()));
        ExprKind::Arithmetic { op, left, right: Box::new(self.quantity(right, right_unit.as_ref())) }
    }

    fn expression(&self, all: &Quantities, id: QuantityId, unit: Option<&Unit>) -> Expr {
        let date = Some(&Unit::Date);
        let boxed = |id, unit| Box::new(self.expression(all, id, unit));
        at(match all.get(id) {
            Expression::Number(number) => literal(number, unit),
            Expression::Unlimited => ExprKind::Unlimited,
            Expression::AsOf => ExprKind::AsOf,
            Expression::Fact(fact) => self.fact(*fact),
            Expression::Figure(parameter, cell) => ExprKind::Name(ident(&self.figure(*parameter, *cell))),
            Expression::Linear(terms, constant) => return self.linear(all, terms, constant, id),
            Expression::Product(left, right) => {
                ExprKind::Arithmetic { op: Arithmetic::Multiply, left: boxed(*left, None), right: boxed(*right, None) }
            }
            Expression::Quotient(left, right) => {
                ExprKind::Arithmetic { op: Arithmetic::Divide, left: boxed(*left, None), right: boxed(*right, None) }
            }
            Expression::Min(parts) | Expression::Max(parts) => {
                let unit = units::of_expression(self.model, all, id);
                let written = parts.iter().map(|part| self.expression(all, *part, unit.as_ref())).collect();
                match all.get(id) {
                    Expression::Min(_) => ExprKind::Min(written),
                    _ => ExprKind::Max(written),
                }
            }
            Expression::Round(value, step, mode) => {
                ExprKind::Round { value: boxed(*value, unit), to: step.clone(), mode: rounding(*mode) }
            }
            Expression::Walked(walk) => self.definition(all.walk(*walk).definition),
            Expression::Fold(kind, body) => {
                let said = &all.body(*body).said;
                self.fold(&Fold { kind: *kind, ..said.clone() }, unit)
            }
            Expression::Years(from, to) => ExprKind::YearsBetween(boxed(*from, date), boxed(*to, date)),
            Expression::Months(from, to) => ExprKind::MonthsBetween(boxed(*from, date), boxed(*to, date)),
        })
    }

    /// A sum: what is added first, then what is taken away, the constant last.
    fn linear(&self, all: &Quantities, terms: &[(QuantityId, Number)], constant: &Number, id: QuantityId) -> Expr {
        let added = terms.iter().filter(|(_, factor)| factor.signum() > 0);
        let taken = terms.iter().filter(|(_, factor)| factor.signum() < 0);
        let mut sum: Option<Expr> = None;
        let mut add = |negative: bool, part: Expr| {
            sum = Some(match (sum.take(), negative) {
                (None, false) => part,
                (None, true) => at(ExprKind::Negative(Box::new(part))),
                (Some(sum), _) => {
                    let op = if negative { Arithmetic::Subtract } else { Arithmetic::Add };
                    at(ExprKind::Arithmetic { op, left: Box::new(sum), right: Box::new(part) })
                }
            });
        };
        for (atom, factor) in added.chain(taken) {
            let negative = factor.signum() < 0;
            let size = if negative { -factor } else { factor.clone() };
            add(negative, scaled(size, self.expression(all, *atom, None)));
        }
        if !constant.is_zero() {
            let negative = constant.signum() < 0;
            let size = if negative { -constant } else { constant.clone() };
            let unit = match units::of_expression(self.model, all, id) {
                Some(Unit::Date) => Some(Unit::Days),
                other => other,
            };
            add(negative, at(literal(&size, unit.as_ref())));
        }
        sum.unwrap_or_else(|| at(ExprKind::Number(Number::ZERO)))
    }

    fn figure(&self, parameter: ParameterId, cell: u16) -> String {
        match self.naming {
            Naming::Declared => cell_name(self.model, parameter, usize::from(cell)),
            Naming::Labels => label::figure(self.model, parameter, cell, self.lang),
        }
    }

    fn symbol(&self, values: EnumId, symbol: u16) -> String {
        match self.symbol_name(values, symbol) {
            ExprKind::Name(name) => name.text.to_string(),
            _ => String::new(),
        }
    }

    fn symbol_name(&self, values: EnumId, symbol: u16) -> ExprKind {
        let name = self.model.enumeration(values).values.get(usize::from(symbol));
        name.map_or(ExprKind::None, |name| ExprKind::Name(self.ident(name)))
    }

    fn fact(&self, fact: FactId) -> ExprKind {
        ExprKind::Name(self.ident(&self.model.fact(fact).name))
    }

    fn definition(&self, id: DefinitionId) -> ExprKind {
        ExprKind::Name(self.ident(&self.model.definition(id).name))
    }

    fn ident(&self, name: &Name) -> Ident {
        match (self.naming, self.lang) {
            (Naming::Declared, Lang::Zh) | (Naming::Labels, Lang::Zh) => ident(&name.zh),
            (Naming::Declared, Lang::En) => ident(&name.key),
            (Naming::Labels, Lang::En) => ident(&name.label(Lang::En)),
        }
    }
}

fn at_quantity(writer: &Writer<'_>, quantity: &Quantity) -> Expr {
    writer.quantity(quantity, of_quantity(writer.model, quantity).as_ref())
}

fn text(expr: &Expr, lang: Lang) -> String {
    print::expr(expr, lang, &print::as_written)
}

fn at(kind: ExprKind) -> Expr {
    Expr { kind, span: Span::default() }
}

fn ident(text: &str) -> Ident {
    Ident { text: Arc::from(text), span: Span::default() }
}

fn is(left: Expr, right: Expr) -> ExprKind {
    ExprKind::Is { negated: false, left: Box::new(left), right: Box::new(right) }
}

fn truth(value: bool) -> ExprKind {
    if value { ExprKind::Yes } else { ExprKind::No }
}

/// The denial of an expression: in its own word where it has one that is not used up.
fn negated(expr: Expr) -> ExprKind {
    match expr.kind {
        ExprKind::Is { negated: false, left, right } => ExprKind::Is { negated: true, left, right },
        ExprKind::In { negated: false, left, right } => ExprKind::In { negated: true, left, right },
        ExprKind::IsEmpty { negated: false, set } => ExprKind::IsEmpty { negated: true, set },
        ExprKind::Satisfied { negated: false, standard } => ExprKind::Satisfied { negated: true, standard },
        _ => ExprKind::Not(Box::new(expr)),
    }
}

/// A number as a literal of its unit. A fraction is written as a quotient.
fn literal(number: &Number, unit: Option<&Unit>) -> ExprKind {
    match unit {
        Some(Unit::Date) => {
            if let Some(day) = day_of(number) {
                return ExprKind::Date(day);
            }
        }
        Some(Unit::Days) => return ExprKind::Days(Box::new(at(bare(number)))),
        Some(Unit::Percent) => return ExprKind::Percent(number.clone()),
        Some(Unit::Plain | Unit::Money(..)) | None => {}
    }
    bare(number)
}

fn bare(number: &Number) -> ExprKind {
    match fraction(number) {
        Some((numerator, denominator)) => ExprKind::Arithmetic {
            op: Arithmetic::Divide,
            left: Box::new(at(ExprKind::Number(numerator))),
            right: Box::new(at(ExprKind::Number(denominator))),
        },
        None => ExprKind::Number(number.clone()),
    }
}

/// `factor * part`, as shortly as it can be said; the factor is above 0.
fn scaled(factor: Number, part: Expr) -> Expr {
    if factor == Number::ONE {
        return part;
    }
    let times = |factor: Number, part: Expr| {
        let left = Box::new(at(ExprKind::Number(factor)));
        at(ExprKind::Arithmetic { op: Arithmetic::Multiply, left, right: Box::new(part) })
    };
    match fraction(&factor) {
        Some((numerator, denominator)) => {
            let part = if numerator == Number::ONE { part } else { times(numerator, part) };
            let right = Box::new(at(ExprKind::Number(denominator)));
            at(ExprKind::Arithmetic { op: Arithmetic::Divide, left: Box::new(part), right })
        }
        None => times(factor, part),
    }
}

/// Numerator and denominator of a number that no decimal writes.
fn fraction(number: &Number) -> Option<(Number, Number)> {
    let text = number.to_string();
    let (numerator, denominator) = text.split_once('/')?;
    Some((Number::parse(numerator).ok()?, Number::parse(denominator).ok()?))
}

fn rounding(mode: RoundingMode) -> Rounding {
    match mode {
        RoundingMode::HalfUp => Rounding::HalfUp,
        RoundingMode::HalfDown => Rounding::HalfDown,
        RoundingMode::HalfEven => Rounding::HalfEven,
        RoundingMode::Up => Rounding::Up,
        RoundingMode::Down => Rounding::Down,
    }
}

/// The word for a status.
pub(crate) fn status_word(status: Status, lang: Lang) -> &'static str {
    use crate::syntax::keywords::Kw;
    match status {
        Status::Waived => Kw::Waived,
        Status::Presumed => Kw::Presumed,
        Status::Met => Kw::Met,
        Status::Unmet => Kw::Unmet,
    }
    .text(lang)
}

/// By which period the money is that a quantity is.
fn by_period(model: &Model, quantity: &Quantity) -> Option<Per> {
    match of_quantity(model, quantity)? {
        Unit::Money(_, per) => per,
        Unit::Plain | Unit::Percent | Unit::Date | Unit::Days => None,
    }
}
