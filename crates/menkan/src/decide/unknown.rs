//! What of a case is not known: what each term, and each quantity, still waits for.

use super::Deciding;
use super::items::unknown_fields;
use crate::diagram::Test;
use crate::diagram::quantity::{Mention, QuantityId};
use crate::policy::model::{DefinitionId, FactId, Known, ParameterId};

/// What can be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Unknown {
    Fact(FactId),
    Standard(DefinitionId),
    Figure(ParameterId, u16),
    /// A field of one item of a list, by the list and the place of the item.
    Item(FactId, u16, FactId),
}

impl Deciding<'_> {
    /// What a term that can lie in several cells waits for.
    pub(crate) fn unknown_of(&self, term: usize) -> Vec<Unknown> {
        match self.diagrams.compiled.terms[term].test {
            Test::Fact(fact) | Test::Member(fact, _) => vec![Unknown::Fact(fact)],
            Test::Open(standard) => vec![Unknown::Standard(standard)],
            Test::Axis(quantity) => self.unknown_in(quantity),
            // Nothing that a case says settles a doubt.
            Test::Doubt(_) => Vec::new(),
        }
    }

    /// What of a quantity is not known.
    pub(crate) fn unknown_in(&self, quantity: QuantityId) -> Vec<Unknown> {
        let mut unknown = Vec::new();
        self.diagrams.quantities.mentions(quantity, &mut |mention| match mention {
            Mention::Fact(fact) => {
                let known = matches!(self.case.known(fact), Some(Known::Between(Some(low), Some(high))) if low == high);
                if !known {
                    unknown.push(Unknown::Fact(fact));
                }
            }
            Mention::Figure(parameter, cell) => unknown.push(Unknown::Figure(parameter, cell)),
            Mention::List(list) if !matches!(self.case.known(list), Some(Known::List(_))) => {
                unknown.push(Unknown::Fact(list));
            }
            Mention::List(_) => {}
        });
        let numbers = self.numbers();
        self.diagrams.quantities.bodies_of(quantity, &mut |body| {
            let list = self.diagrams.quantities.body(body).list;
            let fields = unknown_fields(&numbers, &self.diagrams.quantities, body);
            unknown.extend(fields.into_iter().map(|(place, field)| Unknown::Item(list, place, field)));
        });
        unknown.sort_unstable();
        unknown.dedup();
        unknown
    }
}
