//! Menkan for JavaScript: texts in, texts out. `js/menkan.js` makes objects of them.
//!
//! Errors are thrown as an array of texts: the errors as every surface gives them, and, where they speak of a policy's
//! text, the same with offsets in UTF-16 code units.

mod interview;
mod request;
mod results;

use menkan::analyse::Checked;
use menkan::compiled_form::CompiledError;
use menkan::decide::Refused;
use menkan::describe::describe;
use menkan::diagnostic::render::{Offsets, to_json, to_json_with};
use menkan::policy::{Library, Rejected, Texts, names_in_header};
use menkan::source::SourceFile;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use interview::told;
pub use interview::{Interview, InterviewState};
pub use request::Request;
pub use results::{NearMisses, Notice};

/// A checked policy with all its layers.
#[wasm_bindgen]
pub struct Policy {
    policy: menkan::policy::Policy,
}

#[wasm_bindgen]
impl Policy {
    /// The shipped policy of a name.
    ///
    /// # Errors
    /// Where there is none.
    pub fn load(name: &str) -> Result<Self, JsValue> {
        let loaded = menkan::policy::Policy::load(name, &menkan_policies::library());
        loaded.map(|policy| Self { policy }).map_err(|rejected| rejection(&rejected))
    }

    /// A policy from its text; its parents are among the texts given, or among the shipped policies.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(text: &str, name: &str, parents: Vec<String>) -> Result<Self, JsValue> {
        let parsed = menkan::policy::Policy::parse(SourceFile::new(name, text), &library(&parents));
        parsed.map(|policy| Self { policy }).map_err(|rejected| rejection(&rejected))
    }

    /// The policy of a compiled form.
    ///
    /// # Errors
    /// Where the bytes are none.
    pub fn from_compiled(bytes: &[u8]) -> Result<Self, JsValue> {
        let read = menkan::policy::Policy::from_compiled(bytes);
        read.map(|policy| Self { policy }).map_err(|error| of_compiled(&error))
    }

    /// The compiled form of the policy; of one day's law alone where a day is given.
    ///
    /// # Errors
    /// Where the policy has no law on that day, or was itself compiled for another.
    pub fn to_compiled(&self, day: Option<String>) -> Result<Vec<u8>, JsValue> {
        let compiled = match day {
            Some(day) => self.policy.to_compiled_for(request::day(&day)?),
            None => self.policy.to_compiled(),
        };
        compiled.map_err(|error| told(Refused::Decide(error)))
    }

    /// The policy's name.
    #[must_use]
    pub fn name(&self) -> String {
        self.policy.name().to_owned()
    }

    /// The policy's digest.
    #[must_use]
    pub fn digest(&self) -> String {
        self.policy.digest().to_owned()
    }

    /// Sees to it that the policy has a law on a day.
    ///
    /// # Errors
    /// Where it has none.
    pub fn at(&self, day: &str) -> Result<(), JsValue> {
        let law = self.policy.at(request::day(day)?);
        law.map(drop).map_err(|error| told(Refused::Decide(error)))
    }

    /// A decision as JSON.
    ///
    /// # Errors
    /// Where the case or the request is at fault, or the case cannot be decided.
    pub fn decide(&self, case: &str, request: &Request) -> Result<String, JsValue> {
        let decided = self.policy.decide_json(case.as_bytes(), request.asked());
        decided.map(|decision| decision.to_json()).map_err(|refused| told(request.told(refused)))
    }

    /// The one-time notice of a case.
    ///
    /// # Errors
    /// As `decide`.
    pub fn notice(&self, case: &str, request: &Request) -> Result<Notice, JsValue> {
        let notice = self.policy.notice_json(case.as_bytes(), request.asked());
        let notice = notice.map_err(|refused| told(request.told(refused)))?;
        Ok(Notice { notice, policy: self.policy.clone() })
    }

    /// The least changes to a case that would give a decision a value, as text.
    ///
    /// # Errors
    /// As `decide`; and where there is no such decision, or it never has such a value.
    pub fn why_not(&self, case: &str, decision: &str, value: &str, request: &Request) -> Result<NearMisses, JsValue> {
        let near = self.policy.why_not_json(case.as_bytes(), decision, value, request.asked());
        let near = near.map_err(|refused| told(request.told(refused)))?;
        Ok(NearMisses { near, policy: self.policy.clone() })
    }

    /// An interview about what a case leaves open.
    ///
    /// # Errors
    /// As `decide`.
    pub fn interview(&self, case: &str, request: &Request) -> Result<Interview, JsValue> {
        let interview = self.policy.interview(case.as_bytes(), request.asked());
        interview.map(|interview| Interview { interview }).map_err(|refused| told(request.told(refused)))
    }

    /// An interview that was saved.
    ///
    /// # Errors
    /// Where it cannot be read, or is one of another policy.
    pub fn resume_interview(&self, saved: &str) -> Result<Interview, JsValue> {
        let interview = self.policy.resume_interview(saved.as_bytes());
        interview.map(|interview| Interview { interview }).map_err(told)
    }

    /// All that the policy declares, as JSON.
    #[must_use]
    pub fn describe(&self) -> String {
        describe(self.policy.model()).to_json()
    }

    /// What its author should look at, as JSON.
    ///
    /// # Errors
    /// Where the policy was compiled without its texts.
    pub fn check(&self) -> Result<String, JsValue> {
        self.policy.require_texts().map_err(|error| of_compiled(&error))?;
        Ok(Checked::of(Ok(self.policy.clone())).to_json(Offsets::Utf16))
    }
}

/// All that is wrong with a policy's text, as JSON.
#[wasm_bindgen]
#[must_use]
pub fn check(text: &str, name: &str, parents: Vec<String>) -> String {
    let parsed = menkan::policy::Policy::parse(SourceFile::new(name, text), &library(&parents));
    Checked::of(parsed).to_json(Offsets::Utf16)
}

/// The names of the shipped policies, parents first.
#[wasm_bindgen]
#[must_use]
pub fn policies() -> Vec<String> {
    menkan_policies::names().map(str::to_owned).collect()
}

/// The parents that were given, each called by its policy's name, then the shipped policies.
fn library(parents: &[String]) -> impl Library + use<> {
    let file = |text: &String| {
        let name = names_in_header(text).into_iter().next().unwrap_or_else(|| "parent.menkan".to_owned());
        SourceFile::new(&name, text)
    };
    (Texts::new(parents.iter().map(file)), menkan_policies::library())
}

fn of_compiled(error: &CompiledError) -> JsValue {
    JsValue::from(vec![error.to_json()])
}

fn rejection(rejected: &Rejected) -> JsValue {
    let Rejected { diagnostics, sources } = rejected;
    JsValue::from(vec![to_json(diagnostics, sources), to_json_with(diagnostics, sources, Offsets::Utf16)])
}
