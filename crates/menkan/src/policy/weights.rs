//! What asking for a fact and changing it cost, and how often a fact is what. They decide no case.

use std::collections::BTreeMap;

use super::check::{Checker, all_or_none};
use super::model::{Costs, EnumId, Likely, QuantityType, TypeKind, Unit};
use super::types::unit_text;
use crate::diagnostic::{Diagnostic, Lang, Text};
use crate::source::Span;
use crate::syntax::ast::{self, Cost, End, Ident, Spot, Weighed, Weight};
use crate::syntax::keywords::Kw;
use crate::value::{Number, day_number};

/// The greatest cost of asking for a fact or changing it; the least is 1.
const MAX_COST: u16 = 1000;

/// The greatest weight of a value or band.
const MAX_WEIGHT: u16 = 10_000;

/// The greatest weight of a member of a set: it is in it always.
const HUNDRED: u16 = 100;

impl Checker<'_> {
    /// What asking for a fact and changing it cost, as far as it says.
    pub(crate) fn costs(&mut self, fact: &ast::Fact) -> Costs {
        let mut costs = Costs::default();
        if let Some(cost) = fact.asking_costs.and_then(|written| self.cost(written)) {
            costs.asking = cost;
        }
        if let Some(written) = fact.changing_costs {
            if fact.fixed || fact.judgement {
                self.report(Diagnostic::never_changed(written.span.0, fact.judgement));
            }
            if let Some(cost) = self.cost(written) {
                costs.changing = cost;
            }
        }
        costs
    }

    fn cost(&mut self, written: Cost) -> Option<u16> {
        let cost = u16::try_from(written.cost).ok().filter(|cost| (1..=MAX_COST).contains(cost));
        if cost.is_none() {
            self.report(Diagnostic::cost_outside(written.span.0, written.cost, MAX_COST));
        }
        cost
    }

    /// How often a fact of this type is what; `None` where the weights are at fault.
    pub(crate) fn likely(&mut self, written: &ast::Likely, kind: &TypeKind) -> Option<Likely> {
        let most = if matches!(kind, TypeKind::Set(_)) { HUNDRED } else { MAX_WEIGHT };
        let weights = all_or_none(written.weights.iter().map(|weight| self.weight(weight, most)));
        let likely = match kind {
            TypeKind::Boolean => {
                let names = [Kw::No, Kw::Yes].map(|word| Text::new(word.text(Lang::Zh), word.text(Lang::En)));
                let places = written.weights.iter().map(|weight| self.truth_weighed(weight)).collect();
                Likely::Values(self.by_place(written, places, &names, weights?)?)
            }
            TypeKind::Choice(values) | TypeKind::Set(values) => {
                let declared = &self.declarations.enums[values.index()].values;
                let names: Vec<Text> = declared.iter().map(|name| Text::new(&*name.zh, &*name.key)).collect();
                let places = written.weights.iter().map(|weight| self.value_weighed(weight, *values)).collect();
                Likely::Values(self.by_place(written, places, &names, weights?)?)
            }
            TypeKind::List(_) => {
                self.report(Diagnostic::weights_of_a_list(written.span.0));
                return None;
            }
            TypeKind::Quantity(ty) => {
                let ends = self.ends(written, ty);
                let mut weights = weights?;
                let above = weights.pop()?;
                Likely::Bands(ends?.into_iter().zip(weights).collect(), above)
            }
        };
        if written.weights.iter().all(|weight| weight.weight == 0) {
            self.report(Diagnostic::weights_all_zero(written.span.0));
            return None;
        }
        Some(likely)
    }

    fn weight(&mut self, written: &Weight, most: u16) -> Option<u16> {
        let weight = u16::try_from(written.weight).ok().filter(|weight| *weight <= most);
        if weight.is_none() {
            self.report(Diagnostic::weight_too_great(written.span.0, written.weight, most, most == HUNDRED));
        }
        weight
    }

    /// The place of `no` or `yes`.
    fn truth_weighed(&mut self, weight: &Weight) -> Option<usize> {
        let is = |word: &Ident, keyword: Kw| [keyword.text(Lang::En), keyword.text(Lang::Zh)].contains(&&*word.text);
        if let Weighed::Value(word) = &weight.of {
            for (place, keyword) in [Kw::No, Kw::Yes].into_iter().enumerate() {
                if is(word, keyword) {
                    self.is_called(word.span, keyword.text(Lang::En), keyword.text(Lang::Zh));
                    return Some(place);
                }
            }
        }
        let expected = Text::new("`成立` 或 `不成立`", "`yes` or `no`");
        self.report(Diagnostic::weight_unfit(weight.span.0, &expected));
        None
    }

    /// The place of a value in its enumeration.
    fn value_weighed(&mut self, weight: &Weight, values: EnumId) -> Option<usize> {
        let Weighed::Value(word) = &weight.of else {
            let expected = self.choice_text(values);
            self.report(Diagnostic::weight_unfit(weight.span.0, &expected));
            return None;
        };
        self.symbols(std::slice::from_ref(word), values)?.first().map(|symbol| usize::from(*symbol))
    }

    /// The weights in the order of the values, each of which must have one.
    fn by_place(
        &mut self,
        written: &ast::Likely,
        places: Vec<Option<usize>>,
        names: &[Text],
        weights: Vec<u16>,
    ) -> Option<Vec<u16>> {
        let places = all_or_none(places)?;
        let mut found: BTreeMap<usize, (Span, u16)> = BTreeMap::new();
        let mut twice = false;
        for ((place, weight), of) in places.into_iter().zip(weights).zip(&written.weights) {
            match found.get(&place) {
                Some((first, _)) => {
                    self.report(Diagnostic::weight_twice(of.span.0, *first));
                    twice = true;
                }
                None => {
                    found.insert(place, (of.span.0, weight));
                }
            }
        }
        let missing = names.iter().enumerate().filter(|(place, _)| !found.contains_key(place));
        let missing: Vec<&Text> = missing.map(|(_, name)| name).collect();
        if !missing.is_empty() {
            self.report(Diagnostic::weights_missing(written.span.0, &missing));
        }
        (missing.is_empty() && !twice).then(|| found.into_values().map(|(_, weight)| weight).collect())
    }

    /// The upper ends of all bands but the last, rising.
    fn ends(&mut self, written: &ast::Likely, ty: &QuantityType) -> Option<Vec<Number>> {
        let mut ends: Vec<Number> = Vec::new();
        let mut above: Option<Span> = None;
        for weight in &written.weights {
            let span = weight.span.0;
            match &weight.of {
                Weighed::Value(_) => {
                    let expected = Text::new("`不超过 数值` 或 `超过`", "`at most N` or `above`");
                    self.report(Diagnostic::weight_unfit(span, &expected));
                    return None;
                }
                Weighed::UpTo(..) | Weighed::Above if above.is_some() => {
                    self.report(Diagnostic::above_not_last(span));
                    return None;
                }
                Weighed::UpTo(end, Spot(span)) => {
                    let end = self.band_end(end, ty, *span)?;
                    if let Some(last) = ends.last().filter(|last| **last >= end) {
                        self.report(Diagnostic::bands_not_rising(*span, &end, last, &ty.unit));
                        return None;
                    }
                    ends.push(end);
                }
                Weighed::Above => above = Some(span),
            }
        }
        let Some(above) = above else {
            let missing = Text::new(Kw::Above.text(Lang::Zh), Kw::Above.text(Lang::En));
            self.report(Diagnostic::weights_missing(written.span.0, &[&missing]));
            return None;
        };
        if let (Some(last), Some(max)) = (ends.last(), &ty.max)
            && last >= max
        {
            self.report(Diagnostic::nothing_above(above, max, &ty.unit));
            return None;
        }
        Some(ends)
    }

    /// The end of a band as a number of the type, within its range and no finer than it.
    fn band_end(&mut self, end: &End, ty: &QuantityType, span: Span) -> Option<Number> {
        let number = match (end, &ty.unit) {
            (End::Date(day), Unit::Date) => day_number(*day),
            (End::Number(number), Unit::Percent) if *number > Number::ONE => {
                self.report(Diagnostic::percent_sign_missing(span, number));
                return None;
            }
            (End::Number(number) | End::Percent(number), Unit::Percent)
            | (End::Number(number), Unit::Plain | Unit::Money(..) | Unit::Days) => number.clone(),
            (End::Number(_) | End::Percent(_), Unit::Date)
            | (End::Percent(_) | End::Date(_), Unit::Plain | Unit::Money(..) | Unit::Days)
            | (End::Date(_), Unit::Percent) => {
                self.report(Diagnostic::figure_unfit(span, &unit_text(&ty.unit)));
                return None;
            }
        };
        self.check_number(&number, ty, span, &Text::new("事实", "the fact"))?;
        Some(number)
    }
}
