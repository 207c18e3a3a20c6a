//! M02xx: types, units, periods, ranges.

use super::{declared_here, lead, number_text, range_text, type_range};
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::policy::TypeRole;
use crate::policy::model::{Fact, Name, Per, QuantityType, TypeKind};
use crate::source::Span;
use crate::syntax::ast::Ident;
use crate::value::Number;

/// A part of an expression and what it is.
type Side<'t> = (Span, &'t Text);

fn places_en(places: u8) -> String {
    match places {
        0 => "is not whole".to_owned(),
        1 => "has more than 1 decimal place".to_owned(),
        places => format!("has more than {places} decimal places"),
    }
}

fn places_zh(places: u8) -> String {
    match places {
        0 => "不是整数".to_owned(),
        places => format!("超过 {places} 位小数"),
    }
}

fn this_is(text: &Text) -> Text {
    Text::new(format!("此处是{}", lead(&text.zh)), format!("this is {}", text.en))
}

/// What is wrong with an expression where it stands.
impl Diagnostic {
    /// M0201: something else where a condition belongs.
    pub(crate) fn no_condition(span: Span, found: &Text) -> Self {
        Self::error(
            Code("M0201"),
            span,
            Text::new(
                format!("此处须为条件,而不是{}", lead(&found.zh)),
                format!("a condition belongs here, not {}", found.en),
            ),
        )
        .expected(Text::new("条件", "a condition"))
        .found(found.en.clone())
    }

    /// M0202: something else where a figure belongs.
    pub(crate) fn no_quantity(span: Span, found: &Text) -> Self {
        Self::error(
            Code("M0202"),
            span,
            Text::new(
                format!("此处须为数值,而不是{}", lead(&found.zh)),
                format!("a figure belongs here, not {}", found.en),
            ),
        )
        .expected(Text::new("数值", "a figure"))
        .found(found.en.clone())
    }

    /// M0203: something of another type.
    pub(crate) fn unfit(span: Span, expected: &Text, found: &Text) -> Self {
        Self::error(
            Code("M0203"),
            span,
            Text::new(
                format!("此处须为{},而不是{}", lead(&expected.zh), lead(&found.zh)),
                format!("{} belongs here, not {}", expected.en, found.en),
            ),
        )
        .expected(expected.clone())
        .found(found.en.clone())
    }

    /// M0220: a choice of another enumeration.
    pub(crate) fn other_enumeration(span: Span, expected: &Text, found: &Text) -> Self {
        Self::error(
            Code("M0220"),
            span,
            Text::new(
                format!("两个不同的分类不能比较:一边是{},另一边是{}", lead(&expected.zh), lead(&found.zh)),
                format!("two enumerations do not compare: {} beside {}", expected.en, found.en),
            ),
        )
        .expected(expected.clone())
        .found(found.en.clone())
    }

    /// M0221: `SET is VALUE`.
    pub(crate) fn set_is(span: Span, expected: &Text, found: &Text) -> Self {
        Self::error(
            Code("M0221"),
            span,
            Text::new(
                format!("此处须为集合,而不是{}", lead(&found.zh)),
                format!("a set belongs here, not {}", found.en),
            ),
        )
        .expected(expected.clone())
        .found(found.en.clone())
        .help(Text::new(
            "写 `值 属于 集合`、`集合 为空` 或 `集合 是 {值, 值}`",
            "write `VALUE in SET`, `SET is empty` or `SET is {VALUE, VALUE}`",
        ))
    }

    /// M0221: a set compared with one of its values.
    pub(crate) fn set_is_a_value(span: Span, value: &str, set: &str) -> Self {
        let chinese = !set.is_ascii();
        Self::error(
            Code("M0221"),
            span,
            Text::new(
                format!("`{set}` 是集合,不能等于一个值 `{value}`"),
                format!("`{set}` is a set and cannot be one value `{value}`"),
            ),
        )
        .help(Text::new(format!("写 `{value} 属于 {set}`"), format!("write `{value} in {set}`")))
        .fix(span, if chinese { format!("{value} 属于 {set}") } else { format!("{value} in {set}") })
    }

    /// M0222: `in` something that has no members.
    pub(crate) fn no_set(span: Span, found: &Text) -> Self {
        Self::error(
            Code("M0222"),
            span,
            Text::new(
                format!("`属于` 后面须为 `{{值, 值}}`、区间或集合,而不是{}", lead(&found.zh)),
                format!("behind `in` belong `{{a, b}}`, a range or a set, not {}", found.en),
            ),
        )
        .found(found.en.clone())
    }

    /// M0223: `in {}`.
    pub(crate) fn empty_list(span: Span) -> Self {
        Self::error(Code("M0223"), span, Text::new("没有任何值属于空的 `{}`", "nothing is in an empty `{}`"))
    }

    /// M0219: a standard by itself.
    pub(crate) fn standard_as_condition(word: &Ident, declared: Span) -> Self {
        let name = &word.text;
        let zh = !name.is_ascii();
        Self::error(
            Code("M0219"),
            word.span,
            Text::new(
                format!("标准 `{name}` 本身不是条件"),
                format!("the standard `{name}` is no condition by itself"),
            ),
        )
        .label(declared, declared_here())
        .help(Text::new(
            format!("写 `{name} 已满足`,或写出状态,如 `{name} 是 已豁免`"),
            format!("write `{name} is satisfied`, or a status as in `{name} is waived`"),
        ))
        .fix(word.span, if zh { format!("{name} 已满足") } else { format!("{name} is satisfied") })
    }
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

    /// M0210: a change of period for what has none.
    pub(crate) fn not_by_period(span: Span, found: &Text) -> Self {
        Self::error(
            Code("M0210"),
            span,
            Text::new(
                format!("{}没有期间,不能换算为每月或每年", lead(&found.zh)),
                format!("{} has no period to change", found.en),
            ),
        )
        .expected(Text::new("每月或每年的金额", "money per month or per year"))
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

/// What arithmetic cannot do.
impl Diagnostic {
    /// M0212: a divisor that may be 0.
    pub(crate) fn divisor_may_be_zero(span: Span, name: Option<&Name>) -> Self {
        let diagnostic = Self::error(
            Code("M0212"),
            span,
            match name {
                Some(name) => {
                    Text::new(format!("除数 `{}` 可能为 0", name.zh), format!("the divisor `{}` may be 0", name.key))
                }
                None => Text::new("除数可能为 0", "the divisor may be 0"),
            },
        )
        .help(Text::new(
            "用类型排除 0,如 `整数 1..30`,或写 `最大值(1, …)`",
            "let its type keep it off 0, as in `integer 1..30`, or write `max(1, …)`",
        ));
        match name {
            Some(name) => diagnostic.label(name.span, declared_here()),
            None => diagnostic,
        }
    }

    /// M0213: arithmetic on what may be unlimited.
    pub(crate) fn unlimited_in_arithmetic(span: Span, name: Option<&Name>) -> Self {
        let diagnostic = Self::error(
            Code("M0213"),
            span,
            match name {
                Some(name) => Text::new(
                    format!("`{}` 可能不限,不能用于运算", name.zh),
                    format!("`{}` may be unlimited, which takes no arithmetic", name.key),
                ),
                None => Text::new("此处可能不限,不能用于运算", "this may be unlimited, which takes no arithmetic"),
            },
        )
        .help(Text::new(
            "`不限` 只能用于 `最小值`、`最大值`、比较和作为结果",
            "`unlimited` goes with `min`, `max`, comparisons and as a result only",
        ));
        match name {
            Some(name) => diagnostic.label(name.span, declared_here()),
            None => diagnostic,
        }
    }

    /// M0214: `none` written into arithmetic.
    pub(crate) fn none_in_arithmetic(span: Span) -> Self {
        Self::error(Code("M0214"), span, Text::new("`无` 不能用于运算", "`none` takes no arithmetic"))
    }

    /// M0215: `none` written into a comparison by size.
    pub(crate) fn none_compared(span: Span) -> Self {
        Self::error(Code("M0215"), span, Text::new("`无` 没有大小", "`none` is neither more nor less than anything"))
            .help(Text::new("写 `… 是 无` 或 `… 不是 无`", "write `… is none` or `… is not none`"))
    }

    /// M0216: *none* in a definition whose type does not admit it.
    pub(crate) fn none_not_admitted(span: Span, name: &Name) -> Self {
        Self::error(
            Code("M0216"),
            span,
            Text::new(
                format!("此值可能为 `无`,而 `{}` 的类型不允许", name.zh),
                format!("this may be `none`, which the type of `{}` does not admit", name.key),
            ),
        )
        .label(name.span, declared_here())
        .help(Text::new("在类型后面写 `或 无`", "write `or none` behind its type"))
    }

    /// M0217: `is none` on what always has a value.
    pub(crate) fn never_none(span: Span) -> Self {
        Self::error(Code("M0217"), span, Text::new("此处绝不会为 `无`", "this is never `none`")).help(Text::new(
            "只有类型为 `… 或 无`,或带有 `仅当 …, 否则 无` 的事实才可能为 `无`",
            "only a type `… or none` or a fact `only when …, else none` can be `none`",
        ))
    }

    /// M0218: `or none` on a type that does not take it.
    pub(crate) fn none_in_type(span: Span, role: TypeRole, kind: &TypeKind) -> Self {
        let help = match (role, kind) {
            (TypeRole::Fact, _) => Text::new(
                "事实未知时留空即可;不适用时写 `仅当 …, 否则 无`",
                "a fact that is not known is left out; where it does not apply write `only when …, else none`",
            ),
            (TypeRole::Parameter, _) => Text::new(
                "没有限额写 `不限`,查不到写 `未知 \"原因\"`",
                "write `unlimited` for no limit, `unknown \"why\"` for what was not found",
            ),
            (TypeRole::Definition, TypeKind::Set(_)) => {
                Text::new("没有任何值就是空集", "a set without members is empty")
            }
            (TypeRole::Definition, TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Quantity(_)) => {
                Text::new("改为 `单选`,并把 `无` 列为一个值", "use `one of`, with `none` among its values")
            }
        };
        Self::error(Code("M0218"), span, Text::new("此类型不能带 `或 无`", "this type does not take `or none`"))
            .help(help)
    }

    /// M0231: a step of 0.
    pub(crate) fn round_to_nothing(span: Span) -> Self {
        Self::error(Code("M0231"), span, Text::new("舍入的单位须大于 0", "a step to round to is above 0"))
    }

    /// M0232: an exact value with too many digits.
    pub(crate) fn too_many_digits(name: &Name, digits: u32, limit: u32) -> Self {
        Self::error(
            Code("M0232"),
            name.span,
            Text::new(
                format!("`{}` 的精确值可能有 {digits} 位数字,超过上限 {limit}", name.zh),
                format!("an exact value of `{}` may need {digits} digits, more than the limit of {limit}", name.key),
            ),
        )
        .help(Text::new("对中间结果 `舍入`", "`round` what it is computed from"))
    }

    /// M0233: an expression where a constant belongs.
    pub(crate) fn not_constant(span: Span) -> Self {
        Self::error(Code("M0233"), span, Text::new("此处须为固定的数值", "a constant belongs here"))
    }
}

/// Ranges and places.
impl Diagnostic {
    /// M0224: a comparison that is always true (warning).
    pub(crate) fn comparison_always(span: Span, fact: Option<&Fact>) -> Self {
        Self::warning(Code("M0224"), span, Text::new("此比较始终成立", "this comparison is always true")).range_of(fact)
    }

    /// M0224: a comparison that is never true (warning).
    pub(crate) fn comparison_never(span: Span, fact: Option<&Fact>) -> Self {
        Self::warning(Code("M0224"), span, Text::new("此比较绝不成立", "this comparison is never true")).range_of(fact)
    }

    fn range_of(self, fact: Option<&Fact>) -> Self {
        let Some(Fact { name, ty, .. }) = fact else { return self };
        match &ty.kind {
            TypeKind::Quantity(quantity) => {
                let range = type_range(quantity);
                self.label(
                    name.span,
                    Text::new(format!("`{}` 的范围是 {range}", name.zh), format!("`{}` lies in {range}", name.key)),
                )
            }
            TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_) => self,
        }
    }

    /// M0225: a range whose ends are crossed.
    pub(crate) fn range_crossed(span: Span, low: &Number, high: &Number) -> Self {
        Self::error(
            Code("M0225"),
            span,
            Text::new(
                format!("区间的下限 {low} 大于上限 {high}"),
                format!("the range begins at {low}, above its end {high}"),
            ),
        )
        .help(Text::new("交换两端", "swap the ends"))
    }

    /// M0226: an end of a range that its type cannot have.
    pub(crate) fn range_too_fine(span: Span, number: &Number, places: u8) -> Self {
        Self::error(
            Code("M0226"),
            span,
            Text::new(
                format!("区间的端点 {number} {}", places_zh(places)),
                format!("the end {number} of the range {}", places_en(places)),
            ),
        )
    }

    /// M0227: a value outside the declared range.
    pub(crate) fn outside_the_range(span: Span, number: &Number, ty: &QuantityType, of: &Text) -> Self {
        let (found, range) = (number_text(number, &ty.unit), type_range(ty));
        Self::error(
            Code("M0227"),
            span,
            Text::new(
                format!("`{found}` 超出{}的范围 {range}", of.zh),
                format!("`{found}` lies outside the range {range} of {}", of.en),
            ),
        )
        .expected(Text::new(range.clone(), range))
        .found(found)
    }

    /// M0228: a value with more decimal places than its type has.
    pub(crate) fn too_fine(span: Span, number: &Number, places: u8, of: &Text) -> Self {
        Self::error(
            Code("M0228"),
            span,
            Text::new(
                format!("`{number}` {},不能作为{}的值", places_zh(places), of.zh),
                format!("`{number}` {} and cannot be a value of {}", places_en(places), of.en),
            ),
        )
        .found(number.to_string())
    }

    /// M0229: a figure that is finer than its type: it must be rounded.
    pub(crate) fn not_rounded(span: Span, name: &Name, places: u8) -> Self {
        let step = match places {
            0 => "1".to_owned(),
            places => format!("0.{}1", "0".repeat(usize::from(places) - 1)),
        };
        Self::error(
            Code("M0229"),
            span,
            match places {
                0 => Text::new(
                    format!("`{}` 的数值可能不是整数,须写明如何舍入", name.zh),
                    format!("the figure of `{}` may not be whole and must be rounded", name.key),
                ),
                places => Text::new(
                    format!("`{}` 的数值可能超过 {places} 位小数,须写明如何舍入", name.zh),
                    format!(
                        "the figure of `{}` may have more than {places} decimal places and must be rounded",
                        name.key
                    ),
                ),
            },
        )
        .label(name.span, declared_here())
        .help(Text::new(format!("写 `舍入(… 至 {step} 四舍五入)`"), format!("write `round(… to {step} half up)`")))
    }

    /// M0230: a figure that may leave the range of its type (warning).
    pub(crate) fn may_leave_the_range(
        span: Span,
        name: &Name,
        found: (Option<&Number>, Option<&Number>),
        ty: &QuantityType,
    ) -> Self {
        let (range, reach) = (type_range(ty), range_text(found.0, found.1, &ty.unit));
        Self::warning(
            Code("M0230"),
            span,
            Text::new(
                format!("`{}` 的数值可达 {reach},声明的范围是 {range}", name.zh),
                format!("the figure of `{}` may reach {reach}, and the declared range is {range}", name.key),
            ),
        )
        .label(name.span, declared_here())
        .help(Text::new(
            "去掉范围,或用 `最小值`、`最大值` 限制",
            "leave the range out, or keep to it with `min` and `max`",
        ))
    }
}

/// Types of declarations.
impl Diagnostic {
    /// M0234: a judgement that is a number or a set.
    pub(crate) fn judgement_type(span: Span, found: &Text) -> Self {
        Self::error(
            Code("M0234"),
            span,
            Text::new(
                format!("判断须为是否或单选,而不是{}", lead(&found.zh)),
                format!("a judgement is yes or no, or a choice, not {}", found.en),
            ),
        )
        .found(found.en.clone())
    }

    /// M0235: a parameter that is no figure.
    pub(crate) fn parameter_type(span: Span) -> Self {
        Self::error(
            Code("M0235"),
            span,
            Text::new("参数须为数值、金额、天数或日期", "a parameter is a number, money, days or a date"),
        )
    }

    /// M0236: a definition by `is` or rules, or a parameter, without a type.
    pub(crate) fn type_missing(name: &Name) -> Self {
        Self::error(
            Code("M0236"),
            name.span,
            Text::new(format!("`{}` 缺少类型", name.zh), format!("`{}` has no type", name.key)),
        )
        .help(Text::new(
            "在名称后面写 `: 类型`;条件写 `当 …`",
            "write `: TYPE` behind its name; a condition is written `when …`",
        ))
    }

    /// M0237: `when` or clauses, with a type that is no condition's.
    pub(crate) fn condition_of_another_type(span: Span, name: &Name) -> Self {
        Self::error(
            Code("M0237"),
            span,
            Text::new(
                format!("`{}` 由条件定义,类型只能是 `是否`", name.zh),
                format!("`{}` is defined by a condition and can only be `boolean`", name.key),
            ),
        )
    }

    /// M0239: comparisons that would fill the memory when written out.
    pub(crate) fn too_much_written_out(span: Span) -> Self {
        Self::error(
            Code("M0239"),
            span,
            Text::new("政策中集合、条件和列表的比较过多", "the policy compares too many sets, conditions and lists"),
        )
        .help(Text::new("用 `定义` 为重复的比较命名", "give a comparison that recurs a name with `define`"))
    }

    /// M0238: a set by `is`.
    pub(crate) fn set_needs_rules(span: Span, name: &Name) -> Self {
        Self::error(
            Code("M0238"),
            span,
            Text::new(
                format!("集合 `{}` 由规则 `包括` 的值组成", name.zh),
                format!("the set `{}` is what its rules `include`", name.key),
            ),
        )
        .help(Text::new("写 `规则 名称: 包括 值 当 …`", "write `rule NAME: include VALUE when …`"))
    }
}
