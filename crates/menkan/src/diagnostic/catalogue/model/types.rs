//! M02xx: types: what may stand where, and what declarations are.

use super::{declared_here, lead};
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::policy::model::Name;
use crate::source::Span;
use crate::syntax::ast::Ident;

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
