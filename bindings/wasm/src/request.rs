//! What is asked for beside a case.

use jiff::civil::Date;
use menkan::decide::{Reasons, Refused};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsError, JsValue};

/// What is asked for beside a case, as it is gathered from JavaScript.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Request {
    asked: menkan::decide::Request,
    places: Places,
}

/// Whether the places of errors mean something to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Places {
    /// The caller wrote the text.
    #[default]
    Kept,
    /// The text was made of the caller's objects.
    Dropped,
}

#[wasm_bindgen]
impl Request {
    /// Nothing is asked for beside the case.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The day of a case that names none.
    ///
    /// # Errors
    /// Where the text is no day.
    pub fn as_of(&mut self, text: &str) -> Result<(), JsValue> {
        self.asked.as_of = Some(day(text)?);
        Ok(())
    }

    /// A setting.
    pub fn set(&mut self, name: String, value: String) {
        self.asked.settings.push((name, value));
    }

    /// A decision to answer.
    pub fn answer(&mut self, decision: String) {
        self.asked.answers.push(decision);
    }

    /// No reasons are given.
    pub fn without_reasons(&mut self) {
        self.asked.reasons = Reasons::Omitted;
    }

    /// The facts that suffice are looked for.
    pub fn with_sufficient(&mut self) {
        self.asked.sufficient = true;
    }

    /// The text of the case was made of the caller's objects: no places are told.
    pub fn without_places(&mut self) {
        self.places = Places::Dropped;
    }
}

impl Request {
    pub(crate) fn asked(&self) -> &menkan::decide::Request {
        &self.asked
    }

    /// The errors as the caller is told them.
    pub(crate) fn told(&self, refused: Refused) -> Refused {
        match self.places {
            Places::Kept => refused,
            Places::Dropped => refused.without_places(),
        }
    }
}

pub(crate) fn day(text: &str) -> Result<Date, JsValue> {
    text.parse().map_err(|_| JsError::new(&format!("{text:?} is not a day written as 2024-08-01")).into())
}
