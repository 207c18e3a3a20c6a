//! Diagrams restricted to the cells still possible: which terms can still matter.

use rustc_hash::{FxHashMap, FxHashSet};

use super::walk::Walked;
use crate::diagram::{At, Leaf, Place, Root};

/// A restricted diagram: nodes whose possible children are all the same function are gone.
pub(crate) struct Restriction<'a> {
    walked: &'a Walked<'a>,
    done: FxHashMap<Place, Residue>,
    unique: FxHashMap<(usize, Vec<Residue>), u32>,
    nodes: Vec<(usize, Vec<Residue>)>,
}

/// A function left over: an end, or a node of the restriction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Residue {
    Leaf(Leaf),
    Node(u32),
}

impl<'a> Restriction<'a> {
    pub(crate) fn new(walked: &'a Walked<'a>) -> Self {
        Self { walked, done: FxHashMap::default(), unique: FxHashMap::default(), nodes: Vec::new() }
    }

    /// What is left of a diagram. `same` may declare two ends to be one value.
    pub(crate) fn of(&mut self, root: Root, same: &dyn Fn(Leaf) -> Leaf) -> Residue {
        self.below(self.walked.stands(root), same)
    }

    fn below(&mut self, place: Place, same: &dyn Fn(Leaf) -> Leaf) -> Residue {
        if let Some(&known) = self.done.get(&place) {
            return known;
        }
        let walked = self.walked;
        let residue = match walked.compiled.at(place) {
            At::Leaf(leaf) => Residue::Leaf(same(leaf)),
            At::Node { term, base } => {
                let (first, last) = walked.cells(term);
                let children: Vec<Residue> =
                    (first..=last).map(|cell| self.below(walked.compiled.child(base, cell), same)).collect();
                match children.as_slice() {
                    [only, rest @ ..] if rest.iter().all(|other| other == only) => *only,
                    _ => {
                        let next = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
                        let id = *self.unique.entry((term, children.clone())).or_insert(next);
                        if id == next {
                            self.nodes.push((term, children));
                        }
                        Residue::Node(id)
                    }
                }
            }
        };
        self.done.insert(place, residue);
        residue
    }

    /// The terms and ends that a residue reaches.
    pub(crate) fn support(&self, of: Residue) -> (Vec<usize>, Vec<Leaf>) {
        let (mut terms, mut leaves) = (Vec::new(), Vec::new());
        let mut seen = FxHashSet::default();
        let mut open = vec![of];
        while let Some(residue) = open.pop() {
            if !seen.insert(residue) {
                continue;
            }
            match residue {
                Residue::Leaf(leaf) => leaves.push(leaf),
                Residue::Node(id) => {
                    let (term, children) = &self.nodes[id as usize];
                    terms.push(*term);
                    open.extend(children);
                }
            }
        }
        terms.sort_unstable();
        terms.dedup();
        leaves.sort_unstable();
        (terms, leaves)
    }
}
