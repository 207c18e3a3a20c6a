//! A case to JSON that reads back as the same case.

use super::Case;
use super::expected::number_text;
use crate::policy::law::cell_name;
use crate::policy::model::{
    EnumId, FactId, Item, Known, Model, QuantityType, RecordId, Setting, SettingValue, TypeKind, Unit,
};
use crate::value::Number;

pub(super) fn write(case: &Case, model: &Model) -> String {
    let known = |(place, fact): (usize, &crate::policy::model::Fact)| {
        let known = case.known(FactId::from(place))?;
        Some(format!("{}:{}", quoted(&fact.name.key), value(model, &fact.ty.kind, known)))
    };
    let facts: Vec<String> = model.facts.iter().enumerate().filter_map(known).collect();
    let mut written = format!("{{\"as_of\":\"{}\",\"facts\":{{{}}}", case.as_of, facts.join(","));
    if !case.settings.is_empty() {
        let settings: Vec<String> = case.settings.iter().map(|(name, value)| setting(model, *name, value)).collect();
        written += &format!(",\"settings\":{{{}}}", settings.join(","));
    }
    written.push('}');
    written
}

/// What is known of a fact, as a case has it in JSON.
pub(crate) fn known_json(model: &Model, fact: FactId, known: &Known) -> String {
    value(model, &model.fact(fact).ty.kind, known)
}

fn value(model: &Model, kind: &TypeKind, known: &Known) -> String {
    match (kind, known) {
        (_, Known::Asked) => "null".to_owned(),
        (_, Known::Truth(value)) => value.to_string(),
        (TypeKind::Choice(values), Known::Symbol(symbol)) => key(model, *values, usize::from(*symbol)),
        (TypeKind::Quantity(ty), Known::Between(Some(low), Some(high))) if low == high => number(ty, low),
        (TypeKind::Quantity(ty), Known::Between(low, high)) => {
            let low = low.as_ref().map(|low| format!("\"at_least\":{}", number(ty, low)));
            let high = high.as_ref().map(|high| format!("\"at_most\":{}", number(ty, high)));
            let ends: Vec<String> = low.into_iter().chain(high).collect();
            format!("{{{}}}", ends.join(","))
        }
        (TypeKind::Set(values), Known::Set(members)) => set(model, *values, members),
        (TypeKind::List(list), Known::List(items)) => {
            let items: Vec<String> = items.iter().map(|written| item(model, list.record, written)).collect();
            format!("[{}]", items.join(","))
        }
        // What `Case` never holds for a fact of this type.
        (
            TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_) | TypeKind::Quantity(_) | TypeKind::List(_),
            Known::Symbol(_) | Known::Between(..) | Known::Set(_) | Known::List(_),
        ) => "null".to_owned(),
    }
}

/// An object of the fields of which something is said.
fn item(model: &Model, record: RecordId, item: &Item) -> String {
    let said = model.record(record).fields().zip(&item.0).filter_map(|(field, known)| {
        let (field, known) = (model.fact(field), known.as_ref()?);
        Some(format!("{}:{}", quoted(&field.name.key), value(model, &field.ty.kind, known)))
    });
    format!("{{{}}}", said.collect::<Vec<_>>().join(","))
}

/// An array where all is known, else an object of what is.
fn set(model: &Model, values: EnumId, members: &[Option<bool>]) -> String {
    let known = members.iter().enumerate().filter_map(|(place, member)| Some((place, (*member)?)));
    if members.iter().all(Option::is_some) {
        let inside: Vec<String> =
            known.filter(|(_, inside)| *inside).map(|(place, _)| key(model, values, place)).collect();
        return format!("[{}]", inside.join(","));
    }
    let said: Vec<String> = known.map(|(place, inside)| format!("{}:{inside}", key(model, values, place))).collect();
    format!("{{{}}}", said.join(","))
}

fn key(model: &Model, values: EnumId, place: usize) -> String {
    model.enumeration(values).values.get(place).map_or_else(|| "null".to_owned(), |name| quoted(&name.key))
}

/// Whole numbers by nature as JSON numbers, everything else as text.
fn number(ty: &QuantityType, number: &Number) -> String {
    match ty.unit {
        Unit::Days => number.to_string(),
        Unit::Plain if ty.places == Some(0) => number.to_string(),
        Unit::Plain | Unit::Percent | Unit::Money(..) | Unit::Date => quoted(&number_text(number, &ty.unit)),
    }
}

fn setting(model: &Model, name: Setting, value: &SettingValue) -> String {
    let (name, ty) = match name {
        Setting::Figure(parameter, cell) => {
            (cell_name(model, parameter, usize::from(cell)), Some(&model.parameter(parameter).ty))
        }
        Setting::Standard(standard) => (model.definition(standard).name.key.to_string(), None),
    };
    let value = match (value, ty) {
        (SettingValue::Number(figure), Some(ty)) => number(ty, figure),
        (SettingValue::Number(figure), None) => quoted(&figure.to_string()),
        (SettingValue::Unlimited, _) => quoted("unlimited"),
        (SettingValue::Met(true), _) => quoted("met"),
        (SettingValue::Met(false), _) => quoted("unmet"),
    };
    format!("{}:{value}", quoted(&name))
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
