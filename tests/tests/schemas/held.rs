//! JSON Schemas, and what they say of a JSON value.

use std::{fs, io};

use jsonschema::{Draft, Validator};
use menkan_tests::documents::root;
use serde_json::Value;

/// A schema that values are held against.
pub(crate) struct Held {
    /// What it is called.
    pub(crate) name: String,
    validator: Validator,
}

impl Held {
    /// The schema in a text.
    ///
    /// # Errors
    /// Where it is no schema of draft 2020-12.
    pub(crate) fn new(name: &str, text: &str) -> io::Result<Self> {
        let wrong = |error: &dyn std::fmt::Display| io::Error::other(format!("{name}: {error}"));
        let schema: Value = serde_json::from_str(text).map_err(|error| wrong(&error))?;
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
        let validator = options.build(&schema).map_err(|error| wrong(&error))?;
        Ok(Self { name: name.to_owned(), validator })
    }

    /// The schema of a JSON form: `decision` is `docs/schemas/decision.schema.json`.
    ///
    /// # Errors
    /// Where there is none.
    pub(crate) fn of_form(form: &str) -> io::Result<Self> {
        let text = fs::read_to_string(root().join("docs/schemas").join(format!("{form}.schema.json")))?;
        Self::new(form, &text)
    }

    /// Whether the schema takes a value.
    pub(crate) fn takes(&self, value: &Value) -> bool {
        self.validator.is_valid(value)
    }

    /// What the schema says against the JSON of a value; nothing where it takes it.
    pub(crate) fn against(&self, json: &str) -> Option<String> {
        let value: Value = match serde_json::from_str(json) {
            Ok(value) => value,
            Err(error) => return Some(format!("{error}: {json}")),
        };
        let first = self.validator.iter_errors(&value).next()?;
        let said = first.to_string();
        let shown: String = said.chars().take(600).collect();
        Some(format!("{}: {}: {shown}", self.name, first.instance_path()))
    }
}
