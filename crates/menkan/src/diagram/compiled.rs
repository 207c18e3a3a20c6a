//! Diagrams laid out flat for walking: one table of words, in which each node is its term and then its children, one
//! for each cell of the term.

use rustc_hash::FxHashMap;

use super::build::{Built, Roots, TooLarge};
use super::order::all_of;
use super::quantity::{Memo, Quantities, QuantityId};
use super::store::{Cut, Leaf, Node, NodeId, Store, Test, is_of_item};
use crate::policy::law::InForce;
use crate::policy::model::{DefinitionId, DefinitionKind, Order};
use crate::value::Number;

/// One of the diagrams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Root(pub(super) u32);

impl Root {
    /// Its number among the diagrams, from 0.
    #[inline]
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A place in [`Compiled`]: a node, or an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(pub(super) u32);

impl Place {
    /// Whether it is an end.
    #[inline]
    #[must_use]
    pub fn is_end(self) -> bool {
        self.0 & LEAF != 0
    }
}

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

    /// The cell of an axis in which a number lies.
    pub(crate) fn cell_of(&self, number: &Number) -> u16 {
        let passed = self.cuts.partition_point(|cut| !cut.is_above(number));
        u16::try_from(passed).unwrap_or(u16::MAX)
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
    /// How many of the terms, from the first, are about the case; the others are about items of lists.
    pub(super) case_terms: usize,
    pub(super) words: Vec<u32>,
    pub(super) nodes: usize,
    pub(super) leaves: Vec<Leaf>,
    /// Where the diagrams begin, each once: those of decisions, then the others.
    pub(super) roots: Vec<Place>,
    pub(super) decisions: usize,
    /// By definition.
    pub definitions: Vec<DefinitionRoots>,
    /// By fact: whether it applies.
    pub guards: Vec<Option<Root>>,
    /// The conditions asked for beside the definitions.
    pub extra: Vec<Root>,
    /// What is asked of each item of a list, by the number of the body.
    pub bodies: Vec<Root>,
    /// The quantities with conditions that are walked, by their number.
    pub walks: Vec<Root>,
}

/// Marks a place as an end.
pub(super) const LEAF: u32 = 1 << 31;

impl Compiled {
    /// The terms that are about the case, in their order; behind them stand those about items of lists.
    #[must_use]
    pub fn case_terms(&self) -> &[Term] {
        &self.terms[..self.case_terms]
    }

    /// What keeps what is walked for one case.
    #[must_use]
    pub fn memo(&self) -> Memo {
        Memo::new(!(self.bodies.is_empty() && self.walks.is_empty()))
    }

    /// What stands at a place.
    #[inline]
    #[must_use]
    pub fn at(&self, place: Place) -> At {
        if place.is_end() {
            At::Leaf(self.leaves[(place.0 & !LEAF) as usize])
        } else {
            let base = place.0 as usize;
            At::Node { term: self.words[base] as usize, base }
        }
    }

    /// The child of a node for one cell of its term.
    #[inline]
    #[must_use]
    pub fn child(&self, base: usize, cell: u16) -> Place {
        Place(self.words[base + 1 + usize::from(cell)])
    }

    /// From a node to where the one cell of its term leads, and whether a node stands there; where its term can lie in
    /// several cells, the node itself.
    #[inline]
    pub(crate) fn step(&self, node: Place, cells: &[(u16, u16)]) -> (Place, bool) {
        let base = node.0 as usize;
        let (first, last) = cells[self.words[base] as usize];
        let child = Place(self.words[base + 1 + usize::from(first)]);
        let next = if first == last { child } else { node };
        (next, first == last && !child.is_end())
    }

    /// Where a diagram begins.
    #[inline]
    #[must_use]
    pub fn start(&self, root: Root) -> Place {
        self.roots[root.index()]
    }

    /// Where each diagram begins, by the number of its root.
    #[must_use]
    pub fn starts(&self) -> &[Place] {
        &self.roots
    }

    /// How many of the diagrams, from the first, are those of decisions.
    #[must_use]
    pub fn decisions(&self) -> usize {
        self.decisions
    }

    /// A number of its own for each node and end, below [`Compiled::places`].
    #[inline]
    #[must_use]
    pub fn number(&self, place: Place) -> usize {
        if place.is_end() { self.words.len() + (place.0 & !LEAF) as usize } else { place.0 as usize }
    }

    /// One more than the greatest number of a place.
    #[must_use]
    pub fn places(&self) -> usize {
        self.words.len() + self.leaves.len()
    }

    /// How many nodes there are, ends included.
    #[must_use]
    pub fn size(&self) -> usize {
        self.nodes + self.leaves.len()
    }

    /// Calls `pass` once for each node and end that some roots reach.
    pub fn visit(&self, roots: &[Root], pass: &mut dyn FnMut(At)) {
        let mut seen = rustc_hash::FxHashSet::default();
        let mut open: Vec<Place> = roots.iter().map(|root| self.start(*root)).collect();
        while let Some(place) = open.pop() {
            if !seen.insert(place) {
                continue;
            }
            let at = self.at(place);
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

    /// The diagrams of a law, laid out; an error where the table would be larger than [`WORD_BUDGET`].
    pub(crate) fn new(built: &Built, law: &InForce, quantities: &Quantities) -> Result<Self, TooLarge> {
        let store = &built.store;
        let reached = reach(built, quantities);
        let (terms, levels) = used_terms(store, &reached);
        check_size(built, &reached, &terms, &levels)?;
        let (mut words, mut leaves) = (Vec::new(), Vec::new());
        let mut done: FxHashMap<NodeId, Place> = FxHashMap::default();
        // Children were interned before their parents, so rising ids meet every child first.
        for &id in &reached {
            let place = match store.node(id) {
                Node::Leaf(leaf) => {
                    leaves.push(*leaf);
                    Place(LEAF | word(leaves.len() - 1))
                }
                Node::Branch { level, cuts, children } => {
                    let term = levels[level];
                    let place = Place(word(words.len()));
                    words.push(word(term));
                    // The node's own cuts are among those of its term, and both rise.
                    let mut own = cuts.iter().map(|cut| store.cut(*cut)).peekable();
                    let mut child = 0;
                    for cell in 0..usize::from(terms[term].cells) {
                        let passed = cell.checked_sub(1).and_then(|below| terms[term].cuts.get(below));
                        if cuts.is_empty() {
                            child = cell;
                        } else if passed.is_some() && own.next_if(|cut| Some(*cut) == passed).is_some() {
                            child += 1;
                        }
                        words.push(done[&children[child]].0);
                    }
                    place
                }
            };
            done.insert(id, place);
        }
        let mut rooted = Rooted { done: &done, roots: Vec::new(), known: FxHashMap::default() };
        for (roots, definition) in built.roots.iter().zip(&law.definitions) {
            if definition.kind == DefinitionKind::Decision {
                roots.value.iter().chain(&roots.members).for_each(|id| {
                    rooted.root(*id);
                });
            }
        }
        let decisions = rooted.roots.len();
        let definitions = built.roots.iter().map(|roots| rooted.definition(roots)).collect();
        let guards = built.guards.iter().map(|guard| guard.map(|id| rooted.root(id))).collect();
        let extra = rooted.all(&built.extra);
        let bodies = quantities.bodies().iter().map(|body| rooted.root(body.node)).collect();
        let case_terms = levels.keys().filter(|level| !is_of_item(**level)).count();
        let walks = quantities.walks().iter().map(|walk| rooted.root(walk.node)).collect();
        let nodes = done.len() - leaves.len();
        Ok(Self {
            terms,
            case_terms,
            words,
            nodes,
            leaves,
            roots: rooted.roots,
            decisions,
            definitions,
            guards,
            extra,
            bodies,
            walks,
        })
    }
}

/// The roots numbered so far.
struct Rooted<'a> {
    done: &'a FxHashMap<NodeId, Place>,
    roots: Vec<Place>,
    known: FxHashMap<NodeId, Root>,
}

impl Rooted<'_> {
    fn root(&mut self, id: NodeId) -> Root {
        let next = Root(word(self.roots.len()));
        let root = *self.known.entry(id).or_insert(next);
        if root == next {
            self.roots.push(self.done[&id]);
        }
        root
    }

    fn all(&mut self, ids: &[NodeId]) -> Vec<Root> {
        ids.iter().map(|id| self.root(*id)).collect()
    }

    fn definition(&mut self, of: &Roots) -> DefinitionRoots {
        DefinitionRoots {
            value: of.value.map(|id| self.root(id)),
            members: self.all(&of.members),
            rules: self.all(&of.rules),
            clauses: self.all(&of.clauses),
            barred: self.all(&of.barred),
            comparisons: of
                .comparisons
                .iter()
                .map(|compared| Comparison {
                    clause: compared.clause,
                    order: compared.order,
                    left: self.root(compared.left),
                    right: self.root(compared.right),
                })
                .collect(),
        }
    }
}

/// How many words a table may take: every node has one for each cell of its term.
pub(super) const WORD_BUDGET: usize = 16_000_000;

/// Refuses a table that is too large, with the definition by which it becomes so.
fn check_size(
    built: &Built,
    reached: &[NodeId],
    terms: &[Term],
    levels: &FxHashMap<u32, usize>,
) -> Result<(), TooLarge> {
    let words = |id: NodeId| match built.store.node(id) {
        Node::Leaf(_) => 0,
        Node::Branch { level, .. } => 1 + levels.get(level).map_or(0, |term| usize::from(terms[*term].cells)),
    };
    let whole: usize = reached.iter().map(|id| words(*id)).sum();
    if whole <= WORD_BUDGET {
        return Ok(());
    }
    let mut seen = rustc_hash::FxHashSet::default();
    let mut so_far = 0;
    let mut last = DefinitionId(0);
    for (place, roots) in built.roots.iter().enumerate() {
        let before = seen.len();
        reach_from(built, all_of(roots).collect(), &mut seen, &mut |id| so_far += words(id));
        if seen.len() > before {
            last = DefinitionId::from(place);
        }
        if so_far > WORD_BUDGET {
            break;
        }
    }
    Err(TooLarge { definition: last })
}

/// Every node that a root reaches, by rising id.
fn reach(built: &Built, quantities: &Quantities) -> Vec<NodeId> {
    let mut seen = rustc_hash::FxHashSet::default();
    let mut open: Vec<NodeId> = built.roots.iter().flat_map(all_of).collect();
    open.extend(built.guards.iter().flatten());
    open.extend(&built.extra);
    open.extend(quantities.bodies().iter().map(|body| body.node));
    open.extend(quantities.walks().iter().map(|walk| walk.node));
    reach_from(built, open, &mut seen, &mut |_| {});
    let mut all: Vec<NodeId> = seen.into_iter().collect();
    all.sort_unstable();
    all
}

fn reach_from(
    built: &Built,
    mut open: Vec<NodeId>,
    seen: &mut rustc_hash::FxHashSet<NodeId>,
    met: &mut dyn FnMut(NodeId),
) {
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        met(id);
        if let Node::Branch { children, .. } = built.store.node(id) {
            open.extend(children.iter());
        }
    }
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

/// The budget of nodes keeps every number well below the bit that marks an end.
pub(super) fn word(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
