//! Menkan for Python: converts values at the border, and leaves the rest to the library.

mod case;
mod decision;
mod errors;
mod policy;

/// What the package `menkan` is made of.
#[pyo3::pymodule]
mod _native {
    #[pymodule_export]
    use crate::decision::Decision;
    #[pymodule_export]
    use crate::policy::{Law, Policy, check, policies};
}
