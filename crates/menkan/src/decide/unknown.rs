//! What of a case is not known: what each term, and each quantity, still waits for.

use super::Deciding;
use super::items::{support_of_walk, unknown_fields};
use crate::diagram::quantity::{BodyId, Mention, QuantityId, WalkId};
use crate::diagram::{Leaf, Test};
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
        self.add_unknown(quantity, &mut unknown);
        unknown.sort_unstable();
        unknown.dedup();
        unknown
    }

    fn add_unknown(&self, quantity: QuantityId, unknown: &mut Vec<Unknown>) {
        let quantities = &self.diagrams.quantities;
        // What is walked needs no more than what is met on the way.
        quantities.walked_in(quantity, &mut |met| match met {
            Ok(body) => self.add_unknown_of_list(body, unknown),
            Err(walk) => self.add_unknown_of_walk(walk, unknown),
        });
        quantities.own_mentions(quantity, &mut |mention| self.add_unknown_mention(mention, unknown));
    }

    fn add_unknown_mention(&self, mention: Mention, unknown: &mut Vec<Unknown>) {
        match mention {
            Mention::Fact(fact) => {
                let known = matches!(self.case.known(fact), Some(Known::Between(Some(low), Some(high))) if low == high);
                if !known {
                    unknown.push(Unknown::Fact(fact));
                }
            }
            Mention::Figure(parameter, cell) => unknown.push(Unknown::Figure(parameter, cell)),
            Mention::NoNumber(_) => {}
        }
    }

    fn add_unknown_of_list(&self, body: BodyId, unknown: &mut Vec<Unknown>) {
        let body_of = self.diagrams.quantities.body(body);
        if !matches!(self.case.known(body_of.list), Some(Known::List(_))) {
            unknown.push(Unknown::Fact(body_of.list));
        }
        body_of.mentions.iter().for_each(|mention| self.add_unknown_mention(*mention, unknown));
        let fields = unknown_fields(&self.numbers(), &self.diagrams.quantities, body);
        unknown.extend(fields.into_iter().map(|(place, field)| Unknown::Item(body_of.list, place, field)));
    }

    fn add_unknown_of_walk(&self, walk: WalkId, unknown: &mut Vec<Unknown>) {
        let (terms, ends) = support_of_walk(&self.numbers(), &self.diagrams.quantities, walk);
        for end in ends {
            if let Leaf::Quantity(id) = end {
                self.add_unknown(id, unknown);
            }
        }
        terms.into_iter().for_each(|term| unknown.extend(self.unknown_of(term)));
    }
}
