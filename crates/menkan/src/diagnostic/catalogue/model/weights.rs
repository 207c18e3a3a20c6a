//! M03xx: what questions and changes cost, how often facts are what; M0133: what is asked first.

use super::{lead, number_text};
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::policy::model::Unit;
use crate::source::Span;
use crate::syntax::ast::Ident;
use crate::value::Number;

/// Costs and the order of questions.
impl Diagnostic {
    /// M0133: a fact that stands twice among those asked first.
    pub(crate) fn asked_first_twice(word: &Ident, first: Span) -> Self {
        let name = &word.text;
        Self::error(
            Code("M0133"),
            word.span,
            Text::new(format!("`先问` 中 `{name}` 重复"), format!("`asks first` names `{name}` twice")),
        )
        .label(first, Text::new("首次出现于此", "first here"))
    }

    /// M0325: a cost that is 0 or too great.
    pub(crate) fn cost_outside(span: Span, cost: u32, most: u16) -> Self {
        let range = format!("1..{most}");
        Self::error(
            Code("M0325"),
            span,
            Text::new(format!("代价 {cost} 超出范围 {range}"), format!("the cost {cost} lies outside {range}")),
        )
        .expected(Text::new(range.clone(), range))
        .found(cost.to_string())
    }

    /// M0326: the cost of changing what is never changed.
    pub(crate) fn never_changed(span: Span, judgement: bool) -> Self {
        let why = match judgement {
            true => Text::new(
                "判断由人作出,不能改变,没有 `改变代价`",
                "nobody changes a judgement: it has no `changing costs`",
            ),
            false => Text::new(
                "`固定` 的事实不能改变,没有 `改变代价`",
                "a `fixed` fact never changes: it has no `changing costs`",
            ),
        };
        Self::error(Code("M0326"), span, why).help(Text::new("删去 `改变代价`", "leave `changing costs` out"))
    }
}

/// How often a fact is what.
impl Diagnostic {
    /// M0327: a weight above the greatest.
    pub(crate) fn weight_too_great(span: Span, weight: u32, most: u16, of_a_hundred: bool) -> Self {
        let range = format!("0..{most}");
        let this = Self::error(
            Code("M0327"),
            span,
            Text::new(format!("权重 {weight} 超出范围 {range}"), format!("the weight {weight} lies outside {range}")),
        )
        .expected(Text::new(range.clone(), range))
        .found(weight.to_string());
        if !of_a_hundred {
            return this;
        }
        this.help(Text::new(
            "多选的权重是一百件中有几件包含该值",
            "the weight of a set's value is in how many cases of a hundred it is in",
        ))
    }

    /// M0328: values, or what is above the last band, without a weight.
    pub(crate) fn weights_missing(span: Span, missing: &[&Text]) -> Self {
        let list = |pick: fn(&Text) -> &String, comma: &str| {
            let words: Vec<_> = missing.iter().map(|text| format!("`{}`", pick(text))).collect();
            words.join(comma)
        };
        let text = Text::new(list(|text| &text.zh, "、"), list(|text| &text.en, ", "));
        Self::error(
            Code("M0328"),
            span,
            Text::new(format!("`常见` 缺少 {} 的权重", text.zh), format!("`likely` has no weight for {}", text.en)),
        )
        .expected(text)
    }

    /// M0329: one value with two weights.
    pub(crate) fn weight_twice(span: Span, first: Span) -> Self {
        Self::error(Code("M0329"), span, Text::new("同一个值的权重重复", "this value has a weight already"))
            .label(first, Text::new("首次出现于此", "first here"))
    }

    /// M0330: a weight of what the type of the fact does not have.
    pub(crate) fn weight_unfit(span: Span, expected: &Text) -> Self {
        Self::error(
            Code("M0330"),
            span,
            Text::new(
                format!("此处应为{}的权重", lead(&expected.zh)),
                format!("the weight of {} belongs here", expected.en),
            ),
        )
        .expected(expected.clone())
    }

    /// M0331: nothing has a weight.
    pub(crate) fn weights_all_zero(span: Span) -> Self {
        Self::error(Code("M0331"), span, Text::new("所有权重都是 0", "every weight is 0"))
            .help(Text::new("至少一个权重须大于 0", "give at least one of them more than 0"))
    }

    /// M0332: a last band that the range of the fact leaves empty.
    pub(crate) fn nothing_above(span: Span, max: &Number, unit: &Unit) -> Self {
        let max = number_text(max, unit);
        Self::error(
            Code("M0332"),
            span,
            Text::new(
                format!("`超过` 之上没有值:此事实最大为 {max}"),
                format!("nothing is `above`: the fact is at most {max}"),
            ),
        )
        .help(Text::new(
            "删去最后一个 `不超过`,由 `超过` 包括它",
            "leave out the last `at most`: `above` takes its place",
        ))
    }
}
