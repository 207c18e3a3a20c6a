//! What the diagrams show of a policy before any case is decided: gaps and conflicts, each with a witness.

mod solve;
mod undetermined;
mod witness;

pub use undetermined::{Finding, FindingKind, undetermined};
