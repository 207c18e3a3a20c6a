//! Expressions on one line, with the brackets that the grammar needs and no others.

use crate::syntax::ast::{Arithmetic, Expr, ExprKind, Fold, Folded, Order, Rounding, Unit};
use crate::syntax::keywords::Kw;
use crate::syntax::layout::first_word;
use crate::value::Number;

use super::Printer;

/// How tightly a kind of expression binds, from loose to tight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// `and`, `or`, `if`
    Logic,
    Not,
    Comparison,
    /// `years between`: takes all the arithmetic behind it
    Between,
    Sum,
    Product,
    Negative,
    /// `days`, `per month`
    Postfix,
    Primary,
}

impl Printer<'_> {
    pub(super) fn expr(&self, expr: &Expr) -> String {
        self.at(expr, Level::Logic)
    }

    /// The expression as it must stand where only what binds at least so tightly may stand.
    pub(super) fn at(&self, expr: &Expr, least: Level) -> String {
        let text = self.bare(&expr.kind);
        if level(&expr.kind) < least { format!("({text})") } else { text }
    }

    fn bare(&self, kind: &ExprKind) -> String {
        match kind {
            ExprKind::Number(number) => number.to_string(),
            ExprKind::Percent(number) => format!("{}%", number * &Number::integer(100)),
            ExprKind::Date(date) => date.to_string(),
            ExprKind::Days(days) => format!("{} {}", self.at(days, Level::Postfix), self.kw(Kw::DaysUnit)),
            ExprKind::Yes => self.kw(Kw::Yes).to_owned(),
            ExprKind::No => self.kw(Kw::No).to_owned(),
            ExprKind::None => self.kw(Kw::None).to_owned(),
            ExprKind::Unlimited => self.kw(Kw::Unlimited).to_owned(),
            ExprKind::Empty => self.kw(Kw::Empty).to_owned(),
            ExprKind::AsOf => self.kw(Kw::AsOf).to_owned(),
            ExprKind::Name(name) => self.name(name),
            ExprKind::Items(items) => format!("[{}]", self.list(items)),
            ExprKind::Fold(folded) => self.folded(folded),
            ExprKind::Set(elements) => format!("{{{}}}", self.list(elements)),
            ExprKind::Range(low, high) => {
                let plain = matches!((&low.kind, &high.kind), (ExprKind::Number(_), ExprKind::Number(_)));
                let dots = if plain { ".." } else { " .. " };
                format!("{}{dots}{}", self.at(low, Level::Sum), self.at(high, Level::Sum))
            }
            ExprKind::All(members) => self.joined(members, Kw::And),
            ExprKind::Any(members) => self.joined(members, Kw::Or),
            ExprKind::Not(inner) => format!("{} {}", self.kw(Kw::Not), self.at(inner, Level::Not)),
            ExprKind::Order { op, left, right } => self.compared(left, order(*op), right),
            ExprKind::Is { negated, left, right } => {
                self.compared(left, if *negated { Kw::IsNot } else { Kw::Is }, right)
            }
            ExprKind::In { negated, left, right } => {
                self.compared(left, if *negated { Kw::NotIn } else { Kw::In }, right)
            }
            ExprKind::IsEmpty { negated, set } => {
                let keyword = if *negated { Kw::IsNotEmpty } else { Kw::IsEmpty };
                format!("{} {}", self.at(set, Level::Between), self.kw(keyword))
            }
            ExprKind::Satisfied { negated, standard } => {
                let keyword = if *negated { Kw::IsNotSatisfied } else { Kw::IsSatisfied };
                format!("{} {}", self.at(standard, Level::Between), self.kw(keyword))
            }
            ExprKind::Shall(action) => format!("{} {}", self.kw(Kw::Shall), self.name(action)),
            ExprKind::May(action) => format!("{} {}", self.kw(Kw::May), self.name(action)),
            ExprKind::Arithmetic { op, left, right } => {
                let (sign, least, tighter) = match op {
                    Arithmetic::Add => ("+", Level::Sum, Level::Product),
                    Arithmetic::Subtract => ("-", Level::Sum, Level::Product),
                    Arithmetic::Multiply => ("*", Level::Product, Level::Negative),
                    Arithmetic::Divide => ("/", Level::Product, Level::Negative),
                };
                format!("{} {sign} {}", self.at(left, least), self.at(right, tighter))
            }
            ExprKind::Negative(inner) => format!("-{}", self.at(inner, Level::Negative)),
            ExprKind::Min(values) => format!("{}({})", self.kw(Kw::Min), self.list(values)),
            ExprKind::Max(values) => format!("{}({})", self.kw(Kw::Max), self.list(values)),
            ExprKind::Round { value, to, mode } => format!(
                "{}({} {} {to} {})",
                self.kw(Kw::Round),
                self.expr(value),
                self.kw(Kw::To),
                self.kw(rounding(*mode))
            ),
            ExprKind::If { condition, then, otherwise } => self.branch(condition, then, otherwise),
            ExprKind::YearsBetween(from, to) => self.between(Kw::YearsBetween, from, to),
            ExprKind::MonthsBetween(from, to) => self.between(Kw::MonthsBetween, from, to),
            ExprKind::Per(inner, unit) => {
                format!("{} {}", self.at(inner, Level::Postfix), self.kw(per(*unit)))
            }
        }
    }

    fn list(&self, elements: &[Expr]) -> String {
        elements.iter().map(|element| self.expr(element)).collect::<Vec<_>>().join(", ")
    }

    /// `sum E of L where C`
    fn folded(&self, folded: &Folded) -> String {
        let keyword = match folded.fold {
            Fold::Sum => Kw::Sum,
            Fold::Count => Kw::Count,
            Fold::Any => Kw::Any,
            Fold::All => Kw::All,
            Fold::Largest => Kw::Largest,
            Fold::Smallest => Kw::Smallest,
        };
        let mut text = self.kw(keyword).to_owned();
        if let Some(item) = &folded.item {
            text += &format!(" {} {}", self.expr(item), self.kw(Kw::Of));
        }
        text += &format!(" {}", self.name(&folded.list));
        text += &self.where_clause(folded.condition.as_ref());
        if let Some(otherwise) = &folded.otherwise {
            text += &format!(", {} {}", self.kw(Kw::Else), self.expr(otherwise));
        }
        text
    }

    /// ` where C`
    pub(super) fn where_clause(&self, condition: Option<&Expr>) -> String {
        condition.map_or(String::new(), |condition| format!(" {} {}", self.kw(Kw::Where), self.expr(condition)))
    }

    fn joined(&self, members: &[Expr], by: Kw) -> String {
        let by = format!(" {} ", self.kw(by));
        members.iter().map(|member| self.at(member, Level::Not)).collect::<Vec<_>>().join(&by)
    }

    fn compared(&self, left: &Expr, by: Kw, right: &Expr) -> String {
        // A range is no operand of its own: its ends are.
        let right = match right.kind {
            ExprKind::Range(..) => self.bare(&right.kind),
            _ => self.at(right, Level::Between),
        };
        // `is empty` and `is satisfied` are comparisons of their own.
        let own = matches!(first_word(&right), Some("empty" | "satisfied")) && matches!(by, Kw::Is | Kw::IsNot);
        let right = if own { format!("({right})") } else { right };
        format!("{} {} {right}", self.at(left, Level::Between), self.kw(by))
    }

    /// A chain of `else if` is printed in a loop: it is a list that happens to nest.
    fn branch(&self, condition: &Expr, then: &Expr, otherwise: &Expr) -> String {
        let [if_, then_, else_] = [Kw::If, Kw::Then, Kw::Else].map(|keyword| self.kw(keyword));
        let mut text = String::new();
        let (mut condition, mut then, mut otherwise) = (condition, then, otherwise);
        loop {
            text += &format!("{if_} {} {then_} {} {else_} ", self.inside(condition), self.inside(then));
            match &otherwise.kind {
                ExprKind::If { condition: c, then: t, otherwise: o } => (condition, then, otherwise) = (c, t, o),
                _ => return text + &self.expr(otherwise),
            }
        }
    }

    /// A part of an `if` that another word follows.
    fn inside(&self, expr: &Expr) -> String {
        match expr.kind {
            ExprKind::If { .. } => format!("({})", self.bare(&expr.kind)),
            _ => self.expr(expr),
        }
    }

    fn between(&self, keyword: Kw, from: &Expr, to: &Expr) -> String {
        let (from, to) = (self.at(from, Level::Sum), self.at(to, Level::Sum));
        format!("{} {from} {} {to}", self.kw(keyword), self.kw(Kw::With))
    }
}

fn level(kind: &ExprKind) -> Level {
    match kind {
        ExprKind::All(_) | ExprKind::Any(_) | ExprKind::If { .. } => Level::Logic,
        // What stands behind `where` and `else` takes all that follows.
        ExprKind::Fold(folded) if folded.condition.is_some() || folded.otherwise.is_some() => Level::Logic,
        ExprKind::Not(_) => Level::Not,
        ExprKind::Order { .. }
        | ExprKind::Is { .. }
        | ExprKind::In { .. }
        | ExprKind::IsEmpty { .. }
        | ExprKind::Satisfied { .. }
        | ExprKind::Range(..) => Level::Comparison,
        ExprKind::YearsBetween(..) | ExprKind::MonthsBetween(..) => Level::Between,
        ExprKind::Arithmetic { op: Arithmetic::Add | Arithmetic::Subtract, .. } => Level::Sum,
        ExprKind::Arithmetic { op: Arithmetic::Multiply | Arithmetic::Divide, .. } => Level::Product,
        ExprKind::Negative(_) => Level::Negative,
        ExprKind::Days(_) | ExprKind::Per(..) => Level::Postfix,
        ExprKind::Number(_)
        | ExprKind::Percent(_)
        | ExprKind::Date(_)
        | ExprKind::Yes
        | ExprKind::No
        | ExprKind::None
        | ExprKind::Unlimited
        | ExprKind::Empty
        | ExprKind::AsOf
        | ExprKind::Name(_)
        | ExprKind::Set(_)
        | ExprKind::Items(_)
        | ExprKind::Fold(_)
        | ExprKind::Shall(_)
        | ExprKind::May(_)
        | ExprKind::Min(_)
        | ExprKind::Max(_)
        | ExprKind::Round { .. } => Level::Primary,
    }
}

fn order(op: Order) -> Kw {
    match op {
        Order::AtMost => Kw::AtMost,
        Order::LessThan => Kw::LessThan,
        Order::AtLeast => Kw::AtLeast,
        Order::MoreThan => Kw::MoreThan,
    }
}

fn rounding(mode: Rounding) -> Kw {
    match mode {
        Rounding::HalfUp => Kw::HalfUp,
        Rounding::HalfDown => Kw::HalfDown,
        Rounding::HalfEven => Kw::HalfEven,
        Rounding::Up => Kw::Up,
        Rounding::Down => Kw::Down,
    }
}

pub(super) fn per(unit: Unit) -> Kw {
    match unit {
        Unit::Month => Kw::PerMonth,
        Unit::Year => Kw::PerYear,
    }
}
