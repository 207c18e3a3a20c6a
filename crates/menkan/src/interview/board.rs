//! The board of the game: restricted diagrams laid out flat, that grow as answers to come restrict them further.

use std::hash::{Hash as _, Hasher as _};

use rustc_hash::{FxHashMap, FxHasher};

use crate::decide::restrict::{Link, Residual, To};

/// Restricted diagrams, each function once, so that what two answers leave is one where it is the same.
#[derive(Debug)]
pub(super) struct Board {
    /// By node: its term.
    terms: Vec<u32>,
    /// By node: where its children begin; after the last, where they end.
    begins: Vec<u32>,
    children: Vec<Link>,
    /// By hash of a node: the last such node.
    heads: FxHashMap<u64, u32>,
    /// By node: the one before of the same hash.
    before: Vec<u32>,
    /// By node: what is left of it after the answer of this number.
    left: Vec<(u32, Link)>,
    answer: u32,
}

/// No node.
const NONE: u32 = u32::MAX;

impl Board {
    pub(super) fn new(residual: &Residual<'_>) -> Self {
        let mut board = Self {
            terms: Vec::new(),
            begins: vec![0],
            children: Vec::new(),
            heads: FxHashMap::default(),
            before: Vec::new(),
            left: Vec::new(),
            answer: 0,
        };
        // Each node of a residual is another function, and its children come before it: the numbers stay.
        for node in residual.nodes() {
            let hash = hash(node.term, &node.children);
            board.add(hash, node.term, &node.children);
        }
        board
    }

    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }

    pub(super) fn term(&self, node: usize) -> usize {
        self.terms[node] as usize
    }

    pub(super) fn children(&self, node: usize) -> &[Link] {
        &self.children[self.begins[node] as usize..self.begins[node + 1] as usize]
    }

    /// The least of the terms that these functions test first.
    pub(super) fn first_term(&self, links: &[Link]) -> Option<usize> {
        let terms = links.iter().filter_map(|link| match link.to() {
            To::Node(node) => Some(self.term(node)),
            To::End(_) => None,
        });
        terms.min()
    }

    /// What is left of functions once some terms, rising, are known to lie in the cells of these places.
    pub(super) fn after(&mut self, links: &[Link], known: &[(usize, usize)]) -> Vec<Link> {
        self.answer += 1;
        links.iter().map(|link| self.left_of(*link, known)).collect()
    }

    fn left_of(&mut self, link: Link, known: &[(usize, usize)]) -> Link {
        let (To::Node(node), Some((last, _))) = (link.to(), known.last()) else { return link };
        let term = self.term(node);
        // Terms only rise from a node on.
        if term > *last {
            return link;
        }
        if let Some((answer, left)) = self.left.get(node)
            && *answer == self.answer
        {
            return *left;
        }
        let left = match known.iter().find(|(other, _)| *other == term) {
            Some((_, place)) => match self.children(node).get(*place) {
                Some(child) => self.left_of(*child, known),
                None => link,
            },
            None => {
                let range = self.begins[node] as usize..self.begins[node + 1] as usize;
                let mut children = Vec::with_capacity(range.len());
                let mut is_same = true;
                for place in range {
                    let before = self.children[place];
                    let after = self.left_of(before, known);
                    is_same &= after == before;
                    children.push(after);
                }
                if is_same { link } else { self.node(term, &children) }
            }
        };
        if self.left.len() <= node {
            self.left.resize(self.terms.len(), (0, link));
        }
        self.left[node] = (self.answer, left);
        left
    }

    /// The node of these children; their own function where they are all one.
    fn node(&mut self, term: usize, children: &[Link]) -> Link {
        if let [only, rest @ ..] = children
            && rest.iter().all(|other| other == only)
        {
            return *only;
        }
        let hash = hash(term, children);
        let mut at = self.heads.get(&hash).copied().unwrap_or(NONE);
        while at != NONE {
            let node = at as usize;
            if self.term(node) == term && self.children(node) == children {
                return Link::node(node);
            }
            at = self.before[node];
        }
        self.add(hash, term, children)
    }

    fn add(&mut self, hash: u64, term: usize, children: &[Link]) -> Link {
        let node = self.terms.len();
        self.terms.push(u32::try_from(term).unwrap_or(NONE));
        self.children.extend_from_slice(children);
        self.begins.push(u32::try_from(self.children.len()).unwrap_or(NONE));
        let number = u32::try_from(node).unwrap_or(NONE);
        self.before.push(self.heads.insert(hash, number).unwrap_or(NONE));
        Link::node(node)
    }
}

fn hash(term: usize, children: &[Link]) -> u64 {
    let mut hasher = FxHasher::default();
    (term, children).hash(&mut hasher);
    hasher.finish()
}
