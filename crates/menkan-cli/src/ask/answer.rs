//! What a line says: an answer in people's words, of either language, or what else to do.

use menkan::case::Case;
use menkan::diagnostic::Lang;
use menkan::notice::Question;
use menkan::policy::model::{EnumId, FactId, Known, Model, TypeKind};

use super::is_one_of;

const YES: &[&str] = &["y", "yes", "true", "是", "有", "对"];
const NO: &[&str] = &["n", "no", "false", "否", "没有", "不是", "不"];
const UNKNOWN: &[&str] = &["?", "?", "unknown", "null", "不知道", "不清楚"];
const UNDO: &[&str] = &["undo", "撤销", "撤回"];
const SAVE: &[&str] = &["save", "保存"];
const NONE: &[&str] = &["0", "none", "无", "都没有"];
/// What ends the talk.
pub(super) const QUIT: &[&str] = &["quit", "exit", "退出"];
const AT_LEAST: &[&str] = &["at least", "至少", "不低于", ">="];
const AT_MOST: &[&str] = &["at most", "至多", "不超过", "<="];

/// What a line says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said<'a> {
    /// It is empty.
    Nothing,
    /// Take the last answer back.
    Undo,
    /// Save the interview in this file.
    Save(&'a str),
    /// End.
    Quit,
    /// Nothing that the question offers.
    Unclear,
    /// A value, as [`menkan::interview::Interview::answer`] takes it; whether it fits is judged there.
    Answer(String),
}

/// What a line says to a question. A value that is also a command is the value.
pub(super) fn said<'a>(line: &'a str, case: &Case, model: &Model, question: &Question) -> Said<'a> {
    if line.is_empty() {
        return Said::Nothing;
    }
    if let Some(value) = value(line, case, model, question) {
        return Said::Answer(value);
    }
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    if is_one_of(line, UNKNOWN) {
        Said::Answer("null".to_owned())
    } else if is_one_of(line, UNDO) {
        Said::Undo
    } else if is_one_of(line, QUIT) {
        Said::Quit
    } else if is_one_of(word, SAVE) && !rest.trim().is_empty() {
        Said::Save(rest.trim())
    } else {
        match model.fact_named(&question.fact).map(|fact| &model.fact(fact).ty.kind) {
            // What is wrong with a number, an amount, a day or an item is told by who reads it.
            Some(TypeKind::Quantity(_) | TypeKind::List(_)) | None => Said::Answer(line.to_owned()),
            Some(TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_)) => Said::Unclear,
        }
    }
}

/// How a question can be answered, told to somebody who answered otherwise.
pub(super) fn hint(line: &str, model: &Model, question: &Question, lang: Lang) -> String {
    let kind = model.fact_named(&question.fact).map(|fact| &model.fact(fact).ty.kind);
    match (kind, lang) {
        (Some(TypeKind::Boolean), Lang::Zh) => format!("没有看懂“{line}”:请回答“是”或者“否”;不知道请输入 ?\n"),
        (Some(TypeKind::Boolean), Lang::En) => {
            format!("“{line}” is neither: please answer `yes` or `no`, or `?` where you do not know\n")
        }
        (Some(TypeKind::Set(_)), Lang::Zh) => {
            format!("没有看懂“{line}”:请输入编号或者所列的名称,用逗号隔开;都不选请输入 0\n")
        }
        (Some(TypeKind::Set(_)), Lang::En) => {
            format!("“{line}” is not on the list: numbers or names of it, with commas between, or 0 for none\n")
        }
        (_, Lang::Zh) => format!("没有“{line}”这一项:请输入编号或者所列的名称;不知道请输入 ?\n"),
        (_, Lang::En) => {
            format!("“{line}” is not on the list: a number or a name of it, or `?` where you do not know\n")
        }
    }
}

/// The value in people's words, where it is one.
fn value(line: &str, case: &Case, model: &Model, question: &Question) -> Option<String> {
    let fact = model.fact_named(&question.fact)?;
    match &model.fact(fact).ty.kind {
        TypeKind::Boolean if is_one_of(line, YES) => Some("true".to_owned()),
        TypeKind::Boolean if is_one_of(line, NO) => Some("false".to_owned()),
        TypeKind::Boolean => None,
        TypeKind::Choice(values) => {
            let all: Vec<usize> = (0..model.enumeration(*values).values.len()).collect();
            let place = one_of(line, model, *values, &all)?;
            Some(model.enumeration(*values).values.get(place)?.key.to_string())
        }
        TypeKind::Set(values) => members(line, case, model, (fact, *values), question),
        TypeKind::Quantity(_) => range(line),
        TypeKind::List(_) if is_one_of(line, NONE) => Some("[]".to_owned()),
        // Otherwise as a case has it.
        TypeKind::List(_) => None,
    }
}

/// The place of a value among an enumeration's: by its number among those that are offered, its name or its label.
fn one_of(word: &str, model: &Model, values: EnumId, offered: &[usize]) -> Option<usize> {
    let names = &model.enumeration(values).values;
    let is_named = |place: &usize| {
        names.get(*place).is_some_and(|name| {
            word.eq_ignore_ascii_case(&name.key) || [Lang::Zh, Lang::En].iter().any(|lang| name.label(*lang) == word)
        })
    };
    if let Some(place) = offered.iter().copied().find(is_named) {
        return Some(place);
    }
    let number: usize = word.parse().ok()?;
    offered.get(number.checked_sub(1)?).copied()
}

/// A set: those named are in it, the others that are offered are not, and what was known of the rest stays known.
fn members(line: &str, case: &Case, model: &Model, set: (FactId, EnumId), question: &Question) -> Option<String> {
    let (fact, values) = set;
    let names = &model.enumeration(values).values;
    let offered: Vec<usize> =
        question.members.iter().filter_map(|member| names.iter().position(|name| name.key == member.name)).collect();
    let mut inside = Vec::new();
    if !is_one_of(line, NONE) {
        for word in line.split([',', ',', '、', ';', ';']).map(str::trim).filter(|word| !word.is_empty()) {
            inside.push(one_of(word, model, values, &offered)?);
        }
        if inside.is_empty() {
            return None;
        }
    }
    let known = |place: usize| match case.known(fact) {
        Some(Known::Set(members)) => members.get(place).copied().flatten(),
        Some(_) | None => None,
    };
    let told = names.iter().enumerate().filter_map(|(place, name)| {
        let value = if offered.contains(&place) { Some(inside.contains(&place)) } else { known(place) };
        Some(format!("{}:{}", serde_json::Value::from(&*name.key), value?))
    });
    Some(format!("{{{}}}", told.collect::<Vec<_>>().join(",")))
}

/// `at least 800`, `至多 800`, `800..1200`.
fn range(line: &str) -> Option<String> {
    let after = |words: &[&str]| {
        let found = words.iter().find(|word| line.get(..word.len()).is_some_and(|own| own.eq_ignore_ascii_case(word)));
        found.and_then(|word| line.get(word.len()..)).map(str::trim)
    };
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    // A whole number is no text in JSON, an amount may be either.
    let bare = |text: &str| if text.bytes().all(|byte| byte.is_ascii_digit()) { text.to_owned() } else { quoted(text) };
    if let Some(low) = after(AT_LEAST) {
        return Some(format!("{{\"at_least\":{}}}", bare(low)));
    }
    if let Some(high) = after(AT_MOST) {
        return Some(format!("{{\"at_most\":{}}}", bare(high)));
    }
    let (low, high) = line.split_once("..")?;
    Some(format!("{{\"at_least\":{},\"at_most\":{}}}", bare(low.trim()), bare(high.trim())))
}
