//! M0212 to M0232: what arithmetic cannot do, ranges, decimal places.

use super::{declared_here, number_text, range_text, type_range};
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::policy::TypeRole;
use crate::policy::model::{Fact, Name, QuantityType, TypeKind};
use crate::source::Span;
use crate::value::Number;

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
            "在类型中排除 0,如 `整数 1..30`,或者写 `最大值(1, …)`",
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
                None => Text::new("此处的值可能不限,不能用于运算", "this may be unlimited, which takes no arithmetic"),
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
        Self::error(
            Code("M0215"),
            span,
            Text::new("`无` 不能比较大小", "`none` is neither more nor less than anything"),
        )
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
        Self::error(Code("M0217"), span, Text::new("此处的值不可能为 `无`", "this is never `none`")).help(Text::new(
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
            (
                TypeRole::Definition,
                TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Quantity(_) | TypeKind::List(_),
            ) => Text::new("改为 `单选`,并把 `无` 列为一个值", "use `one of`, with `none` among its values"),
        };
        Self::error(Code("M0218"), span, Text::new("此类型不能带 `或 无`", "this type does not take `or none`"))
            .help(help)
    }

    /// M0231: a step of 0.
    pub(crate) fn round_to_nothing(span: Span) -> Self {
        Self::error(Code("M0231"), span, Text::new("舍入的步长须大于 0", "a step to round to is above 0"))
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
        Self::warning(Code("M0224"), span, Text::new("此比较必然成立", "this comparison is always true")).range_of(fact)
    }

    /// M0224: a comparison that is never true (warning).
    pub(crate) fn comparison_never(span: Span, fact: Option<&Fact>) -> Self {
        Self::warning(Code("M0224"), span, Text::new("此比较不可能成立", "this comparison is never true"))
            .range_of(fact)
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
            TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_) | TypeKind::List(_) => self,
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
            "删去范围,或者用 `最小值`、`最大值` 加以限制",
            "leave the range out, or keep to it with `min` and `max`",
        ))
    }
}
