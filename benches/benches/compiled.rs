//! Compiled policies: compiling, loading, and the first decision; against reading the texts.
//!
//! `load` is from bytes to a policy, `law` to the law of a day with its diagrams, `decided` to the first decision with its
//! reasons. The sizes are printed first.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::panic,
    reason = "a benchmark may fail, and tells sizes"
)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::civil::{Date, date};
use menkan::case::Case;
use menkan::policy::Policy;
use menkan::source::SourceFile;
use menkan_benches::workload::{DAY, policy};

fn workload(regions: u16) -> Policy {
    let file = SourceFile::new("workload.menkan", &policy(regions));
    Policy::parse(file, &()).unwrap_or_else(|rejected| panic!("{rejected}"))
}

fn shipped(name: &str) -> Policy {
    Policy::load(name, &menkan_policies::library()).unwrap_or_else(|rejected| panic!("{rejected}"))
}

/// Times one compiled policy.
fn time(criterion: &mut Criterion, name: &str, bytes: &[u8], day: Date) {
    println!("{name}: {} bytes", bytes.len());
    let mut group = criterion.benchmark_group(format!("compiled/{name}"));
    let load = || Policy::from_compiled(black_box(bytes)).unwrap();
    group.bench_function("load", |b| b.iter(|| black_box(load())));
    group.bench_function("law", |b| b.iter(|| black_box(load().at(day).unwrap())));
    group.bench_function("decided", |b| {
        b.iter(|| {
            let policy = load();
            black_box(policy.decide(&Case::new(policy.model(), day)).unwrap())
        });
    });
    group.finish();
}

fn compiled(criterion: &mut Criterion) {
    for regions in [1, 10, 100] {
        let policy = workload(regions);
        time(criterion, &format!("workload×{regions}"), &policy.to_compiled().unwrap(), DAY);
        time(criterion, &format!("workload×{regions} for a day"), &policy.to_compiled_for(DAY).unwrap(), DAY);
    }
    let policies = [
        ("cn.gansu.jiayuguan", date(2024, 8, 1)),
        ("cn", date(2024, 8, 1)),
        ("gb.ew.civil", date(2026, 5, 1)),
        ("fr.aj", date(2025, 2, 1)),
    ];
    for (name, day) in policies {
        let policy = shipped(name);
        time(criterion, name, &policy.to_compiled().unwrap(), day);
        time(criterion, &format!("{name} for a day"), &policy.to_compiled_for(day).unwrap(), day);
    }
    let policy = workload(1);
    criterion.bench_function("compile/workload×1", |b| b.iter(|| black_box(policy.to_compiled().unwrap())));
}

criterion_group!(benches, compiled);
criterion_main!(benches);
