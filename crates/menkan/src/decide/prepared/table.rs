//! The diagrams of decisions as one table of words that is walked.
//!
//! Terms that stand next to each other in the order are *grouped*: a node of a group has a word for each combination of
//! their cells, so that one step answers all of them. Where one of them is open the walk goes on over nodes of single terms,
//! to the end of the group. A term in no group with others has nodes of its own only.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagram::{At, Compiled, Leaf, Place, Root};

/// Diagrams laid out for walking.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// The nodes: where the cell of its term or group stands, where it leads while that is 0, and where for each cell from 1
    /// on. An end leads to itself.
    words: Vec<u32>,
    /// From where on the words are those of ends, two for each. The first end is where what is open leads.
    ends: u32,
    /// From where on they are of ends of which `settles` held.
    settled: u32,
    /// The leaves at the ends behind the first.
    leaves: Vec<Leaf>,
    /// Where the diagrams begin, filled up with the last end to a multiple of [`LANES`].
    starts: Vec<u32>,
    /// The groups, in the order of their terms.
    pub(super) groups: Vec<Group>,
    /// How many cells there are: those of terms, of groups, and one that is always 0, of ends.
    cells: usize,
}

/// Terms that are answered by one step.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// Where the cell of the group stands; of a term that is alone, its own.
    pub(super) cell: u32,
    /// The terms, and by what the cell of each counts towards that of the group.
    pub(super) terms: Vec<(usize, u32)>,
    /// How many combinations there are.
    combinations: u32,
}

/// How many diagrams are walked side by side: while one step waits for memory, others go on.
const LANES: usize = 4;

/// How many words the nodes of groups may take, unless the diagrams themselves are larger: with them they stay near the
/// processor.
const GROUPED_WORDS: usize = 1 << 16;

/// The greatest number of combinations of a group.
const MOST_COMBINATIONS: u32 = 1 << 10;

/// A node of the diagrams, and its group.
#[derive(Debug, Clone, Copy)]
struct Node {
    place: Place,
    base: usize,
    term: usize,
    group: usize,
}

impl Table {
    /// Lays out what some diagrams reach. `open` tells of a term whether its cell is never known, and `settles` of a leaf
    /// whether it says all.
    pub(super) fn new(
        compiled: &Compiled,
        roots: &[Root],
        open: &dyn Fn(usize) -> bool,
        settles: &dyn Fn(Leaf) -> bool,
    ) -> Self {
        let (mut nodes, mut leaves) = reach(compiled, roots);
        leaves.sort_unstable_by_key(|(place, leaf)| (settles(*leaf), *place));
        let mut tested: Vec<usize> = nodes.iter().map(|node| node.term).collect();
        tested.sort_unstable();
        tested.dedup();
        let mut most = MOST_COMBINATIONS;
        let (mut groups, entries) = loop {
            let groups = group(compiled, &tested, open, most);
            let places = groups.iter().enumerate();
            let of_term: FxHashMap<usize, usize> =
                places.flat_map(|(place, group)| group.terms.iter().map(move |(term, _)| (*term, place))).collect();
            nodes.iter_mut().for_each(|node| node.group = of_term[&node.term]);
            let entries = entries(compiled, roots, &nodes, &groups);
            let words: usize = entries.iter().map(|node| 2 + groups[node.group].combinations as usize).sum();
            if words <= GROUPED_WORDS.max(2 * compiled.places()) || most <= 1 {
                break (groups, entries);
            }
            most /= 2;
        };
        let mut cells = compiled.terms.len();
        for group in groups.iter_mut().filter(|group| group.terms.len() > 1) {
            group.cell = word(cells);
            cells += 1;
        }
        let settled = leaves.iter().filter(|(_, leaf)| !settles(*leaf)).count();
        let mut table = Self { groups, cells: cells + 1, ..Self::default() };
        table.lay_out(compiled, roots, &nodes, &entries, &leaves);
        table.settled = table.end(1 + settled);
        table.leaves = leaves.into_iter().map(|(_, leaf)| leaf).collect();
        table
    }

    fn lay_out(
        &mut self,
        compiled: &Compiled,
        roots: &[Root],
        nodes: &[Node],
        entries: &[Node],
        leaves: &[(Place, Leaf)],
    ) {
        // By place: the node of its group, where there is one, and that of its term alone, or the end.
        let (mut grouped, mut single) = (FxHashMap::default(), FxHashMap::default());
        let mut next = 0;
        for node in entries {
            grouped.insert(node.place, word(next));
            next += 2 + self.groups[node.group].combinations as usize;
        }
        for node in nodes {
            single.insert(node.place, word(next));
            next += 2 + usize::from(compiled.terms[node.term].cells);
        }
        self.ends = word(next);
        for (at, (place, _)) in leaves.iter().enumerate() {
            single.insert(*place, self.end(1 + at));
        }
        let address = |place: Place| grouped.get(&place).copied().unwrap_or_else(|| single[&place]);
        for node in entries {
            let group = &self.groups[node.group];
            self.words.extend([group.cell, single[&node.place]]);
            for combination in 0..group.combinations {
                let mut place = node.place;
                while let At::Node { term, base } = compiled.at(place)
                    && let Some((_, stride)) = group.terms.iter().find(|(other, _)| *other == term)
                {
                    let cell = combination / stride % u32::from(compiled.terms[term].cells);
                    place = compiled.child(base, u16::try_from(cell).unwrap_or(u16::MAX));
                }
                self.words.push(address(place));
            }
        }
        for node in nodes {
            self.words.extend([word(node.term), self.ends]);
            // Where a way leads to the node of a group of which something is open, that leads on to the one of its term.
            let cells = 0..compiled.terms[node.term].cells;
            self.words.extend(cells.map(|cell| address(compiled.child(node.base, cell))));
        }
        for end in 0..=leaves.len() {
            self.words.extend([word(self.cells - 1), self.end(end)]);
        }
        self.starts = roots.iter().map(|root| address(compiled.start(*root))).collect();
        self.starts.resize(roots.len().next_multiple_of(LANES), self.end(leaves.len()));
    }

    /// The words of an end.
    fn end(&self, number: usize) -> u32 {
        self.ends + word(2 * number)
    }

    /// Room for the cells of a case: of each term or group one more than its cell, or 0 where that is open.
    pub(super) fn cells(&self) -> Vec<u32> {
        vec![0; self.cells]
    }

    /// Room for where walks end.
    pub(super) fn stands(&self) -> Vec<u32> {
        self.starts.clone()
    }

    /// Follows all diagrams to their ends; gives whether each says all.
    #[inline]
    pub(super) fn walk(&self, cells: &[u32], stands: &mut [u32]) -> bool {
        let mut settled = true;
        for (lanes, starts) in stands.chunks_exact_mut(LANES).zip(self.starts.chunks_exact(LANES)) {
            let mut at: [u32; LANES] = [self.ends; LANES];
            at.copy_from_slice(starts);
            while at.iter().any(|place| *place < self.ends) {
                for place in &mut at {
                    let here = *place as usize;
                    let cell = cells[self.words[here] as usize];
                    *place = self.words[here + 1 + cell as usize];
                }
            }
            lanes.copy_from_slice(&at);
            settled &= at.iter().all(|place| *place >= self.settled);
        }
        settled
    }

    /// The number of the leaf at an end; none where what is open leads.
    #[inline]
    pub(super) fn leaf_at(&self, end: u32) -> Option<usize> {
        ((end - self.ends) as usize / 2).checked_sub(1)
    }

    /// The number of the leaf at an end that says all.
    #[inline]
    pub(super) fn settled_at(&self, end: u32) -> Option<usize> {
        if end < self.settled { None } else { self.leaf_at(end) }
    }

    /// The leaves at ends, by their numbers.
    pub(super) fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }
}

/// The nodes and the leaves that some diagrams reach; the nodes in the order of their terms.
fn reach(compiled: &Compiled, roots: &[Root]) -> (Vec<Node>, Vec<(Place, Leaf)>) {
    let (mut nodes, mut leaves) = (Vec::new(), Vec::new());
    let mut seen = FxHashSet::default();
    let mut open: Vec<Place> = roots.iter().map(|root| compiled.start(*root)).collect();
    while let Some(place) = open.pop() {
        if !seen.insert(place) {
            continue;
        }
        match compiled.at(place) {
            At::Leaf(leaf) => leaves.push((place, leaf)),
            At::Node { term, base } => {
                nodes.push(Node { place, base, term, group: 0 });
                open.extend((0..compiled.terms[term].cells).map(|cell| compiled.child(base, cell)));
            }
        }
    }
    nodes.sort_unstable_by_key(|node| (node.term, node.place));
    (nodes, leaves)
}

/// Groups neighbouring terms as long as they have at most so many combinations.
fn group(compiled: &Compiled, tested: &[usize], open: &dyn Fn(usize) -> bool, most: u32) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut may_grow = false;
    for &term in tested {
        let cells = u32::from(compiled.terms[term].cells);
        match groups.last_mut() {
            Some(group) if may_grow && !open(term) && group.combinations.saturating_mul(cells) <= most => {
                group.terms.push((term, group.combinations));
                group.combinations *= cells;
            }
            _ => groups.push(Group { cell: word(term), terms: vec![(term, 1)], combinations: cells }),
        }
        may_grow = !open(term);
    }
    groups
}

/// The nodes at which a walk can come into a group of several terms.
fn entries(compiled: &Compiled, roots: &[Root], nodes: &[Node], groups: &[Group]) -> Vec<Node> {
    let of_place: FxHashMap<Place, Node> = nodes.iter().map(|node| (node.place, *node)).collect();
    let mut entered: FxHashSet<Place> = roots.iter().map(|root| compiled.start(*root)).collect();
    for node in nodes {
        let children = (0..compiled.terms[node.term].cells).map(|cell| compiled.child(node.base, cell));
        entered.extend(children.filter(|child| of_place.get(child).is_some_and(|child| child.group != node.group)));
    }
    let grouped = |node: &&Node| groups[node.group].terms.len() > 1 && entered.contains(&node.place);
    nodes.iter().filter(grouped).copied().collect()
}

/// The budget of words keeps every number well below the greatest.
pub(super) fn word(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
