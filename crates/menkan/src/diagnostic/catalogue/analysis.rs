//! M05: what the diagrams show of a policy: gaps, conflicts, definitions that are too large.

use crate::diagnostic::{Code, Diagnostic, Text};
use crate::diagram::TERM_LIMIT;
use crate::policy::model::Name;
use crate::source::Span;

const GAP: Code = Code("M0501");
const CONFLICT: Code = Code("M0502");
const NOT_EXCLUDED: Code = Code("M0503");
const TOO_LARGE: Code = Code("M0504");
const NEVER_HOLDS: Code = Code("M0505");
const NEVER_DECIDES: Code = Code("M0506");

/// When something is so, in words.
pub(crate) struct When {
    pub(crate) zh: String,
    pub(crate) en: String,
}

impl Diagnostic {
    /// M0501: some case meets no rule of a definition.
    pub(crate) fn gap(name: &Name, when: &When) -> Self {
        Self::error(
            GAP,
            name.span,
            Text::new(
                format!("{},有的案件不符合 `{}` 的任何一条规则", when.zh, name.zh),
                format!("{}, some case meets no rule of `{}`", when.en, name.key),
            ),
        )
        .help(Text::new(
            "补一条规则,或者用 `其余` 写明其他情形的答案",
            "add a rule, or say with `otherwise` what the answer is elsewhere",
        ))
    }

    /// M0502: in some case two rules hold, answer differently, and neither overrides the other.
    pub(crate) fn conflict(name: &Name, when: &When, rules: &[Name]) -> Self {
        let quoted =
            |form: fn(&Name) -> &str| -> Vec<String> { rules.iter().map(|rule| format!("`{}`", form(rule))).collect() };
        let (zh, en) = if rules.is_empty() {
            ("两条规则".to_owned(), "two rules".to_owned())
        } else {
            (quoted(|rule| &rule.zh).join("、"), quoted(|rule| &rule.key).join(" and "))
        };
        let diagnostic = Self::error(
            CONFLICT,
            name.span,
            Text::new(
                format!("{},有的案件同时符合 `{}` 的 {zh},答案却不同", when.zh, name.zh),
                format!("{}, some case meets {en} of `{}`, which answer differently", when.en, name.key),
            ),
        );
        rules
            .iter()
            .fold(diagnostic, |diagnostic, rule| {
                let text = Text::new(format!("规则 `{}` 成立", rule.zh), format!("rule `{}` holds", rule.key));
                diagnostic.label(rule.span, text)
            })
            .help(Text::new(
                "用 `优先顺序` 或者 `优先于` 写明哪一条优先",
                "say with `precedence` or `overrides` which of them goes first",
            ))
    }

    /// M0503: a gap or a conflict that could neither be shown nor ruled out.
    pub(crate) fn not_excluded(name: &Name, when: &When) -> Self {
        Self::error(
            NOT_EXCLUDED,
            name.span,
            Text::new(
                format!("{},不能排除 `{}` 的规则有空白或者矛盾", when.zh, name.zh),
                format!("{}, a gap or a conflict of the rules of `{}` cannot be ruled out", when.en, name.key),
            ),
        )
        .help(Text::new(
            "几个比较涉及同一事实;请写明优先顺序,或者加一条 `其余`",
            "several comparisons share a fact: write down which rule goes first, or add an `otherwise`",
        ))
    }

    /// M0504: the diagrams of a definition are larger than the budget.
    pub(crate) fn too_large(name: &Name, when: &When, budget: usize) -> Self {
        Self::error(
            TOO_LARGE,
            name.span,
            Text::new(
                format!("{},`{}` 的决策图超过 {budget} 个节点或者 {TERM_LIMIT} 个判断项", when.zh, name.zh),
                format!(
                    "{}, the diagrams of `{}` are larger than {budget} nodes or {TERM_LIMIT} terms",
                    when.en, name.key
                ),
            ),
        )
        .help(Text::new(
            "将其拆分为几个定义,或者减少同时比较的事实",
            "split it into several definitions, or compare fewer facts at once",
        ))
    }

    /// M0505: a clause, rule, exemption, trigger or group that holds in no case (warning).
    pub(crate) fn never_holds(span: Span, name: &str) -> Self {
        Self::warning(
            NEVER_HOLDS,
            span,
            Text::new(format!("没有案件能使 `{name}` 成立"), format!("`{name}` holds in no case")),
        )
        .help(Text::new(
            "核对它的条件:其中有互相排斥的要求,或者所用的定义绝不成立",
            "look at its condition: parts of it exclude one another, or rest on what never holds",
        ))
    }

    /// M0506: a rule that holds only where a wider rule that overrides it does (warning).
    pub(crate) fn never_decides(rule: &Name, wider: &Name) -> Self {
        Self::warning(
            NEVER_DECIDES,
            rule.span,
            Text::new(
                format!("规则 `{}` 从不起作用:符合它的案件都先由 `{}` 决定", rule.zh, wider.zh),
                format!(
                    "the rule `{}` never decides: in every case that meets it `{}` goes first",
                    rule.key, wider.key
                ),
            ),
        )
        .label(wider.span, Text::new("优先而且更宽的规则", "the rule that goes first asks for less"))
        .help(Text::new("特别规定应当优先于一般规定", "let the special rule override the general one"))
    }
}
