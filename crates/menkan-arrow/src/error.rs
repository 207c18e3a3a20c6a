//! What is wrong with a table.

use arrow_schema::{ArrowError, DataType};
use menkan::case::CaseErrors;
use menkan::decide::DecideError;

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Its place in the batch, from 0.
    pub row: usize,
    /// The column.
    pub column: String,
    /// What is wrong with the value, each with its code.
    pub errors: CaseErrors,
}

/// Why a batch could not be decided.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// A column has a type that its fact cannot be read from.
    #[error("[T0101] column `{column}` is of {found}; expected {expected}")]
    Type {
        /// The column.
        column: String,
        /// What it may be.
        expected: String,
        /// What it is.
        found: DataType,
    },
    /// A column of one fact stands twice.
    #[error("[T0102] column `{column}` stands twice; expected once")]
    Twice {
        /// The column.
        column: String,
    },
    /// The rules leave a gap or disagree, which `check` would have refused.
    #[error("[T0103] row {row}: the rules of `{decision}` give no one answer")]
    Undetermined {
        /// The row, from 0.
        row: usize,
        /// The decision.
        decision: String,
    },
    /// A row cannot be decided.
    #[error("[{code}] {0}", code = .0.code())]
    Decide(#[from] DecideError),
    /// The result could not be put together.
    #[error("[T0104] {0}")]
    Arrow(#[from] ArrowError),
}

impl TableError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Type { .. } => "T0101",
            Self::Twice { .. } => "T0102",
            Self::Undetermined { .. } => "T0103",
            Self::Decide(error) => error.code(),
            Self::Arrow(_) => "T0104",
        }
    }
}
