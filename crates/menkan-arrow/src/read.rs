//! Columns of facts, told to blocks.

use std::borrow::Cow;
use std::fmt::Write as _;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_schema::DataType;
use menkan::decide::columns::{Block, Mask, ROWS};
use menkan::policy::model::{FactId, Known, Model, Type, TypeKind, Unit};
use menkan::value::Number;
use rustc_hash::FxHashMap;

use crate::error::{BadRow, TableError};
use crate::known_of;

/// A column, and how it is read.
pub(crate) struct Column<'b> {
    fact: FactId,
    name: String,
    array: &'b ArrayRef,
    way: Way,
}

/// How the values of a column are read.
enum Way {
    /// Booleans.
    Bits,
    /// Names of values in a dictionary: of each key, one more than the value's place; 0 where the name is no value.
    Keys(Vec<u16>),
    /// Names of values: one more than their places.
    Names(FxHashMap<String, u16>),
    /// Numbers, by what one counts in the smallest units of the fact: so many times, or one part of so many.
    Units { times: i64, parts: i64 },
    /// Whatever it is, by its text.
    Texts,
}

impl<'b> Column<'b> {
    pub(crate) fn new(model: &Model, fact: FactId, array: &'b ArrayRef) -> Result<Self, TableError> {
        let declared = model.fact(fact);
        let name = declared.name.key.to_string();
        let way = way(model, &declared.ty, array).ok_or_else(|| TableError::Type {
            column: name.clone(),
            expected: expected(&declared.ty).to_owned(),
            found: array.data_type().clone(),
        })?;
        Ok(Self { fact, name, array, way })
    }

    /// Tells a block some rows. What it cannot be told goes to `odd` by the row in the block, what is wrong to `bad` by that
    /// in the batch.
    pub(crate) fn read(
        &self,
        model: &Model,
        first: usize,
        rows: usize,
        block: &mut Block,
        odd: &mut Vec<(usize, FactId, Known)>,
        bad: &mut Vec<BadRow>,
    ) {
        let known = mask(self.array.nulls().map(NullBuffer::inner), first, rows);
        let mut others = Vec::new();
        match &self.way {
            Way::Bits => {
                let truth = mask(Some(self.array.as_boolean().values()), first, rows);
                block.set_truth(self.fact, &truth, &known);
            }
            Way::Keys(codes) => self.read_keys(codes, first, rows, &known, block, &mut others),
            Way::Names(codes) => self.read_names(codes, first, rows, &known, block, &mut others),
            Way::Units { times, parts } => {
                self.read_units((*times, *parts), first, rows, &known, block, &mut others);
            }
            Way::Texts => {
                block.forget(self.fact);
                others.extend((0..rows).filter(|row| is_set(&known, *row)));
            }
        }
        for row in others {
            match known_of(model, self.fact, &self.text(first + row)) {
                Err(errors) => bad.push(BadRow { row: first + row, column: self.name.clone(), errors }),
                Ok(known) => {
                    if !block.tell(row, self.fact, Some(&known)) {
                        odd.push((row, self.fact, known));
                    }
                }
            }
        }
    }

    fn read_keys(
        &self,
        codes: &[u16],
        first: usize,
        rows: usize,
        known: &Mask,
        block: &mut Block,
        others: &mut Vec<usize>,
    ) {
        let Some(symbols) = block.symbols_mut(self.fact) else { return };
        macro_rules! keys {
            ($($key:ident),*) => {
                match self.array.data_type() {
                    $(DataType::Dictionary(key, _) if **key == $key::DATA_TYPE => {
                        let keys = self.array.as_dictionary::<$key>().keys().values();
                        for (symbol, key) in symbols.iter_mut().zip(&keys[first..first + rows]) {
                            // A key that stands for nothing, as under a null, may be any number.
                            *symbol = usize::try_from(*key).ok().and_then(|key| codes.get(key)).copied().unwrap_or(0);
                        }
                    })*
                    _ => {}
                }
            };
        }
        keys!(Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type);
        let mut any = false;
        symbols[..rows].iter().for_each(|symbol| any |= *symbol >= NO_VALUE);
        if any || *known != ALL {
            for (row, symbol) in symbols[..rows].iter_mut().enumerate() {
                if !is_set(known, row) || *symbol == NULL {
                    *symbol = 0;
                } else if *symbol == NO_VALUE {
                    *symbol = 0;
                    others.push(row);
                }
            }
        }
    }

    fn read_names(
        &self,
        codes: &FxHashMap<String, u16>,
        first: usize,
        rows: usize,
        known: &Mask,
        block: &mut Block,
        others: &mut Vec<usize>,
    ) {
        let Some(symbols) = block.symbols_mut(self.fact) else { return };
        symbols.fill(0);
        for row in (0..rows).filter(|row| is_set(known, *row)) {
            let name = text_at(self.array, first + row).and_then(|name| codes.get(name)).copied();
            match name {
                Some(code) => symbols[row] = code,
                None => others.push(row),
            }
        }
    }

    fn read_units(
        &self,
        (times, parts): (i64, i64),
        first: usize,
        rows: usize,
        known: &Mask,
        block: &mut Block,
        others: &mut Vec<usize>,
    ) {
        let Some((least, greatest, _)) = block.units(self.fact) else { return };
        let Some((numbers, is_known)) = block.numbers_mut(self.fact) else { return };
        *is_known = *known;
        macro_rules! integers {
            ($($ty:ident),*) => {
                match self.array.data_type() {
                    $(&$ty::DATA_TYPE => {
                        let values = &self.array.as_primitive::<$ty>().values()[first..first + rows];
                        in_units(values.iter().map(|value| i128::from(*value)), (times, parts), numbers);
                    })*
                    DataType::Decimal128(..) => {
                        let values = &self.array.as_primitive::<Decimal128Type>().values()[first..first + rows];
                        in_units(values.iter().copied(), (times, parts), numbers);
                    }
                    _ => {}
                }
            };
        }
        if let (DataType::Int64, (1, 1)) = (self.array.data_type(), (times, parts)) {
            numbers[..rows].copy_from_slice(&self.array.as_primitive::<Int64Type>().values()[first..first + rows]);
        } else {
            integers!(
                Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type, Date32Type
            );
        }
        let outside = |number: &i64| *number < least || *number > greatest;
        if numbers[..rows].iter().fold(false, |any, number| any | outside(number)) {
            for (row, number) in numbers[..rows].iter().enumerate() {
                if outside(number) && is_set(is_known, row) {
                    is_known[row / 64] &= !(1 << (row % 64));
                    others.push(row);
                }
            }
        }
    }

    /// A value as a text that a case takes.
    fn text(&self, row: usize) -> Cow<'b, str> {
        let array = self.array;
        if let Some(text) = text_at(array, row) {
            return Cow::Borrowed(text);
        }
        macro_rules! integers {
            ($($ty:ident),*) => {
                match array.data_type() {
                    DataType::Boolean => Cow::Borrowed(if array.as_boolean().value(row) { "true" } else { "false" }),
                    $(&$ty::DATA_TYPE => Cow::Owned(array.as_primitive::<$ty>().value(row).to_string()),)*
                    DataType::Decimal128(..) => Cow::Owned(array.as_primitive::<Decimal128Type>().value_as_string(row)),
                    DataType::Date32 => {
                        let day = i64::from(array.as_primitive::<Date32Type>().value(row));
                        let day = menkan::value::day_of(&Number::integer(day));
                        // A day that no calendar here has is told by its number.
                        Cow::Owned(day.map_or_else(|| array.as_primitive::<Date32Type>().value(row).to_string(), |day| day.to_string()))
                    }
                    DataType::List(_) => Cow::Owned(json(&array.as_list::<i32>().value(row))),
                    DataType::LargeList(_) => Cow::Owned(json(&array.as_list::<i64>().value(row))),
                    _ => Cow::Borrowed(""),
                }
            };
        }
        integers!(Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type)
    }
}

/// What stands for a name that is no value.
const NO_VALUE: u16 = u16::MAX - 1;

/// What stands for a name that is null.
const NULL: u16 = u16::MAX;

const ALL: Mask = [u64::MAX; ROWS / 64];

/// How the values of a column are read; `None` where they cannot be.
fn way(model: &Model, ty: &Type, array: &ArrayRef) -> Option<Way> {
    let data = array.data_type();
    let texts = is_text(data) || matches!(data, DataType::Dictionary(_, values) if is_text(values));
    match &ty.kind {
        TypeKind::Boolean if *data == DataType::Boolean => Some(Way::Bits),
        TypeKind::Choice(values) if texts => {
            let names = (1..NO_VALUE).zip(&model.enumeration(*values).values);
            let codes: FxHashMap<String, u16> = names.map(|(code, name)| (name.key.to_string(), code)).collect();
            let DataType::Dictionary(..) = data else { return Some(Way::Names(codes)) };
            let names = array.as_any_dictionary().values();
            let code = |at| match text_at(names, at) {
                _ if names.is_null(at) => NULL,
                Some(name) => codes.get(name).copied().unwrap_or(NO_VALUE),
                None => NO_VALUE,
            };
            Some(Way::Keys((0..names.len()).map(code).collect()))
        }
        TypeKind::Quantity(quantity) => {
            let scale = match data {
                DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => 0,
                DataType::UInt8 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64 => 0,
                DataType::Decimal128(_, scale) => *scale,
                DataType::Date32 if quantity.unit == Unit::Date => 0,
                _ => return texts.then_some(Way::Texts),
            };
            if (quantity.unit == Unit::Date) != (*data == DataType::Date32) {
                return None;
            }
            // A number of percent stands for that many hundredths: its text says so.
            let places = match (quantity.places, &quantity.unit) {
                (Some(places), Unit::Plain | Unit::Money(..) | Unit::Days | Unit::Date) => i32::from(places),
                (None, _) | (_, Unit::Percent) => return Some(Way::Texts),
            };
            let power = |exponent: i32| 10_i64.checked_pow(u32::try_from(exponent).ok()?);
            let more = places - i32::from(scale);
            let (times, parts) = if more >= 0 { (power(more)?, 1) } else { (1, power(-more)?) };
            Some(Way::Units { times, parts })
        }
        TypeKind::Set(_) => {
            let list = match data {
                DataType::List(of) | DataType::LargeList(of) => is_text(of.data_type()),
                _ => false,
            };
            (texts || list).then_some(Way::Texts)
        }
        TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::List(_) => texts.then_some(Way::Texts),
    }
}

fn expected(ty: &Type) -> &'static str {
    match &ty.kind {
        TypeKind::Boolean => "Boolean, or texts",
        TypeKind::Choice(_) => "a dictionary of texts, or texts",
        TypeKind::Set(_) => "lists of texts, or texts",
        TypeKind::List(_) => "texts that are JSON",
        TypeKind::Quantity(quantity) => match quantity.unit {
            Unit::Date => "Date32, or texts",
            Unit::Plain | Unit::Percent | Unit::Money(..) | Unit::Days => "integers, Decimal128, or texts",
        },
    }
}

fn is_text(data: &DataType) -> bool {
    matches!(data, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

/// A value of a column of texts, or of a dictionary of them.
fn text_at(array: &ArrayRef, row: usize) -> Option<&str> {
    match array.data_type() {
        DataType::Utf8 => Some(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => Some(array.as_string::<i64>().value(row)),
        DataType::Utf8View => Some(array.as_string_view().value(row)),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            macro_rules! key {
                ($($key:ident),*) => {
                    $(if let Some(of) = array.as_dictionary_opt::<$key>() {
                        return of.key(row).and_then(|key| text_at(dictionary.values(), key));
                    })*
                };
            }
            key!(Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type);
            None
        }
        _ => None,
    }
}

/// Texts as an array in JSON.
fn json(texts: &ArrayRef) -> String {
    let mut json = String::from("[");
    for row in 0..texts.len() {
        let comma = if row == 0 { "" } else { ", " };
        // What JSON would have to escape is in no name of a value: the error shows it as Rust does.
        let _ = match text_at(texts, row).filter(|_| !texts.is_null(row)) {
            Some(text) => write!(json, "{comma}{text:?}"),
            None => write!(json, "{comma}null"),
        };
    }
    json + "]"
}

/// Numbers in the smallest units of a fact; what is not a whole number of them lies beyond every range.
fn in_units(values: impl Iterator<Item = i128>, (times, parts): (i64, i64), numbers: &mut [i64; ROWS]) {
    for (number, value) in numbers.iter_mut().zip(values) {
        let value = value.saturating_mul(i128::from(times));
        let whole = value % i128::from(parts) == 0;
        *number = if whole { i64::try_from(value / i128::from(parts)).unwrap_or(i64::MAX) } else { i64::MAX };
    }
}

/// The bits of some rows; all where there are none.
fn mask(bits: Option<&BooleanBuffer>, first: usize, rows: usize) -> Mask {
    let Some(bits) = bits else { return ALL };
    let of_rows = bits.slice(first, rows);
    let chunks = of_rows.bit_chunks();
    let mut mask = [0; ROWS / 64];
    let mut words = mask.iter_mut();
    words.by_ref().zip(chunks.iter()).for_each(|(word, chunk)| *word = chunk);
    if chunks.remainder_len() > 0 {
        mask[rows / 64] = chunks.remainder_bits();
    }
    mask
}

fn is_set(mask: &Mask, row: usize) -> bool {
    mask[row / 64] >> (row % 64) & 1 != 0
}
