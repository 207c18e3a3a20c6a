//! Values: exact numbers and days.

mod number;

pub use number::{Number, NumberError, RoundingMode};
