//! The law in force to ordered decision diagrams.

mod build;
mod codec;
mod compiled;
pub(crate) mod linear;
mod order;
pub mod quantity;
pub(crate) mod solve;
mod sound;
mod store;

pub use build::TooLarge;
pub use compiled::{At, Comparison, Compiled, DefinitionRoots, Place, Root, Term};
pub use store::{Cut, Leaf, Test};

pub(crate) use build::{Declared, Trust};

use crate::policy::law::InForce;
use crate::policy::model::Condition;
use build::Builder;
use quantity::Quantities;
use store::{Store, Subject};

/// How many nodes building one law may take, intermediate ones included.
pub const NODE_BUDGET: usize = 1_000_000;

/// From how many nodes a condition on another order of terms is tried.
const LARGE: usize = 64;

/// How many terms the diagrams of one law may test: whoever walks a diagram goes as deep as it has terms.
pub const TERM_LIMIT: usize = 1_000;

/// The diagrams of a law, with the quantities at their ends and axes.
#[derive(Debug, Clone)]
pub struct Diagrams {
    /// The diagrams.
    pub compiled: Compiled,
    /// The quantities.
    pub quantities: Quantities,
}

impl Diagrams {
    /// Builds the diagrams of `law` and of some conditions beside.
    pub(crate) fn build(law: &InForce, trust: Trust, extra: &[&Condition]) -> Result<Self, TooLarge> {
        let orders = order::orders(law, trust);
        let in_order = |order: &[Subject]| {
            let mut quantities = Quantities::default();
            let store = Store::new(NODE_BUDGET, order, law.model.facts.len());
            let built = Builder::new(law, trust, &mut quantities, store).build(extra)?;
            Ok(Self { compiled: Compiled::new(&built, law, &quantities)?, quantities })
        };
        match in_order(&orders.force) {
            Ok(diagrams) if diagrams.compiled.size() <= LARGE * orders.conditions => Ok(diagrams),
            // What is large for what it says is often so for its order alone.
            first => match (first, in_order(&orders.hubs_first)) {
                (Ok(first), Ok(second)) if second.compiled.size() < first.compiled.size() => Ok(second),
                (Err(_), second) => second,
                (first, _) => first,
            },
        }
    }

    /// Builds the diagrams of some conditions alone, with what they depend on.
    pub(crate) fn of_conditions(law: &InForce, conditions: &[Condition]) -> Result<Self, TooLarge> {
        let mut quantities = Quantities::default();
        let builder =
            Builder::new(law, Trust::AsStated, &mut quantities, Store::new(NODE_BUDGET, &[], law.model.facts.len()));
        let built = builder.build_conditions(conditions)?;
        Ok(Self { compiled: Compiled::new(&built, law, &quantities)?, quantities })
    }
}
