//! A case: what is known of the facts, on the day whose law applies.

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
    /// A case of which nothing is known.
    #[must_use]
    pub fn new(model: &Model, as_of: Date) -> Self {
        Self { as_of, facts: vec![None; model.facts.len()], settings: Vec::new() }
    }

    /// What is known of a fact; `None`: it was not asked.
    #[must_use]
    pub fn known(&self, fact: FactId) -> Option<&Known> {
        self.facts.get(fact.index()).and_then(Option::as_ref)
    }

    /// Sets what is known of a fact. The caller answers for its type and range.
    pub fn set(&mut self, fact: FactId, known: Option<Known>) {
        if let Some(place) = self.facts.get_mut(fact.index()) {
            *place = known;
        }
    }
}
