//! Benchmarks of Menkan. `cargo bench -p menkan-benches` runs them; `docs/performance.md` says what they showed.

pub mod workload;
