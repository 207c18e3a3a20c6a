//! A case: what is known of the facts, on the day whose law applies.
//!
//! [`Case::read`] turns JSON into a case and checks every name and value against the policy's declarations;
//! [`Case::with`] and [`Case::with_json`] do the same for one value at a time; [`Case::to_json`] goes back. Nothing is guessed and nothing
//! dropped: whatever does not fit is a [`CaseError`], and all are reported together.

mod error;
mod expected;
mod json;
mod quick;
mod read;
mod report;
mod settings;
mod unlimited;
mod values;
mod write;

#[cfg(test)]
mod tests;

pub use error::{Details, Misfit, NoNumber, Problem, Subject};
pub use report::{CaseError, CaseErrors, Place};
pub use settings::setting_of_text;
pub(crate) use unlimited::takes_unlimited;
pub use values::known_of_text;
pub(crate) use write::known_json;

use jiff::civil::Date;

use crate::policy::model::{FactId, Known, Model, Setting, SettingValue};

/// A case, checked against a policy's declarations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The day whose law applies.
    pub as_of: Date,
    facts: Vec<Option<Known>>,
    /// What the caller sets, sorted.
    pub settings: Vec<(Setting, SettingValue)>,
}

impl Case {
    /// How long the JSON of a case may be.
    pub const MAX_BYTES: usize = 1 << 20;
    /// How many errors of a case are reported at most.
    pub const MAX_ERRORS: usize = 100;

    /// A case of which nothing is known.
    #[must_use]
    pub fn new(model: &Model, as_of: Date) -> Self {
        Self { as_of, facts: vec![None; model.facts.len()], settings: Vec::new() }
    }

    /// Reads a case from JSON: `{ "as_of": "2024-08-01", "facts": { … }, "settings": { … } }`.
    ///
    /// A fact left out was not asked; `null` was asked and is not known. A number, an amount or a day may be known
    /// within `{ "at_least": …, "at_most": … }`; a set by an array of what is in it, or by an object that says so of some
    /// of its elements.
    ///
    /// # Errors
    /// Everything that does not fit, each with its code, place, and what was expected. A missing fact is no error.
    pub fn read(model: &Model, json: &[u8]) -> Result<Self, CaseErrors> {
        read::read(model, json, None)
    }

    /// Reads a case from JSON that may leave out `as_of`, for its day is this one.
    ///
    /// # Errors
    /// As [`Case::read`]; and where the JSON says another day.
    pub fn read_as_of(model: &Model, json: &[u8], day: Date) -> Result<Self, CaseErrors> {
        read::read(model, json, Some(day))
    }

    /// The case with one more fact, by its JSON name: a value as text (`true`, `urban`, `3040.00`, `2024-08-01`), or the
    /// JSON of a range or a set, or `null`.
    ///
    /// # Errors
    /// Where the policy has no such fact, or the fact no such value.
    pub fn with(mut self, model: &Model, fact: &str, value: &str) -> Result<Self, CaseErrors> {
        let known = values::fact_named(model, fact)
            .and_then(|id| known_of_text(model, id, value).map(|known| (id, known)))
            .map_err(CaseErrors::of)?;
        self.set(known.0, Some(known.1));
        Ok(self)
    }

    /// The case with one more fact, by its JSON name: its value in JSON, as a case would have it.
    ///
    /// # Errors
    /// Where the policy has no such fact, or the fact no such value; places are those in the value's JSON.
    pub fn with_json(mut self, model: &Model, fact: &str, value: &[u8]) -> Result<Self, CaseErrors> {
        let (fact, known) = read::read_fact(model, fact, value)?;
        self.set(fact, Some(known));
        Ok(self)
    }

    /// The case with one more setting: `subsistence.urban` and `760` or `unlimited`, an open standard and `met`.
    ///
    /// # Errors
    /// Where the policy has nothing of that name to set, or it cannot be set so.
    pub fn with_setting(mut self, model: &Model, name: &str, value: &str) -> Result<Self, CaseErrors> {
        let (setting, value) = setting_of_text(model, name, value).map_err(CaseErrors::of)?;
        self.settings.retain(|(other, _)| *other != setting);
        self.settings.push((setting, value));
        self.settings.sort();
        Ok(self)
    }

    /// What is known of a fact; `None`: it was not asked.
    #[must_use]
    pub fn known(&self, fact: FactId) -> Option<&Known> {
        self.facts.get(fact.index()).and_then(Option::as_ref)
    }

    /// What is known of each fact, in the order of the model.
    pub(crate) fn facts(&self) -> &[Option<Known>] {
        &self.facts
    }

    /// Sets what is known of a fact. The caller answers for its type and range.
    pub fn set(&mut self, fact: FactId, known: Option<Known>) {
        if let Some(place) = self.facts.get_mut(fact.index()) {
            *place = known;
        }
    }

    /// The case as JSON that reads back as the same case: facts in the order of the model, each value in its shortest
    /// form.
    #[must_use]
    pub fn to_json(&self, model: &Model) -> String {
        write::write(self, model)
    }
}
