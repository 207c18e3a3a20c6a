//! A comparison of a standard in words: both sides by name and figure, and by how much it holds or fails.

use super::expression::{Naming, Writer};
use super::wording::Wording;
use super::{label, units};
use crate::decide::Comparison;
use crate::diagnostic::Lang;
use crate::policy::model::{Clause, Condition, Order, Quantity, Unit};
use crate::syntax::keywords::Kw;
use crate::value::Number;

/// `人均月收入 1600 元/月 不超过 2 * 低保标准 1520 元/月:不成立,高出 80 元/月`.
///
/// `place` is the comparison's place among those of its clause.
pub(crate) fn comparison_text(
    wording: Wording<'_>,
    comparison: &Comparison,
    clause: Option<&Clause>,
    place: usize,
) -> String {
    let mut written = Vec::new();
    if let Some(clause) = clause {
        orders(&clause.when, &mut written);
    }
    let (mut left, mut right, mut unit) = (String::new(), String::new(), Unit::Plain);
    if let Some((one, other)) = written.get(place) {
        let writer = Writer { model: wording.model, naming: Naming::Labels, lang: wording.lang };
        (left, right) = (side(&writer, one), side(&writer, other));
        unit = common_unit(wording, one, other);
    }
    let with_figure = |name: String, figure: &Option<String>| {
        let figure = match figure {
            Some(text) => figure_text(wording, text, &unit),
            None => wording.say("(未知)", "(not known)").to_owned(),
        };
        if name.is_empty() { figure } else { format!("{name} {figure}") }
    };
    let order = match comparison.op {
        Order::AtMost => Kw::AtMost,
        Order::LessThan => Kw::LessThan,
        Order::AtLeast => Kw::AtLeast,
        Order::MoreThan => Kw::MoreThan,
    };
    let sides = (with_figure(left, &comparison.left), with_figure(right, &comparison.right));
    let mut text = format!("{} {} {}", sides.0, order.text(wording.lang), sides.1);
    if let Some(outcome) = outcome_text(wording, comparison, &unit) {
        text.push_str(wording.say(":", ": "));
        text.push_str(&outcome);
    }
    text
}

/// The unit of both sides; plain where they differ, so that no figure gets a wrong one.
fn common_unit(wording: Wording<'_>, left: &Quantity, right: &Quantity) -> Unit {
    match [left, right].map(|side| units::of_quantity(wording.model, side)) {
        [Some(left), Some(right)] if left == right => left,
        [Some(one), None] | [None, Some(one)] => one,
        [Some(_), Some(_)] | [None, None] => Unit::Plain,
    }
}

/// Whether it holds, and how far the left side lies from the right one.
fn outcome_text(wording: Wording<'_>, comparison: &Comparison, unit: &Unit) -> Option<String> {
    let holds = comparison.holds?;
    let result = if holds { wording.say("成立", "yes") } else { wording.say("不成立", "no") };
    let Some(margin) = &comparison.margin else { return Some(result.to_owned()) };
    let size = margin.strip_prefix('-').unwrap_or(margin);
    if size == "0" {
        return Some(format!("{result}{}", wording.say(",恰好相等", ", exactly equal")));
    }
    // The margin is counted from the side that holds, so above 0 `at most` means under.
    let positive = !margin.starts_with('-');
    let under = match comparison.op {
        Order::AtMost | Order::LessThan => positive,
        Order::AtLeast | Order::MoreThan => !positive,
    };
    // The distance of two days is a number of days.
    let unit = if *unit == Unit::Date { &Unit::Days } else { unit };
    let size = figure_text(wording, size, unit);
    Some(match (under, wording.lang) {
        (true, Lang::Zh) => format!("{result},低 {size}"),
        (false, Lang::Zh) => format!("{result},高出 {size}"),
        (true, Lang::En) => format!("{result}, under by {size}"),
        (false, Lang::En) => format!("{result}, over by {size}"),
    })
}

fn figure_text(wording: Wording<'_>, text: &str, unit: &Unit) -> String {
    if text == "unlimited" {
        return wording.say("不限", "unlimited").to_owned();
    }
    match (unit, Number::parse(text)) {
        (Unit::Percent, Ok(number)) => label::amount(&number, unit, wording.lang),
        _ => label::measured(text, unit, wording.lang),
    }
}

/// A side of a comparison in words; a bare number needs none, for its value follows.
fn side(writer: &Writer<'_>, quantity: &Quantity) -> String {
    match quantity {
        Quantity::Number(_) | Quantity::Unlimited => String::new(),
        _ => writer.quantity_text(quantity),
    }
}

/// The comparisons that a clause makes itself, in the order in which a decision reports them.
fn orders<'c>(condition: &'c Condition, found: &mut Vec<(&'c Quantity, &'c Quantity)>) {
    match condition {
        Condition::Order(_, left, right) => found.push((left, right)),
        Condition::Not(inner) => orders(inner, found),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| orders(part, found)),
        Condition::If(condition, then, otherwise) => {
            [condition, then, otherwise].into_iter().for_each(|part| orders(part, found));
        }
        Condition::Truth(_)
        | Condition::Fact(_)
        | Condition::Holds(_)
        | Condition::Status(..)
        | Condition::Duty(..)
        | Condition::Equal(..)
        | Condition::Absent(_)
        | Condition::Chosen(..)
        | Condition::Same(..)
        | Condition::Member(..)
        | Condition::Empty(_)
        | Condition::Exactly(..) => {}
    }
}
