//! How often a fact is what, as the policy says.

use serde::Serialize;

use crate::decide::{Value, number_value};
use crate::policy::model::{Fact, Likely, Model, TypeKind};

/// The weight of a value, or of a band of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Weight {
    /// The value: a boolean, or the name of a value of a choice or a set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The end of the band, which is in it; the band begins above the end of the one before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Value>,
    /// How often beside the others; of a value of a set, in how many cases of a hundred it is in. The last band, of all
    /// that is greater, has this alone.
    pub weight: u16,
}

impl Weight {
    /// The weights of a fact, as the values are declared or the bands rise; none where the policy says none.
    pub(super) fn all(model: &Model, fact: &Fact) -> Vec<Self> {
        let of_values = |values: Vec<Value>, weights: &[u16]| {
            let pairs = values.into_iter().zip(weights);
            pairs.map(|(value, weight)| Self { value: Some(value), at_most: None, weight: *weight }).collect()
        };
        match (&fact.likely, &fact.ty.kind) {
            (Likely::Values(weights), TypeKind::Boolean) => {
                of_values(vec![Value::Truth(false), Value::Truth(true)], weights)
            }
            (Likely::Values(weights), TypeKind::Choice(values) | TypeKind::Set(values)) => {
                let names = model.enumeration(*values).values.iter();
                of_values(names.map(|name| Value::Text(name.key.as_ref().into())).collect(), weights)
            }
            (Likely::Bands(bands, above), TypeKind::Quantity(ty)) => {
                let end = |end| Some(number_value(end, ty));
                let bands = bands.iter().map(|(to, weight)| Self { value: None, at_most: end(to), weight: *weight });
                bands.chain(std::iter::once(Self { value: None, at_most: None, weight: *above })).collect()
            }
            // The checker gives each type weights of its own form.
            (Likely::Flat, _)
            | (Likely::Values(_), TypeKind::Quantity(_) | TypeKind::List(_))
            | (Likely::Bands(..), TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_) | TypeKind::List(_)) => {
                Vec::new()
            }
        }
    }
}
