//! What would have fitted, in words: pest's rules sorted, gathered and named.

use crate::diagnostic::{Lang, Text};
use crate::syntax::keywords::{KEYWORDS, Kw, Place};
use crate::syntax::layout::first_word;
use crate::syntax::lower::Rule;

use super::Refusal;

/// How many alternatives a message names before it stops.
const MAX_NAMED: usize = 7;

/// The rules that would have fitted, as a phrase.
pub(super) fn describe(refusal: &Refusal<'_>) -> Text {
    let mut phrases: Vec<Text> = Vec::new();
    let mut push = |phrase: Text| {
        if !phrases.contains(&phrase) {
            phrases.push(phrase);
        }
    };
    let operand = refusal.wants_operand();
    if operand {
        push(Text::new("条件或者数值", "a condition or a value"));
    }
    let signs = refusal.wants_sign();
    if signs {
        push(Text::new("`是`、`且` 等连接词", "`is`, `and` or another sign"));
    }
    for rule in refusal.rules {
        let named = keywords(*rule);
        let fitting = named.iter().filter(|keyword| !(operand && opens_operand(**keyword)) && fits(**keyword, refusal));
        for keyword in fitting {
            push(Text::new(format!("`{}`", keyword.text(Lang::Zh)), format!("`{}`", keyword.text(Lang::En))));
        }
        let in_condition =
            (operand && begins_operand(*rule)) || (signs && matches!(rule, Rule::lparen | Rule::postfix));
        if named.is_empty()
            && !in_condition
            && let Some(phrase) = phrase(*rule)
        {
            push(phrase);
        }
    }
    // The second form of a name and the period of money may nearly always follow: not worth a word beside others.
    let aside = ["`/`", "`per month`", "`per year`", "`or`"];
    if phrases.iter().any(|phrase| !aside.contains(&&*phrase.en)) {
        phrases.retain(|phrase| !aside.contains(&&*phrase.en));
    }
    let more = phrases.len() > MAX_NAMED;
    phrases.truncate(MAX_NAMED);
    if refusal.wants(Rule::EOI) && !more {
        phrases.push(Text::new("行末", "the end of the line"));
    }
    if phrases.is_empty() {
        return Text::new("别的内容", "something else");
    }
    let list = |lang: Lang, comma: &str, or: &str| {
        let (last, others) = match phrases.split_last() {
            Some((last, others)) if !others.is_empty() => (last.get(lang), others),
            _ => return phrases.iter().map(|phrase| phrase.get(lang)).collect::<String>(),
        };
        let others: Vec<_> = others.iter().map(|phrase| phrase.get(lang)).collect();
        format!("{}{or}{last}", others.join(comma))
    };
    Text::new(list(Lang::Zh, "、", "或"), list(Lang::En, ", ", " or "))
}

/// The keywords that a rule of the grammar begins with; a keyword's rule is named after its English form.
pub(super) fn keywords(rule: Rule) -> Vec<Kw> {
    match rule {
        Rule::period | Rule::own_period | Rule::row => return vec![Kw::From],
        Rule::in_force => return vec![Kw::InForce, Kw::From],
        Rule::children => return vec![Kw::Widen],
        Rule::kw_widen => return vec![Kw::Widen],
        Rule::kw_raise => return vec![Kw::Raise],
        Rule::evidence => return vec![Kw::Evidence],
        Rule::asking_costs => return vec![Kw::AskingCosts],
        Rule::changing_costs => return vec![Kw::ChangingCosts],
        Rule::likely => return vec![Kw::Likely],
        Rule::asks_first => return vec![Kw::AsksFirst],
        Rule::up_to => return vec![Kw::AtMostBand],
        Rule::ask => return vec![Kw::Ask],
        Rule::guard => return vec![Kw::OnlyWhen],
        Rule::assumed => return vec![Kw::Assumed],
        Rule::title => return vec![Kw::Title],
        Rule::link => return vec![Kw::Link],
        Rule::when => return vec![Kw::When],
        Rule::is => return vec![Kw::Is],
        Rule::cite => return vec![Kw::Cite],
        Rule::say => return vec![Kw::Say],
        Rule::overrides => return vec![Kw::Overrides],
        Rule::open => return vec![Kw::Open],
        Rule::kw_else_if => return vec![Kw::Else],
        Rule::kw_with => return vec![Kw::With],
        Rule::per => return vec![Kw::PerMonth, Kw::PerYear],
        Rule::or_none => return vec![Kw::Or],
        Rule::rounding => return vec![Kw::HalfUp, Kw::HalfDown, Kw::HalfEven, Kw::Up, Kw::Down],
        _ => {}
    }
    let name = format!("{rule:?}");
    let Some(name) = name.strip_prefix("kw_").map(|name| name.replace('_', " ")) else { return Vec::new() };
    let mut found = KEYWORDS.iter().filter(|entry| entry.en == name);
    let first = found.clone().find(|entry| entry.place != Place::Value);
    first.or_else(|| found.next()).map(|entry| entry.keyword).into_iter().collect()
}

/// Whether a keyword may stand in this line at all: the grammar reads the same parts behind every head.
fn fits(keyword: Kw, refusal: &Refusal<'_>) -> bool {
    let part = matches!(
        keyword,
        Kw::When | Kw::Is | Kw::Cite | Kw::Say | Kw::Assumed | Kw::Overrides | Kw::Open | Kw::Widen | Kw::From
    );
    if !part {
        return true;
    }
    let before = refusal.tokens.iter().take(refusal.index);
    let stands = [keyword.entry().en, keyword.entry().zh];
    if keyword != Kw::From && before.clone().any(|token| stands.contains(&token.text)) {
        return false;
    }
    let head = first_word(&refusal.segment.text).and_then(|word| {
        KEYWORDS
            .iter()
            .find(|entry| matches!(entry.place, Place::Item | Place::Line) && (entry.en == word || entry.zh == word))
            .map(|entry| entry.keyword)
    });
    match head {
        Some(Kw::Clause | Kw::Barred | Kw::Exemption | Kw::Group | Kw::Trigger) => {
            matches!(keyword, Kw::When | Kw::Cite | Kw::Assumed | Kw::From)
        }
        Some(Kw::Rule) => matches!(keyword, Kw::When | Kw::Cite | Kw::Assumed | Kw::From | Kw::Say | Kw::Overrides),
        Some(Kw::Otherwise) => matches!(keyword, Kw::Cite | Kw::Assumed | Kw::From | Kw::Say),
        Some(Kw::Parameter) => matches!(keyword, Kw::Cite | Kw::Assumed | Kw::From),
        Some(Kw::Define | Kw::Decision) => {
            matches!(keyword, Kw::When | Kw::Is | Kw::Cite | Kw::Assumed | Kw::From)
        }
        Some(Kw::Standard) => !matches!(keyword, Kw::Say | Kw::Overrides | Kw::Is),
        Some(Kw::Record) => false,
        Some(Kw::Amend) => matches!(keyword, Kw::Cite | Kw::Assumed | Kw::From),
        _ => true,
    }
}

/// Whether a keyword is one way in which a condition or value begins.
fn opens_operand(keyword: Kw) -> bool {
    matches!(
        keyword,
        Kw::If
            | Kw::Shall
            | Kw::May
            | Kw::AllOf
            | Kw::AnyOf
            | Kw::YearsBetween
            | Kw::MonthsBetween
            | Kw::Missing
            | Kw::Sum
            | Kw::Count
            | Kw::Any
            | Kw::All
            | Kw::Largest
            | Kw::Smallest
    )
}

/// Whether a rule is one way in which a condition or value begins.
fn begins_operand(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::word
            | Rule::lparen
            | Rule::paren
            | Rule::lbrace
            | Rule::set
            | Rule::lbracket
            | Rule::items
            | Rule::fold
            | Rule::prefix
            | Rule::bullets
            | Rule::duty
            | Rule::between
            | Rule::branch
            | Rule::reference
            | Rule::number
            | Rule::percent
            | Rule::date
            | Rule::expr
            | Rule::arith
            | Rule::condition
            | Rule::missing
            | Rule::membership
            | Rule::expectation
            | Rule::answer
            | Rule::include
            | Rule::include_from
            | Rule::exclude
    )
}

fn phrase(rule: Rule) -> Option<Text> {
    let (zh, en) = match rule {
        Rule::word | Rule::operand_word | Rule::names | Rule::cell | Rule::weight | Rule::citation => {
            ("名称", "a name")
        }
        Rule::amend_kind => ("条目的种类", "the kind of an item"),
        Rule::string | Rule::words | Rule::base => ("引号中的文字", "text in quotes"),
        Rule::number | Rule::percent | Rule::signed => ("数字", "a number"),
        Rule::figure | Rule::unknown => ("数额", "a figure"),
        Rule::date => ("如 2024-08-01 的日期", "a date such as 2024-08-01"),
        Rule::ty => ("类型", "a type"),
        Rule::list => ("下面各行的列表项", "bullets on the lines below"),
        Rule::article | Rule::article_zh => ("条文", "an article"),
        Rule::cite_none => ("`无`", "`none`"),
        Rule::bounds => ("如 0..100 的范围", "a range such as 0..100"),
        Rule::colon => ("`:`", "`:`"),
        Rule::comma => ("`,`", "`,`"),
        Rule::semicolon => ("`;`", "`;`"),
        Rule::slash => ("`/`", "`/`"),
        Rule::dots => ("`..`", "`..`"),
        Rule::lparen => ("`(`", "`(`"),
        Rule::rparen => ("`)`", "`)`"),
        Rule::lbracket => ("`[`", "`[`"),
        Rule::rbracket => ("`]`", "`]`"),
        Rule::lbrace => ("`{`", "`{`"),
        Rule::rbrace => ("`}`", "`}`"),
        Rule::never | Rule::always | Rule::monotone => ("断言的内容", "what is claimed"),
        Rule::postfix => ("`天`", "`days`"),
        _ => return None,
    };
    Some(Text::new(zh, en))
}
