//! Menkan for Python: converts values at the border, and leaves the rest to the library.

mod case;
mod convert;
mod decision;
mod errors;
mod interview;
mod notice;
mod policy;

/// What the package `menkan` is made of.
#[pyo3::pymodule]
mod _native {
    #[pymodule_export]
    use crate::decision::Decision;
    #[pymodule_export]
    use crate::interview::{Interview, InterviewState};
    #[pymodule_export]
    use crate::notice::{NearMisses, Notice};
    #[pymodule_export]
    use crate::policy::{Law, Policy, check, policies};
}
