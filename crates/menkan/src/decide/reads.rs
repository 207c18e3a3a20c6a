//! Which facts the terms and ends of diagrams read.

use super::bits::Bits;
use crate::case::Case;
use crate::diagram::quantity::{Mention, QuantityId};
use crate::diagram::{Diagrams, Test};
use crate::policy::law::InForce;
use crate::policy::model::Known;

/// For each term, the facts that it reads.
#[derive(Debug)]
pub(crate) struct Reads {
    facts: usize,
    terms: Vec<Bits>,
}

impl Reads {
    pub(crate) fn new(law: &InForce, diagrams: &Diagrams) -> Self {
        let mut reads = Self { facts: law.model.facts.len(), terms: Vec::new() };
        for term in diagrams.compiled.case_terms() {
            let mut facts = reads.none();
            match term.test {
                Test::Fact(fact) | Test::Member(fact, _) => facts.add(fact.index()),
                Test::Axis(quantity) => add_quantity(diagrams, quantity, &mut facts),
                Test::Open(_) | Test::Doubt(_) => {}
            }
            reads.terms.push(facts);
        }
        reads
    }

    /// No fact.
    pub(crate) fn none(&self) -> Bits {
        Bits::none(self.facts)
    }

    /// The facts that a term reads.
    #[inline]
    pub(crate) fn of(&self, term: usize) -> &Bits {
        &self.terms[term]
    }

    /// The facts of which a case knows something.
    pub(crate) fn known(&self, case: &Case) -> Bits {
        let mut facts = self.none();
        for (place, known) in case.facts().iter().enumerate() {
            if matches!(known, Some(known) if *known != Known::Asked) {
                facts.add(place);
            }
        }
        facts
    }
}

/// Adds the facts that a quantity reads.
pub(crate) fn add_quantity(diagrams: &Diagrams, quantity: QuantityId, to: &mut Bits) {
    diagrams.quantities.mentions(quantity, &mut |mention| {
        if let Mention::Fact(fact) | Mention::NoNumber(fact) = mention {
            to.add(fact.index());
        }
    });
}
