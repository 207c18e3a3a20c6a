//! Diagrams restricted to the cells still possible: which terms can still matter, and what each answer leads to.

use rustc_hash::{FxHashMap, FxHashSet};

use super::walk::Span;
use crate::diagram::{At, Compiled, Leaf, Place};

/// Restricted diagrams: nodes whose possible children are all the same function are gone.
///
/// Nodes are numbered so that children come before their parents.
pub(crate) struct Residual<'a> {
    compiled: &'a Compiled,
    done: FxHashMap<Place, Link>,
    unique: FxHashMap<(usize, Vec<Link>), u32>,
    nodes: Vec<Node>,
    leaves: Vec<Leaf>,
}

/// A node that is left: its term can lie in several cells, and it matters in which.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) term: usize,
    /// The first cell in which the term can lie.
    pub(crate) first: u16,
    /// Where each of the cells from there on leads.
    pub(crate) children: Vec<Link>,
}

/// A function left over: a node by its number, or an end by its place among the ends that are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Link(u32);

/// What a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum To {
    /// An end, by its place.
    End(usize),
    /// A node, by its number.
    Node(usize),
}

const END: u32 = 1 << 31;

impl Link {
    pub(crate) fn to(self) -> To {
        let number = (self.0 & !END) as usize;
        if self.0 & END == 0 { To::Node(number) } else { To::End(number) }
    }

    pub(crate) fn node(number: usize) -> Self {
        Self(u32::try_from(number).unwrap_or(END - 1))
    }
}

impl<'a> Residual<'a> {
    pub(crate) fn new(compiled: &'a Compiled) -> Self {
        Self {
            compiled,
            done: FxHashMap::default(),
            unique: FxHashMap::default(),
            nodes: Vec::new(),
            leaves: Vec::new(),
        }
    }

    /// What is left of a diagram from a place on, each term within its cells. `same` may declare two ends to be one value.
    /// The cells and `same` must be the same for all places that are asked for.
    pub(crate) fn of(&mut self, place: Place, cells: &dyn Fn(usize) -> Span, same: &dyn Fn(Leaf) -> Leaf) -> Link {
        if let Some(&known) = self.done.get(&place) {
            return known;
        }
        let compiled = self.compiled;
        let link = match compiled.at(place) {
            At::Leaf(leaf) => self.end(same(leaf)),
            At::Node { term, base } => {
                let (first, last) = cells(term);
                let children: Vec<Link> =
                    (first..=last).map(|cell| self.of(compiled.child(base, cell), cells, same)).collect();
                self.node(term, first, children)
            }
        };
        self.done.insert(place, link);
        link
    }

    /// A node, where its children are not all one function.
    pub(crate) fn node(&mut self, term: usize, first: u16, children: Vec<Link>) -> Link {
        if let [only, rest @ ..] = children.as_slice()
            && rest.iter().all(|other| other == only)
        {
            return *only;
        }
        let next = self.nodes.len();
        let place = u32::try_from(next).unwrap_or(u32::MAX);
        let number = *self.unique.entry((term, children.clone())).or_insert(place) as usize;
        if number == next {
            self.nodes.push(Node { term, first, children });
        }
        Link::node(number)
    }

    /// An end.
    pub(crate) fn end(&mut self, leaf: Leaf) -> Link {
        let place = self.leaves.iter().position(|known| *known == leaf).unwrap_or_else(|| {
            self.leaves.push(leaf);
            self.leaves.len() - 1
        });
        Link(END | u32::try_from(place).unwrap_or(END - 1))
    }

    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The ends that are left, in the order in which they were met.
    pub(crate) fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// The terms and ends that a function reaches, rising.
    pub(crate) fn support(&self, of: Link) -> (Vec<usize>, Vec<Leaf>) {
        let (mut terms, mut leaves) = (Vec::new(), Vec::new());
        let mut seen = FxHashSet::default();
        let mut open = vec![of];
        while let Some(link) = open.pop() {
            if !seen.insert(link) {
                continue;
            }
            match link.to() {
                To::End(place) => leaves.push(self.leaves[place]),
                To::Node(number) => {
                    let node = &self.nodes[number];
                    terms.push(node.term);
                    open.extend(&node.children);
                }
            }
        }
        terms.sort_unstable();
        terms.dedup();
        leaves.sort_unstable();
        (terms, leaves)
    }
}
