//! Diagrams laid out flat for walking: one table of nodes, one of edges, cells numbered per term.

use rustc_hash::FxHashMap;

use super::build::{Built, Roots};
use super::order::all_of;
use super::quantity::QuantityId;
use super::store::{Cut, Leaf, Node, NodeId, Store, Test};
use crate::policy::model::Order;

/// A place in [`Compiled`]: a node, or an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Root(u32);

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// An end.
    Leaf(Leaf),
    /// A node that tests the term of this place.
    Node {
        /// The term.
        term: usize,
        /// Where its edges begin.
        base: usize,
    },
}

/// A term as deciding sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// What is tested.
    pub test: Test,
    /// How many cells there are.
    pub cells: u16,
    /// For an axis, its cuts, rising.
    pub cuts: Vec<Cut>,
}

impl Term {
    /// The quantity of an axis.
    #[must_use]
    pub fn quantity(&self) -> Option<QuantityId> {
        match self.test {
            Test::Axis(quantity) => Some(quantity),
            Test::Fact(_) | Test::Member(..) | Test::Open(_) | Test::Doubt(_) => None,
        }
    }
}

/// The roots of one definition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DefinitionRoots {
    /// What it is; a set has `members` instead.
    pub value: Option<Root>,
    /// For each symbol, whether it is in the set.
    pub members: Vec<Root>,
    /// For each rule in force, whether its condition holds.
    pub rules: Vec<Root>,
    /// For each clause in force, whether it holds.
    pub clauses: Vec<Root>,
    /// For each clause that bars, likewise.
    pub barred: Vec<Root>,
    /// For a standard, the comparisons of its clauses, those that bar last.
    pub comparisons: Vec<Comparison>,
}

/// A comparison that a standard reports: its two sides, quantities at their ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// The clause's place; those that bar follow the others.
    pub clause: usize,
    /// The comparison word.
    pub order: Order,
    /// The left side.
    pub left: Root,
    /// The right side.
    pub right: Root,
}

/// Diagrams ready for walking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiled {
    /// The terms, in their order.
    pub terms: Vec<Term>,
    nodes: Vec<(u32, u32)>,
    edges: Vec<Root>,
    leaves: Vec<Leaf>,
    /// By definition.
    pub definitions: Vec<DefinitionRoots>,
    /// By fact: whether it applies.
    pub guards: Vec<Option<Root>>,
    /// The conditions asked for beside the definitions.
    pub extra: Vec<Root>,
}

const LEAF: u32 = 1 << 31;

impl Compiled {
    /// What stands at a place.
    #[inline]
    #[must_use]
    pub fn at(&self, root: Root) -> At {
        if root.0 & LEAF != 0 {
            At::Leaf(self.leaves[(root.0 & !LEAF) as usize])
        } else {
            let (term, base) = self.nodes[root.0 as usize];
            At::Node { term: term as usize, base: base as usize }
        }
    }

    /// The child of a node for one cell of its term.
    #[inline]
    #[must_use]
    pub fn child(&self, base: usize, cell: u16) -> Root {
        self.edges[base + usize::from(cell)]
    }

    /// The end that a walk reaches where each term lies in one cell, with what it passes.
    #[inline]
    pub fn walk(&self, root: Root, cell: &dyn Fn(usize) -> u16, mut pass: impl FnMut(usize)) -> Leaf {
        let mut place = root;
        loop {
            match self.at(place) {
                At::Leaf(leaf) => return leaf,
                At::Node { term, base } => {
                    pass(term);
                    place = self.child(base, cell(term));
                }
            }
        }
    }

    /// A number of its own for each node and end, below [`Compiled::size`].
    #[inline]
    #[must_use]
    pub fn place(&self, root: Root) -> usize {
        if root.0 & LEAF == 0 { root.0 as usize } else { self.nodes.len() + (root.0 & !LEAF) as usize }
    }

    /// How many nodes there are, ends included.
    #[must_use]
    pub fn size(&self) -> usize {
        self.nodes.len() + self.leaves.len()
    }

    /// Calls `pass` once for each node and end that some roots reach.
    pub fn visit(&self, roots: &[Root], pass: &mut dyn FnMut(At)) {
        let mut seen = rustc_hash::FxHashSet::default();
        let mut open = roots.to_vec();
        while let Some(root) = open.pop() {
            if !seen.insert(root) {
                continue;
            }
            let at = self.at(root);
            pass(at);
            if let At::Node { term, base } = at {
                open.extend((0..self.terms[term].cells).map(|cell| self.child(base, cell)));
            }
        }
    }

    /// How many nodes some roots reach, ends included.
    #[must_use]
    pub fn size_of(&self, roots: &[Root]) -> usize {
        let mut count = 0;
        self.visit(roots, &mut |_| count += 1);
        count
    }

    pub(crate) fn new(built: &Built) -> Self {
        let store = &built.store;
        let reached = reach(built);
        let (terms, places) = used_terms(store, &reached);
        let mut compiled = Self {
            terms,
            nodes: Vec::new(),
            edges: Vec::new(),
            leaves: Vec::new(),
            definitions: Vec::new(),
            guards: Vec::new(),
            extra: Vec::new(),
        };
        let mut done: FxHashMap<NodeId, Root> = FxHashMap::default();
        // Children were interned before their parents, so rising ids meet every child first.
        for &id in &reached {
            let root = match store.node(id) {
                Node::Leaf(leaf) => {
                    compiled.leaves.push(*leaf);
                    Root(LEAF | place(compiled.leaves.len() - 1))
                }
                Node::Branch { level, cuts, children } => {
                    let term = places[level];
                    let base = place(compiled.edges.len());
                    let own: Vec<&Cut> = cuts.iter().map(|cut| store.cut(*cut)).collect();
                    for cell in 0..usize::from(compiled.terms[term].cells) {
                        let child = if own.is_empty() {
                            cell
                        } else {
                            let passed = &compiled.terms[term].cuts[..cell];
                            own.iter().filter(|cut| passed.contains(cut)).count()
                        };
                        compiled.edges.push(done[&children[child]]);
                    }
                    compiled.nodes.push((place(term), base));
                    Root(place(compiled.nodes.len() - 1))
                }
            };
            done.insert(id, root);
        }
        let roots = |list: &[NodeId]| list.iter().map(|id| done[id]).collect::<Vec<Root>>();
        compiled.definitions = built
            .roots
            .iter()
            .map(|of: &Roots| DefinitionRoots {
                value: of.value.map(|id| done[&id]),
                members: roots(&of.members),
                rules: roots(&of.rules),
                clauses: roots(&of.clauses),
                barred: roots(&of.barred),
                comparisons: of
                    .comparisons
                    .iter()
                    .map(|compared| Comparison {
                        clause: compared.clause,
                        order: compared.order,
                        left: done[&compared.left],
                        right: done[&compared.right],
                    })
                    .collect(),
            })
            .collect();
        compiled.guards = built.guards.iter().map(|guard| guard.map(|id| done[&id])).collect();
        compiled.extra = roots(&built.extra);
        compiled
    }
}

/// Every node that a root reaches, by rising id.
fn reach(built: &Built) -> Vec<NodeId> {
    let mut seen = rustc_hash::FxHashSet::default();
    let mut open: Vec<NodeId> = built.roots.iter().flat_map(all_of).collect();
    open.extend(built.guards.iter().flatten());
    open.extend(&built.extra);
    while let Some(id) = open.pop() {
        if seen.insert(id)
            && let Node::Branch { children, .. } = built.store.node(id)
        {
            open.extend(children.iter());
        }
    }
    let mut all: Vec<NodeId> = seen.into_iter().collect();
    all.sort_unstable();
    all
}

fn used_terms(store: &Store, reached: &[NodeId]) -> (Vec<Term>, FxHashMap<u32, usize>) {
    let mut cuts: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for &id in reached {
        if let Node::Branch { level, cuts: own, .. } = store.node(id) {
            cuts.entry(*level).or_default().extend(own.iter());
        }
    }
    let mut levels: Vec<u32> = cuts.keys().copied().collect();
    levels.sort_unstable();
    let mut terms = Vec::new();
    let mut places = FxHashMap::default();
    for level in levels {
        let mut own: Vec<Cut> = cuts[&level].iter().map(|cut| store.cut(*cut).clone()).collect();
        own.sort();
        own.dedup();
        let Some((test, size)) = store.term(level) else { continue };
        let cells = if own.is_empty() { size as usize } else { own.len() + 1 };
        places.insert(level, terms.len());
        terms.push(Term { test, cells: u16::try_from(cells).unwrap_or(u16::MAX), cuts: own });
    }
    (terms, places)
}

fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
