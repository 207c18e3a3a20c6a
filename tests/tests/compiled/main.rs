//! Compiled policies: they answer as those read from texts do, and nothing that is no compiled policy does harm.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod hostile;
mod round_trips;
