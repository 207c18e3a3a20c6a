//! Diagrams restricted to the cells still possible: which ends are left, and which terms can still matter.

use rustc_hash::{FxHashMap, FxHashSet};

use super::bind::Cells;
use crate::diagram::{At, Compiled, Leaf, Root};

/// The ends that are left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ends {
    /// One.
    One(Leaf),
    /// Several, sorted.
    Several(Vec<Leaf>),
}

impl Ends {
    /// Whether a yes-or-no diagram is settled, and how.
    pub(crate) fn truth(&self) -> Option<bool> {
        match self {
            Self::One(leaf) => Some(*leaf == Leaf::True),
            Self::Several(leaves) if leaves.contains(&Leaf::True) => None,
            Self::Several(_) => Some(false),
        }
    }

    /// All ends.
    pub(crate) fn all(&self) -> &[Leaf] {
        match self {
            Self::One(leaf) => std::slice::from_ref(leaf),
            Self::Several(leaves) => leaves,
        }
    }
}

/// The ends that `root` can still reach.
#[inline]
pub(crate) fn ends(compiled: &Compiled, root: Root, cells: &Cells) -> Ends {
    let mut place = root;
    loop {
        match compiled.at(place) {
            At::Leaf(leaf) => return Ends::One(leaf),
            At::Node { term, base } => {
                let (first, last) = cells.of(term);
                if first != last {
                    return all_ends(compiled, place, cells);
                }
                place = compiled.child(base, first);
            }
        }
    }
}

fn all_ends(compiled: &Compiled, root: Root, cells: &Cells) -> Ends {
    let mut leaves = Vec::new();
    visit(compiled, root, cells, |at| {
        if let At::Leaf(leaf) = at
            && !leaves.contains(&leaf)
        {
            leaves.push(leaf);
        }
    });
    leaves.sort_unstable();
    match leaves.as_slice() {
        [only] => Ends::One(*only),
        _ => Ends::Several(leaves),
    }
}

/// Calls `pass` once for each node and end that `root` can still reach.
#[inline]
pub(crate) fn visit(compiled: &Compiled, root: Root, cells: &Cells, mut pass: impl FnMut(At)) {
    // As long as one cell is left there is one way to go, and nothing to remember.
    let mut place = root;
    loop {
        let at = compiled.at(place);
        match at {
            At::Leaf(_) => return pass(at),
            At::Node { term, base } => {
                let (first, last) = cells.of(term);
                if first != last {
                    return visit_all(compiled, place, cells, &mut pass);
                }
                pass(at);
                place = compiled.child(base, first);
            }
        }
    }
}

fn visit_all(compiled: &Compiled, root: Root, cells: &Cells, pass: &mut dyn FnMut(At)) {
    let mut seen = cells.seen.borrow_mut();
    let mut open = seen.begin(compiled.size());
    open.push(root);
    while let Some(place) = open.pop() {
        if !seen.note(compiled.place(place)) {
            continue;
        }
        let at = compiled.at(place);
        pass(at);
        if let At::Node { term, base } = at {
            let (first, last) = cells.of(term);
            open.extend((first..=last).map(|cell| compiled.child(base, cell)));
        }
    }
    seen.end(open);
}

/// Whether `root` can still reach one end with an answer only. Stops at the second.
pub(crate) fn has_one_end(compiled: &Compiled, root: Root, cells: &Cells) -> bool {
    let mut seen = cells.seen.borrow_mut();
    let mut open = seen.begin(compiled.size());
    open.push(root);
    let mut found: Option<Leaf> = None;
    let mut one = true;
    while let Some(place) = open.pop() {
        if !seen.note(compiled.place(place)) {
            continue;
        }
        match compiled.at(place) {
            At::Leaf(Leaf::Gap | Leaf::Conflict) => {}
            At::Leaf(leaf) => {
                if found.is_some_and(|known| known != leaf) {
                    one = false;
                    break;
                }
                found = Some(leaf);
            }
            At::Node { term, base } => {
                let (first, last) = cells.of(term);
                open.extend((first..=last).map(|cell| compiled.child(base, cell)));
            }
        }
    }
    open.clear();
    seen.end(open);
    one
}

/// A restricted diagram: nodes whose possible children are all the same function are gone.
pub(crate) struct Restriction<'a> {
    compiled: &'a Compiled,
    cells: &'a Cells,
    done: FxHashMap<Root, Residue>,
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
    pub(crate) fn new(compiled: &'a Compiled, cells: &'a Cells) -> Self {
        Self { compiled, cells, done: FxHashMap::default(), unique: FxHashMap::default(), nodes: Vec::new() }
    }

    /// What is left of `root`. `same` may declare two ends to be one value.
    pub(crate) fn of(&mut self, root: Root, same: &dyn Fn(Leaf) -> Leaf) -> Residue {
        if let Some(&known) = self.done.get(&root) {
            return known;
        }
        let residue = match self.compiled.at(root) {
            At::Leaf(leaf) => Residue::Leaf(same(leaf)),
            At::Node { term, base } => {
                let (first, last) = self.cells.of(term);
                let children: Vec<Residue> =
                    (first..=last).map(|cell| self.of(self.compiled.child(base, cell), same)).collect();
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
        self.done.insert(root, residue);
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
