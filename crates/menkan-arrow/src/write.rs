//! Columns of decisions.

use std::sync::Arc;

use arrow_array::builder::{BooleanBufferBuilder, ListBuilder, StringBuilder};
use arrow_array::types::{Date32Type, Int8Type, Int32Type, Int64Type};
use arrow_array::{ArrayRef, BooleanArray, DictionaryArray, PrimitiveArray, RecordBatch, StringArray};
use arrow_buffer::{NullBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Field, SchemaRef};
use menkan::decide::columns::{Columns, Decided, Found, Values};
use menkan::decide::{Outcome, Value};
use menkan::policy::model::{Definition, DefinitionId, Type, TypeKind, Unit};

use crate::Table;
use crate::error::TableError;

/// How a decision is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Truth,
    /// Values of an enumeration, few enough for keys of a byte, or not.
    Short,
    Long,
    Integer,
    Date,
    Text,
    Set,
}

/// The fields of results.
pub(crate) fn fields(columns: &Columns) -> Vec<Field> {
    let law = columns.law().in_force();
    let field = |id: DefinitionId| {
        let definition = law.definition(id);
        let data = match way(columns, id) {
            Way::Truth => DataType::Boolean,
            Way::Short => DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8)),
            Way::Long => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
            Way::Integer => DataType::Int64,
            Way::Date => DataType::Date32,
            Way::Text => DataType::Utf8,
            Way::Set => DataType::new_list(DataType::Utf8, true),
        };
        Field::new(&*definition.name.key, data, true)
    };
    let open = Field::new(Table::OPEN, DataType::new_list(DataType::Utf8, true), true);
    columns.decisions().map(field).chain([open]).collect()
}

fn way(columns: &Columns, id: DefinitionId) -> Way {
    let law = columns.law().in_force();
    match &law.definition(id).ty.kind {
        TypeKind::Boolean => Way::Truth,
        TypeKind::Choice(values) => {
            let count = law.model.enumeration(*values).values.len();
            if count <= 127 { Way::Short } else { Way::Long }
        }
        TypeKind::Set(_) | TypeKind::List(_) => Way::Set,
        TypeKind::Quantity(quantity) => match quantity.unit {
            _ if columns.may_be_unlimited(id) => Way::Text,
            Unit::Date => Way::Date,
            Unit::Plain | Unit::Days if quantity.places == Some(0) => Way::Integer,
            Unit::Plain | Unit::Days | Unit::Percent | Unit::Money(..) => Way::Text,
        },
    }
}

/// Results being put together.
pub(crate) struct Output<'c> {
    decisions: Vec<OfDecision<'c>>,
    open: ListBuilder<StringBuilder>,
    rows: usize,
}

struct OfDecision<'c> {
    definition: &'c Definition,
    names: Vec<&'c str>,
    column: Building,
    /// Whether a row has a value.
    valid: BooleanBufferBuilder,
}

enum Building {
    Truth(BooleanBufferBuilder),
    Short(Vec<i8>),
    Long(Vec<i32>),
    Integer(Vec<i64>),
    Date(Vec<i32>),
    Text(StringBuilder),
    Set(ListBuilder<StringBuilder>),
}

impl<'c> Output<'c> {
    pub(crate) fn new(columns: &'c Columns, rows: usize) -> Self {
        let law = columns.law().in_force();
        let of = |id: DefinitionId| {
            let definition = law.definition(id);
            let names = match &definition.ty.kind {
                TypeKind::Choice(values) | TypeKind::Set(values) => {
                    law.model.enumeration(*values).values.iter().map(|name| &*name.key).collect()
                }
                TypeKind::Boolean | TypeKind::Quantity(_) | TypeKind::List(_) => Vec::new(),
            };
            let column = match way(columns, id) {
                Way::Truth => Building::Truth(BooleanBufferBuilder::new(rows)),
                Way::Short => Building::Short(Vec::with_capacity(rows)),
                Way::Long => Building::Long(Vec::with_capacity(rows)),
                Way::Integer => Building::Integer(Vec::with_capacity(rows)),
                Way::Date => Building::Date(Vec::with_capacity(rows)),
                Way::Text => Building::Text(StringBuilder::new()),
                Way::Set => Building::Set(ListBuilder::new(StringBuilder::new())),
            };
            OfDecision { definition, names, column, valid: BooleanBufferBuilder::new(rows) }
        };
        let decisions = columns.decisions().map(of).collect();
        Self { decisions, open: ListBuilder::new(StringBuilder::new()), rows: 0 }
    }

    /// Adds the rows of a block; those that are bad, by rising place, are null.
    pub(crate) fn add(
        &mut self,
        found: &Found,
        rows: usize,
        bad: impl Iterator<Item = usize>,
    ) -> Result<(), TableError> {
        let mut is_bad = vec![false; rows];
        bad.for_each(|row| is_bad[row] = true);
        // For each row the decisions that are open; most blocks have none.
        let mut open: Vec<(usize, usize)> = Vec::new();
        for (place, (of, decided)) in self.decisions.iter_mut().zip(found.decisions()).enumerate() {
            let undetermined = of.add(decided, rows, &is_bad, &mut |row| open.push((row, place)));
            if let Err(row) = undetermined {
                let decision = of.definition.name.key.to_string();
                return Err(TableError::Undetermined { row: self.rows + row, decision });
            }
        }
        open.sort_unstable();
        let mut open = open.into_iter().peekable();
        for (row, bad) in is_bad.iter().enumerate() {
            while let Some((_, place)) = open.next_if(|(other, _)| *other == row) {
                self.open.values().append_value(&*self.decisions[place].definition.name.key);
            }
            self.open.append(!bad);
        }
        self.rows += rows;
        Ok(())
    }

    pub(crate) fn finish(mut self, schema: SchemaRef) -> Result<RecordBatch, ArrowError> {
        let mut arrays: Vec<ArrayRef> = Vec::new();
        for of in &mut self.decisions {
            arrays.push(of.finish()?);
        }
        arrays.push(Arc::new(self.open.finish()));
        RecordBatch::try_new(schema, arrays)
    }
}

impl OfDecision<'_> {
    /// Adds the rows of a block; an error is the row of one that is undetermined.
    fn add(
        &mut self,
        decided: &Decided,
        rows: usize,
        is_bad: &[bool],
        open: &mut dyn FnMut(usize),
    ) -> Result<(), usize> {
        match decided {
            Decided::Set(elements) => {
                let is = |mask: &[u64], row: usize| mask[row / 64] >> (row % 64) & 1 != 0;
                for (row, is_bad) in is_bad.iter().enumerate() {
                    let known = elements.iter().all(|element| is(&element.known, row));
                    if !known && !is_bad {
                        open(row);
                    }
                    let valid = known && !is_bad;
                    if let Building::Set(sets) = &mut self.column {
                        for (element, name) in elements.iter().zip(&self.names).filter(|_| valid) {
                            if is(&element.within, row) {
                                sets.values().append_value(name);
                            }
                        }
                        sets.append(valid);
                    }
                    self.valid.append(valid);
                }
                Ok(())
            }
            Decided::Values(values) => {
                if !self.add_common(values, rows, is_bad) {
                    self.add_each(values, is_bad, open)?;
                }
                Ok(())
            }
        }
    }

    /// Adds values where all rows of a block have one of those in common; gives whether they do.
    fn add_common(&mut self, values: &Values, rows: usize, is_bad: &[bool]) -> bool {
        let places = &values.places()[..rows];
        let common = values.common();
        let settled = |outcome: &Outcome| !matches!(outcome, Outcome::None | Outcome::Gap | Outcome::Conflict);
        let plain = common.len() <= 255 && common.iter().all(settled);
        let most = places.iter().fold(0, |most, place| most.max(*place));
        if !plain || usize::from(most) >= common.len() || is_bad.contains(&true) {
            return false;
        }
        macro_rules! lookup {
            ($column:expr, $of:expr) => {{
                let mut all = [Default::default(); 256];
                for (slot, outcome) in all.iter_mut().zip(common) {
                    match $of(outcome) {
                        Some(value) => *slot = value,
                        None => return false,
                    }
                }
                $column.extend(places.iter().map(|place| all[usize::from(*place)]));
            }};
        }
        match &mut self.column {
            Building::Short(keys) => lookup!(keys, |outcome: &Outcome| match outcome {
                Outcome::Symbol(symbol) => i8::try_from(*symbol).ok(),
                _ => None,
            }),
            Building::Integer(numbers) => lookup!(numbers, |outcome: &Outcome| match outcome {
                Outcome::Number(number) => number.to_i64(),
                _ => None,
            }),
            Building::Truth(bits) => {
                let mut all = [false; 256];
                for (slot, outcome) in all.iter_mut().zip(common) {
                    *slot = *outcome == Outcome::Truth(true);
                }
                places.iter().for_each(|place| bits.append(all[usize::from(*place)]));
            }
            Building::Long(_) | Building::Date(_) | Building::Text(_) | Building::Set(_) => return false,
        }
        self.valid.append_n(rows, true);
        true
    }

    fn add_each(&mut self, values: &Values, is_bad: &[bool], open: &mut dyn FnMut(usize)) -> Result<(), usize> {
        for (row, is_bad) in is_bad.iter().enumerate() {
            match values.outcome(row).filter(|_| !is_bad) {
                Some(Outcome::Gap | Outcome::Conflict) => return Err(row),
                Some(outcome) => self.push(outcome),
                None => {
                    if !is_bad {
                        open(row);
                    }
                    self.push(&Outcome::None);
                }
            }
        }
        Ok(())
    }

    /// Adds one value; what is none is null.
    fn push(&mut self, outcome: &Outcome) {
        let number = |outcome: &Outcome| match outcome {
            Outcome::Number(number) => number.to_i64(),
            _ => None,
        };
        let symbol = match outcome {
            Outcome::Symbol(symbol) => Some(*symbol),
            _ => None,
        };
        let valid = match &mut self.column {
            Building::Truth(bits) => {
                bits.append(*outcome == Outcome::Truth(true));
                matches!(outcome, Outcome::Truth(_))
            }
            Building::Short(keys) => {
                let key = symbol.and_then(|symbol| i8::try_from(symbol).ok());
                keys.push(key.unwrap_or_default());
                key.is_some()
            }
            Building::Long(keys) => {
                keys.push(i32::from(symbol.unwrap_or_default()));
                symbol.is_some()
            }
            Building::Integer(numbers) => {
                let number = number(outcome);
                numbers.push(number.unwrap_or_default());
                number.is_some()
            }
            Building::Date(days) => {
                let day = number(outcome).and_then(|day| i32::try_from(day).ok());
                days.push(day.unwrap_or_default());
                day.is_some()
            }
            Building::Text(texts) => {
                let text = text(outcome, &self.definition.ty);
                texts.append_option(text.as_deref());
                text.is_some()
            }
            Building::Set(sets) => {
                sets.append(false);
                false
            }
        };
        self.valid.append(valid);
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let valid = NullBuffer::new(self.valid.finish());
        let nulls = (valid.null_count() > 0).then_some(valid);
        let names = || Arc::new(StringArray::from_iter_values(&self.names));
        Ok(match &mut self.column {
            Building::Truth(bits) => Arc::new(BooleanArray::new(bits.finish(), nulls)),
            Building::Short(keys) => {
                let keys = PrimitiveArray::<Int8Type>::try_new(ScalarBuffer::from(std::mem::take(keys)), nulls)?;
                Arc::new(DictionaryArray::try_new(keys, names())?)
            }
            Building::Long(keys) => {
                let keys = PrimitiveArray::<Int32Type>::try_new(ScalarBuffer::from(std::mem::take(keys)), nulls)?;
                Arc::new(DictionaryArray::try_new(keys, names())?)
            }
            Building::Integer(numbers) => {
                let numbers = ScalarBuffer::from(std::mem::take(numbers));
                Arc::new(PrimitiveArray::<Int64Type>::try_new(numbers, nulls)?)
            }
            Building::Date(days) => {
                Arc::new(PrimitiveArray::<Date32Type>::try_new(ScalarBuffer::from(std::mem::take(days)), nulls)?)
            }
            Building::Text(texts) => Arc::new(texts.finish()),
            Building::Set(sets) => Arc::new(sets.finish()),
        })
    }
}

/// A number as JSON writes it, without quotes.
fn text(outcome: &Outcome, ty: &Type) -> Option<String> {
    match (outcome, &ty.kind) {
        (Outcome::Unlimited, _) => Some("unlimited".to_owned()),
        (Outcome::Number(number), TypeKind::Quantity(quantity)) => match menkan::decide::number_value(number, quantity)
        {
            Value::Integer(integer) => Some(integer.to_string()),
            Value::Text(text) => Some(text.to_string()),
            Value::None | Value::Truth(_) | Value::Set(_) => None,
        },
        _ => None,
    }
}
