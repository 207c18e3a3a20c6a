//! Diagrams walked with a case: every term that lies in one cell is followed, for all diagrams at once.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};

use super::bind::{Numbers, cells_of};
use crate::diagram::quantity::Quantities;
use crate::diagram::{At, Compiled, Leaf, Place, Root};

/// The first and the last cell in which a term can still lie.
pub(crate) type Span = (u16, u16);

/// How far walks go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// The diagrams of decisions only.
    Decisions,
    /// All diagrams.
    All,
}

/// Room for walks, lent to one case after another: most of it need not be cleared in between.
#[derive(Debug, Default)]
pub(crate) struct Rooms(Mutex<Vec<Room>>);

#[derive(Debug, Default)]
struct Room {
    /// For each term, where it can lie. What lies between is possible too: an unknown choice may be anything, and a
    /// quantity known within a range lies on one run of its axis.
    cells: Vec<Span>,
    /// For each diagram, where its walk stands.
    stands: Vec<Place>,
    /// The walks that go on.
    moving: Vec<(u32, Place)>,
    seen: RefCell<Seen>,
}

/// A case's walks over some diagrams. Each stands at an end, or at the first node whose term can lie in several cells.
#[derive(Debug)]
pub(crate) struct Walked<'a> {
    pub(crate) compiled: &'a Compiled,
    rooms: &'a Rooms,
    room: Room,
}

impl<'a> Walked<'a> {
    pub(crate) fn new(
        rooms: &'a Rooms,
        compiled: &'a Compiled,
        quantities: &Quantities,
        numbers: &Numbers<'_>,
        extent: Extent,
    ) -> Self {
        let mut room = rooms.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        room.cells.clear();
        let of_case = compiled.case_terms();
        room.cells.extend(of_case.iter().map(|term| cells_of(term, quantities, numbers)));
        // What is asked of items is not asked here.
        room.cells.extend(compiled.terms[of_case.len()..].iter().map(|term| (0, term.cells.saturating_sub(1))));
        room.stands.clear();
        room.stands.extend(compiled.starts());
        let mut walked = Self { compiled, rooms, room };
        walked.follow(match extent {
            Extent::Decisions => compiled.decisions(),
            Extent::All => compiled.starts().len(),
        });
        walked
    }

    /// Takes the first diagrams' walks as far as single cells lead them, all of them by a step in turn: one step waits for
    /// memory, many wait together. Nothing here depends on which way a walk goes, so nothing is mispredicted.
    fn follow(&mut self, count: usize) {
        let Room { cells, stands, moving, .. } = &mut self.room;
        moving.clear();
        let starts = stands.iter().take(count).zip(0_u32..);
        moving.extend(starts.filter(|(place, _)| !place.is_end()).map(|(place, walk)| (walk, *place)));
        let mut left = moving.len();
        while left > 0 {
            let mut kept = 0;
            for step in 0..left {
                let (walk, place) = moving[step];
                let (next, goes_on) = self.compiled.step(place, cells);
                stands[walk as usize] = next;
                moving[kept] = (walk, next);
                kept += usize::from(goes_on);
            }
            left = kept;
        }
    }

    /// Where a term can lie.
    #[inline]
    pub(crate) fn cells(&self, term: usize) -> Span {
        self.room.cells[term]
    }

    /// Where the walk of a diagram stands.
    #[inline]
    pub(crate) fn stands(&self, root: Root) -> Place {
        self.room.stands[root.index()]
    }

    /// The ends that a diagram can still reach.
    #[inline]
    pub(crate) fn ends(&self, root: Root) -> Ends {
        let place = self.stands(root);
        match self.compiled.at(place) {
            At::Leaf(leaf) => Ends::One(leaf),
            At::Node { .. } => self.all_ends(place),
        }
    }

    /// Whether a yes-or-no diagram is settled, and how.
    #[inline]
    pub(crate) fn truth(&self, root: Root) -> Option<bool> {
        match self.compiled.at(self.stands(root)) {
            At::Leaf(leaf) => Some(leaf == Leaf::True),
            At::Node { .. } => self.ends(root).truth(),
        }
    }

    fn all_ends(&self, place: Place) -> Ends {
        let mut leaves = Vec::new();
        self.visit_from(place, &mut |at| {
            if let At::Leaf(leaf) = at
                && !leaves.contains(&leaf)
            {
                leaves.push(leaf);
            }
            ControlFlow::Continue(())
        });
        leaves.sort_unstable();
        match leaves.as_slice() {
            [only] => Ends::One(*only),
            _ => Ends::Several(leaves),
        }
    }

    /// Calls `pass` once for each node and end that a diagram can still reach, from where it begins.
    #[inline]
    pub(crate) fn visit(&self, root: Root, mut pass: impl FnMut(At)) {
        // As long as one cell is left there is one way to go, and nothing to remember.
        let mut place = self.compiled.start(root);
        loop {
            let at = self.compiled.at(place);
            match at {
                At::Leaf(_) => return pass(at),
                At::Node { term, base } => {
                    let (first, last) = self.cells(term);
                    if first != last {
                        return self.visit_from(place, &mut |at| {
                            pass(at);
                            ControlFlow::Continue(())
                        });
                    }
                    pass(at);
                    place = self.compiled.child(base, first);
                }
            }
        }
    }

    /// Calls `pass` once for each node and end that a diagram can still reach, from where the walk stands, until it breaks.
    pub(crate) fn visit_while(&self, root: Root, mut pass: impl FnMut(At) -> ControlFlow<()>) {
        self.visit_from(self.stands(root), &mut pass);
    }

    fn visit_from(&self, place: Place, pass: &mut dyn FnMut(At) -> ControlFlow<()>) {
        let mut seen = self.room.seen.borrow_mut();
        let mut open = seen.begin(self.compiled.places());
        open.push(place);
        while let Some(place) = open.pop() {
            if !seen.note(self.compiled.number(place)) {
                continue;
            }
            let at = self.compiled.at(place);
            if pass(at).is_break() {
                // The room is lent on.
                open.clear();
                break;
            }
            if let At::Node { term, base } = at {
                let (first, last) = self.cells(term);
                open.extend((first..=last).map(|cell| self.compiled.child(base, cell)));
            }
        }
        seen.end(open);
    }
}

impl Drop for Walked<'_> {
    fn drop(&mut self) {
        let room = std::mem::take(&mut self.room);
        self.rooms.0.lock().unwrap_or_else(PoisonError::into_inner).push(room);
    }
}

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

/// The places that a walk over several ways has seen.
#[derive(Debug, Default)]
struct Seen {
    stamps: Vec<u32>,
    walk: u32,
    /// Room for the places still to see.
    open: Vec<Place>,
}

impl Seen {
    /// Begins a walk over so many places; gives an empty list for those still to see, to be given back.
    fn begin(&mut self, places: usize) -> Vec<Place> {
        if self.stamps.len() < places || self.walk == u32::MAX {
            self.stamps.clear();
            self.stamps.resize(places, 0);
            self.walk = 0;
        }
        self.walk += 1;
        std::mem::take(&mut self.open)
    }

    /// Ends a walk.
    fn end(&mut self, open: Vec<Place>) {
        self.open = open;
    }

    /// Notes a place; gives whether it is new to this walk.
    fn note(&mut self, place: usize) -> bool {
        let new = self.stamps[place] != self.walk;
        self.stamps[place] = self.walk;
        new
    }
}
