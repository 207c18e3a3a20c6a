//! What depends on what: circles are refused, and so is what nests deeper than anyone can follow.

use std::collections::BTreeMap;

use super::check::{Edge, Node};

/// How deep expressions may rest on one another, over all definitions on the way: each definition counts one and the
/// depth of its expression. Whoever evaluates a policy calls itself as deep.
pub(crate) const MAX_NESTING: usize = 400;

/// How many circles are told at once.
const MAX_CIRCLES: usize = 20;

/// Everything that depends on anything, each after what it depends on; or a circle.
pub(crate) enum Sorted {
    /// Dependencies first.
    Order(Vec<Node>),
    /// Each edge leads to the next, the last to the first.
    Circles(Vec<Vec<Edge>>),
    /// A chain of dependencies that is too long, by its first edge.
    TooDeep(Edge, usize),
}

/// Sorts what depends on what. Finds one circle through each knot of them. `own_depth` is how deep the expressions of
/// one item nest.
pub(crate) fn sort(edges: &[Edge], own_depth: &dyn Fn(Node) -> usize) -> Sorted {
    let mut uses: BTreeMap<Node, Vec<Edge>> = BTreeMap::new();
    for edge in edges {
        uses.entry(edge.from).or_default().push(*edge);
        uses.entry(edge.to).or_default();
    }
    for edges in uses.values_mut() {
        edges.sort_unstable();
        edges.dedup_by_key(|edge| edge.to);
    }
    let mut state: BTreeMap<Node, State> = BTreeMap::new();
    let (mut order, mut circles) = (Vec::new(), Vec::new());
    for &start in uses.keys() {
        if state.contains_key(&start) {
            continue;
        }
        let mut path: Vec<Edge> = Vec::new();
        let mut open = vec![(start, 0)];
        state.insert(start, State::Open);
        while let Some((node, tried)) = open.pop() {
            let Some(edge) = uses.get(&node).and_then(|edges| edges.get(tried)) else {
                state.insert(node, State::Done);
                order.push(node);
                path.pop();
                continue;
            };
            open.push((node, tried + 1));
            match state.get(&edge.to) {
                Some(State::Open) => {
                    let first = path.iter().position(|step| step.from == edge.to).unwrap_or(path.len());
                    let mut circle = path[first..].to_vec();
                    circle.push(*edge);
                    if circles.len() < MAX_CIRCLES {
                        circles.push(circle);
                    }
                }
                Some(State::Done) => {}
                None => {
                    state.insert(edge.to, State::Open);
                    path.push(*edge);
                    open.push((edge.to, 0));
                }
            }
        }
    }
    if !circles.is_empty() {
        return Sorted::Circles(distinct(circles));
    }
    let mut depth: BTreeMap<Node, usize> = BTreeMap::new();
    for node in &order {
        let edges = uses.get(node).map_or(&[][..], |edges| edges);
        let deepest = edges.iter().max_by_key(|edge| depth.get(&edge.to).copied().unwrap_or(0));
        let own = own_depth(*node) + 1 + deepest.map_or(0, |edge| depth.get(&edge.to).copied().unwrap_or(0));
        if let Some(edge) = deepest.filter(|_| own > MAX_NESTING) {
            return Sorted::TooDeep(*edge, own);
        }
        depth.insert(*node, own);
    }
    Sorted::Order(order)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Done,
}

/// One circle for those that share a place.
fn distinct(mut circles: Vec<Vec<Edge>>) -> Vec<Vec<Edge>> {
    circles.sort_by_key(Vec::len);
    let mut kept: Vec<Vec<Edge>> = Vec::new();
    for circle in circles {
        let meets = |other: &Vec<Edge>| other.iter().any(|edge| circle.iter().any(|own| own.from == edge.from));
        if !kept.iter().any(meets) {
            kept.push(circle);
        }
    }
    kept
}
