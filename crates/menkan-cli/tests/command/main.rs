//! The `menkan` command as its users meet it: what it prints, where, and how it ends.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod ask;
mod check;
mod compile;
mod coverage;
mod decide;
mod fmt;
mod hostile;
mod run;
mod show;
