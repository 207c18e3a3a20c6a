//! Precedence: flat runs of operands and signs to trees.
//!
//! From loose to tight: `and` or `or` (never both), `not`, one comparison, `+ -`, `* /`, minus, `days` and `per month`.
//! Everything that repeats is read in a loop; the depth of the tree is counted and bounded.

use std::collections::VecDeque;

use crate::diagnostic::Diagnostic;
use crate::source::Span;

use super::super::ast::{Arithmetic, Expr, ExprKind, Order, Unit};
use super::super::keywords::Kw;
use super::super::limits::MAX_DEPTH;
use super::Lower;

/// An expression and how deep it is.
pub(super) struct Measured {
    pub(super) expr: Expr,
    pub(super) depth: usize,
}

/// What a flat run is made of.
pub(super) enum Token {
    Not(Span),
    Negative(Span),
    Operand(Measured),
    /// `all of` or `any of` with bullets: nothing can follow on the same line.
    Bullets(Measured),
    Days(Span),
    Per(Unit, Span),
    Infix(Infix, Span),
    Suffix(Kw, Span),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Infix {
    And,
    Or,
    Is { negated: bool },
    In { negated: bool },
    Order(Order),
    Range,
    Sign(Arithmetic),
}

impl Lower<'_> {
    /// A node over its children, unless the tree grows too deep.
    pub(super) fn node(
        &mut self,
        span: Span,
        children: Vec<Measured>,
        make: impl FnOnce(Vec<Expr>) -> ExprKind,
    ) -> Option<Measured> {
        let depth = 1 + children.iter().map(|child| child.depth).max().unwrap_or(0);
        if depth > MAX_DEPTH {
            return self.refuse(|| Diagnostic::too_deep(span, MAX_DEPTH));
        }
        let children = children.into_iter().map(|child| child.expr).collect();
        Some(Measured { expr: Expr { kind: make(children), span }, depth })
    }
}

pub(super) fn leaf(kind: ExprKind, span: Span) -> Option<Measured> {
    Some(Measured { expr: Expr { kind, span }, depth: 1 })
}

/// Stands in where a list has fewer members than its maker put there, which does not happen.
pub(super) fn nothing() -> Expr {
    Expr { kind: ExprKind::None, span: Span::default() }
}

pub(super) fn two(mut pair: Vec<Expr>, make: impl FnOnce(Box<Expr>, Box<Expr>) -> ExprKind) -> ExprKind {
    let right = pair.pop().unwrap_or_else(nothing);
    let left = pair.pop().unwrap_or_else(nothing);
    make(Box::new(left), Box::new(right))
}

pub(super) fn one(mut single: Vec<Expr>, make: impl FnOnce(Box<Expr>) -> ExprKind) -> ExprKind {
    make(Box::new(single.pop().unwrap_or_else(nothing)))
}
/// A flat run being read from the left.
pub(super) struct Run<'l, 'd> {
    pub(super) lower: &'l mut Lower<'d>,
    pub(super) tokens: VecDeque<Token>,
}

impl Run<'_, '_> {
    #[inline(never)]
    pub(super) fn whole(&mut self) -> Option<Measured> {
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

    fn logic(&mut self) -> Option<Measured> {
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

    fn negation(&mut self) -> Option<Measured> {
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

    fn comparison(&mut self) -> Option<Measured> {
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

    fn sum(&mut self) -> Option<Measured> {
        let mut left = self.product()?;
        let wanted = |infix| matches!(infix, Infix::Sign(Arithmetic::Add | Arithmetic::Subtract));
        while let Some((Infix::Sign(op), _)) = self.next_infix(wanted) {
            let right = self.product()?;
            left = self.arithmetic(op, left, right)?;
        }
        Some(left)
    }

    fn product(&mut self) -> Option<Measured> {
        let mut left = self.unary()?;
        let wanted = |infix| matches!(infix, Infix::Sign(Arithmetic::Multiply | Arithmetic::Divide));
        while let Some((Infix::Sign(op), _)) = self.next_infix(wanted) {
            let right = self.unary()?;
            left = self.arithmetic(op, left, right)?;
        }
        Some(left)
    }

    fn arithmetic(&mut self, op: Arithmetic, left: Measured, right: Measured) -> Option<Measured> {
        let span = left.expr.span.to(right.expr.span);
        self.lower
            .node(span, vec![left, right], |sides| two(sides, |left, right| ExprKind::Arithmetic { op, left, right }))
    }

    fn unary(&mut self) -> Option<Measured> {
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
pub(super) fn suffix(text: &str) -> Kw {
    match text {
        "is empty" | "为空" => Kw::IsEmpty,
        "is not empty" | "不为空" => Kw::IsNotEmpty,
        "is satisfied" | "已满足" => Kw::IsSatisfied,
        _ => Kw::IsNotSatisfied,
    }
}

pub(super) fn infix(text: &str) -> Infix {
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
