//! Every kind of diagnostic: one named constructor each, by the phase that finds it.

pub(crate) mod analysis;
mod formatting;
mod model;
mod syntax;
