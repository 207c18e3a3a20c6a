//! Words that name nothing, and are plainly meant as values: a number with its unit, a Chinese numeral, `true`.

use crate::diagnostic::Diagnostic;
use crate::syntax::ast::Ident;
use crate::syntax::numeral;

/// What to say of a word that names nothing, where it can only be a value that is written otherwise.
pub(super) fn of_value(word: &Ident) -> Option<Diagnostic> {
    let text = &*word.text;
    let own = match text {
        "true" | "True" | "TRUE" => Some("yes"),
        "false" | "False" | "FALSE" => Some("no"),
        "真" => Some("成立"),
        "假" => Some("不成立"),
        _ => None,
    };
    if let Some(own) = own {
        return Some(Diagnostic::foreign_sign(word.span, text, own));
    }
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    if number.starts_with(|c: char| c.is_ascii_digit()) && number.ends_with(|c: char| c.is_ascii_digit()) {
        let number = if matches!(unit, "天" | "日") { format!("{number} 天") } else { number.to_owned() };
        return Some(Diagnostic::unit_behind_number(word, &number));
    }
    numeral::parse(text).map(|number| Diagnostic::number_in_characters(word, number))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn only_what_is_plainly_a_value_is_taken_for_one() {
        let told = |text: &str| {
            let diagnostic = of_value(&Ident { text: text.into(), span: Span::default() })?;
            Some((diagnostic.code.0, diagnostic.fix.unwrap().replacement))
        };
        let owned = |code, fix: &str| Some((code, fix.to_owned()));
        assert_eq!(told("18周岁"), owned("M0130", "18"));
        assert_eq!(told("3000.50元"), owned("M0130", "3000.50"));
        assert_eq!(told("3天"), owned("M0130", "3 天"));
        assert_eq!(told("十八"), owned("M0131", "18"));
        assert_eq!(told("true"), owned("M0052", "yes"));
        assert_eq!(told("假"), owned("M0052", "不成立"));
        for name in ["age", "人口", "十全", "v2", "a.1", "一般"] {
            assert_eq!(told(name), None, "{name}");
        }
    }
}
