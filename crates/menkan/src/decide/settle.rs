//! The smallest sets of what is missing of which some answer settles the case.

use super::Deciding;
use super::attain::reaches;
use super::least::{Choices, Found, Problem, least};
use super::restrict::{Link, Node, Residual};
use super::unknown::Unknown;
use super::walk::Span;
use crate::diagram::solve::{Wanted, solve};
use crate::diagram::{Leaf, Term};

/// Sets of what is missing, each enough to settle the answers by some values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settling {
    /// By rising cost, then in canonical order.
    pub(crate) sets: Vec<Vec<Unknown>>,
    /// Whether these are all of the smallest: the search was neither cut short nor sure of too little.
    pub(crate) complete: bool,
}

impl Deciding<'_> {
    /// The least sets that settle all of some restricted diagrams: at most `most`, found in at most `steps` steps.
    pub(crate) fn settling(&self, residual: &Residual<'_>, links: &[Link], most: usize, steps: usize) -> Settling {
        let mut items: Vec<Unknown> = Vec::new();
        for node in residual.nodes() {
            items.extend(self.unknown_of(node.term));
        }
        for leaf in residual.leaves() {
            items.extend(self.unknown_at(*leaf));
        }
        items.sort_unstable();
        items.dedup();
        let place = |unknown: &Unknown| items.binary_search(unknown).unwrap_or_default();
        let mut choices: Vec<Option<Choices>> = vec![None; self.diagrams.compiled.terms.len()];
        let axes = self.axes(residual.nodes().iter().map(|node| node.term));
        for node in residual.nodes() {
            if choices[node.term].is_none() {
                let (first, last) = self.walked.cells(node.term);
                let by: Vec<usize> = self.unknown_of(node.term).iter().map(place).collect();
                let cells = (first..=last).filter(|cell| self.may_lie(node.term, *cell)).collect();
                let joint = axes.shares(self, node.term);
                choices[node.term] = Some(Choices { left: (first, last), cells, by: vec![by], joint });
            }
        }
        let found: Found = least(
            &Problem {
                residual,
                goals: links.iter().map(|link| (*link, None)).collect(),
                choices,
                costs: items.iter().map(|item| self.asking_cost(*item)).collect(),
                waits: &|leaf| self.unknown_at(leaf).iter().map(place).collect(),
                feasible: &|_, chosen| self.can_be(chosen),
            },
            most,
            steps,
        );
        let sets = found.sets.into_iter().map(|set| set.items.into_iter().map(|item| items[item]).collect());
        // One number of a quantity may already keep it within few cells, and a value may make two quantities one: such
        // sets are not looked for.
        let parts = |node: &Node| self.unknown_of(node.term).len() > 1;
        let figures =
            residual.leaves().len() > 1 && residual.leaves().iter().any(|leaf| !self.unknown_at(*leaf).is_empty());
        let narrow = residual.nodes().iter().any(parts) || figures;
        Settling { sets: sets.collect(), complete: found.complete && !narrow }
    }

    /// What an end still waits for: a quantity, for all that it is made from.
    pub(crate) fn unknown_at(&self, leaf: Leaf) -> Vec<Unknown> {
        match leaf {
            Leaf::Quantity(quantity) => self.unknown_in(quantity),
            Leaf::False | Leaf::True | Leaf::None | Leaf::Symbol(_) | Leaf::Status(_) | Leaf::Gap | Leaf::Conflict => {
                Vec::new()
            }
        }
    }

    /// What it costs to find something out; the figures and standards that the embedder owes are ready to hand.
    pub(crate) fn asking_cost(&self, unknown: Unknown) -> u32 {
        match unknown {
            Unknown::Fact(fact) => u32::from(self.model.fact(fact).costs.asking),
            Unknown::Item(list, ..) => u32::from(self.model.fact(list).costs.asking),
            Unknown::Standard(_) | Unknown::Figure(..) => 1,
        }
    }

    /// Whether some value of what is unknown is known to put a term into a cell.
    pub(crate) fn may_lie(&self, term: usize, cell: u16) -> bool {
        let (quantities, axis) = (&self.diagrams.quantities, &self.diagrams.compiled.terms[term]);
        reaches(self.model, quantities, &self.numbers(), axis, cell) || self.can_be(&[(term, cell)])
    }

    /// Whether numbers were found that put each of these axes into its cell.
    pub(crate) fn can_be(&self, chosen: &[(usize, u16)]) -> bool {
        let wanted: Vec<Wanted> = chosen
            .iter()
            .filter_map(|(term, cell)| wanted(&self.diagrams.compiled.terms[*term], (*cell, *cell)))
            .collect();
        wanted.is_empty() || solve(self.model, &self.diagrams.quantities, &self.numbers(), &wanted).is_some()
    }

    /// The axes among some terms, to tell which share what they are made from.
    pub(crate) fn axes(&self, terms: impl Iterator<Item = usize>) -> Axes {
        let mut axes: Vec<(usize, Vec<Unknown>)> = terms
            .filter_map(|term| self.diagrams.compiled.terms[term].quantity().map(|quantity| (term, quantity)))
            .map(|(term, quantity)| (term, self.unknown_in(quantity)))
            .collect();
        axes.sort();
        axes.dedup();
        Axes(axes)
    }
}

/// Cells of an axis as a demand on its quantity; nothing for another term.
pub(crate) fn wanted(term: &Term, (first, last): Span) -> Option<Wanted> {
    Some(Wanted {
        quantity: term.quantity()?,
        from: usize::from(first).checked_sub(1).and_then(|below| term.cuts.get(below).cloned()),
        below: term.cuts.get(usize::from(last)).cloned(),
    })
}

/// Of axes with what each is made from, those that share something with another one.
pub(crate) fn sharing<T: PartialEq>(axes: &[(usize, Vec<T>)]) -> impl Iterator<Item = &(usize, Vec<T>)> {
    axes.iter().filter(|(term, own)| {
        let mut others = axes.iter().filter(|(other, _)| other != term);
        others.any(|(_, more)| own.iter().any(|one| more.contains(one)))
    })
}

/// Axes with what each waits for.
pub(crate) struct Axes(Vec<(usize, Vec<Unknown>)>);

impl Axes {
    /// Those that share something that they wait for with another one.
    pub(crate) fn tangled(self) -> Vec<(usize, Vec<Unknown>)> {
        sharing(&self.0).cloned().collect()
    }

    /// Whether an axis shares something that it waits for with another one.
    pub(crate) fn shares(&self, deciding: &Deciding<'_>, term: usize) -> bool {
        let Some(quantity) = deciding.diagrams.compiled.terms[term].quantity() else { return false };
        let own = deciding.unknown_in(quantity);
        let mut others = self.0.iter().filter(|(other, _)| *other != term);
        others.any(|(_, waits)| waits.iter().any(|unknown| own.contains(unknown)))
    }
}
