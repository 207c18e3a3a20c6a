//! A comparison of a standard in words: both sides by name and figure, and by how much it holds or fails.

use super::expression::{Naming, Writer};
use super::label;
use super::wording::Wording;
use crate::decide::Comparison;
use crate::diagnostic::Lang;
use crate::policy::model::{Clause, Order, Quantity, Unit};
use crate::policy::units::{comparisons, of_comparison};
use crate::syntax::keywords::Kw;

/// `人均月收入 1600 元/月 不超过 2 * 低保标准 1520 元/月:不成立,高出 80 元/月`.
///
/// `place` is the comparison's place among those of its clause.
pub(crate) fn comparison_text(
    wording: Wording<'_>,
    comparison: &Comparison,
    clause: Option<&Clause>,
    place: usize,
) -> String {
    let written = clause.map_or_else(Vec::new, |clause| comparisons(&clause.when));
    let (mut left, mut right, mut unit) = (String::new(), String::new(), Unit::Plain);
    if let Some((_, one, other)) = written.get(place) {
        let writer = Writer { model: wording.model, naming: Naming::Labels, lang: wording.lang };
        (left, right) = (side(&writer, one), side(&writer, other));
        unit = of_comparison(wording.model, one, other);
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
    label::measured(text, unit, wording.lang)
}

/// A side of a comparison in words; a bare number needs none, for its value follows.
fn side(writer: &Writer<'_>, quantity: &Quantity) -> String {
    match quantity {
        Quantity::Number(_) | Quantity::Unlimited => String::new(),
        _ => writer.quantity_text(quantity),
    }
}
