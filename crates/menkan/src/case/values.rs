//! What is said of one fact, in JSON or as plain text, to what is known of it.

use jiff::civil::Date;

use super::Case;
use super::error::{Misfit, NoNumber, Problem, Subject, shortened};
use super::expected::{of_item, of_kind, of_quantity, of_symbol};
use super::json::{Json, Member, Shape};
use crate::near::nearest_of;
use crate::policy::model::{EnumId, FactId, Item, Known, ListType, Model, Name, QuantityType, TypeKind, Unit};
use crate::value::{Number, NumberError, day_number};

/// A problem, and the JSON that has it.
pub(super) type Located<'t> = (Problem, Json<'t>);

/// The fact of a name.
pub(super) fn fact_named(model: &Model, name: &str) -> Result<FactId, Problem> {
    model.fact_named(name).ok_or_else(|| Problem::UnknownFact {
        name: shortened(name),
        nearest: nearest_name(name, model.facts.iter().map(|fact| &fact.name)),
    })
}

/// The key of the name nearest to a word; either form of a name may be the near one.
fn nearest_name<'m>(word: &str, among: impl IntoIterator<Item = &'m Name>) -> Option<String> {
    let forms = among.into_iter().flat_map(|name| [(&*name.key, &*name.key), (&*name.zh, &*name.key)]);
    nearest_of(word, forms).map(str::to_owned)
}

/// What a plain text says of a fact: `true`, `urban`, `3040.00`, `2024-08-01`; or the JSON of a range, of a set, or `null`.
///
/// # Errors
/// Where the fact has no such value.
pub fn known_of_text(model: &Model, fact: FactId, text: &str) -> Result<Known, Problem> {
    let declared = model.fact(fact);
    let subject = || Subject::Fact(declared.name.key.to_string());
    let plain = match &declared.ty.kind {
        TypeKind::Boolean => match text {
            "true" => Some(Known::Truth(true)),
            "false" => Some(Known::Truth(false)),
            _ => None,
        },
        TypeKind::Choice(values) => symbol_of(model, *values, text).map(Known::Symbol),
        TypeKind::Set(_) | TypeKind::List(_) => None,
        TypeKind::Quantity(_) if text == "null" || text.starts_with('{') => None,
        TypeKind::Quantity(ty) => {
            let number = within(ty, &subject(), text, number_of_text(ty, &subject(), text)?)?;
            Some(Known::Between(Some(number.clone()), Some(number)))
        }
    };
    if let Some(known) = plain {
        return Ok(known);
    }
    let wrong = || Problem::WrongType(Misfit::new(&subject(), of_kind(model, &declared.ty.kind), &format!("`{text}`")));
    if text != "null" && !text.starts_with(['{', '[']) {
        return Err(match &declared.ty.kind {
            TypeKind::Choice(values) => unknown_symbol(model, *values, &subject(), text),
            TypeKind::Boolean | TypeKind::Set(_) | TypeKind::Quantity(_) | TypeKind::List(_) => wrong(),
        });
    }
    let json = Json::parse(text).map_err(|_| wrong())?;
    known_of_json(model, fact, json)
        .map_err(|problems| problems.into_iter().next().map_or_else(wrong, |(first, _)| first))
}

/// What JSON says of a fact.
pub(super) fn known_of_json<'t>(model: &Model, fact: FactId, json: Json<'t>) -> Result<Known, Vec<Located<'t>>> {
    let declared = model.fact(fact);
    known_of(model, &declared.ty.kind, &Subject::Fact(declared.name.key.to_string()), json)
}

fn known_of<'t>(model: &Model, kind: &TypeKind, subject: &Subject, json: Json<'t>) -> Result<Known, Vec<Located<'t>>> {
    let shape = json.shape().map_err(|error| vec![(not_json(&error), json)])?;
    let wrong = || Err(vec![(wrong_type(model, kind, subject, json), json)]);
    match (kind, shape) {
        (_, Shape::Null) => Ok(Known::Asked),
        (TypeKind::Boolean, Shape::Truth(value)) => Ok(Known::Truth(value)),
        (TypeKind::Choice(values), Shape::Text(key)) => match symbol_of(model, *values, &key) {
            Some(symbol) => Ok(Known::Symbol(symbol)),
            None => Err(vec![(unknown_symbol(model, *values, subject, &key), json)]),
        },
        (TypeKind::Quantity(ty), Shape::Object(members)) => range_of(ty, subject, json, &members),
        (TypeKind::Quantity(ty), shape) => {
            let number = number_of_shape(ty, subject, json, &shape).map_err(|problem| vec![(problem, json)])?;
            let number = within(ty, subject, json.text(), number).map_err(|problem| vec![(problem, json)])?;
            Ok(Known::Between(Some(number.clone()), Some(number)))
        }
        (TypeKind::Set(values), Shape::Array(items)) => exact_set(model, *values, subject, &items),
        (TypeKind::Set(values), Shape::Object(members)) => partial_set(model, *values, subject, &members),
        (TypeKind::List(list), Shape::Array(items)) => items_of(model, *list, subject, json, &items),
        (TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_) | TypeKind::List(_), _) => wrong(),
    }
}

/// An array of objects: the items of a list, all of them. A field left out of one was not asked.
fn items_of<'t>(
    model: &Model,
    list: ListType,
    subject: &Subject,
    json: Json<'t>,
    written: &[Json<'t>],
) -> Result<Known, Vec<Located<'t>>> {
    if !(usize::from(list.min)..=usize::from(list.max)).contains(&written.len()) {
        let expected = of_kind(model, &TypeKind::List(list));
        return Err(vec![(Problem::OutOfRange(Misfit::new(subject, expected, json.text())), json)]);
    }
    let record = model.record(list.record);
    let mut items: Vec<Item> = Vec::with_capacity(written.len());
    let mut problems = Vec::new();
    for (place, &at) in written.iter().enumerate() {
        if problems.len() > Case::MAX_ERRORS {
            break;
        }
        let members = match at.shape() {
            Ok(Shape::Object(members)) => members,
            Ok(Shape::Null | Shape::Truth(_) | Shape::Number(_) | Shape::Text(_) | Shape::Array(_)) => {
                let item = Subject::Fact(format!("{}[{place}]", subject.name()));
                problems.push((Problem::WrongType(Misfit::new(&item, of_item(model, record), at.text())), at));
                continue;
            }
            Err(error) => {
                problems.push((not_json(&error), at));
                continue;
            }
        };
        let mut item = Item(vec![None; record.fields as usize]);
        for member in &members {
            let name = format!("{}[{place}].{}", subject.name(), member.key);
            let Some(field) = record.fields().find(|field| *model.fact(*field).name.key == *member.key) else {
                let nearest = nearest_name(&member.key, record.fields().map(|field| &model.fact(field).name));
                problems.push((Problem::UnknownFact { name: shortened(&name), nearest }, member.at));
                continue;
            };
            let Some(slot) = item.0.get_mut(record.place(field)) else { continue };
            if slot.is_some() {
                problems.push((Problem::Duplicate { subject: Subject::Key(name) }, member.at));
                continue;
            }
            match known_of(model, &model.fact(field).ty.kind, &Subject::Fact(name), member.value) {
                Ok(known) => *slot = Some(known),
                Err(found) => problems.extend(found),
            }
        }
        if let Some(field) = list.distinct {
            let told = |item: &Item| item.0.get(record.place(field)).cloned().flatten();
            let known = told(&item).filter(|known| *known != Known::Asked);
            if known.is_some() && items.iter().any(|other| told(other) == known) {
                let (field, found) = (model.fact(field).name.key.clone(), shortened(at.text()));
                problems.push((Problem::RepeatedItem { subject: subject.clone(), field, found }, at));
            }
        }
        items.push(item);
    }
    if problems.is_empty() { Ok(Known::List(items)) } else { Err(problems) }
}

/// An array: exactly these are in the set.
fn exact_set<'t>(
    model: &Model,
    values: EnumId,
    subject: &Subject,
    items: &[Json<'t>],
) -> Result<Known, Vec<Located<'t>>> {
    let mut members = vec![Some(false); model.enumeration(values).values.len()];
    let mut problems = Vec::new();
    for &item in items {
        match element(model, values, subject, item) {
            Err(problem) => problems.push((problem, item)),
            Ok(symbol) => match members.get_mut(usize::from(symbol)) {
                Some(member @ Some(false)) => *member = Some(true),
                Some(Some(true) | None) | None => {
                    let found = item.text().to_owned();
                    problems.push((Problem::RepeatedElement { subject: subject.clone(), found }, item));
                }
            },
        }
        if problems.len() > Case::MAX_ERRORS {
            break;
        }
    }
    if problems.is_empty() { Ok(Known::Set(members)) } else { Err(problems) }
}

fn element(model: &Model, values: EnumId, subject: &Subject, item: Json<'_>) -> Result<u16, Problem> {
    match item.shape() {
        Ok(Shape::Text(key)) => {
            symbol_of(model, values, &key).ok_or_else(|| unknown_symbol(model, values, subject, &key))
        }
        Ok(Shape::Null | Shape::Truth(_) | Shape::Number(_) | Shape::Array(_) | Shape::Object(_)) => {
            Err(Problem::WrongType(Misfit::new(subject, of_symbol(model, values), item.text())))
        }
        Err(error) => Err(not_json(&error)),
    }
}

/// An object: these are in the set, these are not; of the rest nothing is known.
fn partial_set<'t>(
    model: &Model,
    values: EnumId,
    subject: &Subject,
    said: &[Member<'t>],
) -> Result<Known, Vec<Located<'t>>> {
    let mut members = vec![None; model.enumeration(values).values.len()];
    let mut seen = vec![false; members.len()];
    let mut problems = Vec::new();
    for member in said {
        if problems.len() > Case::MAX_ERRORS {
            break;
        }
        let Some(symbol) = symbol_of(model, values, &member.key) else {
            problems.push((unknown_symbol(model, values, subject, &member.key), member.at));
            continue;
        };
        let place = usize::from(symbol);
        if std::mem::replace(&mut seen[place], true) {
            let found = member.at.text().to_owned();
            problems.push((Problem::RepeatedElement { subject: subject.clone(), found }, member.at));
            continue;
        }
        match member.value.shape() {
            Ok(Shape::Truth(value)) => members[place] = Some(value),
            Ok(Shape::Null) => {}
            Ok(Shape::Number(_) | Shape::Text(_) | Shape::Array(_) | Shape::Object(_)) => {
                let name = format!("{}.{}", subject.name(), member.key);
                problems
                    .push((wrong_type(model, &TypeKind::Boolean, &Subject::Fact(name), member.value), member.value));
            }
            Err(error) => problems.push((not_json(&error), member.value)),
        }
    }
    if problems.is_empty() { Ok(Known::Set(members)) } else { Err(problems) }
}

/// `{ "at_least": …, "at_most": … }`, one of them or both.
fn range_of<'t>(
    ty: &QuantityType,
    subject: &Subject,
    json: Json<'t>,
    members: &[Member<'t>],
) -> Result<Known, Vec<Located<'t>>> {
    let found = || shortened(json.text());
    let (mut low, mut high) = (None, None);
    let mut problems = Vec::new();
    for member in members {
        if problems.len() > Case::MAX_ERRORS {
            break;
        }
        let end = match &*member.key {
            "at_least" => &mut low,
            "at_most" => &mut high,
            _ => {
                problems.push((Problem::BadRange { subject: subject.clone(), found: found() }, member.at));
                continue;
            }
        };
        if end.is_some() {
            let key = Subject::Key(format!("{}.{}", subject.name(), member.key));
            problems.push((Problem::Duplicate { subject: key }, member.at));
            continue;
        }
        let shape = member.value.shape().map_err(|error| not_json(&error));
        match shape.and_then(|shape| number_of_shape(ty, subject, member.value, &shape)) {
            Ok(number) => *end = Some(number),
            Err(problem) => problems.push((problem, member.value)),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let problem = match (&low, &high) {
        (None, None) => Some(Problem::BadRange { subject: subject.clone(), found: found() }),
        (Some(low), Some(high)) if low > high => {
            Some(Problem::CrossedRange { subject: subject.clone(), found: found() })
        }
        (Some(_) | None, Some(_) | None) => {
            let above = matches!((&low, &ty.max), (Some(low), Some(max)) if low > max);
            let below = matches!((&high, &ty.min), (Some(high), Some(min)) if high < min);
            (above || below).then(|| Problem::RangeOutside(Misfit::new(subject, of_quantity(ty), &found())))
        }
    };
    match problem {
        Some(problem) => Err(vec![(problem, json)]),
        None => Ok(clipped(ty, low, high)),
    }
}

/// What a range says within the declared one: an end beyond that says no more than the declared end does, and a range
/// that leaves one value is that value.
fn clipped(ty: &QuantityType, low: Option<Number>, high: Option<Number>) -> Known {
    let low = low.map(|low| ty.min.clone().map_or(low.clone(), |min| min.max(low)));
    let high = high.map(|high| ty.max.clone().map_or(high.clone(), |max| max.min(high)));
    let (least, greatest) = (low.as_ref().or(ty.min.as_ref()), high.as_ref().or(ty.max.as_ref()));
    if least.is_some() && least == greatest {
        return Known::Between(least.cloned(), least.cloned());
    }
    Known::Between(low, high)
}

/// A number of this type, anywhere on the line.
pub(super) fn number_of_shape(
    ty: &QuantityType,
    subject: &Subject,
    json: Json<'_>,
    shape: &Shape<'_>,
) -> Result<Number, Problem> {
    match shape {
        Shape::Number(digits) if ty.unit != Unit::Date => number_of_digits(ty, subject, digits, json.text()),
        Shape::Text(text) if ty.unit == Unit::Date => day_of_text(ty, subject, text, json.text()),
        Shape::Text(text) if !is_whole(ty) => number_of_digits(ty, subject, text, json.text()),
        Shape::Null | Shape::Truth(_) | Shape::Number(_) | Shape::Text(_) | Shape::Array(_) | Shape::Object(_) => {
            Err(Problem::WrongType(Misfit::new(subject, of_quantity(ty), json.text())))
        }
    }
}

/// A number of this type from plain text, anywhere on the line.
pub(super) fn number_of_text(ty: &QuantityType, subject: &Subject, text: &str) -> Result<Number, Problem> {
    let found = format!("`{text}`");
    if ty.unit == Unit::Date {
        day_of_text(ty, subject, text, &found)
    } else {
        number_of_digits(ty, subject, text, &found)
    }
}

/// Whether values are whole by nature: JSON writes these as numbers, never as texts.
fn is_whole(ty: &QuantityType) -> bool {
    ty.unit == Unit::Days || (ty.unit == Unit::Plain && ty.places == Some(0))
}

fn number_of_digits(ty: &QuantityType, subject: &Subject, digits: &str, found: &str) -> Result<Number, Problem> {
    let misfit = || Misfit::new(subject, of_quantity(ty), found);
    let number = match Number::parse(digits) {
        Ok(number) => number,
        Err(error) => {
            let exponent = digits.starts_with(|first: char| first.is_ascii_digit() || first == '-')
                && digits.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
                && digits.contains(['e', 'E']);
            let why = match error {
                NumberError::Malformed if exponent => NoNumber::Exponent,
                NumberError::Malformed => NoNumber::Malformed,
                NumberError::TooLong => NoNumber::TooLong,
            };
            return Err(Problem::NotANumber(misfit(), why));
        }
    };
    let number = match ty.unit {
        Unit::Percent => number.checked_div(&Number::integer(100)).unwrap_or(number),
        Unit::Plain | Unit::Money(..) | Unit::Date | Unit::Days => number,
    };
    match ty.places {
        Some(places) if !number.has_places(places) => {
            Err(if is_whole(ty) { Problem::WrongType(misfit()) } else { Problem::TooPrecise(misfit()) })
        }
        Some(_) | None => Ok(number),
    }
}

fn day_of_text(ty: &QuantityType, subject: &Subject, text: &str, found: &str) -> Result<Number, Problem> {
    day(text).map(day_number).ok_or_else(|| Problem::NotADay(Misfit::new(subject, of_quantity(ty), found)))
}

/// `2024-08-01` and nothing else.
pub(super) fn day(text: &str) -> Option<Date> {
    let digits = |part: &str, width: usize| {
        (part.len() == width && part.bytes().all(|byte| byte.is_ascii_digit())).then_some(())?;
        part.parse::<i16>().ok()
    };
    let mut parts = text.split('-');
    let (year, month, day) = (digits(parts.next()?, 4)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A number that lies within the range of its type.
pub(super) fn within(ty: &QuantityType, subject: &Subject, found: &str, number: Number) -> Result<Number, Problem> {
    let inside = ty.min.as_ref().is_none_or(|min| *min <= number) && ty.max.as_ref().is_none_or(|max| number <= *max);
    if inside {
        return Ok(number);
    }
    Err(Problem::OutOfRange(Misfit::new(subject, of_quantity(ty), found)))
}

pub(super) fn symbol_of(model: &Model, values: EnumId, key: &str) -> Option<u16> {
    let place = model.enumeration(values).values.iter().position(|value| &*value.key == key)?;
    u16::try_from(place).ok()
}

fn unknown_symbol(model: &Model, values: EnumId, subject: &Subject, key: &str) -> Problem {
    let misfit = *Misfit::new(subject, of_symbol(model, values), &format!("\"{key}\""));
    let nearest = nearest_name(key, &model.enumeration(values).values);
    Problem::UnknownValue(Box::new(Misfit { nearest, ..misfit }))
}

fn wrong_type(model: &Model, kind: &TypeKind, subject: &Subject, json: Json<'_>) -> Problem {
    Problem::WrongType(Misfit::new(subject, of_kind(model, kind), json.text()))
}

/// What serde_json says, without its own line and column: the place is given with the error.
pub(super) fn not_json(error: &serde_json::Error) -> Problem {
    let said = error.to_string();
    Problem::NotJson { why: said.split(" at line ").next().unwrap_or(&said).to_owned() }
}
