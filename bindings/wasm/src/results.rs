//! What is still missing, and how near another answer is.

use menkan::diagnostic::Lang;
use menkan::policy::Policy;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsError, JsValue};

/// The one-time notice of a case.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Notice {
    pub(crate) notice: menkan::notice::Notice,
    pub(crate) policy: Policy,
}

#[wasm_bindgen]
impl Notice {
    /// The notice as JSON.
    #[must_use]
    pub fn json(&self) -> String {
        self.notice.to_json()
    }

    /// The notice in words.
    ///
    /// # Errors
    /// Where the language is neither.
    pub fn text(&self, language: &str) -> Result<String, JsValue> {
        Ok(self.notice.to_text(self.policy.model(), lang(language)?))
    }

    /// The notice as a letter in Markdown.
    ///
    /// # Errors
    /// Where the language is neither.
    pub fn markdown(&self, language: &str) -> Result<String, JsValue> {
        Ok(self.notice.to_markdown(self.policy.model(), lang(language)?))
    }

    /// The notice as a letter in HTML.
    ///
    /// # Errors
    /// Where the language is neither.
    pub fn html(&self, language: &str) -> Result<String, JsValue> {
        Ok(self.notice.to_html(self.policy.model(), lang(language)?))
    }
}

/// The least changes to a case that would give a decision another value.
#[wasm_bindgen]
#[derive(Debug)]
pub struct NearMisses {
    pub(crate) near: menkan::near_miss::NearMisses,
    pub(crate) policy: Policy,
}

#[wasm_bindgen]
impl NearMisses {
    /// The near misses as JSON.
    #[must_use]
    pub fn json(&self) -> String {
        self.near.to_json()
    }

    /// The near misses in words.
    ///
    /// # Errors
    /// Where the language is neither.
    pub fn text(&self, language: &str) -> Result<String, JsValue> {
        Ok(self.near.to_text(self.policy.model(), lang(language)?))
    }
}

/// A language by its tag.
pub(crate) fn lang(tag: &str) -> Result<Lang, JsValue> {
    match tag {
        "zh" => Ok(Lang::Zh),
        "en" => Ok(Lang::En),
        other => Err(JsError::new(&format!("the languages are \"zh\" and \"en\", not {other:?}")).into()),
    }
}
