//! A case read in one pass over its JSON, where nothing of it is out of the way. Whatever is, is left to
//! [`read`](super::read), which reads with the places of all parts at hand: nothing is an error here.

use std::fmt;

use jiff::civil::Date;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Case;
use super::json::Json;
use super::values::{day, known_of_json, symbol_of};
use crate::policy::model::{FactId, Known, Model, QuantityType, TypeKind, Unit};
use crate::value::Number;

/// The case that a text says, where it says a day (or `asked` does), known facts with values that they can have, each
/// once, and nothing else.
pub(super) fn read(model: &Model, text: &str, asked: Option<Date>) -> Option<Case> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let case = Whole { model, asked }.deserialize(&mut reader).ok()?;
    reader.end().ok()?;
    Some(case)
}

/// A case.
struct Whole<'m> {
    model: &'m Model,
    asked: Option<Date>,
}

impl<'de> DeserializeSeed<'de> for Whole<'_> {
    type Value = Case;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Case, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = Case;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a case")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Case, A::Error> {
        let (mut said, mut facts, mut set) = (None, None, false);
        // A key with escapes is borrowed from nothing, and so an error like anything else.
        while let Some(key) = map.next_key::<&str>()? {
            match key {
                "as_of" if said.is_none() => said = Some(day(map.next_value()?).ok_or_else(away)?),
                "facts" if facts.is_none() => facts = Some(map.next_value_seed(Facts { model: self.model })?),
                "settings" if !set && map.next_value::<&RawValue>()?.get() == "{}" => set = true,
                _ => return Err(away()),
            }
        }
        let as_of = match (said, self.asked) {
            (Some(said), Some(asked)) if said != asked => return Err(away()),
            (said, asked) => said.or(asked).ok_or_else(away)?,
        };
        let facts = facts.unwrap_or_else(|| vec![None; self.model.facts.len()]);
        Ok(Case { as_of, facts, settings: Vec::new() })
    }
}

/// The facts of a case.
struct Facts<'m> {
    model: &'m Model,
}

impl<'de> DeserializeSeed<'de> for Facts<'_> {
    type Value = Vec<Option<Known>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Facts<'_> {
    type Value = Vec<Option<Known>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("facts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut facts = vec![None; self.model.facts.len()];
        while let Some(key) = map.next_key::<&str>()? {
            let fact = self.model.fact_named(key).ok_or_else(away)?;
            let slot = facts.get_mut(fact.index()).filter(|slot| slot.is_none()).ok_or_else(away)?;
            *slot = Some(known(self.model, fact, map.next_value::<&RawValue>()?.get()).ok_or_else(away)?);
        }
        Ok(facts)
    }
}

/// What a value says of a fact. The short ways are those of most values.
fn known(model: &Model, fact: FactId, value: &str) -> Option<Known> {
    let plain = || value.strip_prefix('"')?.strip_suffix('"').filter(|plain| !plain.contains('\\'));
    match (&model.fact(fact).ty.kind, value) {
        (TypeKind::Boolean, "true") => Some(Known::Truth(true)),
        (TypeKind::Boolean, "false") => Some(Known::Truth(false)),
        (TypeKind::Choice(values), _) if plain().is_some() => symbol_of(model, *values, plain()?).map(Known::Symbol),
        (TypeKind::Quantity(ty), _) if value.starts_with(|first: char| first.is_ascii_digit() || first == '-') => {
            number(ty, value).or_else(|| known_of_json(model, fact, Json::of(value)).ok())
        }
        _ => known_of_json(model, fact, Json::of(value)).ok(),
    }
}

/// A number that is written as its type is and lies within its range.
fn number(ty: &QuantityType, digits: &str) -> Option<Known> {
    if matches!(ty.unit, Unit::Date | Unit::Percent) {
        return None;
    }
    let number = Number::parse(digits).ok()?;
    let whole = ty.places.is_none_or(|places| number.has_places(places));
    let inside = ty.min.as_ref().is_none_or(|min| *min <= number) && ty.max.as_ref().is_none_or(|max| number <= *max);
    (whole && inside).then(|| Known::Between(Some(number.clone()), Some(number)))
}

/// Something is out of the way.
fn away<E: Error>() -> E {
    E::custom("")
}
