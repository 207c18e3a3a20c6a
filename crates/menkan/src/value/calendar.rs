//! Whole years and months between two days.

use jiff::civil::Date;

/// Whole years between two days; 29 February counts as 1 March. Below 0 where the second day comes first.
///
/// ```
/// use jiff::civil::date;
/// use menkan::value::years_between;
/// assert_eq!(years_between(date(2008, 2, 29), date(2026, 2, 28)), 17);
/// assert_eq!(years_between(date(2008, 2, 29), date(2026, 3, 1)), 18);
/// ```
#[must_use]
pub fn years_between(from: Date, to: Date) -> i64 {
    if to < from {
        return -years_between(to, from);
    }
    let reached = (to.month(), to.day()) >= (from.month(), from.day());
    i64::from(to.year()) - i64::from(from.year()) - i64::from(!reached)
}

/// Whole months between two days; a day that a month lacks counts as the first of the next. Below 0 where the second
/// day comes first.
///
/// ```
/// use jiff::civil::date;
/// use menkan::value::months_between;
/// assert_eq!(months_between(date(2024, 1, 31), date(2024, 2, 29)), 0);
/// assert_eq!(months_between(date(2024, 1, 31), date(2024, 3, 1)), 1);
/// ```
#[must_use]
pub fn months_between(from: Date, to: Date) -> i64 {
    if to < from {
        return -months_between(to, from);
    }
    let month = |day: Date| i64::from(day.year()) * 12 + i64::from(day.month());
    month(to) - month(from) - i64::from(to.day() < from.day())
}
