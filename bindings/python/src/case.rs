//! Python objects to the JSON text of a case, without loss: what a case cannot hold is refused, not rounded.

use jiff::civil::Date;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyBytes, PyDate, PyDateTime, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PyMapping, PySet, PyString,
    PyTuple,
};

/// How deeply the objects of a case may be nested: more than any case needs, and a list that holds itself ends there.
const MAX_DEPTH: usize = 32;

/// The JSON text of a case.
pub(crate) enum CaseText {
    /// As the caller wrote it: places in it mean something.
    Given(Vec<u8>),
    /// Made of the caller's objects.
    Made(Vec<u8>),
}

impl CaseText {
    pub(crate) fn of(case: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(text) = case.cast::<PyString>() {
            return Ok(Self::Given(text.to_str()?.as_bytes().to_vec()));
        }
        if let Ok(bytes) = case.cast::<PyBytes>() {
            return Ok(Self::Given(bytes.as_bytes().to_vec()));
        }
        let Ok(mapping) = case.cast::<PyMapping>() else {
            let message = format!("a case is a dict, or JSON as str or bytes, not {}", type_name(case)?);
            return Err(PyTypeError::new_err(message));
        };
        let mut writer = Writer { text: String::new(), path: Vec::new() };
        writer.object(mapping)?;
        Ok(Self::Made(writer.text.into_bytes()))
    }

    pub(crate) fn json(&self) -> &[u8] {
        match self {
            Self::Given(text) | Self::Made(text) => text,
        }
    }
}

/// A decision's value as text: of a set its elements, sorted, with commas between.
pub(crate) fn decided_text(value: &Bound<'_, PyAny>) -> PyResult<String> {
    if value.is_none() {
        return Ok("none".to_owned());
    }
    if let Ok(truth) = value.cast::<PyBool>() {
        return Ok(truth.is_true().to_string());
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(text.to_str()?.to_owned());
    }
    let is_set = value.is_instance_of::<PyList>()
        || value.is_instance_of::<PyTuple>()
        || value.is_instance_of::<PySet>()
        || value.is_instance_of::<PyFrozenSet>();
    if is_set {
        let mut names: Vec<String> = value.try_iter()?.map(|name| name?.extract()).collect::<PyResult<_>>()?;
        names.sort();
        return Ok(names.join(","));
    }
    if let Some(day) = day_text(value)? {
        return Ok(day);
    }
    match number(value)? {
        Some(Number::Bare(digits) | Number::Quoted(digits)) => Ok(digits),
        Some(Number::NotFinite) => Err(PyValueError::new_err("a number must be finite")),
        None => Err(PyTypeError::new_err(format!("a decision has no value of type {}", type_name(value)?))),
    }
}

/// The JSON of a fact's value.
pub(crate) fn value_text(fact: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    let mut writer = Writer { text: String::new(), path: vec![format!("[{fact:?}]")] };
    writer.value(value)?;
    Ok(writer.text)
}

/// A day from a `datetime.date` or ISO 8601 text. A `datetime` is refused: which day it is depends on the time zone.
pub(crate) fn day(value: &Bound<'_, PyAny>) -> PyResult<Date> {
    let text = match day_text(value)? {
        Some(text) => text,
        None => match value.cast::<PyString>() {
            Ok(text) => text.to_str()?.to_owned(),
            Err(_) => return Err(PyTypeError::new_err(format!("a day is a date or text, not {}", type_name(value)?))),
        },
    };
    text.parse().map_err(|_| PyValueError::new_err(format!("{text:?} is not a day written as 2024-08-01")))
}

/// A setting's value as text.
pub(crate) fn setting_text(name: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(text.to_str()?.to_owned());
    }
    let writer = Writer { text: String::new(), path: vec![format!("settings[{name:?}]")] };
    match number(value)? {
        Some(Number::Bare(digits) | Number::Quoted(digits)) if !value.is_instance_of::<PyBool>() => Ok(digits),
        Some(Number::NotFinite) => Err(writer.not_finite()),
        _ => Err(writer.unfit(value)?),
    }
}

/// A number in plain digits.
enum Number {
    /// Of an integer or a float: its shortest digits, and no exponent.
    Bare(String),
    /// Of a `Decimal`: all its digits, as text, as money is written.
    Quoted(String),
    /// Infinite, or not a number.
    NotFinite,
}

fn number(value: &Bound<'_, PyAny>) -> PyResult<Option<Number>> {
    if value.is_instance_of::<PyInt>() {
        return Ok(Some(Number::Bare(integer(value)?)));
    }
    if let Ok(float) = value.cast::<PyFloat>() {
        let float = float.value();
        return Ok(Some(if float.is_finite() { Number::Bare(float.to_string()) } else { Number::NotFinite }));
    }
    if value.is_instance(&value.py().import("decimal")?.getattr("Decimal")?)? {
        let is_finite: bool = value.call_method0("is_finite")?.extract()?;
        let digits = || value.call_method1("__format__", ("f",))?.extract();
        return Ok(Some(if is_finite { Number::Quoted(digits()?) } else { Number::NotFinite }));
    }
    // Integers of other libraries.
    if value.hasattr("__index__")? {
        return Ok(Some(Number::Bare(integer(&value.call_method0("__index__")?)?)));
    }
    Ok(None)
}

fn integer(value: &Bound<'_, PyAny>) -> PyResult<String> {
    match value.extract::<i64>() {
        Ok(small) => Ok(small.to_string()),
        Err(_) => value.call_method1("__format__", ("d",))?.extract(),
    }
}

fn day_text(value: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    if value.is_instance_of::<PyDateTime>() {
        let message = "a datetime is not a day: which one it is depends on the time zone; give its date";
        return Err(PyTypeError::new_err(message));
    }
    if value.is_instance_of::<PyDate>() { value.call_method0("isoformat")?.extract().map(Some) } else { Ok(None) }
}

fn type_name(value: &Bound<'_, PyAny>) -> PyResult<String> {
    Ok(value.get_type().name()?.to_string())
}

/// JSON as it grows.
struct Writer {
    text: String,
    /// The keys that led to the value being written.
    path: Vec<String>,
}

impl Writer {
    fn value(&mut self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        if self.path.len() > MAX_DEPTH {
            let place = self.path.first().cloned().unwrap_or_default();
            return Err(PyValueError::new_err(format!("{place} is nested more than {MAX_DEPTH} deep")));
        }
        if value.is_none() {
            self.text.push_str("null");
        } else if let Ok(truth) = value.cast::<PyBool>() {
            self.text.push_str(if truth.is_true() { "true" } else { "false" });
        } else if let Ok(text) = value.cast::<PyString>() {
            self.string(text.to_str()?);
        } else if let Some(number) = number(value)? {
            match number {
                Number::Bare(digits) => self.text.push_str(&digits),
                Number::Quoted(digits) => self.string(&digits),
                Number::NotFinite => return Err(self.not_finite()),
            }
        } else if let Ok(mapping) = value.cast::<PyDict>() {
            self.object(mapping.as_mapping())?;
        } else if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
            self.array(&value.try_iter()?.collect::<PyResult<Vec<_>>>()?)?;
        } else if value.is_instance_of::<PySet>() || value.is_instance_of::<PyFrozenSet>() {
            // Python's order of a set differs from run to run, and so would the order of errors.
            let sorted = value.py().import("builtins")?.getattr("sorted")?.call1((value,))?;
            self.array(&sorted.try_iter()?.collect::<PyResult<Vec<_>>>()?)?;
        } else if let Some(day) = day_text(value)? {
            self.string(&day);
        } else if let Ok(mapping) = value.cast::<PyMapping>() {
            self.object(mapping)?;
        } else {
            return Err(self.unfit(value)?);
        }
        Ok(())
    }

    fn object(&mut self, mapping: &Bound<'_, PyMapping>) -> PyResult<()> {
        self.text.push('{');
        for (place, item) in mapping.items()?.try_iter()?.enumerate() {
            let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item?.extract()?;
            let Ok(key) = key.cast::<PyString>() else {
                let message = format!("{}a key is text, not {}", self.place(), type_name(&key)?);
                return Err(PyTypeError::new_err(message));
            };
            if place > 0 {
                self.text.push(',');
            }
            self.string(key.to_str()?);
            self.text.push(':');
            self.path.push(format!("[{:?}]", key.to_str()?));
            self.value(&value)?;
            self.path.pop();
        }
        self.text.push('}');
        Ok(())
    }

    fn array(&mut self, items: &[Bound<'_, PyAny>]) -> PyResult<()> {
        self.text.push('[');
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                self.text.push(',');
            }
            self.path.push(format!("[{place}]"));
            self.value(item)?;
            self.path.pop();
        }
        self.text.push(']');
        Ok(())
    }

    fn string(&mut self, text: &str) {
        self.text.push_str(&serde_json::Value::from(text).to_string());
    }

    fn place(&self) -> String {
        if self.path.is_empty() { String::new() } else { format!("{}: ", self.path.concat()) }
    }

    fn not_finite(&self) -> PyErr {
        PyValueError::new_err(format!("{}a number must be finite; what is not known is None", self.place()))
    }

    fn unfit(&self, value: &Bound<'_, PyAny>) -> PyResult<PyErr> {
        let message = format!("{}a case cannot hold a value of type {}", self.place(), type_name(value)?);
        Ok(PyTypeError::new_err(message))
    }
}
