//! The JSON forms are what their schemas say: those of cases and decisions, which are written for each policy, and those
//! in `docs/schemas`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod cases;
mod forms;
mod held;
mod shown;
mod stray;

use menkan::policy::Policy;
use menkan::schema;
use menkan_tests::conformance;
use menkan_tests::library::Shipped;
use menkan_tests::surface::Files;

use held::Held;

/// The schemas of a policy.
pub(crate) struct OfPolicy {
    pub(crate) cases: Held,
    pub(crate) decisions: Held,
}

impl OfPolicy {
    pub(crate) fn new(policy: &Policy) -> Self {
        let name = policy.name();
        Self {
            cases: Held::new(&format!("a case of {name}"), &schema::of_cases(policy.model()).to_json()).unwrap(),
            decisions: Held::new(&format!("a decision of {name}"), &schema::of_decisions(policy.model()).to_json())
                .unwrap(),
        }
    }
}

/// The policies that descriptions and diagrams are looked at of: the shipped, and those of the conformance cases.
pub(crate) fn policies() -> Vec<Policy> {
    let library = Files(menkan_policies::library());
    let files = conformance::policies().unwrap().into_iter().map(|path| path.to_string_lossy().into_owned());
    let named = Shipped::names().into_iter().chain(files);
    named.map(|name| Policy::load(&name, &library).unwrap_or_else(|_| panic!("{name}"))).collect()
}
