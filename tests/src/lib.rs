//! What the tests of Menkan share: policies and cases made by chance, and the diagrams held against the oracle.
//!
//! [`generate`] writes policies, [`cases`] draws cases for any policy, close to its thresholds. Everything follows from
//! a seed, so that a failure can be repeated. [`conformance`] reads the cases that every surface must decide alike,
//! [`documents`] the policies that documents show.

pub mod assumptions;
pub mod cases;
pub mod compare;
pub mod conformance;
pub mod dice;
pub mod documents;
pub mod exhaustive;
pub mod flaws;
pub mod generate;
pub mod library;
pub mod oracle;
pub mod pages;
pub mod particulars;
pub mod shuffle;
pub mod small;
pub mod strategies;
pub mod surface;
pub mod untidy;

/// The README's Rust is run as it stands.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// So is that of the page for whoever embeds the engine.
#[cfg(doctest)]
#[doc = include_str!("../../docs/rust.md")]
pub struct FromRust;

/// And of the page about interviews.
#[cfg(doctest)]
#[doc = include_str!("../../docs/interview.md")]
pub struct FromInterview;
