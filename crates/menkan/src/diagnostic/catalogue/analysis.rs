//! M05: what the diagrams show of a policy: gaps, conflicts, definitions that are too large.

use crate::diagnostic::{Code, Diagnostic, Text};
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
    pub(crate) fn gap(span: Span, name: &str, when: &When) -> Self {
        Self::error(
            GAP,
            span,
            Text::new(
                format!("{},有的案件不符合 `{name}` 的任何一条规则", when.zh),
                format!("{}, some case meets no rule of `{name}`", when.en),
            ),
        )
        .help(Text::new(
            "补一条规则,或者用 `otherwise` 写明其余情形的答案",
            "add a rule, or say with `otherwise` what the answer is elsewhere",
        ))
    }

    /// M0502: in some case two rules hold, answer differently, and neither overrides the other.
    pub(crate) fn conflict(span: Span, name: &str, when: &When, rules: &[(String, Span)]) -> Self {
        let names: Vec<String> = rules.iter().map(|(rule, _)| format!("`{rule}`")).collect();
        let (zh, en) = if names.is_empty() {
            ("两条规则".to_owned(), "two rules".to_owned())
        } else {
            (names.join("、"), names.join(" and "))
        };
        let diagnostic = Self::error(
            CONFLICT,
            span,
            Text::new(
                format!("{},有的案件同时符合 `{name}` 的{zh},答案却不同", when.zh),
                format!("{}, some case meets {en} of `{name}`, which answer differently", when.en),
            ),
        );
        rules
            .iter()
            .fold(diagnostic, |diagnostic, (rule, span)| {
                diagnostic.label(*span, Text::new(format!("规则 `{rule}` 适用"), format!("rule `{rule}` holds")))
            })
            .help(Text::new(
                "用 `precedence` 或者 `overrides` 写明哪一条优先",
                "say with `precedence` or `overrides` which of them goes first",
            ))
    }

    /// M0503: a gap or a conflict that could neither be shown nor ruled out.
    pub(crate) fn not_excluded(span: Span, name: &str, when: &When) -> Self {
        Self::error(
            NOT_EXCLUDED,
            span,
            Text::new(
                format!("{},不能排除 `{name}` 的规则有空白或者矛盾", when.zh),
                format!("{}, a gap or a conflict of the rules of `{name}` cannot be ruled out", when.en),
            ),
        )
        .help(Text::new(
            "几个比较共用同一事实;请写明优先顺序,或者加一条 `otherwise`",
            "several comparisons share a fact: write down which rule goes first, or add an `otherwise`",
        ))
    }

    /// M0504: the diagrams of a definition are larger than the budget.
    pub(crate) fn too_large(span: Span, name: &str, when: &When, budget: usize) -> Self {
        Self::error(
            TOO_LARGE,
            span,
            Text::new(
                format!("{},`{name}` 的决策图超过 {budget} 个节点", when.zh),
                format!("{}, the diagrams of `{name}` are larger than {budget} nodes", when.en),
            ),
        )
        .help(Text::new(
            "把它分成几个定义,或者减少同时比较的事实",
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
