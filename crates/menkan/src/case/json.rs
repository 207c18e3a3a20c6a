//! JSON whose parts know where they stand: each is a slice of the text that was read.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A JSON value, unread: a slice of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Json<'t>(&'t str);

/// What a JSON value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape<'t> {
    Null,
    Truth(bool),
    /// A number, by its digits.
    Number(&'t str),
    Text(Cow<'t, str>),
    Array(Vec<Json<'t>>),
    Object(Vec<Member<'t>>),
}

/// A member of an object. A key may occur twice; to judge that is the reader's task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member<'t> {
    /// The key, its escapes resolved.
    pub(super) key: Cow<'t, str>,
    /// The key as written.
    pub(super) at: Json<'t>,
    pub(super) value: Json<'t>,
}

impl<'t> Json<'t> {
    /// Checks that a text is one JSON value and nothing else.
    pub(super) fn parse(text: &'t str) -> Result<Self, serde_json::Error> {
        Ok(Self(serde_json::from_str::<&'t RawValue>(text)?.get()))
    }

    /// A value that was already found to be one.
    pub(super) fn of(value: &'t str) -> Self {
        Self(value)
    }

    /// The value as written.
    pub(super) fn text(self) -> &'t str {
        self.0
    }

    /// Looks one level into the value; what its members are is left for later, so that depth does no harm.
    pub(super) fn shape(self) -> Result<Shape<'t>, serde_json::Error> {
        Ok(match self.0.as_bytes().first() {
            Some(b'n') => Shape::Null,
            Some(b't') => Shape::Truth(true),
            Some(b'f') => Shape::Truth(false),
            Some(b'"') => Shape::Text(text_of(self.0)?),
            Some(b'[') => {
                let items: Vec<&'t RawValue> = serde_json::from_str(self.0)?;
                Shape::Array(items.into_iter().map(|item| Self(item.get())).collect())
            }
            Some(b'{') => {
                let Members(members) = serde_json::from_str(self.0)?;
                let member = |(key, value): (&'t RawValue, &'t RawValue)| {
                    Ok(Member { key: text_of(key.get())?, at: Self(key.get()), value: Self(value.get()) })
                };
                Shape::Object(members.into_iter().map(member).collect::<Result<_, serde_json::Error>>()?)
            }
            Some(_) | None => Shape::Number(self.0),
        })
    }
}

/// A text in JSON, with its quotes: where it has no escapes, what stands between them.
fn text_of(json: &str) -> Result<Cow<'_, str>, serde_json::Error> {
    match json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        // What was read as a value of JSON has no control characters and ends where its quote does.
        Some(plain) if !plain.contains('\\') => Ok(Cow::Borrowed(plain)),
        _ => serde_json::from_str(json).map(Cow::Owned),
    }
}

/// The members of an object, all of them, in order; keys and values as written.
struct Members<'t>(Vec<(&'t RawValue, &'t RawValue)>);

impl<'de: 't, 't> Deserialize<'de> for Members<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect<'t>(PhantomData<&'t ()>);
        impl<'de: 't, 't> Visitor<'de> for Collect<'t> {
            type Value = Members<'t>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'t>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_slices_of_the_text() {
        let text = r#" { "a\u0062": 1.50, "c": [true, null] } "#;
        let Shape::Object(members) = Json::parse(text).unwrap().shape().unwrap() else { panic!("no object") };
        assert_eq!(members[0].key, "ab");
        assert_eq!(members[0].value.shape().unwrap(), Shape::Number("1.50"));
        let Shape::Array(items) = members[1].value.shape().unwrap() else { panic!("no array") };
        assert_eq!(items[0].shape().unwrap(), Shape::Truth(true));
        assert_eq!(items[1].text().as_ptr() as usize - text.as_ptr() as usize, 32);
    }

    #[test]
    fn depth_does_no_harm() {
        let deep = format!("{}{}", "[".repeat(500_000), "]".repeat(500_000));
        let Shape::Array(items) = Json::parse(&deep).unwrap().shape().unwrap() else { panic!("no array") };
        assert_eq!(items.len(), 1);
    }
}
