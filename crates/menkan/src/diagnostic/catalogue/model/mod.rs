//! What the checker finds: M01xx names, M02xx types and units, M03xx dates, figures and weights, M04xx layers and rules.

mod dates;
mod figures;
mod lists;
mod names;
mod rules;
mod tests;
mod types;
mod units;
mod weights;

use crate::diagnostic::Text;
use crate::policy::model::{QuantityType, Unit};
use crate::value::{Number, day_of};

/// A number as its unit is written.
fn number_text(number: &Number, unit: &Unit) -> String {
    match unit {
        Unit::Date => day_of(number).map_or_else(|| number.to_string(), |day| day.to_string()),
        Unit::Percent => format!("{}%", number * &Number::integer(100)),
        Unit::Plain | Unit::Money(..) | Unit::Days => number.to_string(),
    }
}

/// `0..130`, with open ends.
fn range_text(min: Option<&Number>, max: Option<&Number>, unit: &Unit) -> String {
    let end = |end: Option<&Number>| end.map_or_else(|| "…".to_owned(), |end| number_text(end, unit));
    format!("{}..{}", end(min), end(max))
}

fn type_range(ty: &QuantityType) -> String {
    range_text(ty.min.as_ref(), ty.max.as_ref(), &ty.unit)
}

/// A Chinese text as it goes on behind Chinese: with a blank before quoted words and Latin letters.
fn lead(text: &str) -> String {
    let blank = text.chars().next().is_some_and(|first| first.is_ascii() && first != '(');
    if blank { format!(" {text}") } else { text.to_owned() }
}

/// A place that has to do with it: where something is declared.
fn declared_here() -> Text {
    Text::new("声明于此", "declared here")
}
