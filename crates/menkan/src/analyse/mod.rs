//! What the diagrams show of a policy before any case is decided: gaps and conflicts, each with a witness.

mod solve;
mod undetermined;
mod witness;

pub use undetermined::{Finding, FindingKind, undetermined};

use crate::diagnostic::Diagnostic;
use crate::policy::Policy;

impl Policy {
    /// What the diagrams show to be wrong: every gap and conflict that some case can reach, over the whole of the
    /// policy's time, and definitions that are too large. None of it is known to [`Policy::parse`].
    #[must_use]
    pub fn check(&self) -> Vec<Diagnostic> {
        let model = self.shared_model();
        undetermined(model).iter().map(|finding| finding.diagnostic(model)).collect()
    }
}
