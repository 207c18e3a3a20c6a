//! What can still matter: the support of the answers' diagrams once they are restricted to what is still possible.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Deciding;
use super::attain::reaches_all;
use super::bind::Numbers;
use super::decision::Missing;
use super::outcome::range_of;
use super::restrict::{Link, Residual};
use super::unknown::Unknown;
use crate::diagnostic::{Lang, Text};
use crate::diagram::quantity::QuantityId;
use crate::diagram::{Leaf, Root, Test};
use crate::policy::law::{Openness, cell_name};
use crate::policy::model::{Asked, DefinitionId, FactId, Figure, Known, LayerId};

impl<'a> Deciding<'a> {
    /// Everything that can still matter to the answers, in canonical order; and whether nothing of it is idle.
    ///
    /// While no two axes share an unknown and every cell of an axis is reached, every path of a diagram is taken by some
    /// case, so what the restricted diagrams depend on is exactly what matters, as long as each unknown of an axis can move
    /// it alone; otherwise it is an upper bound, unless completions show that it is not.
    pub(crate) fn missing(&self, answers: &[DefinitionId]) -> (Vec<Missing>, bool) {
        let mut needed: BTreeMap<Unknown, Vec<DefinitionId>> = BTreeMap::new();
        let (mut quantities, mut axes): (Vec<QuantityId>, Vec<usize>) = (Vec::new(), Vec::new());
        let mut residuals: Vec<(Residual<'a>, Vec<usize>)> = Vec::new();
        for &answer in answers {
            if self.outcome(answer).is_settled() {
                continue;
            }
            let (residual, links) = self.residual(&[answer]);
            let (terms, leaves) = support(&residual, &links);
            let mut need = |unknown| {
                let answers = needed.entry(unknown).or_default();
                if !answers.contains(&answer) {
                    answers.push(answer);
                }
            };
            for &term in &terms {
                self.unknown_of(term).into_iter().for_each(&mut need);
                if let Some(quantity) = self.diagrams.compiled.terms[term].quantity() {
                    quantities.push(quantity);
                    axes.push(term);
                }
            }
            for leaf in leaves {
                if let Leaf::Quantity(quantity) = leaf {
                    self.unknown_in(quantity).into_iter().for_each(&mut need);
                    quantities.push(quantity);
                }
            }
            residuals.push((residual, terms));
        }
        axes.sort_unstable();
        axes.dedup();
        let is_shown = |answer: &DefinitionId| {
            let own = needed.iter().filter(|(_, answers)| answers.contains(answer)).map(|(unknown, _)| *unknown);
            self.outcome(*answer).is_settled() || self.is_witnessed(*answer, own.collect())
        };
        let each_moves =
            |(residual, terms): &(Residual<'a>, Vec<usize>)| terms.iter().all(|term| self.each_moves(residual, *term));
        let exact = self.is_exact(quantities)
            && axes.iter().all(|term| self.reaches_all(*term))
            && residuals.iter().all(each_moves)
            || answers.iter().all(is_shown);
        let mut missing: Vec<(LayerId, Missing)> =
            needed.into_iter().map(|(unknown, answers)| self.describe(unknown, &answers)).collect();
        missing.sort_by(|a, b| (a.0, &a.1.fact).cmp(&(b.0, &b.1.fact)));
        (missing.into_iter().map(|(_, missing)| missing).collect(), exact)
    }

    /// The members of sets on which restricted diagrams still depend, in canonical order.
    pub(crate) fn open_members(&self, residual: &Residual<'_>) -> Vec<(FactId, u16)> {
        let mut members: Vec<(FactId, u16)> = residual
            .nodes()
            .iter()
            .filter_map(|node| match self.diagrams.compiled.terms[node.term].test {
                Test::Member(fact, symbol) => Some((fact, symbol)),
                Test::Fact(_) | Test::Axis(_) | Test::Open(_) | Test::Doubt(_) => None,
            })
            .collect();
        members.sort_unstable();
        members.dedup();
        members
    }

    /// What is left of the diagrams of some decisions: of a set, of those of its members, as declared; without what no
    /// numbers reach, where that is cheap to find.
    pub(crate) fn residual(&self, answers: &[DefinitionId]) -> (Residual<'a>, Vec<Link>) {
        let mut residual = Residual::new(&self.diagrams.compiled);
        let numbers = self.numbers();
        let same = |leaf| self.same(leaf, &numbers);
        let links = self
            .roots(answers)
            .into_iter()
            .map(|root| residual.of(self.walked.stands(root), &|term| self.walked.cells(term), &same));
        let links = links.collect();
        self.tightened(residual, links, answers)
    }

    /// What is left of the condition under which a fact applies: *yes* where there is none.
    pub(crate) fn guard(&self, fact: FactId, residual: &mut Residual<'a>) -> Link {
        match self.diagrams.compiled.guards[fact.index()] {
            Some(root) => residual.of(self.walked.stands(root), &|term| self.walked.cells(term), &|leaf| leaf),
            None => residual.end(Leaf::True),
        }
    }

    /// The diagrams of some decisions.
    pub(crate) fn roots(&self, answers: &[DefinitionId]) -> Vec<Root> {
        let definitions = &self.diagrams.compiled.definitions;
        let of = |answer: &DefinitionId| {
            let roots = &definitions[answer.index()];
            roots.value.iter().chain(&roots.members).copied()
        };
        answers.iter().flat_map(of).collect()
    }

    /// The end that stands for all ends of one value: two quantities that are one known number are one.
    pub(crate) fn same(&self, leaf: Leaf, numbers: &Numbers<'_>) -> Leaf {
        match leaf {
            Leaf::Quantity(id) => {
                let number = range_of(self.diagrams, id, numbers).number().cloned();
                let known = number.and_then(|number| self.diagrams.quantities.find_number(&number));
                Leaf::Quantity(known.unwrap_or(id))
            }
            Leaf::False | Leaf::True | Leaf::None | Leaf::Symbol(_) | Leaf::Status(_) | Leaf::Gap | Leaf::Conflict => {
                leaf
            }
        }
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

    /// Whether the cells in which an axis can lie are reached one by one, by itself.
    pub(crate) fn reaches_all(&self, term: usize) -> bool {
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
                    of: asked_word(fact.of),
                    answers,
                    asked: self.case.known(id) == Some(&Known::Asked),
                    ask: fact.ask.clone(),
                    evidence: evidence.collect(),
                };
                (fact.layer, missing)
            }
            Unknown::Item(list, place, unknown_field) => {
                let (fact, field) = (self.model.fact(list), self.model.fact(unknown_field));
                let asked = match self.case.known(list) {
                    Some(Known::List(items)) => items.get(usize::from(place)).is_some_and(|item| {
                        let record = self.model.list(list).map(|list| self.model.record(list.record));
                        let at = record.map(|record| record.place(unknown_field));
                        at.and_then(|at| item.0.get(at)) == Some(&Some(Known::Asked))
                    }),
                    _ => false,
                };
                let number = u32::from(place) + 1;
                let missing = Missing {
                    fact: item_name(&fact.name.key, place, &field.name.key),
                    of: asked_word(fact.of),
                    answers,
                    asked,
                    ask: Text::new(
                        format!("{}第 {number} 项:{}", fact.name.zh, field.ask.zh),
                        format!("{} {number}: {}", fact.name.label(Lang::En), field.ask.en),
                    ),
                    evidence: Vec::new(),
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

/// How a field of an item is called: `dependants[0].income`.
pub(crate) fn item_name(list: &str, place: u16, field: &str) -> Arc<str> {
    format!("{list}[{place}].{field}").into()
}

fn asked_word(of: Asked) -> &'static str {
    match of {
        Asked::Applicant => "applicant",
        Asked::Officer => "officer",
        Asked::Embedder => "embedder",
    }
}

fn of_embedder(fact: Arc<str>, answers: Vec<Arc<str>>, ask: Text) -> Missing {
    Missing { fact, of: "embedder", answers, asked: false, ask, evidence: Vec::new() }
}

/// The terms and ends on which some functions depend.
fn support(residual: &Residual<'_>, links: &[Link]) -> (Vec<usize>, Vec<Leaf>) {
    let (mut terms, mut leaves) = (Vec::new(), Vec::new());
    for link in links {
        let (more_terms, more_leaves) = residual.support(*link);
        terms.extend(more_terms);
        leaves.extend(more_leaves);
    }
    terms.sort_unstable();
    terms.dedup();
    leaves.sort_unstable();
    leaves.dedup();
    (terms, leaves)
}
