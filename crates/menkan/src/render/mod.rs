//! What was decided, and what decides it, for people: text, diagrams as text, Mermaid, DOT and JSON.

mod cite;
mod comparison;
mod decision;
mod expression;
mod label;
mod page;
pub mod tree;
mod units;
mod wording;

pub use cite::citations;
pub use decision::decision_text;
pub use page::COLUMNS;

pub(crate) use comparison::comparison_text;
pub(crate) use expression::{Naming, Writer};
pub(crate) use label::{cell, figure_label, items, list, pick, possible, truth, unit, value};
pub(crate) use page::Page;
pub(crate) use wording::Wording;
