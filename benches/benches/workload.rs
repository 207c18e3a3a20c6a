//! The workload P: building it, and deciding cases of it; beside it the same rules written by hand.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a benchmark may fail")]

use std::hint::black_box;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, DictionaryArray, Int8Array, Int64Array, RecordBatch, StringArray};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use menkan::case::Case;
use menkan::decide::{Reasons, Request};
use menkan::policy::Policy;
use menkan::policy::model::{Known, TypeKind};
use menkan::source::SourceFile;
use menkan_arrow::Table;
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

/// A record batch of so many cases; where `missing` is not 0, so many of a hundred of its cells are null.
fn table(policy: &Policy, facts: &[Facts], missing: i64) -> RecordBatch {
    let mut dice = Dice::new(11);
    let known: Vec<_> = facts.iter().map(Facts::known).collect();
    let columns = known[0].iter().enumerate().filter_map(|(place, (name, _))| {
        let fact = policy.model().fact(policy.model().fact_named(name)?);
        let mut cells = known.iter().map(|known| (!dice.chance(missing)).then_some(&known[place].1));
        let array: ArrayRef = match &fact.ty.kind {
            TypeKind::Boolean => {
                Arc::new(cells.map(|cell| cell.map(|cell| *cell == Known::Truth(true))).collect::<BooleanArray>())
            }
            TypeKind::Choice(values) => {
                let names: Vec<&str> =
                    policy.model().enumeration(*values).values.iter().map(|name| &*name.key).collect();
                let key = |cell: Option<&Known>| match cell? {
                    Known::Symbol(symbol) => i8::try_from(*symbol).ok(),
                    _ => None,
                };
                let keys: Int8Array = cells.by_ref().map(key).collect();
                Arc::new(DictionaryArray::new(keys, Arc::new(StringArray::from(names))))
            }
            TypeKind::Quantity(_) | TypeKind::Set(_) | TypeKind::List(_) => {
                let number = |cell: Option<&Known>| match cell? {
                    Known::Between(Some(number), _) => number.to_i64(),
                    _ => None,
                };
                Arc::new(cells.map(number).collect::<Int64Array>())
            }
        };
        Some((*name, array))
    });
    RecordBatch::try_from_iter(columns).unwrap()
}

/// Record batches of a size that stays near the processor.
fn tables(criterion: &mut Criterion) {
    const ROWS: usize = 8192;
    let mut group = criterion.benchmark_group("tables");
    group.throughput(Throughput::Elements(ROWS as u64));
    for regions in REGIONS {
        let policy = load(&policy(regions));
        let decider = Table::new(&policy, DAY).unwrap();
        let mut dice = Dice::new(7);
        let facts: Vec<Facts> = (0..ROWS).map(|_| Facts::draw(&mut dice, regions)).collect();
        group.bench_function(BenchmarkId::new("by_hand", regions), |b| {
            b.iter(|| {
                for facts in &facts {
                    black_box(decide(black_box(facts)));
                }
            });
        });
        for (name, missing) in [("whole", 0), ("nulls", 5)] {
            let batch = table(&policy, &facts, missing);
            group.bench_function(BenchmarkId::new(name, regions), |b| {
                b.iter(|| black_box(decider.decide(black_box(&batch)).unwrap()));
            });
        }
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

criterion_group!(benches, one_case, tables, json, build);
criterion_main!(benches);
