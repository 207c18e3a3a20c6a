//! Syntax trees of layers to one checked model, and the law in force on a day.

pub mod law;
pub mod model;
