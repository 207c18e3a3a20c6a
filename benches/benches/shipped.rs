//! The shipped policies: that of Jiayuguan, parsing and building it, and deciding one case; building the others.
//!
//! Each group times one step, so that a step's share can be read off: `source/parse` is text to checked model,
//! `source/build` the diagrams for one day, `source/all` both, from text to the first decision's diagrams.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may fail")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::civil::date;
use menkan::case::Case;
use menkan::decide::{Reasons, Request, Value, Wanted};
use menkan::policy::Policy;

const WAGE_CLAIM: &[u8] = include_bytes!("../cases/wage_claim.json");
const HARDSHIP: &[u8] = include_bytes!("../cases/hardship.json");
const MEANS_UNKNOWN: &[u8] = include_bytes!("../cases/means_unknown.json");
const EMPTY: &[u8] = include_bytes!("../cases/nothing_known.json");

fn load() -> Policy {
    Policy::load("cn.gansu.jiayuguan", &menkan_policies::library()).unwrap()
}

fn source(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("source");
    let day = date(2024, 8, 1);
    group.bench_function("parse", |b| b.iter(|| black_box(load())));
    group.bench_function("build", |b| {
        b.iter_batched(load, |policy| black_box(policy.at(day).unwrap()), criterion::BatchSize::PerIteration);
    });
    group.bench_function("all", |b| b.iter(|| black_box(load().at(day).unwrap())));
    for name in ["cn.chongqing", "cn.guangdong", "cn.guangdong.zhongshan", "cn.shandong", "cn.shanghai"] {
        let load = || Policy::load(name, &menkan_policies::library()).unwrap();
        group.bench_function(format!("build/{name}"), |b| {
            b.iter_batched(load, |policy| black_box(policy.at(day).unwrap()), criterion::BatchSize::PerIteration);
        });
    }
    group.finish();
}

/// The means tests of other places: from text to the diagrams of one day.
fn elsewhere(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("elsewhere");
    let policies = [
        ("gb.ew.civil", date(2026, 5, 1)),
        ("gb.ew.crime", date(2024, 1, 1)),
        ("fr.aj", date(2025, 2, 1)),
        ("ca.qc", date(2025, 6, 1)),
        ("tw.laf", date(2017, 6, 1)),
    ];
    for (name, day) in policies {
        let all = || Policy::load(name, &menkan_policies::library()).unwrap().at(day).unwrap();
        group.bench_function(name, |b| b.iter(|| black_box(all())));
    }
    group.finish();
}

fn decide(criterion: &mut Criterion) {
    let policy = load();
    let law = policy.at(date(2024, 8, 1)).unwrap();
    for (name, json) in [("wage_claim", WAGE_CLAIM), ("hardship", HARDSHIP), ("nothing_known", EMPTY)] {
        let case = Case::read(policy.model(), json).unwrap();
        let mut group = criterion.benchmark_group(format!("decide/{name}"));
        group.bench_function("outcomes", |b| b.iter(|| black_box(law.outcomes(black_box(&case)).unwrap())));
        let brief = Wanted { reasons: Reasons::Omitted, ..Wanted::default() };
        group.bench_function("brief", |b| b.iter(|| black_box(law.decide_as(black_box(&case), &brief).unwrap())));
        group.bench_function("reasons", |b| b.iter(|| black_box(law.decide(black_box(&case)).unwrap())));
        let enough = Wanted { sufficient: true, ..brief };
        group.bench_function("sufficient", |b| b.iter(|| black_box(law.decide_as(black_box(&case), &enough).unwrap())));
        let decision = law.decide(&case).unwrap();
        group.bench_function("to_json", |b| b.iter(|| black_box(decision.to_json())));
        group.bench_function("read_json", |b| b.iter(|| black_box(Case::read(policy.model(), json).unwrap())));
        group.finish();
    }
}

fn notice(criterion: &mut Criterion) {
    let policy = load();
    let law = policy.at(date(2024, 8, 1)).unwrap();
    let mut group = criterion.benchmark_group("notice");
    for (name, json) in [("means_unknown", MEANS_UNKNOWN), ("nothing_known", EMPTY)] {
        let case = Case::read(policy.model(), json).unwrap();
        group.bench_function(name, |b| b.iter(|| black_box(law.notice(black_box(&case), &[]).unwrap())));
        let notice = law.notice(&case, &[]).unwrap();
        group.bench_function(format!("{name}/to_html"), |b| {
            b.iter(|| black_box(notice.to_html(policy.model(), menkan::diagnostic::Lang::Zh)));
        });
    }
    group.finish();
}

fn interview(criterion: &mut Criterion) {
    let policy = load();
    let mut group = criterion.benchmark_group("interview");
    for (name, json) in [("means_unknown", MEANS_UNKNOWN), ("nothing_known", EMPTY)] {
        let interview = policy.interview(json, &Request::default()).unwrap();
        group.bench_function(format!("{name}/next"), |b| b.iter(|| black_box(interview.state().unwrap())));
    }
    group.finish();
}

fn why_not(criterion: &mut Criterion) {
    let policy = load();
    let law = policy.at(date(2024, 8, 1)).unwrap();
    let outcome = policy.model().definition_named("outcome").unwrap();
    let mut group = criterion.benchmark_group("why_not");
    for (name, json, value) in [("wage_claim", WAGE_CLAIM, "refused"), ("hardship", HARDSHIP, "refused")] {
        let case = Case::read(policy.model(), json).unwrap();
        let value = Value::Text(value.into());
        group.bench_function(name, |b| {
            b.iter(|| black_box(law.near_misses(black_box(&case), outcome, &value).unwrap()))
        });
    }
    group.finish();
}

criterion_group!(benches, source, elsewhere, decide, notice, interview, why_not);
criterion_main!(benches);
