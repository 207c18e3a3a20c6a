//! What the oracle says of each decision, in the words of a decision's JSON.

use menkan::case::Case;
use menkan::decide::{Value, number_value};
use menkan::policy::law::InForce;
use menkan::policy::model::{Definition, DefinitionId, DefinitionKind, EnumId, Model, TypeKind};
use menkan::reference::{self, Amount, Outcome, Truth};

/// One decision, as the oracle sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Its name.
    pub decision: String,
    /// Its value, where that is known.
    pub value: Option<Value>,
    /// Whether its rules determine one.
    pub outcome: Outcome,
}

/// What the oracle says of every decision of a law, in the order of the model.
#[must_use]
pub fn ask(law: &InForce, case: &Case) -> Vec<Said> {
    let evaluation = reference::evaluate(law, case);
    let decisions = law.definitions.iter().enumerate();
    decisions
        .filter(|(_, definition)| definition.kind == DefinitionKind::Decision)
        .map(|(place, definition)| {
            let reading = evaluation.reading(DefinitionId::from(place));
            Said {
                decision: definition.name.key.to_string(),
                value: in_words(&law.model, definition, &reading.value),
                outcome: reading.outcome,
            }
        })
        .collect()
}

/// What the oracle says of one decision.
#[must_use]
pub fn said<'a>(all: &'a [Said], decision: &str) -> Option<&'a Said> {
    all.iter().find(|said| said.decision == decision)
}

/// A value in the words of a decision's JSON; `None` where it is not known.
#[must_use]
pub fn in_words(model: &Model, definition: &Definition, value: &reference::Value) -> Option<Value> {
    let key = |values: EnumId, symbol: usize| {
        model.enumeration(values).values.get(symbol).map_or_else(|| "".into(), |name| name.key.clone())
    };
    match (value, &definition.ty.kind) {
        (reference::Value::Truth(truth), TypeKind::Boolean) => truth.known().map(Value::Truth),
        (reference::Value::Choice(choice), TypeKind::Choice(values)) => Some(match *choice.known()? {
            Some(symbol) => Value::Text(key(*values, usize::from(symbol))),
            None => Value::None,
        }),
        (reference::Value::Quantity(quantity), TypeKind::Quantity(ty)) => Some(match quantity.known()? {
            Amount::None => Value::None,
            Amount::Number(number) => number_value(number, ty),
            Amount::Unlimited => Value::Text("unlimited".into()),
        }),
        (reference::Value::Set(members), TypeKind::Set(values)) => {
            if members.contains(&Truth::Unknown) {
                return None;
            }
            let inside = members.iter().enumerate().filter(|(_, member)| **member == Truth::True);
            Some(Value::Set(inside.map(|(symbol, _)| key(*values, symbol)).collect()))
        }
        (
            reference::Value::Truth(_)
            | reference::Value::Choice(_)
            | reference::Value::Quantity(_)
            | reference::Value::Set(_)
            | reference::Value::List(_)
            | reference::Value::Standard(_),
            TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Quantity(_) | TypeKind::Set(_) | TypeKind::List(_),
        ) => None,
    }
}
