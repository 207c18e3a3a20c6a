//! Flat runs of operands and signs to expressions: precedence, and what may not stand beside what.
//!
//! From loose to tight: `and` or `or` (never both), `not`, one comparison, `+ -`, `* /`, minus, `days` and `per month`.
//! Everything that repeats is read in a loop; the depth of the tree is counted and bounded.

use std::collections::VecDeque;

use crate::diagnostic::Diagnostic;
use crate::source::Span;

use super::super::ast::{Arithmetic, Expr, ExprKind, Ident, Order, Rounding, Unit};
use super::super::keywords::{Kw, Place};
use super::super::layout::Segment;
use super::super::limits::MAX_DEPTH;
use super::{Lower, Pair, Rule, place};

/// An expression and how deep it is.
struct Sized {
    expr: Expr,
    depth: usize,
}

/// What a flat run is made of.
enum Token {
    Not(Span),
    Negative(Span),
    Operand(Sized),
    /// `all of` or `any of` with bullets: nothing can follow on the same line.
    Bullets(Sized),
    Days(Span),
    Per(Unit, Span),
    Infix(Infix, Span),
    Suffix(Kw, Span),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Infix {
    And,
    Or,
    Is { negated: bool },
    In { negated: bool },
    Order(Order),
    Range,
    Sign(Arithmetic),
}

impl Lower<'_> {
    /// An expression; `None` where part of it has had a diagnostic.
    pub(super) fn expr(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Expr> {
        self.sized(segment, pair).map(|sized| sized.expr)
    }

    /// The `expr` inside a part such as `when C`.
    pub(super) fn inner_expr(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Expr> {
        let expr = pair.into_inner().find(|inner| inner.as_rule() == Rule::expr)?;
        self.expr(segment, expr)
    }

    /// The bullets of the list whose mark is `pair`, each read by `rule`; those that fail are left out.
    #[inline(never)]
    pub(super) fn bullets<'s>(
        &mut self,
        segment: &'s Segment,
        pair: &Pair<'_>,
        rule: Rule,
    ) -> Vec<(&'s Segment, Pair<'s>)> {
        let at = pair.as_span().start();
        let Ok(index) = segment.lists.binary_search_by_key(&at, |list| list.at) else { return Vec::new() };
        let bullets = &segment.lists[index].bullets;
        bullets.iter().filter_map(|bullet| Some((bullet, self.read(rule, bullet)?))).collect()
    }

    fn sized(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Sized> {
        let mut tokens = VecDeque::new();
        let mut whole = true;
        // Operands are read to the end even where one fails: each has its own diagnostics.
        self.depth += 1;
        for inner in pair.into_inner() {
            match self.token(segment, inner) {
                Some(token) => tokens.push_back(token),
                None => whole = false,
            }
        }
        self.depth -= 1;
        if !whole {
            return None;
        }
        Run { lower: self, tokens }.whole()
    }

    fn token(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Token> {
        let span = place(segment, &pair);
        Some(match pair.as_rule() {
            Rule::prefix if matches!(pair.as_str(), "-" | "－") => Token::Negative(span),
            Rule::prefix => Token::Not(span),
            Rule::postfix => match unit(pair.as_str()) {
                Some(unit) => Token::Per(unit, span),
                None => Token::Days(span),
            },
            Rule::suffix => Token::Suffix(suffix(&phrase(pair.as_str())), span),
            Rule::infix | Rule::sign => Token::Infix(infix(&phrase(pair.as_str())), span),
            Rule::bullets => Token::Bullets(self.bullet_list(segment, pair)?),
            _ => Token::Operand(self.primary(segment, pair)?),
        })
    }

    fn primary(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Sized> {
        match pair.as_rule() {
            Rule::paren => {
                let inner = pair.into_inner().find(|inner| inner.as_rule() == Rule::expr)?;
                self.sized(segment, inner)
            }
            Rule::set => self.set(segment, pair),
            Rule::branch => self.branch(segment, pair),
            Rule::between => self.between(segment, pair),
            Rule::reference => self.reference(segment, pair),
            _ => self.literal(segment, pair),
        }
    }

    #[inline(never)]
    fn literal(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Sized> {
        let span = place(segment, &pair);
        match pair.as_rule() {
            Rule::number => leaf(ExprKind::Number(self.number(segment, &pair)?), span),
            Rule::percent => leaf(ExprKind::Percent(self.number(segment, &pair)?), span),
            Rule::date => leaf(ExprKind::Date(self.date(segment, &pair)?), span),
            Rule::duty => {
                let may = pair.clone().into_inner().any(|inner| inner.as_rule() == Rule::kw_may);
                let word = pair.into_inner().find(|inner| inner.as_rule() == Rule::operand_word)?;
                let action = self.ident(segment, &word);
                leaf(if may { ExprKind::May(action) } else { ExprKind::Shall(action) }, span)
            }
            _ => None,
        }
    }

    #[inline(never)]
    fn set(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Sized> {
        let span = place(segment, &pair);
        let elements = self.all_of_rule(segment, pair, Rule::expr)?;
        self.node(span, elements, ExprKind::Set)
    }

    #[inline(never)]
    fn between(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Sized> {
        let span = place(segment, &pair);
        let months = pair.clone().into_inner().any(|inner| inner.as_rule() == Rule::kw_months_between);
        let ends = self.all_of_rule(segment, pair, Rule::arith)?;
        let make = if months { ExprKind::MonthsBetween } else { ExprKind::YearsBetween };
        self.node(span, ends, |ends| two(ends, make))
    }

    /// The children of one rule, all of them or none.
    #[inline(never)]
    fn all_of_rule(&mut self, segment: &Segment, pair: Pair<'_>, rule: Rule) -> Option<Vec<Sized>> {
        let mut read = Vec::new();
        let mut whole = true;
        for inner in pair.into_inner().filter(|inner| inner.as_rule() == rule) {
            match self.sized(segment, inner) {
                Some(sized) => read.push(sized),
                None => whole = false,
            }
        }
        whole.then_some(read)
    }

    #[inline(never)]
    fn branch(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Sized> {
        let span = place(segment, &pair);
        let parts = self.all_of_rule(segment, pair, Rule::expr)?;
        self.branches(parts, span)
    }

    /// `if c then t else if c then t else e`, as a list of five: built from the end, where it nests deepest.
    #[inline(never)]
    fn branches(&mut self, mut parts: Vec<Sized>, span: Span) -> Option<Sized> {
        let mut otherwise = parts.pop()?;
        while let (Some(then), Some(condition)) = (parts.pop(), parts.pop()) {
            let span = Span { start: condition.expr.span.start, ..span };
            otherwise = self.node(span, vec![condition, then, otherwise], |mut parts| {
                let otherwise = Box::new(parts.pop().unwrap_or_else(nothing));
                two(parts, |condition, then| ExprKind::If { condition, then, otherwise })
            })?;
        }
        otherwise.expr.span = span;
        Some(otherwise)
    }

    #[inline(never)]
    fn bullet_list(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Sized> {
        let any = pair.clone().into_inner().any(|inner| inner.as_rule() == Rule::kw_any_of);
        let span = place(segment, &pair);
        let list = pair.into_inner().find(|inner| inner.as_rule() == Rule::list)?;
        let mut members = Vec::new();
        for (bullet, line) in self.bullets(segment, &list, Rule::expr_line) {
            let expr = line.into_inner().find(|inner| inner.as_rule() == Rule::expr);
            members.extend(expr.and_then(|expr| self.sized(bullet, expr)));
        }
        let span = members.last().map_or(span, |last| span.to(last.expr.span));
        if members.len() == 1 {
            return members.pop();
        }
        if members.is_empty() {
            return None;
        }
        self.node(span, members, if any { ExprKind::Any } else { ExprKind::All })
    }

    fn reference(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Sized> {
        let span = place(segment, &pair);
        let mut inner = pair.into_inner();
        let word = inner.next()?;
        match inner.next() {
            Some(arguments) => self.call(segment, &word, arguments, span),
            None => self.name(segment, &word, span),
        }
    }

    #[inline(never)]
    fn name(&mut self, segment: &Segment, word: &Pair<'_>, span: Span) -> Option<Sized> {
        leaf(
            match Kw::find(Place::Value, word.as_str()) {
                Some(Kw::Yes) => ExprKind::Yes,
                Some(Kw::No) => ExprKind::No,
                Some(Kw::None) => ExprKind::None,
                Some(Kw::Unlimited) => ExprKind::Unlimited,
                Some(Kw::Empty) => ExprKind::Empty,
                Some(Kw::AsOf) => ExprKind::AsOf,
                _ => ExprKind::Name(self.ident(segment, word)),
            },
            span,
        )
    }

    #[inline(never)]
    fn call(&mut self, segment: &Segment, word: &Pair<'_>, arguments: Pair<'_>, span: Span) -> Option<Sized> {
        let values = self.all_of_rule(segment, arguments.clone(), Rule::expr)?;
        self.called(segment, word, arguments, values, span)
    }

    #[inline(never)]
    fn called(
        &mut self,
        segment: &Segment,
        word: &Pair<'_>,
        arguments: Pair<'_>,
        values: Vec<Sized>,
        span: Span,
    ) -> Option<Sized> {
        let function = Kw::find(Place::Function, word.as_str());
        let rounding = arguments.clone().into_inner().find(|inner| inner.as_rule() == Rule::rounding);
        let step = arguments.into_inner().find(|inner| inner.as_rule() == Rule::number);
        match (function, rounding, step) {
            (Some(Kw::Min), None, _) => self.node(span, values, ExprKind::Min),
            (Some(Kw::Max), None, _) => self.node(span, values, ExprKind::Max),
            (Some(Kw::Round), Some(mode), Some(step)) => {
                let to = self.number(segment, &step)?;
                let mode = rounding_mode(&phrase(mode.as_str()));
                self.node(span, values, |value| one(value, |value| ExprKind::Round { value, to, mode }))
            }
            (Some(Kw::Round), ..) => self.refuse(|| Diagnostic::round_without_step(span)),
            (Some(_), ..) => self.refuse(|| Diagnostic::rounding_misplaced(span, word.as_str())),
            (None, ..) => self.refuse(|| Diagnostic::unknown_function(place(segment, word), word.as_str())),
        }
    }

    /// A node over its children, unless the tree grows too deep.
    fn node(&mut self, span: Span, children: Vec<Sized>, make: impl FnOnce(Vec<Expr>) -> ExprKind) -> Option<Sized> {
        let depth = 1 + children.iter().map(|child| child.depth).max().unwrap_or(0);
        if depth > MAX_DEPTH {
            return self.refuse(|| Diagnostic::too_deep(span, MAX_DEPTH));
        }
        let children = children.into_iter().map(|child| child.expr).collect();
        Some(Sized { expr: Expr { kind: make(children), span }, depth })
    }
}

fn leaf(kind: ExprKind, span: Span) -> Option<Sized> {
    Some(Sized { expr: Expr { kind, span }, depth: 1 })
}

/// Stands in where a list has fewer members than its maker put there, which does not happen.
fn nothing() -> Expr {
    Expr { kind: ExprKind::None, span: Span::default() }
}

fn two(mut pair: Vec<Expr>, make: impl FnOnce(Box<Expr>, Box<Expr>) -> ExprKind) -> ExprKind {
    let right = pair.pop().unwrap_or_else(nothing);
    let left = pair.pop().unwrap_or_else(nothing);
    make(Box::new(left), Box::new(right))
}

fn one(mut single: Vec<Expr>, make: impl FnOnce(Box<Expr>) -> ExprKind) -> ExprKind {
    make(Box::new(single.pop().unwrap_or_else(nothing)))
}

/// A flat run being read from the left.
struct Run<'l, 'd> {
    lower: &'l mut Lower<'d>,
    tokens: VecDeque<Token>,
}

impl Run<'_, '_> {
    #[inline(never)]
    fn whole(&mut self) -> Option<Sized> {
        let expr = self.logic()?;
        match self.tokens.front() {
            None => Some(expr),
            Some(&Token::Infix(Infix::Range, span)) => self.lower.refuse(|| Diagnostic::stray_range(span)),
            Some(&(Token::Infix(_, span) | Token::Suffix(_, span))) => {
                self.lower.refuse(|| Diagnostic::chained_comparison(span))
            }
            Some(&(Token::Not(span) | Token::Negative(span) | Token::Days(span) | Token::Per(_, span))) => {
                self.lower.refuse(|| Diagnostic::misplaced_not(span))
            }
            Some(Token::Operand(other) | Token::Bullets(other)) => {
                let span = other.expr.span;
                self.lower.refuse(|| Diagnostic::chained_comparison(span))
            }
        }
    }

    fn next_infix(&mut self, wanted: impl Fn(Infix) -> bool) -> Option<(Infix, Span)> {
        match self.tokens.front() {
            Some(&Token::Infix(infix, span)) if wanted(infix) => {
                self.tokens.pop_front();
                Some((infix, span))
            }
            _ => None,
        }
    }

    fn logic(&mut self) -> Option<Sized> {
        let first = self.negation()?;
        let mut members = vec![first];
        let mut sign: Option<(Infix, Span)> = None;
        while let Some((infix, span)) = self.next_infix(|infix| matches!(infix, Infix::And | Infix::Or)) {
            if let Some((first, first_span)) = sign
                && first != infix
            {
                return self.lower.refuse(|| Diagnostic::mixed_and_or(span, first_span));
            }
            sign = sign.or(Some((infix, span)));
            members.push(self.negation()?);
        }
        let Some((sign, _)) = sign else { return members.pop() };
        let span = members.iter().fold(members[0].expr.span, |span, member| span.to(member.expr.span));
        self.lower.node(span, members, if sign == Infix::And { ExprKind::All } else { ExprKind::Any })
    }

    fn negation(&mut self) -> Option<Sized> {
        let mut nots = Vec::new();
        while let Some(&Token::Not(span)) = self.tokens.front() {
            self.tokens.pop_front();
            nots.push(span);
        }
        let mut expr = self.comparison()?;
        while let Some(span) = nots.pop() {
            let span = span.to(expr.expr.span);
            expr = self.lower.node(span, vec![expr], |inner| one(inner, ExprKind::Not))?;
        }
        Some(expr)
    }

    fn comparison(&mut self) -> Option<Sized> {
        let left = self.sum()?;
        if let Some(&Token::Suffix(suffix, span)) = self.tokens.front() {
            self.tokens.pop_front();
            let span = left.expr.span.to(span);
            let negated = matches!(suffix, Kw::IsNotEmpty | Kw::IsNotSatisfied);
            let empty = matches!(suffix, Kw::IsEmpty | Kw::IsNotEmpty);
            return self.lower.node(span, vec![left], |inner| {
                one(inner, |inner| {
                    if empty {
                        ExprKind::IsEmpty { negated, set: inner }
                    } else {
                        ExprKind::Satisfied { negated, standard: inner }
                    }
                })
            });
        }
        let wanted = |infix| matches!(infix, Infix::Is { .. } | Infix::In { .. } | Infix::Order(_));
        let Some((infix, _)) = self.next_infix(wanted) else { return Some(left) };
        let mut right = self.sum()?;
        if matches!(infix, Infix::In { .. }) && self.next_infix(|infix| infix == Infix::Range).is_some() {
            let last = self.sum()?;
            let span = right.expr.span.to(last.expr.span);
            right = self.lower.node(span, vec![right, last], |ends| two(ends, ExprKind::Range))?;
        }
        let span = left.expr.span.to(right.expr.span);
        self.lower.node(span, vec![left, right], |sides| {
            two(sides, |left, right| match infix {
                Infix::In { negated } => ExprKind::In { negated, left, right },
                Infix::Order(op) => ExprKind::Order { op, left, right },
                // `x is (empty)`, and 甲 是 空: the same as `x is empty`.
                Infix::Is { negated } if right.kind == ExprKind::Empty => ExprKind::IsEmpty { negated, set: left },
                Infix::Is { negated } => ExprKind::Is { negated, left, right },
                // Not wanted above.
                Infix::And | Infix::Or | Infix::Range | Infix::Sign(_) => ExprKind::Is { negated: false, left, right },
            })
        })
    }

    fn sum(&mut self) -> Option<Sized> {
        let mut left = self.product()?;
        let wanted = |infix| matches!(infix, Infix::Sign(Arithmetic::Add | Arithmetic::Subtract));
        while let Some((Infix::Sign(op), _)) = self.next_infix(wanted) {
            let right = self.product()?;
            left = self.arithmetic(op, left, right)?;
        }
        Some(left)
    }

    fn product(&mut self) -> Option<Sized> {
        let mut left = self.unary()?;
        let wanted = |infix| matches!(infix, Infix::Sign(Arithmetic::Multiply | Arithmetic::Divide));
        while let Some((Infix::Sign(op), _)) = self.next_infix(wanted) {
            let right = self.unary()?;
            left = self.arithmetic(op, left, right)?;
        }
        Some(left)
    }

    fn arithmetic(&mut self, op: Arithmetic, left: Sized, right: Sized) -> Option<Sized> {
        let span = left.expr.span.to(right.expr.span);
        self.lower
            .node(span, vec![left, right], |sides| two(sides, |left, right| ExprKind::Arithmetic { op, left, right }))
    }

    fn unary(&mut self) -> Option<Sized> {
        let mut signs = Vec::new();
        while let Some(&Token::Negative(span)) = self.tokens.front() {
            self.tokens.pop_front();
            signs.push(span);
        }
        let mut expr = match self.tokens.pop_front() {
            Some(Token::Operand(operand)) => operand,
            Some(Token::Bullets(bullets)) => {
                if let Some(next) = self.tokens.front() {
                    let span = next.span();
                    return self.lower.refuse(|| Diagnostic::behind_bullets(span));
                }
                bullets
            }
            Some(other) => {
                let span = other.span();
                return self.lower.refuse(|| Diagnostic::misplaced_not(span));
            }
            // The grammar puts an operand behind every sign.
            None => return None,
        };
        loop {
            match self.tokens.front() {
                Some(&Token::Days(span)) => {
                    let span = expr.expr.span.to(span);
                    expr = self.lower.node(span, vec![expr], |inner| one(inner, ExprKind::Days))?;
                }
                Some(&Token::Per(unit, span)) => {
                    let span = expr.expr.span.to(span);
                    expr = self.lower.node(span, vec![expr], |inner| one(inner, |inner| ExprKind::Per(inner, unit)))?;
                }
                _ => break,
            }
            self.tokens.pop_front();
        }
        while let Some(span) = signs.pop() {
            let span = span.to(expr.expr.span);
            expr = self.lower.node(span, vec![expr], |inner| one(inner, ExprKind::Negative))?;
        }
        Some(expr)
    }
}

impl Token {
    fn span(&self) -> Span {
        match self {
            Self::Not(span)
            | Self::Negative(span)
            | Self::Days(span)
            | Self::Per(_, span)
            | Self::Infix(_, span)
            | Self::Suffix(_, span) => *span,
            Self::Operand(sized) | Self::Bullets(sized) => sized.expr.span,
        }
    }
}

/// A phrase with one blank between its words.
pub(super) fn phrase(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains("  ") {
        text.into()
    } else {
        text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").into()
    }
}

/// `per month`, `per year`.
pub(super) fn unit(text: &str) -> Option<Unit> {
    match &*phrase(text) {
        "per month" | "每月" => Some(Unit::Month),
        "per year" | "每年" => Some(Unit::Year),
        _ => None,
    }
}

fn suffix(text: &str) -> Kw {
    match text {
        "is empty" | "为空" => Kw::IsEmpty,
        "is not empty" | "不为空" => Kw::IsNotEmpty,
        "is satisfied" | "已满足" => Kw::IsSatisfied,
        _ => Kw::IsNotSatisfied,
    }
}

fn infix(text: &str) -> Infix {
    match text {
        "and" | "且" => Infix::And,
        "or" | "或" => Infix::Or,
        "is not" | "不是" => Infix::Is { negated: true },
        "is at most" | "不超过" => Infix::Order(Order::AtMost),
        "is less than" | "低于" => Infix::Order(Order::LessThan),
        "is at least" | "不低于" => Infix::Order(Order::AtLeast),
        "is more than" | "高于" => Infix::Order(Order::MoreThan),
        "in" | "属于" => Infix::In { negated: false },
        "not in" | "不属于" => Infix::In { negated: true },
        ".." | "．．" => Infix::Range,
        "+" | "＋" => Infix::Sign(Arithmetic::Add),
        "-" | "－" => Infix::Sign(Arithmetic::Subtract),
        "*" | "＊" | "×" => Infix::Sign(Arithmetic::Multiply),
        "/" | "／" | "÷" => Infix::Sign(Arithmetic::Divide),
        // What is left is `is` and 是.
        _ => Infix::Is { negated: false },
    }
}

fn rounding_mode(text: &str) -> Rounding {
    match text {
        "half down" | "五舍六入" => Rounding::HalfDown,
        "half even" | "五取偶" => Rounding::HalfEven,
        "up" | "向上" => Rounding::Up,
        "down" | "向下" => Rounding::Down,
        _ => Rounding::HalfUp,
    }
}

/// Splits a conjunction into its members: `given a and b` says the same as two bullets.
pub(super) fn conjuncts(expr: Expr) -> Vec<Expr> {
    match expr.kind {
        ExprKind::All(members) => members.into_iter().flat_map(conjuncts).collect(),
        _ => vec![expr],
    }
}

/// The names of a flat list of words.
pub(super) fn idents(lower: &mut Lower<'_>, segment: &Segment, pair: Pair<'_>) -> Vec<Ident> {
    pair.into_inner()
        .filter(|inner| matches!(inner.as_rule(), Rule::word | Rule::operand_word))
        .map(|word| lower.ident(segment, &word))
        .collect()
}
