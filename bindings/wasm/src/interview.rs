//! Interviews.

use menkan::decide::Refused;
use menkan::policy::Policy;
use menkan::render::COLUMNS;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::results::lang;

/// An interview under way.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Interview {
    pub(crate) interview: menkan::interview::Interview,
}

#[wasm_bindgen]
impl Interview {
    /// Where it stands.
    ///
    /// # Errors
    /// None, for an interview that was begun.
    pub fn state(&self) -> Result<InterviewState, JsValue> {
        let state = self.interview.state().map_err(|error| told(Refused::Decide(error)))?;
        Ok(InterviewState { state, policy: self.interview.policy().clone() })
    }

    /// The case as far as it is known by now, as JSON.
    #[must_use]
    pub fn case(&self) -> String {
        self.interview.case().to_json(self.interview.policy().model())
    }

    /// Notes an answer, a value in JSON.
    ///
    /// # Errors
    /// Where the policy has no such fact, or the fact no such value; or where the rules leave a gap or disagree then.
    pub fn answer(&mut self, fact: &str, value: &str) -> Result<(), JsValue> {
        self.interview.answer_json(fact, value.as_bytes()).map_err(|refused| told(refused.without_places()))
    }

    /// Takes the last answer back; gives the fact that it was about.
    pub fn undo(&mut self) -> Option<String> {
        self.interview.undo().map(|fact| fact.to_string())
    }

    /// The interview as JSON that `Policy::resume_interview` reads back.
    #[must_use]
    pub fn json(&self) -> String {
        self.interview.to_json()
    }
}

/// Where an interview stands.
#[wasm_bindgen]
#[derive(Debug)]
pub struct InterviewState {
    state: menkan::interview::State,
    policy: Policy,
}

#[wasm_bindgen]
impl InterviewState {
    /// The state as JSON.
    #[must_use]
    pub fn json(&self) -> String {
        self.state.to_json()
    }

    /// The state in words.
    ///
    /// # Errors
    /// Where the language is neither.
    pub fn text(&self, language: &str) -> Result<String, JsValue> {
        Ok(self.state.to_text(None, self.policy.model(), lang(language)?, COLUMNS))
    }
}

/// An error as JavaScript is told it.
pub(crate) fn told(refused: Refused) -> JsValue {
    JsValue::from(vec![refused.to_json()])
}
