//! Why a compiled policy cannot be used: `K01xx`, in both languages and as JSON.

use jiff::civil::Date;
use serde::Serialize;

use crate::diagnostic::{Lang, Text};
use crate::policy::model::Period;

/// Why the compiled form of a policy cannot be used, or not for this.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompiledError {
    /// K0101: the bytes are something else.
    #[error("this is not a compiled policy")]
    NotCompiled,
    /// K0102: it was compiled by a version of Menkan that writes another form.
    #[error("the policy was compiled in form {found}, and this version of Menkan reads form {known}: compile it anew")]
    OtherForm {
        /// The form that it is in.
        found: u32,
        /// The form that is read.
        known: u32,
    },
    /// K0103: bytes are missing or were changed on the way.
    #[error("the compiled policy is damaged: its bytes are not those that were written")]
    Damaged,
    /// K0104: the bytes are as they were written, but no compiled policy.
    #[error("the compiled policy was not written by Menkan: {what}")]
    Malformed {
        /// What is wrong.
        what: &'static str,
    },
    /// K0105: it was compiled for other days.
    #[error("the policy was compiled for the law {}, and not for {day}", .period.text(Lang::En))]
    OtherDays {
        /// The day asked for.
        day: Date,
        /// The days that it was compiled for.
        period: Period,
    },
    /// K0106: it was compiled for one day, without its texts, tests and assertions.
    #[error("the policy was compiled for one day only, without its texts, tests and assertions")]
    NoTexts,
    /// K0107: its compiled form would be larger than what is read.
    #[error("the policy is too large to be compiled")]
    TooLarge,
}

impl CompiledError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotCompiled => "K0101",
            Self::OtherForm { .. } => "K0102",
            Self::Damaged => "K0103",
            Self::Malformed { .. } => "K0104",
            Self::OtherDays { .. } => "K0105",
            Self::NoTexts => "K0106",
            Self::TooLarge => "K0107",
        }
    }

    /// The message in both languages.
    #[must_use]
    pub fn message(&self) -> Text {
        let zh = match self {
            Self::NotCompiled => "这不是编译后的政策".to_owned(),
            Self::OtherForm { found, known } => {
                format!("政策编译为第 {found} 版格式,而本版 Menkan 读取第 {known} 版:请重新编译")
            }
            Self::Damaged => "编译后的政策已损坏:内容与写出时不一致".to_owned(),
            Self::Malformed { what } => format!("编译后的政策不是由 Menkan 写出的:{what}"),
            Self::OtherDays { day, period } => {
                format!("政策是就{}的法律编译的,不能用于 {day}", period.text(Lang::Zh))
            }
            Self::NoTexts => "政策只就一天编译,不含其文本、测试和断言".to_owned(),
            Self::TooLarge => "政策过大,无法编译".to_owned(),
        };
        Text::new(zh, self.to_string())
    }

    /// `{ "errors": [ … ] }` with this one error.
    #[must_use]
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Errors {
            errors: [Written; 1],
        }
        #[derive(Serialize)]
        struct Written {
            code: &'static str,
            message: Text,
        }
        // A struct of texts always has a JSON form.
        serde_json::to_string(&Errors { errors: [Written { code: self.code(), message: self.message() }] })
            .unwrap_or_default()
    }
}

impl From<super::Malformed> for CompiledError {
    fn from(malformed: super::Malformed) -> Self {
        Self::Malformed { what: malformed.0 }
    }
}
