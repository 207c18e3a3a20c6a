//! M04xx: definitions and their bodies, rules and their order, layers.

use std::sync::Arc;

use super::{declared_here, lead};
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::policy::model::Name;
use crate::source::Span;
use crate::syntax::ast::Ident;

/// How many places of one circle are shown.
const MAX_PLACES: usize = 30;

/// `` `a` → `b` → `a` ``; the middle of a long way is left out.
fn path(names: &[&str]) -> String {
    let quoted = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" → ");
    match names {
        [first @ .., last] if names.len() > 12 => format!("{} → … → `{last}`", quoted(&first[..10])),
        _ => quoted(names),
    }
}

/// Definitions.
impl Diagnostic {
    /// M0401: definitions that rest on themselves.
    pub(crate) fn circle(places: &[(Name, Span)]) -> Self {
        let names = |pick: fn(&Name) -> &str| {
            let names: Vec<&str> = places.iter().chain(places.first()).map(|(name, _)| pick(name)).collect();
            path(&names)
        };
        let (zh, en) = (names(|name| &name.zh), names(|name| &name.key));
        let first = places.first().map(|(_, span)| *span).unwrap_or_default();
        let next = places.iter().cycle().skip(1);
        places.iter().zip(next).take(MAX_PLACES).fold(
            Self::error(
                Code("M0401"),
                first,
                Text::new(format!("循环定义:{zh}"), format!("a circle of definitions: {en}")),
            ),
            |diagnostic, ((from, span), (to, _))| {
                let text = Text::new(
                    format!("`{}` 在此用到 `{}`", from.zh, to.zh),
                    format!("`{}` uses `{}` here", from.key, to.key),
                );
                diagnostic.label(*span, text)
            },
        )
    }

    /// M0402: definitions that rest on one another too deep.
    pub(crate) fn nested_too_deep(span: Span, name: &Name, depth: usize, limit: usize) -> Self {
        Self::error(
            Code("M0402"),
            span,
            Text::new(
                format!("`{}` 及其所依赖的定义共嵌套 {depth} 层,超过上限 {limit}", name.zh),
                format!("`{}` and what it rests on nest {depth} deep, more than the limit of {limit}", name.key),
            ),
        )
    }

    /// M0403: a definition of nothing.
    pub(crate) fn no_body(name: &Name) -> Self {
        Self::error(
            Code("M0403"),
            name.span,
            Text::new(format!("`{}` 没有内容", name.zh), format!("`{}` has no body", name.key)),
        )
        .expected(Text::new("`当 条件`、`是 式子`、条款或规则", "`when C`, `is E`, clauses or rules"))
    }

    /// M0404: a definition in two ways at once.
    pub(crate) fn several_bodies(name: &Name, spans: &[Span]) -> Self {
        let first = spans.get(1).or(spans.first()).copied().unwrap_or(name.span);
        spans.iter().filter(|span| **span != first).fold(
            Self::error(
                Code("M0404"),
                first,
                Text::new(
                    format!("`{}` 只能有一种内容:`当`、`是`、条款或规则", name.zh),
                    format!("`{}` can have one body only: `when`, `is`, clauses or rules", name.key),
                ),
            ),
            |diagnostic, span| diagnostic.label(*span, Text::new("另一种内容", "the other body")),
        )
    }

    /// M0405: a standard by `is` or rules.
    pub(crate) fn body_unfit(span: Span, name: &Name) -> Self {
        Self::error(
            Code("M0405"),
            span,
            Text::new(
                format!("标准 `{}` 由条款组成", name.zh),
                format!("the standard `{}` is made of clauses", name.key),
            ),
        )
        .help(Text::new("写 `条款 名称 当 …`", "write `clause NAME when …`"))
    }

    /// M0406: a part that only standards have.
    pub(crate) fn only_in_standards(span: Span, en: &str, zh: &str) -> Self {
        Self::error(
            Code("M0406"),
            span,
            Text::new(format!("只有标准可以写 `{zh}`"), format!("only a standard can have `{en}`")),
        )
    }

    /// M0407: a source on the whole, whose parts have their own.
    pub(crate) fn source_misplaced(name: &Name) -> Self {
        Self::error(
            Code("M0407"),
            name.span,
            Text::new(
                format!("`{}` 的依据、期间和假定须写在各条款或者规则上", name.zh),
                format!("the source of `{}` stands on each clause or rule", name.key),
            ),
        )
    }

    /// M0408: a clause, exemption, group or trigger without `when`.
    pub(crate) fn condition_missing(name: &Name) -> Self {
        Self::error(
            Code("M0408"),
            name.span,
            Text::new(format!("`{}` 缺少条件", name.zh), format!("`{}` has no condition", name.key)),
        )
        .help(Text::new("写 `当 …`;始终成立的写 `当 成立`", "write `when …`, or `when yes` for what always holds"))
    }

    /// M0409: grounds against, but none for.
    pub(crate) fn only_barred(name: &Name) -> Self {
        Self::error(
            Code("M0409"),
            name.span,
            Text::new(
                format!("`{}` 只有 `除外` 而没有条款,不可能成立", name.zh),
                format!("`{}` has `barred` but no clause, and never holds", name.key),
            ),
        )
    }
}

/// Rules.
impl Diagnostic {
    /// M0410: a rule added to a definition by clauses.
    pub(crate) fn rule_among_clauses(span: Span, name: &Name) -> Self {
        Self::error(
            Code("M0410"),
            span,
            Text::new(
                format!("`{}` 由条款组成,不能加规则", name.zh),
                format!("`{}` is made of clauses and takes no rule", name.key),
            ),
        )
        .label(name.span, declared_here())
    }

    /// M0411: a clause added to a definition by rules.
    pub(crate) fn clause_among_rules(span: Span, name: &Name) -> Self {
        Self::error(
            Code("M0411"),
            span,
            Text::new(
                format!("`{}` 由规则组成,不能加条款", name.zh),
                format!("`{}` is made of rules and takes no clause", name.key),
            ),
        )
        .label(name.span, declared_here())
    }

    /// M0412: two rules for all other cases.
    pub(crate) fn otherwise_twice(span: Span, first: Span) -> Self {
        Self::error(Code("M0412"), span, Text::new("`其余` 重复", "there are two `otherwise`"))
            .label(first, Text::new("另一处 `其余`", "the other one"))
    }

    /// M0413: `otherwise` in a set.
    pub(crate) fn otherwise_in_a_set(span: Span) -> Self {
        Self::error(Code("M0413"), span, Text::new("集合没有 `其余`", "a set has no `otherwise`")).help(Text::new(
            "写没有条件的规则 `规则 名称: 包括 值`",
            "write a rule without a condition: `rule NAME: include VALUE`",
        ))
    }

    /// M0414: a rule of a set that answers a value.
    pub(crate) fn set_includes(span: Span) -> Self {
        Self::error(
            Code("M0414"),
            span,
            Text::new("集合的规则须写 `包括` 或 `排除`", "a rule of a set says `include` or `exclude`"),
        )
        .help(Text::new("写 `规则 名称: 包括 值 当 …`", "write `rule NAME: include VALUE when …`"))
    }

    /// M0415: `include` where one value is decided.
    pub(crate) fn include_without_set(span: Span, found: &Text) -> Self {
        Self::error(
            Code("M0415"),
            span,
            Text::new(
                format!("只有集合可以 `包括` 或 `排除`,此决定是{}", lead(&found.zh)),
                format!("only a set takes `include` and `exclude`, and this is {}", found.en),
            ),
        )
        .found(found.en.clone())
    }

    /// M0416: `include` that overrides.
    pub(crate) fn include_overrides(span: Span) -> Self {
        Self::error(
            Code("M0416"),
            span,
            Text::new(
                "`包括` 的规则互不排斥,不能 `优先于` 其他规则",
                "rules that `include` do not exclude one another and override nothing",
            ),
        )
        .help(Text::new("去掉其他规则包括的值,应写 `排除`", "to take away what another rule includes write `exclude`"))
    }

    /// M0417: `exclude` that overrides nothing.
    pub(crate) fn exclude_without_overrides(span: Span, name: &Name) -> Self {
        Self::error(
            Code("M0417"),
            span,
            Text::new(
                format!("规则 `{}` 须写明它 `优先于` 哪些规则", name.zh),
                format!("the rule `{}` must say which rules it `overrides`", name.key),
            ),
        )
    }

    /// M0418: `precedence` in a set.
    pub(crate) fn precedence_in_a_set(span: Span) -> Self {
        Self::error(Code("M0418"), span, Text::new("集合的规则没有优先顺序", "the rules of a set have no precedence"))
    }

    /// M0419: a rule without an answer.
    pub(crate) fn answer_missing(span: Span, name: &Name) -> Self {
        Self::error(
            Code("M0419"),
            span,
            Text::new(format!("规则 `{}` 没有结果", name.zh), format!("the rule `{}` has no answer", name.key)),
        )
        .help(Text::new("写 `规则 名称: 结果 当 …`", "write `rule NAME: ANSWER when …`"))
    }

    /// M0420: rules that override one another in a circle.
    pub(crate) fn rules_override_in_a_circle(names: &[Arc<str>], spans: &[Span]) -> Self {
        let circle: Vec<&str> = names.iter().chain(names.first()).map(|name| &**name).collect();
        let circle = path(&circle);
        let first = spans.first().copied().unwrap_or_default();
        spans.iter().skip(1).take(MAX_PLACES).fold(
            Self::error(
                Code("M0420"),
                first,
                Text::new(
                    format!("规则循环优先:{circle}"),
                    format!("rules override one another in a circle: {circle}"),
                ),
            ),
            |diagnostic, span| diagnostic.label(*span, Text::new("经由此处", "by way of this")),
        )
    }

    /// M0421: a child that orders two rules of its parents.
    pub(crate) fn reorders_parents_rules(span: Span, over: (&str, Span), under: (&str, Span)) -> Self {
        Self::error(
            Code("M0421"),
            span,
            Text::new(
                format!("下级不能改变上级规则的顺序:这会使 `{}` 优先于 `{}`", over.0, under.0),
                format!("a child may not reorder its parent's rules: this lets `{}` override `{}`", over.0, under.0),
            ),
        )
        .label(over.1, declared_here())
        .label(under.1, declared_here())
    }

    /// M0422: more rules than a decision may have.
    pub(crate) fn too_many_rules(name: &Name, count: usize, limit: usize) -> Self {
        Self::error(
            Code("M0422"),
            name.span,
            Text::new(
                format!("`{}` 有 {count} 条规则,超过上限 {limit}", name.zh),
                format!("`{}` has {count} rules, more than the limit of {limit}", name.key),
            ),
        )
    }

    /// M0429: a group without a rank.
    pub(crate) fn rank_missing(name: &Name) -> Self {
        Self::error(
            Code("M0429"),
            name.span,
            Text::new(format!("群体 `{}` 没有顺位", name.zh), format!("the group `{}` has no rank", name.key)),
        )
        .help(Text::new("写 `顺位 1`;1 最优先", "write `rank 1`; 1 is the best"))
    }

    /// M0430: a policy that answers nothing.
    pub(crate) fn no_answers(span: Span, decisions: &[Arc<str>]) -> Self {
        let names: Vec<_> = decisions.iter().take(6).map(|name| format!("`{name}`")).collect();
        let (zh, en) = (names.join("、"), names.join(", "));
        Self::error(
            Code("M0430"),
            span,
            Text::new("政策没有写明回答哪些决定", "the policy does not say which decisions it answers"),
        )
        .help(Text::new(
            format!("在政策行下写 `回答 决定`;已有的决定:{zh}"),
            format!("write `answers DECISION` below the policy line; it has {en}"),
        ))
    }
}

/// Layers.
impl Diagnostic {
    /// M0423: an end date for a value.
    pub(crate) fn value_cannot_end(span: Span, name: &Name) -> Self {
        Self::error(
            Code("M0423"),
            span,
            Text::new(
                format!("`{}` 是数值或选项,不能截止", name.zh),
                format!("`{}` is a value and cannot end", name.key),
            ),
        )
    }

    /// M0424: an amendment of the layer's own item.
    pub(crate) fn amends_its_own(word: &Ident, declared: Span) -> Self {
        let name = &word.text;
        Self::error(
            Code("M0424"),
            word.span,
            Text::new(
                format!("`{name}` 由本级政策声明,应当在声明处修改"),
                format!("`{name}` is this layer's own: change it where it is declared"),
            ),
        )
        .label(declared, declared_here())
    }

    /// M0425: an amendment of an item of another kind.
    pub(crate) fn amends_another_kind(word: &Ident, said: &Text, found: &Text, declared: Span) -> Self {
        let name = &word.text;
        Self::error(
            Code("M0425"),
            word.span,
            Text::new(
                format!("`{name}` 是{},而不是{}", lead(&found.zh), lead(&said.zh)),
                format!("`{name}` is {}, not {}", found.en, said.en),
            ),
        )
        .expected(said.clone())
        .found(found.en.clone())
        .label(declared, declared_here())
    }

    /// M0426: a part that the item amended does not take.
    pub(crate) fn amendment_unfit(span: Span, takes: &Text, declared: Span) -> Self {
        Self::error(
            Code("M0426"),
            span,
            Text::new(
                format!("对此事项只能增加{}", lead(&takes.zh)),
                format!("an amendment of this item can only add {}", takes.en),
            ),
        )
        .expected(takes.clone())
        .label(declared, declared_here())
    }

    /// M0427: an amendment that says nothing.
    pub(crate) fn amends_nothing(word: &Ident, takes: &Text) -> Self {
        let name = &word.text;
        Self::error(
            Code("M0427"),
            word.span,
            Text::new(format!("对 `{name}` 没有作任何修改"), format!("nothing of `{name}` is amended")),
        )
        .expected(takes.clone())
    }

    /// M0428: a clause or rule added to what has none.
    pub(crate) fn amends_without_parts(span: Span, name: &Name) -> Self {
        Self::error(
            Code("M0428"),
            span,
            Text::new(
                format!("`{}` 由 `当` 或 `是` 定义,不能增加条款或规则", name.zh),
                format!("`{}` is defined by `when` or `is` and takes no further clauses or rules", name.key),
            ),
        )
        .label(name.span, declared_here())
    }
}
