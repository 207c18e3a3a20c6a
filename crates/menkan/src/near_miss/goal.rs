//! The answer that is wanted of a decision: a value of it, read from text, and the ends of its diagrams that have it.

use std::sync::Arc;

use crate::decide::bind::Numbers;
use crate::decide::{DecideError, Value, number_value};
use crate::diagnostic::{Lang, Text};
use crate::diagram::quantity::Expression;
use crate::diagram::{Diagrams, Leaf, Root};
use crate::near::nearest_word;
use crate::policy::model::{DefinitionId, EnumId, Model, QuantityType, Type, TypeKind, Unit};
use crate::value::{Number, day_number};

/// An end that is wanted of a diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// This end.
    Leaf(Leaf),
    /// Any quantity that is this number.
    Number(Number),
    /// Any quantity without a limit.
    Unlimited,
}

/// What an end of a diagram is to what is wanted; the least of some ends is what they are where any may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hope {
    /// It is not the end wanted.
    No,
    /// It is, or can be.
    Yes,
    /// It lies on a path that no case takes.
    NoAnswer,
}

impl End {
    /// What an end is to this one, for the numbers of a case.
    pub(super) fn hope(&self, leaf: Leaf, diagrams: &Diagrams, numbers: &Numbers<'_>) -> Hope {
        let is_wanted = match (self, leaf) {
            (_, Leaf::Gap | Leaf::Conflict) => return Hope::NoAnswer,
            (Self::Leaf(wanted), leaf) => *wanted == leaf,
            (Self::Number(_) | Self::Unlimited, leaf) => match leaf {
                Leaf::Quantity(id) => {
                    let is_unlimited = matches!(diagrams.quantities.get(id), Expression::Unlimited);
                    match self {
                        Self::Number(wanted) if !is_unlimited => {
                            let range = diagrams.quantities.range(id, numbers);
                            range.low.as_ref().is_none_or(|low| low <= wanted)
                                && range.high.as_ref().is_none_or(|high| wanted <= high)
                        }
                        Self::Number(_) | Self::Leaf(_) => false,
                        Self::Unlimited => is_unlimited,
                    }
                }
                _ => false,
            },
        };
        if is_wanted { Hope::Yes } else { Hope::No }
    }
}

/// The value wanted, and which ends of which diagrams have it.
#[derive(Debug, Clone)]
pub(super) struct Goal {
    pub(super) decision: DefinitionId,
    pub(super) value: Value,
    pub(super) ends: Vec<(Root, End)>,
}

impl Goal {
    /// The ends of a decision's diagrams that have a value.
    ///
    /// # Errors
    /// Where the decision has no such value.
    pub(super) fn new(
        model: &Model,
        diagrams: &Diagrams,
        decision: DefinitionId,
        value: &Value,
    ) -> Result<Self, DecideError> {
        let roots = &diagrams.compiled.definitions[decision.index()];
        let ends = match (roots.value, &model.definition(decision).ty.kind, value) {
            (None, TypeKind::Set(values), Value::Set(keys)) => {
                let names = &model.enumeration(*values).values;
                let is_known = keys.iter().all(|key| names.iter().any(|name| name.key == *key));
                let end = |(name, root): (&crate::policy::model::Name, &Root)| {
                    (*root, End::Leaf(if keys.contains(&name.key) { Leaf::True } else { Leaf::False }))
                };
                is_known.then(|| names.iter().zip(&roots.members).map(end).collect())
            }
            (Some(root), kind, value) => end_of(model, kind, value).map(|end| vec![(root, end)]),
            (None, ..) => None,
        };
        match ends {
            Some(ends) => Ok(Self { decision, value: value.clone(), ends }),
            None => Err(no_value(model, decision, &text_of(value))),
        }
    }
}

fn end_of(model: &Model, kind: &TypeKind, value: &Value) -> Option<End> {
    Some(match (kind, value) {
        (_, Value::None) => End::Leaf(Leaf::None),
        (TypeKind::Boolean, Value::Truth(value)) => End::Leaf(if *value { Leaf::True } else { Leaf::False }),
        (TypeKind::Choice(values), Value::Text(key)) => {
            let place = model.enumeration(*values).values.iter().position(|name| name.key == *key)?;
            End::Leaf(Leaf::Symbol(u16::try_from(place).ok()?))
        }
        (TypeKind::Quantity(_), Value::Text(text)) if **text == *"unlimited" => End::Unlimited,
        (TypeKind::Quantity(ty), Value::Text(text)) => End::Number(number_of(ty, text)?),
        (TypeKind::Quantity(_), Value::Integer(number)) => End::Number(Number::integer(*number)),
        _ => return None,
    })
}

/// The value of a decision that a text writes: `true`, `approve`, `2024-08-01`, `none`, the values of a set with commas
/// between; an enumeration's values in either language.
///
/// # Errors
/// Where the decision never has such a value.
pub(super) fn value_named(model: &Model, decision: DefinitionId, text: &str) -> Result<Value, DecideError> {
    let Type { kind, or_none } = &model.definition(decision).ty;
    let key = |values: EnumId, word: &str| {
        let names = &model.enumeration(values).values;
        names.iter().find(|name| *name.key == *word || *name.zh == *word).map(|name| Arc::clone(&name.key))
    };
    let value = match kind {
        _ if *or_none && matches!(text, "none" | "null") => Some(Value::None),
        TypeKind::Boolean => text.parse().ok().map(Value::Truth),
        TypeKind::Choice(values) => key(*values, text).map(Value::Text),
        TypeKind::Set(values) => {
            let words = text.trim_start_matches('[').trim_end_matches(']').split(',');
            let words = words.map(|word| word.trim().trim_matches('"')).filter(|word| !word.is_empty());
            let keys: Option<Vec<Arc<str>>> = words.map(|word| key(*values, word)).collect();
            keys.map(|keys| {
                let names = model.enumeration(*values).values.iter();
                Value::Set(names.filter(|name| keys.contains(&name.key)).map(|name| Arc::clone(&name.key)).collect())
            })
        }
        TypeKind::List(_) => None,
        TypeKind::Quantity(_) if text == "unlimited" => Some(Value::Text(text.into())),
        TypeKind::Quantity(ty) => number_of(ty, text).map(|number| number_value(&number, ty)),
    };
    value.ok_or_else(|| no_value(model, decision, text))
}

fn number_of(ty: &QuantityType, text: &str) -> Option<Number> {
    match ty.unit {
        Unit::Date => text.parse().ok().map(day_number),
        Unit::Percent => Number::parse(text.trim_end_matches('%')).ok()?.checked_div(&Number::integer(100)),
        Unit::Plain | Unit::Money(..) | Unit::Days => Number::parse(text).ok(),
    }
}

fn text_of(value: &Value) -> String {
    serde_json::to_string(value).unwrap_or_default().trim_matches('"').to_owned()
}

fn no_value(model: &Model, decision: DefinitionId, value: &str) -> DecideError {
    let definition = model.definition(decision);
    let mut words: Vec<&str> = match &definition.ty.kind {
        TypeKind::Boolean => vec!["true", "false"],
        TypeKind::Choice(values) | TypeKind::Set(values) => {
            model.enumeration(*values).values.iter().map(|name| &*name.key).collect()
        }
        TypeKind::Quantity(_) | TypeKind::List(_) => Vec::new(),
    };
    if definition.ty.or_none {
        words.push("none");
    }
    let nearest = nearest_word(value, words.iter().copied()).map(str::to_owned);
    let listed = |lang| {
        let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        crate::render::list(&words, lang)
    };
    let takes = match &definition.ty.kind {
        TypeKind::Boolean | TypeKind::Choice(_) => {
            Text::new(format!(" {} 之一", listed(Lang::Zh)), format!("one of {}", listed(Lang::En)))
        }
        TypeKind::Set(_) => {
            Text::new(format!(" {} 中的若干项", listed(Lang::Zh)), format!("some of {}", listed(Lang::En)))
        }
        TypeKind::List(_) => Text::new("一个列表", "a list"),
        TypeKind::Quantity(ty) => match ty.unit {
            Unit::Date => Text::new("一个日期,例如 `2024-08-01`", "a day as in `2024-08-01`"),
            _ => Text::new("一个数", "a number"),
        },
    };
    DecideError::NoValue { decision: definition.name.key.to_string(), value: value.to_owned(), takes, nearest }
}
