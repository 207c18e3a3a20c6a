//! What the diagrams show of a policy before any case is decided: gaps and conflicts, each with a witness, and
//! provisions that no case can reach.

mod idle;
mod undetermined;
mod witness;

pub use undetermined::{Finding, FindingKind, undetermined};

use crate::diagnostic::Diagnostic;
use crate::diagnostic::render::{Offsets, to_json_with};
use crate::format::ambiguous;
use crate::policy::{Policy, Rejected};
use crate::source::Sources;

impl Policy {
    /// What is wrong short of what keeps it from being read: every gap and conflict that some case can reach, over the
    /// whole of the policy's time; definitions that are too large; words that would mean something else were the policy
    /// written in the other language; as warnings, provisions of its own layer that no case can reach. None of it is
    /// known to [`Policy::parse`].
    #[must_use]
    pub fn check(&self) -> Vec<Diagnostic> {
        let model = self.shared_model();
        let (mut findings, mut seen) = (Vec::new(), idle::Seen::default());
        undetermined::each_law(model, &mut |period, enacted| {
            undetermined::note(model, period, enacted, &mut findings);
            if let Ok(enacted) = enacted {
                seen.note(enacted);
            }
        });
        let findings = undetermined::without_what_follows(model, findings);
        let undetermined = findings.iter().map(|finding| finding.diagnostic(model));
        undetermined.chain(seen.diagnostics(model)).chain(ambiguous(self)).collect()
    }
}

/// All that is wrong with a policy before any case is decided, whether it was accepted or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What the texts show, in their order, then what the diagrams show.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the diagnostics speak of.
    pub sources: Sources,
}

impl Checked {
    /// What is wrong with what [`Policy::parse`] gave.
    #[must_use]
    pub fn of(parsed: Result<Policy, Rejected>) -> Self {
        match parsed {
            Ok(policy) => {
                let mut diagnostics = policy.warnings().to_vec();
                diagnostics.extend(policy.check());
                Self { diagnostics, sources: policy.sources().clone() }
            }
            Err(Rejected { diagnostics, sources }) => Self { diagnostics, sources },
        }
    }

    /// `{ "errors": [ … ] }`, warnings among them; see [`to_json_with`].
    #[must_use]
    pub fn to_json(&self, offsets: Offsets) -> String {
        to_json_with(&self.diagnostics, &self.sources, offsets)
    }
}
