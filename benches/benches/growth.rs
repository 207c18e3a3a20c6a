//! How the verbs about incomplete cases grow with a policy: the same few provisions once, ten and a hundred times over.
//!
//! Each block is a matter with its own standard, exemption and rules, as the layers of a law add them; one choice says
//! which matter a case is about. A hundred blocks are 300 rules and 301 facts.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a benchmark may fail")]

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use jiff::civil::date;
use menkan::case::Case;
use menkan::decide::{Reasons, Request, Wanted};
use menkan::policy::Policy;
use menkan::source::SourceFile;

const BLOCKS: [usize; 3] = [1, 10, 100];

fn policy(blocks: usize) -> Policy {
    let matters: Vec<String> = (0..=blocks).map(|at| format!("m{at} / 事项{at}")).collect();
    let mut text = format!(
        "policy grown / 增长\n  answers outcome\nfact matter / 事项 : one of {}\n  ask \"?\" / \"?\"\nfact size / 人口 : integer 1..30\n  ask \"?\" / \"?\"\n",
        matters.join(", ")
    );
    let mut rules = String::new();
    for at in 0..blocks {
        let line = 1000 + 10 * at;
        write!(
            text,
            "fact income{at} / 收入{at} : CNY per month\n  ask \"?\" / \"?\"\n\
             fact worker{at} / 工人{at}, urgent{at} / 紧急{at} : boolean\n  ask \"?\" / \"?\"\n\
             parameter line{at} / 线{at} : CNY per month\n  from 2020-01-01 {line}\n  cite none \"-\"\n\
             standard hardship{at} / 困难{at}\n  clause head / 人均 when income{at} / size is at most line{at} cite none \"-\"\n\
             exemption claim{at} / 免查{at} presumes hardship{at} cite none \"-\"\n  when worker{at}\n"
        )
        .unwrap();
        write!(
            rules,
            "  rule grant{at} / 给予{at}: granted when matter is m{at} and hardship{at} is satisfied cite none \"-\"\n\
             \x20 rule first{at} / 先行{at}: provisional overrides grant{at} when matter is m{at} and hardship{at} is satisfied and urgent{at} cite none \"-\"\n"
        )
        .unwrap();
    }
    write!(
        text,
        "decision outcome / 决定 : one of granted / 给予, provisional / 先行, refused / 不予\n{rules}  otherwise refused cite none \"-\"\n"
    )
    .unwrap();
    Policy::parse(SourceFile::new("grown.menkan", &text), &()).unwrap_or_else(|rejected| panic!("{rejected}"))
}

fn growth(criterion: &mut Criterion) {
    for blocks in BLOCKS {
        let policy = policy(blocks);
        let day = date(2024, 8, 1);
        let law = policy.at(day).unwrap();
        let open = Case::new(policy.model(), day);
        let (matter, worker) = (format!("m{}", blocks / 2), format!("worker{}", blocks / 2));
        let partial = open.clone().with(policy.model(), "matter", &matter).unwrap();
        let decided = partial.clone().with(policy.model(), &worker, "true").unwrap();
        let decided = decided.with(policy.model(), &format!("urgent{}", blocks / 2), "false").unwrap();
        let mut group = criterion.benchmark_group("growth");
        for (name, case) in [("nothing_known", &open), ("matter_known", &partial)] {
            let id = |verb: &str| BenchmarkId::new(format!("{verb}/{name}"), blocks);
            group.bench_function(id("notice"), |b| b.iter(|| black_box(law.notice(black_box(case), &[]).unwrap())));
            let json = case.to_json(policy.model());
            let interview = policy.interview(json.as_bytes(), &Request::default()).unwrap();
            group.bench_function(id("next"), |b| b.iter(|| black_box(interview.state().unwrap())));
        }
        let wanted = Wanted { reasons: Reasons::Omitted, sufficient: true, ..Wanted::default() };
        group.bench_function(BenchmarkId::new("sufficient", blocks), |b| {
            b.iter(|| black_box(law.decide_as(black_box(&decided), &wanted).unwrap()));
        });
        group.finish();
    }
}

criterion_group!(benches, growth);
criterion_main!(benches);
