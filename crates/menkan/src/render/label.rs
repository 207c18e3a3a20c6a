//! Values as people read them: labels in place of names, numbers with their units.

use std::sync::Arc;

use crate::decide::{Possible, Value};
use crate::diagnostic::{Lang, Text};
use crate::policy::law::cell_name;
use crate::policy::model::{EnumId, Key, ListType, Model, ParameterId, Per, Type, TypeKind, Unit};
use crate::policy::units::of_quantity;
use crate::value::Number;

/// One of two words.
pub(crate) fn pick<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// Items in a row: `甲、乙`, `a, b`; a dash where there is none.
pub(crate) fn list(items: &[String], lang: Lang) -> String {
    if items.is_empty() {
        return pick(lang, "无", "none").to_owned();
    }
    items.join(pick(lang, "、", ", "))
}

/// A boolean as an answer.
pub(crate) fn truth(value: bool, lang: Lang) -> &'static str {
    match (value, lang) {
        (true, Lang::Zh) => "是",
        (true, Lang::En) => "yes",
        (false, Lang::Zh) => "否",
        (false, Lang::En) => "no",
    }
}

/// The value of a decision or fact of this type.
pub(crate) fn value(model: &Model, value: &Value, ty: &Type, lang: Lang) -> String {
    match (value, &ty.kind) {
        (Value::None, _) => pick(lang, "无", "none").to_owned(),
        (Value::Truth(value), _) => truth(*value, lang).to_owned(),
        (Value::Integer(number), TypeKind::Quantity(ty)) => measured(&number.to_string(), &ty.unit, lang),
        (Value::Integer(number), _) => number.to_string(),
        (Value::Text(text), TypeKind::Choice(values)) => symbol(model, *values, text, lang),
        (Value::Text(text), _) if **text == *"unlimited" => pick(lang, "不限", "unlimited").to_owned(),
        (Value::Text(text), TypeKind::Quantity(ty)) => measured(text, &ty.unit, lang),
        (Value::Text(text), _) => text.to_string(),
        (Value::Set(keys), TypeKind::Set(values)) => symbols(model, *values, keys, lang),
        (Value::Set(keys), _) => keys.join(pick(lang, "、", ", ")),
    }
}

/// What an open decision of this type can still be.
pub(crate) fn possible(model: &Model, possible: &Possible, ty: &Type, lang: Lang) -> String {
    match possible {
        Possible::Values(values) => {
            let values: Vec<String> = values.iter().map(|one| value(model, one, ty, lang)).collect();
            match (values.as_slice(), lang) {
                ([others @ .., last], Lang::En) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
                _ => list(&values, lang),
            }
        }
        Possible::Set { certain, open } => {
            let TypeKind::Set(values) = ty.kind else { return String::new() };
            let perhaps = format!("{} {}", pick(lang, "或有", "perhaps"), symbols(model, values, open, lang));
            if certain.is_empty() {
                return perhaps;
            }
            let certain = symbols(model, values, certain, lang);
            match lang {
                Lang::Zh => format!("确有 {certain};{perhaps}"),
                Lang::En => format!("surely {certain}; {perhaps}"),
            }
        }
        Possible::Between { min, max, none } => {
            let end = |end: &Option<Value>| {
                let known = end.as_ref().filter(|end| !is_end_of_calendar(end, ty));
                known.map(|end| value(model, end, ty, lang))
            };
            let range = match (end(min), end(max), lang) {
                (Some(min), Some(max), _) if min == max => min,
                (Some(min), Some(max), Lang::Zh) => format!("{min} 至 {max}"),
                (Some(min), Some(max), Lang::En) => format!("{min} to {max}"),
                (Some(min), None, Lang::Zh) => format!("不低于 {min}"),
                (Some(min), None, Lang::En) => format!("at least {min}"),
                (None, Some(max), Lang::Zh) => format!("不超过 {max}"),
                (None, Some(max), Lang::En) => format!("at most {max}"),
                (None, None, _) => pick(lang, "尚不能确定", "not known yet").to_owned(),
            };
            if *none { format!("{range}{}", pick(lang, ",或者无", ", or none")) } else { range }
        }
    }
}

/// Whether a day is there only because days have a first and a last year, 1 and 2999.
fn is_end_of_calendar(day: &Value, ty: &Type) -> bool {
    let is_date = matches!(&ty.kind, TypeKind::Quantity(ty) if ty.unit == Unit::Date);
    is_date && matches!(day, Value::Text(day) if **day < *"1000" || **day >= *"2999")
}

/// The label of an enumeration's value by its name.
pub(crate) fn symbol(model: &Model, values: EnumId, key: &str, lang: Lang) -> String {
    let found = model.enumeration(values).values.iter().find(|name| &*name.key == key);
    found.map_or_else(|| key.to_owned(), |name| name.label(lang))
}

/// The label of an enumeration's value by its place.
pub(crate) fn symbol_at(model: &Model, values: EnumId, symbol: u16, lang: Lang) -> String {
    let found = model.enumeration(values).values.get(usize::from(symbol));
    found.map_or_else(String::new, |name| name.label(lang))
}

fn symbols(model: &Model, values: EnumId, keys: &[Arc<str>], lang: Lang) -> String {
    let labels: Vec<String> = keys.iter().map(|key| symbol(model, values, key, lang)).collect();
    list(&labels, lang)
}

/// A figure by its parameter and cell: `低保标准(城镇)`, `subsistence (urban)`.
pub(crate) fn figure(model: &Model, parameter: ParameterId, cell: u16, lang: Lang) -> String {
    let name = model.parameter(parameter).name.label(lang);
    match (self::cell(model, parameter, cell, lang), lang) {
        (None, _) => name,
        (Some(cell), Lang::Zh) => format!("{name}({cell})"),
        (Some(cell), Lang::En) => format!("{name} ({cell})"),
    }
}

/// The label of a figure, by its name.
pub(crate) fn figure_label(model: &Model, name: &str) -> Text {
    match find_figure(model, name) {
        Some((id, at)) => Text::new(figure(model, id, at, Lang::Zh), figure(model, id, at, Lang::En)),
        None => Text::new(name, name),
    }
}

/// The parameter and cell of a figure's name.
pub(crate) fn find_figure(model: &Model, name: &str) -> Option<(ParameterId, u16)> {
    (0..model.parameters.len()).map(ParameterId::from).find_map(|id| {
        let cells = model.parameter(id).rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let cell = (0..cells).find(|cell| cell_name(model, id, *cell) == name)?;
        Some((id, u16::try_from(cell).ok()?))
    })
}

/// What a cell of a parameter stands for; `None` where there is but one.
pub(crate) fn cell(model: &Model, parameter: ParameterId, cell: u16, lang: Lang) -> Option<String> {
    cell_of(model, &model.parameter(parameter).key, usize::from(cell), lang)
}

fn cell_of(model: &Model, key: &Key, cell: usize, lang: Lang) -> Option<String> {
    match key {
        Key::Whole => None,
        Key::Choice(_, values) => Some(symbol_at(model, *values, u16::try_from(cell).ok()?, lang)),
        Key::Truth(_) => Some(truth(cell == 0, lang).to_owned()),
        Key::Numbers { by, first, last: _ } => {
            let unit = of_quantity(model, by).unwrap_or(Unit::Plain);
            Some(amount(&Number::integer(first.checked_add_unsigned(u64::try_from(cell).ok()?)?), &unit, lang))
        }
        Key::Pair { outer, inner, width } => {
            let outer = cell_of(model, outer, cell.checked_div(*width)?, lang)?;
            let inner = cell_of(model, inner, cell.checked_rem(*width)?, lang)?;
            Some(format!("{outer} / {inner}"))
        }
        Key::Bands { by, upper } => {
            let unit = of_quantity(model, by).unwrap_or(Unit::Plain);
            Some(match (upper.get(cell), upper.last()) {
                (Some(upper), _) => format!("{} {}", pick(lang, "不超过", "at most"), amount(upper, &unit, lang)),
                (None, Some(last)) => format!("{} {}", pick(lang, "高于", "above"), amount(last, &unit, lang)),
                (None, None) => String::new(),
            })
        }
    }
}

/// A number of a unit; a share is multiplied by 100 first.
pub(crate) fn amount(number: &Number, unit: &Unit, lang: Lang) -> String {
    match unit {
        Unit::Percent => measured(&(number * &Number::integer(100)).to_string(), unit, lang),
        Unit::Date => crate::value::day_of(number).map_or_else(|| number.to_string(), |day| day.to_string()),
        Unit::Plain | Unit::Money(..) | Unit::Days => measured(&number.to_string(), unit, lang),
    }
}

/// A number that is printed already, with its unit. A fraction has its decimal beside it.
pub(crate) fn measured(text: &str, unit: &Unit, lang: Lang) -> String {
    let text = with_decimal(text, lang);
    match (unit, lang) {
        (Unit::Plain | Unit::Date, _) => text,
        (Unit::Percent, _) => format!("{text}%"),
        (Unit::Days, Lang::Zh) => format!("{text} 日"),
        (Unit::Days, Lang::En) => format!("{text} {}", if text == "1" { "day" } else { "days" }),
        (Unit::Money(currency, per), Lang::Zh) => format!("{text} {}{}", yuan(currency), period(*per, lang)),
        (Unit::Money(currency, per), Lang::En) => format!("{currency} {text}{}", period(*per, lang)),
    }
}

/// A unit by itself, where it has a name.
pub(crate) fn unit(unit: &Unit) -> Option<Text> {
    match unit {
        Unit::Plain | Unit::Date => None,
        Unit::Percent => Some(Text::new("%", "%")),
        Unit::Days => Some(Text::new("日", "days")),
        Unit::Money(currency, per) => Some(Text::new(
            format!("{}{}", yuan(currency), period(*per, Lang::Zh)),
            format!("{currency}{}", period(*per, Lang::En)),
        )),
    }
}

fn period(per: Option<Per>, lang: Lang) -> &'static str {
    match per {
        None => "",
        Some(Per::Month) => pick(lang, "/月", " per month"),
        Some(Per::Year) => pick(lang, "/年", " per year"),
    }
}

fn yuan(currency: &str) -> &str {
    match currency {
        "CNY" => "元",
        "GBP" => "英镑",
        "USD" => "美元",
        "EUR" => "欧元",
        "HKD" => "港元",
        other => other,
    }
}

fn with_decimal(text: &str, lang: Lang) -> String {
    let decimal = || {
        let (numerator, denominator) = text.split_once('/')?;
        let exact = Number::parse(numerator).ok()?.checked_div(&Number::parse(denominator).ok()?)?;
        let cent = Number::ONE.checked_div(&Number::integer(100))?;
        Some(exact.round_to(&cent, crate::value::RoundingMode::HalfUp).to_string())
    };
    match decimal() {
        Some(decimal) => format!("{text} ({} {decimal})", pick(lang, "约", "about")),
        None => text.to_owned(),
    }
}

/// How a list is filled in: an entry for each item, with these fields.
pub(crate) fn items(model: &Model, list: ListType) -> Text {
    let record = model.record(list.record);
    let fields = |lang| {
        let fields: Vec<String> = record.fields().map(|field| model.fact(field).name.label(lang)).collect();
        self::list(&fields, lang)
    };
    Text::new(
        format!("逐项填写,至多 {} 项,每项写明{}", list.max, fields(Lang::Zh)),
        format!("one entry for each, up to {}, with {}", list.max, fields(Lang::En)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_carry_their_units() {
        let money = Unit::Money("CNY".into(), Some(Per::Month));
        assert_eq!(measured("1520", &money, Lang::Zh), "1520 元/月");
        assert_eq!(measured("1520", &money, Lang::En), "CNY 1520 per month");
        assert_eq!(measured("1000/3", &money, Lang::Zh), "1000/3 (约 333.33) 元/月");
        assert_eq!(measured("1", &Unit::Days, Lang::En), "1 day");
        assert_eq!(amount(&Number::integer(2), &Unit::Percent, Lang::En), "200%");
    }
}
