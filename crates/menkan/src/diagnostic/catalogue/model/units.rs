//! M0204 to M0211: units and periods.

use super::lead;
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::policy::model::Per;
use crate::source::Span;
use crate::value::Number;

/// A part of an expression and what it is.
type Side<'t> = (Span, &'t Text);

fn this_is(text: &Text) -> Text {
    Text::new(format!("此处是{}", lead(&text.zh)), format!("this is {}", text.en))
}

/// Units and periods.
impl Diagnostic {
    /// M0204: two units that do not add or compare.
    pub(crate) fn units_differ(left: Side<'_>, right: Side<'_>) -> Self {
        Self::error(
            Code("M0204"),
            left.0.to(right.0),
            Text::new(
                format!("单位不同:一边是{},另一边是{}", lead(&left.1.zh), lead(&right.1.zh)),
                format!("the units differ: {} and {}", left.1.en, right.1.en),
            ),
        )
        .label(left.0, this_is(left.1))
        .label(right.0, this_is(right.1))
    }

    /// Offers `days` behind a plain number that stands for a number of days.
    pub(crate) fn in_days(self, span: Span) -> Self {
        let end = Span { start: span.end, ..span };
        self.help(Text::new(
            "整数表示天数时在后面写 `天`(复杂的式子加括号)",
            "write `days` behind a number of days (in brackets where it is more than a name)",
        ))
        .fix(end, " days")
    }

    /// M0204: a figure in another unit than its place wants.
    pub(crate) fn unit_unfit(span: Span, expected: &Text, found: &Text) -> Self {
        Self::error(
            Code("M0204"),
            span,
            Text::new(
                format!("单位不符:须为{},而不是{}", lead(&expected.zh), lead(&found.zh)),
                format!("the unit does not fit: {} belongs here, not {}", expected.en, found.en),
            ),
        )
        .expected(expected.clone())
        .found(found.en.clone())
    }

    /// M0205: money of two currencies.
    pub(crate) fn currencies_differ(left: Side<'_>, right: Side<'_>) -> Self {
        Self::error(
            Code("M0205"),
            left.0.to(right.0),
            Text::new(
                format!("币种不同:{} 与 {}", lead(&left.1.zh), lead(&right.1.zh)),
                format!("the currencies differ: {} and {}", left.1.en, right.1.en),
            ),
        )
        .label(left.0, this_is(left.1))
        .label(right.0, this_is(right.1))
    }

    /// M0205: money of another currency than its place wants.
    pub(crate) fn currency_unfit(span: Span, expected: &Text, found: &Text) -> Self {
        Self::error(
            Code("M0205"),
            span,
            Text::new(
                format!("币种不符:须为{},而不是{}", lead(&expected.zh), lead(&found.zh)),
                format!("the currency does not fit: {} belongs here, not {}", expected.en, found.en),
            ),
        )
        .expected(expected.clone())
        .found(found.en.clone())
    }

    /// M0206: a month's money beside a year's, or beside a sum.
    pub(crate) fn periods_differ(left: Side<'_>, right: Side<'_>, per: Option<Per>) -> Self {
        Self::error(
            Code("M0206"),
            left.0.to(right.0),
            Text::new(
                format!("金额的期间不同:一边是{},另一边是{}", lead(&left.1.zh), lead(&right.1.zh)),
                format!("the periods differ: {} and {}", left.1.en, right.1.en),
            ),
        )
        .label(left.0, this_is(left.1))
        .label(right.0, this_is(right.1))
        .convert_to(right.0, per)
    }

    /// M0206: money of another period than its place wants.
    pub(crate) fn period_unfit(span: Span, expected: &Text, found: &Text, per: Option<Per>) -> Self {
        Self::error(
            Code("M0206"),
            span,
            Text::new(
                format!("金额的期间不符:须为{},而不是{}", lead(&expected.zh), lead(&found.zh)),
                format!("the period does not fit: {} belongs here, not {}", expected.en, found.en),
            ),
        )
        .expected(expected.clone())
        .found(found.en.clone())
        .convert_to(span, per)
    }

    fn convert_to(self, span: Span, per: Option<Per>) -> Self {
        let (zh, en) = match per {
            Some(Per::Month) => ("每月", "per month"),
            Some(Per::Year) => ("每年", "per year"),
            None => return self,
        };
        let end = Span { start: span.end, ..span };
        self.help(Text::new(
            format!("换算期间要写明:在金额后面写 `{zh}`(复杂的式子加括号)"),
            format!("a change of period is written out: write `{en}` behind the amount (in brackets where it is more than a name)"),
        ))
        .fix(end, format!(" {en}"))
    }

    /// M0207: money times money.
    pub(crate) fn product_of_units(span: Span, left: Side<'_>, right: Side<'_>) -> Self {
        Self::error(
            Code("M0207"),
            span,
            Text::new(
                format!("{}与{}不能相乘", lead(&left.1.zh), lead(&right.1.zh)),
                format!("{} cannot be multiplied by {}", left.1.en, right.1.en),
            ),
        )
        .label(left.0, this_is(left.1))
        .label(right.0, this_is(right.1))
        .help(Text::new("其中一个因数须是没有单位的数", "one factor must be a number without a unit"))
    }

    /// M0208: a quotient that has no unit.
    pub(crate) fn quotient_of_units(span: Span, left: Side<'_>, right: Side<'_>) -> Self {
        Self::error(
            Code("M0208"),
            span,
            Text::new(
                format!("{}不能除以{}", lead(&left.1.zh), lead(&right.1.zh)),
                format!("{} cannot be divided by {}", left.1.en, right.1.en),
            ),
        )
        .label(left.0, this_is(left.1))
        .label(right.0, this_is(right.1))
    }

    /// M0209: arithmetic that dates do not have.
    pub(crate) fn date_arithmetic(span: Span) -> Self {
        Self::error(
            Code("M0209"),
            span,
            Text::new("日期不能这样运算", "dates have no such arithmetic"),
        )
        .help(Text::new(
            "日期可以加减天数,如 `收到之日 + 3 天`;两个日期相减得天数",
            "a date plus or minus days is a date, as in `received + 3 days`; a date minus a date is a number of days",
        ))
    }

    /// M0210: a period for what is no money.
    pub(crate) fn not_by_period(span: Span, found: &Text) -> Self {
        Self::error(
            Code("M0210"),
            span,
            Text::new(
                format!("{}不是金额,没有每月、每年之分", lead(&found.zh)),
                format!("{} is no amount of money, which alone is by month or year", found.en),
            ),
        )
        .expected(Text::new("金额", "an amount of money"))
        .found(found.en.clone())
    }

    /// M0211: a number above 1 where a percentage is wanted.
    pub(crate) fn percent_sign_missing(span: Span, number: &Number) -> Self {
        Self::error(
            Code("M0211"),
            span,
            Text::new(
                format!("此处须为百分比,`{number}` 会被当作 {}%", number * &Number::integer(100)),
                format!("a percentage belongs here, and `{number}` would be {}%", number * &Number::integer(100)),
            ),
        )
        .found(number.to_string())
        .fix(span, format!("{number}%"))
    }
}
