//! Types as a form needs them: the kind, its values or bounds, its unit.

use serde::Serialize;

use super::Named;
use crate::decide::{Value, number_value};
use crate::diagnostic::{Lang, Text};
use crate::policy::model::{self, EnumId, ListType, Model, Per, QuantityType, TypeKind, Unit};
use crate::render::{Naming, Writer, unit};
use crate::value::Number;

/// What a fact, decision or figure can be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Type {
    /// `boolean`, `choice`, `set`, `integer`, `number`, `percent`, `money`, `date`, `days`, `list`.
    pub kind: &'static str,
    /// The values of a choice or a set, as declared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Named>,
    /// The least value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<Value>,
    /// The greatest value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Value>,
    /// How many decimal places it may have; any number where left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub places: Option<u8>,
    /// The currency of money.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The period of money: `month`, `year`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per: Option<&'static str>,
    /// The unit, to print beside a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Text>,
    /// How many items a list can have, and what they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Items>,
    /// Whether *none* is a value too.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub none: bool,
}

/// The items of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Items {
    /// What an item is called.
    pub record: Named,
    /// The least number of items.
    pub min: u16,
    /// The greatest number of items.
    pub max: u16,
    /// The field of which no two items have the same value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distinct: Option<String>,
    /// What is said of each item.
    pub fields: Vec<Field>,
}

/// A field of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Its name in JSON.
    pub name: String,
    /// Its label.
    pub label: Text,
    /// What it can be.
    #[serde(rename = "type")]
    pub ty: Type,
    /// The question.
    pub ask: Text,
    /// When it applies, in the words of the language; always where left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Text>,
}

impl Items {
    fn of(model: &Model, list: ListType) -> Self {
        let record = model.record(list.record);
        let field = |id| {
            let field = model.fact(id);
            let when = field.guard.as_ref().map(|guard| {
                let text = |lang| Writer { model, naming: Naming::Declared, lang }.condition_text(&guard.when);
                Text::new(text(Lang::Zh), text(Lang::En))
            });
            Field {
                name: field.name.key.to_string(),
                label: field.name.labels(),
                ty: Type::of(model, &field.ty),
                ask: field.ask.clone(),
                when,
            }
        };
        Self {
            record: Named::from(&record.name),
            min: list.min,
            max: list.max,
            distinct: list.distinct.map(|field| model.fact(field).name.key.to_string()),
            fields: record.fields().map(field).collect(),
        }
    }
}

impl Type {
    pub(super) fn of(model: &Model, ty: &model::Type) -> Self {
        let bare = match &ty.kind {
            TypeKind::Boolean => Self::named("boolean"),
            TypeKind::Choice(values) => Self { values: named(model, *values), ..Self::named("choice") },
            TypeKind::Set(values) => Self { values: named(model, *values), ..Self::named("set") },
            TypeKind::Quantity(quantity) => Self::of_quantity(quantity),
            TypeKind::List(list) => Self { items: Some(Items::of(model, *list)), ..Self::named("list") },
        };
        Self { none: ty.or_none, ..bare }
    }

    pub(super) fn of_quantity(ty: &QuantityType) -> Self {
        let kind = match ty.unit {
            Unit::Plain if ty.places == Some(0) => "integer",
            Unit::Plain => "number",
            Unit::Percent => "percent",
            Unit::Money(..) => "money",
            Unit::Date => "date",
            Unit::Days => "days",
        };
        let (currency, per) = match &ty.unit {
            Unit::Money(currency, per) => (Some(currency.to_string()), *per),
            Unit::Plain | Unit::Percent | Unit::Date | Unit::Days => (None, None),
        };
        let value = |number: &Option<Number>| number.as_ref().map(|number| number_value(number, ty));
        Self {
            min: value(&ty.min),
            max: value(&ty.max),
            places: ty.places.filter(|_| ty.unit != Unit::Date),
            currency,
            per: per.map(|per| match per {
                Per::Month => "month",
                Per::Year => "year",
            }),
            unit: unit(&ty.unit),
            ..Self::named(kind)
        }
    }

    fn named(kind: &'static str) -> Self {
        Self {
            kind,
            values: Vec::new(),
            min: None,
            max: None,
            places: None,
            currency: None,
            per: None,
            unit: None,
            items: None,
            none: false,
        }
    }
}

fn named(model: &Model, values: EnumId) -> Vec<Named> {
    model.enumeration(values).values.iter().map(Named::from).collect()
}
