//! What a fact or a setting takes, in words.

use crate::diagnostic::Text;
use crate::policy::model::{EnumId, Model, Per, QuantityType, Record, TypeKind, Unit};
use crate::value::{Number, day_of};

/// How many values of an enumeration are listed.
const LISTED: usize = 20;

/// What a type takes.
pub(super) fn of_kind(model: &Model, kind: &TypeKind) -> Text {
    match kind {
        TypeKind::Boolean => Text::new("`true` 或者 `false`", "`true` or `false`"),
        TypeKind::Choice(values) => of_symbol(model, *values),
        TypeKind::Set(values) => {
            let listed = symbols(model, *values);
            Text::new(
                format!("由 {listed} 组成的数组,或者逐个注明 `true`、`false` 的对象"),
                format!("an array of {listed}, or an object that says `true` or `false` of each"),
            )
        }
        TypeKind::Quantity(ty) => of_quantity(ty),
        TypeKind::List(list) => {
            let fields = fields(model, model.record(list.record));
            let (min, max) = (list.min, list.max);
            Text::new(
                format!("{min} 至 {max} 个对象组成的数组,每个对象有 {fields}"),
                format!("an array of {min} to {max} objects with {fields}"),
            )
        }
    }
}

/// An item of a list.
pub(super) fn of_item(model: &Model, record: &Record) -> Text {
    let fields = fields(model, record);
    Text::new(format!("有 {fields} 的对象"), format!("an object with {fields}"))
}

fn fields(model: &Model, record: &Record) -> String {
    let fields = record.fields().map(|field| format!("\"{}\"", model.fact(field).name.key));
    fields.collect::<Vec<_>>().join(", ")
}

/// One value of an enumeration.
pub(super) fn of_symbol(model: &Model, values: EnumId) -> Text {
    let listed = symbols(model, values);
    Text::new(format!("{listed} 之一"), format!("one of {listed}"))
}

fn symbols(model: &Model, values: EnumId) -> String {
    let values = &model.enumeration(values).values;
    let listed: Vec<String> = values.iter().take(LISTED).map(|value| format!("\"{}\"", value.key)).collect();
    format!("{}{}", listed.join(", "), if values.len() > LISTED { ", …" } else { "" })
}

/// What a type of number takes.
pub(super) fn of_quantity(ty: &QuantityType) -> Text {
    let range = range(ty);
    let places = |zh: String, en: String| match ty.places {
        Some(0) => Text::new(format!("{zh}(没有小数)"), format!("{en}, without decimals")),
        Some(places) => {
            Text::new(format!("{zh}(最多 {places} 位小数)"), format!("{en}, with at most {places} decimals"))
        }
        None => Text::new(zh, en),
    };
    match &ty.unit {
        Unit::Plain if ty.places == Some(0) => Text::new(format!("整数{range}"), format!("an integer{range}")),
        Unit::Plain => places(format!("数{range}"), format!("a number{range}")),
        Unit::Percent => places(format!("百分数{range}"), format!("a percentage{range}")),
        Unit::Money(currency, per) => {
            let (zh, en) = match per {
                None => ("", ""),
                Some(Per::Month) => ("每月", " per month"),
                Some(Per::Year) => ("每年", " per year"),
            };
            places(format!("{zh} {currency} 金额{range}").trim_start().to_owned(), format!("{currency}{en}{range}"))
        }
        Unit::Date => Text::new("写作 2024-08-01 的日期", "a day, written 2024-08-01"),
        Unit::Days => Text::new(format!("天数{range}"), format!("a number of days{range}")),
    }
}

/// ` 1..30`; nothing where both ends are open.
fn range(ty: &QuantityType) -> String {
    let end = |end: &Option<Number>| end.as_ref().map(|number| number_text(number, &ty.unit)).unwrap_or_default();
    let (min, max) = (end(&ty.min), end(&ty.max));
    if min.is_empty() && max.is_empty() { String::new() } else { format!(" {min}..{max}") }
}

/// A number as JSON writes it in a text.
pub(super) fn number_text(number: &Number, unit: &Unit) -> String {
    match unit {
        Unit::Date => day_of(number).map_or_else(|| number.to_string(), |day| day.to_string()),
        Unit::Percent => (number * &Number::integer(100)).to_string(),
        Unit::Plain | Unit::Money(..) | Unit::Days => number.to_string(),
    }
}
