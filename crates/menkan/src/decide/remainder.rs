//! What is left of diagrams once every term that surely lies in one cell has been followed: small enough to be asked
//! again and again while the cells of the other terms change. Nothing is worked out before it is asked for.

use std::ops::ControlFlow;

use super::walk::{Span, Walked};
use crate::diagram::{At, Leaf, Place, Root, Test};

/// The nodes left of some diagrams.
#[derive(Debug, Default)]
pub(crate) struct Remainder {
    nodes: Vec<Node>,
    /// What comes next of each node that was passed, for each cell that can still be asked for.
    next: Vec<Next>,
    /// By the number of a place: its node, where that is one of these.
    known: Vec<u32>,
    stamp: u32,
    open: Vec<Next>,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    place: Place,
    term: usize,
    /// The cells that can still be asked for.
    cells: Span,
    /// Where what comes next begins, once the node has been passed.
    base: Option<usize>,
    /// The last walk that passed it.
    stamp: u32,
}

/// What comes next: an end, or a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    End(Leaf),
    Node(u32),
}

/// Who passes what can be reached.
pub(crate) trait Passing {
    /// Where a term can lie: in fewer cells than in the walks that this is the rest of, or, where it is a doubt, as
    /// stated.
    fn cells(&mut self, term: usize) -> Span;
    /// Passes an end; breaks where that is enough.
    fn end(&mut self, leaf: Leaf) -> ControlFlow<()>;
}

impl Remainder {
    /// Nothing, with room for what is left of diagrams of so many places.
    pub(crate) fn clear(&mut self, places: usize) {
        self.nodes.clear();
        self.next.clear();
        self.known.resize(places, 0);
        self.stamp = 0;
    }

    /// What is left of a diagram.
    pub(crate) fn of(&mut self, walked: &Walked<'_>, root: Root) -> Next {
        self.follow(walked, walked.stands(root))
    }

    /// The first node that a place leads to whose term can lie in several cells; or the end.
    fn follow(&mut self, walked: &Walked<'_>, mut place: Place) -> Next {
        loop {
            match walked.compiled.at(place) {
                At::Leaf(leaf) => return Next::End(leaf),
                At::Node { term, base } => {
                    let cells = walked.cells(term);
                    if cells.0 != cells.1 {
                        return Next::Node(self.node(walked, place, term, cells));
                    }
                    place = walked.compiled.child(base, cells.0);
                }
            }
        }
    }

    fn node(&mut self, walked: &Walked<'_>, place: Place, term: usize, cells: Span) -> u32 {
        let known = &mut self.known[walked.compiled.number(place)];
        // What an earlier case left there is told by its place, which is another, or by its having no node.
        if self.nodes.get(*known as usize).is_none_or(|node| node.place != place) {
            *known = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
            // A doubt that is cleared is as stated: its first cell.
            let is_doubt = matches!(walked.compiled.terms[term].test, Test::Doubt(_));
            let first = if is_doubt { 0 } else { cells.0 };
            self.nodes.push(Node { place, term, cells: (first, cells.1), base: None, stamp: 0 });
        }
        *known
    }

    /// Passes each term once and each end that can be reached.
    pub(crate) fn visit(&mut self, walked: &Walked<'_>, start: Next, passing: &mut impl Passing) -> ControlFlow<()> {
        self.stamp += 1;
        self.open.clear();
        self.open.push(start);
        while let Some(next) = self.open.pop() {
            match next {
                Next::End(leaf) => passing.end(leaf)?,
                Next::Node(node) => {
                    let known = &mut self.nodes[node as usize];
                    if known.stamp == self.stamp {
                        continue;
                    }
                    known.stamp = self.stamp;
                    let Node { term, cells: asked, base, .. } = *known;
                    let base = match base {
                        Some(base) => base,
                        None => self.pass_first(walked, node),
                    };
                    let (first, last) = passing.cells(term);
                    let place = |cell: u16| base + usize::from(cell.clamp(asked.0, asked.1) - asked.0);
                    self.open.extend_from_slice(&self.next[place(first)..=place(last)]);
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn pass_first(&mut self, walked: &Walked<'_>, node: u32) -> usize {
        let Node { place, cells: (first, last), .. } = self.nodes[node as usize];
        let at = self.next.len();
        if let At::Node { base, .. } = walked.compiled.at(place) {
            for cell in first..=last {
                let next = self.follow(walked, walked.compiled.child(base, cell));
                self.next.push(next);
            }
        }
        self.nodes[node as usize].base = Some(at);
        at
    }
}
