//! What a policy promises about itself: assertions and tests.

use crate::diagnostic::Diagnostic;

use super::super::ast::{Assert, Change, Claim, Direction, Expect, ExpectKind, Expr, ItemKind, Spot, Test};
use super::super::keywords::Kw;
use super::super::layout::{Chunk, Segment};
use super::expr::{conjuncts, idents};
use super::parts::Parts;
use super::{Lower, Pair, Rule, place};

impl Lower<'_> {
    pub(super) fn assert(&mut self, chunk: &Chunk) -> Option<ItemKind> {
        let segment = &chunk.head;
        let pair = self.read(Rule::assert_item, segment)?;
        let title = self.title(segment, pair.clone())?;
        let claim = pair
            .into_inner()
            .find(|inner| matches!(inner.as_rule(), Rule::never | Rule::always | Rule::monotone))
            .and_then(|claim| self.claim(segment, claim))?;
        Some(ItemKind::Assert(Assert { title, claim }))
    }

    fn claim(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Claim> {
        let condition = self.inner_expr(segment, pair.clone())?;
        let has = |rule| pair.clone().into_inner().any(|inner| inner.as_rule() == rule);
        Some(match pair.as_rule() {
            Rule::never => Claim::Never(condition),
            Rule::always => Claim::Always(condition),
            _ => Claim::Monotone {
                condition,
                change: if has(Rule::kw_never_lost) { Change::Lost } else { Change::Gained },
                direction: if has(Rule::kw_falls) { Direction::Falls } else { Direction::Rises },
                fact: idents(self, segment, pair.clone()).pop()?,
            },
        })
    }

    pub(super) fn test(&mut self, chunk: &Chunk) -> Option<ItemKind> {
        let segment = &chunk.head;
        let head = self.read(Rule::test_item, segment);
        let title = head.clone().and_then(|head| self.title(segment, head));
        let mut test = Test {
            title: title.clone().unwrap_or(super::super::ast::Words { zh: None, en: None, span: Spot::default() }),
            as_of: None,
            base: None,
            given: Vec::new(),
            set: Vec::new(),
            expect: Vec::new(),
        };
        let mut parts = Parts::default();
        for pair in head.into_iter().flat_map(Pair::into_inner) {
            self.test_part(segment, pair, &mut test, &mut parts);
        }
        for line in &chunk.lines {
            if let Some(pair) = self.read(Rule::test_line, &line.segment) {
                for pair in pair.into_inner() {
                    self.test_part(&line.segment, pair, &mut test, &mut parts);
                }
            }
        }
        title.map(|_| ItemKind::Test(test))
    }

    fn test_part(&mut self, segment: &Segment, pair: Pair<'_>, test: &mut Test, parts: &mut Parts) {
        let span = place(segment, &pair);
        match pair.as_rule() {
            Rule::as_of if parts.once(self, Kw::AsOfDay, span) => {
                let date = pair.into_inner().find(|inner| inner.as_rule() == Rule::date);
                test.as_of = date.and_then(|date| self.date(segment, &date));
            }
            Rule::given => {
                if let Some(base) = pair.clone().into_inner().find(|inner| inner.as_rule() == Rule::base)
                    && parts.once(self, Kw::But, place(segment, &base))
                {
                    let span = Spot(place(segment, &base));
                    test.base = self.inner_words(segment, base).map(|words| (words, span));
                }
                test.given.extend(self.conditions(segment, pair));
            }
            Rule::settings => test.set.extend(self.conditions(segment, pair)),
            Rule::expect => self.expect(segment, pair, test),
            _ => {}
        }
    }

    /// Conditions as bullets, or inline joined by `and`.
    fn conditions(&mut self, segment: &Segment, pair: Pair<'_>) -> Vec<Expr> {
        let mut conditions = Vec::new();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::expr => conditions.extend(self.expr(segment, inner)),
                Rule::list => {
                    for (bullet, line) in self.bullets(segment, &inner, Rule::expr_line) {
                        conditions.extend(self.inner_expr(bullet, line));
                    }
                }
                _ => {}
            }
        }
        conditions.into_iter().flat_map(conjuncts).collect()
    }

    fn expect(&mut self, segment: &Segment, pair: Pair<'_>, test: &mut Test) {
        self.expectations(segment, pair.clone(), test);
        for list in pair.into_inner().filter(|inner| inner.as_rule() == Rule::list) {
            for (bullet, line) in self.bullets(segment, &list, Rule::expect_line) {
                self.expectations(bullet, line, test);
            }
        }
    }

    /// Expectations joined by `and`.
    fn expectations(&mut self, segment: &Segment, pair: Pair<'_>, test: &mut Test) {
        let and = pair.clone().into_inner().find(|inner| inner.as_rule() == Rule::kw_and);
        for pair in pair.into_inner().filter(|inner| inner.as_rule() == Rule::expectation) {
            let span = Spot(place(segment, &pair));
            let Some(inner) = pair.into_inner().next() else { continue };
            if let (Some(and), Some(or)) = (&and, bare_or(&inner)) {
                self.report(Diagnostic::mixed_and_or(place(segment, &or), place(segment, and)));
                continue;
            }
            test.expect.extend(self.expectation(segment, inner).map(|kind| Expect { kind, span }));
        }
    }

    fn expectation(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<ExpectKind> {
        let has = |rule| pair.clone().into_inner().any(|inner| inner.as_rule() == rule);
        match pair.as_rule() {
            Rule::missing => {
                let mut names = idents(self, segment, pair).into_iter();
                Some(ExpectKind::Missing { decision: names.next()?, names: names.collect() })
            }
            Rule::membership => {
                let negated = has(Rule::kw_not_in);
                let mut names = idents(self, segment, pair).into_iter();
                let name = names.next()?;
                Some(match names.next() {
                    Some(decision) => ExpectKind::InMissing { name, decision, negated },
                    None => ExpectKind::InAssumptions { name, negated },
                })
            }
            _ => self.expr(segment, pair).map(ExpectKind::Condition),
        }
    }
}

/// An `or` outside brackets.
fn bare_or<'t>(pair: &Pair<'t>) -> Option<Pair<'t>> {
    pair.clone().into_inner().find(|inner| inner.as_rule() == Rule::infix && matches!(inner.as_str(), "or" | "或"))
}
