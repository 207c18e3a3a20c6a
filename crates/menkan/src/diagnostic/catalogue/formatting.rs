//! M07: what keeps a policy from being translated.

use crate::diagnostic::{Code, Diagnostic, Lang, Severity, Text};
use crate::source::Span;

impl Diagnostic {
    /// M0701: a policy with errors is laid out in its own words. An error where a language was asked for.
    pub(crate) fn not_translated(first: &Self, errors: usize, asked: Option<Lang>) -> Self {
        let severity = match asked {
            Some(Lang::Zh | Lang::En) => Severity::Error,
            None => Severity::Warning,
        };
        let more = match errors {
            0 | 1 => Text::new("", ""),
            many => Text::new(format!("(共 {many} 个错误)"), format!(" ({many} errors in all)")),
        };
        let (code, message) = (first.code, &first.message);
        let text = Text::new(
            format!("政策有错误,只调整版式,未统一语言:{}{}", message.zh, more.zh),
            format!("the policy has errors, so it was laid out but not translated: {}{}", message.en, more.en),
        );
        Self { severity, ..Self::error(Code("M0701"), first.span, text) }
            .found(code.0)
            .help(Text::new("先用 `menkan check` 改正错误", "mend what `menkan check` reports first"))
    }

    /// M0702: a word would mean something else in the other language.
    pub(crate) fn translation_differs(place: Span, lang: Lang) -> Self {
        let (zh, en) = match lang {
            Lang::Zh => ("中文", "Chinese"),
            Lang::En => ("英文", "English"),
        };
        Self::error(
            Code("M0702"),
            place,
            Text::new(
                format!("此处改写成{zh}后含义不同,政策不能改写成{zh}"),
                format!("written in {en} this would mean something else, so the policy cannot be translated"),
            ),
        )
        .help(Text::new(
            "两个事项或者值的名称相同的,给其中一个换一个名称",
            "where two items or values are called alike, give one another name",
        ))
    }
}
