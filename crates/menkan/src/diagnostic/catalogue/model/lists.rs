//! M0250 to M0261: records and lists.

use super::declared_here;
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::policy::model::Name;
use crate::source::Span;
use crate::syntax::ast::Ident;

impl Diagnostic {
    /// M0250: a list that does not say how many items it can have.
    pub(crate) fn list_without_size(span: Span, greatest: u32) -> Self {
        Self::error(
            Code("M0250"),
            span,
            Text::new("列表没有写明最多有几项", "the list does not say how many items it can have"),
        )
        .expected(Text::new(
            format!("`至多` 1 至 {greatest} 的整数"),
            format!("`up to` a whole number from 1 to {greatest}"),
        ))
    }

    /// M0251: a list that must have more items than it can have.
    pub(crate) fn list_sizes_crossed(span: Span, least: u32, most: u32) -> Self {
        Self::error(
            Code("M0251"),
            span,
            Text::new(
                format!("列表至少 {least} 项,却至多 {most} 项"),
                format!("the list has at least {least} items, and up to {most}"),
            ),
        )
    }

    /// M0252: a list where only a fact can be one.
    pub(crate) fn list_misplaced(span: Span) -> Self {
        Self::error(Code("M0252"), span, Text::new("只有事实可以是列表", "only a fact can be a list"))
            .help(Text::new("记录的字段和定义不能是列表", "neither a field of a record nor a definition is a list"))
    }

    /// M0253: a field that no record has.
    pub(crate) fn unknown_field(word: &Ident, record: &Text, declared: Span) -> Self {
        let name = &word.text;
        Self::error(
            Code("M0253"),
            word.span,
            Text::new(
                format!("记录 `{}` 没有字段 `{name}`", record.zh),
                format!("the record `{}` has no field `{name}`", record.en),
            ),
        )
        .label(declared, declared_here())
    }

    /// M0254: what of an item can be *none* is added up or compared.
    pub(crate) fn none_in_a_list(span: Span) -> Self {
        Self::error(Code("M0254"), span, Text::new("列表中的这个数可能为 `无`", "this figure of an item can be `none`"))
            .help(Text::new(
                "不适用时也要有数,例如字段写 `否则 0`,定义写 `其余 0`",
                "let it be a number where it does not apply: `else 0` of a field, `otherwise 0` of a definition",
            ))
    }

    /// M0255: `all` without a condition.
    pub(crate) fn all_of_nothing(span: Span) -> Self {
        Self::error(
            Code("M0255"),
            span,
            Text::new("`全部` 之后须写 `其中 条件`", "`all` wants `where` and a condition"),
        )
    }

    /// M0256: items written where no test gives a list.
    pub(crate) fn items_misplaced(span: Span) -> Self {
        Self::error(
            Code("M0256"),
            span,
            Text::new("只有测试可以写出列表的各项", "only a test writes out the items of a list"),
        )
    }

    /// M0257: a list in a test with too few or too many items.
    pub(crate) fn list_of_another_size(span: Span, found: usize, least: u16, most: u16) -> Self {
        Self::error(
            Code("M0257"),
            span,
            Text::new(
                format!("列表有 {found} 项,应有 {least} 至 {most} 项"),
                format!("the list has {found} items; it has {least} to {most}"),
            ),
        )
    }

    /// M0258: two items of a list in a test that must differ and do not.
    pub(crate) fn items_alike(span: Span, field: &Text) -> Self {
        Self::error(
            Code("M0258"),
            span,
            Text::new(
                format!("列表中有两项的 `{}` 相同", field.zh),
                format!("two items of the list have the same `{}`", field.en),
            ),
        )
    }

    /// M0260: how often a list is what.
    pub(crate) fn weights_of_a_list(span: Span) -> Self {
        Self::error(Code("M0260"), span, Text::new("列表不能写 `常见`", "a list does not say what is `likely`"))
    }

    /// M0261: a table by a field of a record, used where no item is looked at.
    pub(crate) fn table_of_a_record(word: &Ident, record: &Name) -> Self {
        let name = &word.text;
        Self::error(
            Code("M0261"),
            word.span,
            Text::new(
                format!("参数 `{name}` 随 `{}` 的每一项而定", record.zh),
                format!("the parameter `{name}` goes by the items of `{}`", record.key),
            ),
        )
        .help(Text::new(
            "只能在该记录之内,或者在它的列表的 `合计`、`计数` 等之内使用",
            "it stands only inside that record, or in a `sum`, a `count` and the like of a list of it",
        ))
        .label(record.span, declared_here())
    }

    /// M0259: a field of a type that `distinct by` cannot compare.
    pub(crate) fn distinct_by_a_set(span: Span) -> Self {
        Self::error(Code("M0259"), span, Text::new("集合不能用来区分各项", "a set does not tell items apart"))
    }
}
