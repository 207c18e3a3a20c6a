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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Number, day_of};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn any_day() -> impl Strategy<Value = Date> {
        (-40_000_i64..60_000).prop_map(|days| day_of(&Number::integer(days)).unwrap())
    }

    /// The day of the month `months` later; one that the month lacks is the first of the next.
    fn months_later(day: Date, months: i64) -> Date {
        let month = i64::from(day.year()) * 12 + i64::from(day.month()) - 1 + months;
        let of = |month: i64, day: i8| {
            Date::new(
                i16::try_from(month.div_euclid(12)).unwrap(),
                i8::try_from(month.rem_euclid(12)).unwrap() + 1,
                day,
            )
        };
        of(month, day.day()).or_else(|_| of(month + 1, 1)).unwrap()
    }

    #[test]
    fn a_birthday_is_the_day_that_completes_the_year() {
        assert_eq!(years_between(date(2006, 8, 1), date(2024, 7, 31)), 17);
        assert_eq!(years_between(date(2006, 8, 1), date(2024, 8, 1)), 18);
        assert_eq!(years_between(date(2024, 8, 1), date(2006, 8, 2)), -17);
    }

    proptest! {
        #[test]
        fn months_are_those_that_have_passed(from in any_day(), to in any_day()) {
            let (from, to) = (from.min(to), from.max(to));
            let months = months_between(from, to);
            prop_assert!(months_later(from, months) <= to);
            prop_assert!(months_later(from, months + 1) > to);
        }

        #[test]
        fn a_year_is_twelve_months(from in any_day(), to in any_day()) {
            prop_assert_eq!(years_between(from, to), months_between(from, to) / 12);
        }

        #[test]
        fn a_later_end_never_makes_less(from in any_day(), to in any_day()) {
            let later = to.tomorrow().unwrap();
            prop_assert!(months_between(from, later) >= months_between(from, to));
            prop_assert!(months_between(to, from) >= months_between(later, from));
        }
    }
}
