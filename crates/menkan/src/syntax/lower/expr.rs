//! Expressions: what stands between the signs, read one by one. Deep expressions recurse here, so that what recurses is
//! kept in small functions: their frames are what a deep policy costs of the stack.

use std::collections::VecDeque;

use crate::diagnostic::Diagnostic;
use crate::source::Span;

use super::super::ast::{Expr, ExprKind, Fold, Folded, Ident, Rounding, Unit};
use super::super::keywords::{Kw, Place};
use super::super::layout::Segment;
use super::precedence::{Measured, Run, Token, infix, leaf, nothing, one, suffix, two};
use super::{Lower, Pair, Rule, place};

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

    /// The expressions among the children; nothing where one is at fault.
    pub(super) fn inner_exprs(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Vec<Expr>> {
        let exprs = pair.into_inner().filter(|inner| inner.as_rule() == Rule::expr);
        exprs.map(|expr| self.expr(segment, expr)).collect()
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

    fn sized(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Measured> {
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

    fn primary(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Measured> {
        match pair.as_rule() {
            Rule::paren => {
                let inner = pair.into_inner().find(|inner| inner.as_rule() == Rule::expr)?;
                self.sized(segment, inner)
            }
            Rule::set => self.set(segment, pair, ExprKind::Set),
            Rule::items => self.set(segment, pair, ExprKind::Items),
            Rule::fold => self.fold(segment, pair),
            Rule::branch => self.branch(segment, pair),
            Rule::between => self.between(segment, pair),
            Rule::reference => self.reference(segment, pair),
            _ => self.literal(segment, pair),
        }
    }

    #[inline(never)]
    fn literal(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Measured> {
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
    fn set(&mut self, segment: &Segment, pair: Pair<'_>, make: fn(Vec<Expr>) -> ExprKind) -> Option<Measured> {
        let span = place(segment, &pair);
        let elements = self.all_of_rule(segment, pair, Rule::expr)?;
        self.node(span, elements, make)
    }

    /// `sum E of L where C`, `count L where C`, `largest E of L, else D`
    #[inline(never)]
    fn fold(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Measured> {
        let span = place(segment, &pair);
        let (mut fold, mut list, mut parts, mut which) = (Fold::Count, None, Vec::new(), Vec::new());
        let mut next = 0;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::kw_sum => fold = Fold::Sum,
                Rule::kw_any => fold = Fold::Any,
                Rule::kw_all => fold = Fold::All,
                Rule::kw_largest => fold = Fold::Largest,
                Rule::kw_smallest => fold = Fold::Smallest,
                Rule::operand_word => list = Some(self.ident(segment, &inner)),
                Rule::kw_else => next = 2,
                Rule::expr => {
                    parts.push(self.sized(segment, inner)?);
                    which.push(next);
                }
                Rule::where_clause => {
                    let condition = inner.into_inner().find(|inner| inner.as_rule() == Rule::expr)?;
                    parts.push(self.sized(segment, condition)?);
                    which.push(1);
                }
                _ => {}
            }
        }
        let list = list?;
        self.node(span, parts, |parts| {
            let mut slots = [None, None, None];
            for (part, which) in parts.into_iter().zip(which) {
                slots[which] = Some(part);
            }
            let [item, condition, otherwise] = slots;
            ExprKind::Fold(Box::new(Folded { fold, item, list, condition, otherwise }))
        })
    }

    #[inline(never)]
    fn between(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Measured> {
        let span = place(segment, &pair);
        let months = pair.clone().into_inner().any(|inner| inner.as_rule() == Rule::kw_months_between);
        let ends = self.all_of_rule(segment, pair, Rule::arith)?;
        let make = if months { ExprKind::MonthsBetween } else { ExprKind::YearsBetween };
        self.node(span, ends, |ends| two(ends, make))
    }

    /// The children of one rule, all of them or none.
    #[inline(never)]
    fn all_of_rule(&mut self, segment: &Segment, pair: Pair<'_>, rule: Rule) -> Option<Vec<Measured>> {
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
    fn branch(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Measured> {
        let span = place(segment, &pair);
        let parts = self.all_of_rule(segment, pair, Rule::expr)?;
        self.branches(parts, span)
    }

    /// `if c then t else if c then t else e`, as a list of five: built from the end, where it nests deepest.
    #[inline(never)]
    fn branches(&mut self, mut parts: Vec<Measured>, span: Span) -> Option<Measured> {
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
    fn bullet_list(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Measured> {
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

    fn reference(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Measured> {
        let span = place(segment, &pair);
        let mut inner = pair.into_inner();
        let word = inner.next()?;
        match inner.next() {
            Some(arguments) => self.call(segment, &word, arguments, span),
            None => self.name(segment, &word, span),
        }
    }

    #[inline(never)]
    fn name(&mut self, segment: &Segment, word: &Pair<'_>, span: Span) -> Option<Measured> {
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
    fn call(&mut self, segment: &Segment, word: &Pair<'_>, arguments: Pair<'_>, span: Span) -> Option<Measured> {
        let values = self.all_of_rule(segment, arguments.clone(), Rule::expr)?;
        self.called(segment, word, arguments, values, span)
    }

    #[inline(never)]
    fn called(
        &mut self,
        segment: &Segment,
        word: &Pair<'_>,
        arguments: Pair<'_>,
        values: Vec<Measured>,
        span: Span,
    ) -> Option<Measured> {
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
}

/// A phrase with one blank between its words.
pub(in crate::syntax) fn phrase(text: &str) -> std::borrow::Cow<'_, str> {
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
