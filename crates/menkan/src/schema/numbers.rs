//! Numbers and days: as a case gives them, and as a decision writes them.

use serde_json::value::RawValue;

use super::{Kind, Schema};
use crate::policy::model::{QuantityType, Unit};
use crate::value::Number;

/// Which numbers of a type are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// Those that lie in its range.
    Declared,
    /// Any: the ends of what is known in part may lie outside.
    Whole,
}

/// The forms in which a case may write a number or a day of this type: any of these.
pub(super) fn given(ty: &QuantityType, extent: Extent) -> Vec<Schema> {
    if ty.unit == Unit::Date {
        return vec![day()];
    }
    let (min, max) = match extent {
        Extent::Declared => (end(ty, ty.min.as_ref()), end(ty, ty.max.as_ref())),
        Extent::Whole => (None, None),
    };
    let bounded = |kind| Schema { minimum: min.clone(), maximum: max.clone(), ..Schema::of(kind) };
    if is_whole(ty) {
        return vec![bounded(Kind::Integer)];
    }
    let negative = extent == Extent::Whole || ty.min.as_ref().is_none_or(|min| min.signum() < 0);
    // A sign and a point beside the digits.
    let text = Schema { max_length: Some(Number::MAX_DIGITS + 2), ..Schema::pattern(digits(ty.places, negative)) };
    vec![text, bounded(Kind::Number)]
}

/// What is known of a number or a day in part.
pub(super) fn range(ty: &QuantityType) -> Schema {
    let end = || match &given(ty, Extent::Whole)[..] {
        [only] => only.clone(),
        several => Schema::any_of(several.to_vec()),
    };
    let ends = ["at_least", "at_most"].map(|name| (name.to_owned(), end()));
    Schema { min_properties: Some(1), ..Schema::object(ends.to_vec()) }
}

/// The forms in which a decision writes a number or a day of this type.
pub(super) fn decided(ty: &QuantityType) -> Vec<Schema> {
    if ty.unit == Unit::Date {
        return vec![day()];
    }
    if is_whole(ty) {
        // What no machine word holds is a text.
        return vec![Schema::of(Kind::Integer), Schema::pattern("^(-?[0-9]+|unlimited)$")];
    }
    vec![Schema::pattern("^(-?[0-9]+(\\.[0-9]+|/[0-9]+)?|unlimited)$")]
}

pub(super) fn day() -> Schema {
    Schema { format: Some("date"), ..Schema::pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$") }
}

/// Digits with at most so many decimals that say something; zeros may follow. Without a sign, but for that of zero, where
/// no number is negative.
fn digits(places: Option<u8>, negative: bool) -> String {
    let decimals = match places {
        None => "(\\.[0-9]+)?".to_owned(),
        Some(0) => "(\\.0+)?".to_owned(),
        Some(places) => format!("(\\.[0-9]{{1,{places}}}0*)?"),
    };
    if negative { format!("^-?[0-9]+{decimals}$") } else { format!("^([0-9]+{decimals}|-0+(\\.0+)?)$") }
}

fn is_whole(ty: &QuantityType) -> bool {
    ty.unit == Unit::Days || (ty.unit == Unit::Plain && ty.places == Some(0))
}

/// An end of the range as a JSON number, by its digits. A fraction is none: its end is then not said.
fn end(ty: &QuantityType, end: Option<&Number>) -> Option<Box<RawValue>> {
    let written = match ty.unit {
        Unit::Percent => end? * &Number::integer(100),
        Unit::Plain | Unit::Money(..) | Unit::Date | Unit::Days => end?.clone(),
    };
    RawValue::from_string(written.to_string()).ok()
}
