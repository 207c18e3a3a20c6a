//! Values: exact numbers and days.

mod calendar;
mod number;

pub use calendar::{months_between, years_between};
pub use number::{Number, NumberError, RoundingMode};

use jiff::civil::{Date, date};

/// The number of a day: days since 1970-01-01.
///
/// ```
/// use menkan::value::{Number, day_number};
/// assert_eq!(day_number(jiff::civil::date(1970, 1, 2)), Number::ONE);
/// ```
#[must_use]
pub fn day_number(day: Date) -> Number {
    Number::integer(day.duration_since(date(1970, 1, 1)).as_hours() / 24)
}

/// The day of a number; `None` where it is not whole or lies outside the calendar (years -9999 to 9999).
#[must_use]
pub fn day_of(number: &Number) -> Option<Date> {
    let days = number.to_i64()?;
    date(1970, 1, 1).checked_add(jiff::SignedDuration::from_hours(days.checked_mul(24)?)).ok()
}
