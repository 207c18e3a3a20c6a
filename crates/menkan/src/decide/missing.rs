//! What can still matter: the support of the answers' diagrams once they are restricted to what is still possible.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Deciding;
use super::attain::reaches_all;
use super::decision::Missing;
use super::outcome::range_of;
use super::restrict::Restriction;
use crate::diagnostic::Text;
use crate::diagram::quantity::{Mention, QuantityId};
use crate::diagram::{Leaf, Root, Test};
use crate::policy::law::{Openness, cell_name};
use crate::policy::model::{Asked, DefinitionId, FactId, Figure, Known, LayerId, ParameterId};

/// What can be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Unknown {
    Fact(FactId),
    Standard(DefinitionId),
    Figure(ParameterId, u16),
}

impl Deciding<'_> {
    /// Everything that can still matter to the answers, in canonical order; and whether nothing of it is idle.
    ///
    /// While no two axes share an unknown and every cell of an axis is reached, every path of a diagram is taken by some
    /// case, so what the restricted diagrams depend on is exactly what matters; otherwise it is an upper bound.
    pub(super) fn missing(&self, answers: &[DefinitionId]) -> (Vec<Missing>, bool) {
        let mut needed: BTreeMap<Unknown, Vec<DefinitionId>> = BTreeMap::new();
        let (mut quantities, mut axes): (Vec<QuantityId>, Vec<usize>) = (Vec::new(), Vec::new());
        for &answer in answers {
            if self.outcome(answer).is_settled() {
                continue;
            }
            let (terms, leaves) = self.support(answer);
            let mut need = |unknown| {
                let answers = needed.entry(unknown).or_default();
                if !answers.contains(&answer) {
                    answers.push(answer);
                }
            };
            for term in terms {
                match self.diagrams.compiled.terms[term].test {
                    Test::Fact(fact) | Test::Member(fact, _) => need(Unknown::Fact(fact)),
                    Test::Open(standard) => need(Unknown::Standard(standard)),
                    Test::Axis(quantity) => {
                        self.unknown_in(quantity).into_iter().for_each(&mut need);
                        quantities.push(quantity);
                        axes.push(term);
                    }
                    Test::Doubt(_) => {}
                }
            }
            for leaf in leaves {
                if let Leaf::Quantity(quantity) = leaf {
                    self.unknown_in(quantity).into_iter().for_each(&mut need);
                    quantities.push(quantity);
                }
            }
        }
        axes.sort_unstable();
        axes.dedup();
        let exact = self.is_exact(quantities) && axes.iter().all(|term| self.reaches_all(*term));
        let mut missing: Vec<(LayerId, Missing)> =
            needed.into_iter().map(|(unknown, answers)| self.describe(unknown, &answers)).collect();
        missing.sort_by(|a, b| (a.0, &a.1.fact).cmp(&(b.0, &b.1.fact)));
        (missing.into_iter().map(|(_, missing)| missing).collect(), exact)
    }

    /// The terms and ends on which an answer still depends.
    fn support(&self, answer: DefinitionId) -> (Vec<usize>, Vec<Leaf>) {
        let roots = &self.diagrams.compiled.definitions[answer.index()];
        let all: Vec<Root> = roots.value.iter().chain(&roots.members).copied().collect();
        let numbers = self.numbers();
        // Two quantities that are one known number are one value.
        let same = |leaf: Leaf| match leaf {
            Leaf::Quantity(id) => {
                let number = range_of(self.diagrams, id, &numbers).number().cloned();
                let known = number.and_then(|number| self.diagrams.quantities.find_number(&number));
                Leaf::Quantity(known.unwrap_or(id))
            }
            Leaf::False | Leaf::True | Leaf::None | Leaf::Symbol(_) | Leaf::Status(_) | Leaf::Gap | Leaf::Conflict => {
                leaf
            }
        };
        let mut restriction = Restriction::new(&self.walked);
        let (mut terms, mut leaves) = (Vec::new(), Vec::new());
        for root in all {
            let residue = restriction.of(root, &same);
            let (more_terms, more_leaves) = restriction.support(residue);
            terms.extend(more_terms);
            leaves.extend(more_leaves);
        }
        terms.sort_unstable();
        terms.dedup();
        leaves.sort_unstable();
        leaves.dedup();
        (terms, leaves)
    }

    /// What of a quantity is not known.
    fn unknown_in(&self, quantity: QuantityId) -> Vec<Unknown> {
        let mut unknown = Vec::new();
        self.diagrams.quantities.mentions(quantity, &mut |mention| match mention {
            Mention::Fact(fact) => {
                let known = matches!(self.case.known(fact), Some(Known::Between(Some(low), Some(high))) if low == high);
                if !known {
                    unknown.push(Unknown::Fact(fact));
                }
            }
            Mention::Figure(parameter, cell) => unknown.push(Unknown::Figure(parameter, cell)),
        });
        unknown
    }

    fn is_exact(&self, mut quantities: Vec<QuantityId>) -> bool {
        quantities.sort_unstable();
        quantities.dedup();
        let mut seen = Vec::new();
        quantities.into_iter().all(|quantity| {
            let unknown = self.unknown_in(quantity);
            let alone = unknown.iter().all(|one| {
                let new = !seen.contains(one);
                seen.push(*one);
                new
            });
            alone && self.diagrams.quantities.is_plain(quantity)
        })
    }

    fn reaches_all(&self, term: usize) -> bool {
        let (quantities, axis) = (&self.diagrams.quantities, &self.diagrams.compiled.terms[term]);
        reaches_all(self.model, quantities, &self.numbers(), axis, self.walked.cells(term))
    }

    fn describe(&self, unknown: Unknown, answers: &[DefinitionId]) -> (LayerId, Missing) {
        let answers = answers.iter().map(|id| self.key(*id)).collect();
        match unknown {
            Unknown::Fact(id) => {
                let fact = self.model.fact(id);
                let evidence = fact
                    .evidence
                    .iter()
                    .map(|all| all.iter().map(|one| Arc::clone(&self.model.evidence[one.index()].key)).collect());
                let missing = Missing {
                    fact: Arc::clone(&fact.name.key),
                    of: match fact.of {
                        Asked::Applicant => "applicant",
                        Asked::Officer => "officer",
                        Asked::Embedder => "embedder",
                    },
                    answers,
                    asked: self.case.known(id) == Some(&Known::Asked),
                    ask: fact.ask.clone(),
                    evidence: evidence.collect(),
                };
                (fact.layer, missing)
            }
            Unknown::Standard(id) => {
                let definition = self.model.definition(id);
                let ask = match &self.law.openness[id.index()] {
                    Openness::Open(why) => why.clone(),
                    Openness::Closed | Openness::Set(_) => Text::new(&*definition.name.zh, &*definition.name.key),
                };
                (definition.layer, of_embedder(self.key(id), answers, ask))
            }
            Unknown::Figure(id, cell) => {
                let name = cell_name(self.model, id, usize::from(cell));
                let ask = match self.law.figures[id.index()].get(usize::from(cell)) {
                    Some(Figure::Unknown(why)) => why.clone(),
                    Some(Figure::Known(_) | Figure::Unlimited) | None => Text::new(name.clone(), name.clone()),
                };
                (self.model.parameter(id).layer, of_embedder(name.into(), answers, ask))
            }
        }
    }
}

fn of_embedder(fact: Arc<str>, answers: Vec<Arc<str>>, ask: Text) -> Missing {
    Missing { fact, of: "embedder", answers, asked: false, ask, evidence: Vec::new() }
}
