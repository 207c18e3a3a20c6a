//! The workload P: building it, and deciding cases of it; beside it the same rules written by hand.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a benchmark may fail")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use menkan::case::Case;
use menkan::decide::{Reasons, Request};
use menkan::policy::Policy;
use menkan::source::SourceFile;
use menkan_benches::workload::{DAY, Facts, decide, policy};
use menkan_tests::dice::Dice;

const REGIONS: [u16; 3] = [1, 10, 100];

/// More cases than a branch predictor can learn.
const CASES: usize = 10_000;

fn load(text: &str) -> Policy {
    Policy::parse(SourceFile::new("workload.menkan", text), &()).unwrap_or_else(|rejected| panic!("{rejected}"))
}

fn one_case(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("one_case");
    group.throughput(Throughput::Elements(1));
    for regions in REGIONS {
        let policy = load(&policy(regions));
        let law = policy.at(DAY).unwrap();
        let prepared = law.prepare();
        let mut answers = prepared.answers();
        let mut dice = Dice::new(7);
        let facts: Vec<Facts> = (0..CASES).map(|_| Facts::draw(&mut dice, regions)).collect();
        let cases: Vec<Case> = facts.iter().map(|facts| facts.case(policy.model())).collect();
        let rows: Vec<_> = cases.iter().map(|case| prepared.row_of(case)).collect();
        let mut next = (0..CASES).cycle();
        let mut next = move || next.next().unwrap();
        group.bench_function(BenchmarkId::new("by_hand", regions), |b| {
            b.iter(|| black_box(decide(black_box(&facts[next()]))));
        });
        group.bench_function(BenchmarkId::new("prepared", regions), |b| {
            b.iter(|| {
                for outcome in prepared.decide(black_box(&rows[next()]), &mut answers).iter() {
                    black_box(outcome);
                }
            });
        });
        group.bench_function(BenchmarkId::new("outcomes", regions), |b| {
            b.iter(|| black_box(law.outcomes(black_box(&cases[next()])).unwrap()));
        });
    }
    group.finish();
}

fn json(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("json");
    for regions in REGIONS {
        let policy = load(&policy(regions));
        let mut dice = Dice::new(7);
        let facts: Vec<Facts> = (0..CASES).map(|_| Facts::draw(&mut dice, regions)).collect();
        let texts: Vec<String> = facts.iter().map(|facts| facts.case(policy.model()).to_json(policy.model())).collect();
        let plain: Vec<String> = facts.iter().map(|facts| serde_json::to_string(facts).unwrap()).collect();
        let mut next = (0..CASES).cycle();
        let mut next = move || next.next().unwrap();
        group.bench_function(BenchmarkId::new("by_hand", regions), |b| {
            b.iter(|| {
                let mut facts: Facts = serde_json::from_str(black_box(&plain[next()])).unwrap();
                facts.region = 0;
                black_box(serde_json::to_string(&decide(&facts)).unwrap())
            });
        });
        for (name, reasons) in [("brief", Reasons::Omitted), ("reasons", Reasons::Given)] {
            let request = Request { reasons, ..Request::default() };
            group.bench_function(BenchmarkId::new(name, regions), |b| {
                b.iter(|| black_box(policy.decide_json(texts[next()].as_bytes(), &request).unwrap().to_json()));
            });
        }
    }
    group.finish();
}

fn build(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("build");
    for regions in REGIONS {
        let text = policy(regions);
        group.bench_function(BenchmarkId::new("parse", regions), |b| b.iter(|| black_box(load(&text))));
        group.bench_function(BenchmarkId::new("all", regions), |b| {
            b.iter(|| black_box(load(&text).at(DAY).unwrap().prepare()));
        });
    }
    group.finish();
}

criterion_group!(benches, one_case, json, build);
criterion_main!(benches);
