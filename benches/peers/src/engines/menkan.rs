//! Menkan: rows for a prepared law, blocks of columns, record batches, and JSON through the library.

use std::hint::black_box;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int8Type, Int64Type};
use arrow_array::{ArrayRef, BooleanArray, DictionaryArray, Int64Array, RecordBatch};
use menkan::decide::columns::ROWS;
use menkan::decide::{Outcome, Prepared, Reasons, Request, Row};
use menkan::policy::Policy;
use menkan::policy::model::{Model, TypeKind};
use menkan::source::SourceFile;
use menkan_arrow::Table;
use menkan_benches::workload::{DAY, policy};
use serde::Deserialize;

use super::{Cases, hold, in_turn, loading};
use crate::Attempt;
use crate::cases::{Answer, Case, REGIONS};
use crate::timing::{Timed, What};

const PREPARED: &str = "Menkan, prepared";
const COLUMNS: &str = "Menkan, columns";
const BATCHES: &str = "Menkan, record batches";
const COMPILED: &str = "Menkan, compiled";
const BRIEF: &str = "Menkan, JSON without reasons";
const REASONS: &str = "Menkan, JSON with reasons";

/// Loading, rows, and JSON with and without reasons, with rules once and many times.
pub fn timed(cases: &Cases<'_>) -> Attempt<Vec<Timed>> {
    let mut all = Vec::new();
    let many = cases.of(1, cases.counts.batch)?;
    let once = load(&policy(1))?;
    all.push(columns(&once, &many)?);
    all.push(record_batches(&once, &many)?);
    let bytes = once.to_compiled_for(DAY).map_err(|error| error.to_string())?;
    hold_compiled(&bytes, &cases.of(1, cases.counts.fast)?)?;
    all.push(loading(COMPILED, move || drop(black_box(from_compiled(&bytes).map(|policy| prepared(&policy))))));
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
        let mut decide = |row| names.answer(|place| prepared.decide(row, &mut answers).get(place).cloned());
        hold(PREPARED, &own, rows.iter().map(&mut decide))?;
        let law = prepared.clone();
        all.push(in_turn(PREPARED, What::One, regions, rows.clone(), move |row| {
            for outcome in law.decide(black_box(row), &mut answers).iter() {
                black_box(outcome);
            }
        }));
        if regions == 1 {
            all.push(batch(&prepared, rows));
        }

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

fn from_compiled(bytes: &[u8]) -> Attempt<Policy> {
    Policy::from_compiled(bytes).map_err(|error| error.to_string().into())
}

/// A policy loaded from its compiled form decides as the one that was compiled.
fn hold_compiled(bytes: &[u8], cases: &[Case]) -> Attempt {
    let policy = from_compiled(bytes)?;
    let prepared = prepared(&policy)?;
    let (names, mut answers) = (Names::new(policy.model(), &prepared)?, prepared.answers());
    let answer = |case: &Case| {
        let row = prepared.row_of(&case.facts.case(policy.model()));
        names.answer(|place| prepared.decide(&row, &mut answers).get(place).cloned())
    };
    hold(COMPILED, cases, cases.iter().map(answer))
}

fn batch(prepared: &Prepared, rows: Vec<Row>) -> Timed {
    let prepared = prepared.clone();
    let (mut answers, count) = (prepared.answers(), rows.len());
    let run = move |times| {
        for _ in 0..times {
            for row in black_box(&rows) {
                for outcome in prepared.decide(row, &mut answers).iter() {
                    black_box(outcome);
                }
            }
        }
    };
    many(PREPARED, count, Box::new(run))
}

fn many(engine: &'static str, count: usize, run: Box<dyn FnMut(usize)>) -> Timed {
    Timed { engine, what: What::Batch, regions: 1, cases: count, each: count, run }
}

/// Blocks of columns, filled beforehand; what is found of one block is gone when the next is decided.
fn columns(policy: &Policy, cases: &[Case]) -> Attempt<Timed> {
    let model = policy.model();
    let columns = policy.at(DAY)?.columns();
    let (names, mut found) = (Names::new(model, &prepared(policy)?)?, columns.found());
    let mut blocks = Vec::new();
    for cases in cases.chunks(ROWS) {
        let mut block = columns.block();
        for (row, case) in cases.iter().enumerate() {
            for (fact, known) in case.facts.ids(model) {
                if !block.tell(row, fact, Some(&known)) {
                    return Err("a block cannot tell a case".into());
                }
            }
        }
        columns.decide(&block, cases.len(), &mut found);
        hold(COLUMNS, cases, (0..cases.len()).map(|row| names.answer(|place| found.outcome(place, row))))?;
        blocks.push((block, cases.len()));
    }
    let run = move |times| {
        for _ in 0..times {
            for (block, rows) in black_box(&blocks) {
                columns.decide(block, *rows, &mut found);
                black_box(&found);
            }
        }
    };
    Ok(many(COLUMNS, cases.len(), Box::new(run)))
}

/// A record batch, made beforehand: booleans, whole numbers of 64 bits, choices as dictionaries of their names.
fn record_batches(policy: &Policy, cases: &[Case]) -> Attempt<Timed> {
    let table = Table::new(policy, DAY)?;
    let facts = cases.iter().map(|case| Ok(serde_json::from_str(&case.text)?));
    let facts = facts.collect::<Attempt<Vec<serde_json::Map<String, serde_json::Value>>>>()?;
    let first = facts.first().ok_or("there are no cases")?;
    let column = |(name, value): (&String, &serde_json::Value)| {
        let all = facts.iter().map(|facts| &facts[name]);
        let column: ArrayRef = match value {
            serde_json::Value::Bool(_) => Arc::new(BooleanArray::from_iter(all.map(serde_json::Value::as_bool))),
            serde_json::Value::String(_) => {
                Arc::new(DictionaryArray::<Int8Type>::from_iter(all.map(serde_json::Value::as_str)))
            }
            _ => Arc::new(Int64Array::from_iter(all.map(serde_json::Value::as_i64))),
        };
        (name.clone(), column)
    };
    let batch = RecordBatch::try_from_iter(first.iter().map(column))?;
    let decided = table.decide(&batch)?.batch;
    let find = |name: &str| decided.column_by_name(name).ok_or_else(|| format!("the batch has no `{name}`"));
    let texts = |name: &str| -> Attempt<Vec<std::rc::Rc<str>>> {
        let column = find(name)?.as_any_dictionary();
        let values = column.values().as_string::<i32>();
        Ok(column.normalized_keys().into_iter().map(|key| values.value(key).into()).collect())
    };
    let (outcomes, means_tests, channels) = (texts("outcome")?, texts("means_test")?, texts("channel")?);
    let priorities = find("priority")?.as_primitive::<Int64Type>();
    let answer = |row: usize| {
        Ok(Answer {
            outcome: outcomes[row].clone(),
            means_test: means_tests[row].clone(),
            channel: channels[row].clone(),
            priority: priorities.value(row),
        })
    };
    hold(BATCHES, cases, (0..cases.len()).map(answer))?;
    let run = move |times| {
        for _ in 0..times {
            let _ = black_box(table.decide(black_box(&batch)));
        }
    };
    Ok(many(BATCHES, cases.len(), Box::new(run)))
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

    /// The answers, of what says the outcome of a decision by its place.
    fn answer(&self, mut outcome: impl FnMut(usize) -> Option<Outcome>) -> Attempt<Answer> {
        let mut chosen = |at: usize| {
            let (place, values) = &self.choices[at];
            match outcome(*place) {
                Some(Outcome::Symbol(symbol)) => Ok(values[usize::from(symbol)].as_str().into()),
                other => Err(format!("{other:?} is no choice")),
            }
        };
        let [application, means_test, channel] = [chosen(0)?, chosen(1)?, chosen(2)?];
        let priority = match outcome(self.priority) {
            Some(Outcome::Number(number)) => number.to_i64().ok_or("a priority past 64 bits")?,
            other => return Err(format!("{other:?} is no number").into()),
        };
        Ok(Answer { outcome: application, means_test, channel, priority })
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
