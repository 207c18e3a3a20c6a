//! What questions and changes cost, and how often a fact is what.

use super::super::ast::{Cost, End, Likely, Spot, Weighed, Weight};
use super::super::layout::Segment;
use super::{Lower, Pair, Rule, place};

impl Lower<'_> {
    /// `asking costs 5`, `changing costs 20`.
    pub(super) fn cost(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Cost> {
        let span = Spot(place(segment, &pair));
        let number = pair.into_inner().find(|inner| inner.as_rule() == Rule::number)?;
        Some(Cost { cost: self.count(segment, &number)?, span })
    }

    /// `likely a: 3, b: 1`; `None` where a weight could not be read.
    pub(super) fn likely(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Likely> {
        let span = Spot(place(segment, &pair));
        let weights = pair.into_inner().filter(|inner| inner.as_rule() == Rule::weight);
        // Every weight is looked at, so that each fault is told.
        let weights: Vec<_> = weights.map(|weight| self.weight(segment, weight)).collect();
        Some(Likely { weights: weights.into_iter().collect::<Option<_>>()?, span })
    }

    fn weight(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Weight> {
        let span = Spot(place(segment, &pair));
        let mut of = None;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::word => of = Some(Weighed::Value(self.ident(segment, &inner))),
                Rule::kw_above => of = Some(Weighed::Above),
                Rule::up_to => of = Some(self.up_to(segment, inner)?),
                Rule::number => return Some(Weight { of: of?, weight: self.count(segment, &inner)?, span }),
                _ => {}
            }
        }
        None
    }

    fn up_to(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Weighed> {
        let end = pair.into_inner().find(|inner| matches!(inner.as_rule(), Rule::date | Rule::signed))?;
        let span = Spot(place(segment, &end));
        if end.as_rule() == Rule::date {
            return Some(Weighed::UpTo(End::Date(self.date(segment, &end)?), span));
        }
        let percent = end.clone().into_inner().any(|inner| inner.as_rule() == Rule::percent);
        let number = self.signed(segment, end)?;
        Some(Weighed::UpTo(if percent { End::Percent(number) } else { End::Number(number) }, span))
    }
}
