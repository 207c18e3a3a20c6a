//! What the diagrams say of each decision: a value, or what it can still be.

use super::bind::Numbers;
use super::walk::{Ends, Walked};
use crate::diagram::quantity::{Expression, QuantityId, Range};
use crate::diagram::{DefinitionRoots, Diagrams, Leaf};
use crate::value::Number;

/// What a decision is, or can still be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// *None*.
    None,
    /// A boolean.
    Truth(bool),
    /// A place in the enumeration.
    Symbol(u16),
    /// A number.
    Number(Number),
    /// No limit.
    Unlimited,
    /// For each symbol, whether it is in the set; `None` is open.
    Set(Vec<Option<bool>>),
    /// Several of these ends.
    Open(Vec<Leaf>),
    /// No rule holds.
    Gap,
    /// Rules disagree.
    Conflict,
}

impl Outcome {
    /// Whether nothing is open.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        match self {
            Self::Open(_) => false,
            Self::Set(members) => members.iter().all(Option::is_some),
            Self::None
            | Self::Truth(_)
            | Self::Symbol(_)
            | Self::Number(_)
            | Self::Unlimited
            | Self::Gap
            | Self::Conflict => true,
        }
    }
}

/// What a definition is, as far as its diagrams have been walked.
pub(crate) fn outcome(
    diagrams: &Diagrams,
    roots: &DefinitionRoots,
    walked: &Walked<'_>,
    numbers: &Numbers<'_>,
) -> Outcome {
    match roots.value {
        None => Outcome::Set(roots.members.iter().map(|root| walked.truth(*root)).collect()),
        Some(root) => match walked.ends(root) {
            Ends::One(leaf) => of_leaf(diagrams, leaf, numbers),
            Ends::Several(leaves) => of_leaves(diagrams, leaves, numbers),
        },
    }
}

fn of_leaf(diagrams: &Diagrams, leaf: Leaf, numbers: &Numbers<'_>) -> Outcome {
    match leaf {
        Leaf::False => Outcome::Truth(false),
        Leaf::True => Outcome::Truth(true),
        Leaf::None => Outcome::None,
        Leaf::Symbol(symbol) => Outcome::Symbol(symbol),
        Leaf::Quantity(id) if matches!(diagrams.quantities.get(id), Expression::Unlimited) => Outcome::Unlimited,
        Leaf::Quantity(id) => match range_of(diagrams, id, numbers).number() {
            Some(number) => Outcome::Number(number.clone()),
            None => Outcome::Open(vec![leaf]),
        },
        Leaf::Status(_) => Outcome::Open(vec![leaf]),
        Leaf::Gap => Outcome::Gap,
        Leaf::Conflict => Outcome::Conflict,
    }
}

pub(crate) fn of_leaves(diagrams: &Diagrams, mut leaves: Vec<Leaf>, numbers: &Numbers<'_>) -> Outcome {
    // An end without an answer lies on a path that no case takes, or `check` would have refused the policy.
    let answers = leaves.iter().any(|leaf| !matches!(leaf, Leaf::Gap | Leaf::Conflict));
    if answers {
        leaves.retain(|leaf| !matches!(leaf, Leaf::Gap | Leaf::Conflict));
    }
    let mut all = leaves.iter().map(|leaf| of_leaf(diagrams, *leaf, numbers));
    let Some(first) = all.next() else { return Outcome::Gap };
    if first.is_settled() && all.all(|other| other == first) { first } else { Outcome::Open(leaves) }
}

pub(crate) fn range_of(diagrams: &Diagrams, id: QuantityId, numbers: &Numbers<'_>) -> Range {
    diagrams.quantities.range(id, numbers)
}
