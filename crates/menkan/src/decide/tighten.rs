//! Restricted diagrams without the paths that no numbers take.
//!
//! Restriction looks at each axis alone. Where two axes share something that is not known, as `income - 2 * limit` and
//! `income - 3 * limit` share the limit, the cells of one may forbid cells of the other. Here the paths are followed with
//! all that they want of such axes together, and a cell that contradicts what was wanted before is taken away. What is
//! left may be settled, or need less.

use std::ops::ControlFlow;

use rustc_hash::FxHashMap;

use super::Deciding;
use super::outcome::{Outcome, of_leaves, outcome};
use super::restrict::{Link, Residual, To};
use super::settle::{sharing, wanted};
use super::unknown::Unknown;
use crate::diagram::linear::contradict;
use crate::diagram::solve::Wanted;
use crate::diagram::{At, DefinitionRoots, Diagrams, Leaf};
use crate::policy::model::DefinitionId;

/// Of how many nodes whose term can still lie in several cells paths are followed; of more there are too many of them.
const NODES: usize = 64;

/// How long paths are followed before the diagrams are left as they are: nodes of paths.
const STEPS: usize = 500;

/// How many nodes it takes to hold demands against each other.
const STEPS_TO_COMPARE: usize = 8;

/// For each definition, the axes of its diagrams that share an unknown with another one of them.
#[derive(Debug)]
pub(crate) struct Tangles(pub(super) Vec<Box<[usize]>>);

impl Tangles {
    pub(crate) fn new(diagrams: &Diagrams) -> Self {
        let compiled = &diagrams.compiled;
        let of = |roots: &DefinitionRoots| {
            let mut axes: Vec<(usize, Vec<_>)> = Vec::new();
            for root in roots.value.iter().chain(&roots.members) {
                compiled.visit(&[*root], &mut |at| {
                    let At::Node { term, .. } = at else { return };
                    let Some(quantity) = compiled.terms[term].quantity() else { return };
                    let mut mentions = Vec::new();
                    diagrams.quantities.mentions(quantity, &mut |mention| mentions.push(mention));
                    axes.push((term, mentions));
                });
            }
            axes.sort_unstable();
            axes.dedup();
            sharing(&axes).map(|(term, _)| *term).collect()
        };
        Self(compiled.definitions.iter().map(of).collect())
    }
}

impl<'a> Deciding<'a> {
    /// What a definition is, or can still be.
    pub(crate) fn outcome(&self, id: DefinitionId) -> Outcome {
        let roots = &self.diagrams.compiled.definitions[id.index()];
        let alone = outcome(self.diagrams, roots, &self.walked, &self.numbers());
        if alone.is_settled() || !self.is_tangled(id) {
            return alone;
        }
        let (residual, links) = self.residual(&[id]);
        if let Outcome::Set(members) = alone {
            let now = |(before, link): (Option<bool>, &Link)| match link.to() {
                To::End(place) => match residual.leaves()[place] {
                    Leaf::True => Some(true),
                    Leaf::False => Some(false),
                    _ => before,
                },
                To::Node(_) => before,
            };
            return Outcome::Set(members.into_iter().zip(&links).map(now).collect());
        }
        let leaves = links.iter().flat_map(|link| residual.support(*link).1).collect();
        of_leaves(self.diagrams, leaves, &self.numbers())
    }

    /// Whether several axes of a definition that share an unknown can still lie in several cells, and little is left
    /// of its diagrams.
    fn is_tangled(&self, id: DefinitionId) -> bool {
        let tangled = &self.enacted.tangles().0[id.index()];
        tangled.iter().filter(|term| self.is_open(**term)).nth(1).is_some() && self.has_few_nodes(id)
    }

    /// Whether so little is left of a definition's diagrams that their paths can be followed one by one.
    pub(crate) fn has_few_nodes(&self, id: DefinitionId) -> bool {
        let mut nodes = 0;
        self.roots(&[id]).into_iter().all(|root| {
            self.walked.visit_while(root, |at| {
                nodes += usize::from(matches!(at, At::Node { term, .. } if self.is_open(term)));
                if nodes > NODES { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            nodes <= NODES
        })
    }

    fn is_open(&self, term: usize) -> bool {
        let (first, last) = self.walked.cells(term);
        first != last
    }

    /// Restricted diagrams of some definitions without the paths that no numbers take, as far as that is cheap to find.
    pub(crate) fn tightened(
        &self,
        residual: Residual<'a>,
        links: Vec<Link>,
        of: &[DefinitionId],
    ) -> (Residual<'a>, Vec<Link>) {
        if !of.iter().any(|id| self.is_tangled(*id)) {
            return (residual, links);
        }
        let axes = self.axes(residual.nodes().iter().map(|node| node.term)).tangled();
        if axes.is_empty() {
            return (residual, links);
        }
        let mut tightening = Tightening {
            deciding: self,
            from: &residual,
            to: Residual::new(&self.diagrams.compiled),
            axes,
            done: FxHashMap::default(),
            compared: FxHashMap::default(),
            steps: STEPS,
        };
        let tight: Option<Vec<Link>> = links.iter().map(|link| tightening.link(*link, &mut Vec::new())).collect();
        match (tight, tightening.steps) {
            (Some(tight), 1..) => (tightening.to, tight),
            _ => (residual, links),
        }
    }
}

/// What a path wants so far of axes that share an unknown: terms with their cells.
type Path = Vec<(usize, u16)>;

struct Tightening<'t, 'a> {
    deciding: &'t Deciding<'a>,
    from: &'t Residual<'a>,
    to: Residual<'a>,
    /// The axes that share an unknown with another one, each with what it waits for.
    axes: Vec<(usize, Vec<Unknown>)>,
    done: FxHashMap<(Link, Path), Option<Link>>,
    /// Demands that were held against each other, and whether nothing speaks against them.
    compared: FxHashMap<Path, bool>,
    steps: usize,
}

impl Tightening<'_, '_> {
    /// What is left of a function after a path; nothing where no numbers come there.
    fn link(&mut self, link: Link, path: &mut Path) -> Option<Link> {
        let number = match link.to() {
            To::End(place) => return Some(self.to.end(self.from.leaves()[place])),
            To::Node(number) => number,
        };
        if let Some(known) = self.done.get(&(link, path.clone())) {
            return *known;
        }
        self.steps = self.steps.saturating_sub(1);
        if self.steps == 0 {
            return None;
        }
        let from = self.from;
        let node = &from.nodes()[number];
        let is_tangled = self.axes.binary_search_by_key(&node.term, |(term, _)| *term).is_ok();
        let mut children: Vec<Option<Link>> = Vec::with_capacity(node.children.len());
        for (cell, child) in (node.first..).zip(&node.children) {
            if is_tangled {
                path.push((node.term, cell));
                let next = if self.is_open(path) { self.link(*child, path) } else { None };
                path.pop();
                children.push(next);
            } else {
                children.push(self.link(*child, path));
            }
        }
        let left = joined(&children).map(|children| self.to.node(node.term, node.first, children));
        self.done.insert((link, path.clone()), left);
        left
    }

    /// Whether nothing speaks against what a path wants.
    fn is_open(&mut self, path: &Path) -> bool {
        let [.., last] = path.as_slice() else { return true };
        let wants =
            |term: usize| self.axes.iter().find(|(other, _)| *other == term).map_or(&[][..], |(_, waits)| waits);
        // What shares nothing with the last demand, over however many others, was not brought into doubt by it.
        let mut near: Vec<usize> = vec![last.0];
        let mut unknown: Vec<Unknown> = wants(last.0).to_vec();
        loop {
            let next = path
                .iter()
                .find(|(term, _)| !near.contains(term) && wants(*term).iter().any(|one| unknown.contains(one)));
            let Some((term, _)) = next else { break };
            near.push(*term);
            unknown.extend(wants(*term));
        }
        if near.len() == 1 {
            return true;
        }
        let mut joint: Path = path.iter().copied().filter(|(term, _)| near.contains(term)).collect();
        joint.sort_unstable();
        if let Some(known) = self.compared.get(&joint) {
            return *known;
        }
        self.steps = self.steps.saturating_sub(STEPS_TO_COMPARE);
        let terms = &self.deciding.diagrams.compiled.terms;
        let demands = joint.iter().filter_map(|(term, cell)| wanted(&terms[*term], (*cell, *cell)));
        let demands: Vec<Wanted> = demands.collect();
        let is_open =
            !contradict(self.deciding.model, &self.deciding.diagrams.quantities, &self.deciding.numbers(), &demands);
        self.compared.insert(joint, is_open);
        is_open
    }
}

/// The children with those that no case takes replaced by a neighbour, so that they make no difference; nothing where no
/// case takes any.
fn joined(children: &[Option<Link>]) -> Option<Vec<Link>> {
    let mut last = children.iter().copied().flatten().next()?;
    Some(
        children
            .iter()
            .map(|child| {
                last = child.unwrap_or(last);
                last
            })
            .collect(),
    )
}
