//! Why a case cannot be decided. A missing fact is never one of the reasons.

use jiff::civil::Date;
use serde::Serialize;

use crate::codec::CompiledError;
use crate::diagnostic::{Lang, Text};
use crate::diagram::{TERM_LIMIT, TooLarge};
use crate::policy::law::{InForce, SettingError, cell_name};
use crate::policy::model::{Model, Setting};

/// Why a case cannot be decided.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecideError {
    /// C0301: the policy has no law on the day.
    #[error("the policy is not in force on {day}; it is {}", .periods.en)]
    Outside {
        /// The day asked for.
        day: Date,
        /// When it is in force, in words.
        periods: Text,
    },
    /// C0302: a setting concerns what cannot be set on the day.
    #[error("`{setting}` cannot be set: {}", .why.en)]
    Setting {
        /// The setting.
        setting: String,
        /// Why not.
        why: Text,
    },
    /// C0303: the day of the law and the day of the case differ.
    #[error("the law is that of {law}, but the case is as of {case}")]
    OtherDay {
        /// The day of the law.
        law: Date,
        /// The day of the case.
        case: Date,
    },
    /// C0304: the rules of a decision leave a gap, or disagree, in this case; `check` says so beforehand.
    #[error("the rules of `{decision}` {what} in this case")]
    Undetermined {
        /// The decision.
        decision: String,
        /// What they do.
        what: &'static str,
    },
    /// C0305: the diagrams of a definition are larger than the budget.
    #[error("the diagrams of `{definition}` are larger than {budget} nodes or {TERM_LIMIT} terms")]
    TooLarge {
        /// The definition.
        definition: String,
        /// The budget.
        budget: usize,
    },
    /// C0306: an answer was asked for that is no decision of the policy.
    #[error("`{decision}` is not a decision of the policy")]
    NoDecision {
        /// What was asked for.
        decision: String,
        /// The nearest name of one.
        nearest: Option<String>,
    },
    /// C0307: a value was asked for that the decision never has.
    #[error("`{decision}` has no value `{value}`; it takes {}", .takes.en)]
    NoValue {
        /// The decision.
        decision: String,
        /// What was asked for.
        value: String,
        /// What it takes, in words.
        takes: Text,
        /// The nearest of its values.
        nearest: Option<String>,
    },
    /// K01xx: the policy was compiled, and not for this day, or is at fault.
    #[error("{0}")]
    Compiled(CompiledError),
}

impl DecideError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Outside { .. } => "C0301",
            Self::Setting { .. } => "C0302",
            Self::OtherDay { .. } => "C0303",
            Self::Undetermined { .. } => "C0304",
            Self::TooLarge { .. } => "C0305",
            Self::NoDecision { .. } => "C0306",
            Self::NoValue { .. } => "C0307",
            Self::Compiled(error) => error.code(),
        }
    }

    /// The message in both languages.
    #[must_use]
    pub fn message(&self) -> Text {
        let zh = match self {
            Self::Outside { day, periods } => format!("政策在 {day} 不在施行期间;施行期间为 {}", periods.zh),
            Self::Setting { setting, why } => format!("不能设置 `{setting}`:{}", why.zh),
            Self::OtherDay { law, case } => format!("所适用的是 {law} 的法律,而案件的基准日是 {case}"),
            Self::Undetermined { decision, what } => {
                let what = if *what == GAP { "没有任何规则适用" } else { "各规则的答案相互矛盾" };
                format!("就本案而言,`{decision}` {what}")
            }
            Self::TooLarge { definition, budget } => {
                format!("`{definition}` 的决策图超过 {budget} 个节点或者 {TERM_LIMIT} 个判断项")
            }
            Self::NoDecision { decision, .. } => format!("政策中没有 `{decision}` 这一决定"),
            Self::NoValue { decision, value, takes, .. } => {
                format!("`{decision}` 没有 `{value}` 这一取值;应当是{}", takes.zh)
            }
            Self::Compiled(error) => return error.message(),
        };
        Text::new(zh, self.to_string())
    }

    /// The name that it is about, if any.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        match self {
            Self::Setting { setting, .. } => Some(setting),
            Self::Undetermined { decision, .. }
            | Self::NoDecision { decision, .. }
            | Self::NoValue { decision, .. } => Some(decision),
            Self::TooLarge { definition, .. } => Some(definition),
            Self::Outside { .. } | Self::OtherDay { .. } | Self::Compiled(_) => None,
        }
    }

    /// The nearest declared name to one that is wrong.
    #[must_use]
    pub fn nearest(&self) -> Option<&str> {
        match self {
            Self::NoDecision { nearest, .. } | Self::NoValue { nearest, .. } => nearest.as_deref(),
            Self::Outside { .. }
            | Self::Setting { .. }
            | Self::OtherDay { .. }
            | Self::Undetermined { .. }
            | Self::TooLarge { .. }
            | Self::Compiled(_) => None,
        }
    }

    /// `{ "errors": [ … ] }` with this one error; the name that it is about is the `setting` or the `decision`.
    #[must_use]
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Errors<'a> {
            errors: [Written<'a>; 1],
        }
        let (setting, decision) = match self {
            Self::Setting { .. } => (self.subject(), None),
            Self::Undetermined { .. } | Self::NoDecision { .. } | Self::NoValue { .. } | Self::TooLarge { .. } => {
                (None, self.subject())
            }
            Self::Outside { .. } | Self::OtherDay { .. } | Self::Compiled(_) => (None, None),
        };
        let error = Written { code: self.code(), message: self.message(), decision, setting, nearest: self.nearest() };
        // A struct of texts always has a JSON form.
        serde_json::to_string(&Errors { errors: [error] }).unwrap_or_default()
    }

    pub(crate) fn outside(model: &Model, day: Date) -> Self {
        let periods = model.layer().map_or(&[][..], |layer| &layer.periods);
        let words = |lang| periods.iter().map(|period| period.text(lang)).collect::<Vec<_>>();
        Self::Outside { day, periods: Text::new(words(Lang::Zh).join("、"), words(Lang::En).join(", ")) }
    }

    pub(crate) fn setting(model: &Model, setting: Setting, why: &SettingError) -> Self {
        Self::Setting { setting: setting_name(model, setting), why: why.message() }
    }

    pub(crate) fn too_large(law: &InForce, error: TooLarge) -> Self {
        Self::TooLarge {
            definition: law.model.definition(error.definition).name.key.to_string(),
            budget: crate::diagram::NODE_BUDGET,
        }
    }
}

/// An error as JSON writes it; what does not apply is left out.
#[derive(Serialize)]
struct Written<'a> {
    code: &'static str,
    message: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    setting: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<&'a str>,
}

pub(crate) const GAP: &str = "leave a gap";
pub(crate) const CONFLICT: &str = "disagree";

/// The name of a setting in JSON.
#[must_use]
pub fn setting_name(model: &Model, setting: Setting) -> String {
    match setting {
        Setting::Figure(parameter, cell) => cell_name(model, parameter, usize::from(cell)),
        Setting::Standard(standard) => model.definition(standard).name.key.to_string(),
    }
}
