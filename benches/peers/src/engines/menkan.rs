//! Menkan: rows for a prepared law, and JSON through the library.

use std::hint::black_box;

use menkan::decide::{Outcome, Prepared, Reasons, Request};
use menkan::policy::Policy;
use menkan::policy::model::{Model, TypeKind};
use menkan::source::SourceFile;
use menkan_benches::workload::{DAY, policy};
use serde::Deserialize;

use super::{Cases, hold, in_turn, loading};
use crate::Attempt;
use crate::cases::{Answer, REGIONS};
use crate::timing::{Timed, What};

const PREPARED: &str = "Menkan, prepared";
const BRIEF: &str = "Menkan, JSON without reasons";
const REASONS: &str = "Menkan, JSON with reasons";

/// Loading, rows, and JSON with and without reasons, with rules once and many times.
pub fn timed(cases: &Cases<'_>) -> Attempt<Vec<Timed>> {
    let mut all = Vec::new();
    let text = policy(1);
    all.push(loading(PREPARED, move || drop(black_box(load(&text).map(|policy| prepared(&policy))))));
    for regions in REGIONS {
        let policy = load(&policy(regions))?;
        let own = cases.of(regions, cases.counts.fast)?;
        let model = policy.model();
        let prepared = prepared(&policy)?;
        let mut answers = prepared.answers();
        let rows: Vec<_> = own.iter().map(|case| prepared.row_of(&case.facts.case(model))).collect();
        let names = Names::new(model, &prepared)?;
        hold(PREPARED, &own, rows.iter().map(|row| names.answer(prepared.decide(row, &mut answers))))?;
        let law = prepared.clone();
        all.push(in_turn(PREPARED, What::One, regions, rows.clone(), move |row| {
            black_box(law.decide(black_box(row), &mut answers));
        }));
        if regions == 1 {
            all.push(batch(&prepared, rows));
        }
        // HERE: the compiled form of a prepared law, as another engine of this module, from the same rows.
        // HERE: record batches of `menkan-arrow`, in and out, as a batch.

        let texts: Vec<String> = own.iter().map(|case| case.facts.case(model).to_json(model)).collect();
        for (engine, reasons) in [(BRIEF, Reasons::Omitted), (REASONS, Reasons::Given)] {
            let request = Request { reasons, ..Request::default() };
            let policy = policy.clone();
            let decide =
                move |text: &str| policy.decide_json(text.as_bytes(), &request).map(|decision| decision.to_json());
            hold(engine, &own, texts.iter().map(|text| told(&decide(text).map_err(|refused| refused.to_json())?)))?;
            all.push(in_turn(engine, What::Json, regions, texts.clone(), move |text| {
                let _ = black_box(decide(black_box(text)));
            }));
        }
    }
    Ok(all)
}

fn load(text: &str) -> Attempt<Policy> {
    Policy::parse(SourceFile::new("workload.menkan", text), &()).map_err(|rejected| rejected.to_string().into())
}

fn prepared(policy: &Policy) -> Attempt<Prepared> {
    Ok(policy.at(DAY)?.prepare())
}

/// Many rows, their outcomes put one behind the other: a prepared law has no form of its own for many.
fn batch(prepared: &Prepared, rows: Vec<menkan::decide::Row>) -> Timed {
    let prepared = prepared.clone();
    let (mut answers, mut outcomes, count) = (prepared.answers(), Vec::new(), rows.len());
    let run = move |times| {
        for _ in 0..times {
            outcomes.clear();
            for row in black_box(&rows) {
                outcomes.extend_from_slice(prepared.decide(row, &mut answers));
            }
            black_box::<&[Outcome]>(&outcomes);
        }
    };
    Timed { engine: PREPARED, what: What::Batch, regions: 1, cases: count, each: count, run: Box::new(run) }
}

/// Which of the outcomes is which decision, and what its values are called.
struct Names {
    /// The places of the three decisions that choose, with the names of their values.
    choices: Vec<(usize, Vec<String>)>,
    priority: usize,
}

impl Names {
    fn new(model: &Model, prepared: &Prepared) -> Attempt<Self> {
        let of = |name: &str| {
            let id = model.definition_named(name)?;
            let place = prepared.decisions().position(|decision| decision == id)?;
            Some((place, id))
        };
        let mut choices = Vec::new();
        for name in ["outcome", "means_test", "channel"] {
            let (place, id) = of(name).ok_or("the policy has other decisions")?;
            let TypeKind::Choice(enumeration) = &model.definition(id).ty.kind else {
                return Err("a decision that should choose does not".into());
            };
            let values = &model.enumeration(*enumeration).values;
            choices.push((place, values.iter().map(|value| value.key.to_string()).collect()));
        }
        let (priority, _) = of("priority").ok_or("the policy has other decisions")?;
        Ok(Self { choices, priority })
    }

    fn answer(&self, outcomes: &[Outcome]) -> Attempt<Answer> {
        let chosen = |at: usize| {
            let (place, values) = &self.choices[at];
            match &outcomes[*place] {
                Outcome::Symbol(symbol) => Ok(values[usize::from(*symbol)].as_str().into()),
                other => Err(format!("{other:?} is no choice")),
            }
        };
        let priority = match &outcomes[self.priority] {
            Outcome::Number(number) => number.to_i64().ok_or("a priority past 64 bits")?,
            other => return Err(format!("{other:?} is no number").into()),
        };
        Ok(Answer { outcome: chosen(0)?, means_test: chosen(1)?, channel: chosen(2)?, priority })
    }
}

/// The answers that a decision as JSON tells.
fn told(text: &str) -> Attempt<Answer> {
    #[derive(Deserialize)]
    struct Decision {
        decisions: Answer,
    }
    Ok(serde_json::from_str::<Decision>(text)?.decisions)
}
