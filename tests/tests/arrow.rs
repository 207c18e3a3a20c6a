//! Record batches decide every row as the law decides it alone, whatever types their columns have.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder, StringDictionaryBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt32Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int16Array, Int32Array, Int64Array,
    LargeStringArray, RecordBatch, StringArray, StringViewArray, UInt64Array,
};
use arrow_schema::{DataType, Field, Schema};
use menkan::case::Case;
use menkan::decide::{Decision, Value};
use menkan::policy::Policy;
use menkan::policy::model::{FactId, Known, Model, TypeKind, Unit};
use menkan::value::Number;
use menkan_arrow::{Table, TableError};
use menkan_tests::cases::Draw;
use menkan_tests::conformance;
use menkan_tests::dice::Dice;
use menkan_tests::generate::{Care, Size, policy};
use menkan_tests::library::{Shipped, days, load};
use menkan_tests::surface::Files;

fn number(known: Option<&Known>) -> Option<&Number> {
    match known {
        Some(Known::Between(Some(low), Some(high))) if low == high => Some(low),
        _ => None,
    }
}

/// A column of what the cases say of a fact, of one of the types that it may have. What that type cannot say, the cases forget.
fn column(model: &Model, fact: FactId, cases: &mut [Case], dice: &mut Dice) -> ArrayRef {
    let way = dice.place(4);
    let typed = way < 3;
    let ty = &model.fact(fact).ty.kind;
    let name = |values, symbol: u16| &*model.enumeration(values).values[usize::from(symbol)].key;
    match ty {
        TypeKind::Boolean if typed => {
            let truth = |case: &Case| match case.known(fact) {
                Some(Known::Truth(truth)) => Some(*truth),
                _ => None,
            };
            let values: Vec<Option<bool>> = cases.iter().map(truth).collect();
            forget_asked(fact, cases);
            // A slice that does not begin where a byte does.
            let all = [None, Some(true), Some(false)].into_iter().chain(values.iter().copied());
            Arc::new(BooleanArray::from_iter(all).slice(3, values.len()))
        }
        TypeKind::Choice(values) if typed => {
            let symbol = |case: &Case| match case.known(fact) {
                Some(Known::Symbol(symbol)) => Some(name(*values, *symbol)),
                _ => None,
            };
            let names: Vec<Option<&str>> = cases.iter().map(symbol).collect();
            let array: ArrayRef = match way {
                0 => {
                    let mut builder = StringDictionaryBuilder::<Int16Type>::new();
                    builder.append_value("no value of it");
                    names.iter().for_each(|name| builder.append_option(*name));
                    Arc::new(builder.finish().slice(1, names.len()))
                }
                1 => Arc::new(StringArray::from(names)),
                _ => Arc::new(StringViewArray::from(names)),
            };
            forget_asked(fact, cases);
            array
        }
        TypeKind::Set(values) if typed => {
            let mut sets = ListBuilder::new(StringBuilder::new());
            for case in cases {
                match case.known(fact) {
                    Some(Known::Set(members)) if members.iter().all(Option::is_some) => {
                        for (member, symbol) in members.iter().zip(0..) {
                            if *member == Some(true) {
                                sets.values().append_value(name(*values, symbol));
                            }
                        }
                        sets.append(true);
                    }
                    _ => {
                        case.set(fact, None);
                        sets.append(false);
                    }
                }
            }
            Arc::new(sets.finish())
        }
        TypeKind::Quantity(quantity) if typed && quantity.unit != Unit::Percent && quantity.places.is_some() => {
            let places = quantity.places.unwrap();
            let units = |number: &Number| (number * &Number::power_of_ten(places)).to_i64();
            let all: Vec<Option<i64>> = cases.iter().map(|case| number(case.known(fact)).and_then(units)).collect();
            for (case, units) in cases.iter_mut().zip(&all) {
                if units.is_none() {
                    case.set(fact, None);
                }
            }
            let fits = |least: i64, most: i64| all.iter().flatten().all(|units| (least..=most).contains(units));
            if quantity.unit == Unit::Date {
                Arc::new(Date32Array::from_iter(all.iter().map(|units| units.map(|units| units as i32))))
            } else if places == 0 && way == 0 && fits(-30_000, 30_000) {
                Arc::new(Int16Array::from_iter(all.iter().map(|units| units.map(|units| units as i16))))
            } else if places == 0 && way == 1 && fits(0, i64::MAX) {
                Arc::new(UInt64Array::from_iter(all.iter().map(|units| units.map(|units| units as u64))))
            } else if places == 0 && way == 1 {
                Arc::new(Int64Array::from(all))
            } else {
                let more = i128::from(10_u8.pow(u32::from(way == 2)));
                let values = all.iter().map(|units| units.map(|units| i128::from(units) * more));
                let scale = i8::try_from(places).unwrap() + i8::from(way == 2);
                Arc::new(Decimal128Array::from_iter(values).with_precision_and_scale(38, scale).unwrap())
            }
        }
        _ => {
            // As texts, everything can be said.
            let texts: Vec<Option<String>> = cases.iter().map(|case| text_of(model, fact, case)).collect();
            if way == 0 { Arc::new(LargeStringArray::from(texts)) } else { Arc::new(StringArray::from(texts)) }
        }
    }
}

/// What a case knows of a fact, as a text that a column may have.
fn text_of(model: &Model, fact: FactId, case: &Case) -> Option<String> {
    let mut alone = Case::new(model, case.as_of);
    alone.set(fact, Some(case.known(fact)?.clone()));
    let json: serde_json::Value = serde_json::from_str(&alone.to_json(model)).unwrap();
    let value = json["facts"].as_object().unwrap().values().next()?.clone();
    Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

/// A null says of a fact that it is not known, not that it was asked.
fn forget_asked(fact: FactId, cases: &mut [Case]) {
    for case in cases.iter_mut().filter(|case| case.known(fact) == Some(&Known::Asked)) {
        case.set(fact, None);
    }
}

/// A cell as JSON has it; `None` where it is null.
fn cell(array: &ArrayRef, row: usize) -> Option<Value> {
    if array.is_null(row) {
        return None;
    }
    Some(match array.data_type() {
        DataType::Boolean => Value::Truth(array.as_boolean().value(row)),
        DataType::Int64 => Value::Integer(array.as_primitive::<Int64Type>().value(row)),
        DataType::Date32 => {
            let day = i64::from(array.as_primitive::<Date32Type>().value(row));
            Value::Text(menkan::value::day_of(&Number::integer(day)).unwrap().to_string().into())
        }
        DataType::Utf8 => Value::Text(array.as_string::<i32>().value(row).into()),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let key = match array.as_dictionary_opt::<Int8Type>() {
                Some(short) => short.key(row),
                None => array.as_dictionary::<Int32Type>().key(row),
            };
            Value::Text(dictionary.values().as_string::<i32>().value(key.unwrap()).into())
        }
        DataType::List(_) => {
            let list = array.as_list::<i32>().value(row);
            Value::Set(list.as_string::<i32>().iter().map(|name| name.unwrap().into()).collect())
        }
        other => panic!("{other}"),
    })
}

fn same(table: &RecordBatch, row: usize, decision: &Decision) -> bool {
    let open = table.column_by_name(Table::OPEN).unwrap();
    let mut wanted: Vec<&str> = decision.possible.iter().map(|(name, _)| &**name).collect();
    let open = open.as_list::<i32>().value(row);
    let mut found: Vec<&str> = open.as_string::<i32>().iter().flatten().collect();
    wanted.sort_unstable();
    found.sort_unstable();
    let value = |name: &str| match cell(table.column_by_name(name).unwrap(), row) {
        // A number that is written as a text in every row.
        Some(Value::Text(text)) => match text.parse() {
            Ok(integer) if matches!(decision.get(name), Some(Value::Integer(_))) => Value::Integer(integer),
            _ => Value::Text(text),
        },
        value => value.unwrap_or(Value::None),
    };
    wanted == found && decision.decisions.iter().all(|(name, wanted)| value(name) == *wanted)
}

fn compare(policy: &Policy, days_of: usize, rows: usize, dice: &mut Dice) -> usize {
    let model = policy.model();
    let all = days(policy);
    let step = all.len().div_ceil(days_of).max(1);
    let mut compared = 0;
    for day in all.into_iter().step_by(step) {
        let Ok(law) = policy.at(day) else { continue };
        let table = Table::new(policy, day).unwrap();
        let draw = Draw::new(law.in_force(), dice);
        let mut cases: Vec<Case> =
            (0..rows).map(|at| if at % 3 == 0 { draw.whole(dice, day) } else { draw.partial(dice, day) }).collect();
        let read: Vec<&str> = table.reads().collect();
        let (mut fields, mut columns) = (Vec::new(), Vec::new());
        for fact in (0..model.facts.len()).map(FactId::from) {
            let name = &*model.fact(fact).name.key;
            // A column is left out now and then: nothing is known of its fact.
            if !read.contains(&name) || dice.chance(5) {
                cases.iter_mut().for_each(|case| case.set(fact, None));
                continue;
            }
            cases.iter_mut().for_each(|case| case.settings.clear());
            let array = column(model, fact, &mut cases, dice);
            fields.push(Field::new(name, array.data_type().clone(), true));
            columns.push(array);
        }
        fields.push(Field::new("a column of no fact", DataType::Float64, true));
        columns.push(Arc::new(Float64Array::from(vec![0.5; rows])));
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap();
        let decided = table.decide(&batch).unwrap();
        assert_eq!(decided.bad, [], "{} on {day}", policy.name());
        assert_eq!((decided.batch.num_rows(), decided.batch.schema()), (rows, table.schema()));
        for (row, case) in cases.iter().enumerate() {
            let wanted = menkan::decide::Wanted { reasons: menkan::decide::Reasons::Omitted, ..Default::default() };
            let decision = law.decide_as(case, &wanted).unwrap();
            let is_same = same(&decided.batch, row, &decision);
            assert!(is_same, "{} on {day}: {} gives {}", policy.name(), case.to_json(model), decision.to_json());
            compared += 1;
        }
    }
    compared
}

#[test]
fn of_generated_policies() {
    let mut dice = Dice::new(61);
    let mut compared = 0;
    for seed in 0..80 {
        let size = if seed % 2 == 0 { Size::Small } else { Size::Large };
        let Ok(policy) = load(&policy(seed, size, Care::Careful)) else { continue };
        compared += compare(&policy, 1, if seed % 10 == 0 { 600 } else { 60 }, &mut dice);
    }
    assert!(compared > 4000, "{compared}");
}

#[test]
fn of_shipped_policies() {
    let mut dice = Dice::new(67);
    for name in Shipped::names() {
        let policy = Policy::load(&name, &Shipped).unwrap_or_else(|_| panic!("{name}"));
        assert!(compare(&policy, 2, 40, &mut dice) > 0);
    }
}

/// Each conformance case as a table of one row, its values as texts: what the library answers is in the columns.
#[test]
fn of_conformance_cases() {
    let library = Files(menkan_policies::library());
    let mut policies: BTreeMap<String, Policy> = BTreeMap::new();
    let mut tables: BTreeMap<(String, jiff::civil::Date), Table> = BTreeMap::new();
    let mut compared = 0;
    for conformance in conformance::all().unwrap() {
        let name = conformance.policy.clone();
        if !policies.contains_key(&name) {
            let Ok(policy) = Policy::load(&name, &library) else { continue };
            policies.insert(name.clone(), policy);
        }
        let policy = &policies[&name];
        let Ok(case) = Case::read(policy.model(), conformance.text().as_bytes()) else { continue };
        let Ok(law) = policy.at(case.as_of) else { continue };
        if !case.settings.is_empty() {
            continue;
        }
        let Ok(decision) = law.decide(&case) else { continue };
        let table = tables.entry((name, case.as_of)).or_insert_with(|| Table::new(policy, case.as_of).unwrap());
        let reads: Vec<String> = table.reads().map(str::to_owned).collect();
        let text = |fact: FactId| text_of(policy.model(), fact, &case);
        let columns = reads.iter().map(|name| {
            let fact = policy.model().fact_named(name).unwrap();
            (name, Arc::new(StringArray::from(vec![text(fact)])) as ArrayRef)
        });
        let decided = table
            .decide(
                &RecordBatch::try_from_iter_with_nullable(columns.map(|(name, array)| (name, array, true))).unwrap(),
            )
            .unwrap();
        assert_eq!(decided.bad, [], "{}", conformance.title());
        assert!(same(&decided.batch, 0, &decision), "{}", conformance.title());
        compared += 1;
    }
    assert!(compared > 1000, "{compared}");
}

#[test]
fn wrong_tables_and_wrong_rows_are_told() {
    let policy = Policy::load("tw.laf", &Shipped).unwrap_or_else(|_| panic!("shipped"));
    let table = Table::new(&policy, jiff::civil::date(2017, 6, 1)).unwrap();
    let decide = |columns: Vec<(&str, ArrayRef)>| table.decide(&RecordBatch::try_from_iter(columns).unwrap());
    let code = |columns| decide(columns).unwrap_err().code();
    assert_eq!(code(vec![("household.size", Arc::new(Float64Array::from(vec![2.0])) as ArrayRef)]), "T0101");
    assert_eq!(code(vec![("household.low_income", Arc::new(Int32Array::from(vec![1])) as ArrayRef)]), "T0101");
    let size: ArrayRef = Arc::new(Int32Array::from(vec![2]));
    let twice = Schema::new(vec![Field::new("household.size", DataType::Int32, true); 2]);
    let twice = RecordBatch::try_new(Arc::new(twice), vec![size.clone(), size]).unwrap();
    assert!(matches!(table.decide(&twice), Err(TableError::Twice { column }) if column == "household.size"));
    // Row by row: too many, none, a fraction of one, a text that is no number, one that is.
    let size = |values: Vec<Option<&str>>| vec![("household.size", Arc::new(StringArray::from(values)) as ArrayRef)];
    let decided =
        decide(size(vec![Some("2"), Some("two"), None, Some("2.5"), Some("100000000000"), Some("3")])).unwrap();
    let told: Vec<(usize, &str)> =
        decided.bad.iter().map(|bad| (bad.row, bad.errors.errors()[0].problem.code())).collect();
    assert_eq!(told, [(1, "C0106"), (3, "C0102"), (4, "C0104")]);
    for column in decided.batch.columns() {
        assert!([1, 3, 4].iter().all(|row| column.is_null(*row)));
    }
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), Some(-1), Some(i64::MIN), Some(i64::MAX)]));
    let decided = decide(vec![("household.size", numbers)]).unwrap();
    assert_eq!(decided.bad.iter().map(|bad| bad.row).collect::<Vec<_>>(), [1, 2, 3]);
    // Two and a half persons, and two, as decimals of one place.
    let halves: ArrayRef = Arc::new(Decimal128Array::from(vec![25, 20]).with_precision_and_scale(10, 1).unwrap());
    let decided = decide(vec![("household.size", halves)]).unwrap();
    assert_eq!(decided.bad.iter().map(|bad| bad.row).collect::<Vec<_>>(), [0]);
    // A key of a dictionary that is no value, and a null in its values.
    let mut regions = StringDictionaryBuilder::<UInt32Type>::new();
    ["nowhere", "taipei"].iter().for_each(|name| regions.append_value(name));
    regions.append_null();
    let decided = decide(vec![("residence.region", Arc::new(regions.finish()) as ArrayRef)]).unwrap();
    assert_eq!(decided.bad.len(), 1 + usize::from(decided.bad.iter().any(|bad| bad.row == 1)));
    assert_eq!(decided.bad[0].row, 0);
    // Of a table with no column of a fact nothing is known; one without rows has none.
    let other = |rows| vec![("other", Arc::new(Int64Array::from(vec![1; rows])) as ArrayRef)];
    assert_eq!(decide(other(3)).unwrap().batch.num_rows(), 3);
    assert_eq!(decide(other(0)).unwrap().batch.num_rows(), 0);
}
