//! One diagram, walked by all cases of a block at once.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Element;
use super::block::{Mask, NONE, ROWS, add, and, not};
use super::terms::{Masks, Terms};
use crate::decide::outcome::Outcome;
use crate::decide::prepared::fixed;
use crate::diagram::{At, Diagrams, Leaf, Place, Root};

/// The place of an outcome that is open.
pub(super) const OPEN: u8 = u8::MAX;

/// The place of an outcome that the case has for its own.
pub(super) const OWN: u8 = OPEN - 1;

/// With more edges than this a block takes longer than its cases one by one.
const MOST_EDGES: usize = 8_000;

/// A diagram with its nodes in the order of their terms, so that all that lead to a node stand before it.
#[derive(Debug, Clone)]
pub(super) struct Sliced {
    /// For each node, where its edges end; they begin where those of the node before end.
    nodes: Vec<usize>,
    /// The cells that an edge stands for, as a mask, and where it leads: to a node, or behind these to an end.
    edges: Vec<(u32, u32)>,
    /// The ends that are one outcome in every case: those that answer, then those that do not.
    outcomes: Vec<Outcome>,
    /// How many of them do not.
    undetermined: usize,
    /// How many ends there are: those that are not stand behind those that are.
    ends: usize,
}

/// How the cases of a block ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ended {
    /// They came to several ends.
    pub(super) open: Mask,
    /// They came to an end that is not one outcome in every case.
    pub(super) own: Mask,
}

/// The nodes and the ends of a diagram.
#[derive(Debug)]
pub(super) struct Shape {
    /// By term, then place.
    nodes: Vec<(usize, usize, Place)>,
    /// Those that are one outcome in every case, first those that answer, then the others.
    ends: Vec<(Leaf, Place)>,
}

impl Shape {
    /// A diagram; `None` where its cases are better decided one by one: it is large, it has more outcomes than fit, or it
    /// compares what is worked out by walking.
    pub(super) fn of(diagrams: &Diagrams, root: Root) -> Option<Self> {
        let compiled = &diagrams.compiled;
        let (mut nodes, mut ends) = (Vec::new(), Vec::<(Leaf, Place)>::new());
        let mut seen = FxHashSet::default();
        let mut open = vec![compiled.start(root)];
        let mut edges = 0;
        while let Some(place) = open.pop() {
            if !seen.insert(place) {
                continue;
            }
            match compiled.at(place) {
                At::Leaf(leaf) => ends.push((leaf, place)),
                At::Node { term, base } => {
                    nodes.push((term, base, place));
                    let children = (0..compiled.terms[term].cells).map(|cell| compiled.child(base, cell));
                    edges += children.len();
                    open.extend(children);
                }
            }
            if edges > MOST_EDGES {
                return None;
            }
        }
        nodes.sort_unstable();
        ends.sort_unstable_by_key(|(leaf, place)| (fixed(diagrams, *leaf).is_none(), is_undetermined(*leaf), *place));
        let shape = Self { nodes, ends };
        let mut walked = false;
        for quantity in shape.terms().filter_map(|term| compiled.terms[term].quantity()) {
            diagrams.quantities.walked_in(quantity, &mut |_| walked = true);
        }
        (!walked && shape.ends.len() < usize::from(OWN)).then_some(shape)
    }

    /// The terms that are tested, rising.
    pub(super) fn terms(&self) -> impl Iterator<Item = usize> + '_ {
        self.nodes.chunk_by(|one, other| one.0 == other.0).map(|nodes| nodes[0].0)
    }
}

impl Sliced {
    /// A diagram, its terms taken in.
    pub(super) fn new(diagrams: &Diagrams, shape: Shape, terms: &mut Terms) -> Self {
        let compiled = &diagrams.compiled;
        let Shape { nodes, ends } = shape;
        let outcomes: Vec<Outcome> = ends.iter().map_while(|(leaf, _)| fixed(diagrams, *leaf)).collect();
        let undetermined = ends.iter().filter(|(leaf, _)| is_undetermined(*leaf)).count();
        let of_nodes = nodes.iter().map(|(_, _, place)| *place);
        let places: FxHashMap<Place, u32> = of_nodes.chain(ends.iter().map(|(_, place)| *place)).zip(0..).collect();
        let mut sliced = Self { nodes: Vec::new(), edges: Vec::new(), outcomes, undetermined, ends: ends.len() };
        for (term, base, _) in nodes {
            // The cells that lead to one place, together.
            let mut children: Vec<(Place, Vec<u16>)> = Vec::new();
            for cell in 0..compiled.terms[term].cells {
                let child = compiled.child(base, cell);
                match children.iter_mut().find(|(other, _)| *other == child) {
                    Some((_, cells)) => cells.push(cell),
                    None => children.push((child, vec![cell])),
                }
            }
            let edges = children.into_iter().map(|(child, cells)| (terms.mask(term, &cells), places[&child]));
            sliced.edges.extend(edges);
            sliced.nodes.push(sliced.edges.len());
        }
        sliced
    }

    /// The ends that are one outcome in every case, by their places.
    pub(super) fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// For each end the cases that can come to it.
    fn reach<'r>(&self, masks: &Masks, reach: &'r mut Vec<Mask>, of_block: &Mask) -> &'r [Mask] {
        reach.clear();
        reach.resize(self.nodes.len() + self.ends, NONE);
        reach[0] = *of_block;
        let mut first = 0;
        for (node, &end) in self.nodes.iter().enumerate() {
            let here = reach[node];
            if here != NONE {
                for &(mask, child) in &self.edges[first..end] {
                    add(&mut reach[child as usize], &and(&here, masks.get(mask)));
                }
            }
            first = end;
        }
        &reach[self.nodes.len()..]
    }

    /// For a yes-or-no diagram, the cases in which it is true.
    pub(super) fn is_true(&self, masks: &Masks, reach: &mut Vec<Mask>, of_block: &Mask) -> Element {
        let ends = self.reach(masks, reach, of_block);
        let (mut yes, mut no) = (NONE, NONE);
        for (cases, outcome) in ends.iter().zip(&self.outcomes) {
            add(if *outcome == Outcome::Truth(true) { &mut yes } else { &mut no }, cases);
        }
        Element { within: and(&yes, &not(&no)), known: not(&and(&yes, &no)) }
    }

    /// Finds the place of the outcome of each case, among [`Sliced::outcomes`] or [`OPEN`].
    pub(super) fn decide(
        &self,
        masks: &Masks,
        reach: &mut Vec<Mask>,
        of_block: &Mask,
        places: &mut [u8; ROWS],
    ) -> Ended {
        let ends = self.reach(masks, reach, of_block);
        let (mut once, mut open, mut own) = (NONE, NONE, NONE);
        let mut planes = [NONE; 8];
        let answers = self.outcomes.len() - self.undetermined;
        for (end, reached) in ends.iter().enumerate() {
            let mut reached = *reached;
            if (answers..self.outcomes.len()).contains(&end) {
                // An end without an answer, where another can be reached, lies on a path that no case takes.
                reached = and(&reached, &not(&once));
            }
            add(&mut open, &and(&once, &reached));
            add(&mut once, &reached);
            if end >= self.outcomes.len() {
                add(&mut own, &reached);
            }
            for (bit, plane) in planes.iter_mut().enumerate() {
                if end >> bit & 1 != 0 {
                    add(plane, &reached);
                }
            }
        }
        let mut used = usize::BITS - self.outcomes.len().leading_zeros();
        if open != NONE {
            planes.iter_mut().for_each(|plane| add(plane, &open));
            used = 8;
        }
        spread(&planes[..used as usize], places);
        Ended { open, own }
    }
}

fn is_undetermined(leaf: Leaf) -> bool {
    matches!(leaf, Leaf::Gap | Leaf::Conflict)
}

/// A byte of eight for each byte of eight bits: 1 where the bit is set, the lowest first.
const SPREAD: [u64; 256] = {
    let mut spread = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut bit = 0;
        while bit < 8 {
            spread[byte] |= ((byte as u64 >> bit) & 1) << (8 * bit);
            bit += 1;
        }
        byte += 1;
    }
    spread
};

/// Small numbers from their bits.
fn spread(planes: &[Mask], numbers: &mut [u8; ROWS]) {
    for (word, numbers) in numbers.chunks_exact_mut(64).enumerate() {
        for (byte, numbers) in numbers.chunks_exact_mut(8).enumerate() {
            let mut eight = 0;
            for (bit, plane) in planes.iter().enumerate() {
                eight |= SPREAD[(plane[word] >> (8 * byte) & 0xff) as usize] << bit;
            }
            numbers.copy_from_slice(&eight.to_le_bytes());
        }
    }
}
