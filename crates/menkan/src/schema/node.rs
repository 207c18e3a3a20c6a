//! The parts of JSON Schema that schemas of policies are written in, with their keywords in one order.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// A schema. What is left out restricts nothing.
#[derive(Debug, Clone, Default, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Schema {
    /// The dialect, at the root.
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub dialect: Option<&'static str>,
    /// What people read: `中文 / English`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// More of it: a question, a condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A schema of the document: `#/$defs/fact`.
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The JSON types: any of these.
    #[serde(rename = "type", skip_serializing_if = "Vec::is_empty", serialize_with = "kinds")]
    pub kinds: Vec<Kind>,
    /// The one value.
    #[serde(rename = "const", skip_serializing_if = "Option::is_none")]
    pub constant: Option<Value>,
    /// One of these texts.
    #[serde(rename = "enum", skip_serializing_if = "Option::is_none")]
    pub texts: Option<Vec<String>>,
    /// Exactly one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub one_of: Vec<Schema>,
    /// Any of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<Schema>,
    /// A regular expression for a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// What a text holds: `date`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<&'static str>,
    /// How many characters a text has at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    /// The least number, by its digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Box<RawValue>>,
    /// The greatest number, by its digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Box<RawValue>>,
    /// The items of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Box<Schema>>,
    /// How many items there are at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_items: Option<usize>,
    /// How many items there are at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_items: Option<usize>,
    /// Whether no item stands twice.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unique_items: bool,
    /// The members of an object, in order.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "members")]
    pub properties: Option<Vec<(String, Schema)>>,
    /// The members that must be there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    /// How many members there are at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_properties: Option<usize>,
    /// That there are no other members.
    #[serde(rename = "additionalProperties", skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
    /// Schemas that others refer to.
    #[serde(rename = "$defs", skip_serializing_if = "Option::is_none", serialize_with = "members")]
    pub definitions: Option<Vec<(String, Schema)>>,
}

/// A JSON type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// `null`
    Null,
    /// `true`, `false`
    Boolean,
    /// A number without decimals.
    Integer,
    /// Any number.
    Number,
    /// A text.
    String,
    /// A list.
    Array,
    /// Members by name.
    Object,
}

/// An object that has no members but those that its schema lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed;

impl Schema {
    /// The schema as JSON of several lines, for a file.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Nothing here can fail to serialise: no map has a key that is no string.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    pub(super) fn of(kind: Kind) -> Self {
        Self { kinds: vec![kind], ..Self::default() }
    }

    pub(super) fn or_null(kind: Kind) -> Self {
        Self { kinds: vec![kind, Kind::Null], ..Self::default() }
    }

    pub(super) fn constant(value: impl Into<Value>) -> Self {
        Self { constant: Some(value.into()), ..Self::default() }
    }

    pub(super) fn one_of(schemas: Vec<Self>) -> Self {
        Self { one_of: schemas, ..Self::default() }
    }

    pub(super) fn any_of(schemas: Vec<Self>) -> Self {
        Self { any_of: schemas, ..Self::default() }
    }

    pub(super) fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self { texts: Some(texts.into_iter().map(Into::into).collect()), ..Self::default() }
    }

    pub(super) fn reference(definition: &str) -> Self {
        Self { reference: Some(format!("#/$defs/{definition}")), ..Self::default() }
    }

    pub(super) fn pattern(pattern: impl Into<String>) -> Self {
        Self { pattern: Some(pattern.into()), ..Self::of(Kind::String) }
    }

    pub(super) fn list(items: Self) -> Self {
        Self { items: Some(Box::new(items)), ..Self::of(Kind::Array) }
    }

    /// An object of these members at most.
    pub(super) fn object(properties: Vec<(String, Self)>) -> Self {
        Self { properties: Some(properties), closed: Some(Closed), ..Self::of(Kind::Object) }
    }

    /// An object of exactly these members.
    pub(super) fn record(properties: Vec<(&str, Self)>) -> Self {
        let properties: Vec<(String, Self)> =
            properties.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
        Self { required: properties.iter().map(|(name, _)| name.clone()).collect(), ..Self::object(properties) }
    }

    /// Without one of the members that must be there.
    pub(super) fn optional(mut self, name: &str) -> Self {
        self.required.retain(|required| required != name);
        self
    }
}

impl Serialize for Closed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(false)
    }
}

fn kinds<S: Serializer>(kinds: &[Kind], serializer: S) -> Result<S::Ok, S::Error> {
    match kinds {
        [kind] => kind.serialize(serializer),
        kinds => kinds.serialize(serializer),
    }
}

fn members<S: Serializer>(members: &Option<Vec<(String, Schema)>>, serializer: S) -> Result<S::Ok, S::Error> {
    let members = members.as_deref().unwrap_or_default();
    let mut map = serializer.serialize_map(Some(members.len()))?;
    for (name, schema) in members {
        map.serialize_entry(name, schema)?;
    }
    map.end()
}
