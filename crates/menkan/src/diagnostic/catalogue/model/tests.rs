//! M03xx and M04xx: tests of a policy, what they give, set and stand on.

use jiff::civil::Date;

use super::declared_here;
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::policy::model::Layer;
use crate::source::Span;

impl Diagnostic {
    /// M0320: a test that does not say as of when.
    pub(crate) fn test_without_date(span: Span) -> Self {
        Self::error(
            Code("M0320"),
            span,
            Text::new("测试没有写明适用哪一天的法律", "the test does not say as of which day"),
        )
        .help(Text::new("写 `截至 日期`", "write `as of D`"))
    }

    /// M0321: a test on a day that the policy does not have.
    pub(crate) fn test_outside_the_policy(span: Span, day: Date, layer: &Layer) -> Self {
        let periods: Vec<_> = layer
            .periods
            .iter()
            .map(|period| {
                let end =
                    |day: Date| if day == Date::MIN || day == Date::MAX { "…".to_owned() } else { day.to_string() };
                format!("{}..{}", end(period.from), end(period.to))
            })
            .collect();
        let days = periods.join(", ");
        Self::error(
            Code("M0321"),
            span,
            Text::new(
                format!("{day} 不在政策 `{}` 的期间 {days} 内", layer.name.zh),
                format!("{day} lies outside {days}, the period of the policy `{}`", layer.name.key),
            ),
        )
        .expected(Text::new(days.clone(), days))
        .found(day.to_string())
        .label(layer.name.span, declared_here())
    }

    /// M0322: a setting of what is known, certain and not open.
    pub(crate) fn cannot_be_set(span: Span, name: &str, day: Date) -> Self {
        Self::error(
            Code("M0322"),
            span,
            Text::new(
                format!("`{name}` 在 {day} 已经确定,不能设置"),
                format!("`{name}` is settled on {day} and cannot be set"),
            ),
        )
        .help(Text::new(
            "只能设置未知或者假定的数值和待定的标准",
            "only figures that are `unknown` or `assumed` and open standards can be set",
        ))
    }

    /// M0431: a condition that gives no fact.
    pub(crate) fn given_form(span: Span) -> Self {
        Self::error(Code("M0431"), span, Text::new("这不能作为给定的事实", "this gives no fact")).expected(Text::new(
            "`事实`、`非 事实`、`事实 是 值`、`集合 是 {值}`、`集合 为空`、`值 属于 集合`、`数值 不超过 …`,用 `且` 连接",
            "`fact`, `not fact`, `fact is value`, `set is {value}`, `set is empty`, `value in set`, `number is at most …`, joined by `and`",
        ))
    }

    /// M0432: a fact given, or a figure set, twice.
    pub(crate) fn given_twice(span: Span, name: &str) -> Self {
        Self::error(Code("M0432"), span, Text::new(format!("`{name}` 给定了两次"), format!("`{name}` is given twice")))
    }

    /// M0433: *none* given.
    pub(crate) fn given_none(span: Span) -> Self {
        Self::error(
            Code("M0433"),
            span,
            Text::new("不适用的事实不能给定为 `无`", "a fact that does not apply cannot be given as `none`"),
        )
        .help(Text::new("不写这一项即可", "leave it out"))
    }

    /// M0434: `is less than` for a number that has no greatest one below.
    pub(crate) fn given_open_end(span: Span) -> Self {
        Self::error(Code("M0434"), span, Text::new("给定的区间须包含两端", "a range that is given includes its ends"))
            .help(Text::new("写 `不超过` 或 `不低于`", "write `is at most` or `is at least`"))
    }

    /// M0435: a setting that is not `NAME is VALUE`.
    pub(crate) fn setting_form(span: Span) -> Self {
        Self::error(Code("M0435"), span, Text::new("这不能作为设置", "this is no setting"))
            .expected(Text::new("`参数 是 数值` 或 `标准 是 符合`", "`PARAMETER is FIGURE` or `STANDARD is met`"))
    }

    /// M0436: tests that stand on one another in a circle, or on too many.
    pub(crate) fn bases_in_a_circle(span: Span, spans: &[Span]) -> Self {
        spans.iter().take(10).fold(
            Self::error(Code("M0436"), span, Text::new("测试循环引用", "the test stands on itself")),
            |diagnostic, span| diagnostic.label(*span, Text::new("经由此处", "by way of this")),
        )
    }
}
