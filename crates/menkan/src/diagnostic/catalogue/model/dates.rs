//! M03xx: periods, dated figures, sources.

use jiff::civil::Date;

use super::{declared_here, lead, number_text};
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::policy::model::{Layer, Name, Unit};
use crate::source::Span;
use crate::syntax::ast::Ident;
use crate::value::Number;

/// The days of a layer: `2013-01-01..`.
fn layer_days(layer: &Layer) -> String {
    let day = |day: Date| if day == Date::MIN || day == Date::MAX { "…".to_owned() } else { day.to_string() };
    let periods: Vec<_> =
        layer.periods.iter().map(|period| format!("{}..{}", day(period.from), day(period.to))).collect();
    periods.join(", ")
}

/// Periods.
impl Diagnostic {
    /// M0301: a period that ends before it begins.
    pub(crate) fn period_backwards(span: Span, from: Date, to: Date) -> Self {
        Self::error(
            Code("M0301"),
            span,
            Text::new(
                format!("期间的起始日 {from} 晚于截止日 {to}"),
                format!("the period begins on {from} and ends on {to}"),
            ),
        )
        .help(Text::new("交换两个日期", "swap the days"))
    }

    /// M0302: two periods of one item that share days.
    pub(crate) fn periods_overlap(span: Span, other: Span, day: Date) -> Self {
        Self::error(
            Code("M0302"),
            span,
            Text::new(format!("两个期间重叠,都包含 {day}"), format!("two periods overlap: both have {day}")),
        )
        .label(other, Text::new("另一个期间", "the other period"))
    }

    /// M0303: a child in force when its parent is not.
    pub(crate) fn outside_the_parent(span: Span, parent: &Layer) -> Self {
        let days = layer_days(parent);
        Self::error(
            Code("M0303"),
            span,
            Text::new(
                format!("期间超出上级政策 `{}` 的期间 {days}", parent.name.zh),
                format!("the period goes beyond {days}, that of the parent `{}`", parent.name.key),
            ),
        )
        .expected(Text::new(days.clone(), days))
        .label(parent.name.span, declared_here())
    }

    /// M0317: an end date before the first day.
    pub(crate) fn ends_before_it_begins(span: Span, to: Date) -> Self {
        Self::error(
            Code("M0317"),
            span,
            Text::new(format!("截止日 {to} 早于起始日"), format!("the end date {to} lies before its first day")),
        )
    }

    /// M0318: in force on no day of its policy (warning).
    pub(crate) fn never_in_force(name: &Name) -> Self {
        Self::warning(
            Code("M0318"),
            name.span,
            Text::new(
                format!("`{}` 在本政策施行期间从未有效", name.zh),
                format!("`{}` is in force on no day of its policy", name.key),
            ),
        )
        .help(Text::new(
            "核对所引文件的有效期间和政策的施行期间",
            "compare the periods of what it cites with the policy's",
        ))
    }

    /// M0319: a provision without a source (warning).
    pub(crate) fn source_missing(name: &Name) -> Self {
        Self::warning(
            Code("M0319"),
            name.span,
            Text::new(format!("`{}` 没有依据", name.zh), format!("`{}` names no source", name.key)),
        )
        .help(Text::new(
            "写 `依据 文件 第…条`,没有依据的写 `依据 无 \"理由\"`",
            "write `cite INSTRUMENT ARTICLE`, or `cite none \"why\"`",
        ))
    }
}

/// Figures and tables.
impl Diagnostic {
    /// M0305: a parameter without a row.
    pub(crate) fn no_figures(name: &Name) -> Self {
        Self::error(
            Code("M0305"),
            name.span,
            Text::new(format!("参数 `{}` 没有数值", name.zh), format!("the parameter `{}` has no figures", name.key)),
        )
        .help(Text::new(
            "写 `自 日期 数值`,查不到的写 `未知 \"原因\"`",
            "write `from D FIGURE`, or `unknown \"why\"` for what was not found",
        ))
    }

    /// M0306: a day on which a parameter is used and has no figure yet.
    pub(crate) fn no_figure_yet(name: &Name, first: (Span, Date), user: Option<&Name>, day: Date) -> Self {
        let (row, from) = first;
        let day = if day == Date::MIN { "…".to_owned() } else { day.to_string() };
        let message = match user {
            Some(user) => Text::new(
                format!("参数 `{}` 自 {from} 起才有数值,而 `{}` 自 {day} 起就用到它", name.zh, user.zh),
                format!(
                    "the parameter `{}` has figures from {from} on, and `{}` uses it from {day}",
                    name.key, user.key
                ),
            ),
            None => Text::new(
                format!("参数 `{}` 自 {from} 起才有数值,而自 {day} 起就用到它", name.zh),
                format!("the parameter `{}` has figures from {from} on, and is used from {day}", name.key),
            ),
        };
        let diagnostic =
            Self::error(Code("M0306"), name.span, message).label(row, Text::new("最早的数值", "the first figures"));
        let diagnostic = match user {
            Some(user) => diagnostic.label(user.span, Text::new("用到它", "uses it")),
            None => diagnostic,
        };
        diagnostic.help(Text::new(
            format!("补一行 `自 {day} …`,查不到的写 `未知 \"原因\"`;当时还没有这一数额的,用到它的规则、条款应自 {from} 起施行"),
            format!(
                "add a row `from {day} …`, with `unknown \"why\"` for what was not found; where there was no such figure \
                 then, what uses it is in force from {from} only"
            ),
        ))
    }

    /// M0307: two rows from one day.
    pub(crate) fn row_twice(span: Span, first: Span, from: Date) -> Self {
        Self::error(
            Code("M0307"),
            span,
            Text::new(format!("有两行均自 {from} 起算"), format!("two rows begin on {from}")),
        )
        .label(first, Text::new("另一行", "the other row"))
    }

    /// M0308: a row that lacks cells.
    pub(crate) fn cells_missing(span: Span, from: Date, missing: &Text) -> Self {
        Self::error(
            Code("M0308"),
            span,
            Text::new(
                format!("自 {from} 起的一行缺少{}", lead(&missing.zh)),
                format!("the row from {from} lacks {}", missing.en),
            ),
        )
        .expected(missing.clone())
        .help(Text::new("查不到的写 `未知 \"原因\"`", "write `unknown \"why\"` for what was not found"))
    }

    /// M0309: one cell twice.
    pub(crate) fn cell_twice(span: Span, first: Span) -> Self {
        Self::error(Code("M0309"), span, Text::new("同一单元格重复", "this cell stands twice"))
            .label(first, Text::new("首次出现于此", "first here"))
    }

    /// M0310: a cell that its table does not have.
    pub(crate) fn cell_unfit(span: Span, expected: &Text) -> Self {
        Self::error(
            Code("M0310"),
            span,
            Text::new(
                format!("此表的单元格应为{}", lead(&expected.zh)),
                format!("the cells of this table are for {}", expected.en),
            ),
        )
        .expected(expected.clone())
    }

    /// M0311: cells of a parameter that is no table.
    pub(crate) fn cell_without_table(span: Span) -> Self {
        Self::error(Code("M0311"), span, Text::new("此参数只有一个数值", "this parameter has one figure"))
            .help(Text::new("写成表格须用 `按 事实`", "a table is written with `by FACT`"))
    }

    /// M0312: bands that do not rise.
    pub(crate) fn bands_not_rising(span: Span, end: &Number, last: &Number, unit: &Unit) -> Self {
        let (end, last) = (number_text(end, unit), number_text(last, unit));
        Self::error(
            Code("M0312"),
            span,
            Text::new(
                format!("档次的上限 {end} 不大于前一档的 {last}"),
                format!("the band ends at {end}, not above the {last} of the one before"),
            ),
        )
        .help(Text::new("按上限从小到大排列", "write the bands in rising order"))
    }

    /// M0313: a band behind `above`.
    pub(crate) fn above_not_last(span: Span) -> Self {
        Self::error(Code("M0313"), span, Text::new("`超过` 须是最后一档", "`above` is the last band"))
    }

    /// M0314: bands without `above`.
    pub(crate) fn band_hole(span: Span, last: Option<&Number>) -> Self {
        let message = match last {
            Some(last) => {
                Text::new(format!("超过 {last} 的没有数值"), format!("there is no figure for what is above {last}"))
            }
            None => Text::new("此行没有档次", "this row has no bands"),
        };
        Self::error(Code("M0314"), span, message).help(Text::new("最后写 `超过: 数值`", "end with `above: FIGURE`"))
    }

    /// M0315: a figure of another kind than the parameter's type.
    pub(crate) fn figure_unfit(span: Span, expected: &Text) -> Self {
        Self::error(
            Code("M0315"),
            span,
            Text::new(format!("此处须为{}", lead(&expected.zh)), format!("{} belongs here", expected.en)),
        )
        .expected(expected.clone())
    }

    /// M0316: a table by what has no cells.
    pub(crate) fn key_unfit(span: Span, found: &Text) -> Self {
        Self::error(
            Code("M0316"),
            span,
            Text::new(
                format!("表格须按单选、是否或者数值划分,而不是{}", lead(&found.zh)),
                format!("a table goes by a choice, a condition or a number, not {}", found.en),
            ),
        )
        .found(found.en.clone())
    }

    /// M0324: more bands or cells than a table may have.
    pub(crate) fn too_many_cells(name: &Name, count: usize, limit: usize) -> Self {
        Self::error(
            Code("M0324"),
            name.span,
            Text::new(
                format!("参数 `{}` 各行共有 {count} 个单元格,超过上限 {limit}", name.zh),
                format!("the rows of `{}` have {count} cells, more than the limit of {limit}", name.key),
            ),
        )
    }

    /// M0323: a table where one of its cells belongs.
    pub(crate) fn cell_of_table_missing(word: &Ident, declared: Span) -> Self {
        let name = &word.text;
        Self::error(
            Code("M0323"),
            word.span,
            Text::new(
                format!("`{name}` 是表格,须写明单元格,如 `{name}.值`"),
                format!("`{name}` is a table: say which cell, as in `{name}.VALUE`"),
            ),
        )
        .label(declared, declared_here())
    }
}
